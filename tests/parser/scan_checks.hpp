// What every way to scan must answer, checked octet by octet against the table of classes. The
// including file has named its path, so that `Scan` is that path's.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "parser/scan.hpp"
#include "tests/parser/exact.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// Bit n: whether `asked` says yes to octet n from `at` on, of those that a window of `size` sees.
template <class Asked>
std::uint64_t slow_mask(std::string_view text, std::size_t at, std::size_t size, Asked&& asked) {
  std::uint64_t mask = 0;
  for (std::size_t bit = 0; bit < size && at + bit < text.size(); ++bit) {
    mask |= std::uint64_t{asked(text[at + bit])} << bit;
  }
  return mask;
}

inline bool is_control(char c) {
  return c != '\t' && !is(c, text_char);
}
inline bool ends_quoted(char c) {
  return c == '"' || c == '\\' || is_control(c);
}

/// All octets once each in an order that puts neighbours apart, so that long and short runs occur.
inline std::string every_octet(std::uint32_t seed) {
  std::string text(256, '\0');
  for (std::size_t at = 0; at < text.size(); ++at) {
    text[at] = static_cast<char>(at);
  }
  std::shuffle(text.begin(), text.end(), std::mt19937(seed));
  return text;
}

/// A text of few octets of the class and rare ones outside it.
inline std::string sparse_text(std::uint32_t seed, std::size_t size) {
  std::mt19937 random(seed);
  std::string text(size, 'a');
  for (char& c : text) {
    c = random() % 24 == 0 ? static_cast<char>(random() & 0xFFU) : "azAZ09-."[random() % 8];
  }
  return text;
}

template <class Asked>
std::size_t slow_stop(std::string_view text, std::size_t at, std::size_t end, Asked&& asked) {
  while (at < end && !asked(text[at])) {
    ++at;
  }
  return at;
}

/// Each class that a mask of octets is asked for; text_char is not.
template <class Check>
void for_each_class(Check&& check) {
  for (unsigned index = 0; index < class_count; ++index) {
    if (1U << index != text_char) {
      check(ClassBits{1} << index);
    }
  }
}

template <class Window>
void expect_masks(std::string_view text, std::size_t at, std::size_t size) {
  const char* const text_end = text.data() + text.size();
  const Window window(text.data() + at, text_end);
  for_each_class([&](ClassBits bits) {
    ASSERT_EQ(window.outside(bits), slow_mask(text, at, size, [bits](char c) { return !is(c, bits); }))
        << "class " << bits << " at " << at << " of " << text.size();
  });
  for (unsigned octet = 0; octet < 256; octet += 3) {
    const char looked_for = static_cast<char>(octet);
    ASSERT_EQ(window.equal(looked_for),
              slow_mask(text, at, size, [looked_for](char c) { return c == looked_for; }))
        << "octet " << octet << " at " << at << " of " << text.size();
  }
  ASSERT_EQ(window.digits(), slow_mask(text, at, size, [](char c) { return is(c, digit_char); }))
      << "at " << at << " of " << text.size();
}

inline void expect_sweeps(std::string_view text, std::size_t at, std::size_t end) {
  const char* const from = text.data() + at;
  const char* const to = text.data() + end;
  const char* const text_end = text.data() + text.size();
  const auto place = [&](const char* found) { return static_cast<std::size_t>(found - text.data()); };
  for_each_class([&](ClassBits bits) {
    ASSERT_EQ(place(Scan::run_end(from, to, text_end, bits)),
              slow_stop(text, at, end, [bits](char c) { return !is(c, bits); }))
        << "class " << bits << " from " << at << " to " << end;
  });
  for (const char looked_for : {'a', ';', '\n', '\0', '\xFF'}) {
    ASSERT_EQ(place(Scan::find(from, to, text_end, looked_for)),
              slow_stop(text, at, end, [looked_for](char c) { return c == looked_for; }))
        << "octet " << +looked_for << " from " << at << " to " << end;
  }
  ASSERT_EQ(place(Scan::quoted_stop(from, to, text_end)), slow_stop(text, at, end, ends_quoted))
      << "from " << at << " to " << end;
}

/// Texts from the shortest that may be scanned, in exact blocks.
template <class Check>
void for_each_text(Check&& check) {
  for (std::uint32_t seed = 0; seed < 8; ++seed) {
    check(test::Exact(every_octet(seed)).view());
  }
  for (std::size_t size = Scan::reach; size < Scan::reach + 40; size += 3) {
    check(test::Exact(sparse_text(static_cast<std::uint32_t>(size), size)).view());
  }
}

inline void check_windows() {
  for_each_text([](std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      expect_masks<Scan::Window>(text, at, Scan::window_size);
      expect_masks<Scan::WideWindow>(text, at, 64);
    }
  });
}

inline void check_sweeps() {
  for_each_text([](std::string_view text) {
    for (std::size_t at = 0; at <= text.size(); at += 1 + at / 16) {
      for (std::size_t end = at; end <= text.size(); end += 1 + end / 8) {
        expect_sweeps(text, at, end);
      }
      expect_sweeps(text, at, text.size());
    }
  });
}

inline void check_line_masks() {
  for_each_text([](std::string_view text) {
    for (std::size_t at = 0; at + 64 <= text.size(); ++at) {
      const Scan::LineMasks masks = Scan::line_masks(text.data() + at);
      ASSERT_EQ(masks.feeds, slow_mask(text, at, 64, [](char c) { return c == '\n'; })) << at;
      ASSERT_EQ(masks.controls, slow_mask(text, at, 64, is_control)) << at;
    }
  });
}

inline void check_names() {
  struct alignas(32) Row {
    std::array<char, 32> small{};
  };
  const std::string_view name = "content-disposition-0123456789-z";
  Row row;
  std::copy(name.begin(), name.end(), row.small.begin());
  for (std::size_t size = 1; size <= row.small.size(); ++size) {
    std::string text(64, '~');
    for (std::size_t at = 0; at < size; ++at) {
      text[at] = at % 2 == 0 && is(name[at], alpha_char) ? static_cast<char>(name[at] ^ 0x20) : name[at];
    }
    EXPECT_TRUE(Scan::Window(text.data()).begins_small(row.small.data(), size)) << size;
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = '_';
      EXPECT_FALSE(Scan::Window(other.data()).begins_small(row.small.data(), size)) << at;
    }
    text[size - 1] = ':';
    EXPECT_EQ(Scan::Window(text.data()).colon(), size - 1);
  }
  EXPECT_EQ(Scan::Window(std::string(64, 'x').data()).colon(), Scan::window_size);
}

inline void check_gathered() {
  std::mt19937_64 random(1);
  for (unsigned turn = 0; turn < 1000; ++turn) {
    const std::uint64_t values = random();
    const std::uint64_t places = turn == 0 ? 0 : random() & random() & (random() | random());
    std::uint64_t expected = 0;
    for (unsigned at = 0, into = 0; at < 64; ++at) {
      if ((places >> at & 1U) != 0) {
        expected |= (values >> at & 1U) << into++;
      }
    }
    ASSERT_EQ(Scan::WideWindow::gathered(values, places), expected) << values << " " << places;
  }
  EXPECT_EQ(Scan::WideWindow::gathered(~std::uint64_t{0}, ~std::uint64_t{0}), ~std::uint64_t{0});
}

}  // namespace BATON_PATH
}  // namespace baton::parser
