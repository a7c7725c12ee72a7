// A limit a minute, counted in a few octets.
#include "src/base/rate_window.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace baton::core {
namespace {

template <class Window>
class RateWindows : public testing::Test {
 protected:
  /// When REFERs pass that come every `step`, of `limit` a minute.
  static std::vector<Time> passed(std::uint8_t limit, Microseconds step, Time from, Time until) {
    Window window;
    std::vector<Time> times;
    for (Time now = from; now < until; now = now + step) {
      if (window.reached(limit, now)) continue;
      window.count(now);
      times.push_back(now);
    }
    return times;
  }
};

struct OfAnAccount : RateWindow<std::uint16_t, 10> {
  static constexpr Microseconds longest = seconds(70);
};
struct OfACall : RateWindow<std::uint8_t, 20> {
  static constexpr Microseconds longest = seconds(80);
};
using Windows = testing::Types<OfAnAccount, OfACall>;
TYPED_TEST_SUITE(RateWindows, Windows);

TYPED_TEST(RateWindows, NeverMoreThanTheLimitInAnyOneMinute) {
  for (const Microseconds step : {seconds(1), milliseconds(700), seconds(3), seconds(11), seconds(61)}) {
    const std::vector<Time> times = this->passed(5, step, Time{-seconds(500)}, Time{seconds(500)});
    for (const Time last : times) {
      std::size_t in_minute = 0;
      for (const Time time : times) in_minute += time <= last && last - time < seconds(60) ? 1U : 0U;
      EXPECT_LE(in_minute, 5u) << step;
    }
  }
}

TYPED_TEST(RateWindows, WhatIsOlderCountsNoMore) {
  for (Microseconds offset = 0; offset < seconds(20); offset += milliseconds(900)) {
    TypeParam window;
    const Time begin{seconds(1000) + offset};
    for (int i = 0; i < 5; ++i) window.count(begin);
    EXPECT_TRUE(window.reached(5, begin + (seconds(60) - 1)));
    EXPECT_FALSE(window.reached(5, begin + TypeParam::longest));
    EXPECT_FALSE(window.reached(1, begin + seconds(1'000'000)));
  }
}

TYPED_TEST(RateWindows, ZeroIsNoLimitAndNoCountRunsOver) {
  TypeParam window;
  for (int i = 0; i < 70'000; ++i) window.count(Time{});
  EXPECT_FALSE(window.reached(0, Time{}));
  EXPECT_TRUE(window.reached(255, Time{}));
  EXPECT_TRUE(window.reached(1, Time{seconds(59)}));
}

}  // namespace
}  // namespace baton::core
