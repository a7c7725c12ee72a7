// Scanning by general registers: eight octets at a time where the machine has 64-bit words.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "parser/char_class.hpp"
#include "parser/path.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

struct Scan {
  /// The shortest text that may be scanned.
  static constexpr std::size_t reach = 0;
  static constexpr bool has_windows = false;

  /// Of 64 octets: the line feeds, and all control characters but HTAB.
  struct LineMasks {
    std::uint64_t feeds = 0;
    std::uint64_t controls = 0;
  };

  static LineMasks line_masks(const char* block) noexcept {
    LineMasks masks;
    for (unsigned at = 0; at < 64; at += 8) {
      std::uint64_t octets = 0;
      std::memcpy(&octets, block + at, sizeof octets);
      masks.feeds |= gather(equal(octets, '\n')) << at;
      masks.controls |= gather(controls(octets)) << at;
    }
    return masks;
  }

  /// The first octet `c` from `at` on, at most `end`.
  static const char* find(const char* at, const char* end, const char* /*text_end*/,
                          char c) noexcept {
    const void* const found = std::memchr(at, c, static_cast<std::size_t>(end - at));
    return found != nullptr ? static_cast<const char*>(found) : end;
  }

  /// The end of the run of octets of class `bits` that begins at `at`, at most `end`.
  static const char* run_end(const char* at, const char* end, const char* /*text_end*/,
                             ClassBits bits) noexcept {
    while (at != end && is(*at, bits)) {
      ++at;
    }
    return at;
  }

  /// The first octet from `at` that is no plain text of a quoted string: a quote, a backslash or a
  /// control character; at most `end`.
  static const char* quoted_stop(const char* at, const char* end,
                                 const char* /*text_end*/) noexcept {
    while (at != end && *at != '"' && *at != '\\' && is(*at, text_char)) {
      ++at;
    }
    return at;
  }

 private:
  static constexpr std::uint64_t ones = 0x0101010101010101U;
  static constexpr std::uint64_t highs = ones * 0x80;

  /// The high bit of each octet that is `c`, exactly: no carry crosses an octet.
  static std::uint64_t equal(std::uint64_t octets, char c) noexcept {
    const std::uint64_t differing = octets ^ (ones * static_cast<unsigned char>(c));
    return ~(((differing & ~highs) + ~highs) | differing) & highs;
  }

  /// The high bit of each control character but HTAB.
  static std::uint64_t controls(std::uint64_t octets) noexcept {
    const std::uint64_t from_space = ((octets | highs) - ones * 0x20) | octets;
    return ((~from_space & highs) & ~equal(octets, '\t')) | equal(octets, '\x7F');
  }

  /// The high bits of eight octets side by side, the first octet's lowest.
  static std::uint64_t gather(std::uint64_t marks) noexcept {
    return ((marks >> 7U) * 0x0102040810204080U) >> 56U;
  }
};

}  // namespace BATON_PATH
}  // namespace baton::parser
