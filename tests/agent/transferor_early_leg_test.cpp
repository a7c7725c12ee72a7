// Semi-attended transfer: the consultation call still rings when the transfer is asked for (RFC 5589 7.6; outcome
// table rows 3 and 4).
#include <utility>

#include "tests/agent/attended_scene.hpp"

namespace baton {
namespace {

class EarlyLegScene : public AttendedScene {
 protected:
  void answer_leg() {
    target.call_id = invite.header("Call-ID");
    target.local = invite.header("To") + ";tag=" + target.own_tag;
    target.remote = invite.header("From");
    target.target = "sip:bob@127.0.0.1:5071";
    target.respond(invite, 200, answer_headers, "application/sdp", simulation::sdp);
    ASSERT_TRUE(target.expect("ACK"));
  }
};

/// Waiting, the default:
///
///   peer             Bob             target
///    |                |--- INVITE ---->|
///    |                |<-- 180 --------|
///    |              refer()            |
///    |                |<-- 200 --------|
///    |                |--- ACK ------->|
///    |<-- REFER ------|                |
TEST_F(EarlyLegScene, Row3_TheReferWaitsUntilTheLegIsAnswered) {
  ring_target(180);
  refer_attended();
  EXPECT_EQ(bob.stack().state(transfer), TransferState::held);
  scene.run(seconds(20));
  EXPECT_FALSE(peer.has("REFER"));
  answer_leg();
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + "?" + replaces() + ">");
  accept();
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

/// Outcome table 1.3: of several REFERs a NOTIFY without an id is about the one that was sent first, not the one
/// that was asked for first.
TEST_F(EarlyLegScene, Notify_WithoutIdIsNotAboutAReferThatStillWaits) {
  ring_target(180);
  refer_attended();
  const TransferId waiting = transfer;
  const auto blind = bob.stack().refer(scene.now, call, "sip:dave@127.0.0.1:5077");
  ASSERT_TRUE(blind);
  expect_refer();
  accept();
  peer.notify("terminated;reason=noresource", fragment(200), 0);
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  EXPECT_EQ(bob.last(EventKind::transfer_succeeded)->transfer, *blind);
  EXPECT_EQ(bob.stack().state(waiting), TransferState::held);
}

TEST_F(EarlyLegScene, Row3_ATargetGivenAndItsMethodAreKeptWhileItWaits) {
  ring_target();
  refer_attended("sip:carol@10.0.0.9;x=1?Subject=y", {.method = "INVITE"});
  answer_leg();
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<sip:carol@10.0.0.9;x=1;method=INVITE?Subject=y&" + replaces() + ">");
}

TEST_F(EarlyLegScene, Row3_AMethodAndNoTargetWaitToo) {
  ring_target();
  refer_attended({}, {.method = "INVITE", .request_uri = "sip:other@127.0.0.1:5090"});
  answer_leg();
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + ";method=INVITE?" + replaces() + ">");
  EXPECT_EQ(refer.first_line(), "REFER sip:other@127.0.0.1:5090 SIP/2.0");
}

TEST_F(EarlyLegScene, Row3_NoCSeqIsLostByWaiting) {
  ring_target();
  refer_attended();
  ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@10.0.0.9"));
  expect_refer();
  const std::uint32_t first = simulation::cseq_of(refer);
  answer_leg();
  expect_refer();
  EXPECT_EQ(simulation::cseq_of(refer), first + 1);
}

TEST_F(EarlyLegScene, Row4_TheLegFailsAndRejectsItWithItsCode) {
  ring_target(180);
  refer_attended();
  target.respond(invite, 486);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 486);
  EXPECT_EQ(outcome()->cause, Cause::leg_failed);
  scene.run(seconds(10));
  EXPECT_FALSE(peer.has("REFER"));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(EarlyLegScene, Row4_OurOwnHangUpOfTheLegRejectsItWith487) {
  ring_target(180);
  refer_attended();
  ASSERT_EQ(bob.stack().hang_up(scene.now, leg), Errc::ok);
  ASSERT_TRUE(target.expect("CANCEL"));
  target.respond(invite, 487);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 487);
}

TEST_F(EarlyLegScene, Row4_TheEndOfTheCallRejectsItWith487) {
  ring_target(180);
  refer_attended();
  peer.request("BYE");
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 487);
  EXPECT_EQ(outcome()->cause, Cause::bye);
  answer_leg();
  scene.run(seconds(10));
  EXPECT_FALSE(peer.has("REFER"));
}

TEST_F(EarlyLegScene, Row4_CancelTransferRejectsItWith487) {
  ring_target(180);
  refer_attended();
  ASSERT_EQ(bob.stack().cancel_transfer(scene.now, transfer), Errc::ok);
  EXPECT_EQ(story(), "") << "a command raises nothing";
  scene.run(milliseconds(1));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 487);
  EXPECT_EQ(outcome()->cause, Cause::cancelled_reports);
}

