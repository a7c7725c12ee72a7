// The transferee from acceptance to the last NOTIFY (outcome table 2.2).
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

TEST_F(TransfereeRows, ProgressIsReportedOnceEachAndTheFinalOneTerminates) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 100);
  carol.respond(invite, 180, {}, {}, {}, milliseconds(2));
  carol.respond(invite, 180, {}, {}, {}, milliseconds(50));
  const Packet ringing = notified();
  EXPECT_EQ(body_of(ringing), "SIP/2.0 180 Ringing\r\n");
  EXPECT_TRUE(ringing.header("Subscription-State").starts_with("active;expires="));
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp, milliseconds(3000));
  const Packet last = notified();
  EXPECT_EQ(body_of(last), "SIP/2.0 200 OK\r\n");
  EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
  scene.run(seconds(1));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 200);
  EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed) << "nothing here ends the old call";
}

TEST_F(TransfereeRows, EachStatusIsReportedOnceThoughForksRingInTurn) {
  send_refer();
  accept();
  notified();
  Microseconds after = 0;
  for (const int status : {180, 183, 180, 183, 180}) {
    carol.respond(invite, status, {}, {}, {}, after);
    after += seconds(2);
  }
  EXPECT_EQ(body_of(notified()), "SIP/2.0 180 Ringing\r\n");
  EXPECT_EQ(body_of(notified()), "SIP/2.0 183 Session Progress\r\n");
  scene.run(seconds(10));
  EXPECT_FALSE(bob.has("NOTIFY"));
  carol.respond(invite, 486);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 486 Busy Here\r\n");
}

TEST_F(TransfereeRows, OurOwnPhraseIsReportedNeverTheTargets_Rfc3515_5_3_3) {
  send_refer();
  accept();
  notified();
  Packet forged = invite;
  std::string text = "SIP/2.0 486 <script>\r\nVia: " + invite.header("Via") +
                     "\r\nFrom: " + invite.header("From") + "\r\nTo: " + invite.header("To") +
                     ";tag=z\r\nCall-ID: " + invite.header("Call-ID") + "\r\nCSeq: " + invite.header("CSeq") +
                     "\r\nContent-Length: 0\r\n\r\n";
  scene.inject(carol.address(), alice, text);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 486 Busy Here\r\n");
}

TEST_F(TransfereeRows, A100AndA199AreNotReported) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 100);
  carol.respond(invite, 199, {}, {}, {}, milliseconds(5));
  scene.run(seconds(3));
  EXPECT_FALSE(bob.has("NOTIFY"));
}

TEST_F(TransfereeRows, OneNotifyIsUnansweredAtATimeAndTheNewestStateWaits) {
  send_refer();
  accept();
  const Packet first = notified(0);
  carol.respond(invite, 183);
  carol.respond(invite, 180, {}, {}, {}, milliseconds(2));
  scene.run(milliseconds(100));
  EXPECT_FALSE(bob.has("NOTIFY"));
  bob.respond(first, 200);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 180 Ringing\r\n");
}

TEST_F(TransfereeRows, AFinalReportGoesOutBesideOneUnansweredForFourSeconds) {
  send_refer();
  accept();
  const Packet first = notified(0);
  const Time start = scene.now;
  carol.respond(invite, 486);
  ASSERT_TRUE(scene.run_until([&] {
    for (const Packet& packet : scene.log) {
      if (packet.text.starts_with("NOTIFY") && body_of(packet) == "SIP/2.0 486 Busy Here\r\n") return true;
    }
    return false;
  }));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 4e6, 2e4);
}

TEST_F(TransfereeRows, ASecond18xWaitsForASecond_Rfc3515_3_10) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  const Time start = scene.now;
  carol.respond(invite, 183);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 183 Session Progress\r\n");
  EXPECT_GE(scene.now - start, milliseconds(950));
}

TEST_F(TransfereeRows, NoAnswerWithin64T1IsReportedAs408) {
  send_refer();
  accept();
  notified();
  EXPECT_EQ(body_of(notified()), "SIP/2.0 408 Request Timeout\r\n");
}

TEST_F(TransfereeRows, ATransportErrorIsReportedAs503) {
  send_refer();
  accept();
  notified();
  EXPECT_EQ(alice.stack().flow_failed(scene.now, alice.flow, carol.address()), Errc::ok);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 503 Service Unavailable\r\n");
}

TEST_F(TransfereeRows, TheReferredInviteIsCancelledAfter120SecondsAndReportedAs408) {
  send_refer();
  accept();
  notified();
  const Time start = scene.now;
  carol.respond(invite, 180);
  notified();
  const auto cancel = carol.expect("CANCEL", seconds(130));
  ASSERT_TRUE(cancel);
  EXPECT_NEAR(static_cast<double>(scene.now - start), 120e6, 1e5);
  carol.respond(*cancel, 200);
  carol.respond(invite, 487);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 408 Request Timeout\r\n");
}

