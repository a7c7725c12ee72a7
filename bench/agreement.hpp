// Before speed is compared, the parsers must have read the same: a fast wrong answer is none.
#pragma once

#include <span>
#include <string>

#include "bench/decoder.hpp"

namespace baton::bench {

/// Decodes each message by each decoder and compares every value with the first decoder's. The
/// first disagreement as text, with the message; empty: they agree on all.
std::string disagreement(std::span<const Decoder> decoders, std::span<const std::string> messages);

}  // namespace baton::bench
