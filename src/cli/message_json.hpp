// What the parser says of one message, for programs: one JSON object (RFC 8259) on a line.
#pragma once

#include <string>
#include <string_view>

#include "src/cli/judged_message.hpp"

namespace baton::cli {

/// An object with the members file, verdict ("accept" or "reject"), status (a number, "drop", or
/// null where accepted), error (the name of the Errc), offset, header, rule and rfc (each null where
/// there is none), and the line's end. ASCII alone, whatever the file's name is: octets of it that
/// are no UTF-8 become U+FFFD.
std::string json_of(std::string_view name, const JudgedMessage& judged);

/// The same members for a file that could not be read: verdict is null, error "cannot_read".
std::string json_of_unreadable(std::string_view name);

}  // namespace baton::cli
