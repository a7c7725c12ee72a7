// The timer wheel against a sorted list, which nobody can get wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <vector>

#include "src/base/timer_wheel.hpp"
#include "tests/base/random.hpp"

namespace {

using baton::never;
using baton::Time;
using baton::core::no_index;
using baton::core::TimerNode;
using baton::core::TimerWheel;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t farthest_ms = 24 * day_ms;

std::int64_t ceil_ms(std::int64_t us) {
  std::int64_t tick = us / 1000;
  while (tick * 1000 < us) {
    ++tick;
  }
  return tick;
}

class Model {
 public:
  struct Armed {
    std::int64_t tick;
    std::uint32_t timer;
  };

  void arm(std::uint32_t timer, std::int64_t due_us) {
    disarm(timer);
    const std::int64_t tick = std::max(ceil_ms(due_us), reached_);
    const auto later = [](std::int64_t value, const Armed& other) { return value < other.tick; };
    armed_.insert(std::upper_bound(armed_.begin(), armed_.end(), tick, later), {tick, timer});
  }
  void disarm(std::uint32_t timer) {
    std::erase_if(armed_, [&](const Armed& other) { return other.timer == timer; });
  }
  std::uint32_t pop(std::int64_t now_tick) {
    now_tick = std::max(now_tick, reached_);
    if (armed_.empty() || armed_.front().tick > now_tick) {
      reached_ = now_tick;
      return no_index;
    }
    reached_ = armed_.front().tick;
    const std::uint32_t timer = armed_.front().timer;
    armed_.erase(armed_.begin());
    return timer;
  }
  const std::vector<Armed>& armed() const { return armed_; }
  std::int64_t reached() const { return reached_; }

 private:
  std::vector<Armed> armed_;
  std::int64_t reached_ = INT64_MIN / 1000;
};

/// What `next` promises.
void expect_honest_next(const TimerWheel& wheel, const Model& model) {
  const Time next = wheel.next();
  if (model.armed().empty()) {
    ASSERT_EQ(next, never);
    return;
  }
  const std::int64_t earliest = model.armed().front().tick;
  ASSERT_LE(next.us, earliest * 1000);
  if (earliest - model.reached() < 16) {
    ASSERT_EQ(next.us, earliest * 1000);
  } else {
    // Or a driver that sleeps until then would spin.
    ASSERT_GT(next.us, model.reached() * 1000);
  }
}

struct Shape {
  std::uint32_t timers;
  std::uint64_t longest_ms;  ///< of a timer
  std::uint64_t jump_ms;     ///< of the time
  std::uint64_t grain_ms;    ///< due times are multiples of this: ties

