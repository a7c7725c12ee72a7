// How much has passed lately, in a few octets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "baton/time.hpp"

namespace baton::core {

/// Counts what passes, so that never more than a limit pass in any one minute: what passed up to a slot more than a
/// minute ago counts. `Count` holds the highest limit. Times never go back.
template <class Count, std::uint32_t slot_seconds>
class RateWindow {
 public:
  /// `limit` 0: none.
  bool reached(Count limit, Time now) noexcept {
    if (limit == 0) return false;
    turn(now);
    std::uint32_t sum = 0;
    for (const Count count : counts_) sum += count;
    return sum >= limit;
  }
  void count(Time now) noexcept {
    turn(now);
    if (counts_[0] != std::numeric_limits<Count>::max()) ++counts_[0];
  }

 private:
  static_assert(60 % slot_seconds == 0);

  void turn(Time now) noexcept {
    const auto slot = static_cast<std::uint32_t>(now.us / seconds(slot_seconds));
    const std::uint32_t passed = slot - slot_;
    slot_ = slot;
    if (passed == 0) return;
    for (std::size_t i = counts_.size(); i-- != 0;) {
      counts_[i] = i >= passed ? counts_[i - passed] : Count{0};
    }
  }

  std::uint32_t slot_ = 0;  ///< the present one, modulo 2^32: centuries
  std::array<Count, 60 / slot_seconds + 1> counts_{};  ///< the present slot first
};

}  // namespace baton::core
