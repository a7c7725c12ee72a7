// The transferor on the wire, row by row of the outcome table's section 1: the transferee is a scripted
// peer that does what the row says.
#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

TEST_F(TransferorRows, TheReferCarriesContactReferToReferredByAndCapabilities) {
  EXPECT_EQ(refer.header("Refer-To"), "<sip:carol@127.0.0.1:5072>");
  EXPECT_EQ(refer.header("Referred-By"), "<" + bob.uri + ">");
  EXPECT_EQ(refer.header("Contact"), "<sip:bob@127.0.0.1:5071>");
  EXPECT_NE(refer.header("Allow").find("NOTIFY"), std::string::npos);
  EXPECT_EQ(refer.header("Allow-Events"), "refer");
}

/// Bob's REFER behind a re-INVITE of the peer whose ACK has not come:
///
///   Bob              peer
///    |<-- INVITE -----|
///    |--- 200 ------->|
///    |   refer()      |
///    |<-- ACK --------|
///    |--- REFER ----->|
class HeldBack : public TransferorRows {
 protected:
  void SetUp() override {
    TransferorRows::SetUp();
    peer.respond(refer, 603);
    scene.run(milliseconds(10));
    bob.heard.clear();
    peer.forget();
    peer.request("INVITE", {}, "application/sdp", simulation::sdp);
    ASSERT_TRUE(peer.expect("SIP/2.0 200"));
    const auto made = bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1:5072");
    ASSERT_TRUE(made) << name(made.error());
    transfer = *made;
    scene.run(milliseconds(100));
    ASSERT_FALSE(peer.has("REFER"));
    ASSERT_EQ(bob.stack().state(transfer), TransferState::held);
  }
};

TEST_F(HeldBack, Row2_TheReferLeavesWithTheAckOfTheReInvite) {
  peer.request("ACK");
  refer = *peer.expect("REFER", milliseconds(100));
  accept();
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(HeldBack, Row2_TheReferLeavesAfterFourSecondsAllTheSame_Rfc3261_14_1) {
  const Time start = scene.now;
  ASSERT_TRUE(peer.expect("REFER", seconds(5)));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 3.9e6, 5e4);
}

TEST_F(HeldBack, Row4_TheEndOfTheCallRejectsItUnsent) {
  peer.request("BYE");
  scene.run(seconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 487);
  EXPECT_FALSE(peer.has("REFER"));
}

TEST_F(HeldBack, Row31_ShutdownRejectsItWith503) {
  bob.stack().shutdown(scene.now);
  scene.run(milliseconds(1));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 503);
}

TEST_F(TransferorRows, Row5_A100IsNotTrying) {
  peer.respond(refer, 100);
  scene.run(seconds(2));
  EXPECT_EQ(story(), "");
}

TEST_F(TransferorRows, Row6_Any2xxAccepts) {
  peer.respond(refer, 200);
  scene.run(seconds(1));
  EXPECT_EQ(story(), "refer_accepted");
  EXPECT_EQ(bob.last(EventKind::refer_accepted)->status, 200);
}

TEST_F(TransferorRows, Row7And6_ANotifyBeforeThe2xxIsAnsweredAtOnceAndToldAfterIt) {
  notify("active;expires=60", 180);
  EXPECT_EQ(story(), "");
  peer.respond(refer, 202);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing");
  EXPECT_FALSE(bob.last(EventKind::transfer_ringing)->had_message) << "a deferred event has no message";
  EXPECT_EQ(bob.last(EventKind::transfer_ringing)->reason, "Ringing");
}

TEST_F(TransferorRows, Row8_ARefusalIsReportedWithItsPhraseAndTheCallStands) {
  for (const int status : {302, 403, 405, 429, 481, 503, 603}) {
    const std::size_t before = bob.count(EventKind::refer_rejected);
    peer.respond(refer, status);
    scene.run(milliseconds(100));
    ASSERT_EQ(bob.count(EventKind::refer_rejected), before + 1) << status;
    EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, status);
    EXPECT_EQ(bob.last(EventKind::refer_rejected)->reason, reason_phrase(static_cast<std::uint16_t>(status)));
    EXPECT_EQ(bob.stack().state(call), CallState::confirmed) << status;
    send_refer();
  }
}

