// Which NOTIFY counts for a REFER of ours, and what its body says (outcome table 1.3).
#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

TEST_F(TransferorRows, Notify_WithoutIdCountsForTheOnlyLiveRefer) {
  accept();
  peer.notify("active;expires=60", fragment(100));
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(story(), "refer_accepted transfer_trying");
}

TEST_F(TransferorRows, Notify_WithoutIdCountsForTheFirstReferOfSeveral) {
  accept();
  const TransferId first = transfer;
  send_refer();
  peer.respond(refer, 202);
  scene.run(milliseconds(10));
  peer.notify("terminated;reason=noresource", fragment(200));
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(bob.last(EventKind::transfer_succeeded)->transfer, first);
}

TEST_F(TransferorRows, Notify_SeveralRefersAreToldApartById) {
  accept();
  send_refer();
  peer.respond(refer, 202);
  scene.run(milliseconds(10));
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(bob.last(EventKind::transfer_succeeded)->transfer, transfer);
}

TEST_F(TransferorRows, Notify_WithAnUnknownIdGets481) {
  accept();
  peer.notify("active;expires=60", fragment(200), 4711);
  EXPECT_TRUE(peer.expect("SIP/2.0 481"));
  peer.request("NOTIFY", "Event: refer;id=nonsense\r\nSubscription-State: active\r\n");
  EXPECT_TRUE(peer.expect("SIP/2.0 481"));
  EXPECT_EQ(story(), "refer_accepted");
  EXPECT_EQ(bob.stack().counters().notifies_unmatched, 2u);
}

TEST_F(TransferorRows, Notify_OfAnotherPackageGets489) {
  accept();
  peer.request("NOTIFY", "Event: presence\r\nSubscription-State: active\r\n");
  const auto answer = peer.expect("SIP/2.0 489");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Allow-Events"), "refer");
}

TEST_F(TransferorRows, Notify_WhosePackageIsWrittenReferCounts) {
  accept();
  peer.request("NOTIFY", "Event: Refer\r\nSubscription-State: active;expires=60\r\n", "message/sipfrag",
               fragment(100));
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(story(), "refer_accepted transfer_trying");
}

TEST_F(TransferorRows, Notify_OutOfOrderGets500WithRetryAfter) {
  accept();
  peer.request("NOTIFY", "Event: refer\r\nSubscription-State: active;expires=60\r\n", "message/sipfrag",
               fragment(180), 110);
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  peer.request("NOTIFY", "Event: refer\r\nSubscription-State: active;expires=60\r\n", "message/sipfrag",
               fragment(100), 109);
  const auto answer = peer.expect("SIP/2.0 500");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Retry-After"), "1");
}

TEST_F(TransferorRows, Notify_WithAMalformedSubscriptionStateCountsByItsLeadingWord) {
  accept();
  peer.notify("terminated;reason=reason=noresource", fragment(200), simulation::cseq_of(refer));
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(TransferorRows, Notify_WithoutSubscriptionStateIsActive) {
  accept();
  peer.notify("", fragment(180), simulation::cseq_of(refer));
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::reporting);
}

TEST_F(TransferorRows, Notify_MovesTheRemoteTargetOfTheWholeDialog_Rfc5057_5_4) {
  accept();
  ScriptedPeer moved(scene, 5091, bob);
  moved.call_id = peer.call_id;
  moved.local = peer.local;
  moved.remote = peer.remote;
  moved.target = peer.target;
  moved.cseq = peer.cseq;
  moved.notify("active;expires=60", fragment(100), simulation::cseq_of(refer));
  EXPECT_TRUE(moved.expect("SIP/2.0 200"));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_TRUE(moved.expect("BYE", seconds(1)));
}

