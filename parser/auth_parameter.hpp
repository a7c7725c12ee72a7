// auth-param = token EQUAL ( token / quoted-string ), in a list with commas (RFC 3261 25.1).
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/parameter.hpp"

namespace baton::parser {

/// Reads the list that `cursor` holds, up to its end, handing each parameter to `use`, which may
/// refuse it with an error. On an error the cursor stands at the culprit.
template <class Use>
Errc take_auth_parameters(Cursor& cursor, Use&& use) noexcept {
  do {
    const char* const start = cursor.at();
    ParameterView parameter;
    if (const Errc error = take_header_parameter(cursor, parameter); error != Errc::ok) {
      return error;
    }
    if (!parameter.has_value) {
      return Errc::bad_header_value;
    }
    if (const Errc error = use(parameter); error != Errc::ok) {
      cursor.move_to(start);
      return error;
    }
  } while (cursor.eat_separator(','));
  return cursor.done() ? Errc::ok : Errc::bad_header_value;
}

/// Which known parameters a list has had so far.
class Once {
 public:
  /// Whether the parameter of this number stands for the first time.
  constexpr bool first(unsigned number) noexcept {
    const std::uint32_t bit = std::uint32_t{1} << number;
    const bool fresh = (seen_ & bit) == 0;
    seen_ |= bit;
    return fresh;
  }
  constexpr bool has(unsigned number) const noexcept { return (seen_ >> number & 1U) != 0; }

 private:
  std::uint32_t seen_ = 0;
};

}  // namespace baton::parser
