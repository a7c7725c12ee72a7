// Scanning by general registers: eight octets at a time where the machine has 64-bit words.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "parser/bits_set.hpp"
#include "parser/char_class.hpp"
#include "parser/path.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

struct Scan {
  /// The shortest text that may be scanned.
  static constexpr std::size_t reach = 0;
  static constexpr bool has_windows = false;
  static constexpr bool has_line_masks = false;

  /// A path without line masks: of 64 octets the control characters, HTAB among them.
  static std::uint64_t controls(const char* block) noexcept {
    std::uint64_t found = 0;
    for (unsigned at = 0; at < 64; at += 8) {
      const std::uint64_t octets = eight(block + at);
      const std::uint64_t from_space = (octets | highs) - ones * 0x20;
      const std::uint64_t del = (octets & ~highs) + ones;
      found |= gather((~from_space | del) & ~octets & highs) << at;
    }
    return found;
  }

  /// The places of the dots in a text of up to 16 octets, of which 16 can be read.
  static std::uint64_t dots(const char* at, std::size_t size) noexcept {
    const std::uint64_t all = gather(equal(eight(at), '.')) | gather(equal(eight(at + 8), '.')) << 8U;
    return all & ((std::uint64_t{1} << size) - 1U);
  }

  /// How many bits are set.
  static unsigned count(std::uint64_t bits) noexcept { return bits_set(bits); }

  /// The octets that a Name is looked for in.
  static constexpr std::size_t name_window = 24;
  static constexpr std::ptrdiff_t name_room = 24;  ///< octets that a NameWindow reads

  /// The beginning of a header line: 24 octets.
  class NameWindow {
   public:
    explicit NameWindow(const char* at) noexcept
        : words_{eight(at), eight(at + 8), eight(at + 16)} {}

    /// The place of the first colon, or a place beyond the window.
    std::size_t colon() const noexcept {
      const std::uint64_t hits = gather(equal(words_[0], ':')) |
                                 gather(equal(words_[1], ':')) << 8U |
                                 gather(equal(words_[2], ':')) << 16U;
      return static_cast<std::size_t>(std::countr_zero(hits));
    }

    /// Whether the first `size` octets, letters made small, are those of `small`.
    bool begins_small(const char* small, std::size_t size) const noexcept {
      std::uint64_t differing = 0;
      for (std::size_t word = 0; word < words_.size(); ++word) {
        differing |= ((words_[word] | ones * 0x20) ^ eight(small + 8 * word)) &
                     leading_octets[size][word];
      }
      return differing == 0;
    }

   private:
    using Words = std::array<std::uint64_t, 3>;

    static constexpr std::array<Words, name_window + 1> leading_octets = [] {
      std::array<Words, name_window + 1> masks{};
      for (std::size_t size = 0; size <= name_window; ++size) {
        for (std::size_t octet = 0; octet < size; ++octet) {
          masks[size][octet / 8] |= std::uint64_t{0xFF} << (8 * (octet % 8));
        }
      }
      return masks;
    }();

    Words words_;
  };

  /// The first octet `c` from `at` on, at most `end`.
  static const char* find(const char* at, const char* end, const char* /*text_end*/,
                          char c) noexcept {
    const void* const found = std::memchr(at, c, static_cast<std::size_t>(end - at));
    return found != nullptr ? static_cast<const char*>(found) : end;
  }

  /// The end of the run of octets of class `bits` that begins at `at`, at most `end`.
  static const char* run_end(const char* at, const char* end, const char* text_end,
                             ClassBits bits) noexcept {
    // Eight octets at a time, since nobody can predict where a run ends; on a small machine one.
    if constexpr (sizeof(void*) == 8) {
      while (text_end - at >= 8) {
        const unsigned outside = outside_of_eight(at, bits);
        if (outside != 0) {
          const char* const stop = at + std::countr_zero(outside);
          return stop < end ? stop : end;
        }
        at += 8;
        if (at >= end) {
          return end;
        }
      }
    }
    while (at < end && is(*at, bits)) {
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

  static std::uint64_t eight(const char* at) noexcept {
    std::uint64_t octets = 0;
    std::memcpy(&octets, at, sizeof octets);
    return octets;
  }

  /// Bit n: whether octet n of eight is not of class `bits`.
  static unsigned outside_of_eight(const char* at, ClassBits bits) noexcept {
    unsigned outside = 0;
    for (unsigned octet = 0; octet < 8; ++octet) {
      outside |= static_cast<unsigned>(!is(at[octet], bits)) << octet;
    }
    return outside;
  }

  /// The high bits of eight octets side by side, the first octet's lowest.
  static std::uint64_t gather(std::uint64_t marks) noexcept {
    return ((marks >> 7U) * 0x0102040810204080U) >> 56U;
  }
};

}  // namespace BATON_PATH
}  // namespace baton::parser
