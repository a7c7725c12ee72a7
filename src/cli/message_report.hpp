// What the parser says of one message, for people: accepted, or what is wrong, where, and the line.
#pragma once

#include <string>
#include <string_view>

#include "baton/message.hpp"

namespace baton::cli {

struct MessageReport {
  bool accepted = false;
  std::string text;  ///< lines, each with its end
};

/// `name` is the file's. With `list` an accepted message's headers follow.
MessageReport report_message(std::string_view name, std::string_view octets,
                             const ParseOptions& options, bool list);

}  // namespace baton::cli
