// Who may replace a call, and calls that the application is asked about (outcome table 3, rows 5 and 11).
#include "tests/agent/replaces_fixture.hpp"

namespace baton {
namespace {

using simulation::Packet;
using simulation::replacing;
using Replaces = simulation::ReplacesTest;

struct ReplacesStrict : Replaces {
  ReplacesStrict() : Replaces(replacing(ReplacesLevel::strict)) {}
};
struct ReplacesProven : Replaces {
  ReplacesProven() : Replaces(replacing(ReplacesLevel::proven)) {}
};
struct ReplacesBySource : Replaces {
  ReplacesBySource() : Replaces(replacing(ReplacesLevel::source)) {}
};
struct ReplacesAsked : Replaces {
  ReplacesAsked() : Replaces(replacing(ReplacesLevel::referred_by, true)) {}
  /// Without anything that speaks for Carol.
  void ask_unproven(const std::string& extra = {}) {
    invite_of_carol = ask_with("Replaces: " + replaces() + extra + "\r\n");
    ASSERT_NE(fresh, CallId{}) << story();
  }
  /// Two ask for the call, and the first gets it; the second.
  CallId let_the_first_of_two_take_it() {
    connect_in();
    ask_unproven();
    const CallId first = fresh;
    ask_unproven();
    EXPECT_NE(first, fresh);
    EXPECT_EQ(bob.stack().answer(scene.now, first), Errc::ok);
    scene.run(milliseconds(3));
    carol.forget();  // the ACK of the first is lost
    return fresh;
  }
  std::string invite_of_carol;
};

// --- Row 5 -------------------------------------------------------------------------------------------

TEST_F(Replaces, Row5NothingThatSpeaksForTheSenderIs403) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\n");
  expect_refused(403);
  EXPECT_EQ(bob.stack().counters().replaces_refused, 1u);
}

TEST_F(Replaces, Row5AnotherReferredByIs403) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\nReferred-By: <sip:mallory@127.0.0.1:5090>\r\n");
  expect_refused(403);
}

TEST_F(Replaces, Row5TwoReferredByAre403Or400) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\n" + referred_by_peer() + referred_by_peer());
  const int status = answer_to_carol();
  EXPECT_TRUE(status == 403 || status == 400) << status;
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(Replaces, Row5ReferredByIsComparedAsAUri_Rfc3261_19_1_4) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\nReferred-By: \"The peer\" <SIP:%70eer@127.0.0.1:5090>;x=1\r\n");
  EXPECT_EQ(answer_to_carol(), 200);
}

TEST_F(Replaces, Row5TheSourceAddressAloneIsNotEnoughByDefault) {
  connect_in();  // everybody is on 127.0.0.1 here
  ask_with("Replaces: " + replaces() + "\r\n");
  expect_refused(403);
}

TEST_F(ReplacesBySource, Row5TheSourceAddressOfTheReplacedPeerIsEnoughWhereItIsSwitchedOn) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\n");
  EXPECT_EQ(answer_to_carol(), 200);
}

TEST_F(ReplacesBySource, Row5TheSourceOfAnOutgoingCallIsWhereItsAnswerCameFrom) {
  connect_out();
  ask_with("Replaces: " + replaces() + "\r\n");
  EXPECT_EQ(answer_to_carol(), 200);
}

TEST_F(ReplacesBySource, Row5AnotherSourceAddressIs403) {
  connect_in();
  Endpoint elsewhere = carol.address();
  elsewhere.address[3] = 77;
  const std::string text = "INVITE " + bob.uri +
                           " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5091;branch=z9hG4bKelsewhere\r\nMax-Forwards: 70\r\n"
                           "From: <sip:c@127.0.0.1:5091>;tag=c\r\nTo: <" + bob.uri +
                           ">\r\nCall-ID: elsewhere\r\nCSeq: 1 INVITE\r\n"
                           "Contact: <sip:c@127.0.0.1:5091>\r\nReplaces: " + replaces() +
                           "\r\nContent-Length: 0\r\n\r\n";
  scene.inject(elsewhere, bob, text);
  scene.run(milliseconds(3));
  EXPECT_EQ(sent("SIP/2.0 403"), 1u);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(ReplacesStrict, Row5StrictIsDigestOrNothing_Rfc3891_8) {
  connect_in();
  ask_to_replace();
  expect_refused(403);
}

TEST_F(ReplacesProven, Row5ReferredByIsNotEnoughBelowItsLevel) {
  connect_in();
  ask_to_replace();
  expect_refused(403);
}

TEST_F(ReplacesProven, Row5TheSameFlowProvesNothingOverUdp) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\n");
  expect_refused(403);
}

