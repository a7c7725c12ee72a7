#include <gtest/gtest.h>

#include "parser/find_control.hpp"
#include "tests/parser/exact.hpp"

namespace baton::parser {
namespace {

const char* find_slowly(const char* at, const char* end) {
  while (at != end && (static_cast<unsigned char>(*at) >= 0x20 || *at == '\t') && *at != 0x7F) {
    ++at;
  }
  return at;
}

TEST(FindControl, FindsEachOctetAtEachPlaceOfEachLength) {
  for (std::size_t size = 0; size <= 40; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      for (unsigned octet = 0; octet < 256; ++octet) {
        std::string text(size, 'x');
        text[place] = static_cast<char>(octet);
        const test::Exact exact(text);
        const char* const begin = exact.view().data();
        ASSERT_EQ(find_control(begin, begin + size) - begin,
                  find_slowly(begin, begin + size) - begin)
            << "octet " << octet << " at " << place << " of " << size;
      }
    }
  }
}

TEST(FindControl, FindsTheFirstOfTwo) {
  for (std::size_t first = 0; first < 20; ++first) {
    for (const char before : {'\x80', '\xFF', '\t', ' ', '~', 'a'}) {
      std::string text(32, before);
      text[first] = '\r';
      text[first + 1] = '\n';
      const test::Exact exact(text);
      const char* const begin = exact.view().data();
      EXPECT_EQ(find_control(begin, begin + text.size()) - begin,
                static_cast<std::ptrdiff_t>(first));
    }
  }
}

TEST(CharClass, TokenIsTheGrammars_Rfc3261_25_1) {
  const std::string_view others = "-.!%*_+`'~";
  for (unsigned octet = 0; octet < 256; ++octet) {
    const char c = static_cast<char>(octet);
    const bool alphanum =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool token = octet != 0 && (alphanum || others.find(c) != std::string_view::npos);
    EXPECT_EQ(is(c, token_char), token) << octet;
  }
}

TEST(CharClass, OnlySpaceAndTabAreWhiteSpace) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    EXPECT_EQ(is_wsp(static_cast<char>(octet)), octet == ' ' || octet == '\t') << octet;
  }
}

TEST(CharClass, LowerChangesLettersOnly) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    const char c = static_cast<char>(octet);
    EXPECT_EQ(lower(c), octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet + 32) : c) << octet;
  }
}

}  // namespace
}  // namespace baton::parser
