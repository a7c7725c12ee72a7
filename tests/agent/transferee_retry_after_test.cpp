// A transferor that answers NOTIFYs with Retry-After (RFC 5057 5.1 notes 13 and 17; outcome table 2.2): it is heeded,
// and for a bounded time.
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

class RetryAfterRows : public TransfereeRows {
 protected:
  static std::string after(std::uint64_t seconds) { return "Retry-After: " + std::to_string(seconds) + "\r\n"; }
  /// Every NOTIFY from now on gets this answer; returns how many there were in `length`.
  int refuse_all(int status, const std::string& extra, Microseconds length) {
    int count = 0;
    const Time end = scene.now + length;
    while (scene.now < end) {
      if (const auto packet = bob.expect("NOTIFY", end - scene.now)) {
        ++count;
        bob.respond(*packet, status, extra);
      }
    }
    return count;
  }
  void expect_over(std::uint16_t status) {
    EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
    ASSERT_NE(alice.last(EventKind::referral_ended), nullptr);
    EXPECT_EQ(alice.last(EventKind::referral_ended)->status, status);
    EXPECT_EQ(alice.stack().usage().transfers.used, 0u);
    EXPECT_EQ(alice.stack().usage().subscriptions.used, 0u) << "tombstones are gone as well";
  }
};

constexpr std::uint64_t patience_asked_for[] = {300, 4'000'000, 4'294'967'295};

// Bob            Alice           Carol
//  |<-- NOTIFY -----|<---- 486 -----|
//  |--- 503 ------->|  (Retry-After: 4294967295)
//  |<-- NOTIFY -----|  after 32 s, at most three times
TEST_F(RetryAfterRows, ALastReportThatIsPutOffForEverEndsAllTheSame) {
  for (const std::uint64_t asked : patience_asked_for) {
    SCOPED_TRACE(asked);
    alice.heard.clear();
    send_refer();
    accept();
    notified();
    carol.respond(invite, 486);
    EXPECT_EQ(refuse_all(503, after(asked), seconds(200)), 5) << "three times after a while, and once more";
    expect_over(486);
  }
}

TEST_F(RetryAfterRows, TheOutcomeComesWithinTheSubscriptionHoweverLongTheFirstReportIsPutOff) {
  for (const std::uint64_t asked : patience_asked_for) {
    SCOPED_TRACE(asked);
    alice.heard.clear();
    send_refer();
    accept();
    const Time start = scene.now;
    notified(500, after(asked));
    carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
    const Packet last = notified(200, {}, seconds(60));
    EXPECT_EQ(body_of(last), "SIP/2.0 200 OK\r\n");
    EXPECT_NEAR(static_cast<double>(scene.now - start), 32e6, 5e4);
    scene.run(seconds(40));
    expect_over(200);
    EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok);
    const auto bye = carol.expect("BYE", seconds(1));
    ASSERT_TRUE(bye);
    carol.respond(*bye, 200);
  }
}

TEST_F(RetryAfterRows, WhatIsPutOffComesWhenTheSubscriptionRunsOut) {
  send_refer();
  accept();
  notified();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 5\r\n");
  const Time start = scene.now;
  notified(503, after(4'294'967'295));
  const Packet last = notified(200, {}, seconds(10));
  EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=timeout");
  EXPECT_NEAR(static_cast<double>(scene.now - start), 5e6, 5e4);
}

TEST_F(RetryAfterRows, ASubscribeIsAnsweredAtOnceThoughPatienceWasAskedFor_Rfc6665_4_2_1_2) {
  for (const char* const expires : {"60", "0"}) {
    send_refer();
    accept();
    notified(503, after(300));
    bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: " + expires + "\r\n");
    const Time start = scene.now;
    notified();
    EXPECT_LT(scene.now - start, milliseconds(100));
    carol.respond(invite, 486);
    if (*expires != '0') notified();
    scene.run(seconds(1));
    carol.forget();
  }
}

TEST_F(RetryAfterRows, ARunOutSubscriptionWhoseLastReportIsPutOffIsGivenUpAfter64T1) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 5\r\n");
  notified();
  EXPECT_GE(refuse_all(600, after(300), seconds(5 + 32 + 1)), 2);
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
}

class PutOffAtShutdown : public RetryAfterRows, public testing::WithParamInterface<std::uint64_t> {};

// Bob            Alice
//  |<-- NOTIFY -----|  486, terminated
//  |--- 503 ------->|  (Retry-After)
//  |                |  shutdown
//  |<-- NOTIFY -----|  at once
//  |--- 503 ------->|  (Retry-After)
//  |<-- NOTIFY -----|  a second later; whatever its answer, that was the last
TEST_P(PutOffAtShutdown, NobodysPatienceIsWaitedFor) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 486);
  notified(503, after(GetParam()));
  scene.run(seconds(1));
  const Time start = scene.now;
  alice.stack().shutdown(scene.now);
  notified(503, after(GetParam()));
  const auto bye = bob.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  bob.respond(*bye, 200);
  notified(503, after(GetParam()));
  scene.run(milliseconds(10));
  EXPECT_LT(scene.now - start, seconds(2));
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
  EXPECT_TRUE(alice.stack().idle());
  scene.run(seconds(33));
  expect_over(486);
}

TEST_P(PutOffAtShutdown, AReportPutOffGoesAtOnceAndThenTheLast) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified(500, after(GetParam()));
  scene.run(milliseconds(10));
  alice.stack().shutdown(scene.now);
  const auto cancel = carol.expect("CANCEL", seconds(1));
  ASSERT_TRUE(cancel);
  carol.respond(*cancel, 200);
  carol.respond(invite, 487);
  EXPECT_EQ(refuse_all(503, after(GetParam()), seconds(3)), 3) << "180 at once, 487, and that once more";
  scene.run(seconds(33));
  expect_over(487);
}

INSTANTIATE_TEST_SUITE_P(Asked, PutOffAtShutdown, testing::ValuesIn(patience_asked_for));

}  // namespace
}  // namespace baton
