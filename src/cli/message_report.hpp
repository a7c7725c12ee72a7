// What the parser says of one message, for people: accepted, or what is wrong, where, the line, and
// which rule of which RFC it breaks.
#pragma once

#include <string>
#include <string_view>

#include "src/cli/judged_message.hpp"

namespace baton::cli {

/// Lines, each with its end. `name` is the file's. With `list` an accepted message's headers follow.
std::string report_message(std::string_view name, const JudgedMessage& judged, bool list);

}  // namespace baton::cli
