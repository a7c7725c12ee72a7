// Scanning by the 512-bit registers of x86-64 and their masks: AVX-512BW with BMI1 and BMI2.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "parser/nibble_table.hpp"
#include "parser/path.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

struct Scan {
  static constexpr std::size_t reach = 64;
  static constexpr std::size_t window_size = 64;
  static constexpr bool has_windows = true;
  static constexpr bool has_line_masks = true;

  /// The 64 octets from a position on; near the end of the text those that end it, so that nothing
  /// behind it is read.
  class Window {
   public:
    Window(const char* at, const char* text_end) noexcept {
      const char* const last = text_end - window_size;
      const char* const from = at < last ? at : last;
      octets_ = _mm512_loadu_si512(from);
      passed_ = static_cast<unsigned>(at - from);
    }

    /// Of 64 octets at `at`.
    explicit Window(const char* at) noexcept : octets_(_mm512_loadu_si512(at)), passed_(0) {}

    /// Octets of the text in the window.
    unsigned size() const noexcept { return window_size - passed_; }

    /// Bit n: whether octet n is NOT in the class. Bits from `size` on are unset.
    std::uint64_t outside(ClassBits bits) const noexcept {
      const __m512i table = _mm512_maskz_broadcast_i32x4(0xFFFF,
          _mm_load_si128(reinterpret_cast<const __m128i*>(&nibble_table_of(bits))));
      const __m512i single = _mm512_maskz_broadcast_i32x4(0xFFFF,
          _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0));
      // An octet from 0x80 up finds a zero in the first table and nothing in the second.
      const __m512i sets = _mm512_shuffle_epi8(table, octets_);
      const __m512i upper = _mm512_and_si512(
          _mm512_maskz_srli_epi16(~__mmask32{0}, octets_, 4), _mm512_set1_epi8(0xF));
      return _mm512_testn_epi8_mask(sets, _mm512_shuffle_epi8(single, upper)) >> passed_;
    }

    /// Bit n: whether octet n is `c`.
    std::uint64_t equal(char c) const noexcept {
      return _mm512_cmpeq_epi8_mask(octets_, _mm512_set1_epi8(c)) >> passed_;
    }

    /// Bit n: whether octet n is a digit.
    std::uint64_t digits() const noexcept {
      const __m512i above = _mm512_sub_epi8(octets_, _mm512_set1_epi8('0'));
      return _mm512_cmple_epu8_mask(above, _mm512_set1_epi8(9)) >> passed_;
    }

    /// Bit n: whether octet n is a control character other than HTAB.
    std::uint64_t controls() const noexcept {
      const std::uint64_t below_space = _mm512_cmplt_epu8_mask(octets_, _mm512_set1_epi8(0x20));
      const std::uint64_t tab = _mm512_cmpeq_epi8_mask(octets_, _mm512_set1_epi8('\t'));
      const std::uint64_t del = _mm512_cmpeq_epi8_mask(octets_, _mm512_set1_epi8(0x7F));
      return ((below_space & ~tab) | del) >> passed_;
    }

    /// The place of the first colon of a window of 64, or 64.
    std::size_t colon() const noexcept { return _tzcnt_u64(equal(':')); }

    /// Whether the first `size` octets of a window of 64, up to 32, letters made small, are those
    /// of `small`, a block of 32 octets.
    bool begins_small(const char* small, std::size_t size) const noexcept {
      const __m256i row = _mm256_load_si256(reinterpret_cast<const __m256i*>(small));
      const __m256i mine =
          _mm256_or_si256(_mm512_castsi512_si256(octets_), _mm256_set1_epi8(0x20));
      const auto same = static_cast<std::uint32_t>(
          _mm256_movemask_epi8(_mm256_cmpeq_epi8(mine, row)));
      const std::uint32_t differing = ~same;
      return _bzhi_u32(differing, static_cast<std::uint32_t>(size)) == 0;
    }

    /// The bits of `values` at the places that `places` has, side by side.
    static std::uint64_t gathered(std::uint64_t values, std::uint64_t places) noexcept {
      return _pext_u64(values, places);
    }

   private:
    __m512i octets_;
    unsigned passed_;  // at the end of the text 64, which no shift can be: nothing is read there
  };

  using WideWindow = Window;

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
  static constexpr std::ptrdiff_t name_room = 64;  ///< octets that a NameWindow reads

  static LineMasks line_masks(const char* block) noexcept {
    const Window window(block);
    return {window.equal('\n'), window.controls()};
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
    while (at < end) {
      const Window window(at, text_end);
      const std::uint64_t stops = stops_of(window);
      if (stops != 0) [[likely]] {
        const char* const stop = at + _tzcnt_u64(stops);
        return stop < end ? stop : end;
      }
      at += window.size();
    }
    return end;
  }
};

}  // namespace BATON_PATH
}  // namespace baton::parser
