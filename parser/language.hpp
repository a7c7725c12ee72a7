// A language tag.
#pragma once

#include "parser/cursor.hpp"

namespace baton::parser {

/// language-tag = 1*8ALPHA *( "-" 1*8ALPHA ) (RFC 3261 25.1). Tags have since got digits in the
/// parts behind the first ("es-419"), so those are read too. On an error, `bad_header_value`, the
/// cursor stands behind the part that is wrong.
inline Errc take_language(Cursor& cursor, std::string_view& into) noexcept {
  const char* const from = cursor.at();
  ClassBits allowed = alpha_char;
  do {
    const std::string_view part = cursor.take(allowed);
    if (part.empty() || part.size() > 8) {
      return Errc::bad_header_value;
    }
    allowed = alpha_char | digit_char;
  } while (cursor.eat('-'));
  into = {from, static_cast<std::size_t>(cursor.at() - from)};
  return Errc::ok;
}

}  // namespace baton::parser
