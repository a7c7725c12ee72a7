// URIs (RFC 3261 19.1, 25.1; RFC 3966), read as far as they go: what follows is the caller's.
#pragma once

#include <array>
#include <bit>
#include <cstring>

#include "baton/uri.hpp"
#include "parser/common_uri.hpp"
#include "parser/cursor.hpp"
#include "parser/host_reader.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// user [ ":" password ] "@" where a part of it is escaped, or a password, or a port that was taken
/// for one: the cursor stands at its first octet.
inline Errc read_rare_userinfo(Cursor& cursor, UriView& uri) noexcept {
  const char* const from = cursor.at();
  (void)cursor.take(authority_char);
  const bool present = cursor.peek() == '@';
  cursor.move_to(from);
  if (!present) {
    return Errc::ok;  // the character stands in no other part of a SIP URI
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

/// userinfo = ( user / telephone-subscriber ) [ ":" password ] "@", if there is one.
inline Errc read_userinfo(Cursor& cursor, UriView& uri) noexcept {
  const char* const from = cursor.at();
  const std::string_view user = cursor.take(user_char);
  const char behind = cursor.peek();
  if (behind == '@' && !user.empty()) [[likely]] {
    uri.user = user;
    cursor.skip(1);
    return Errc::ok;
  }
  cursor.move_to(from);
  const bool rare = behind == ':' || behind == '%' || behind == '@' || behind == '[';
  return rare ? read_rare_userinfo(cursor, uri) : Errc::ok;
}

/// uri-parameters = *( ";" pname [ "=" pvalue ] ).
inline Errc read_uri_parameters(Cursor& cursor, UriView& uri) noexcept {
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
inline Errc read_uri_headers(Cursor& cursor, UriView& uri) noexcept {
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

inline Errc read_sip(Cursor& cursor, UriView& uri) noexcept {
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
  if (const Errc error = read_uri_parameters(cursor, uri); error != Errc::ok) {
    return error;
  }
  return read_uri_headers(cursor, uri);
}

/// A telephone number with its visual separators, and parameters (RFC 3966 3).
inline Errc read_tel(Cursor& cursor, UriView& uri) noexcept {
  uri.user = cursor.take(phone_char);
  bool dialled = false;
  for (const char c : uri.user) {
    dialled = dialled || is(c, hex_char) || c == '*' || c == '#';
  }
  return dialled ? read_uri_parameters(cursor, uri) : Errc::bad_uri;
}

/// What follows the scheme of any other absolute URI (RFC 3261 25.1 absoluteURI): only its
/// characters are looked at.
inline Errc read_opaque(Cursor& cursor) noexcept {
  std::string_view part;
  if (const Errc error = cursor.take_escaped(uric_char, part); error != Errc::ok) {
    return error;
  }
  return part.empty() ? Errc::bad_uri : Errc::ok;
}

/// scheme ":". Error: `bad_uri`.
inline Errc read_scheme(Cursor& cursor, UriView& uri) noexcept {
  const char* const from = cursor.at();
  if (cursor.left() >= 5) [[likely]] {
    if (begins_with_sip(from)) [[likely]] {
      uri.scheme = UriScheme::sip;
      uri.scheme_text = {from, 3};
      cursor.skip(4);
      return Errc::ok;
    }
    if (four_octets(from, {small_bit, small_bit, small_bit, small_bit}) ==
            std::bit_cast<std::uint32_t>(std::array{'s', 'i', 'p', 's'}) &&
        from[4] == ':') {
      uri.scheme = UriScheme::sips;
      uri.scheme_text = {from, 4};
      cursor.skip(5);
      return Errc::ok;
    }
  }
  if (!is(cursor.peek(), alpha_char)) {
    return Errc::bad_uri;
  }
  uri.scheme_text = cursor.take(scheme_char);
  uri.scheme = is_word(uri.scheme_text, "tel")    ? UriScheme::tel
               : is_word(uri.scheme_text, "sip")  ? UriScheme::sip
               : is_word(uri.scheme_text, "sips") ? UriScheme::sips
                                                  : UriScheme::other;
  return cursor.eat(':') ? Errc::ok : Errc::bad_uri;
}

/// Reads a URI into `uri`, which is default-constructed. On an error the cursor stands at the
/// offending octet and `uri` holds what was read. Errors: those of `parse_uri`.
inline Errc read_uri(Cursor& cursor, UriView& uri) noexcept {
  const char* const from = cursor.at();
  Errc error = read_scheme(cursor, uri);
  if (error == Errc::ok) {
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
  }
  uri.text = {from, static_cast<std::size_t>(cursor.at() - from)};
  return error;
}

}  // namespace BATON_PATH
}  // namespace baton::parser