TEST_F(EarlyLegScene, Row2And3_AfterTheLegAnOpenReInviteIsWaitedForToo) {
  ring_target(180);
  refer_attended();
  peer.request("INVITE", {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  answer_leg();
  scene.run(milliseconds(200));
  EXPECT_FALSE(peer.has("REFER"));
  peer.request("ACK");
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + "?" + replaces() + ">");
}

TEST_F(EarlyLegScene, Row2_AnAckOfAReInviteDoesNotSendWhatWaitsForTheLeg) {
  ring_target(180);
  refer_attended();
  peer.request("INVITE", {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  peer.request("ACK");
  scene.run(seconds(6));
  EXPECT_FALSE(peer.has("REFER"));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::held);
}

/// Cancelled, then blind:
///
///   peer             Bob             target
///    |                |--- INVITE ---->|
///    |              refer()            |
///    |                |--- CANCEL ---->|
///    |                |<-- 487 --------|
///    |<-- REFER ------|                |
TEST_F(EarlyLegScene, Cancel_TheReferGoesBlindAfterThe487) {
  ring_target(180);
  refer_attended({}, {.early_leg = EarlyLeg::cancel});
  EXPECT_EQ(bob.stack().state(leg), CallState::ending);
  const auto cancel = target.expect("CANCEL");
  ASSERT_TRUE(cancel);
  target.respond(*cancel, 200);
  scene.run(seconds(1));
  EXPECT_FALSE(peer.has("REFER"));
  target.respond(invite, 487);
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.uri() + ">");
  accept();
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(EarlyLegScene, Cancel_A200ThatCrossesItIsEndedAndTheReferIsBlindAllTheSame) {
  ring_target(180);
  refer_attended({}, {.early_leg = EarlyLeg::cancel});
  target.respond(invite, 200, answer_headers, "application/sdp", simulation::sdp);
  const auto bye = target.expect("BYE");
  ASSERT_TRUE(bye);
  EXPECT_FALSE(peer.has("REFER"));
  target.respond(*bye, 200);
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.uri() + ">");
}

/// At once, with the early dialog's tags:
TEST_F(EarlyLegScene, Replace_TheEarlyDialogIsNamedAtOnce) {
  ring_target(180);
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + "?" + replaces() + ">");
}

TEST_F(EarlyLegScene, Replace_WithoutATagTheFirstProvisionalWithOneIsWaitedFor) {
  ring_target(100);
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  scene.run(milliseconds(100));
  EXPECT_FALSE(peer.has("REFER"));
  target.respond(invite, 183);
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + "?" + replaces() + ">");
}

TEST_F(EarlyLegScene, Replace_A481OfTheCalleeIsTheOutcome) {
  ring_target(180);
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  expect_refer();
  accept();
  notify("terminated;reason=noresource", 481);
  EXPECT_EQ(outcome()->status, 481);
}

/// Another phone of the target, by a proxy that forks.
class ForkedLegScene : public EarlyLegScene {
 protected:
  void say_as_fork(int status) {
    const std::string tag = std::exchange(target.own_tag, "fork-b");
    const std::string contact = std::exchange(target.contact, "sip:fork-b@127.0.0.1:5095");
    target.respond(invite, status, answer_headers, status == 200 ? "application/sdp" : "",
                   status == 200 ? simulation::sdp : "");
    scene.run(milliseconds(10));
    target.own_tag = tag;
    target.contact = contact;
  }
  std::string fork_b() const {
    std::string named = replaces();
    named.replace(named.find("target-tag"), 10, "fork-b");
    return "<sip:fork-b@127.0.0.1:5095?" + named + ">";
  }
};

TEST_F(ForkedLegScene, Replace_TargetAndTagsAreOfOneAndTheSameFork) {
  ring_target(180);
  say_as_fork(183);
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + "?" + replaces() + ">");
}

TEST_F(ForkedLegScene, Row3_TheForkThatAnswersIsNamed) {
  ring_target(180);
  say_as_fork(180);
  refer_attended();
  say_as_fork(200);
  ASSERT_TRUE(target.expect("ACK"));
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), fork_b());
}

/// Bob may be about to name one fork, and another one answers before he can.
TEST_F(ForkedLegScene, Replace_WhatAReInviteHoldsBackNamesTheForkThatHasAnsweredMeanwhile) {
  ring_target(180);
  say_as_fork(180);
  peer.request("INVITE", {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  say_as_fork(200);
  ASSERT_TRUE(target.expect("ACK"));
  ASSERT_EQ(bob.stack().state(transfer), TransferState::held);
  peer.request("ACK");
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), fork_b());
}

TEST_F(EarlyLegScene, ALegWithoutATagIsNamedByZero_Rfc3891_6_1) {
  ring_target();
  std::string ok = fragment(200);
  for (const char* header : {"Via", "From", "To", "Call-ID", "CSeq"}) {
    ok += std::string(header) + ": " + invite.header(header) + "\r\n";
  }
  scene.inject(target.address(), bob, ok + "Contact: <" + target.contact + ">\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(target.expect("ACK"));
  refer_attended();
  expect_refer();
  EXPECT_NE(refer.header("Refer-To").find("%3Bto-tag%3D0%3Bfrom-tag%3D"), std::string::npos) << refer.text;
}

TEST_F(EarlyLegScene, Row4_TheEndOfAnAnsweredLegRejectsWhatIsStillHeld) {
  consult();
  peer.request("INVITE", {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  refer_attended();
  ASSERT_EQ(bob.stack().state(transfer), TransferState::held);
  target.request("BYE");
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 487);
  EXPECT_EQ(outcome()->cause, Cause::leg_failed);
  peer.request("ACK");
  scene.run(seconds(5));
  EXPECT_FALSE(peer.has("REFER"));
}

TEST_F(EarlyLegScene, Row2_OurOwnHoldIsWaitedForToo) {
  consult();
  ASSERT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
  const auto reinvite = peer.expect("INVITE");
  ASSERT_TRUE(reinvite);
  refer_attended();
  scene.run(milliseconds(500));
  EXPECT_FALSE(peer.has("REFER"));
  peer.respond(*reinvite, 200, {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("ACK"));
  expect_refer();
  EXPECT_GT(simulation::cseq_of(refer), simulation::cseq_of(*reinvite));
}

TEST_F(EarlyLegScene, Row31_ShutdownRejectsWhatWaits) {
  ring_target(180);
  refer_attended();
  bob.stack().shutdown(scene.now);
  scene.run(milliseconds(5));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 503);
}

}  // namespace
}  // namespace baton
