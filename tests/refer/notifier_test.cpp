// The notifier's machine alone (outcome table 2.2).
#include <gtest/gtest.h>

#include <vector>

#include "src/refer/notifier.hpp"

namespace baton::core {
namespace {

const TransfereeTiming timing;

/// An answer to a NOTIFY, well before the subscription runs out.
NotifyAnswer answered(Notifier& notifier, std::uint16_t status, std::uint32_t retry_after, Time now) {
  return on_answer(notifier, {.status = status, .retry_after = retry_after}, timing, now + seconds(180), now);
}

TEST(Notifier, SendsTheFirstStateAtOnceAndThenWaitsForItsAnswer) {
  Notifier notifier;
  EXPECT_TRUE(next_step(notifier, timing, Time{}).send);
  on_sent(notifier, Time{});
  on_progress(notifier, 180);
  EXPECT_FALSE(next_step(notifier, timing, Time{1000}).send);
  EXPECT_EQ(answered(notifier, 200, 0, Time{2000}), NotifyAnswer::kept);
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

/// Each of these reaches us, and each NOTIFY is answered before the next; returns what was reported.
std::vector<int> reported(Notifier& notifier, std::initializer_list<int> statuses, int answer = 200) {
  std::vector<int> reports;
  Time now = notifier.sent_at;
  for (const int status : statuses) {
    on_progress(notifier, static_cast<std::uint16_t>(status));
    now = now + seconds(10);
    if (!next_step(notifier, timing, now).send) continue;
    on_sent(notifier, now);
    reports.push_back(notifier.sent);
    EXPECT_EQ(answered(notifier, static_cast<std::uint16_t>(answer), answer == 200 ? 0 : 1, now), NotifyAnswer::kept);
  }
  return reports;
}

TEST(Notifier, EachStatusIsReportedOnceHoweverOftenItComes) {
  Notifier notifier;
  EXPECT_EQ(reported(notifier, {100, 180, 183, 180, 183, 181, 182, 181, 180, 188, 189, 188}),
            (std::vector<int>{100, 180, 183, 181, 182, 188, 189}));
}

TEST(Notifier, AStatusThatNobodyRegisteredIsReportedOnceAsWell) {
  Notifier notifier;
  EXPECT_EQ(reported(notifier, {100, 101, 180, 101, 155, 101, 198, 155, 199, 198}),
            (std::vector<int>{100, 101, 180, 155, 198}));
}

TEST(Notifier, WhatWasOvertakenBeforeItWasSentIsReportedWhenItComesAgain) {
  Notifier notifier;
  on_sent(notifier, Time{});
  on_progress(notifier, 183);
  on_progress(notifier, 180);
  EXPECT_EQ(answered(notifier, 200, 0, Time{}), NotifyAnswer::kept);
  EXPECT_EQ(reported(notifier, {180, 183, 180}), (std::vector<int>{180, 183}));
}

TEST(Notifier, WhatTheSubscriberPutOffIsNotYetReported) {
  Notifier notifier;
  EXPECT_EQ(reported(notifier, {180, 183}, 503), (std::vector<int>{180, 183}));
  EXPECT_EQ(reported(notifier, {180, 183, 180}), (std::vector<int>{180, 183}));
}

TEST(Notifier, AnotherSubscriberIsToldEachStatusAnew_Rfc7614_4_7) {
  Notifier notifier;
  EXPECT_EQ(reported(notifier, {180, 183}), (std::vector<int>{180, 183}));
  on_end(notifier, SubscriptionEnd::timeout);
  on_resubscription(notifier);
  EXPECT_EQ(reported(notifier, {183, 180, 183}), (std::vector<int>{183, 180}));
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
    EXPECT_EQ(answered(notifier, static_cast<std::uint16_t>(status), 0, Time{}), NotifyAnswer::removed)
        << status;
  }
  for (const int status : {400, 403, 406, 415, 488, 500, 503, 600, 603}) {
    Notifier notifier;
    on_sent(notifier, Time{});
    EXPECT_EQ(answered(notifier, static_cast<std::uint16_t>(status), 0, Time{}), NotifyAnswer::kept)
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
    EXPECT_EQ(answered(notifier, 503, 2, now), NotifyAnswer::kept);
    if (sent < 4) {
      EXPECT_EQ(next_step(notifier, timing, now).ask_again, now + seconds(2));
    }
    now = now + seconds(2);
  }
  EXPECT_EQ(sent, 4);
}

TEST(Notifier, NoRetryAfterIsHeededForLongerThanTheOptionSays) {
  for (const std::uint32_t asked : {33u, 300u, 4'000'000u, UINT32_MAX}) {
    Notifier notifier;
    on_progress(notifier, 486);
    on_sent(notifier, Time{});
    EXPECT_EQ(answered(notifier, 503, asked, Time{}), NotifyAnswer::kept);
    EXPECT_EQ(next_step(notifier, timing, Time{}).ask_again, Time{} + seconds(32)) << asked;
  }
}

TEST(Notifier, NothingIsPutOffBeyondTheLatestTimeAndNothingSentAgainThen) {
  Notifier notifier;
  on_progress(notifier, 486);
  on_sent(notifier, Time{});
  const Time latest = Time{} + seconds(3);
  EXPECT_EQ(on_answer(notifier, {.status = 503, .retry_after = 20}, timing, latest, Time{}), NotifyAnswer::kept);
  EXPECT_EQ(next_step(notifier, timing, Time{}).ask_again, latest);
  on_sent(notifier, latest);
  EXPECT_EQ(on_answer(notifier, {.status = 503, .retry_after = 20}, timing, latest, latest), NotifyAnswer::finished);
}

TEST(Notifier, WhoHurriesPutsNothingOff) {
  Notifier notifier;
  on_sent(notifier, Time{});
  EXPECT_EQ(answered(notifier, 503, 20, Time{}), NotifyAnswer::kept);
  EXPECT_FALSE(next_step(notifier, timing, Time{}).send);
  hurry(notifier);
  EXPECT_TRUE(next_step(notifier, timing, Time{}).send);
}

TEST(Notifier, ALastReportThatFailsIsSentOnceMoreAndThenOver) {
  Notifier notifier;
  on_progress(notifier, 486);
  on_sent(notifier, Time{});
  EXPECT_EQ(answered(notifier, 400, 0, Time{}), NotifyAnswer::kept);
  EXPECT_EQ(next_step(notifier, timing, Time{}).ask_again, Time{} + seconds(1));
  EXPECT_TRUE(next_step(notifier, timing, Time{} + seconds(1)).send);
  on_sent(notifier, Time{} + seconds(1));
  EXPECT_EQ(answered(notifier, 400, 0, Time{} + seconds(1)), NotifyAnswer::finished);
}

TEST(Notifier, AResendAfterRetryAfterDoesNotCostTheLastReportItsSecondTry) {
  Notifier notifier;
  on_sent(notifier, Time{});
  EXPECT_EQ(answered(notifier, 500, 1, Time{}), NotifyAnswer::kept);
  on_sent(notifier, Time{} + seconds(1));
  EXPECT_EQ(answered(notifier, 200, 0, Time{} + seconds(1)), NotifyAnswer::kept);
  on_progress(notifier, 486);
  on_sent(notifier, Time{} + seconds(2));
  EXPECT_EQ(answered(notifier, 400, 0, Time{} + seconds(2)), NotifyAnswer::kept);
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
  EXPECT_EQ(answered(notifier, 200, 0, Time{}), NotifyAnswer::kept);
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
