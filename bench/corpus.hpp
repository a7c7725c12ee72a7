// The messages that the benchmarks measure on: what a user agent meets, all values drawn anew for
// each message, so that a branch predictor cannot learn them by heart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::bench {

/// The kinds of message, in the order in which they take turns.
enum class Shape : std::uint8_t {
  invite,
  ok,
  refer,
  notify,
  register_digest,
  bye,
  ack,
  ringing,
  options,
  heavy_invite,
};
inline constexpr std::size_t shape_count = 10;

std::string_view shape_name(Shape shape);

/// One message of a kind, complete with CRLF line ends and a Content-Length that holds. The same
/// `seed` and `number` give the same octets on every machine.
std::string make_message(Shape shape, std::uint64_t seed, std::uint64_t number);

/// `count` messages, the shapes in turn.
std::vector<std::string> make_corpus(std::uint64_t seed, std::size_t count);

inline constexpr std::uint64_t published_seed = 20'261'125;

/// The 2,000 messages that figures are published for, and its first ten, one of each shape. Made
/// at the first call.
const std::vector<std::string>& varied_messages();
const std::vector<std::string>& hot_messages();

}  // namespace baton::bench
