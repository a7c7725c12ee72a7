#include "baton/quoted.hpp"

#include "parser/cursor.hpp"

namespace baton {
namespace {

using parser::Cursor;

/// Takes what stands for one octet: a qdtext, a quoted-pair, or a fold, which stands for SP.
Errc take_octet(Cursor& cursor, char& into) noexcept {
  into = cursor.peek();
  if (into == '\\') {
    // quoted-pair = "\" (%x00-09 / %x0B-0C / %x0E-7F)
    cursor.skip(1);
    into = cursor.peek();
    if (cursor.done() || into == '\r' || into == '\n' || static_cast<unsigned char>(into) > 0x7F) {
      return Errc::bad_quoted_string;
    }
  } else if (into == '\r') {
    const std::size_t before = cursor.left();
    cursor.skip_lws();
    into = ' ';
    return cursor.left() == before ? Errc::bad_quoted_string : Errc::ok;
  } else if (into == '"' || !parser::is(into, parser::text_char)) {
    return Errc::bad_quoted_string;
  }
  cursor.skip(1);
  return Errc::ok;
}

/// Whether a fold follows the white space at hand, which is part of it then: LWS = [*WSP CRLF] 1*WSP
bool at_fold(Cursor cursor) noexcept {
  while (!cursor.done() && parser::is_wsp(cursor.peek())) {
    cursor.skip(1);
  }
  const std::string_view rest = cursor.rest();
  return rest.size() >= 3 && rest[0] == '\r' && rest[1] == '\n' && parser::is_wsp(rest[2]);
}

}  // namespace

Result<std::size_t> unquote(std::string_view text, std::span<char> into) noexcept {
  if (!text.empty() && text.front() == '"') {
    if (text.size() < 2 || text.back() != '"') {
      return Errc::bad_quoted_string;
    }
    text.remove_prefix(1);
    text.remove_suffix(1);
  }
  Cursor cursor(text);
  std::size_t size = 0;
  bool in_space = false;  // behind white space that no fold followed, so that each run is looked at once
  while (!cursor.done()) {
    char octet = cursor.peek();
    const bool space = parser::is_wsp(octet);
    if (space && !in_space && at_fold(cursor)) {
      cursor.skip_lws();
      octet = ' ';
    } else if (const Errc error = take_octet(cursor, octet); error != Errc::ok) {
      return error;
    }
    in_space = space;
    if (size == into.size()) {
      return Errc::buffer_too_small;
    }
    into[size++] = octet;
  }
  return size;
}

}  // namespace baton
