// The option `pending`: 200 at once, and the decision as a report (outcome table 2.1, RFC 6665 4.2.1.3).
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

class PendingRows : public TransfereeRows {
 protected:
  PendingRows() : TransfereeRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.accept_status = AcceptStatus::pending;
    return options;
  }
  void expect_denied(const Packet& last) {
    EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=rejected");
    EXPECT_EQ(body_of(last), "SIP/2.0 603 Decline\r\n");
    scene.run(milliseconds(10));
    EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 603);
    EXPECT_EQ(alice.stack().usage().transfers.used, 0u);
  }
};

TEST_F(PendingRows, The200AndThePendingReportComeAtOnce) {
  send_refer();
  EXPECT_TRUE(bob.expect("SIP/2.0 200", milliseconds(1)));
  const Packet first = notified();
  EXPECT_EQ(first.header("Subscription-State"), "pending;expires=180");
  EXPECT_EQ(body_of(first), "SIP/2.0 100 Trying\r\n");
  EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided);
  EXPECT_FALSE(carol.has("INVITE"));
}

TEST_F(PendingRows, ALaterYesIsActiveAndGoesOnAsEver) {
  send_refer(refer_to() + "Referred-By: <sip:bob@example.com>\r\n");
  notified();
  std::array<char, 2000> text{};
  const auto size = alice.stack().refer_text(transfer, text);
  ASSERT_TRUE(size);
  EXPECT_EQ(std::string_view(text.data(), *size), refer_text);
  const auto made = alice.stack().accept_refer(scene.now, transfer, refer_text);
  ASSERT_TRUE(made);
  const auto packet = carol.expect("INVITE");
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->header("Referred-By"), "<sip:bob@example.com>");
  EXPECT_TRUE(notified().header("Subscription-State").starts_with("active;expires="));
  carol.respond(*packet, 486);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 486 Busy Here\r\n");
  scene.run(milliseconds(10));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->cause, Cause::message);
}

TEST_F(PendingRows, ALaterNoIsAReportOf603) {
  send_refer();
  notified();
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer, 486), Errc::ok);
  EXPECT_EQ(alice.stack().accept_refer(scene.now, transfer).error(), Errc::wrong_state);
  expect_denied(notified());
  EXPECT_EQ(alice.last(EventKind::referral_ended)->cause, Cause::local);
}

TEST_F(PendingRows, TheDeadlineIsAReportOf603) {
  const Time start = scene.now;
  send_refer();
  notified();
  const Packet last = notified();
  EXPECT_NEAR(static_cast<double>(scene.now - start), 20e6, 1e4);
  expect_denied(last);
  EXPECT_EQ(alice.last(EventKind::referral_ended)->cause, Cause::decision_time_over);
}

TEST_F(PendingRows, ShutdownIsAReportOf603) {
  send_refer();
  notified();
  alice.stack().shutdown(scene.now);
  expect_denied(notified());
}

TEST_F(PendingRows, TheTransferorsByeLeavesItToTheApplication_Rfc5057_5_5) {
  send_refer();
  notified();
  bob.request("BYE");
  scene.run(milliseconds(10));
  EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided);
  accept();
  EXPECT_TRUE(notified().header("Subscription-State").starts_with("active"));
}

TEST_F(PendingRows, ASubscriptionThatRunsOutUndecidedIsOver) {
  send_refer();
  notified();
  bob.forget();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 0\r\n");
  EXPECT_EQ(bob.expect("SIP/2.0 200", seconds(1))->header("Expires"), "0");
  EXPECT_EQ(notified().header("Subscription-State"), "terminated;reason=timeout");
  scene.run(milliseconds(10));
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
  EXPECT_EQ(alice.stack().accept_refer(scene.now, transfer).error(), Errc::unknown_handle);
}

TEST_F(PendingRows, NosubIsToldNothingOfTheDecision) {
  send_refer(refer_to() + "Require: nosub\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", milliseconds(1)));
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
  scene.run(seconds(2));
  EXPECT_FALSE(bob.has("NOTIFY"));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 603);
}

}  // namespace
}  // namespace baton
