// From a reader to a parse function: all of the text, and all or nothing.
#pragma once

#include "parser/cursor.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// Reads `text` by `read(cursor, view)`. On an error, its own or `bad_header_value` for octets that
/// it left over, `into` is default-constructed.
template <class View, class Read>
Errc read_whole(std::string_view text, View& into, Read&& read) noexcept {
  into = {};
  Cursor cursor(text);
  Errc error = read(cursor, into);
  if (error == Errc::ok && !cursor.done()) {
    error = Errc::bad_header_value;
  }
  if (error != Errc::ok) {
    into = {};
  }
  return error;
}

}  // namespace BATON_PATH
}  // namespace baton::parser
