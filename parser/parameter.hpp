// Parameters, *( ";" name [ "=" value ] ), of headers.
#pragma once

#include "baton/uri.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// One `name [= value]` of a header: generic-param = token [ EQUAL gen-value ] (RFC 3261 25.1),
/// with an IPv6address as value allowed too, as "received" has it.
inline Errc take_header_parameter(Cursor& cursor, ParameterView& into) noexcept {
  into = {};
  into.name = cursor.take(token_char);
  if (into.name.empty()) {
    return Errc::bad_header_value;
  }
  if (!cursor.eat_separator('=')) {
    return Errc::ok;
  }
  into.has_value = true;
  if (cursor.peek() == '"') {
    into.quoted = true;
    return cursor.take_quoted(into.value);
  }
  into.value = cursor.take(gen_value_char);
  return into.value.empty() ? Errc::bad_header_value : Errc::ok;
}

/// Reads the parameters of a header up to the end of the value or to a comma, handing each to
/// `use`, which may refuse it with an error. `text` is what stands from the first semicolon on,
/// white space at its end included.
template <class Use>
Errc take_element_parameters(Cursor& cursor, std::string_view& text, Use&& use) noexcept {
  cursor.skip_lws();
  const char* const from = cursor.at();
  while (cursor.eat(';')) {
    cursor.skip_lws();
    const char* const start = cursor.at();
    ParameterView parameter;
    if (const Errc error = take_header_parameter(cursor, parameter); error != Errc::ok) {
      return error;
    }
    if (const Errc error = use(parameter); error != Errc::ok) {
      cursor.move_to(start);
      return error;
    }
    cursor.skip_lws();
  }
  text = {from, static_cast<std::size_t>(cursor.at() - from)};
  return cursor.done() || cursor.peek() == ',' ? Errc::ok : Errc::bad_header_value;
}

/// As above, for a value that is no list: a comma is an error.
template <class Use>
Errc take_header_parameters(Cursor& cursor, std::string_view& text, Use&& use) noexcept {
  const Errc error = take_element_parameters(cursor, text, use);
  return error == Errc::ok && !cursor.done() ? Errc::bad_header_value : error;
}

inline constexpr auto any_parameter = [](const ParameterView&) noexcept { return Errc::ok; };

}  // namespace BATON_PATH
}  // namespace baton::parser
