// Bob calls: provisional and final responses, CANCEL, time-outs (RFC 3261 8.1.3, 9.1, 13.2).
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::cseq_of;
using simulation::Packet;
using CallClient = simulation::CallTest;

TEST_F(CallClient, TheInviteHasWhatEveryRequestHasAndAnOffer_Rfc3261_8_1_1) {
  const Packet packet = dial();
  EXPECT_EQ(packet.first_line(), "INVITE " + peer.uri() + " SIP/2.0");
  EXPECT_EQ(packet.header("Max-Forwards"), "70");
  EXPECT_TRUE(packet.header("Via").starts_with("SIP/2.0/UDP 127.0.0.1:5071;rport;branch=z9hG4bK"));
  EXPECT_EQ(packet.header("To"), "<" + peer.uri() + ">");
  EXPECT_FALSE(tag_in(packet.header("From")).empty());
  EXPECT_EQ(packet.header("Contact"), "<sip:bob@127.0.0.1:5071>");
  EXPECT_NE(packet.header("Allow").find("UPDATE"), std::string::npos);
  EXPECT_EQ(packet.header("Content-Type"), "application/sdp");
  EXPECT_NE(body_of(packet).find("m=audio"), std::string::npos);
  EXPECT_EQ(packet.header("Route"), "");
}

TEST_F(CallClient, ProvisionalResponsesAreToldByKindAndOnceEach_Rfc3261_13_2_2_1) {
  const Packet packet = dial();
  for (const int status : {100, 180, 180, 100, 180, 183}) {
    peer.respond(packet, status);
    scene.run(milliseconds(2));
  }
  EXPECT_EQ(story(), "call_trying call_ringing call_progress");
  EXPECT_EQ(bob.last(EventKind::call_ringing)->reason, "Ringing");
  EXPECT_EQ(bob.stack().state(call), CallState::calling);
}

// Bob            Peer
//  |--- INVITE --->|
//  |<-- 180 (tag) -|
//  |<-- OPTIONS ---|  in the early dialog
//  |---- 200 ----->|
TEST_F(CallClient, AProvisionalWithATagMakesAnEarlyDialog_Rfc3261_12_1) {
  const Packet packet = dial();
  peer.respond(packet, 180);
  peer.request("OPTIONS");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  peer.local = packet.header("To") + ";tag=another-fork";
  peer.request("OPTIONS");
  EXPECT_TRUE(peer.expect("SIP/2.0 481", seconds(1)));
}

TEST_F(CallClient, AHundredMakesNoDialog_Rfc3261_12_1) {
  const Packet packet = dial();
  raw_response(packet, 100, packet.header("To") + ";tag=" + peer.own_tag, "");
  peer.request("OPTIONS");
  EXPECT_TRUE(peer.expect("SIP/2.0 481", seconds(1)));
}

// Bob            Peer
//  |--- INVITE --->|
//  |<---- 200 -----|
//  |---- ACK ----->|
TEST_F(CallClient, ASuccessIsAcknowledgedAndTold_Rfc3261_13_2_2_4) {
  const Packet packet = dial();
  peer.respond(packet, 200, allow, "application/sdp", simulation::sdp);
  const auto ack = peer.expect("ACK");
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->first_line(), "ACK " + peer.uri() + " SIP/2.0");
  EXPECT_EQ(cseq_of(*ack), cseq_of(packet));
  EXPECT_EQ(ack->header("To"), packet.header("To") + ";tag=" + peer.own_tag);
  EXPECT_NE(ack->header("Via"), packet.header("Via")) << "a transaction of its own";
  EXPECT_EQ(story(), "call_answered call_connected");
  EXPECT_TRUE(bob.last(EventKind::call_answered)->had_message);
}

TEST_F(CallClient, EachRepeatedSuccessGetsTheSameAckAgain_Rfc3261_13_2_2_4) {
  const Packet packet = dial();
  std::string first;
  for (int i = 0; i < 4; ++i) {
    peer.respond(packet, 200, allow, "application/sdp", simulation::sdp);
    const auto ack = peer.expect("ACK", seconds(1));
    ASSERT_TRUE(ack) << i;
    if (i == 0) first = ack->text;
    EXPECT_EQ(ack->text, first);
    scene.run(seconds(4));
  }
  EXPECT_EQ(story(), "call_answered call_connected");
}

TEST_F(CallClient, TheAckIsKeptOnlyAsLongAsTheSuccessMayComeAgain) {
  connect_out();
  EXPECT_GT(bob.stack().usage().blocks.used, 0u);
  scene.run(seconds(33));
  EXPECT_EQ(bob.stack().usage().blocks.used, 0u);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

// Bob            Peer
//  |--- INVITE --->|
//  |<--- 3xx-6xx --|
//  |---- ACK ----->|
TEST_F(CallClient, ARefusalEndsTheCallWithItsStatusAndPhrase_Rfc3261_13_2_2_3) {
  for (const int status : {302, 404, 486, 503, 603}) {
    const Packet packet = dial();
    bob.heard.clear();
    scene.inject(peer.address(), bob,
                 "SIP/2.0 " + std::to_string(status) + " No, and that is that\r\nVia: " + packet.header("Via") +
                     "\r\nFrom: " + packet.header("From") + "\r\nTo: " + packet.header("To") +
                     ";tag=x\r\nCall-ID: " + packet.header("Call-ID") + "\r\nCSeq: " + packet.header("CSeq") +
                     "\r\nContact: <sip:elsewhere@127.0.0.1:5099>\r\nContent-Length: 0\r\n\r\n");
    EXPECT_TRUE(peer.expect("ACK", seconds(1)));
    expect_ended(static_cast<std::uint16_t>(status), Cause::message);
    EXPECT_EQ(ended().reason, "No, and that is that");
    EXPECT_TRUE(ended().had_message);
  }
  EXPECT_EQ(sent("BYE"), 0u);
}

TEST_F(CallClient, SilenceIs408After64T1_Rfc3261_17_1_1_2) {
  const Time start = scene.now;
  dial();
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::call_ended) == 1; }));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 32e6, 1e4);
  expect_ended(408, Cause::timeout);
  EXPECT_FALSE(ended().had_message);
}

