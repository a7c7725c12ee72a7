// The look at a message that was accepted for what the caller does not tolerate.
#pragma once

#include <string_view>

#include "baton/message.hpp"

namespace baton::parser {

/// Holds a message that both passes accepted to what `options.tolerances` lack of those that are on
/// by default. `received` is all that was given to the passes, octets behind the message included.
/// Returns what comes first: in the start line, then in the headers in their order, then what the
/// message as a whole lacks. Offsets are into `received`.
ParseError check_strictly(std::string_view received, const MessageView& message,
                          const ParseOptions& options) noexcept;

}  // namespace baton::parser
