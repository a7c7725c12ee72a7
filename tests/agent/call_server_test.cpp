// The peer calls Bob: ringing, 2xx and its ACK, CANCEL, refusals by Bob (RFC 3261 9.2, 13.3, 15).
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::cseq_of;
using simulation::Packet;
using CallServer = simulation::CallTest;

// Peer           Bob
//  |--- INVITE --->|
//  |<---- 100 -----|
//  |<---- 180 -----|
//  |<---- 200 -----|
//  |---- ACK ----->|
TEST_F(CallServer, ACallRingsIsAnsweredAndConnected_Rfc3261_13_3_1) {
  ring_in("Timestamp: 54\r\n");
  const auto trying = peer.expect("SIP/2.0 100", milliseconds(5));
  ASSERT_TRUE(trying);
  EXPECT_EQ(trying->header("To"), "<" + bob.uri + ">");
  EXPECT_EQ(trying->header("Timestamp"), "54");
  EXPECT_EQ(bob.stack().state(call), CallState::incoming);
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
  const auto ringing = peer.expect("SIP/2.0 180");
  ASSERT_TRUE(ringing);
  EXPECT_EQ(ringing->header("Contact"), "<sip:bob@127.0.0.1:5071>");
  const Packet ok = answer();
  EXPECT_EQ(ok.header("To"), ringing->header("To")) << "one tag for all responses";
  EXPECT_EQ(ok.header("CSeq"), ringing->header("CSeq"));
  EXPECT_EQ(ok.header("Contact"), "<sip:bob@127.0.0.1:5071>");
  EXPECT_NE(ok.header("Allow"), "");
  EXPECT_EQ(ok.header("Content-Type"), "application/sdp");
  EXPECT_EQ(line_of(body_of(ok), "m=audio"), "m=audio 9 RTP/AVP 0");
  EXPECT_EQ(bob.stack().state(call), CallState::answered);
  EXPECT_EQ(story(), "call_incoming");
  acknowledge();
  EXPECT_EQ(story(), "call_incoming call_connected");
}

TEST_F(CallServer, RecordRouteIsCopiedInOrderAndFollowed_Rfc3261_12_1_1) {
  ring_in(
      "Record-Route: <sip:127.0.0.1:5090;lr>, <sip:127.0.0.1:5092;lr;a=b>\r\nRecord-Route: "
      "<sip:127.0.0.1:5093;lr>\r\n");
  const Packet ok = answer();
  EXPECT_NE(ok.text.find("Record-Route: <sip:127.0.0.1:5090;lr>\r\nRecord-Route: <sip:127.0.0.1:5092;lr;a=b>\r\n"
                         "Record-Route: <sip:127.0.0.1:5093;lr>\r\n"),
            std::string::npos);
  acknowledge();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE");
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->first_line(), "BYE " + peer.uri() + " SIP/2.0");
  EXPECT_EQ(bye->header("Route"), "<sip:127.0.0.1:5090;lr>, <sip:127.0.0.1:5092;lr;a=b>, <sip:127.0.0.1:5093;lr>");
  EXPECT_EQ(bye->header("To"), peer.local);
  EXPECT_EQ(bye->header("From"), peer.remote);
}

