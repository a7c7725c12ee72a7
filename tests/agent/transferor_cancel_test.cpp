// cancel_transfer, row 30 of the outcome table: the reports end, the referral itself goes on.
#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

class Cancelled : public TransferorRows {
 protected:
  void cancel() { ASSERT_EQ(bob.stack().cancel_transfer(scene.now, transfer), Errc::ok); }
  void expect_unsubscribed() {
    const auto subscribe = peer.expect("SUBSCRIBE", seconds(1));
    ASSERT_TRUE(subscribe);
    EXPECT_EQ(subscribe->header("Expires"), "0");
  }
};

TEST_F(Cancelled, Row30_InReportingItFailsWith487AndUnsubscribes) {
  accept();
  notify("active;expires=60", 180);
  cancel();
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 0u) << "a command raises nothing";
  scene.run(milliseconds(1));
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_failed");
  EXPECT_EQ(bob.last(EventKind::transfer_failed)->status, 487);
  EXPECT_EQ(bob.last(EventKind::transfer_failed)->reason, "reports cancelled");
  expect_unsubscribed();
  notify("terminated;reason=timeout", 200);  // the tombstone answers 200
  EXPECT_EQ(bob.count(EventKind::transfer_succeeded), 0u);
}

TEST_F(Cancelled, Row30_InAcceptedItFailsWith487AndUnsubscribes) {
  accept();
  cancel();
  scene.run(milliseconds(1));
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  expect_unsubscribed();
}

TEST_F(Cancelled, Row30_InUnknownThereIsNothingToUnsubscribe) {
  accept();
  notify("terminated;reason=noresource", 100);
  cancel();
  scene.run(seconds(5));
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_failed");
  EXPECT_FALSE(peer.has("SUBSCRIBE"));
}

/// In Sent it waits for the answer, and no CANCEL is sent (RFC 3261 9.1):
///
///   Bob              peer
///    |--- REFER ----->|
///    |   cancel_transfer()
///    |<-- 202 --------|
///    |--- SUBSCRIBE ->|   Expires: 0
TEST_F(Cancelled, Row30_InSentItWaitsForThe2xx) {
  cancel();
  scene.run(seconds(3));
  EXPECT_EQ(story(), "");
  EXPECT_FALSE(peer.has("CANCEL"));
  accept();
  scene.run(milliseconds(1));
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  EXPECT_EQ(bob.last(EventKind::transfer_failed)->status, 487);
}

TEST_F(Cancelled, Row30_InSentARefusalIsTheRefusal) {
  cancel();
  peer.respond(refer, 403);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 403);
}

TEST_F(Cancelled, Row30_InSentSilenceIsStillSilence) {
  cancel();
  scene.run(seconds(33));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 408);
}

TEST_F(Cancelled, Row30_InSentWhatWasHeldIsToldFirst) {
  notify("active;expires=60", 180);
  cancel();
  accept();
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_failed");
  expect_unsubscribed();
}

TEST_F(Cancelled, Row30_InSentAHeldFinalStatusIsTheOutcome) {
  notify("terminated;reason=noresource", 200);
  cancel();
  accept();
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(Cancelled, Row30_GlareIsNotRetriedForWhatIsCancelled) {
  cancel();
  peer.respond(refer, 491);
  scene.run(seconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_FALSE(peer.has("REFER"));
}

TEST_F(Cancelled, Row30_BetweenTwoTriesOfAGlareNothingIsOutAndItEndsAtOnce) {
  peer.respond(refer, 491);
  scene.run(milliseconds(2));
  peer.forget();
  cancel();
  scene.run(seconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 487);
  EXPECT_FALSE(peer.has("REFER"));
}

TEST_F(Cancelled, Row30_AReportBeforeItIsDueDecides) {
  accept();
  cancel();
  peer.notify("terminated;reason=noresource", fragment(200), simulation::cseq_of(refer));
  scene.run(seconds(1));
  EXPECT_EQ(bob.count(EventKind::transfer_succeeded) + bob.count(EventKind::transfer_failed), 1u);
}

TEST_F(Cancelled, Row30_OfATransferThatIsOver) {
  accept();
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(bob.stack().cancel_transfer(scene.now, transfer), Errc::unknown_handle);
}

TEST_F(Cancelled, Row30_TheCallStands) {
  accept();
  cancel();
  scene.run(seconds(1));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(bob.stack().usage().transfers.used, 0u);
}

}  // namespace
}  // namespace baton