// --- The application is asked ------------------------------------------------------------------------

// Peer            Bob             Carol
//  |<== call ======>|               |
//  |                |<-- INVITE ----|  Replaces, nothing that speaks for her
//  |                |----- 180 ---->|
//  |                |----- 200 ---->|
//  |<---- BYE ------|<---- ACK -----|
TEST_F(ReplacesAsked, TheApplicationRingsAndAnswersAndTheOldCallEndsAfterThe2xx) {
  connect_in();
  ask_unproven();
  EXPECT_EQ(bob.last(EventKind::call_incoming)->other, call);
  EXPECT_EQ(bob.stack().state(fresh), CallState::incoming);
  EXPECT_EQ(bob.stack().ring(scene.now, fresh), Errc::ok);
  EXPECT_TRUE(carol.expect("SIP/2.0 180"));
  scene.run(seconds(3));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(bob.stack().answer(scene.now, fresh), Errc::ok);
  EXPECT_EQ(answer_to_carol(), 200);
  answer_bye();
  expect_old_call_replaced();
  EXPECT_EQ(bob.stack().state(fresh), CallState::confirmed);
}

TEST_F(ReplacesAsked, TheApplicationIsToldWhatSpeaksForTheSender) {
  connect_in();
  ask_unproven();
  EXPECT_EQ(bob.last(EventKind::call_incoming)->proof, Proof::none);
  EXPECT_EQ(bob.stack().reject(scene.now, fresh), Errc::ok);
  ask_to_replace();
  EXPECT_EQ(bob.last(EventKind::call_incoming)->other, call);
  EXPECT_EQ(bob.last(EventKind::call_incoming)->proof, Proof::referred_by);
  EXPECT_EQ(bob.stack().reject(scene.now, fresh), Errc::ok);
  const CallId old = call;
  ask_with({});
  EXPECT_EQ(bob.last(EventKind::call_incoming)->other, CallId{});
  EXPECT_EQ(bob.last(EventKind::call_incoming)->proof, Proof::none) << "an ordinary call";
  EXPECT_EQ(bob.stack().state(old), CallState::confirmed);
}

TEST_F(Replaces, WhatReplacedACallIsToldWithItsProof) {
  connect_in();
  ask_to_replace();
  ASSERT_EQ(bob.count(EventKind::call_replacing), 1u);
  EXPECT_EQ(bob.last(EventKind::call_replacing)->proof, Proof::referred_by);
}

// Peer            Bob             Carol
//  |<== call ======>|               |
//  |                |<-- INVITE ----|  Replaces
//  |                |<-- INVITE ----|  Replaces, of the same call
//  |                |----- 200 ---->|  to the first
//  |<---- BYE ------|----- 603 ---->|  to the second, however late (row 4)
TEST_F(ReplacesAsked, Row4OnlyOneOfTwoTakesACall) {
  const CallId second = let_the_first_of_two_take_it();
  EXPECT_EQ(bob.stack().answer(scene.now, second), Errc::wrong_state);
  EXPECT_EQ(answer_to_carol(), 603);
  ASSERT_NE(end_of(second), nullptr);
  EXPECT_EQ(end_of(second)->status, 603);
  answer_bye();
}

TEST_F(ReplacesAsked, Row4OnlyOneOfTwoTakesACallHoweverLate) {
  const CallId second = let_the_first_of_two_take_it();
  answer_bye();
  EXPECT_EQ(bob.stack().state(call), CallState::none);
  scene.run(seconds(1));
  carol.forget();
  EXPECT_EQ(bob.stack().answer(scene.now, second), Errc::wrong_state);
  EXPECT_EQ(answer_to_carol(), 603);
}

