#include "src/base/timer_wheel.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace {

using baton::never;
using baton::Time;
using baton::core::no_index;
using baton::core::TimerNode;
using baton::core::TimerWheel;

constexpr Time ms(std::int64_t count) {
  return Time{count * 1000};
}
constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t day = 24 * hour;

class Wheel : public testing::Test {
 protected:
  std::vector<std::uint32_t> pop_all(Time now) {
    std::vector<std::uint32_t> popped;
    for (std::uint32_t timer = wheel.pop(now); timer != no_index; timer = wheel.pop(now)) {
      popped.push_back(timer);
    }
    return popped;
  }

  std::array<TimerNode, 64> nodes{};
  TimerWheel wheel{nodes};
};

using Timers = std::vector<std::uint32_t>;

TEST_F(Wheel, IsEmptyAtFirst) {
  EXPECT_EQ(wheel.next(), never);
  EXPECT_EQ(wheel.pop(ms(0)), no_index);
  EXPECT_EQ(wheel.pop(ms(100 * day)), no_index);
  EXPECT_EQ(wheel.armed_count(), 0U);
}

TEST_F(Wheel, FiresAtItsTimeAndNotBefore) {
  wheel.pop(ms(0));
  wheel.arm(3, ms(500));
  EXPECT_TRUE(wheel.armed(3));
  EXPECT_EQ(wheel.pop(Time{499'999}), no_index);
  EXPECT_EQ(wheel.pop(ms(500)), 3U);
  EXPECT_FALSE(wheel.armed(3));
  EXPECT_EQ(wheel.pop(ms(500)), no_index);
  EXPECT_EQ(wheel.next(), never);
}

TEST_F(Wheel, RoundsAPartOfAMillisecondUp) {
  for (const std::int64_t due : {1, 999, 1000, 1001, -1, -999, -1000, -1001}) {
    SCOPED_TRACE(due);
    TimerWheel fresh{nodes};
    fresh.pop(ms(-10));
    fresh.arm(0, Time{due});
    const Time tick = fresh.next();
    EXPECT_GE(tick.us, due);
    EXPECT_LT(tick.us, due + 1000);
    EXPECT_EQ(tick.us % 1000, 0);
    EXPECT_EQ(fresh.pop(Time{tick.us - 1}), no_index);
    EXPECT_EQ(fresh.pop(tick), 0U);
  }
}

TEST_F(Wheel, PutsTheEarlierFirstAndTiesInOrderOfArming) {
  wheel.pop(ms(0));
  wheel.arm(5, ms(7));
  wheel.arm(9, Time{6'500});
  wheel.arm(1, ms(7));
  wheel.arm(7, ms(6));
  wheel.arm(8, ms(2));
  EXPECT_EQ(pop_all(ms(10)), (Timers{8, 7, 5, 9, 1}));
}

TEST_F(Wheel, KeepsTheOrderOfArmingAcrossCascades) {
  // All are due at the same millisecond, armed from ever nearer: each begins on a lower level.
  const std::int64_t due = 3 * hour;
  Timers expected;
  for (std::uint32_t i = 0; i < 40; ++i) {
    const std::int64_t now = due - (due >> i);
    ASSERT_EQ(wheel.pop(ms(now)), no_index);
    wheel.arm(40 - i, ms(due));
    expected.push_back(40 - i);
    if (now + 1 >= due) {
      break;
    }
  }
  EXPECT_EQ(pop_all(ms(due - 1)), Timers{});
  EXPECT_EQ(pop_all(ms(due)), expected);
}

TEST_F(Wheel, MovesATimerThatIsArmedAgain) {
  wheel.pop(ms(0));
  wheel.arm(1, ms(10));
  wheel.arm(2, ms(10));
  wheel.arm(1, ms(10));
  EXPECT_EQ(wheel.armed_count(), 2U);
  EXPECT_EQ(pop_all(ms(10)), (Timers{2, 1}));

  wheel.arm(1, ms(1000));
  wheel.arm(1, ms(20));
  EXPECT_EQ(wheel.next(), ms(20));
  wheel.arm(1, ms(100'000));
  EXPECT_EQ(pop_all(ms(99'999)), Timers{});
  EXPECT_EQ(pop_all(ms(100'000)), Timers{1});
}

TEST_F(Wheel, DisarmsWhereverATimerStandsInItsList) {
  wheel.pop(ms(0));
  for (const std::uint32_t gone : {0U, 1U, 2U, 3U}) {
    SCOPED_TRACE(gone);
    Timers expected;
    for (std::uint32_t i = 0; i < 4; ++i) {
      wheel.arm(i, ms(300));
      if (i != gone) {
        expected.push_back(i);
      }
    }
    wheel.disarm(gone);
    wheel.disarm(gone);
    EXPECT_FALSE(wheel.armed(gone));
    TimerWheel copy = wheel;
    const std::array<TimerNode, 64> saved = nodes;
    EXPECT_EQ(pop_all(ms(300)), expected);
    wheel = copy;
    nodes = saved;
  }
}

TEST_F(Wheel, ForgetsATimerArmedForNever) {
  wheel.arm(0, ms(5));
  wheel.arm(0, never);
  EXPECT_FALSE(wheel.armed(0));
  EXPECT_EQ(wheel.next(), never);
  wheel.arm(0, Time{never.us - 1});
  EXPECT_EQ(wheel.next(), never);
}

TEST_F(Wheel, FiresAPastTimerAtTheNextPopBehindThoseAlreadyDue) {
  wheel.pop(ms(100));
  wheel.arm(0, ms(100));
  wheel.arm(1, ms(50));
  wheel.arm(2, ms(-1'000'000));
  wheel.arm(3, Time{INT64_MIN});
  EXPECT_EQ(wheel.next(), ms(100));
  EXPECT_EQ(pop_all(ms(100)), (Timers{0, 1, 2, 3}));
}

TEST_F(Wheel, TakesAnEarlierNowForTheLast) {
  wheel.pop(ms(1000));
  wheel.arm(0, ms(900));
  wheel.arm(1, ms(1001));
  EXPECT_EQ(pop_all(ms(3)), Timers{0});
  EXPECT_EQ(pop_all(ms(1001)), Timers{1});
}

TEST_F(Wheel, LetsATimerBeArmedWhileOthersArePopped) {
  wheel.pop(ms(0));
  wheel.arm(0, ms(10));
  wheel.arm(1, ms(20));
  EXPECT_EQ(wheel.pop(ms(1000)), 0U);
  wheel.arm(2, ms(15));
  wheel.arm(3, ms(20));
  wheel.arm(0, ms(5));
  EXPECT_EQ(pop_all(ms(1000)), (Timers{0, 2, 1, 3}));
}

TEST_F(Wheel, CarriesTimersBeyondItsSpan) {
  wheel.pop(ms(0));
  const std::array<std::int64_t, 5> dues{5 * hour, day, 7 * day, 20 * day, 24 * day};
  for (std::uint32_t i = 0; i < dues.size(); ++i) {
    wheel.arm(i, ms(dues[i]));
  }
  for (std::uint32_t i = 0; i < dues.size(); ++i) {
    EXPECT_LE(wheel.next(), ms(dues[i]));
    EXPECT_EQ(wheel.pop(ms(dues[i] - 1)), no_index);
    EXPECT_EQ(wheel.pop(ms(dues[i])), i);
  }
}

TEST_F(Wheel, ReachesEvenTheFarthestOfManySparseTimersWithoutWalkingEveryMillisecond) {
  // A step a millisecond would take hours here.
  std::int64_t now = 0;
  for (int i = 0; i < 10'000; ++i) {
    wheel.arm(0, ms(now + 24 * day));
    wheel.arm(1, ms(now + 24 * day));
    now += 24 * day;
    ASSERT_EQ(wheel.pop(ms(now - 1)), no_index);
    ASSERT_EQ(pop_all(ms(now)), (Timers{0, 1}));
  }
}

TEST_F(Wheel, KeepsItsTimesAfterIdlingForYears) {
  // Nobody tells an empty wheel that time passes.
  std::int64_t now = 0;
  for (int i = 0; i < 100; ++i) {
    now += 400 * day;
    wheel.arm(0, ms(now + 32'000));
    wheel.arm(1, ms(now + 500));
    wheel.arm(2, ms(now + 24 * day));
    ASSERT_EQ(wheel.pop(ms(now + 499)), no_index);
    ASSERT_EQ(wheel.next(), ms(now + 500));
    ASSERT_EQ(pop_all(ms(now + 500)), Timers{1});
    ASSERT_EQ(pop_all(ms(now + 32'000)), Timers{0});
    now += 24 * day;
    ASSERT_EQ(pop_all(ms(now - 1)), Timers{});
    ASSERT_EQ(pop_all(ms(now)), Timers{2});
  }
}

TEST_F(Wheel, KeepsAFirstTimerThatIsLaterThanThoseThatFollow) {
  for (const std::int64_t origin :
       {std::int64_t{0}, -9'000'000'000'000'000, 9'000'000'000'000'000}) {
    SCOPED_TRACE(origin);
    wheel = TimerWheel{nodes};
    wheel.arm(0, ms(origin + 24 * day));
    wheel.arm(1, ms(origin));
    EXPECT_EQ(pop_all(ms(origin - 1)), Timers{});
    EXPECT_EQ(wheel.next(), ms(origin));
    EXPECT_EQ(pop_all(ms(origin)), Timers{1});
    EXPECT_EQ(pop_all(ms(origin + 24 * day)), Timers{0});
  }
}

TEST_F(Wheel, TellsTheExactTimeOfAFewTimersAtAnyDistance) {
  // Retransmission, transaction timeout, session timer, registration: no wake-up in between.
  wheel.pop(ms(123'456));
  const std::array<std::int64_t, 6> delays{4, 17, 500, 32'000, 1'800'000, 3'600'000};
  for (std::uint32_t i = 0; i < delays.size(); ++i) {
    wheel.arm(i, ms(123'456 + delays[i]));
  }
  for (std::uint32_t i = 0; i < delays.size(); ++i) {
    EXPECT_EQ(wheel.next(), ms(123'456 + delays[i]));
    EXPECT_EQ(wheel.pop(wheel.next()), i);
  }
}

}  // namespace
