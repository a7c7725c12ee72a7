#include <gtest/gtest.h>

#include <random>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

std::string unescaped(std::string_view text) {
  const test::Exact exact(text);
  std::string room(text.size(), '?');
  const auto size = unescape(exact.view(), room);
  EXPECT_TRUE(size) << text;
  room.resize(*size);
  return room;
}

TEST(Unescape, UndoesEveryEscape) {
  EXPECT_EQ(unescaped(""), "");
  EXPECT_EQ(unescaped("plain"), "plain");
  EXPECT_EQ(unescaped("%41%6a%6A"), "Ajj");
  EXPECT_EQ(unescaped("a%2541"), "a%41") << "once, not twice";
  EXPECT_EQ(unescaped("%00"), std::string(1, '\0'));
  EXPECT_EQ(unescaped("%0d%0A%FF"), "\r\n\xFF");
}

TEST(Unescape, RefusesHalfEscapes) {
  for (const std::string_view text : {"%", "%4", "%zz", "a%", "a%4", "a%4g", "%%41", "%g1", "% 41"}) {
    std::array<char, 16> room{};
    EXPECT_EQ(unescape(test::Exact(text).view(), room).error(), Errc::bad_escape) << text;
  }
}

TEST(Unescape, NeverWritesPastItsRoom) {
  const std::string_view text = "a%42c%44";
  for (std::size_t size = 0; size <= 4; ++size) {
    const auto room = std::make_unique<char[]>(size);
    const auto result = unescape(text, {room.get(), size});
    EXPECT_EQ(result.error(), size < 4 ? Errc::buffer_too_small : Errc::ok) << size;
  }
}

TEST(Escape, LeavesWhatMayStandInEachPart) {
  struct Row {
    std::string_view text;
    UriPart part;
    std::string_view escaped;
  };
  const Row rows[] = {
      {"", UriPart::user, ""},
      {"+1-555;a=b&c,d?e/f$", UriPart::user, "+1-555;a=b&c,d?e/f$"},
      {"a b@c:d%\"#", UriPart::user, "a%20b%40c%3Ad%25%22%23"},
      {"[::1]/:&+$", UriPart::parameter, "[::1]/:&+$"},
      {"a=b;c,d?e@", UriPart::parameter, "a%3Db%3Bc%2Cd%3Fe%40"},
      {"a@b;to-tag=1;from-tag=2", UriPart::header, "a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2"},
      {"x&y=z\r\n", UriPart::header, "x%26y%3Dz%0D%0A"},
      {"\xC3\xA9\x7F", UriPart::header, "%C3%A9%7F"},
  };
  for (const Row& row : rows) {
    std::array<char, 128> room{};
    const auto size = escape(test::Exact(row.text).view(), row.part, room);
    ASSERT_TRUE(size);
    EXPECT_EQ(std::string_view(room.data(), *size), row.escaped);
  }
}

TEST(Escape, EveryOctetSurvivesBothWaysInEveryPart) {
  std::string all;
  for (unsigned octet = 0; octet < 256; ++octet) {
    all.push_back(static_cast<char>(octet));
  }
  for (const UriPart part : {UriPart::user, UriPart::parameter, UriPart::header}) {
    std::array<char, 1024> room{};
    const auto size = escape(all, part, room);
    ASSERT_TRUE(size);
    const std::string escaped(room.data(), *size);
    EXPECT_EQ(unescaped(escaped), all);
    // and what was escaped is accepted where it belongs
    const std::string uri = part == UriPart::user        ? "sip:" + escaped + "@h"
                            : part == UriPart::parameter ? "sip:h;p=" + escaped
                                                         : "sip:h?h=" + escaped;
    UriView view;
    EXPECT_EQ(parse_uri(uri, view), Errc::ok) << uri;
  }
}

TEST(Escape, RandomTextsSurviveBothWaysInEveryPart) {
  std::mt19937 random(20'261'125);  // NOLINT: the same texts in every run
  for (int round = 0; round < 2'000; ++round) {
    std::string text(random() % 40, '?');
    for (char& c : text) {
      c = static_cast<char>(random() % 256);
    }
    for (const UriPart part : {UriPart::user, UriPart::parameter, UriPart::header}) {
      const test::Exact exact(text);
      std::string room(3 * text.size(), '?');
      const auto size = escape(exact.view(), part, room);
      ASSERT_TRUE(size);
      EXPECT_EQ(unescaped(std::string_view(room).substr(0, *size)), text);
    }
  }
}

TEST(Unescape, OfAnyTextReadsAndWritesNothingBeyond) {
  std::mt19937 random(7);
  for (int round = 0; round < 5'000; ++round) {
    std::string text(random() % 12, '?');
    for (char& c : text) {
      c = "%%%0aF4g\0x"[random() % 10];
    }
    const test::Exact exact(text);
    const auto room = std::make_unique<char[]>(text.size());
    const auto result = unescape(exact.view(), {room.get(), text.size()});
    EXPECT_NE(result.error(), Errc::buffer_too_small) << "never longer than its text";
    EXPECT_LE(*result, text.size());
  }
}

TEST(Unescape, HalfEscapesAtTheEndOfAUri) {
  for (const std::string_view text : {"sip:a@b?x=%", "sip:a@b?x=%4", "sip:a@b?x=%zz", "sip:a%@b", "sip:a%4@b",
                                      "sip:a@b;x=%", "sip:a@b;x=%4", "sip:a@b;%zz", "tel:+1;x=%", "urn:%4"}) {
    UriView uri;
    EXPECT_EQ(parse_uri(test::Exact(text).view(), uri), Errc::bad_escape) << text;
  }
}

TEST(Escape, NeverWritesPastItsRoom) {
  for (std::size_t size = 0; size <= 7; ++size) {
    const auto room = std::make_unique<char[]>(size);
    const auto result = escape("a@b@", UriPart::user, {room.get(), size});
    EXPECT_EQ(result.error(), size < 8 ? Errc::buffer_too_small : Errc::ok) << size;
  }
}

}  // namespace
}  // namespace baton