TEST_F(TransferorRows, Row8_HeldNotifiesAreDroppedByARefusal) {
  notify("active;expires=60", 180);
  peer.respond(refer, 603);
  scene.run(seconds(60));
  EXPECT_EQ(story(), "refer_rejected");
}

TEST_F(TransferorRows, Row8_ANotifyAfterRejectedGets481) {
  peer.respond(refer, 603);
  scene.run(milliseconds(100));
  peer.notify("active;expires=60", fragment(100), simulation::cseq_of(refer));
  EXPECT_TRUE(peer.expect("SIP/2.0 481"));
  EXPECT_EQ(story(), "refer_rejected");
}

TEST_F(TransferorRows, Row9_ANotifyProvesALost2xxAfterTwoT1) {
  notify("active;expires=60", 100);
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::refer_accepted)), 1e6, 5e3);
  EXPECT_EQ(bob.last(EventKind::refer_accepted)->cause, Cause::inferred);
  EXPECT_EQ(story(), "refer_accepted transfer_trying");
}

TEST_F(TransferorRows, Row9_A408WithAHeldNotifyIsAcceptance) {
  notify("active;expires=60", 100);
  peer.respond(refer, 408);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_accepted transfer_trying");
}

TEST_F(TransferorRows, Row10_GlareIsRetriedThreeTimesThenRejected) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    peer.respond(refer, 491);
    const auto again = peer.expect("REFER", seconds(5));
    ASSERT_TRUE(again) << attempt;
    EXPECT_EQ(simulation::cseq_of(*again), simulation::cseq_of(refer) + 1);
    EXPECT_EQ(again->header("Refer-To"), refer.header("Refer-To"));
    refer = *again;
    EXPECT_EQ(story(), "");
  }
  peer.respond(refer, 491);
  scene.run(seconds(6));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 491);
}

TEST_F(TransferorRows, Row10_EveryCSeqUsedStaysValidAsId_Rfc3515_2_4_6) {
  const std::uint32_t first = simulation::cseq_of(refer);
  peer.respond(refer, 491);
  refer = *peer.expect("REFER", seconds(5));
  accept();
  peer.notify("active;expires=60", fragment(100), first);
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(story(), "refer_accepted transfer_trying");
}

TEST_F(TransferorRows, Row12_SilenceIs408After64T1) {
  const Time start = scene.now;
  elapsed_until(EventKind::refer_rejected);
  EXPECT_NEAR(static_cast<double>(scene.now - start), 32e6, 1e4);
  EXPECT_EQ(outcome()->status, 408);
  EXPECT_EQ(outcome()->cause, Cause::timeout);
  EXPECT_FALSE(peer.has("BYE")) << "only the transaction failed";
  peer.respond(refer, 202);
  scene.run(seconds(40));
  EXPECT_EQ(story(), "refer_rejected") << "a later 2xx is dropped";
}

TEST_F(TransferorRows, Row12_ATransportErrorIs503) {
  EXPECT_EQ(bob.stack().flow_failed(scene.now, bob.flow, peer.address()), Errc::ok);
  scene.run(milliseconds(1));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 503);
  EXPECT_EQ(outcome()->cause, Cause::transport);
}

TEST_F(TransferorRows, Row13_TheEndOfTheCallWhileSentDecidesNothing) {
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(story(), "");
  peer.respond(refer, 487);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 487);
}

TEST_F(TransferorRows, Row18_NoNotifyWithin64T1OfThe2xxIsFailure) {
  scene.run(seconds(20));
  peer.forget();
  accept();
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::transfer_failed)), 32e6, 1e4);
  EXPECT_EQ(outcome()->status, 0);
  EXPECT_EQ(outcome()->reason, "outcome unknown: no NOTIFY within 64*T1");
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(TransferorRows, Row19_EachStageIsToldOnceAndTryingNeverAfterRinging) {
  accept();
  for (const int status : {100, 100, 183, 180, 100, 182})
    notify("active;expires=60", status);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing");
}

