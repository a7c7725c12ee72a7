// Parameters, *( ";" name [ "=" value ] ), of headers.
#pragma once

#include <bit>
#include <cstdint>

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

/// Parameters of plain names and values without white space, as many as one look at the text
/// shows. The cursor stops before the first one of another shape, or where there is none.
template <class AnyScan = Scan, class Use>
BATON_INLINE Errc take_common_parameters(Cursor& cursor, Use&& use) noexcept {
  if constexpr (AnyScan::has_windows) {
    const char* const base = cursor.at();
    const typename AnyScan::WideWindow window(base, cursor.text_end());
    // The end of the text is the end of every run; so is the end of the window.
    const std::uint64_t end = std::uint64_t{1} << (cursor.left() < 63 ? cursor.left() : 63);
    const std::uint64_t behind_names = window.outside(token_char) | end;
    const std::uint64_t behind_values = window.outside(gen_value_char) | end;
    const std::uint64_t semicolons = window.equal(';') & (end - 1U);
    const std::uint64_t equals = window.equal('=') & (end - 1U);
    unsigned at = 0;
    while ((semicolons >> at & 1U) != 0) {
      ParameterView parameter;
      const unsigned name = at + 1;
      const unsigned name_end =
          name + static_cast<unsigned>(std::countr_zero(behind_names >> name));
      unsigned stop = name_end;
      parameter.name = {base + name, name_end - name};
      if ((equals >> name_end & 1U) != 0) {
        const unsigned value = name_end + 1;
        stop = value + static_cast<unsigned>(std::countr_zero(behind_values >> value));
        parameter.value = {base + value, stop - value};
        parameter.has_value = true;
        if (stop == value) {
          break;  // a quoted value, or white space
        }
      }
      const bool ends = (end >> stop & 1U) != 0 ? stop == cursor.left()
                                                : base[stop] == ';' || base[stop] == ',';
      if (name == name_end || !ends) {
        break;
      }
      if (const Errc error = use(parameter); error != Errc::ok) {
        cursor.skip(name);
        return error;
      }
      at = stop;
    }
    cursor.skip(at);
  }
  return Errc::ok;
}

/// Reads the parameters of a header up to the end of the value or to a comma, handing each to
/// `use`, which may refuse it with an error. `text` is what stands from the first semicolon on,
/// white space at its end included.
template <class Use>
Errc take_element_parameters(Cursor& cursor, std::string_view& text, Use&& use) noexcept {
  cursor.skip_lws();
  const char* const from = cursor.at();
  while (cursor.peek() == ';') {
    const char* const before = cursor.at();
    if (const Errc error = take_common_parameters(cursor, use); error != Errc::ok) {
      return error;
    }
    if (cursor.at() != before) {
      continue;
    }
    cursor.skip(1);
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
