// Scanning by the 256-bit registers of x86-64: AVX2 with BMI1 and BMI2.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "parser/nibble_table.hpp"
#include "parser/path.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

struct Scan {
  static constexpr std::size_t reach = 64;
  static constexpr std::size_t window_size = 32;
  static constexpr bool has_windows = true;
  static constexpr bool has_line_masks = true;

  /// The 32 octets from a position on; near the end of the text those that end it, so that nothing
  /// behind it is read.
  class Window {
   public:
    Window(const char* at, const char* text_end) noexcept {
      const char* const last = text_end - window_size;
      const char* const from = at < last ? at : last;
      octets_ = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
      passed_ = static_cast<unsigned>(at - from);
    }

    /// Of 32 octets at `at`.
    explicit Window(const char* at) noexcept
        : octets_(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at))), passed_(0) {}

    /// Octets of the text in the window.
    unsigned size() const noexcept { return window_size - passed_; }

    /// Bit n: whether octet n is NOT in the class. Bits from `size` on are unset.
    std::uint64_t outside(ClassBits bits) const noexcept {
      const __m256i table = _mm256_broadcastsi128_si256(
          _mm_load_si128(reinterpret_cast<const __m128i*>(&nibble_table_of(bits))));
      // An octet from 0x80 up finds a zero in the first table and nothing in the second.
      const __m256i sets = _mm256_shuffle_epi8(table, octets_);
      const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(octets_, 4), _mm256_set1_epi8(0xF));
      const __m256i chosen = _mm256_shuffle_epi8(
          _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0,  //
                           1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0),
          upper);
      return bits_of(_mm256_cmpeq_epi8(_mm256_and_si256(sets, chosen), _mm256_setzero_si256()));
    }

    /// Bit n: whether octet n is `c`.
    std::uint64_t equal(char c) const noexcept {
      return bits_of(_mm256_cmpeq_epi8(octets_, _mm256_set1_epi8(c)));
    }

    /// Bit n: whether octet n is a digit.
    std::uint64_t digits() const noexcept {
      const __m256i above = _mm256_sub_epi8(octets_, _mm256_set1_epi8('0'));
      return bits_of(_mm256_cmpeq_epi8(_mm256_min_epu8(above, _mm256_set1_epi8(9)), above));
    }

    /// Bit n: whether octet n is a control character other than HTAB.
    std::uint64_t controls() const noexcept {
      const __m256i below_space =
          _mm256_cmpeq_epi8(_mm256_min_epu8(octets_, _mm256_set1_epi8(0x1F)), octets_);
      const __m256i tab = _mm256_cmpeq_epi8(octets_, _mm256_set1_epi8('\t'));
      const __m256i del = _mm256_cmpeq_epi8(octets_, _mm256_set1_epi8(0x7F));
      return bits_of(_mm256_or_si256(_mm256_andnot_si256(tab, below_space), del));
    }

    /// The place of the first colon of a window of 32, or 32.
    std::size_t colon() const noexcept {
      const auto hits = static_cast<std::uint32_t>(
          _mm256_movemask_epi8(_mm256_cmpeq_epi8(octets_, _mm256_set1_epi8(':'))));
      return _tzcnt_u32(hits);
    }

    /// Whether the first `size` octets of a window of 32, letters made small, are those of `small`,
    /// a block of 32 octets.
    bool begins_small(const char* small, std::size_t size) const noexcept {
      const __m256i row = _mm256_load_si256(reinterpret_cast<const __m256i*>(small));
      const __m256i mine = _mm256_or_si256(octets_, _mm256_set1_epi8(0x20));
      const auto same =
          static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(mine, row)));
      return _bzhi_u32(~same, static_cast<std::uint32_t>(size)) == 0;
    }

   private:
    std::uint64_t bits_of(__m256i hits) const noexcept {
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(hits))) >>
             passed_;
    }

    __m256i octets_;
    unsigned passed_;
  };

  /// The 64 octets from a position on, or those that end a text of at least 64.
  class WideWindow {
   public:
    WideWindow(const char* at, const char* text_end) noexcept
        : WideWindow(at, at < text_end - size ? at : text_end - size, 0) {}

    std::uint64_t outside(ClassBits bits) const noexcept {
      return joined(low_.outside(bits), high_.outside(bits));
    }
    std::uint64_t equal(char c) const noexcept { return joined(low_.equal(c), high_.equal(c)); }
    std::uint64_t digits() const noexcept { return joined(low_.digits(), high_.digits()); }

    static constexpr std::ptrdiff_t size = 64;

    /// The bits of `values` at the places that `places` has, side by side.
    static std::uint64_t gathered(std::uint64_t values, std::uint64_t places) noexcept {
      return _pext_u64(values, places);
    }

   private:
    WideWindow(const char* at, const char* from, int) noexcept
        : low_(from), high_(from + 32), passed_(static_cast<unsigned>(at - from)) {}

    std::uint64_t joined(std::uint64_t low, std::uint64_t high) const noexcept {
      return (low | high << 32U) >> passed_;
    }

    Window low_;
    Window high_;
    unsigned passed_;  // below 64
  };

  /// Of 64 octets: the line feeds, and all control characters but HTAB.
  struct LineMasks {
    std::uint64_t feeds;
    std::uint64_t controls;
  };

  /// How many bits are set.
  static unsigned count(std::uint64_t bits) noexcept {
    return static_cast<unsigned>(_mm_popcnt_u64(bits));
  }

  /// The beginning of a header line.
  using NameWindow = Window;
  static constexpr std::size_t name_window = 32;
  static constexpr std::ptrdiff_t name_room = 32;  ///< octets that a NameWindow reads

  static LineMasks line_masks(const char* block) noexcept {
    const Window low(block);
    const Window high(block + 32);
    return {low.equal('\n') | high.equal('\n') << 32U, low.controls() | high.controls() << 32U};
  }

  /// The first octet `c` from `at` on, at most `end`.
  static const char* find(const char* at, const char* end, const char* text_end, char c) noexcept {
    return sweep(at, end, text_end, [c](const Window& window) { return window.equal(c); });
  }

  /// The end of the run of octets of class `bits` that begins at `at`, at most `end`.
  static const char* run_end(const char* at, const char* end, const char* text_end,
                             ClassBits bits) noexcept {
    return sweep(at, end, text_end, [bits](const Window& window) { return window.outside(bits); });
  }

  /// The first octet from `at` that is no plain text of a quoted string: a quote, a backslash or a
  /// control character; at most `end`.
  static const char* quoted_stop(const char* at, const char* end, const char* text_end) noexcept {
    return sweep(at, end, text_end, [](const Window& window) {
      return window.equal('"') | window.equal('\\') | window.controls();
    });
  }

 private:
  template <class Stops>
  static const char* sweep(const char* at, const char* end, const char* text_end,
                           Stops&& stops_of) noexcept {
    for (;;) {
      const Window window(at, text_end);
      const std::uint64_t stops = stops_of(window);
      if (stops != 0) [[likely]] {
        const char* const stop = at + _tzcnt_u64(stops);
        return stop < end ? stop : end;
      }
      at += window.size();
      if (at >= end) {
        return end;
      }
    }
  }
};

}  // namespace BATON_PATH
}  // namespace baton::parser
