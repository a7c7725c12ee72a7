// Writing what was read, and reading that.
#pragma once

#include <cstddef>

#include "baton/message.hpp"
#include "baton/writer.hpp"

namespace baton::fuzz {

/// Room for the header fields of one fuzzed message.
inline constexpr std::size_t index_room = 128;

/// Writes all of an accepted `message` anew and reads it back: the same start line, headers, values and
/// body, but for Content-Type and Content-Length, which the writer puts last, and folds, which become
/// nothing. With compact names the ids are the same.
void check_round_trip(const MessageView& message, HeaderNames names);

}  // namespace baton::fuzz