  /// Else GoogleTest prints the octets, padding included.
  friend void PrintTo(const Shape& shape, std::ostream* out) {
    *out << shape.timers << " timers, " << shape.longest_ms << " ms, jumps " << shape.jump_ms << " ms";
  }
};

class AgainstASortedList : public testing::TestWithParam<Shape> {};

TEST_P(AgainstASortedList, PopsTheSameTimersInTheSameOrder) {
  const Shape shape = GetParam();
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<TimerNode> nodes(shape.timers);
    TimerWheel wheel(nodes);
    Model model;
    std::int64_t now_us =
        static_cast<std::int64_t>(random.magnitude_below(1ULL << 50)) - (1LL << 49);
    ASSERT_EQ(wheel.pop(Time{now_us}), model.pop(ceil_ms(now_us - 999)));

    const auto arm = [&] {
      const auto timer = static_cast<std::uint32_t>(random.below(shape.timers));
      std::int64_t delay = static_cast<std::int64_t>(random.magnitude_below(shape.longest_ms));
      if (random.below(10) == 0) {
        delay = -delay % 5000;
      }
      std::int64_t due_us = now_us + delay * 1000 + static_cast<std::int64_t>(random.below(2000));
      const auto grain_us = static_cast<std::int64_t>(shape.grain_ms * 1000);
      due_us -= due_us % grain_us;
      wheel.arm(timer, Time{due_us});
      model.arm(timer, due_us);
    };

    for (int step = 0; step < 2000; ++step) {
      switch (random.below(6)) {
        case 0:
        case 1:
        case 2:
          arm();
          break;
        case 3: {
          const auto timer = static_cast<std::uint32_t>(random.below(shape.timers));
          wheel.disarm(timer);
          model.disarm(timer);
          break;
        }
        case 4:
          // A wheel with armed timers is not left alone for longer than it can express.
          if (now_us / 1000 - model.reached() > farthest_ms / 24) {
            break;
          }
          // A clock may also run backwards.
          now_us += static_cast<std::int64_t>(random.magnitude_below(shape.jump_ms * 1000));
          now_us -= static_cast<std::int64_t>(random.below(20) == 0 ? random.below(3000) : 0);
          break;
        default: {
          std::uint64_t left = random.below(2) == 0 ? 1 : UINT64_MAX;  // one, or all that are due
          for (std::uint32_t popped = 0; popped != no_index && left-- != 0;) {
            popped = wheel.pop(Time{now_us});
            ASSERT_EQ(popped, model.pop(ceil_ms(now_us - 999))) << "step " << step;
            if (random.below(4) == 0) {
              arm();
            }
          }
          break;
        }
      }
      ASSERT_EQ(wheel.armed_count(), model.armed().size());
      ASSERT_NO_FATAL_FAILURE(expect_honest_next(wheel, model)) << "step " << step;
    }
    for (const Model::Armed& armed : model.armed()) {
      ASSERT_TRUE(wheel.armed(armed.timer));
    }
  }
}

TEST_P(AgainstASortedList, ReachesEveryTimerAtItsTickWhenItSleepsUntilNext) {
  const Shape shape = GetParam();
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<TimerNode> nodes(shape.timers);
    TimerWheel wheel(nodes);
    Model model;
    wheel.pop(Time{0});
    model.pop(0);
    for (std::uint32_t timer = 0; timer < shape.timers; ++timer) {
      std::uint64_t due = random.magnitude_below(shape.longest_ms);
      due -= due % shape.grain_ms;
      wheel.arm(timer, Time{static_cast<std::int64_t>(due * 1000)});
      model.arm(timer, static_cast<std::int64_t>(due * 1000));
    }
    std::uint64_t wakes = 0;
    while (wheel.next() != never) {
      ++wakes;
      const Time now = wheel.next();
      ASSERT_EQ(now.us % 1000, 0);
      for (;;) {
        const std::int64_t due = model.armed().empty() ? -1 : model.armed().front().tick * 1000;
        const std::uint32_t popped = wheel.pop(now);
        ASSERT_EQ(popped, model.pop(now.us / 1000));
        if (popped == no_index) {
          break;
        }
        ASSERT_EQ(due, now.us);
      }
    }
    EXPECT_TRUE(model.armed().empty());
    // A level below the top costs a timer one wake-up at most, the top level one a round.
    const std::uint64_t rounds = (shape.longest_ms >> 24) + 1;
    EXPECT_LE(wakes, shape.timers * 6 + rounds * 16);
  }
}

constexpr auto farthest = static_cast<std::uint64_t>(farthest_ms);

INSTANTIATE_TEST_SUITE_P(Shapes, AgainstASortedList,
                         testing::Values(Shape{8, 40, 30, 1},            // level 0 and its borders
                                         Shape{60, 5'000, 700, 1},       //
                                         Shape{60, 64'000, 4'000, 500},  // SIP's own: ties all over
                                         Shape{200, 70'000'000, 900'000, 1},   // a few spans
                                         Shape{200, farthest, 20'000'000, 1},  // hours at a jump
                                         Shape{30, farthest, 400'000'000, 1},  // days at a jump
                                         Shape{300, farthest, 20'000'000, 4'000'000},
                                         Shape{2, farthest, farthest, 1}));

}  // namespace
