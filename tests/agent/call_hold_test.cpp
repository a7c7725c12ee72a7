// hold and resume: our re-INVITE, and how it fails (RFC 3261 14.1, RFC 3264 8.4, RFC 5057 5).
#include "tests/agent/hold_fixture.hpp"

namespace baton {
namespace {

using simulation::cseq_of;
using simulation::Packet;
using Hold = simulation::HoldTest;

// --- As it should be ---------------------------------------------------------------------------------

// Peer           Bob
//  |<- INVITE -----|  sendonly
//  |----- 200 ---->|  recvonly
//  |<---- ACK -----|
//  |<- INVITE -----|  sendrecv
//  |----- 200 ---->|
//  |<---- ACK -----|
TEST_F(Hold, TheLastDescriptionIsOfferedSendonlyAndThenSendrecvAgain_Rfc3264_8_4) {
  connect_in();
  EXPECT_FALSE(bob.stack().on_hold(call));
  const Packet first = hold();
  EXPECT_EQ(direction_of(first), "a=sendonly");
  EXPECT_EQ(version_of(first), "2");
  EXPECT_EQ(line_of(body_of(first), "m=audio"), "m=audio 9 RTP/AVP 0 8 101");
  EXPECT_EQ(first.header("Contact"), "<sip:bob@127.0.0.1:5071>");
  EXPECT_NE(first.header("Allow"), "");
  EXPECT_EQ(first.header("To"), peer.local);
  EXPECT_FALSE(bob.stack().on_hold(call)) << "not before its 2xx";
  const Packet ack = accept(first);
  EXPECT_EQ(cseq_of(ack), cseq_of(first));
  EXPECT_EQ(body_of(ack), "");
  expect_modified(200);
  EXPECT_TRUE(bob.stack().on_hold(call));
  const Packet second = resume();
  EXPECT_EQ(cseq_of(second), cseq_of(first) + 1);
  EXPECT_EQ(direction_of(second), "a=sendrecv");
  EXPECT_EQ(version_of(second), "3");
  accept(second, "sendrecv");
  EXPECT_FALSE(bob.stack().on_hold(call));
  EXPECT_EQ(story(), "call_incoming call_connected call_modified call_modified");
}

TEST_F(Hold, AnOutgoingCallIsHeldAlikeRightAfterItsAck) {
  connect_out();
  const Packet request = hold();
  EXPECT_EQ(cseq_of(request), cseq_of(invite) + 1);
  EXPECT_EQ(line_of(body_of(request), "o=").substr(0, 12), line_of(body_of(invite), "o=").substr(0, 12));
  accept(request);
  expect_modified(200);
}

TEST_F(Hold, TheApplicationsOwnDescriptionIsKept) {
  const std::string own =
      "v=0\r\no=bob 77 5 IN IP4 192.0.2.7\r\ns=given\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8\r\n"
      "a=ptime:20\r\n";
  connect_out({.sdp = own});
  const Packet request = hold();
  std::string expected = own + "a=sendonly\r\n";
  expected.replace(expected.find("77 5"), 4, "77 6");
  EXPECT_EQ(body_of(request), expected);
  accept(request);
  const Packet back = resume();
  expected = own;
  expected.replace(expected.find("77 5"), 4, "77 7");
  EXPECT_EQ(body_of(back), expected);
  accept(back, "sendrecv");
}

TEST_F(Hold, ItOffersAsManyStreamsAsThereAre_Rfc3264_8) {
  ring_in({}, "application/sdp", audio + "m=video 9 RTP/AVP 31\r\n");
  answer();
  acknowledge();
  const Packet request = hold();
  EXPECT_EQ(line_of(body_of(request), "m=video"), "m=video 0 RTP/AVP 31");
  EXPECT_EQ(direction_of(request), "a=sendonly");
  accept(request);
  const Packet back = resume();
  EXPECT_EQ(line_of(body_of(back), "m=video"), "m=video 0 RTP/AVP 31");
  EXPECT_EQ(direction_of(back), "a=sendrecv");
  EXPECT_EQ(version_of(back), "3");
  accept(back, "sendrecv");
}

TEST_F(Hold, AHeldPeerThatOffersAnewStaysHeld) {
  connect_in();
  accept(hold());
  EXPECT_EQ(direction_of(change("INVITE", audio)), "a=sendonly");
  EXPECT_EQ(direction_of(change("UPDATE", audio)), "a=sendonly");
  EXPECT_TRUE(bob.stack().on_hold(call));
}

TEST_F(Hold, APeerThatHoldsUsIsOfferedInactiveAndStillHoldsUsAfterwards_Rfc3264_8_4) {
  connect_in();
  change("INVITE", audio + "a=sendonly\r\n");
  EXPECT_EQ(bob.count(EventKind::call_held), 1u);
  const Packet request = hold();
  EXPECT_EQ(direction_of(request), "a=inactive");
  accept(request, "inactive");
  const Packet back = resume();
  EXPECT_EQ(direction_of(back), "a=sendrecv");
  accept(back, "sendonly");
  EXPECT_EQ(bob.count(EventKind::call_resumed), 0u);
  EXPECT_EQ(direction_of(change("INVITE", audio)), "a=sendrecv");
  EXPECT_EQ(bob.count(EventKind::call_resumed), 1u);
}

TEST_F(Hold, TheAnswerToOurResumeMayEndTheHoldOfThePeer) {
  connect_in();
  change("INVITE", audio + "a=inactive\r\n");
  accept(hold(), "inactive");
  accept(resume(), "sendrecv");
  EXPECT_EQ(story(), "call_incoming call_connected call_held call_modified call_modified call_resumed");
}

TEST_F(Hold, A2xxIsAcknowledgedAgainWhenItComesAgain_Rfc3261_13_2_2_4) {
  connect_in();
  const Packet request = hold();
  const Packet ack = accept(request);
  EXPECT_EQ(accept(request).text, ack.text);
  expect_modified(200);
}

TEST_F(Hold, A2xxOfTheFirstInviteThatComesOnceMoreGetsItsOwnAck) {
  connect_out();
  const Packet request = hold();
  const Packet newer = accept(request);
  peer.respond(invite, 200, allow, "application/sdp", simulation::sdp);
  const auto ack = peer.expect("ACK", milliseconds(10));
  ASSERT_TRUE(ack);
  EXPECT_EQ(cseq_of(*ack), cseq_of(invite));
  EXPECT_EQ(accept(request).text, newer.text) << "whose ACK is still the kept one";
}

// Peer           Bob
//  |<- INVITE -----|
//  |----- 200 ---->|
//  |<---- ACK -----|
//  |-- INVITE ---->|
//  |   x<-- 200 ---|  lost
//  |----- 200 ---->|  of Bob's INVITE, late
//  |<---- ACK -----|
//  |<---- 200 -----|  of the re-INVITE, again
TEST_F(Hold, ALate2xxOfTheFirstInviteDoesNotCostThePeersReinviteIts2xx) {
  connect_out();
  peer.request("INVITE", {}, "application/sdp", audio);
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(10)));
  peer.respond(invite, 200, allow, "application/sdp", simulation::sdp);
  const auto ack = peer.expect("ACK", milliseconds(10));
  ASSERT_TRUE(ack);
  EXPECT_EQ(cseq_of(*ack), cseq_of(invite));
  EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  acknowledge();
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(Hold, ThePeersContactInThe2xxIsTheNewTarget_Rfc3261_12_2_1_2) {
  connect_in();
  const Packet request = hold();
  std::string headers = "Contact: <sip:moved@127.0.0.1:5099>\r\n";
  raw_response(request, 200, request.header("To"), headers);
  EXPECT_EQ(bob.stack().remote_target(call), "sip:moved@127.0.0.1:5099");
  EXPECT_EQ(scene.log.back().to, simulation::loopback(5099)) << "the ACK";
  (void)bob.stack().hang_up(scene.now, call);
}

TEST_F(Hold, ARefersTurnComesWhenTheReinviteIsDone_Rfc3261_14_1) {
  connect_in();
  const Packet request = hold();
  ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1:5093"));
  scene.run(seconds(1));
  EXPECT_EQ(sent("REFER"), 0u);
  accept(request);
  const auto refer = peer.expect("REFER", milliseconds(10));
  ASSERT_TRUE(refer);
  peer.respond(*refer, 603);
  scene.run(milliseconds(10));
}

// --- What cannot be --------------------------------------------------------------------------------

TEST_F(Hold, OnlyAConfirmedCallOnceAtATime) {
  ring_in();
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::wrong_state);
  answer();
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::wrong_state);
  acknowledge();
  EXPECT_EQ(bob.stack().resume(scene.now, call), Errc::wrong_state) << "it is not on hold";
  const Packet request = hold();
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::wrong_state);
  EXPECT_EQ(bob.stack().resume(scene.now, call), Errc::wrong_state) << "a re-INVITE of ours is open";
  accept(request);
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::wrong_state);
  EXPECT_EQ(bob.stack().hold(scene.now, CallId{7, 9}), Errc::unknown_handle);
  EXPECT_EQ(bob.stack().resume(scene.now, CallId{7, 9}), Errc::unknown_handle);
  EXPECT_FALSE(bob.stack().on_hold(CallId{7, 9}));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_EQ(bob.stack().resume(scene.now, call), Errc::wrong_state);
  answer_bye();
}

