// Scanning by the 128-bit registers that every 64-bit ARM has: Advanced SIMD, called NEON.
#pragma once

#include <arm_neon.h>

#include <array>
#include <bit>
#include <cstdint>

#include "parser/bits_set.hpp"
#include "parser/nibble_table.hpp"
#include "parser/path.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

struct Scan {
  static constexpr std::size_t reach = 64;
  static constexpr std::size_t window_size = 32;
  static constexpr bool has_windows = true;
  static constexpr bool has_line_masks = true;

  /// 16 octets of a text. The octets of an answer are all ones where it is yes, else zero.
  class Block {
   public:
    explicit Block(const char* at) noexcept : octets_(vld1q_u8(reinterpret_cast<const std::uint8_t*>(at))) {}

    uint8x16_t equal(char c) const noexcept {
      return vceqq_u8(octets_, vdupq_n_u8(static_cast<std::uint8_t>(c)));
    }

    uint8x16_t digits() const noexcept { return vcleq_u8(vsubq_u8(octets_, vdupq_n_u8('0')), vdupq_n_u8(9)); }

    /// Octets that are NOT in the class.
    uint8x16_t outside(ClassBits bits) const noexcept {
      alignas(16) static constexpr std::array<std::uint8_t, 16> single{1, 2, 4, 8, 16, 32, 64, 128};
      const uint8x16_t table = vld1q_u8(nibble_table_of(bits).upper_halves.data());
      const uint8x16_t sets = vqtbl1q_u8(table, vandq_u8(octets_, vdupq_n_u8(0xF)));
      // The upper half of an octet from 0x80 up finds a zero.
      const uint8x16_t chosen = vqtbl1q_u8(vld1q_u8(single.data()), vshrq_n_u8(octets_, 4));
      return vceqzq_u8(vandq_u8(sets, chosen));
    }

    /// Control characters other than HTAB.
    uint8x16_t controls() const noexcept {
      const uint8x16_t below_space = vcltq_u8(octets_, vdupq_n_u8(0x20));
      return vorrq_u8(vbicq_u8(below_space, equal('\t')), equal('\x7F'));
    }

    /// What ends the plain text of a quoted string.
    uint8x16_t quoted_stops() const noexcept {
      return vorrq_u8(vorrq_u8(equal('"'), equal('\\')), controls());
    }

    /// Octets that are, letters made small, those of a block of 16 at `small`.
    uint8x16_t same_small(const char* small) const noexcept {
      const uint8x16_t row = vld1q_u8(reinterpret_cast<const std::uint8_t*>(small));
      return vceqq_u8(vorrq_u8(octets_, vdupq_n_u8(0x20)), row);
    }

   private:
    uint8x16_t octets_;
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
      return bits_of(low_.outside(bits), high_.outside(bits));
    }

    /// Bit n: whether octet n is `c`.
    std::uint64_t equal(char c) const noexcept { return bits_of(low_.equal(c), high_.equal(c)); }

    /// Bit n: whether octet n is a digit.
    std::uint64_t digits() const noexcept { return bits_of(low_.digits(), high_.digits()); }

    /// The place of the first colon of a window of 32, or 32.
    std::size_t colon() const noexcept {
      return static_cast<std::size_t>(
          std::countr_zero(equal(':') | std::uint64_t{1} << window_size));
    }

    /// Whether the first `size` octets of a window of 32, letters made small, are those of `small`,
    /// a block of 32 octets.
    bool begins_small(const char* small, std::size_t size) const noexcept {
      const std::uint64_t same = bits_of(low_.same_small(small), high_.same_small(small + 16));
      return (~same & ((std::uint64_t{1} << size) - 1U)) == 0;
    }

   private:
    Window(const char* at, const char* from, int) noexcept
        : low_(from), high_(from + 16), passed_(static_cast<unsigned>(at - from)) {}

