// INVITE with Replaces: each row of outcome table 3 (RFC 3891).
#include "tests/agent/replaces_fixture.hpp"

namespace baton {
namespace {

using simulation::cseq_of;
using simulation::fragment;
using simulation::Packet;
using simulation::replacing;
using Replaces = simulation::ReplacesTest;

struct ReplacesOff : Replaces {
  ReplacesOff() : Replaces(replacing(ReplacesLevel::off)) {}
};
struct ReplacesOfEarlyCallee : Replaces {
  ReplacesOfEarlyCallee() : Replaces(replacing(ReplacesLevel::referred_by, false, true)) {}
};

// --- Row 1 -------------------------------------------------------------------------------------------

TEST_F(Replaces, Row1TwoReplacesAre400) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\nReplaces: " + replaces() + "\r\n" + referred_by_peer());
  expect_refused(400);
}

TEST_F(Replaces, Row1BesideJoinIs400) {
  connect_in();
  ask_to_replace("Join: " + replaces() + "\r\n");
  expect_refused(400);
}

TEST_F(Replaces, Row1ATagMissingDoubledOrEmptyIs400) {
  connect_in();
  const std::string ours = tag_in(peer.remote);
  for (const std::string& value :
       {peer.call_id + ";to-tag=" + ours, peer.call_id + ";from-tag=" + peer.own_tag,
        replaces() + ";to-tag=" + ours, replaces() + ";from-tag=x", replaces("", peer.own_tag), replaces(ours, ""),
        std::string(";to-tag=a;from-tag=b"), std::string("a b;to-tag=a;from-tag=b")}) {
    ask_with("Replaces: " + value + "\r\n" + referred_by_peer());
    EXPECT_EQ(answer_to_carol(), 400) << value;
    EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  }
  EXPECT_EQ(bob.count(EventKind::call_incoming), 1u) << "the first call alone";
}

TEST_F(Replaces, Row1InAnotherMethodIs400) {
  connect_in();
  for (const char* method : {"OPTIONS", "MESSAGE", "REFER", "SUBSCRIBE"}) {
    carol.call_id = std::string("other-") + method;
    carol.local = "<" + carol.uri() + ">;tag=1";
    carol.remote = "<" + bob.uri + ">";
    carol.target = bob.uri;
    carol.request(method, "Replaces: " + replaces() + "\r\n");
    EXPECT_EQ(answer_to_carol(), 400) << method;
  }
  peer.request("BYE", "Replaces: " + replaces() + "\r\n");
  EXPECT_TRUE(peer.expect("SIP/2.0 400"));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed) << "the call stands";
}

TEST_F(Replaces, Row1InsideAnExistingDialogIs400_Cve2014_8416) {
  connect_in();
  peer.request("INVITE", "Replaces: " + replaces() + "\r\n" + referred_by_peer(), "application/sdp", simulation::sdp);
  const auto refused = peer.expect("SIP/2.0 400");
  ASSERT_TRUE(refused);
  peer.request("ACK");
  scene.run(seconds(1));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  peer.request("OPTIONS");
  EXPECT_TRUE(peer.expect("SIP/2.0 200")) << "and its CSeq is not used up";
}

// --- Row 2 -------------------------------------------------------------------------------------------

TEST_F(ReplacesOff, Row2OffAndRequiredIs420) {
  connect_in();
  ask_to_replace();
  expect_refused(420);
  EXPECT_EQ(last_answer.header("Unsupported"), "replaces");
}

TEST_F(ReplacesOff, Row2OffWithoutRequireIsAnOrdinaryCall) {
  connect_in();
  const CallId old = call;
  ask_with("Replaces: " + replaces() + "\r\n" + referred_by_peer());
  EXPECT_EQ(bob.count(EventKind::call_incoming), 2u);
  EXPECT_EQ(bob.last(EventKind::call_incoming)->other, CallId{});
  EXPECT_EQ(bob.stack().state(old), CallState::confirmed);
  EXPECT_EQ(bob.stack().answer(scene.now, call), Errc::ok);
  EXPECT_EQ(answer_to_carol(), 200);
  EXPECT_EQ(bob.stack().state(old), CallState::confirmed);
}

TEST_F(Replaces, Row2AnotherRequiredTagIs420) {
  connect_in();
  ask_to_replace("Require: flying\r\n");
  expect_refused(420);
}

// --- Row 3 -------------------------------------------------------------------------------------------

