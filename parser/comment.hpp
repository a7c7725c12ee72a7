// comment = LPAREN *( ctext / quoted-pair / comment ) RPAREN (RFC 3261 25.1).
#pragma once

#include "parser/cursor.hpp"

namespace baton::parser {

/// Reads one comment from its opening parenthesis on; `inside` is what stands between the outer
/// ones. Nesting is counted, so that no depth of it costs memory. On an error, `bad_header_value` or
/// `bad_quoted_string`, the cursor stands at the culprit.
inline Errc take_comment(Cursor& cursor, std::string_view& inside) noexcept {
  if (!cursor.eat('(')) {
    return Errc::bad_header_value;
  }
  const char* const from = cursor.at();
  std::size_t depth = 1;
  while (!cursor.done()) {
    const char c = cursor.peek();
    if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      inside = {from, static_cast<std::size_t>(cursor.at() - from)};
      cursor.skip(1);
      return Errc::ok;
    } else if (c == '\\') {
      // quoted-pair = "\" (%x00-09 / %x0B-0C / %x0E-7F)
      if (cursor.left() < 2 || cursor.at()[1] == '\r' || cursor.at()[1] == '\n' ||
          static_cast<unsigned char>(cursor.at()[1]) > 0x7F) {
        return Errc::bad_quoted_string;
      }
      cursor.skip(1);
    } else if (!is(c, text_char)) {
      const char* const fold = cursor.at();
      cursor.skip_lws();
      if (cursor.at() == fold) {
        return Errc::bad_header_value;
      }
      continue;
    }
    cursor.skip(1);
  }
  return Errc::bad_header_value;
}

}  // namespace baton::parser
