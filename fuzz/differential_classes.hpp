// The disagreements with other stacks that are known.
#pragma once

#include <string_view>

#include "baton/message.hpp"

namespace baton::fuzz {

/// Whether a row of the table has this name.
bool is_known(std::string_view name);

/// Why another stack may refuse a message that Baton accepts, as far as the message shows; "unexplained"
/// where it shows nothing.
std::string_view reason_to_refuse(const MessageView& message);

}  // namespace baton::fuzz
