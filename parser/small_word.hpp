// Short words as numbers: one comparison instead of one an octet.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "parser/char_class.hpp"
#include "parser/path.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// The octets of a word of up to eight, the first lowest, letters made small.
constexpr std::uint64_t number_of_word(std::string_view word) noexcept {
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < word.size() && at < 8; ++at) {
    number |= std::uint64_t{static_cast<unsigned char>(lower(word[at]))} << (8 * at);
  }
  return number;
}

/// The number of a token, by which it can be told from words of letters and "-"; 0 for one of more
/// than eight octets. An octet of a token that 0x20 turns into such a letter or "-" is one itself.
/// `text_end` tells what may be read.
inline std::uint64_t small_word(std::string_view token, const char* text_end) noexcept {
  if (token.size() > 8 || token.empty()) {
    return 0;
  }
  if (std::endian::native == std::endian::little && text_end - token.data() >= 8) [[likely]] {
    std::uint64_t word = 0;
    std::memcpy(&word, token.data(), sizeof word);
    const std::uint64_t octets = ~std::uint64_t{0} >> (64U - 8U * token.size());
    return (word | 0x2020202020202020U) & octets;
  }
  return number_of_word(token);
}

/// Whether two tokens are the same, case and all.
inline bool same_token(std::string_view a, std::string_view b, const char* text_end) noexcept {
  if (a.size() != b.size() || a.empty()) {
    return false;
  }
  if (a.size() > 8 || text_end - a.data() < 8 || text_end - b.data() < 8) [[unlikely]] {
    return std::memcmp(a.data(), b.data(), a.size()) == 0;
  }
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  std::memcpy(&first, a.data(), sizeof first);
  std::memcpy(&second, b.data(), sizeof second);
  const unsigned spare = 64U - 8U * static_cast<unsigned>(a.size());
  return std::endian::native == std::endian::little ? (first ^ second) << spare == 0
                                                    : (first ^ second) >> spare == 0;
}

}  // namespace BATON_PATH
}  // namespace baton::parser
