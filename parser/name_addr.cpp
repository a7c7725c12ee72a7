#include "parser/parameter.hpp"
#include "parser/slice.hpp"
#include "parser/uri_reader.hpp"
#include "parser/value_readers.hpp"

namespace baton {
namespace parser {
namespace {

/// display-name = *( token LWS ) / quoted-string, up to the "<" that follows it. `bracketed` tells
/// whether there is one; if not, the cursor is back where it was. The last token needs no white
/// space behind it (RFC 4475 3.1.1.6).
Errc read_display_name(Cursor& cursor, std::string_view& name, bool& bracketed) noexcept {
  bracketed = true;
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

/// The URI's text: between the brackets, or else up to the first semicolon or white space, since
/// without brackets parameters belong to the header (RFC 3261 20.10).
Errc take_uri_text(Cursor& cursor, bool bracketed, std::string_view& text) noexcept {
  const std::string_view rest = cursor.rest();
  if (!bracketed) {
    text = slice(rest, 0, rest.find_first_of("; \t\r\n"));
    return Errc::ok;
  }
  const std::size_t close = rest.find('>');
  if (close == std::string_view::npos) {
    return Errc::bad_header_value;
  }
  text = slice(rest, 0, close);
  return Errc::ok;
}

}  // namespace

Errc read_name_addr(Cursor& cursor, NameAddrView& into) noexcept {
  into = {};
  NameAddrView value;
  cursor.skip_lws();
  if (cursor.peek() == '*') {
    Cursor behind = cursor;
    behind.skip(1);
    behind.skip_lws();
    if (behind.done()) {  // else it begins a display name: "*" is a token
      cursor = behind;
      into.star = true;
      return Errc::ok;
    }
  }
  if (const Errc error = read_display_name(cursor, value.display_name, value.bracketed);
      error != Errc::ok) {
    return error;
  }
  if (value.bracketed) {
    cursor.skip(1);
  }
  if (const Errc error = take_uri_text(cursor, value.bracketed, value.uri_text);
      error != Errc::ok) {
    return error;
  }
  Cursor uri(value.uri_text);
  if (const Errc error = read_uri(uri, value.uri); error != Errc::ok) {
    cursor.move_to(uri.at());
    return error;
  }
  cursor.skip(value.uri_text.size() + (value.bracketed ? 1U : 0U));
  const auto use = [](const ParameterView& parameter) noexcept {
    // tag-param = "tag" EQUAL token
    const bool bad_tag =
        is_word(parameter.name, "tag") && (!parameter.has_value || parameter.quoted);
    return bad_tag ? Errc::bad_header_value : Errc::ok;
  };
  if (const Errc error = take_header_parameters(cursor, value.parameters, use); error != Errc::ok) {
    return error;
  }
  into = value;
  return Errc::ok;
}

}  // namespace parser

std::string_view NameAddrView::tag() const noexcept {
  const auto tag = parameter("tag");
  return tag ? tag->value : std::string_view{};
}

Errc parse_name_addr(std::string_view value, NameAddrView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_name_addr(cursor, into);
}

}  // namespace baton
