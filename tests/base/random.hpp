// Random numbers that are the same on every platform: the standard's distributions are not.
#pragma once

#include <cstdint>

/// SplitMix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// From 0 to `bound` - 1.
  std::uint64_t below(std::uint64_t bound) noexcept { return next() % bound; }
  /// From 0 to `bound` - 1, every order of magnitude as likely as the next.
  std::uint64_t magnitude_below(std::uint64_t bound) noexcept {
    return (next() >> below(64)) % bound;
  }

 private:
  std::uint64_t state_;
};
