// What strangers send, on its way to a terminal.
#include "src/trace/printable_text.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace baton::trace {
namespace {

using namespace std::string_view_literals;

struct Case {
  std::string_view text;
  std::string_view shown;
};

TEST(PrintableText, KeepsTextAndUtf8) {
  for (const std::string_view text :
       {""sv, "INVITE sip:bob@example.com"sv, "a \\ \"b\" ~"sv, "Grüße, Zoë"sv, "日本語"sv, "🎉"sv,
        "Привет"sv, "שלום"sv, "e\u0301"sv}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(PrintableText, EscapesWhatATerminalWouldObey) {
  for (const Case& c : {
           Case{"a\r\nb\tc", "a\\r\\nb\\tc"}, Case{"\x1B[2J\x07", "\\x1B[2J\\x07"},
           Case{"nul\0here"sv, "nul\\x00here"}, Case{"\x7F", "\\x7F"},
           Case{"\u0085\u009B31m", "\\u{85}\\u{9B}31m"},  // C1: NEL, CSI
           Case{"\u202Egnp.exe", "\\u{202E}gnp.exe"},     // right-to-left override
           Case{"\u2066x\u2069", "\\u{2066}x\\u{2069}"},
           Case{"a\u200Bb\u2028c\uFEFF", "a\\u{200B}b\\u{2028}c\\u{FEFF}"},
           Case{"\U000E0041", "\\u{E0041}"},  // a tag character
       }) {
    EXPECT_EQ(printable(c.text), c.shown);
  }
}

TEST(PrintableText, EscapesWhatIsNotUtf8OctetByOctet) {
  for (const Case& c : {
           Case{"\xFF\xFE", "\\xFF\\xFE"}, Case{"a\xC3", "a\\xC3"},  // cut short
           Case{"\xC3(", "\\xC3("},                                  // no continuation
           Case{"\xC0\xAF", "\\xC0\\xAF"},                           // too long a form of '/'
           Case{"\xE0\x80\x8A", "\\xE0\\x80\\x8A"},                  // and of LF
           Case{"\xED\xA0\x80", "\\xED\\xA0\\x80"},                  // a surrogate
           Case{"\xF4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"},         // beyond U+10FFFF
           Case{"\xF8\x88\x80\x80\x80", "\\xF8\\x88\\x80\\x80\\x80"},
           Case{"\x9B", "\\x9B"},  // an 8-bit CSI
       }) {
    EXPECT_EQ(printable(c.text), c.shown);
  }
}

TEST(PrintableText, PilesOfCombiningCharactersAreEscaped) {
  EXPECT_EQ(printable("a\u0301\u0301\u0301\u0301"), "a\u0301\u0301\\u{301}\u0301");
  EXPECT_EQ(printable("\u0301a"), "\\u{301}a") << "there is nothing to combine with";
}

TEST(PrintableText, CutsAtTheWidthWithDots) {
  EXPECT_EQ(printable("abcdefgh", 8), "abcdefgh");
  EXPECT_EQ(printable("abcdefghi", 8), "abcde...");
  EXPECT_EQ(printable("abcdefghi", 3), "...");
  EXPECT_EQ(printable("abcdefghi", 2), "..");
  EXPECT_EQ(printable("abcdefghi", 0), "");
  EXPECT_EQ(printable("", 0), "");
  EXPECT_EQ(printable("ääääääääää", 8), "äääää...");
  EXPECT_EQ(printable("日本語日本語", 9), "日本語...") << "two columns each";
  EXPECT_EQ(printable("日本語日本語", 8), "日本...") << "no half of a character";
  EXPECT_EQ(printable("ab\r\n\r\n", 6), "ab...") << "no half of an escape";
}

TEST(PrintableText, CountsColumns) {
  EXPECT_EQ(columns_of(""), 0U);
  EXPECT_EQ(columns_of("abc"), 3U);
  EXPECT_EQ(columns_of("Zoë"), 3U);
  EXPECT_EQ(columns_of("e\u0301"), 1U);
  EXPECT_EQ(columns_of("日本"), 4U);
  EXPECT_EQ(columns_of(printable("\xFF")), 4U);
}

TEST(PrintableText, AnyOctetsComeOutSafeAndWithinTheWidth) {
  std::mt19937 random(7);
  for (int round = 0; round < 5'000; ++round) {
    std::string text;
    for (auto left = random() % 24; left > 0; --left) {
      // Half of it in the ranges where UTF-8 and the control characters live.
      text += static_cast<char>(random() % 2 == 0 ? random() % 0x40 : random() % 0x100);
    }
    const std::size_t width = random() % 30;
    const std::string shown = printable(text, width);
    EXPECT_LE(columns_of(shown), width);
    for (const char c : shown) {
      EXPECT_GE(static_cast<unsigned char>(c), 0x20);
      EXPECT_NE(c, '\x7F');
    }
    EXPECT_EQ(printable(shown), shown) << "what is printable stays as it is";
  }
}

}  // namespace
}  // namespace baton::trace