TEST_F(TransfereeRows, HangUpOfTheReferredCallIsReportedAs487) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok);
  const auto cancel = carol.expect("CANCEL", seconds(1));
  ASSERT_TRUE(cancel);
  carol.respond(*cancel, 200);
  carol.respond(invite, 487);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 487 Request Terminated\r\n");
}

TEST_F(TransfereeRows, A2xxThatCrossesOurCancelIsEndedAndNotReportedAsSuccess) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok);
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  EXPECT_TRUE(carol.expect("ACK", seconds(1)));
  EXPECT_TRUE(carol.expect("BYE", seconds(1)));
  EXPECT_EQ(body_of(notified()), "SIP/2.0 487 Request Terminated\r\n");
}

TEST_F(TransfereeRows, ReportsGoOnAfterTheTransferorsBye_Rfc5057_5_5) {
  send_refer();
  accept();
  notified();
  bob.request("BYE");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
  EXPECT_EQ(alice.count(EventKind::call_ended), 1u);
  carol.respond(invite, 180);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 180 Ringing\r\n");
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 200 OK\r\n");
}

TEST_F(TransfereeRows, OurByeWaitsForAnUnansweredNotifyAtMostTwoSeconds) {
  send_refer();
  accept();
  const Packet first = notified(0);
  EXPECT_EQ(alice.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(milliseconds(500));
  EXPECT_FALSE(bob.has("BYE"));
  bob.respond(first, 200);
  EXPECT_TRUE(bob.expect("BYE", milliseconds(100)));
}

TEST_F(TransfereeRows, OurByeGoesOutAfterTwoSecondsOfSilence) {
  send_refer();
  accept();
  notified(0);
  const Time start = scene.now;
  EXPECT_EQ(alice.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_TRUE(bob.expect("BYE", seconds(5)));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 2e6, 1e4);
}

TEST_F(TransfereeRows, ANotifyAnswered481EndsTheSubscriptionAndNothingElse) {
  send_refer();
  accept();
  notified(481);
  carol.respond(invite, 180);
  scene.run(seconds(2));
  EXPECT_FALSE(bob.has("NOTIFY"));
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
  EXPECT_EQ(alice.stack().state(referred), CallState::calling);
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
}

TEST_F(TransfereeRows, ANotifyAnsweredWithRetryAfterComesAgainThen) {
  send_refer();
  accept();
  notified(500, "Retry-After: 3\r\n");
  const Time start = scene.now;
  EXPECT_EQ(body_of(notified()), "SIP/2.0 100 Trying\r\n");
  EXPECT_NEAR(static_cast<double>(scene.now - start), 3e6, 2e4);
}

TEST_F(TransfereeRows, AFinalReportRefusedOtherwiseIsSentOnceMoreAfterASecond) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 486);
  notified(400);
  const Time start = scene.now;
  EXPECT_EQ(body_of(notified(400)), "SIP/2.0 486 Busy Here\r\n");
  EXPECT_NEAR(static_cast<double>(scene.now - start), 1e6, 2e4);
  scene.run(seconds(10));
  EXPECT_FALSE(bob.has("NOTIFY"));
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
}

TEST_F(TransfereeRows, ShutdownWhileUndecidedIs603) {
  send_refer();
  alice.stack().shutdown(scene.now);
  EXPECT_TRUE(bob.expect("SIP/2.0 603", seconds(1)));
}

TEST_F(TransfereeRows, ShutdownWhileReferringCancelsAndReports487) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  alice.stack().shutdown(scene.now);
  const auto cancel = carol.expect("CANCEL", seconds(1));
  ASSERT_TRUE(cancel);
  carol.respond(*cancel, 200);
  carol.respond(invite, 487);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 487 Request Terminated\r\n");
}

TEST_F(TransfereeRows, ALateAnswerToAnOvertakenNotifyIsNotTheLastOnes) {
  send_refer();
  accept();
  const Packet first = notified(0);
  carol.respond(invite, 486);
  scene.run(seconds(5));
  bob.forget();
  bob.respond(first, 200);
  scene.run(milliseconds(10));
  EXPECT_EQ(alice.count(EventKind::referral_ended), 0u) << "the last report has no answer yet";
  const Packet last = notified(500, "Retry-After: 2\r\n");
  EXPECT_EQ(body_of(last), "SIP/2.0 486 Busy Here\r\n");
  EXPECT_EQ(body_of(notified()), "SIP/2.0 486 Busy Here\r\n") << "and it is heeded";
  scene.run(milliseconds(10));
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
}

TEST_F(TransfereeRows, ANotifyThatNobodyAnswersEndsTheSubscriptionAlone_Rfc5057_5_2) {
  send_refer();
  accept();
  notified(0);
  carol.respond(invite, 180);
  scene.run(seconds(33));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->cause, Cause::timeout);
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
  EXPECT_EQ(alice.stack().state(referred), CallState::calling);
}

