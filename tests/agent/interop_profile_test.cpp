// Named option sets, each against the peer that it is for. Bob has referred; the peer is scripted.
#include "baton/interop_profile.hpp"

#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

template <InteropProfile profile>
struct With : TransferorRows {
  With() : TransferorRows(options_for(profile)) {}
};

TEST(InteropProfiles, AreFoundByTheirNames) {
  for (const InteropProfile profile : interop_profiles) EXPECT_EQ(interop_profile(name(profile)), profile);
  EXPECT_FALSE(interop_profile("no such"));
  EXPECT_FALSE(interop_profile(""));
}

using Strict = With<InteropProfile::strict>;
TEST_F(Strict, NoByeIsTakenForAnOutcome) {
  accept();
  notify("active;expires=60", 100);
  peer.request("BYE");
  notify("terminated;reason=noresource", 183);
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::transfer_failed)), 32e6, 1e5);
  EXPECT_EQ(outcome()->cause, Cause::reports_ended);
}

TEST_F(Strict, EveryReferIsAcceptedWith200_Rfc7647_5) {
  bob.on_event = [this](Party& self, const Event& event) {
    if (event.kind == EventKind::refer_received) (void)self.stack().accept_refer(scene.now, event.transfer);
  };
  accept();
  notify("terminated;reason=noresource", 200);
  peer.request("REFER", "Refer-To: <sip:carol@127.0.0.1:5072>\r\n");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
}

/// sipsorcery's way: 202, and never a NOTIFY.
using NoNotify = With<InteropProfile::no_notify>;
TEST_F(NoNotify, AnUnknownOutcomeIsToldAfterEightSeconds) {
  accept();
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::transfer_failed)), 8e6, 1e5);
  EXPECT_EQ(outcome()->status, 0);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed) << "failure keeps the call";
}
TEST_F(NoNotify, TheTransfereesByeIsSuccess) {
  accept();
  scene.run(seconds(5));
  peer.request("BYE");
  EXPECT_LE(elapsed_until(EventKind::transfer_succeeded), seconds(3));
  EXPECT_EQ(outcome()->cause, Cause::bye_means_success);
}

/// liblinphone's and baresip's way: 100, then nothing until the final status.
using NoRinging = With<InteropProfile::no_ringing>;
TEST_F(NoRinging, ATelephoneMayRingForThreeMinutesWithoutAWordOfIt) {
  accept();
  notify("active;expires=600", 100);
  scene.run(seconds(200));
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 0u);
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_succeeded");
}
TEST_F(NoRinging, AFailureUnderActiveIsNotUnsubscribed_ForThatWouldCostTheCall) {
  accept();
  notify("active", 486);
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  EXPECT_FALSE(peer.expect("SUBSCRIBE", seconds(70)));
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 0u);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}
TEST_F(NoRinging, ButNotForEver) {
  accept();
  notify("active;expires=600", 100);
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::transfer_failed)), 240e6, 1e5);
  EXPECT_EQ(outcome()->status, 408);
}

/// SIP.js's way: every NOTIFY says terminated.
using TerminatedEarly = With<InteropProfile::terminated_early>;
TEST_F(TerminatedEarly, TheNextReportIsWaitedForWhileTheTargetRings) {
  accept();
  notify("terminated", 100);
  notify("terminated", 180);
  scene.run(seconds(90));
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 0u);
  notify("terminated", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
}
TEST_F(TerminatedEarly, AByeMeanwhileEndsTheWait) {
  accept();
  notify("terminated", 100);
  peer.request("BYE");
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::transfer_failed)), 8e6, 1e5);
}

/// Many PBXs' way: a report of 100, and BYE.
using ByeMeansSuccess = With<InteropProfile::bye_means_success>;
TEST_F(ByeMeansSuccess, TheByeAfterTheFirstReportIsSuccess) {
  accept();
  notify("active;expires=60", 100);
  peer.request("BYE");
  EXPECT_LE(elapsed_until(EventKind::transfer_succeeded), seconds(3));
  EXPECT_EQ(outcome()->cause, Cause::bye_means_success);
}
TEST_F(ByeMeansSuccess, AReportOfFailureRightBehindTheByeCounts) {
  accept();
  notify("active;expires=60", 100);
  peer.request("BYE");
  notify("terminated;reason=noresource", 486);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_failed");
  EXPECT_EQ(outcome()->status, 486);
}

}  // namespace
}  // namespace baton