TEST_F(CallServer, A18xIsSentAgainEachMinuteUntilTheEnd_Rfc3261_13_3_1_1) {
  ring_in();
  EXPECT_EQ(bob.stack().ring(scene.now, call, 183), Errc::ok);
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
  const auto first = peer.expect("SIP/2.0 180");
  ASSERT_TRUE(first);
  EXPECT_EQ(until_sent("SIP/2.0 180", seconds(70)) / 1000, 59'999) << "a minute, less what went by";
  EXPECT_EQ(peer.expect("SIP/2.0 180")->text, first->text);
  scene.run(seconds(185));
  EXPECT_EQ(sent("SIP/2.0 180"), 5u);
  EXPECT_EQ(sent("SIP/2.0 183"), 1u);
  EXPECT_EQ(bob.stack().reject(scene.now, call), Errc::ok);
  scene.run(seconds(200));
  EXPECT_EQ(sent("SIP/2.0 180"), 5u);
}

TEST_F(CallServer, AnAnsweredCallRingsNoMore) {
  ring_in();
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
  answer();
  acknowledge();
  scene.run(seconds(200));
  EXPECT_EQ(sent("SIP/2.0 180"), 1u);
}

TEST_F(CallServer, ACallThatNobodyRingsSaysNothingMore) {
  ring_in();
  EXPECT_EQ(until_sent("SIP/2.0", seconds(200)), -1);
}

TEST_F(CallServer, ARepeatedInviteIsAnsweredAgain_Rfc3261_17_2_1) {
  ring_in();
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
  ASSERT_TRUE(peer.expect("SIP/2.0 180"));
  scene.inject(peer.address(), bob, invite_text);
  EXPECT_TRUE(peer.expect("SIP/2.0 180", milliseconds(5)));
  EXPECT_EQ(bob.count(EventKind::call_incoming), 1u);
}

TEST_F(CallServer, TheSameInviteByAnotherPathIs482_Rfc3261_8_2_2_2) {
  ring_in();
  std::string merged = invite_text;
  merged.replace(merged.find("z9hG4bK"), 7, "z9hG4bKother");
  scene.inject(peer.address(), bob, merged);
  EXPECT_TRUE(peer.expect("SIP/2.0 482", milliseconds(5)));
  EXPECT_EQ(bob.count(EventKind::call_incoming), 1u);
}

TEST_F(CallServer, OnlyAWaitingInviteCanBeRungAnsweredOrRejected) {
  connect_in();
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::wrong_state);
  EXPECT_EQ(bob.stack().answer(scene.now, call), Errc::wrong_state);
  EXPECT_EQ(bob.stack().reject(scene.now, call), Errc::wrong_state);
  EXPECT_EQ(bob.stack().ring(scene.now, call, 200), Errc::bad_argument);
  EXPECT_EQ(bob.stack().answer(scene.now, CallId{call.index, call.generation + 2}), Errc::unknown_handle);
}

// --- The 2xx and its ACK ---------------------------------------------------------------------------

