// Sweeps over text that is not looked at octet by octet: the one place where a faster way to do so
// belongs.
#pragma once

#include <bit>
#include <cstddef>
#include <cstring>

#include "parser/char_class.hpp"

namespace baton::parser {

namespace detail {

using Word = std::size_t;                      ///< as wide as the machine's registers
inline constexpr Word ones = ~Word{0} / 0xFF;  ///< 0x01 in every octet
inline constexpr Word highs = ones * 0x80;     ///< 0x80 in every octet

/// Nonzero if an octet of `word` is below 0x20 or is DEL. Octets from 0x80 up are text.
constexpr Word control_bits(Word word) noexcept {
  const Word below_space = (word - ones * 0x20) & ~word;
  const Word without_del = word ^ (ones * 0x7F);
  const Word del = (without_del - ones) & ~without_del;
  return (below_space | del) & highs;
}

}  // namespace detail

/// The first octet from `at` that is no text: a control character other than HTAB, or `end`.
inline const char* find_control(const char* at, const char* end) noexcept {
  while (static_cast<std::size_t>(end - at) >= sizeof(detail::Word)) {
    detail::Word word;
    std::memcpy(&word, at, sizeof word);
    const detail::Word found = detail::control_bits(word);
    if (found == 0) {
      at += sizeof word;
      continue;
    }
    if constexpr (std::endian::native == std::endian::little) {
      // A borrow may mark an octet too many, but only behind one that is marked rightly.
      at += static_cast<unsigned>(std::countr_zero(found)) / 8U;
    } else {
      while (is(*at, text_char) && *at != '\t') {
        ++at;
      }
    }
    if (*at != '\t') {
      return at;
    }
    ++at;
  }
  while (at != end && is(*at, text_char)) {
    ++at;
  }
  return at;
}

}  // namespace baton::parser
