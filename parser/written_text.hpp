// What a text that is written into a message may hold.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "parser/char_class.hpp"

namespace baton::parser {

/// What would end a line, or the text for those who think in C strings.
inline bool breaks_line(std::string_view text) noexcept {
  constexpr std::uint64_t each = 0x0101010101010101;
  // High bit where an octet is zero; exact for the lowest such octet, which is enough to know that there is one.
  const auto has_zero = [](std::uint64_t octets) { return (octets - each) & ~octets & (each * 0x80); };
  while (text.size() >= 8) {
    std::uint64_t octets = 0;
    std::memcpy(&octets, text.data(), sizeof octets);
    if ((has_zero(octets) | has_zero(octets ^ (each * '\r')) | has_zero(octets ^ (each * '\n'))) != 0) return true;
    text.remove_prefix(8);
  }
  for (const char c : text) {
    if (c == '\r' || c == '\n' || c == '\0') return true;
  }
  return false;
}

constexpr bool is_token(std::string_view text) noexcept {
  for (const char c : text) {
    if (!is(c, token_char)) return false;
  }
  return !text.empty();
}

/// White space in a method or a Request-URI would move the limits between the parts of the start
/// line (RFC 3261 7.1).
constexpr bool moves_parts(std::string_view uri) noexcept {
  return uri.empty() || uri.find_first_of(" \t") != std::string_view::npos;
}

}  // namespace baton::parser
