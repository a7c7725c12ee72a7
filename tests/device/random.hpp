// Octets that look random and are the same in every run. A product must inject unpredictable ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace baton::device {

/// Marsaglia's xorshift; the seed must not be 0.
class Random {
 public:
  constexpr explicit Random(std::uint32_t seed) noexcept : state_(seed) {}

  constexpr std::uint32_t next() noexcept {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }

  /// Environment::random; `context` is a Random.
  static void fill(void* context, std::span<std::byte> out) noexcept {
    auto& random = *static_cast<Random*>(context);
    for (std::byte& each : out) {
      each = static_cast<std::byte>(random.next() >> 24);
    }
  }

 private:
  std::uint32_t state_;
};

}  // namespace baton::device