TEST_F(CallClient, ATransportErrorIs503_Rfc3261_8_1_3_1) {
  dial();
  EXPECT_EQ(bob.stack().flow_failed(scene.now, bob.flow, peer.address()), Errc::ok);
  expect_ended(503, Cause::transport);
}

// --- CANCEL ----------------------------------------------------------------------------------------

// Bob            Peer
//  |--- INVITE --->|
//  |  hang_up      |  no CANCEL before a provisional
//  |<---- 180 -----|
//  |--- CANCEL --->|
//  |<- 200 CANCEL -|
//  |<-- 487 -------|
//  |---- ACK ----->|
TEST_F(CallClient, ACancelWaitsForTheFirstProvisional_Rfc3261_9_1) {
  const Packet packet = dial();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(seconds(1));
  EXPECT_EQ(sent("CANCEL"), 0u);
  peer.respond(packet, 180);
  const auto cancel = peer.expect("CANCEL", seconds(1));
  ASSERT_TRUE(cancel);
  EXPECT_EQ(cancel->first_line(), "CANCEL " + peer.uri() + " SIP/2.0");
  for (const std::string_view name : {"Via", "From", "To", "Call-ID"}) {
    EXPECT_EQ(cancel->header(name), packet.header(name)) << name;
  }
  EXPECT_EQ(cancel->header("CSeq"), std::to_string(cseq_of(packet)) + " CANCEL");
  peer.respond(*cancel, 200);
  scene.run(milliseconds(2));
  EXPECT_EQ(story(), "") << "only the INVITE's own end counts";
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::wrong_state);
  peer.respond(packet, 487);
  EXPECT_TRUE(peer.expect("ACK", seconds(1)));
  expect_ended(487, Cause::local);
}

TEST_F(CallClient, ACancelGoesAtOnceBehindAProvisional_Rfc3261_9_1) {
  const Packet packet = dial();
  peer.respond(packet, 100);
  scene.run(milliseconds(2));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  ASSERT_TRUE(peer.expect("CANCEL", milliseconds(5)));
  peer.respond(packet, 486);
  expect_ended(487, Cause::local);
}

TEST_F(CallClient, ACancelledCallEndsAfter64T1WithoutAnyAnswer_Rfc3261_9_1) {
  const Packet packet = dial();
  peer.respond(packet, 180);
  scene.run(seconds(5));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const Time start = scene.now;
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::call_ended) == 1; }));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 32e6, 1e4);
  expect_ended(487, Cause::local);
}

TEST_F(CallClient, ACallHungUpWithoutAnyAnswerEndsWithItsTransaction) {
  dial();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(seconds(33));
  EXPECT_EQ(sent("CANCEL"), 0u);
  expect_ended(487, Cause::local);
}

// Bob            Peer
//  |--- INVITE --->|
//  |<---- 180 -----|
//  |--- CANCEL --->|
//  |<---- 200 -----|  to the INVITE: it crossed the CANCEL
//  |---- ACK ----->|
//  |---- BYE ----->|
//  |<---- 200 -----|
TEST_F(CallClient, ASuccessThatCrossesTheCancelIsAcknowledgedAndEnded_Rfc3261_15) {
  const Packet packet = dial();
  peer.respond(packet, 180);
  scene.run(milliseconds(2));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  ASSERT_TRUE(peer.expect("CANCEL"));
  peer.respond(packet, 200, {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("ACK", seconds(1)));
  EXPECT_EQ(bob.count(EventKind::call_answered), 0u);
  EXPECT_EQ(bob.count(EventKind::call_ended), 0u) << "not before the BYE is answered";
  answer_bye();
  expect_ended(487, Cause::local);
}

TEST_F(CallClient, ARepeatedSuccessAfterTheCrossingIsAcknowledgedAgain) {
  const Packet packet = dial();
  peer.respond(packet, 180);
  scene.run(milliseconds(2));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  ASSERT_TRUE(peer.expect("CANCEL"));
  for (int i = 0; i < 3; ++i) {
    peer.respond(packet, 200, {}, "application/sdp", simulation::sdp);
    scene.run(milliseconds(100));
  }
  EXPECT_EQ(sent("ACK"), 3u);
  EXPECT_EQ(sent("BYE"), 1u);
  answer_bye();
  expect_ended(487, Cause::local);
}

TEST_F(CallClient, NoCallIsPlacedDuringShutdown) {
  const Packet packet = dial();
  peer.respond(packet, 180);
  scene.run(milliseconds(2));
  bob.stack().shutdown(scene.now);
  EXPECT_EQ(bob.stack().call(scene.now, bob.account, peer.uri()).error(), Errc::wrong_state);
  ASSERT_TRUE(peer.expect("CANCEL", seconds(1)));
  peer.respond(packet, 487);
  expect_ended(487, Cause::shutdown);
}

}  // namespace
}  // namespace baton
