// The levels at which the parser is measured, from a floor upwards.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "bench/decoder.hpp"

namespace baton::bench {

/// One level: does its work for one message and returns something that depends on all of it; 0 is
/// returned only if the message is rejected.
struct Level {
  std::string_view name;
  std::uint64_t (*work)(std::string_view message);
};

/// lines: the line ends found by memchr, a floor. index: the first pass alone. validated: both
/// passes, nothing read back. typed: every value that the layers above need.
extern const std::array<Level, 4> levels;

/// Every decoder of this build, Baton's first.
std::span<const Decoder> decoders();

}  // namespace baton::bench
