// What is measured of whole messages: Baton level by level, path by path, and the other stacks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "baton/parser_path.hpp"
#include "bench/decoder.hpp"

namespace baton::bench {

/// One thing to measure. `work` does it for one message and returns something that depends on all of
/// it; 0 only for a message that is rejected.
struct Subject {
  std::string name;
  std::uint64_t (*work)(std::string_view message);
  ParserPath path;  ///< that Baton takes for it
};

/// By name: "lines" (the line ends found by memchr, a floor), "index" (the first pass alone),
/// "validated" (both passes, nothing read back), "typed" (every value that the layers above need);
/// the last three also as "typed@portable" and so on for each path that this machine can take, and
/// "typed/NAME" for each other stack of this build.
const std::vector<Subject>& subjects();

/// Every decoder of this build, Baton's first.
std::span<const Decoder> decoders();

}  // namespace baton::bench
