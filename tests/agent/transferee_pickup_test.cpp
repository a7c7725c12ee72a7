// A referred call that somebody picks up while it rings (RFC 3891 1, RFC 3515 2.4.5): the reference was successful if
// the call that replaces it is.
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

class PickedUp : public TransfereeRows {
 protected:
  explicit PickedUp(const StackOptions& options = {}) : TransfereeRows(options), dave(scene, 5093, alice) {
    dave.own_tag = "dave-tag";
  }

  /// Bob's REFER is accepted, and Carol rings: reports of 100 and 180 are out.
  void ring_carol() {
    send_refer();
    accept();
    EXPECT_NE(notified().text.find(fragment(100)), std::string::npos);
    carol.respond(invite, 180);
    EXPECT_NE(notified().text.find(fragment(180)), std::string::npos);
  }
  /// Dave, who was told of that dialog, asks for it.
  void pick_up() {
    const auto tag = [](const std::string& value) { return value.substr(value.find(";tag=") + 5); };
    dave.call_id = "pickup";
    dave.local = "<" + dave.uri() + ">;tag=" + dave.own_tag;
    dave.remote = "<" + alice.uri + ">";
    dave.target = alice.uri;
    dave.request("INVITE",
                 "Require: replaces\r\nReferred-By: <" + carol.uri() + ">\r\nReplaces: " + invite.header("Call-ID") +
                     ";to-tag=" + tag(invite.header("From")) + ";from-tag=carol-tag;early-only\r\n",
                 "application/sdp", simulation::sdp);
    scene.run(milliseconds(5));
  }
  void take_answer() {
    const auto ok = dave.expect("SIP/2.0 200", milliseconds(50));
    ASSERT_TRUE(ok);
    dave.remote = ok->header("To");
  }
  void acknowledge() {
    dave.request("ACK");
    scene.run(milliseconds(5));
  }
  void end_carol() {
    const auto cancel = carol.expect("CANCEL");
    ASSERT_TRUE(cancel);
    carol.respond(*cancel, 200);
    carol.respond(invite, 487);
    ASSERT_TRUE(carol.expect("ACK"));
  }
  /// The one report that is left, and nothing behind it.
  void expect_last_report(int status) {
    const Packet last = notified();
    EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
    EXPECT_EQ(body_of(last), fragment(status));
    scene.run(seconds(1));
    EXPECT_FALSE(bob.has("NOTIFY"));
    ASSERT_EQ(alice.count(EventKind::referral_ended), 1u);
    EXPECT_EQ(alice.last(EventKind::referral_ended)->status, status);
  }

  ScriptedPeer dave;
};

// Bob       Alice        Carol    Dave
//  |--REFER-->|            |        |
//  |<--202----|---INVITE-->|        |
//  |<--NOTIFY-|<----180----|        |
//  |          |<---------INVITE-----|  Replaces: Alice and Carol
//  |          |------------200----->|
//  |          |---CANCEL-->|        |
//  |          |<---487-----|        |
//  |          |<-----------ACK------|
//  |<--NOTIFY-|  200, terminated
TEST_F(PickedUp, TheReferralHasSucceededOnceThatCallStands) {
  ring_carol();
  pick_up();
  take_answer();
  end_carol();
  scene.run(seconds(1));
  EXPECT_FALSE(bob.has("NOTIFY")) << "neither Carol's 487 nor our own 200 is an outcome";
  acknowledge();
  expect_last_report(200);
  EXPECT_EQ(alice.stack().state(alice.last(EventKind::call_replacing)->call), CallState::confirmed);
  EXPECT_EQ(alice.last(EventKind::call_ended)->call, referred);
  EXPECT_EQ(alice.last(EventKind::call_ended)->status, 487);
  EXPECT_EQ(name(alice.last(EventKind::call_ended)->cause), name(Cause::replaced));
}

TEST_F(PickedUp, A2xxThatCrossesTheCancelIsNotReported) {
  ring_carol();
  pick_up();
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(carol.expect("ACK"));
  const auto bye = carol.expect("BYE");
  ASSERT_TRUE(bye);
  carol.respond(*bye, 200);
  scene.run(milliseconds(10));
  EXPECT_FALSE(bob.has("NOTIFY"));
  take_answer();
  acknowledge();
  expect_last_report(200);
}

TEST_F(PickedUp, WhoeverPicksUpAndIsNeverHeardOfAgainIs408) {
  ring_carol();
  pick_up();
  take_answer();
  end_carol();
  const auto bye = dave.expect("BYE", seconds(40));
  ASSERT_TRUE(bye);
  dave.respond(*bye, 200);
  expect_last_report(408);
}

TEST_F(PickedUp, HangingUpBeforeItsAckIs487) {
  ring_carol();
  pick_up();
  take_answer();
  end_carol();
  ASSERT_EQ(alice.stack().hang_up(scene.now, alice.last(EventKind::call_replacing)->call), Errc::ok);
  acknowledge();
  const auto bye = dave.expect("BYE");
  ASSERT_TRUE(bye);
  dave.respond(*bye, 200);
  expect_last_report(487);
}

TEST_F(PickedUp, AByeBeforeItsAckIs487) {
  ring_carol();
  pick_up();
  take_answer();
  end_carol();
  dave.request("BYE");
  expect_last_report(487);
}

TEST_F(PickedUp, WhatHasBeenReportedIsNotReportedAgain) {
  ring_carol();
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(carol.expect("ACK"));
  expect_last_report(200);
  pick_up();
  EXPECT_TRUE(dave.expect("SIP/2.0 486")) << "early-only";
}

TEST_F(PickedUp, ShutdownBeforeItsAckIs487) {
  ring_carol();
  pick_up();
  take_answer();
  end_carol();
  alice.stack().shutdown(scene.now);
  scene.run(milliseconds(5));
  acknowledge();
  expect_last_report(487);
}

struct PickedUpAsked : PickedUp {
  static StackOptions asking() {
    StackOptions options;
    options.replaces.ask = true;
    return options;
  }
  PickedUpAsked() : PickedUp(asking()) {}
  void ask() {
    ring_carol();
    alice.on_event = [this](Party&, const Event& event) {
      if (event.kind == EventKind::call_incoming) picked = event.call;
    };
    pick_up();
    ASSERT_TRUE(picked);
  }
  CallId picked;
};

TEST_F(PickedUpAsked, TheReferralFollowsWhatTheApplicationAnswers) {
  ask();
  ASSERT_EQ(alice.stack().answer(scene.now, picked), Errc::ok);
  take_answer();
  end_carol();
  acknowledge();
  expect_last_report(200);
}

TEST_F(PickedUpAsked, WhatTheApplicationRejectsLeavesTheReferredCall) {
  ask();
  ASSERT_EQ(alice.stack().reject(scene.now, picked), Errc::ok);
  scene.run(milliseconds(5));
  EXPECT_FALSE(bob.has("NOTIFY"));
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(carol.expect("ACK"));
  expect_last_report(200);
  EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
}

TEST_F(PickedUpAsked, WhatTheTargetSaysMeanwhileIsTheOutcome) {
  ask();
  carol.respond(invite, 486);
  expect_last_report(486);
  ASSERT_EQ(alice.stack().answer(scene.now, picked), Errc::ok);
  take_answer();
  acknowledge();
  scene.run(seconds(1));
  EXPECT_FALSE(bob.has("NOTIFY")) << "an ordinary call by then";
}

}  // namespace
}  // namespace baton
