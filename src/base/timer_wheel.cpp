#include "src/base/timer_wheel.hpp"

#include <algorithm>
#include <bit>

// Where a timer stands follows from its tick and from the wheel's own tick alone: on the level of
// the highest hexadecimal digit in which the two differ, in the slot of that digit. Whatever lies
// beyond the span stands on the top level too, in the slot of its digit, and is put back there each
// time the wheel comes round too soon. So timers of one tick always share one list, and as lists
// are appended to at the tail and emptied from the head, they keep their order of arming.

namespace baton::core {
namespace {

constexpr unsigned digit_bits = 4;
constexpr std::int64_t slot_mask = 15;

/// A list of at most so many timers is searched for the earliest, to spare a device the wake-ups at
/// which the wheel would merely hand timers down.
constexpr unsigned search_limit = 16;

/// How far the wheel may lag behind a first timer. Half of what a node's 32-bit tick can express:
/// the other half is for timers that follow it.
constexpr std::int64_t lag_limit = std::int64_t{1} << 31;
constexpr std::int64_t reach = UINT32_MAX;

constexpr std::int64_t last_tick = INT64_MAX / 1000;

constexpr std::int64_t floor_tick(Time time) noexcept {
  return time.us / 1000 - (time.us % 1000 < 0 ? 1 : 0);
}
constexpr std::int64_t ceil_tick(Time time) noexcept {
  return time.us / 1000 + (time.us % 1000 > 0 ? 1 : 0);
}

constexpr unsigned shift_of(unsigned level) noexcept {
  return level * digit_bits;
}
constexpr unsigned digit(std::int64_t tick, unsigned level) noexcept {
  return static_cast<unsigned>((tick >> shift_of(level)) & slot_mask);
}

}  // namespace

void TimerWheel::arm(std::uint32_t timer, Time due) noexcept {
  disarm(timer);
  std::int64_t tick = ceil_tick(due);
  if (tick > last_tick) {
    return;
  }
  // An empty wheel is told of no time that passes; let it catch up before a new timer gets out of
  // its reach.
  if (armed_count_ == 0) {
    now_tick_ = std::max(now_tick_, tick - lag_limit);
  }
  tick = std::clamp(tick, now_tick_, now_tick_ + reach);
  nodes_[timer].tick = static_cast<std::uint32_t>(tick);
  nodes_[timer].armed = true;
  ++armed_count_;
  append(timer);
}

void TimerWheel::disarm(std::uint32_t timer) noexcept {
  TimerNode& node = nodes_[timer];
  if (!node.armed) {
    return;
  }
  unlink(timer);
  node.armed = false;
  --armed_count_;
}

std::uint32_t TimerWheel::pop(Time now) noexcept {
  const std::int64_t target = std::max(floor_tick(now), now_tick_);
  while (armed_count_ != 0) {
    const Stop stop = first_stop();
    if (stop.tick > target) {
      break;
    }
    now_tick_ = stop.tick;
    if (stop.level == 0) {
      const std::uint32_t timer = nodes_[tails_[stop.slot]].next;
      disarm(timer);
      return timer;
    }
    cascade(stop);
  }
  // No occupied slot begins on the way, so every timer keeps its place.
  now_tick_ = target;
  return no_index;
}

Time TimerWheel::next() const noexcept {
  if (armed_count_ == 0) {
    return never;
  }
  const Stop stop = first_stop();
  std::int64_t earliest = stop.tick;
  if (stop.level != 0) {
    const bool near = stop.tick - now_tick_ < static_cast<std::int64_t>(slots);
    const std::uint32_t tail = tails_[stop.level * slots + stop.slot];
    earliest = INT64_MAX;
    std::uint32_t at = tail;
    for (unsigned seen = 0; earliest != stop.tick; ++seen) {
      if (!near && seen == search_limit) {
        earliest = stop.tick;
        break;
      }
      earliest = std::min(earliest, tick_of(nodes_[at]));
      at = nodes_[at].next;
      if (at == tail) {
        break;
      }
    }
    // On the top level the first slot may hold nothing but timers of later rounds, which the slots
    // behind it come before.
    const std::int64_t width = std::int64_t{1} << shift_of(top);
    if (earliest - stop.tick >= width) {
      const unsigned others = occupied_[top] & ~(1U << stop.slot);
      if (others != 0) {
        const auto turned =
            std::rotr(static_cast<std::uint16_t>(others), static_cast<int>(stop.slot));
        earliest = std::min(earliest, stop.tick + std::countr_zero(turned) * width);
      }
    }
  }
  return Time{earliest * 1000};
}

/// The list that the wheel comes to first. On a lower level all timers lie ahead within the present
/// round, so the lowest occupied level comes first, and on it the lowest slot. The top level is a
/// circle; a timer in the slot where the wheel stands is a whole round or more away.
TimerWheel::Stop TimerWheel::first_stop() const noexcept {
  for (unsigned level = 0; level < top; ++level) {
    if (occupied_[level] == 0) {
      continue;
    }
    const auto slot = static_cast<unsigned>(std::countr_zero(occupied_[level]));
    const std::int64_t round = now_tick_ >> shift_of(level + 1);
    return {((round << digit_bits) | slot) << shift_of(level), level, slot};
  }
  const unsigned following = (digit(now_tick_, top) + 1) % slots;
  const auto turned = std::rotr(occupied_[top], static_cast<int>(following));
  const auto ahead = static_cast<unsigned>(std::countr_zero(turned)) + 1;
  const std::int64_t entry = (now_tick_ >> shift_of(top)) + ahead;
  return {entry << shift_of(top), top, static_cast<unsigned>(entry & slot_mask)};
}

std::int64_t TimerWheel::tick_of(const TimerNode& node) const noexcept {
  return now_tick_ + static_cast<std::uint32_t>(node.tick - static_cast<std::uint32_t>(now_tick_));
}

void TimerWheel::append(std::uint32_t timer) noexcept {
  TimerNode& node = nodes_[timer];
  const std::int64_t tick = tick_of(node);
  const auto difference = static_cast<std::uint64_t>(tick ^ now_tick_);
  const auto bits = static_cast<unsigned>(std::bit_width(difference | 1));
  const unsigned level = std::min((bits - 1) / digit_bits, top);
  const unsigned slot = digit(tick, level);
  const unsigned place = level * slots + slot;
  node.slot = static_cast<std::uint16_t>(place);
  const auto bit = static_cast<std::uint16_t>(1U << slot);
  if ((occupied_[level] & bit) == 0) {
    occupied_[level] = static_cast<std::uint16_t>(occupied_[level] | bit);
    node.next = node.previous = timer;
  } else {
    const std::uint32_t tail = tails_[place];
    node.previous = tail;
    node.next = nodes_[tail].next;
    nodes_[node.next].previous = timer;
    nodes_[tail].next = timer;
  }
  tails_[place] = timer;
}

void TimerWheel::unlink(std::uint32_t timer) noexcept {
  const TimerNode& node = nodes_[timer];
  if (node.next == timer) {
    const unsigned level = node.slot / slots;
    const auto bit = static_cast<std::uint16_t>(1U << (node.slot % slots));
    occupied_[level] = static_cast<std::uint16_t>(occupied_[level] & ~bit);
    return;
  }
  nodes_[node.previous].next = node.next;
  nodes_[node.next].previous = node.previous;
  if (tails_[node.slot] == timer) {
    tails_[node.slot] = node.previous;
  }
}

/// Hands the timers of a slot that the wheel has just entered down to lower levels, oldest first.
void TimerWheel::cascade(const Stop& stop) noexcept {
  const std::uint32_t tail = tails_[stop.level * slots + stop.slot];
  std::uint32_t at = nodes_[tail].next;
  occupied_[stop.level] = static_cast<std::uint16_t>(occupied_[stop.level] & ~(1U << stop.slot));
  for (;;) {
    const std::uint32_t following = nodes_[at].next;
    append(at);
    if (at == tail) {
      return;
    }
    at = following;
  }
}

}  // namespace baton::core