TEST_F(TransferorRows, Row19_RingingRaisesAMissingTryingFirst) {
  accept();
  notify("active;expires=60", 180);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing");
}

TEST_F(TransferorRows, Row19_A199RaisesNothing_Rfc6228) {
  accept();
  notify("active;expires=60", 199);
  EXPECT_EQ(story(), "refer_accepted");
}

TEST_F(TransferorRows, Row20_SuccessMakesNothingUp) {
  accept();
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(TransferorRows, Row20_SuccessUnderActiveIsUnsubscribedAfterTwoSeconds) {
  accept();
  notify("active;expires=60", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  const auto subscribe = peer.expect("SUBSCRIBE", seconds(3));
  ASSERT_TRUE(subscribe);
  EXPECT_EQ(subscribe->header("Expires"), "0");
  EXPECT_EQ(subscribe->header("Event"), "refer;id=" + std::to_string(simulation::cseq_of(refer)));
}

TEST_F(TransferorRows, Row21_AFinalStatusFailsWithItsCode) {
  accept();
  notify("terminated;reason=noresource", 486);
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  EXPECT_EQ(outcome()->status, 486);
  EXPECT_EQ(outcome()->reason, "Busy Here");
}

TEST_F(TransferorRows, Row21_A429OfTheTargetIsReportedLikeAnyOther_Rfc3892_5) {
  accept();
  notify("terminated;reason=noresource", 429);
  EXPECT_EQ(outcome()->kind, EventKind::transfer_failed);
  EXPECT_EQ(outcome()->status, 429);
}

TEST_F(TransferorRows, Row21_RejectedWithoutAFinalStatusIs603) {
  for (const std::string_view reason : {"rejected", "giveup"}) {
    accept();
    notify("terminated;reason=" + std::string(reason), 100);
    EXPECT_EQ(outcome()->kind, EventKind::transfer_failed);
    EXPECT_EQ(outcome()->status, 603);
    bob.heard.clear();
    send_refer();
  }
}

TEST_F(TransferorRows, Row22And28_TerminatedWithoutStatusWaitsForGraceThenFails) {
  accept();
  notify("terminated;reason=noresource", 0);
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::transfer_failed)), 32e6, 1e4);
  EXPECT_EQ(outcome()->status, 0);
  EXPECT_EQ(outcome()->cause, Cause::reports_ended);
}

TEST_F(TransferorRows, Row22_ATerminated1xxMayBeFollowedByTheFinalOne) {
  accept();
  notify("terminated;reason=noresource", 100);
  notify("terminated;reason=noresource", 180);
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
}

TEST_F(TransferorRows, Row23_ARefusalAfterAnInferredAcceptanceFailsTheTransfer) {
  notify("active;expires=60", 100);
  elapsed_until(EventKind::refer_accepted);
  peer.respond(refer, 603);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_failed");
  EXPECT_EQ(outcome()->status, 603);
}

TEST_F(TransferorRows, Row24_ReportsGoOnAfterThePeersBye_Rfc5057_5_5) {
  accept();
  notify("active;expires=60", 100);
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(bob.count(EventKind::call_ended), 1u);
  notify("active;expires=60", 180);
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
  EXPECT_EQ(bob.last(EventKind::transfer_succeeded)->call, call) << "under the id of the call that has ended";
}

TEST_F(TransferorRows, Row24_ReportsGoOnAfterOurOwnHangUp) {
  accept();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE");
  ASSERT_TRUE(bye);
  peer.respond(*bye, 200);
  notify("terminated;reason=noresource", 486);
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
}

TEST_F(TransferorRows, Row26_ASubscriptionIsRefreshedTenSecondsBeforeItsEnd) {
  accept();
  notify("active;expires=60", 100);
  const Time start = scene.now;
  const auto subscribe = peer.expect("SUBSCRIBE", seconds(70));
  ASSERT_TRUE(subscribe);
  EXPECT_NEAR(static_cast<double>(scene.now - start), 50e6, 1e4);
  EXPECT_NE(subscribe->header("Expires"), "0");
}

class RefreshedEarly : public TransferorRows {
 protected:
  RefreshedEarly() : TransferorRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.transferor.refresh_before = seconds(25);
    options.transferor.give_up = seconds(90);
    return options;
  }
};