TEST_F(ReplacesAsked, TheApplicationRejectsAndTheOldCallStands) {
  connect_in();
  ask_unproven();
  EXPECT_EQ(bob.stack().reject(scene.now, fresh, 403), Errc::ok);
  EXPECT_EQ(answer_to_carol(), 403);
  scene.run(seconds(1));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(sent("BYE"), 0u);
}

TEST_F(ReplacesAsked, Row11CancelledBeforeOur2xxIs487AndTheOldCallStands_Rfc3261_9_2) {
  connect_in();
  ask_unproven();
  std::string text = invite_of_carol;
  text.replace(text.find(" INVITE\r\n"), 9, " CANCEL\r\n");
  text.replace(0, 6, "CANCEL");
  text = text.substr(0, text.find("\r\nRequire")).substr(0, text.find("\r\nAllow")) + "\r\nContent-Length: 0\r\n\r\n";
  scene.inject(carol.address(), bob, text);
  scene.run(milliseconds(3));
  EXPECT_EQ(sent("SIP/2.0 487"), 1u);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(sent("BYE"), 0u);
  ASSERT_NE(end_of(fresh), nullptr);
  EXPECT_EQ(name(end_of(fresh)->cause), name(Cause::cancel));
}

TEST_F(ReplacesAsked, WhenTheOldCallEndsMeanwhileTheNewOneIsAnOrdinaryCall) {
  connect_in();
  ask_unproven();
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  ASSERT_NE(end_of(call), nullptr);
  EXPECT_EQ(name(end_of(call)->cause), name(Cause::bye));
  EXPECT_EQ(bob.stack().answer(scene.now, fresh), Errc::ok);
  EXPECT_EQ(answer_to_carol(), 200);
  EXPECT_EQ(bob.stack().state(fresh), CallState::confirmed);
  EXPECT_EQ(sent("BYE"), 0u);
}

TEST_F(ReplacesAsked, APickupIsRefused486IfTheCallWasAnsweredMeanwhile_Rfc3891_7_1) {
  invite = dial();
  peer.respond(invite, 180);
  scene.run(milliseconds(2));
  ask_unproven(";early-only");
  peer.respond(invite, 200, allow, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("ACK"));
  EXPECT_EQ(bob.stack().answer(scene.now, fresh), Errc::wrong_state);
  EXPECT_EQ(answer_to_carol(), 486);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(ReplacesAsked, AnOfferThatCannotBeMetLeavesBothCallsAsTheyAre) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\n",
           "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 9 RTP/AVP 31\r\n");
  EXPECT_EQ(bob.stack().answer(scene.now, fresh), Errc::bad_body);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(bob.stack().state(fresh), CallState::incoming);
  EXPECT_EQ(bob.stack().reject(scene.now, fresh, 488), Errc::ok);
}

// --- We ask: CallOptions::replaces -------------------------------------------------------------------

TEST_F(Replaces, APickupSendsReplacesAndRequiresIt_Rfc3891_4) {
  const Packet sent_invite = dial({.replaces = "98732@host;from-tag=a;to-tag=b;early-only"});
  EXPECT_EQ(sent_invite.header("Replaces"), "98732@host;from-tag=a;to-tag=b;early-only");
  EXPECT_EQ(sent_invite.header("Require"), "replaces");
  peer.respond(sent_invite, 481);
  EXPECT_TRUE(peer.expect("ACK"));
  expect_ended(481, Cause::message);
}

TEST_F(Replaces, WhatIsNoReplacesValueIsNotSent) {
  const auto error_of = [&](std::string_view value) {
    return bob.stack().call(scene.now, bob.account, peer.uri(), {.replaces = value}).error();
  };
  EXPECT_EQ(error_of("only-a-call-id"), Errc::bad_argument);
  EXPECT_EQ(error_of("id;to-tag=a"), Errc::bad_argument);
  EXPECT_EQ(error_of("id;to-tag=a;to-tag=b;from-tag=c"), Errc::bad_argument);
  EXPECT_EQ(error_of("id;to-tag=a;from-tag=b\r\nX: y"), Errc::injection);
  EXPECT_EQ(error_of("id;to-tag=a;from-tag=b\r\n ;c=d"), Errc::injection);
  EXPECT_EQ(bob.stack().usage().calls.used, 0u);
  EXPECT_EQ(sent("INVITE"), 0u);
}

}  // namespace
}  // namespace baton
