// 1*DIGIT.
#pragma once

#include <cstdint>

#include "parser/cursor.hpp"

namespace baton::parser {

/// Reads digits, as many as there are, as a number up to 2^32-1. On an error, `bad_number`, the
/// cursor stands where it stood.
inline Errc take_number(Cursor& cursor, std::uint32_t& into) noexcept {
  const char* const from = cursor.at();
  const std::string_view digits = cursor.take(digit_char);
  std::uint32_t number = 0;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint32_t>(c - '0');
    if (number > (UINT32_MAX - digit) / 10) {
      cursor.move_to(from);
      return Errc::bad_number;
    }
    number = number * 10 + digit;
  }
  if (digits.empty()) {
    return Errc::bad_number;
  }
  into = number;
  return Errc::ok;
}

}  // namespace baton::parser