    std::uint64_t bits_of(uint8x16_t low, uint8x16_t high) const noexcept {
      const uint8x16_t bits = vld1q_u8(bit_of_octet.data());
      const uint8x16_t fours = vpaddq_u8(vandq_u8(low, bits), vandq_u8(high, bits));
      const uint8x16_t sums = vpaddq_u8(fours, fours);
      const uint32x4_t words = vreinterpretq_u32_u8(vpaddq_u8(sums, sums));
      return vgetq_lane_u32(words, 0) >> passed_;
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

    /// Of 64 octets at `at`.
    explicit WideWindow(const char* at) noexcept : WideWindow(at, at, 0) {}

    std::uint64_t outside(ClassBits bits) const noexcept {
      return joined([bits](const Block& block) { return block.outside(bits); });
    }
    std::uint64_t equal(char c) const noexcept {
      return joined([c](const Block& block) { return block.equal(c); });
    }
    std::uint64_t digits() const noexcept {
      return joined([](const Block& block) { return block.digits(); });
    }
    std::uint64_t controls() const noexcept {
      return joined([](const Block& block) { return block.controls(); });
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
      const uint8x16_t bits = vld1q_u8(bit_of_octet.data());
      const auto marks = [&](std::size_t block) { return vandq_u8(question(blocks_[block]), bits); };
      const uint8x16_t low = vpaddq_u8(marks(0), marks(1));
      const uint8x16_t high = vpaddq_u8(marks(2), marks(3));
      const uint8x16_t sums = vpaddq_u8(low, high);
      const uint64x2_t words = vreinterpretq_u64_u8(vpaddq_u8(sums, sums));
      return vgetq_lane_u64(words, 0) >> passed_;
    }

    std::array<Block, 4> blocks_;
    unsigned passed_;  // below 64
  };

  /// Of 64 octets: the line feeds, and all control characters but HTAB.
  struct LineMasks {
    std::uint64_t feeds;
    std::uint64_t controls;
  };

  /// How many bits are set.
  static unsigned count(std::uint64_t bits) noexcept { return bits_set(bits); }

  /// The beginning of a header line.
  using NameWindow = Window;
  static constexpr std::size_t name_window = 32;
  static constexpr std::ptrdiff_t name_room = 32;  ///< octets that a NameWindow reads

  static LineMasks line_masks(const char* text) noexcept {
    const WideWindow window(text);
    return {window.equal('\n'), window.controls()};
  }

  /// The first octet `c` from `at` on, at most `end`.
  static const char* find(const char* at, const char* end, const char* text_end, char c) noexcept {
    return sweep(at, end, text_end, [c](const Block& block) { return block.equal(c); });
  }

  /// The end of the run of octets of class `bits` that begins at `at`, at most `end`.
  static const char* run_end(const char* at, const char* end, const char* text_end, ClassBits bits) noexcept {
    return sweep(at, end, text_end, [bits](const Block& block) { return block.outside(bits); });
  }

  /// The first octet from `at` that is no plain text of a quoted string: a quote, a backslash or a
  /// control character; at most `end`.
  static const char* quoted_stop(const char* at, const char* end, const char* text_end) noexcept {
    return sweep(at, end, text_end, [](const Block& block) { return block.quoted_stops(); });
  }

 private:
  /// Added up, these make a bit mask of an answer's octets.
  alignas(16) static constexpr std::array<std::uint8_t, 16> bit_of_octet{1, 2, 4, 8, 16, 32, 64, 128,
                                                                         1, 2, 4, 8, 16, 32, 64, 128};

  template <class Stops>
  static const char* sweep(const char* at, const char* end, const char* text_end, Stops&& stops_of) noexcept {
    constexpr std::ptrdiff_t size = 16;
    while (at < end) {
      const char* const from = at < text_end - size ? at : text_end - size;
      const std::uint64_t stops = halves_of(stops_of(Block(from))) >> (4U * passed(at, from));
      if (stops != 0) [[likely]] {
        const char* const stop = at + static_cast<unsigned>(std::countr_zero(stops)) / 4U;
        return stop < end ? stop : end;
      }
      at = from + size;
    }
    return end;
  }

  static unsigned passed(const char* at, const char* from) noexcept {
    return static_cast<unsigned>(at - from);
  }

  /// Half of each octet of an answer, in the order of the octets: one instruction, where a bit of
  /// each takes several.
  static std::uint64_t halves_of(uint8x16_t hits) noexcept {
    const uint8x8_t halves = vshrn_n_u16(vreinterpretq_u16_u8(hits), 4);
    return vget_lane_u64(vreinterpret_u64_u8(halves), 0);
  }
};

}  // namespace BATON_PATH
}  // namespace baton::parser