TEST_F(Replaces, Row3NoSuchDialogIs481) {
  connect_in();
  const std::string ours = tag_in(peer.remote);
  for (const std::string& value : {replaces("nobody", peer.own_tag), replaces(ours, "nobody"),
                                   "another-call;to-tag=" + ours + ";from-tag=" + peer.own_tag}) {
    ask_with("Replaces: " + value + "\r\n" + referred_by_peer());
    EXPECT_EQ(answer_to_carol(), 481) << value;
  }
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(Replaces, Row3SwappedTagsDoNotMatch) {
  connect_in();
  ask_with("Replaces: " + replaces(peer.own_tag, tag_in(peer.remote)) + "\r\n" + referred_by_peer());
  expect_refused(481);
}

TEST_F(Replaces, Row3ZeroIsNoTagOfAPeerThatHasOne) {
  connect_in();
  ask_with("Replaces: " + replaces(tag_in(peer.remote), "0") + "\r\n" + referred_by_peer());
  expect_refused(481);
  ask_with("Replaces: " + replaces("0", peer.own_tag) + "\r\n" + referred_by_peer());
  expect_refused(481);
}

TEST_F(Replaces, Row3ZeroMatchesAPeerThatSendsZero_Rfc3891_6_1) {
  peer.own_tag = "0";
  connect_in();
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 200);
}

TEST_F(Replaces, Row3ZeroMatchesAPeerWithoutATagAndNothingElseDoes_Rfc3891_6_1) {
  invite = dial();
  raw_response(invite, 200, invite.header("To"), "Contact: <" + peer.uri() + ">\r\n");
  ASSERT_EQ(bob.stack().state(call), CallState::confirmed);
  const std::string ours = tag_in(invite.header("From"));
  ask_with("Replaces: " + replaces(ours, "anything") + "\r\n" + referred_by_peer());
  EXPECT_EQ(answer_to_carol(), 481);
  ask_with("Replaces: " + replaces(ours, "0") + "\r\n" + referred_by_peer());
  EXPECT_EQ(answer_to_carol(), 200);
}

TEST_F(Replaces, Row3AnOutgoingCallWithoutAnyAnswerIsNoDialogYet) {
  dial();
  peer.own_tag = "0";
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 481);
  EXPECT_EQ(bob.stack().state(call), CallState::calling);
}

// --- Row 4 -------------------------------------------------------------------------------------------

TEST_F(Replaces, Row4AnEndedDialogIs603For64T1) {
  connect_in();
  const std::string ended_dialog = replaces();
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  scene.run(limit_64_t1 - milliseconds(20));
  ask_with("Replaces: " + ended_dialog + "\r\n" + referred_by_peer());
  EXPECT_EQ(answer_to_carol(), 603);
  EXPECT_EQ(bob.count(EventKind::call_incoming), 1u) << "it does not ring";
  scene.run(milliseconds(100));
  ask_with("Replaces: " + ended_dialog + "\r\n" + referred_by_peer());
  EXPECT_EQ(answer_to_carol(), 481) << "forgotten";
}

TEST_F(Replaces, Row4ACallThatIsLeavingHasEnded) {
  connect_in();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(milliseconds(2));
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 603) << "its BYE is out";
}

TEST_F(Replaces, Row4ACancelledOutgoingCallHasEnded) {
  invite = dial();
  peer.respond(invite, 180);
  scene.run(milliseconds(2));
  const std::string early = replaces();
  peer.respond(invite, 486);
  ASSERT_TRUE(peer.expect("ACK"));
  ask_with("Replaces: " + early + "\r\n" + referred_by_peer());
  EXPECT_EQ(answer_to_carol(), 603);
}

// --- Row 6 and 7 -------------------------------------------------------------------------------------

TEST_F(Replaces, Row6EarlyOnlyOfAConfirmedDialogIs486) {
  connect_in();
  ask_with("Replaces: " + replaces() + ";early-only\r\n" + referred_by_peer());
  expect_refused(486);
}

TEST_F(Replaces, Row6EarlyOnlyOfAnAnsweredButUnacknowledgedDialogIs486) {
  ring_in();
  answer();
  ask_with("Replaces: " + replaces() + ";early-only\r\n" + referred_by_peer());
  EXPECT_EQ(answer_to_carol(), 486);
  EXPECT_EQ(bob.stack().state(call), CallState::answered);
}

TEST_F(Replaces, Row7EarlyAndWeAreItsUasIs481) {
  ring_in();
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
  learn(*peer.expect("SIP/2.0 180"));
  ask_to_replace();
  expect_refused(481, CallState::incoming);
}

