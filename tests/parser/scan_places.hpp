// Each octet at each place of texts of each size, in exact blocks: what the sweeps of a path must find.
// The including file has named its path, so that `Scan` is that path's.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "baton/parser_path.hpp"
#include "parser/scan.hpp"
#include "tests/parser/exact.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// A text of one octet throughout, to be changed at one place at a time.
class Ground {
 public:
  Ground(std::size_t size, char octet) : text_(std::string(size, octet)), octet_(octet) {}

  char octet() const { return octet_; }
  std::string_view text() const { return text_.view(); }
  /// The block is this object's own, though its view is constant.
  void put(std::size_t place, char c) { const_cast<char&>(text_.view()[place]) = c; }
  void restore(std::size_t place) { put(place, octet_); }

 private:
  test::Exact text_;
  char octet_;
};

/// One octet in a text of others that are passed: the three sweeps over part of it.
inline void expect_found(const Ground& ground, std::size_t place, char c, std::size_t at, std::size_t end,
                         ClassBits bits) {
  const std::string_view text = ground.text();
  const char* const begin = text.data();
  const auto stop = [&](bool stops) { return begin + (stops ? std::min(place, end) : end); };
  const bool control = c != '\t' && !is(c, text_char);
  ASSERT_EQ(Scan::run_end(begin + at, begin + end, begin + text.size(), bits), stop(!is(c, bits)))
      << "class " << bits << ", octet " << +c << " at " << place << ", " << at << " to " << end << " of "
      << text.size();
  ASSERT_EQ(Scan::quoted_stop(begin + at, begin + end, begin + text.size()),
            stop(control || c == '"' || c == '\\'))
      << "octet " << +c << " at " << place << ", " << at << " to " << end << " of " << text.size();
  ASSERT_EQ(Scan::find(begin + at, begin + end, begin + text.size(), c),
            c == ground.octet() ? begin + at : stop(true))
      << "octet " << +c << " at " << place << ", " << at << " to " << end << " of " << text.size();
}

/// Every class once in every 18 octets and places; those of one octet's text are not looked up.
inline void check_each_octet_at_each_place() {
  constexpr std::array<char, 3> grounds{'a', '1', ';'};
  for (std::size_t size = std::max<std::size_t>(Scan::reach, 1); size <= 130; ++size) {
    for (const char passed : grounds) {
      Ground ground(size, passed);
      for (std::size_t place = 0; place < size; ++place) {
        const std::size_t at = place - std::min(place, (size + place) % 40);
        const std::size_t end = place % 5 == 0 ? size - std::min<std::size_t>(size - at, 3) : size;
        for (std::size_t octet = passed == 'a' ? 0 : place % 3; octet < 256; octet += passed == 'a' ? 1 : 3) {
          const char c = static_cast<char>(octet);
          ClassBits bits = ClassBits{1} << ((octet + place + size) % class_count);
          if (bits == text_char || !is(passed, bits)) bits = passed == 'a' ? token_char : uric_char;
          ground.put(place, c);
          ASSERT_NO_FATAL_FAILURE(expect_found(ground, place, c, at, std::max(at, end), bits));
        }
        ground.restore(place);
      }
    }
  }
}

/// What a path says of 64 octets: the masks of line feeds and control characters, or, from one that
/// has no such masks, the control characters with HTAB among them.
template <class AnyScan = Scan>
void expect_marks(const char* block, std::uint64_t feeds, std::uint64_t controls, std::uint64_t tabs,
                  const std::string& what) {
  if constexpr (AnyScan::has_line_masks) {
    const typename AnyScan::LineMasks masks = AnyScan::line_masks(block);
    ASSERT_EQ(masks.feeds, feeds) << what;
    ASSERT_EQ(masks.controls, controls) << what;
  } else {
    ASSERT_EQ(AnyScan::controls(block), controls | tabs) << what;
  }
}

/// Of 64 octets: each one at each place.
inline void check_each_octet_in_a_block() {
  Ground ground(64, 'a');
  for (unsigned place = 0; place < 64; ++place) {
    for (unsigned octet = 0; octet < 256; ++octet) {
      const char c = static_cast<char>(octet);
      ground.put(place, c);
      const std::uint64_t bit = std::uint64_t{1} << place;
      ASSERT_NO_FATAL_FAILURE(expect_marks(
          ground.text().data(), c == '\n' ? bit : 0, c != '\t' && !is(c, text_char) ? bit : 0,
          c == '\t' ? bit : 0, std::to_string(octet) + " at " + std::to_string(place)));
    }
    ground.restore(place);
  }
}

/// All pairs of octets side by side: a carry from one octet into the next would be seen.
inline void check_neighbours_in_a_block() {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      std::array<char, 64> block;
      for (unsigned at = 0; at < 64; ++at)
        block[at] = static_cast<char>(at % 2 == 0 ? first : second);
      const auto mask = [&](auto&& asked) {
        constexpr std::uint64_t even = 0x5555555555555555U;
        return (asked(block[0]) ? even : 0) | (asked(block[1]) ? even << 1U : 0);
      };
      ASSERT_NO_FATAL_FAILURE(
          expect_marks(block.data(), mask([](char c) { return c == '\n'; }),
                       mask([](char c) { return c != '\t' && !is(c, text_char); }),
                       mask([](char c) { return c == '\t'; }),
                       std::to_string(first) + " " + std::to_string(second)));
    }
  }
}

}  // namespace BATON_PATH
}  // namespace baton::parser
