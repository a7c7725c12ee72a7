// The first pass with all its explanations: lines, header names, characters and the body's size.
#pragma once

#include <span>
#include <string_view>

#include "baton/message.hpp"

namespace baton::parser {

/// `index_message`, octet by octet: whatever the matter is with a message, this finds and names it.
ParseError index_and_explain(std::string_view bytes, std::span<HeaderEntry> index,
                             MessageView& into, const ParseOptions& options) noexcept;

}  // namespace baton::parser