TEST_F(RefreshedEarly, Row26_WhenAndForHowLongAreOptions) {
  accept();
  notify("active;expires=60", 100);
  const Time start = scene.now;
  const auto subscribe = peer.expect("SUBSCRIBE", seconds(70));
  ASSERT_TRUE(subscribe);
  EXPECT_NEAR(static_cast<double>(scene.now - start), 35e6, 1e4);
  EXPECT_EQ(subscribe->header("Expires"), "90");
}

TEST_F(TransferorRows, Row27_ARefreshRefusedMakesTheOutcomeUnknown) {
  accept();
  notify("active;expires=30", 100);
  const auto subscribe = peer.expect("SUBSCRIBE", seconds(31));
  ASSERT_TRUE(subscribe);
  peer.respond(*subscribe, 481);
  scene.run(milliseconds(10));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::unknown);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed) << "the call stands";
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::transfer_failed)), 32e6, 5e4);
}

TEST_F(TransferorRows, Row27_ARefreshRefusedOtherwiseLeavesItValidUntilItExpires) {
  accept();
  notify("active;expires=30", 100);
  const auto subscribe = peer.expect("SUBSCRIBE", seconds(31));
  ASSERT_TRUE(subscribe);
  peer.respond(*subscribe, 500);
  scene.run(seconds(5));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::reporting);
  scene.run(seconds(10));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::unknown);
}

TEST_F(TransferorRows, Row28_AByeWhileUnknownShortensTheWaitToTwoSeconds) {
  accept();
  notify("terminated;reason=noresource", 100);
  peer.request("BYE");
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::transfer_failed)), 2e6, 1e4);
  EXPECT_EQ(outcome()->status, 0);
}

TEST_F(TransferorRows, Row29_GiveUpWinsOverALongerSubscription) {
  accept();
  const Time start = scene.now;
  notify("active;expires=3600", 180);
  elapsed_until(EventKind::transfer_failed);
  EXPECT_NEAR(static_cast<double>(scene.now - start), 180e6, 5e4);
  EXPECT_EQ(outcome()->status, 408);
  const auto subscribe = peer.expect("SUBSCRIBE", seconds(1));
  ASSERT_TRUE(subscribe);
  EXPECT_EQ(subscribe->header("Expires"), "0");
}

TEST_F(TransferorRows, Row31_ShutdownRaisesThePendingOutcome) {
  bob.stack().shutdown(scene.now);
  scene.run(milliseconds(1));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 503);
}

TEST_F(TransferorRows, Row31_ShutdownAfterAcceptanceIsAFailureWithoutCode) {
  accept();
  bob.stack().shutdown(scene.now);
  scene.run(milliseconds(1));
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  EXPECT_EQ(bob.last(EventKind::transfer_failed)->status, 0);
}

TEST_F(TransferorRows, Row32_NothingFollowsAnEndAndTheTombstoneAnswers) {
  accept();
  notify("terminated;reason=noresource", 200);
  notify("terminated;reason=noresource", 486);
  scene.run(seconds(33));
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  peer.notify("active", fragment(100), simulation::cseq_of(refer));
  EXPECT_TRUE(peer.expect("SIP/2.0 481")) << "the tombstone's time is over";
}

class ByeMeansSuccess : public TransferorRows {
 protected:
  ByeMeansSuccess() : TransferorRows(profile()) {}
  static StackOptions profile() {
    StackOptions options;
    options.bye_means_success = true;
    return options;
  }
};

TEST_F(ByeMeansSuccess, Row25_ByeIsSuccessTwoSecondsLater) {
  accept();
  notify("active;expires=60", 100);
  peer.request("BYE");
  EXPECT_NEAR(static_cast<double>(elapsed_until(EventKind::transfer_succeeded)), 2e6, 1e4);
  EXPECT_EQ(outcome()->cause, Cause::bye_means_success);
}

TEST_F(ByeMeansSuccess, Row25_AReportWithinTheTwoSecondsStillDecides) {
  accept();
  peer.request("BYE");
  notify("terminated;reason=noresource", 486);
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
}

}  // namespace
}  // namespace baton
