#include "parser/uri_reader.hpp"

namespace baton {

Errc parse_uri(std::string_view text, UriView& into) noexcept {
  into = {};
  parser::Cursor cursor(text);
  UriView uri;
  const Errc error = parser::read_uri(cursor, uri);
  if (error != Errc::ok) {
    return error;
  }
  if (!cursor.done()) {
    return Errc::bad_uri;
  }
  into = uri;
  return Errc::ok;
}

}  // namespace baton
