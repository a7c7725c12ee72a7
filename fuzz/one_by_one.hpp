// The values of an accepted message, read one by one: they must be those that came with the message.
#pragma once

#include "baton/message_values.hpp"

namespace baton::fuzz {

/// Compares `values` with what the accessors of `message` and the parse functions say, and looks into
/// each value of a header whose grammar parsing a message checks.
void check_one_by_one(const MessageView& message, const MessageValues& values);

}  // namespace baton::fuzz