// Peer            Bob             Carol
//  |--- INVITE ---->|               |
//  |<---- 180 ------|               |
//  |                |<-- INVITE ----|  Replaces
//  |                |----- 200 ---->|
//  |<---- 486 ------|<---- ACK -----|
TEST_F(ReplacesOfEarlyCallee, Row7ByOptionTheOldInviteIsRefused486) {
  ring_in();
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
  learn(*peer.expect("SIP/2.0 180"));
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 200);
  EXPECT_TRUE(peer.expect("SIP/2.0 486"));
  expect_old_call_replaced(486);
  EXPECT_EQ(story(), "call_incoming call_replacing call_ended call_connected");
  EXPECT_EQ(bob.stack().state(fresh), CallState::confirmed);
}

// --- Row 8 -------------------------------------------------------------------------------------------

TEST_F(Replaces, Row8AnOfferThatWillNotDoIs488AndTheOldCallStands) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\n" + referred_by_peer(),
           "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 9 RTP/AVP 31\r\n");
  expect_refused(488);
  EXPECT_EQ(bob.stack().usage().calls.used, 1u);
  EXPECT_EQ(bob.stack().usage().dialogs.used, 1u);
}

struct ReplacesWithoutRoom : Replaces {
  static Limits one_call() {
    Limits limits = Limits::host(8);
    limits.calls = 1;
    return limits;
  }
  ReplacesWithoutRoom() : Replaces({}, one_call()) {}
};

TEST_F(ReplacesWithoutRoom, Row8NoRoomForTheNewCallIs486AndTheOldCallStands) {
  connect_in();
  ask_to_replace();
  expect_refused(486);
}

// --- Row 9 -------------------------------------------------------------------------------------------

// Peer            Bob             Carol
//  |<--- INVITE ----|               |
//  |----- 180 ----->|               |
//  |                |<-- INVITE ----|  Replaces
//  |                |----- 200 ---->|
//  |<--- CANCEL ----|<---- ACK -----|
//  |-- 200, 487 --->|               |
TEST_F(Replaces, Row9AnEarlyDialogOfOursIsCancelledAfterThe2xx) {
  invite = dial();
  peer.respond(invite, 180);
  scene.run(milliseconds(2));
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 200);
  const auto cancel = peer.expect("CANCEL");
  ASSERT_TRUE(cancel);
  peer.respond(*cancel, 200);
  peer.respond(invite, 487);
  EXPECT_TRUE(peer.expect("ACK"));
  expect_old_call_replaced(487);
  EXPECT_EQ(bob.stack().state(fresh), CallState::confirmed);
}

TEST_F(Replaces, Row9A2xxThatCrossesTheCancelGetsAckAndBye) {
  invite = dial();
  peer.respond(invite, 180);
  scene.run(milliseconds(2));
  ask_to_replace();
  peer.respond(invite, 200, allow, "application/sdp", simulation::sdp);
  EXPECT_EQ(answer_to_carol(), 200);
  EXPECT_TRUE(peer.expect("ACK"));
  answer_bye();
  expect_old_call_replaced(487);
  EXPECT_EQ(bob.count(EventKind::call_answered), 0u);
  EXPECT_EQ(bob.stack().state(fresh), CallState::confirmed);
}

// The picker learns of the ringing call from the ringing phone (RFC 3891 7.1).
TEST_F(Replaces, Row9APickupWithEarlyOnlyIsHonoured) {
  invite = dial();
  peer.respond(invite, 180);
  scene.run(milliseconds(2));
  ask_with("Replaces: " + replaces() + ";early-only\r\n" + referred_by_peer());
  EXPECT_EQ(answer_to_carol(), 200);
  EXPECT_TRUE(peer.expect("CANCEL"));
}

// --- Row 10 ------------------------------------------------------------------------------------------

// Peer            Bob             Carol
//  |<== call ======>|               |
//  |                |<-- INVITE ----|  Replaces, Referred-By: the peer
//  |                |----- 200 ---->|
//  |<---- BYE ------|<---- ACK -----|
//  |----- 200 ----->|               |
TEST_F(Replaces, Row10AConfirmedDialogEndsByByeAfterThe2xx) {
  connect_in();
  ask_to_replace();
  ASSERT_EQ(bob.count(EventKind::call_replacing), 1u) << story();
  EXPECT_EQ(bob.last(EventKind::call_replacing)->other, call);
  EXPECT_TRUE(bob.last(EventKind::call_replacing)->had_message);
  EXPECT_EQ(bob.count(EventKind::call_incoming), 1u) << "the new call does not ring";
  EXPECT_EQ(sent("SIP/2.0 180"), 0u);
  EXPECT_EQ(answer_to_carol(), 200);
  EXPECT_EQ(line_of(body_of(last_answer), "m=audio"), "m=audio 9 RTP/AVP 0");
  answer_bye();
  expect_old_call_replaced();
  EXPECT_EQ(bob.stack().state(fresh), CallState::confirmed);
  EXPECT_EQ(bob.last(EventKind::call_connected)->call, fresh);
  std::size_t ok = 0, bye = 0, at = 0;
  for (const Packet& packet : scene.log) {
    ++at;
    if (packet.to == carol.address() && packet.text.starts_with("SIP/2.0 200")) ok = at;
    if (packet.text.starts_with("BYE")) bye = at;
  }
  EXPECT_LT(ok, bye) << "the old call ends only after our 2xx";
}