TEST_F(Hold, ARefusalLeavesTheSessionAsItWas_Rfc3261_14_1) {
  connect_in();
  refuse(hold(), 488);
  expect_modified(488);
  EXPECT_EQ(bob.last(EventKind::call_modified)->reason, "Not Acceptable Here");
  EXPECT_FALSE(bob.stack().on_hold(call));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(direction_of(change("INVITE", audio)), "a=sendrecv");
  accept(hold());
  EXPECT_TRUE(bob.stack().on_hold(call));
}

TEST_F(Hold, ARefusedResumeLeavesTheCallOnHold) {
  connect_in();
  accept(hold());
  refuse(resume(), 403);
  EXPECT_TRUE(bob.stack().on_hold(call));
  EXPECT_EQ(bob.last(EventKind::call_modified)->status, 403);
}

// --- Glare (RFC 3261 14.1, 14.2) -------------------------------------------------------------------

TEST_F(Hold, TheOwnerOfTheCallIdTriesAgainAfter2100To4000Ms_Rfc3261_14_1) {
  connect_out();
  refuse(hold(), 491);
  EXPECT_EQ(bob.count(EventKind::call_modified), 0u);
  const Microseconds wait = until_sent("INVITE");
  EXPECT_GE(wait, milliseconds(2'100) - milliseconds(10));
  EXPECT_LE(wait, milliseconds(4'000));
  const Packet again = reinvite();
  EXPECT_EQ(version_of(again), "2") << "the same offer";
  accept(again);
  expect_modified(200);
}

TEST_F(Hold, TheOtherTriesAgainWithin2s_Rfc3261_14_1) {
  connect_in();
  refuse(hold(), 491);
  const Microseconds wait = until_sent("INVITE");
  EXPECT_GE(wait, 0);
  EXPECT_LE(wait, milliseconds(2'000));
  accept(reinvite());
  expect_modified(200);
}

TEST_F(Hold, AfterThreeMoreTriesThe491IsTheOutcome) {
  connect_in();
  Packet request = hold();
  for (int i = 0; i < 3; ++i) {
    refuse(request, 491);
    EXPECT_EQ(bob.count(EventKind::call_modified), 0u);
    request = reinvite(seconds(5));
    ASSERT_NE(request.text, "");
  }
  refuse(request, 491);
  expect_modified(491);
  EXPECT_EQ(until_sent("INVITE"), -1);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(Hold, ThePeersReinviteAndOfferWhileOursIsOpenGet491_Rfc3261_14_2_Rfc3311_5_2) {
  connect_in();
  const Packet request = hold();
  peer.request("INVITE", {}, "application/sdp", audio);
  EXPECT_TRUE(peer.expect("SIP/2.0 491", milliseconds(10)));
  peer.request("ACK");
  peer.request("UPDATE", {}, "application/sdp", audio);
  EXPECT_TRUE(peer.expect("SIP/2.0 491", milliseconds(10)));
  peer.request("UPDATE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(10))) << "without an offer";
  accept(request);
  expect_modified(200);
}

TEST_F(Hold, InTheWaitAfter491ThePeersReinviteIsTaken) {
  connect_out();
  refuse(hold(), 491);
  EXPECT_NE(change("INVITE", audio).text, "");
  accept(reinvite(seconds(5)));
  expect_modified(200);
}

TEST_F(Hold, WhileThePeersReinviteLacksItsAckOursWaits_Rfc3261_14_1) {
  connect_in();
  peer.request("INVITE", {}, "application/sdp", audio);
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(10)));
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
  scene.run(seconds(3));
  EXPECT_EQ(sent("INVITE"), 0u);
  acknowledge();
  accept(reinvite());
  expect_modified(200);
}

TEST_F(Hold, WithoutThatAckTheCallEndsAndNothingElseIsTold) {
  connect_in();
  peer.request("INVITE", {}, "application/sdp", audio);
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(10)));
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
  scene.run(seconds(33));
  answer_bye();
  EXPECT_EQ(name(ended().cause), name(Cause::no_ack));
}

}  // namespace
}  // namespace baton
