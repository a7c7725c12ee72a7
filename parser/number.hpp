// 1*DIGIT.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "parser/cursor.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// The number that `digits`, of one to eight, spells: all at once. `text_end` tells what may be
/// read.
inline bool read_few_digits(std::string_view digits, const char* text_end,
                            std::uint32_t& number) noexcept {
  if constexpr (std::endian::native != std::endian::little || sizeof(std::size_t) < 8) {
    return false;
  }
  if (digits.empty() || digits.size() > 8 || text_end - digits.data() < 8) {
    return false;
  }
  std::uint64_t word = 0;
  std::memcpy(&word, digits.data(), sizeof word);
  // The first digit is the lowest octet: zeros take the places before it.
  word = (word << (64U - 8U * digits.size())) & 0x0F0F0F0F0F0F0F0FU;
  word = (word * 10 + (word >> 8U)) & 0x00FF00FF00FF00FFU;
  word = (word * 100 + (word >> 16U)) & 0x0000FFFF0000FFFFU;
  number = static_cast<std::uint32_t>(word * 10'000 + (word >> 32U));
  return true;
}

/// The number that a text of one to eight octets spells, if all are digits: all at once.
inline bool read_all_of_few_digits(std::string_view text, const char* text_end,
                                   std::uint32_t& number) noexcept {
  if constexpr (std::endian::native != std::endian::little || sizeof(std::size_t) < 8) {
    return false;
  }
  if (text.empty() || text.size() > 8 || text_end - text.data() < 8) {
    return false;
  }
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), sizeof word);
  // Less "0" a digit is at most 9, so that 6 more carries nothing into its upper half.
  word = (word ^ 0x3030303030303030U) << (64U - 8U * text.size());
  if (((word | (word + 0x0606060606060606U)) & 0xF0F0F0F0F0F0F0F0U) != 0) {
    return false;
  }
  return read_few_digits(text, text_end, number);
}

/// The number that `digits` spell, one after the other. False for none, and beyond 2^32-1.
inline bool read_many_digits(std::string_view digits, std::uint32_t& into) noexcept {
  std::uint32_t number = 0;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint32_t>(c - '0');
    if (number > (UINT32_MAX - digit) / 10) {
      return false;
    }
    number = number * 10 + digit;
  }
  into = number;
  return !digits.empty();
}

/// The number that all of `text` spells, up to 2^32-1.
inline bool read_all_digits(std::string_view text, const char* text_end,
                            std::uint32_t& number) noexcept {
  Cursor cursor(text, {text.data(), static_cast<std::size_t>(text_end - text.data())});
  const std::string_view digits = cursor.take(digit_char);
  return cursor.done() && (read_few_digits(digits, text_end, number) ||
                           read_many_digits(digits, number));
}

/// Reads digits, as many as there are, as a number up to 2^32-1. On an error, `bad_number`, the
/// cursor stands where it stood.
inline Errc take_number(Cursor& cursor, std::uint32_t& into) noexcept {
  const char* const from = cursor.at();
  const std::string_view digits = cursor.take(digit_char);
  if (read_few_digits(digits, cursor.text_end(), into)) {
    return Errc::ok;
  }
  if (!read_many_digits(digits, into)) {
    cursor.move_to(from);
    return Errc::bad_number;
  }
  return Errc::ok;
}

}  // namespace BATON_PATH
}  // namespace baton::parser
