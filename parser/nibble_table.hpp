// The character classes once more, laid out for the processors that look 16 octets up at once.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "parser/char_class.hpp"

namespace baton::parser {

/// Octet n holds, as a set of bits, the upper halves with which the lower half n is in the class.
/// Octets from 0x80 up are in no class but text_char, which is not looked up here.
struct alignas(16) NibbleTable {
  std::array<std::uint8_t, 16> upper_halves{};
};

constexpr NibbleTable make_nibble_table(unsigned class_index) noexcept {
  NibbleTable table;
  for (unsigned octet = 0; octet < 0x80; ++octet) {
    if ((detail::class_table[octet] >> class_index & 1U) != 0) {
      std::uint8_t& set = table.upper_halves[octet & 0xFU];
      set = static_cast<std::uint8_t>(set | (1U << (octet >> 4U)));
    }
  }
  return table;
}

constexpr std::array<NibbleTable, class_count> make_nibble_tables() noexcept {
  std::array<NibbleTable, class_count> tables;
  for (unsigned index = 0; index < class_count; ++index) {
    tables[index] = make_nibble_table(index);
  }
  return tables;
}

inline constexpr std::array<NibbleTable, class_count> nibble_tables = make_nibble_tables();

/// The table of a class of one bit.
constexpr const NibbleTable& nibble_table_of(ClassBits bits) noexcept {
  return nibble_tables[static_cast<unsigned>(std::countr_zero(bits))];
}

}  // namespace baton::parser
