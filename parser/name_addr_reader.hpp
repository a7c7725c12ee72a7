// name-addr / addr-spec with the header's parameters (RFC 3261 20.10, 25.1).
#pragma once

#include "baton/header_values.hpp"
#include "parser/parameter.hpp"
#include "parser/small_word.hpp"
#include "parser/uri_reader.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// display-name = *( token LWS ) / quoted-string, up to the "<" that follows it. `bracketed` tells
/// whether there is one; if not, the cursor is back where it was. The last token needs no white
/// space behind it (RFC 4475 3.1.1.6).
inline Errc read_display_name(Cursor& cursor, std::string_view& name, bool& bracketed) noexcept {
  bracketed = true;
  if (cursor.peek() == '<') {
    return Errc::ok;
  }
  if (cursor.peek() == '"') {
    if (const Errc error = cursor.take_quoted(name); error != Errc::ok) {
      return error;
    }
    cursor.skip_lws();
    return cursor.peek() == '<' ? Errc::ok : Errc::bad_header_value;
  }
  const char* const from = cursor.at();
  const char* end = from;
  while (!cursor.take(token_char).empty()) {
    end = cursor.at();
    cursor.skip_lws();
  }
  if (cursor.peek() == '<') {
    name = {from, static_cast<std::size_t>(end - from)};
    return Errc::ok;
  }
  bracketed = false;
  if (cursor.peek() != ':') {
    return Errc::bad_header_value;
  }
  cursor.move_to(from);
  return Errc::ok;
}

/// "<" addr-spec ">"
inline Errc read_bracketed_uri(Cursor& cursor, UriView& uri) noexcept {
  cursor.skip(1);
  if (read_common_uri(cursor, uri, nullptr)) [[likely]] {
    cursor.skip(1);
    return Errc::ok;
  }
  if (const Errc error = read_uri(cursor, uri); error != Errc::ok) {
    return error;
  }
  if (cursor.eat('>')) [[likely]] {
    return Errc::ok;
  }
  return cursor.done() ? Errc::bad_header_value : Errc::bad_uri;
}

/// addr-spec up to the first semicolon, white space or, in a list, comma: without brackets
/// parameters belong to the header (RFC 3261 20.10).
inline Errc read_bare_uri(Cursor& cursor, UriView& uri, bool listed) noexcept {
  Cursor part = cursor;
  do {
    (void)part.take(bare_char);
  } while (!listed && part.eat(','));
  part = cursor.until(part.at());
  Errc error = read_uri(part, uri);
  if (error == Errc::ok && !part.done()) {
    error = Errc::bad_uri;
  }
  cursor.move_to(part.at());
  return error;
}

/// STAR alone (RFC 3261 20.10); else it begins a display name: "*" is a token.
inline bool read_star(Cursor& cursor) noexcept {
  Cursor behind = cursor;
  if (!behind.eat('*')) {
    return false;
  }
  behind.skip_lws();
  if (!behind.done() && behind.peek() != ',') {
    return false;
  }
  cursor = behind;
  return true;
}

/// Reads one value into `into`, which is default-constructed, up to the end or, in a list, to a
/// comma. On an error the cursor stands at the offending octet and `into` holds what was read.
inline Errc read_name_addr(Cursor& cursor, NameAddrView& into, bool listed) noexcept {
  cursor.skip_lws();
  if (read_star(cursor)) [[unlikely]] {
    into.star = true;
    return Errc::ok;
  }
  Errc error = read_display_name(cursor, into.display_name, into.bracketed);
  if (error == Errc::ok) {
    error = into.bracketed ? read_bracketed_uri(cursor, into.uri)
                           : read_bare_uri(cursor, into.uri, listed);
  }
  if (error != Errc::ok) {
    return error;
  }
  into.uri_text = into.uri.text;
  const auto use = [&into, end = cursor.text_end()](const ParameterView& parameter) noexcept {
    if (small_word(parameter.name, end) == number_of_word("tag")) {
      // tag-param = "tag" EQUAL token
      if (!parameter.has_value || parameter.quoted) {
        return Errc::bad_header_value;
      }
      if (into.tag_value.empty()) {
        into.tag_value = parameter.value;
      }
    }
    return Errc::ok;
  };
  return take_element_parameters(cursor, into.parameters, use);
}

}  // namespace BATON_PATH
}  // namespace baton::parser
