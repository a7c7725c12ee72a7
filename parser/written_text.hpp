// What a text that is written into a message may hold.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "parser/char_class.hpp"

namespace baton::parser {

/// What would end a line, or the text for those who think in C strings.
inline bool breaks_line(std::string_view text) noexcept {
  const auto breaks = [](std::uint64_t octets) noexcept {
    constexpr std::uint64_t each = 0x0101010101010101;
    // High bit where an octet is zero; exact for the lowest such octet, which is enough to know that there is one.
    const auto has_zero = [](std::uint64_t some) { return (some - each) & ~some & (each * 0x80); };
    return (has_zero(octets) | has_zero(octets ^ (each * '\r')) | has_zero(octets ^ (each * '\n'))) != 0;
  };
  const char* at = text.data();
  if (text.size() < 4) {
    for (const char c : text) {
      if (c == '\r' || c == '\n' || c == '\0') return true;
    }
    return false;
  }
  // The last octets once more with those before them, so that nothing is left to look at one by one.
  if (text.size() < 8) {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::memcpy(&first, at, sizeof first);
    std::memcpy(&last, at + text.size() - sizeof last, sizeof last);
    return breaks(first | std::uint64_t{last} << 32);
  }
#if defined(__SSE2__)
  if (text.size() >= 16) {
    const auto found = [](const char* from) noexcept {
      const __m128i some = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
      const __m128i line = _mm_or_si128(_mm_cmpeq_epi8(some, _mm_set1_epi8('\r')),
                                        _mm_cmpeq_epi8(some, _mm_set1_epi8('\n')));
      return _mm_or_si128(line, _mm_cmpeq_epi8(some, _mm_setzero_si128()));
    };
    const char* const last = at + text.size() - 16;
    __m128i any = found(last);
    for (; at < last; at += 16) any = _mm_or_si128(any, found(at));
    return _mm_movemask_epi8(any) != 0;
  }
#endif
  std::uint64_t octets = 0;
  const char* const last = at + text.size() - sizeof octets;
  for (; at < last; at += sizeof octets) {
    std::memcpy(&octets, at, sizeof octets);
    if (breaks(octets)) return true;
  }
  std::memcpy(&octets, last, sizeof octets);
  return breaks(octets);
}

/// Copies a text that is mostly short, for which a call of memcpy takes longer than the copy. A small machine would
/// rather have the call.
inline void copy_text(char* to, std::string_view text) noexcept {
  const char* const from = text.data();
  const std::size_t size = text.size();
  // Two moves that overlap, each through a register.
  const auto both_ends = [&]<class Word>(Word first) noexcept {
    Word last = 0;
    std::memcpy(&first, from, sizeof first);
    std::memcpy(&last, from + size - sizeof last, sizeof last);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + size - sizeof last, &last, sizeof last);
  };
  if (sizeof(void*) < 8 || size > 16) {
    if (size != 0) std::memcpy(to, from, size);
  } else if (size >= 8) {
    both_ends(std::uint64_t{0});
  } else if (size >= 4) {
    both_ends(std::uint32_t{0});
  } else if (size >= 2) {
    both_ends(std::uint16_t{0});
  } else if (size == 1) {
    *to = *from;
  }
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
  for (const char c : uri) {
    if (c == ' ' || c == '\t') return true;
  }
  return uri.empty();
}

}  // namespace baton::parser
