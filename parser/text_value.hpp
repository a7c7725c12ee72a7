// TEXT-UTF8-TRIM, the value of Subject and Organization.
#pragma once

#include "parser/cursor.hpp"

namespace baton::parser {

/// How many UTF8-CONT octets follow `first` (RFC 3261 25.1); none for an ASCII octet, and -1 where
/// `first` cannot begin a character.
constexpr int continuations_of(char first) noexcept {
  const auto octet = static_cast<unsigned char>(first);
  return octet < 0x80   ? 0
         : octet < 0xC0 ? -1
         : octet < 0xE0 ? 1
         : octet < 0xF0 ? 2
         : octet < 0xF8 ? 3
         : octet < 0xFC ? 4
         : octet < 0xFE ? 5
                        : -1;
}

/// Reads all that the cursor holds as [TEXT-UTF8-TRIM]: characters and LWS, folds included. The
/// sequences are those of RFC 3261, so up to six octets. On an error, `bad_character`, the cursor
/// stands at the character that is none.
inline Errc read_text(Cursor& cursor) noexcept {
  while (!cursor.done()) {
    const char* const start = cursor.at();
    cursor.skip_lws();
    if (cursor.at() != start) {
      continue;
    }
    const int more = continuations_of(*start);
    if (!is(*start, text_char) || more < 0) {
      return Errc::bad_character;
    }
    cursor.skip(1);
    for (int index = 0; index < more; ++index) {
      if (cursor.done() || (static_cast<unsigned char>(*cursor.at()) & 0xC0U) != 0x80U) {
        cursor.move_to(start);
        return Errc::bad_character;
      }
      cursor.skip(1);
    }
  }
  return Errc::ok;
}

}  // namespace baton::parser