TEST_F(TransfereeRows, EachAnswerThatRemovesASubscriptionLeavesBothCallsAlone_Rfc5057_5_2) {
  for (const int status : {404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604}) {
    send_refer();
    accept();
    notified(status);
    carol.respond(invite, 180);
    scene.run(milliseconds(10));
    EXPECT_EQ(alice.stack().state(call), CallState::confirmed) << status;
    EXPECT_EQ(alice.stack().state(referred), CallState::calling) << status;
    EXPECT_FALSE(bob.has("NOTIFY")) << status;
    carol.respond(invite, 486);
    scene.run(seconds(1));
    EXPECT_FALSE(bob.has("NOTIFY")) << status;
    carol.forget();
  }
}

TEST_F(TransfereeRows, RetryAfterIsHeededThreeTimesAtMost_Rfc5057_5_1) {
  send_refer();
  accept();
  for (int i = 0; i < 4; ++i) notified(i == 1 ? 603 : 503, "Retry-After: 1\r\n");
  carol.respond(invite, 180);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 180 Ringing\r\n") << "and the subscription is kept";
}

TEST_F(TransfereeRows, ExpiresFallsAndIsNeverAbsent_Rfc6665_4_2_2) {
  send_refer();
  accept();
  EXPECT_EQ(notified().header("Subscription-State"), "active;expires=180");
  carol.respond(invite, 100);
  scene.run(seconds(10));
  carol.respond(invite, 180);
  const std::string state = notified().header("Subscription-State");
  EXPECT_TRUE(state == "active;expires=170" || state == "active;expires=169") << state;
}

TEST_F(TransfereeRows, ALocalFailureIsReportedAs500) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 200, "Record-Route: <sip:127.0.0.1;x=" + std::string(2000, 'r') + ";lr>\r\n",
                "application/sdp", simulation::sdp);
  const Packet last = notified();
  EXPECT_EQ(body_of(last), "SIP/2.0 500 Server Internal Error\r\n");
  EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
}

TEST_F(TransfereeRows, ALaterSuccessOfAnotherForkIsEndedAndNotReported_Rfc3261_13_2_2_4) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  notified();
  ScriptedPeer fork(scene, 5094, alice);
  fork.own_tag = "fork-tag";
  fork.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  EXPECT_TRUE(fork.expect("ACK", seconds(1)));
  EXPECT_TRUE(fork.expect("BYE", seconds(1)));
  EXPECT_FALSE(bob.has("NOTIFY"));
  EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
}

TEST_F(TransfereeRows, NoCancelGoesBeforeAProvisional_Rfc3261_9_1) {
  send_refer();
  accept();
  notified();
  EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok);
  scene.run(seconds(1));
  EXPECT_FALSE(carol.has("CANCEL"));
  carol.respond(invite, 180);
  EXPECT_TRUE(carol.expect("CANCEL", seconds(1)));
  const Time start = scene.now;
  EXPECT_EQ(body_of(notified()), "SIP/2.0 487 Request Terminated\r\n") << "though nobody answers the INVITE";
  EXPECT_LE(scene.now - start, seconds(33));
}

TEST_F(TransfereeRows, ASuccessThatCrossesTheCancelOfTheTimeOutIsReportedAs408) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  ASSERT_TRUE(carol.expect("CANCEL", seconds(130)));
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  EXPECT_TRUE(carol.expect("ACK", seconds(1)));
  EXPECT_TRUE(carol.expect("BYE", seconds(1)));
  EXPECT_EQ(body_of(notified()), "SIP/2.0 408 Request Timeout\r\n");
}

class TwoRefersAtOnce : public TransfereeRows {
 protected:
  TwoRefersAtOnce() : TransfereeRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.live_per_call = 2;
    return options;
  }
};

TEST_F(TwoRefersAtOnce, ASubscribeWithoutIdIsForTheOneThatCameFirst_Rfc3515_2_4_6) {
  send_refer();
  accept();
  const Packet first = notified();
  send_refer();
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  (void)notified();
  bob.request("SUBSCRIBE", "Event: refer\r\nExpires: 60\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
  EXPECT_EQ(notified().header("Event"), first.header("Event"));
}

TEST_F(TwoRefersAtOnce, SeveralRefersInOneDialogAreReportedById) {
  send_refer();
  accept();
  const Packet first = notified();
  const TransferId first_transfer = transfer;
  send_refer();
  EXPECT_NE(transfer, first_transfer);
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  const Packet second = notified();
  EXPECT_NE(first.header("Event"), second.header("Event"));
  EXPECT_EQ(second.header("Event"), "refer;id=" + std::to_string(refer_cseq));
}

}  // namespace
}  // namespace baton