TEST_F(Replaces, Row10AnOutgoingCallIsReplacedAlike) {
  connect_out();
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 200);
  answer_bye();
  expect_old_call_replaced();
}

TEST_F(Replaces, Row10WithoutTheAckOfTheOldCallItsByeWaitsForIt) {
  ring_in();
  answer();
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 200);
  scene.run(seconds(2));
  EXPECT_EQ(sent("BYE"), 0u) << "a callee sends none before the ACK (RFC 3261 15)";
  acknowledge();
  answer_bye();
  expect_old_call_replaced();
}

TEST_F(Replaces, Row10WithoutTheAckOfTheOldCallItsByeGoesAfter64T1) {
  ring_in();
  answer();
  const Time answered = scene.now;
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 200);
  EXPECT_TRUE(scene.run_until([&] { return sent("BYE") != 0; }, seconds(40)));
  EXPECT_GE(scene.now - answered, limit_64_t1 - milliseconds(10));
  answer_bye();
  expect_old_call_replaced();
}

TEST_F(Replaces, Row10TheNewCallsAckMayBeLateAndTheOldCallEndsAllTheSame) {
  connect_in();
  ask_to_replace();
  const auto ok = carol.expect("SIP/2.0 200");
  ASSERT_TRUE(ok);
  answer_bye();
  expect_old_call_replaced();
  EXPECT_EQ(bob.stack().state(fresh), CallState::answered);
  EXPECT_TRUE(carol.expect("SIP/2.0 200", seconds(1))) << "repeated until its ACK";
}

TEST_F(Replaces, Row10ARepeatedInviteIsAnsweredAgainAndReplacesNothingMore) {
  connect_in();
  const std::string text = ask_to_replace();
  scene.inject(carol.address(), bob, text);
  scene.run(milliseconds(3));
  EXPECT_EQ(bob.count(EventKind::call_replacing), 1u);
  EXPECT_EQ(answer_to_carol(), 200);
  answer_bye();
  EXPECT_EQ(bob.stack().usage().calls.used, 1u);
}

TEST_F(Replaces, Row10OfTwoThatWantTheSameCallTheSecondIsDeclined) {
  connect_in();
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 200);
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 603);
}

TEST_F(Replaces, Row10WhatTheApplicationSaidOfItsMediaHoldsForTheNewCall) {
  ring_in();
  const std::string own =
      "v=0\r\no=bob 7 7 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\nm=audio 4242 RTP/AVP 0 8\r\n";
  answer({.sdp = own});
  acknowledge();
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 200);
  EXPECT_EQ(line_of(body_of(last_answer), "m=audio"), "m=audio 4242 RTP/AVP 0");
  EXPECT_EQ(line_of(body_of(last_answer), "o="), "o=bob 7 7 IN IP4 127.0.0.9");
}

TEST_F(Replaces, Row10AnInviteWithoutOfferIsAnsweredWithOne) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\n" + referred_by_peer(), {});
  EXPECT_EQ(answer_to_carol(), 200);
  EXPECT_EQ(line_of(body_of(last_answer), "m=audio"), "m=audio 9 RTP/AVP 0 8 101");
}

// --- Row 12 ------------------------------------------------------------------------------------------

TEST_F(Replaces, Row12ARefersSubscriptionInTheReplacedDialogLivesOn_Rfc5057_5_7) {
  connect_in();
  const auto transfer = bob.stack().refer(scene.now, call, "sip:dave@127.0.0.1:5093");
  ASSERT_TRUE(transfer);
  const auto refer = peer.expect("REFER");
  ASSERT_TRUE(refer);
  peer.respond(*refer, 202);
  peer.notify("active;expires=60", fragment(100), cseq_of(*refer));
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  ask_to_replace();
  EXPECT_EQ(answer_to_carol(), 200);
  answer_bye();
  expect_old_call_replaced();
  peer.notify("terminated;reason=noresource", fragment(200), cseq_of(*refer));
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(bob.count(EventKind::transfer_succeeded), 1u);
  EXPECT_EQ(bob.stack().state(fresh), CallState::confirmed);
}

}  // namespace
}  // namespace baton
