// Scanning by the 128-bit registers that every x86-64 has: SSE2.
//
// They compare, but they look nothing up: a class of characters is told by the few ranges and single
// octets that it is made of. The classes of a URI's parts are put so; the others have their table.
#pragma once

#include <emmintrin.h>

#include <array>
#include <bit>
#include <cstdint>

#include "parser/bits_set.hpp"
#include "parser/char_class.hpp"
#include "parser/path.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

struct Scan {
  static constexpr std::size_t reach = 64;
  static constexpr std::size_t window_size = 32;
  static constexpr bool has_windows = true;
  static constexpr bool has_line_masks = true;

  /// 16 octets of a text. Of each question bit n of the answer is octet n's; no bit above 15 is set.
  class Block {
   public:
    explicit Block(const char* at) noexcept
        : octets_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))) {}

    std::uint64_t equal(char c) const noexcept { return bits_of(is_octet(c)); }
    std::uint64_t digits() const noexcept { return bits_of(in_range('0', '9')); }

    /// The octets that are NOT in the class.
    std::uint64_t outside(ClassBits bits) const noexcept {
      switch (bits) {
        case host_char: return bits_of(host()) ^ 0xFFFFU;
        case user_char: return bits_of(user()) ^ 0xFFFFU;
        case param_char: return bits_of(parameter()) ^ 0xFFFFU;
        default: return looked_up_outside(bits);
      }
    }

    /// Control characters other than HTAB.
    std::uint64_t controls() const noexcept { return bits_of(control()); }

    /// What ends the plain text of a quoted string.
    std::uint64_t quoted_stops() const noexcept {
      return bits_of(either(either(is_octet('"'), is_octet('\\')), control()));
    }

    /// The octets that are, letters made small, those of a block of 16 at `small`.
    std::uint64_t same_small(const char* small) const noexcept {
      const __m128i row = _mm_load_si128(reinterpret_cast<const __m128i*>(small));
      return bits_of(_mm_cmpeq_epi8(_mm_or_si128(octets_, _mm_set1_epi8(0x20)), row));
    }

   private:
    static std::uint64_t bits_of(__m128i hits) noexcept {
      return static_cast<std::uint32_t>(_mm_movemask_epi8(hits));
    }
    static __m128i either(__m128i a, __m128i b) noexcept { return _mm_or_si128(a, b); }
    static __m128i but_not(__m128i a, __m128i b) noexcept { return _mm_andnot_si128(b, a); }

    __m128i is_octet(char c) const noexcept { return _mm_cmpeq_epi8(octets_, _mm_set1_epi8(c)); }

    /// Octets that `bits` turns into `c`.
    __m128i is_octet_with(char bits, char c) const noexcept {
      return _mm_cmpeq_epi8(_mm_or_si128(octets_, _mm_set1_epi8(bits)), _mm_set1_epi8(c));
    }

    /// The comparison is one of signed octets: the range is moved up to the greatest of them, and
    /// what is above it wraps around.
    static __m128i in_range(__m128i octets, char first, char last) noexcept {
      const __m128i moved = _mm_add_epi8(octets, _mm_set1_epi8(static_cast<char>(0x7F - last)));
      return _mm_cmpgt_epi8(moved, _mm_set1_epi8(static_cast<char>(0x7E - (last - first))));
    }
    __m128i in_range(char first, char last) const noexcept { return in_range(octets_, first, last); }

    __m128i letter() const noexcept { return in_range(_mm_or_si128(octets_, _mm_set1_epi8(0x20)), 'a', 'z'); }

    __m128i control() const noexcept {
      const __m128i below_space = in_range('\0', '\x1F');
      return either(but_not(below_space, is_octet('\t')), is_octet('\x7F'));
    }

    __m128i host() const noexcept {
      const __m128i digits_and_marks = but_not(in_range('-', '9'), is_octet('/'));
      return either(either(letter(), is_octet('_')), digits_and_marks);
    }

    /// 0x06 turns ";", "=" and "?" into "?", and of the others only "9", which belongs here too.
    __m128i user() const noexcept {
      const __m128i marks = either(is_octet_with(0x06, '?'), in_range('&', '9'));
      return either(either(marks, common_marks()), either(letter(), is_octet('_')));
    }

    /// 0x06 turns "[", "]" and "_" into "_", and of the others only "Y".
    __m128i parameter() const noexcept {
      const __m128i marks = but_not(in_range('&', ':'), is_octet(','));
      return either(either(marks, common_marks()), either(letter(), is_octet_with(0x06, '_')));
    }

    __m128i common_marks() const noexcept {
      return either(either(is_octet('!'), is_octet('$')), is_octet('~'));
    }

    std::uint64_t looked_up_outside(ClassBits bits) const noexcept {
      const auto octets = std::bit_cast<std::array<char, 16>>(octets_);
      std::uint64_t found = 0;
      for (unsigned at = 0; at < octets.size(); ++at) {
        found |= std::uint64_t{!is(octets[at], bits)} << at;
      }
      return found;
    }

    __m128i octets_;
  };

  /// The 32 octets from a position on; near the end of the text those that end it, so that nothing
  /// behind it is read.
  class Window {
   public:
    Window(const char* at, const char* text_end) noexcept
        : Window(at, at < text_end - window_size ? at : text_end - window_size, 0) {}

    /// Of 32 octets at `at`.
    explicit Window(const char* at) noexcept : Window(at, at, 0) {}

    /// Octets of the text in the window.
    unsigned size() const noexcept { return window_size - passed_; }

    /// Bit n: whether octet n is NOT in the class. Bits from `size` on are unset.
    std::uint64_t outside(ClassBits bits) const noexcept {
      return joined(low_.outside(bits), high_.outside(bits));
    }

    /// Bit n: whether octet n is `c`.
    std::uint64_t equal(char c) const noexcept { return joined(low_.equal(c), high_.equal(c)); }

    /// Bit n: whether octet n is a digit.
    std::uint64_t digits() const noexcept { return joined(low_.digits(), high_.digits()); }

    /// The place of the first colon of a window of 32, or 32.
    std::size_t colon() const noexcept {
      return static_cast<std::size_t>(
          std::countr_zero(equal(':') | std::uint64_t{1} << window_size));
    }

    /// Whether the first `size` octets of a window of 32, letters made small, are those of `small`,
    /// a block of 32 octets.
    bool begins_small(const char* small, std::size_t size) const noexcept {
      const std::uint64_t same = joined(low_.same_small(small), high_.same_small(small + 16));
      return (~same & ((std::uint64_t{1} << size) - 1U)) == 0;
    }

   private:
    Window(const char* at, const char* from, int) noexcept
        : low_(from), high_(from + 16), passed_(static_cast<unsigned>(at - from)) {}

    std::uint64_t joined(std::uint64_t low, std::uint64_t high) const noexcept {
      return (low | high << 16U) >> passed_;
    }

    Block low_;
    Block high_;
    unsigned passed_;
  };

  /// The 64 octets from a position on, or those that end a text of at least 64.
  class WideWindow {
   public:
    WideWindow(const char* at, const char* text_end) noexcept
        : WideWindow(at, at < text_end - size ? at : text_end - size, 0) {}

    std::uint64_t outside(ClassBits bits) const noexcept {
      return joined([bits](const Block& block) { return block.outside(bits); });
    }
    std::uint64_t equal(char c) const noexcept {
      return joined([c](const Block& block) { return block.equal(c); });
    }
    std::uint64_t digits() const noexcept {
      return joined([](const Block& block) { return block.digits(); });
    }

    static constexpr std::ptrdiff_t size = 64;

    /// The bits of `values` at the places that `places` has, side by side.
    static std::uint64_t gathered(std::uint64_t values, std::uint64_t places) noexcept {
      std::uint64_t found = 0;
      for (unsigned at = 0; places != 0; ++at) {
        found |= (values >> static_cast<unsigned>(std::countr_zero(places)) & 1U) << at;
        places &= places - 1U;
      }
      return found;
    }

   private:
    WideWindow(const char* at, const char* from, int) noexcept
        : blocks_{Block(from), Block(from + 16), Block(from + 32), Block(from + 48)},
          passed_(static_cast<unsigned>(at - from)) {}

    template <class Question>
    std::uint64_t joined(Question&& question) const noexcept {
      return (question(blocks_[0]) | question(blocks_[1]) << 16U | question(blocks_[2]) << 32U |
              question(blocks_[3]) << 48U) >>
             passed_;
    }

    std::array<Block, 4> blocks_;
    unsigned passed_;  // below 64
  };

  /// Of 64 octets: the line feeds, and all control characters but HTAB.
  struct LineMasks {
    std::uint64_t feeds = 0;
    std::uint64_t controls = 0;
  };

  /// How many bits are set.
  static unsigned count(std::uint64_t bits) noexcept { return bits_set(bits); }

  /// The beginning of a header line.
  using NameWindow = Window;
  static constexpr std::size_t name_window = 32;
  static constexpr std::ptrdiff_t name_room = 32;  ///< octets that a NameWindow reads

  static LineMasks line_masks(const char* text) noexcept {
    LineMasks masks;
    for (unsigned at = 0; at < 64; at += 16) {
      const Block block(text + at);
      masks.feeds |= block.equal('\n') << at;
      masks.controls |= block.controls() << at;
    }
    return masks;
  }

  /// The first octet `c` from `at` on, at most `end`.
  static const char* find(const char* at, const char* end, const char* text_end, char c) noexcept {
    return sweep(at, end, text_end, [c](const Block& block) { return block.equal(c); });
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
  static const char* quoted_stop(const char* at, const char* end, const char* text_end) noexcept {
    return sweep(at, end, text_end, [](const Block& block) { return block.quoted_stops(); });
  }

 private:
  template <class Stops>
  static const char* sweep(const char* at, const char* end, const char* text_end, Stops&& stops_of) noexcept {
    constexpr std::ptrdiff_t size = 16;
    while (at < end) {
      const char* const from = at < text_end - size ? at : text_end - size;
      const std::uint64_t stops = stops_of(Block(from)) >> static_cast<unsigned>(at - from);
      if (stops != 0) [[likely]] {
        const char* const stop = at + std::countr_zero(stops);
        return stop < end ? stop : end;
      }
      at = from + size;
    }
    return end;
  }
};

}  // namespace BATON_PATH
}  // namespace baton::parser
