#include "baton/quoted.hpp"

#include <gtest/gtest.h>

#include "baton/header_values.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using namespace std::string_view_literals;

struct Row {
  std::string_view text;
  Errc error;
  std::string_view result;
  std::string_view reason;
};

const Row rows[] = {
    {"", Errc::ok, "", "nothing"},
    {"x", Errc::ok, "x", "one character"},
    {"\"\"", Errc::ok, "", "quotes around nothing"},
    {"\"x\"", Errc::ok, "x", "with its quotes"},
    {"plain text", Errc::ok, "plain text", ""},
    {R"(say \"hi\")", Errc::ok, "say \"hi\"", "quoted-pairs"},
    {R"("say \"hi\"")", Errc::ok, "say \"hi\"", "quoted-pairs between quotes"},
    {R"(\\)", Errc::ok, "\\", "a backslash"},
    {R"(\a\b)", Errc::ok, "ab", "any octet may be escaped"},
    {"\\\0"sv, Errc::ok, "\0"sv, "NUL as a quoted-pair"},
    {"\\\x01", Errc::ok, "\x01", "a control character as a quoted-pair"},
    {"a\r\n b", Errc::ok, "a b", "a fold is one space"},
    {"a \t\r\n \t b", Errc::ok, "a b", "with all white space about it"},
    {"a  b\tc", Errc::ok, "a  b\tc", "white space in a line stays"},
    {"a \r\n \r\n b", Errc::ok, "a b", "two folds"},
    {"\xC3\xA9", Errc::ok, "\xC3\xA9", "UTF-8"},
    {"\"", Errc::bad_quoted_string, "", "one quote only"},
    {"\"x", Errc::bad_quoted_string, "", "no closing quote"},
    {"x\"", Errc::bad_quoted_string, "", "no opening quote"},
    {R"("x\")", Errc::bad_quoted_string, "", "the closing quote is escaped"},
    {"a\"b", Errc::bad_quoted_string, "", "a quote inside"},
    {"\"a\"b\"", Errc::bad_quoted_string, "", "a quote inside quotes"},
    {"\\", Errc::bad_quoted_string, "", "a lone backslash"},
    {"abc\\", Errc::bad_quoted_string, "", "a backslash at the end"},
    {"\"\\\"", Errc::bad_quoted_string, "", "a backslash before the closing quote"},
    {"\\\r\n x", Errc::bad_quoted_string, "", "CR is no quoted-pair"},
    {"\\\n", Errc::bad_quoted_string, "", "nor is LF"},
    {"\\\xC3\xA9", Errc::bad_quoted_string, "", "nor an octet above 0x7F"},
    {"a\rb", Errc::bad_quoted_string, "", "CR alone"},
    {"a\nb", Errc::bad_quoted_string, "", "LF alone"},
    {"a\n b", Errc::bad_quoted_string, "", "LF is no fold"},
    {"a\r\nb", Errc::bad_quoted_string, "", "CRLF without white space"},
    {"a\r\n", Errc::bad_quoted_string, "", "CRLF at the end"},
    {"a\r", Errc::bad_quoted_string, "", "CR at the end"},
    {"a\0b"sv, Errc::bad_quoted_string, "", "NUL"},
    {"\x7F", Errc::bad_quoted_string, "", "DEL"},
};

TEST(Unquote, Rfc3261_25_1) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.reason);
    const test::Exact text(row.text);
    const auto room = std::make_unique<char[]>(row.text.size());
    const auto size = unquote(text.view(), {room.get(), row.text.size()});
    EXPECT_EQ(size.error(), row.error) << row.text;
    EXPECT_EQ(std::string_view(room.get(), *size), row.result) << row.text;
  }
}

TEST(Unquote, ReadsAndWritesNothingBeyond) {
  for (const Row& row : rows) {
    for (std::size_t size = 0; size <= row.text.size(); ++size) {
      const test::Exact text(row.text.substr(0, size));
      for (std::size_t space = 0; space <= size; ++space) {
        const auto room = std::make_unique<char[]>(space);
        const auto result = unquote(text.view(), {room.get(), space});
        EXPECT_LE(*result, space);
      }
    }
  }
  std::array<char, 1> one{};
  EXPECT_EQ(unquote("ab", one).error(), Errc::buffer_too_small);
  EXPECT_EQ(*unquote("\"a\"", one), 1U);
}

TEST(Unquote, WorksInPlace) {
  std::string text = R"("a\"b\\c")";
  const auto size = unquote(text, text);
  ASSERT_TRUE(size);
  EXPECT_EQ(text.substr(0, *size), "a\"b\\c");
}

TEST(Unquote, ManySpacesCostNoQuadraticTime) {
  const std::string text(65'535, ' ');
  std::string room(text.size(), 'x');
  ASSERT_TRUE(unquote(text, room));
  EXPECT_EQ(room, text);
}

TEST(Unquote, TakesADisplayNameAsItsViewHasIt) {
  const test::Exact value("\"A. \\\"B\\\" C\" <sip:a@b>");
  NameAddrView address;
  ASSERT_EQ(parse_name_addr(value.view(), address), Errc::ok);
  std::array<char, 32> room{};
  const auto size = unquote(address.display_name, room);
  ASSERT_TRUE(size);
  EXPECT_EQ(std::string_view(room.data(), *size), "A. \"B\" C");
}

}  // namespace
}  // namespace baton
