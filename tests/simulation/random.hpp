// Numbers that follow from a seed: SplitMix64.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "baton/time.hpp"

namespace baton::simulation {

class Random {
 public:
  explicit Random(std::uint64_t seed = 0) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// From 0 to `bound` - 1; 0 for a bound of 0.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((next() >> 32) * bound >> 32);
  }
  bool chance(unsigned percent) { return below(100) < percent; }
  Microseconds between(Microseconds least, Microseconds most) {
    const auto width = static_cast<std::uint64_t>(most - least + 1);
    return least + static_cast<Microseconds>(next() % width);
  }
  /// How long a person or a program takes: mostly no time, at times very long.
  Microseconds pause() {
    const std::uint32_t kind = below(8);
    if (kind < 4) return 0;
    if (kind < 6) return between(0, milliseconds(300));
    return kind == 6 ? between(0, seconds(4)) : between(0, seconds(25));
  }
  void fill(std::span<std::byte> out) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < out.size(); ++i, word >>= 8) {
      if (i % 8 == 0) word = next();
      out[i] = static_cast<std::byte>(word);
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace baton::simulation
