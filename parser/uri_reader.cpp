#include "parser/uri_reader.hpp"

#include "parser/number.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace parser {
namespace {

/// What a run of host characters is.
enum class HostKind : std::uint8_t { malformed, name, number };

/// Labels of letters, digits, "-" and "_", none empty, none with "-" at an end; one dot may stand
/// at the end of all. `number`: the last label is one, so that the whole can only be an IPv4
/// address.
HostKind host_kind(std::string_view host) noexcept {
  if (host.ends_with('.')) {
    host.remove_suffix(1);
  }
  bool number = true;
  char before = '.';
  for (const char c : host) {
    if (c == '.') {
      if (before == '.' || before == '-') {
        return HostKind::malformed;
      }
      number = true;
    } else {
      if (c == '-' && before == '.') {
        return HostKind::malformed;
      }
      number = number && is(c, digit_char);
    }
    before = c;
  }
  if (before == '.' || before == '-') {
    return HostKind::malformed;
  }
  return number ? HostKind::number : HostKind::name;
}

/// userinfo = ( user / telephone-subscriber ) [ ":" password ] "@", if there is an "@" at all: the
/// character stands in no other part of a SIP URI.
Errc read_userinfo(Cursor& cursor, UriView& uri) noexcept {
  if (cursor.rest().find('@') == std::string_view::npos) {
    return Errc::ok;
  }
  if (const Errc error = cursor.take_escaped(user_char, uri.user); error != Errc::ok) {
    return error;
  }
  if (uri.user.empty()) {
    return Errc::bad_uri;
  }
  if (cursor.eat(':')) {
    if (const Errc error = cursor.take_escaped(password_char, uri.password); error != Errc::ok) {
      return error;
    }
  }
  return cursor.eat('@') ? Errc::ok : Errc::bad_uri;
}

/// uri-parameters = *( ";" pname [ "=" pvalue ] ), up to "?" or the end.
Errc read_parameters(Cursor& cursor, UriView& uri) noexcept {
  const char* const from = cursor.at();
  while (cursor.eat(';')) {
    std::string_view part;
    if (const Errc error = cursor.take_escaped(param_char, part); error != Errc::ok) {
      return error;
    }
    if (part.empty()) {
      return Errc::bad_uri;
    }
    if (cursor.eat('=')) {
      if (const Errc error = cursor.take_escaped(param_char, part); error != Errc::ok) {
        return error;
      }
      if (part.empty()) {
        return Errc::bad_uri;
      }
    }
  }
  uri.parameters = {from, static_cast<std::size_t>(cursor.at() - from)};
  return Errc::ok;
}

/// headers = "?" hname "=" hvalue *( "&" hname "=" hvalue )
Errc read_headers(Cursor& cursor, UriView& uri) noexcept {
  if (!cursor.eat('?')) {
    return Errc::ok;
  }
  const char* const from = cursor.at();
  do {
    std::string_view part;
    if (const Errc error = cursor.take_escaped(hnv_char, part); error != Errc::ok) {
      return error;
    }
    if (part.empty() || !cursor.eat('=')) {
      return Errc::bad_uri;
    }
    if (const Errc error = cursor.take_escaped(hnv_char, part); error != Errc::ok) {
      return error;
    }
  } while (cursor.eat('&'));
  uri.headers = {from, static_cast<std::size_t>(cursor.at() - from)};
  return Errc::ok;
}

Errc read_sip(Cursor& cursor, UriView& uri) noexcept {
  if (const Errc error = read_userinfo(cursor, uri); error != Errc::ok) {
    return error;
  }
  if (const Errc error = read_host(cursor, uri.host); error != Errc::ok) {
    return error;
  }
  if (cursor.eat(':')) {
    if (const Errc error = read_port(cursor, uri.port); error != Errc::ok) {
      return error;
    }
  }
  if (const Errc error = read_parameters(cursor, uri); error != Errc::ok) {
    return error;
  }
  if (const Errc error = read_headers(cursor, uri); error != Errc::ok) {
    return error;
  }
  return cursor.done() ? Errc::ok : Errc::bad_uri;
}

/// A telephone number with its visual separators, and parameters (RFC 3966 3).
Errc read_tel(Cursor& cursor, UriView& uri) noexcept {
  uri.user = cursor.take(phone_char);
  bool dialled = false;
  for (const char c : uri.user) {
    dialled = dialled || is(c, hex_char) || c == '*' || c == '#';
  }
  if (!dialled) {
    return Errc::bad_uri;
  }
  if (const Errc error = read_parameters(cursor, uri); error != Errc::ok) {
    return error;
  }
  return cursor.done() ? Errc::ok : Errc::bad_uri;
}

/// What follows the scheme of any other absolute URI (RFC 3261 25.1 absoluteURI): only its
/// characters are looked at.
Errc read_opaque(Cursor& cursor) noexcept {
  std::string_view part;
  if (const Errc error = cursor.take_escaped(uric_char, part); error != Errc::ok) {
    return error;
  }
  return part.empty() || !cursor.done() ? Errc::bad_uri : Errc::ok;
}

UriScheme scheme_from(std::string_view text) noexcept {
  if (is_word(text, "sip")) {
    return UriScheme::sip;
  }
  if (is_word(text, "sips")) {
    return UriScheme::sips;
  }
  return is_word(text, "tel") ? UriScheme::tel : UriScheme::other;
}

}  // namespace

Errc read_host(Cursor& cursor, std::string_view& host) noexcept {
  const char* const from = cursor.at();
  if (cursor.peek() == '[') {
    const std::string_view rest = cursor.rest();
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos || !parse_address(slice(rest, 0, close + 1), 0)) {
      return Errc::bad_address;
    }
    host = slice(rest, 0, close + 1);
    cursor.skip(host.size());
    return Errc::ok;
  }
  const std::string_view name = cursor.take(host_char);
  const HostKind kind = host_kind(name);
  if (kind == HostKind::malformed ||
      (kind == HostKind::number && !static_cast<bool>(parse_address(name, 0)))) {
    cursor.move_to(from);
    return Errc::bad_uri;
  }
  host = name;
  return Errc::ok;
}

Errc read_port(Cursor& cursor, std::uint16_t& port) noexcept {
  const char* const from = cursor.at();
  std::uint32_t number = 0;
  if (take_number(cursor, number) != Errc::ok || number == 0 || number > 65'535) {
    cursor.move_to(from);
    return Errc::bad_number;
  }
  port = static_cast<std::uint16_t>(number);
  return Errc::ok;
}

Errc read_uri(Cursor& cursor, UriView& into) noexcept {
  into = {};
  UriView uri;
  uri.text = cursor.rest();
  if (!is(cursor.peek(), alpha_char)) {
    return Errc::bad_uri;
  }
  uri.scheme_text = cursor.take(scheme_char);
  if (!cursor.eat(':')) {
    return Errc::bad_uri;
  }
  uri.scheme = scheme_from(uri.scheme_text);
  Errc error = Errc::ok;
  switch (uri.scheme) {
    case UriScheme::sip:
    case UriScheme::sips:
      error = read_sip(cursor, uri);
      break;
    case UriScheme::tel:
      error = read_tel(cursor, uri);
      break;
    case UriScheme::other:
      error = read_opaque(cursor);
      break;
  }
  if (error == Errc::ok) {
    into = uri;
  }
  return error;
}

}  // namespace parser

Errc parse_uri(std::string_view text, UriView& into) noexcept {
  parser::Cursor cursor(text);
  return parser::read_uri(cursor, into);
}

}  // namespace baton
