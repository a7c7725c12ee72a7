// Time as the core knows it: a number handed in with every call, from any origin.
#pragma once

#include <compare>
#include <cstdint>

namespace baton {

/// A length of time in microseconds.
using Microseconds = std::int64_t;

/// A point in time: microseconds since an origin of the caller's choice (a tick counter will do).
struct Time {
  std::int64_t us = 0;
  auto operator<=>(const Time&) const = default;
};

/// Later than every other time: "no deadline".
inline constexpr Time never{INT64_MAX};

constexpr Microseconds milliseconds(std::int64_t count) noexcept { return count * 1000; }
constexpr Microseconds seconds(std::int64_t count) noexcept { return count * 1'000'000; }

/// `time` plus `length`, saturating at `never`.
constexpr Time operator+(Time time, Microseconds length) noexcept {
  if (length > 0 && time.us > INT64_MAX - length) return never;
  return Time{time.us + length};
}

/// The length of time from `earlier` to `later`.
constexpr Microseconds operator-(Time later, Time earlier) noexcept { return later.us - earlier.us; }

}  // namespace baton
