// The notifier's machine alone (outcome table 2.2).
#include <gtest/gtest.h>

#include "src/refer/notifier.hpp"

namespace baton::core {
namespace {

const TransfereeTiming timing;

TEST(Notifier, SendsTheFirstStateAtOnceAndThenWaitsForItsAnswer) {
  Notifier notifier;
  EXPECT_TRUE(next_step(notifier, timing, Time{}).send);
  on_sent(notifier, Time{});
  on_progress(notifier, 180);
  EXPECT_FALSE(next_step(notifier, timing, Time{1000}).send);
  EXPECT_EQ(on_answer(notifier, 200, 0, Time{2000}), NotifyAnswer::kept);
  EXPECT_TRUE(next_step(notifier, timing, Time{2000}).send);
}

TEST(Notifier, ReportsNoStatusAfterTheFinalOne) {
  Notifier notifier;
  on_progress(notifier, 486);
  on_progress(notifier, 180);
  EXPECT_EQ(notifier.newest, 486);
  EXPECT_EQ(notifier.end, SubscriptionEnd::noresource);
}

TEST(Notifier, NeitherA100NorA199IsProgress) {
  Notifier notifier;
  on_sent(notifier, Time{});
  for (const std::uint16_t status : {std::uint16_t{100}, std::uint16_t{199}})
    on_progress(notifier, status);
  EXPECT_EQ(notifier.newest, 100);
}

TEST(Notifier, AFinalStateWaitsFourSecondsForAnUnansweredOne) {
  Notifier notifier;
  on_sent(notifier, Time{});
  on_progress(notifier, 200);
  const NotifierStep early = next_step(notifier, timing, Time{} + seconds(1));
  EXPECT_FALSE(early.send);
  EXPECT_EQ(early.ask_again, Time{} + seconds(4));
  EXPECT_TRUE(next_step(notifier, timing, Time{} + seconds(4)).send);
}

TEST(Notifier, TheAnswersThatRemoveASubscription_Rfc6665_4_2_2) {
  for (const int status : {404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604}) {
    Notifier notifier;
    on_sent(notifier, Time{});
    EXPECT_EQ(on_answer(notifier, static_cast<std::uint16_t>(status), 0, Time{}), NotifyAnswer::removed)
        << status;
  }
  for (const int status : {400, 403, 406, 415, 488, 500, 503, 600, 603}) {
    Notifier notifier;
    on_sent(notifier, Time{});
    EXPECT_EQ(on_answer(notifier, static_cast<std::uint16_t>(status), 0, Time{}), NotifyAnswer::kept)
        << status;
  }
}

TEST(Notifier, RetryAfterBringsTheNewestStateAgainThreeTimesAtMost) {
  Notifier notifier;
  Time now{};
  int sent = 0;
  for (int i = 0; i < 10; ++i) {
    if (!next_step(notifier, timing, now).send) break;
    on_sent(notifier, now);
    ++sent;
    EXPECT_EQ(on_answer(notifier, 503, 2, now), NotifyAnswer::kept);
    if (sent < 4) {
      EXPECT_EQ(next_step(notifier, timing, now).ask_again, now + seconds(2));
    }
    now = now + seconds(2);
  }
  EXPECT_EQ(sent, 4);
}

TEST(Notifier, ALastReportThatFailsIsSentOnceMoreAndThenOver) {
  Notifier notifier;
  on_progress(notifier, 486);
  on_sent(notifier, Time{});
  EXPECT_EQ(on_answer(notifier, 400, 0, Time{}), NotifyAnswer::kept);
  EXPECT_EQ(next_step(notifier, timing, Time{}).ask_again, Time{} + seconds(1));
  EXPECT_TRUE(next_step(notifier, timing, Time{} + seconds(1)).send);
  on_sent(notifier, Time{} + seconds(1));
  EXPECT_EQ(on_answer(notifier, 400, 0, Time{} + seconds(1)), NotifyAnswer::finished);
}

TEST(Notifier, AResendAfterRetryAfterDoesNotCostTheLastReportItsSecondTry) {
  Notifier notifier;
  on_sent(notifier, Time{});
  EXPECT_EQ(on_answer(notifier, 500, 1, Time{}), NotifyAnswer::kept);
  on_sent(notifier, Time{} + seconds(1));
  EXPECT_EQ(on_answer(notifier, 200, 0, Time{} + seconds(1)), NotifyAnswer::kept);
  on_progress(notifier, 486);
  on_sent(notifier, Time{} + seconds(2));
  EXPECT_EQ(on_answer(notifier, 400, 0, Time{} + seconds(2)), NotifyAnswer::kept);
  EXPECT_TRUE(next_step(notifier, timing, Time{} + seconds(3)).send);
}

TEST(Notifier, EachNotifyHasASerialOfItsOwn) {
  Notifier notifier;
  on_sent(notifier, Time{});
  const std::uint8_t first = notifier.serial;
  on_progress(notifier, 486);
  on_sent(notifier, Time{} + seconds(4));
  EXPECT_NE(notifier.serial, first);
}

TEST(Notifier, ALateAnswerToAnOvertakenNotifyCountsOnlyIfItEndsTheSubscription) {
  for (const int status : {200, 400, 401, 408, 500, 503, 603}) {
    EXPECT_EQ(on_late_answer(static_cast<std::uint16_t>(status)), NotifyAnswer::kept) << status;
  }
  for (const int status : {404, 481, 489, 604}) {
    EXPECT_EQ(on_late_answer(static_cast<std::uint16_t>(status)), NotifyAnswer::removed) << status;
  }
}

TEST(Notifier, ADenialIsRejectedWith603AndAnAcceptanceIsToldAnew_Rfc6665_4_2_1_3) {
  Notifier notifier{.pending = true};
  on_sent(notifier, Time{});
  EXPECT_EQ(on_answer(notifier, 200, 0, Time{}), NotifyAnswer::kept);
  EXPECT_FALSE(next_step(notifier, timing, Time{}).send);
  Notifier accepted = notifier;
  on_activation(accepted);
  EXPECT_FALSE(accepted.pending);
  EXPECT_TRUE(next_step(accepted, timing, Time{}).send);
  EXPECT_EQ(accepted.newest, 100);
  on_denial(notifier);
  EXPECT_EQ(notifier.newest, 603);
  EXPECT_EQ(notifier.end, SubscriptionEnd::rejected);
  EXPECT_TRUE(next_step(notifier, timing, Time{}).send);
}

TEST(Notifier, AStateThatChangesBehindTheEndIsKeptForWhoSubscribesAnew_Rfc7614_4_7) {
  Notifier notifier;
  on_sent(notifier, Time{});
  on_end(notifier, SubscriptionEnd::timeout);
  on_sent(notifier, Time{});
  on_progress(notifier, 180);
  on_resubscription(notifier);
  EXPECT_EQ(notifier.newest, 180);
  EXPECT_EQ(notifier.end, SubscriptionEnd::none);
  EXPECT_TRUE(next_step(notifier, timing, Time{}).send);
  on_end(notifier, SubscriptionEnd::timeout);
  on_progress(notifier, 486);
  on_resubscription(notifier);
  EXPECT_EQ(notifier.newest, 486);
  EXPECT_EQ(notifier.end, SubscriptionEnd::noresource) << "accepted and at once terminated";
}

}  // namespace
}  // namespace baton::core
