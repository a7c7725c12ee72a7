// The entry into the passes as they are compiled for one path.
#pragma once

#include <span>
#include <string_view>

#include "baton/message_values.hpp"
#include "baton/parser_path.hpp"
#include "parser/header_index.hpp"
#include "parser/path.hpp"

namespace baton::parser {

struct PathEntry {
  ParserPath path = ParserPath::portable;
  ParseError (*index)(std::string_view, std::span<HeaderEntry>, MessageView&,
                      const ParseOptions&) noexcept = nullptr;
  /// Both passes; the values may be null, else they hold nothing but their rooms.
  ParseError (*parse)(std::string_view, std::span<HeaderEntry>, MessageView&, MessageValues*,
                      const ParseOptions&) noexcept = nullptr;
};

extern const PathEntry portable_entry;
extern const PathEntry sse2_entry;
extern const PathEntry avx2_entry;
extern const PathEntry neon_entry;

/// The second pass by the portable path, over a message that was indexed in any way.
ParseError validate_portably(const MessageView& message, MessageValues* values) noexcept;

}  // namespace baton::parser
