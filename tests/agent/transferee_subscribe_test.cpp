// How long the subscription to a referral's reports lasts, and what SUBSCRIBEs do to it (outcome table 2.2, RFC 6665
// 4.2.1).
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

TEST_F(TransfereeRows, SubscribeRefreshGets200AndThePresentState_Rfc6665_4_2_1_4) {
  send_refer();
  accept();
  notified();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 60\r\n");
  const auto answer = bob.expect("SIP/2.0 200", seconds(1));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Expires"), "60");
  const Packet notify = notified();
  EXPECT_EQ(notify.header("Subscription-State"), "active;expires=60");
  EXPECT_EQ(body_of(notify), "SIP/2.0 100 Trying\r\n");
}

TEST_F(TransfereeRows, SubscribeWithExpires0EndsTheReportsNotTheCall) {
  send_refer();
  accept();
  notified();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 0\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
  const Packet notify = notified();
  EXPECT_EQ(notify.header("Subscription-State"), "terminated;reason=timeout");
  EXPECT_EQ(alice.stack().state(referred), CallState::calling);
}

TEST_F(TransfereeRows, SubscribeForAnEndedIdIs481ForAnUnknownOne403) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 486);
  notified();
  scene.run(milliseconds(10));
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 0\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 481", seconds(1)));
  bob.request("SUBSCRIBE", "Event: refer;id=4711\r\nExpires: 0\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 403", seconds(1)));
  bob.request("SUBSCRIBE", "Event: presence\r\nExpires: 60\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 489", seconds(1)));
}

TEST_F(TransfereeRows, ASubscribeWithoutIdIsForTheLiveSubscription) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 486);
  notified();
  scene.run(milliseconds(10));
  carol.forget();
  send_refer();
  accept();
  notified();
  bob.request("SUBSCRIBE", "Event: refer\r\nExpires: 60\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1))) << "and not for the tombstone of the first REFER";
  const Packet notify = notified();
  EXPECT_EQ(notify.header("Event"), "refer;id=" + std::to_string(refer_cseq));
  EXPECT_EQ(notify.header("Subscription-State"), "active;expires=60");
}

TEST_F(TransfereeRows, TheSubscriptionRunsOutWithReasonTimeout) {
  send_refer();
  accept();
  notified();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 5\r\n");
  notified();
  const Packet notify = notified(200, {}, seconds(10));
  EXPECT_EQ(notify.header("Subscription-State"), "terminated;reason=timeout");
}

class CarolRingsForLong : public TransfereeRows {
 protected:
  CarolRingsForLong() : TransfereeRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.transferee.referred_call = seconds(300);
    options.transferee.subscription = seconds(3);
    return options;
  }
};

/// Else it would be a failure to Bob, and a call to Carol.
TEST_F(CarolRingsForLong, TheSubscriptionLastsUntilTheOutcomeWhateverTheOptions_Rfc3515_3_4) {
  send_refer();
  accept();
  const Time start = scene.now;
  EXPECT_EQ(notified().header("Subscription-State"), "active;expires=353") << "20 s, 300 s, 64*T1 and one";
  carol.respond(invite, 180);
  notified();
  ASSERT_TRUE(carol.expect("CANCEL", seconds(310)));
  const Packet last = notified();
  EXPECT_EQ(body_of(last), "SIP/2.0 408 Request Timeout\r\n") << "though nobody answers the CANCEL";
  EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
  EXPECT_NEAR(static_cast<double>(scene.now - start), 332e6, 1e6);
}

TEST_F(CarolRingsForLong, ARefreshIsGrantedNoLonger) {
  send_refer();
  accept();
  notified();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 3600\r\n");
  const auto answer = bob.expect("SIP/2.0 200", seconds(1));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Expires"), "353");
}

}  // namespace
}  // namespace baton