TEST_F(CallServer, TheSuccessIsRepeatedFromT1ToT2UntilTheAck_Rfc3261_13_3_1_4) {
  ring_in();
  const Packet ok = answer();
  for (const double interval : {0.5e6, 1e6, 2e6, 4e6, 4e6}) {
    EXPECT_NEAR(static_cast<double>(until_sent("SIP/2.0 200")), interval, 2e3);
  }
  EXPECT_EQ(peer.expect("SIP/2.0 200")->text, ok.text);
  acknowledge();
  EXPECT_EQ(until_sent("SIP/2.0 200", seconds(40)), -1);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

// Peer           Bob
//  |--- INVITE --->|
//  |<---- 200 -----|  repeated for 64*T1
//  |<---- BYE -----|
//  |---- 481 ----->|
TEST_F(CallServer, WithoutAnAckTheCallEndsByByeAfter64T1_Rfc3261_13_3_1_4) {
  ring_in();
  answer();
  EXPECT_NEAR(static_cast<double>(until_sent("BYE")), 32e6, 1e4);
  EXPECT_EQ(bob.count(EventKind::call_ended), 0u);
  answer_bye(481);
  expect_ended(408, Cause::no_ack);
}

TEST_F(CallServer, ALateAckThatRepeatsIsAbsorbed) {
  connect_in();
  acknowledge();
  acknowledge();
  EXPECT_EQ(story(), "call_incoming call_connected");
}

TEST_F(CallServer, AnAckWithAnotherCSeqIsNotOurs) {
  ring_in();
  answer();
  peer.request("ACK", {}, {}, {}, 999);
  scene.run(milliseconds(5));
  EXPECT_EQ(bob.stack().state(call), CallState::answered);
  acknowledge();
}

// Peer           Bob
//  |--- INVITE --->|
//  |<---- 200 -----|
//  |               |  hang_up: no BYE yet
//  |---- ACK ----->|
//  |<---- BYE -----|
TEST_F(CallServer, ACalleesByeWaitsForTheAck_Rfc3261_15) {
  ring_in();
  answer();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(seconds(3));
  EXPECT_EQ(sent("BYE"), 0u);
  EXPECT_GT(sent("SIP/2.0 200"), 1u) << "the 2xx goes on";
  peer.request("ACK");
  EXPECT_LE(until_sent("BYE", seconds(1)), milliseconds(1));
  answer_bye();
  expect_ended(0, Cause::local);
  EXPECT_EQ(bob.count(EventKind::call_connected), 0u);
}

TEST_F(CallServer, ACalleesByeWaitsNoLongerThan64T1_Rfc3261_15) {
  ring_in();
  answer();
  scene.run(seconds(10));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_NEAR(static_cast<double>(until_sent("BYE")), 22e6, 1e4);
  answer_bye();
  expect_ended(0, Cause::local);
}

// --- An INVITE without an offer --------------------------------------------------------------------

TEST_F(CallServer, WithoutAnOfferTheSuccessOffersAndTheAckAnswers_Rfc3261_13_2_1) {
  ring_in({}, {}, {});
  const Packet ok = answer();
  EXPECT_EQ(line_of(body_of(ok), "m=audio"), "m=audio 9 RTP/AVP 0 8 101");
  acknowledge(simulation::sdp);
  EXPECT_EQ(story(), "call_incoming call_connected");
  EXPECT_TRUE(bob.last(EventKind::call_connected)->had_message) << "the ACK with the answer";
}

TEST_F(CallServer, AnOptionalBodyOfAnUnknownTypeIsIgnored_Rfc3261_8_2_3) {
  ring_in("Content-Disposition: session;handling=optional\r\n", "application/x-unknown", "x");
  EXPECT_EQ(line_of(body_of(answer()), "m=audio"), "m=audio 9 RTP/AVP 0 8 101");
  acknowledge();
}

TEST_F(CallServer, AnOfferWithNothingInCommonIsLeftToTheApplication) {
  ring_in({}, "application/sdp",
          "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 9 RTP/AVP 96\r\n");
  EXPECT_EQ(bob.stack().answer(scene.now, call), Errc::bad_body);
  EXPECT_EQ(bob.stack().state(call), CallState::incoming);
  EXPECT_EQ(bob.stack().reject(scene.now, call, 488), Errc::ok);
  EXPECT_TRUE(peer.expect("SIP/2.0 488"));
  expect_ended(488, Cause::local);
}

TEST_F(CallServer, AnOfferMayBeAlmostAsLongAsAMessage) {
  std::string offer(simulation::sdp);
  while (offer.size() < 20'000) offer += "a=padding:0123456789012345678901234567890123456789\r\n";
  ring_in({}, "application/sdp", offer);
  EXPECT_EQ(line_of(body_of(answer()), "m=audio"), "m=audio 9 RTP/AVP 0");
  acknowledge();
}

// --- CANCEL ----------------------------------------------------------------------------------------

// Peer           Bob
//  |--- INVITE --->|
//  |<---- 180 -----|
//  |--- CANCEL --->|
//  |<- 200 CANCEL -|
//  |<---- 487 -----|
//  |---- ACK ----->|
TEST_F(CallServer, ACancelEndsAWaitingInvite_Rfc3261_9_2) {
  ring_in();
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
  const auto ringing = peer.expect("SIP/2.0 180");
  ASSERT_TRUE(ringing);
  cancel(invite_text);
  const auto ok = peer.expect("SIP/2.0 200");
  const auto terminated = peer.expect("SIP/2.0 487");
  ASSERT_TRUE(ok && terminated);
  EXPECT_EQ(ok->header("To"), ringing->header("To"));
  EXPECT_EQ(terminated->header("To"), ringing->header("To"));
  acknowledge_refusal(invite_text, *terminated);
  expect_ended(487, Cause::cancel);
  EXPECT_EQ(until_sent("SIP/2.0 487", seconds(40)), -1) << "it was acknowledged";
}

TEST_F(CallServer, ACancelBehindTheSuccessChangesNothing_Rfc3261_9_2) {
  ring_in();
  const Packet ok = answer();
  cancel(invite_text);
  const auto response = peer.expect("SIP/2.0 200");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->header("CSeq"), std::to_string(peer.cseq) + " CANCEL");
  EXPECT_EQ(response->header("To"), ok.header("To"));
  acknowledge();
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  cancel(invite_text);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(CallServer, ACancelBehindARefusalChangesNothingAndHasItsTag_Rfc3261_9_2) {
  ring_in();
  EXPECT_EQ(bob.stack().reject(scene.now, call, 486), Errc::ok);
  const auto busy = peer.expect("SIP/2.0 486");
  ASSERT_TRUE(busy);
  cancel(invite_text);
  const auto response = peer.expect("SIP/2.0 200", milliseconds(5));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->header("To"), busy->header("To"));
  expect_ended(486, Cause::local);
}

TEST_F(CallServer, ACancelOfNothingIs481_Rfc3261_9_2) {
  ring_in();
  std::string other = invite_text;
  other.replace(other.find("z9hG4bK"), 7, "z9hG4bKother");
  cancel(other);
  EXPECT_TRUE(peer.expect("SIP/2.0 481", milliseconds(5)));
  EXPECT_EQ(bob.stack().state(call), CallState::incoming);
}

TEST_F(CallServer, ARepeatedCancelIsAnsweredAgain) {
  ring_in();
  cancel(invite_text);
  cancel(invite_text);
  EXPECT_EQ(sent("SIP/2.0 200"), 2u);
  expect_ended(487, Cause::cancel);
}

// --- BYE, Expires, refusals by the application ------------------------------------------------------

// Peer           Bob
//  |--- INVITE --->|
//  |<---- 180 -----|
//  |---- BYE ----->|  in the early dialog
//  |<- 200 BYE ----|
//  |<- 487 INVITE -|
TEST_F(CallServer, AByeInTheEarlyDialogEndsTheInviteWith487_Rfc3261_15_1_2) {
  ring_in();
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
  learn(*peer.expect("SIP/2.0 180"));
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_TRUE(peer.expect("SIP/2.0 487"));
  expect_ended(0, Cause::bye);
}

TEST_F(CallServer, AByeBeforeTheAckEndsTheCall) {
  ring_in();
  answer();
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  expect_ended(0, Cause::bye);
  EXPECT_EQ(until_sent("SIP/2.0 200", seconds(40)), -1) << "the 2xx is repeated no more";
}

TEST_F(CallServer, AnInviteThatExpiresIsAnswered487_Rfc3261_13_3_1) {
  ring_in("Expires: 20\r\n");
  EXPECT_NEAR(static_cast<double>(until_sent("SIP/2.0 487")), 20e6, 5e3);
  expect_ended(487, Cause::expired);
}

TEST_F(CallServer, AnAnsweredInviteDoesNotExpire) {
  ring_in("Expires: 20\r\n");
  answer();
  acknowledge();
  scene.run(seconds(40));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(CallServer, ARefusalIsRepeatedUntilItsAck_Rfc3261_17_2_1) {
  ring_in();
  EXPECT_EQ(bob.stack().reject(scene.now, call, 299), Errc::bad_argument);
  EXPECT_EQ(bob.stack().reject(scene.now, call, 486), Errc::ok);
  EXPECT_EQ(bob.count(EventKind::call_ended), 0u) << "no command raises an event";
  EXPECT_EQ(bob.stack().next_deadline(), scene.now);
  EXPECT_EQ(bob.stack().reject(scene.now, call, 486), Errc::wrong_state);
  const auto busy = peer.expect("SIP/2.0 486");
  ASSERT_TRUE(busy);
  expect_ended(486, Cause::local);
  EXPECT_NEAR(static_cast<double>(until_sent("SIP/2.0 486")), 0.5e6, 5e3);
  acknowledge_refusal(invite_text, *busy);
  EXPECT_EQ(until_sent("SIP/2.0 486", seconds(40)), -1);
}

TEST_F(CallServer, HangingUpAWaitingInviteIs603) {
  ring_in();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_TRUE(peer.expect("SIP/2.0 603"));
  expect_ended(603, Cause::local);
}

TEST_F(CallServer, ShutdownRefusesWhatRings) {
  ring_in();
  bob.stack().shutdown(scene.now);
  EXPECT_TRUE(peer.expect("SIP/2.0 480"));
  expect_ended(480, Cause::shutdown);
  ring_in();
  EXPECT_TRUE(peer.expect("SIP/2.0 480"));
  EXPECT_EQ(bob.count(EventKind::call_incoming), 1u);
}

}  // namespace
}  // namespace baton