TEST_F(TransferorRows, Sipfrag_IsReadWithOrWithoutItsLineEndAndWithMoreBehindIt) {
  for (const std::string_view body :
       {"SIP/2.0 486 Busy", "SIP/2.0 486 Busy\n", "SIP/2.0 486 Busy\r\nFrom: <sip:x@y>\r\n\r\n"}) {
    accept();
    peer.notify("active;expires=60", body, simulation::cseq_of(refer));
    EXPECT_TRUE(peer.expect("SIP/2.0 200"));
    ASSERT_EQ(outcome()->kind, EventKind::transfer_failed) << body;
    EXPECT_EQ(outcome()->status, 486);
    EXPECT_EQ(outcome()->reason, "Busy");
    bob.heard.clear();
    send_refer();
  }
}

TEST_F(TransferorRows, Sipfrag_ThatIsNoStatusLineSaysNothing) {
  accept();
  for (const std::string_view body :
       {"INVITE sip:a@b SIP/2.0\r\n", "SIP/2.0 99999999999 x\r\n", "SIP/2.0 0\r\n", "\r\n", "SIP/2.0"}) {
    peer.notify("active;expires=60", body, simulation::cseq_of(refer));
    EXPECT_TRUE(peer.expect("SIP/2.0 200")) << body;
  }
  EXPECT_EQ(story(), "refer_accepted");
  EXPECT_EQ(bob.stack().state(transfer), TransferState::reporting);
}

// Outcome table 1.3: a NOTIFY after the end is answered 200 inside the tombstone, or while the subscription lives.
// Peers take a 481 for the end of the dialog, which here is that of a call that stands.
class LateNotify : public TransferorRows {
 protected:
  /// The transfer has ended here, and the peer's subscription of so many seconds lives on.
  void end_under(int expires) {
    accept();
    notify("active;expires=" + std::to_string(expires), 100);
    ASSERT_EQ(bob.stack().cancel_transfer(scene.now, transfer), Errc::ok);
    const auto subscribe = peer.expect("SUBSCRIBE", seconds(1));
    ASSERT_TRUE(subscribe);
    unsubscribe = *subscribe;
    scene.run(milliseconds(1));
    ASSERT_EQ(bob.count(EventKind::transfer_failed), 1u);
  }
  int answer_to(std::string_view state) {
    peer.forget();
    peer.notify(state, fragment(180), simulation::cseq_of(refer));
    scene.run(milliseconds(10));
    return peer.has("SIP/2.0 200") ? 200 : peer.has("SIP/2.0 481") ? 481 : 0;
  }
  Packet unsubscribe;
};

TEST_F(LateNotify, WhileTheSubscriptionLivesItIsAnswered200) {
  end_under(180);
  for (int i = 0; i < 5; ++i) {
    scene.run(seconds(35));
    EXPECT_EQ(answer_to("active;expires=5"), 200) << i;
  }
  scene.run(seconds(6));
  EXPECT_EQ(answer_to("active"), 481) << "180 s are over";
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 0u);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(LateNotify, OnceThePeerHasEndedItTheTombstoneIsAllThereIs) {
  end_under(180);
  peer.respond(unsubscribe, 200);
  EXPECT_EQ(answer_to("terminated;reason=timeout"), 200);
  scene.run(seconds(20));
  EXPECT_EQ(answer_to("terminated;reason=timeout"), 200) << "and it is not renewed";
  scene.run(seconds(13));
  EXPECT_EQ(answer_to("terminated;reason=timeout"), 481);
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 0u);
}

TEST_F(LateNotify, APeerThatKnowsNothingOfItHasEndedItToo) {
  end_under(180);
  peer.respond(unsubscribe, 481);
  scene.run(seconds(33));
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 0u);
}

TEST_F(LateNotify, AnAgeIsCutToTenMinutes) {
  end_under(86'400);
  scene.run(seconds(598));
  EXPECT_EQ(answer_to("active"), 200);
  scene.run(seconds(3));
  EXPECT_EQ(answer_to("active"), 481);
}

}  // namespace
}  // namespace baton
