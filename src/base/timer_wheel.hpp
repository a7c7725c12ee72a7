// All timers of a Stack on one hierarchical wheel of 1 ms.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "baton/time.hpp"
#include "src/base/slab.hpp"

namespace baton::core {

/// One timer's place on the wheel. Timers are named by their index in the span given to the wheel;
/// each owner has fixed indices, so a timer can always be armed: there is no pool to run empty.
struct TimerNode {
  std::uint32_t next = no_index;
  std::uint32_t previous = no_index;
  std::uint32_t tick = 0;  ///< when due, in ms of the caller's time (modulo 2^32)
  std::uint16_t slot = 0;  ///< which list it stands in; meaningful only while armed
  bool armed = false;
};
static_assert(sizeof(TimerNode) == 16);

/// Arms and disarms in O(1). Timers never fire early; timers due in the same millisecond fire in
/// the order in which they were armed. Due times further off than the wheel spans (4.6 h) are
/// carried over as often as needed; at most 24 days ahead, and no timer left overdue for as long
/// again.
class TimerWheel {
 public:
  TimerWheel() = default;
  explicit TimerWheel(std::span<TimerNode> nodes) noexcept : nodes_(nodes) {}

  /// Arms `timer` for `due` (again: it is moved). A due time in the past fires at the next `pop`;
  /// `never` disarms.
  void arm(std::uint32_t timer, Time due) noexcept;
  void disarm(std::uint32_t timer) noexcept;  ///< harmless if not armed
  bool armed(std::uint32_t timer) const noexcept { return nodes_[timer].armed; }

  /// Takes the oldest timer that is due at `now` off the wheel, or `no_index`. Call until then. A
  /// `now` below an earlier one counts as the time the wheel has come to.
  std::uint32_t pop(Time now) noexcept;

  /// The earliest time at which `pop` may find something: never later than the earliest timer,
  /// exact for timers less than 16 ms ahead of the wheel; `never` if no timer is armed.
  Time next() const noexcept;

  std::uint32_t armed_count() const noexcept { return armed_count_; }

 private:
  static constexpr unsigned levels = 6;
  static constexpr unsigned slots = 16;
  static constexpr unsigned top = levels - 1;

  /// A list of timers, and the tick at which the wheel enters it.
  struct Stop {
    std::int64_t tick = 0;
    unsigned level = 0;
    unsigned slot = 0;
  };

  Stop first_stop() const noexcept;
  std::int64_t tick_of(const TimerNode& node) const noexcept;
  void append(std::uint32_t timer) noexcept;
  void unlink(std::uint32_t timer) noexcept;
  void cascade(const Stop& stop) noexcept;

  std::span<TimerNode> nodes_;
  /// Circular lists, a slot of a level each: the tail's next is the head.
  std::array<std::uint32_t, std::size_t{levels} * slots> tails_{};
  std::array<std::uint16_t, levels> occupied_{};  ///< a bit a slot: its tail is valid
  std::uint32_t armed_count_ = 0;
  std::int64_t now_tick_ = INT64_MIN / 1000;  ///< how far the wheel has come; no timer lies before
};
static_assert(sizeof(TimerWheel) <= 432);

}  // namespace baton::core
