// 65,000 octets of each header in many shapes. Nothing in the parser counts its steps, so that how long
// this takes is for the benchmarks to say; but each row goes a dozen times through the parser, and were
// one of them read in quadratic time (4 * 10^9 steps each), this test would end by its timeout.
#include <gtest/gtest.h>

#include "tests/parser/all_paths.hpp"

namespace baton {
namespace {

using test::AllPaths;
using test::request_with;

constexpr std::size_t size_of_value = 65'000;

std::string repeated(std::string_view unit) {
  std::string text;
  text.reserve(size_of_value);
  while (text.size() + unit.size() <= size_of_value)
    text += unit;
  return text;
}

/// A request whose only field `id` has this value.
std::string request_where(HeaderId id, std::string_view value) {
  std::string request = request_with("");
  const std::string line = std::string(header_name(id)) + ": ";
  const std::size_t at = request.find("\r\n" + line);
  if (at == std::string::npos) return request_with(line + std::string(value) + "\r\n");
  const std::size_t from = at + 2 + line.size();
  return request.replace(from, request.find("\r\n", from) - from, value);
}

struct Shape {
  std::string_view name;
  std::string text;
};

std::string enclosed(std::string_view before, std::string_view unit, std::string_view behind) {
  std::string text(before);
  while (text.size() + unit.size() + behind.size() <= size_of_value)
    text += unit;
  return text.append(behind);
}

std::string distinct_parameters() {
  std::string text = "<sip:a>";
  for (unsigned number = 10'000; text.size() + 7 <= size_of_value; ++number)
    text.append(";").append(std::to_string(number)).append("a");
  return text;
}

std::vector<Shape> shapes() {
  std::string nested = "1 " + std::string(size_of_value / 2 - 1, '(');
  nested += std::string(size_of_value / 2 - 1, ')');
  return {{"a long token", repeated("x")},
          {"a long number", repeated("9")},
          {"a long quoted string", enclosed("\"", "x", "\"")},
          {"a quoted string of quoted-pairs", enclosed("\"", "\\\"", "\"")},
          {"a quoted string without end", enclosed("\"", "x", "")},
          {"a quoted string that ends with a backslash", enclosed("\"", "x", "\\")},
          {"quoted strings side by side", repeated("\"\"")},
          {"10,000 elements", repeated("abc, ")},
          {"10,000 addresses", repeated("<a:b>,")},
          {"10,000 parameters", enclosed("x", ";a=bcd", "")},
          {"9,000 parameters, each of its own name", distinct_parameters()},
          {"10,000 parameters of an address", enclosed("<sip:a>", ";a=bcd", "")},
          {"10,000 parameters of a URI", enclosed("<sip:a", ";a=bcd", ">")},
          {"10,000 headers of a URI", enclosed("<sip:a?a=b", "&a=bcd", ">")},
          {"10,000 names of parameters alone", enclosed("x", ";ab", "")},
          {"nested comments", nested},
          {"comments without end", "1 " + std::string(size_of_value - 2, '(')},
          {"comments side by side", enclosed("1 ", "()", "")},
          {"only backslashes", repeated("\\")},
          {"only commas", repeated(",")},
          {"only semicolons", repeated(";")},
          {"only quotes and backslashes", repeated("\"\\")},
          {"only quotes", repeated("\"") + "\""},
          {"only opening angle brackets", repeated("<")},
          {"only closing angle brackets", repeated(">")},
          {"only brackets", repeated("[")},
          {"only colons", repeated(":")},
          {"only percent signs", repeated("%")},
          {"only escapes", repeated("%41")},
          {"only at signs", repeated("@")},
          {"a user of at signs", enclosed("sip:", "a@", "b")},
          {"a URI of colons", enclosed("<sip:", "a:", "b>")},
          {"a host of dots", enclosed("<sip:", "a.", "b>")},
          {"a host of hyphens", enclosed("<sip:a", "-", "b>")},
          {"only equals signs", repeated("=")},
          {"only slashes", repeated("/")},
          {"only spaces", repeated(" ")},
          {"only folds", repeated("\r\n ") + "x"},
          {"words with folds", enclosed("x", "\r\n x", "")},
          {"words", repeated("ab ")},
          {"octets beyond ASCII", repeated("\xC3\xA9")}};
}

TEST(OwedSize, EachHeaderOf65000OctetsInEveryShape) {
  AllPaths paths;
  const std::vector<Shape> all = shapes();
  for (const Shape& shape : all)
    ASSERT_LE(shape.text.size(), size_of_value + 1) << shape.name;
  for (unsigned number = 1; number < header_id_count; ++number) {
    const auto id = static_cast<HeaderId>(number);
    for (const Shape& shape : all) {
      ASSERT_EQ(paths.read(request_where(id, shape.text)), "") << header_name(id) << ": " << shape.name;
      ASSERT_LE(paths.truth().error.offset, 65'535U);
    }
  }
}

TEST(OwedSize, EachHeaderOf65000OctetsHeldToItsGrammar) {
  AllPaths paths;
  const std::vector<Shape> all = shapes();
  for (unsigned number = 1; number < header_id_count; ++number) {
    const auto id = static_cast<HeaderId>(number);
    for (const Shape& shape : all) {
      ASSERT_EQ(paths.read(request_where(id, shape.text), {.tolerances = Tolerances::none()}), "")
          << header_name(id) << ": " << shape.name;
    }
  }
}

TEST(OwedSize, UnknownHeadersOf65000OctetsAreLeftAlone) {
  AllPaths paths;
  for (const Shape& shape : shapes()) {
    ASSERT_EQ(paths.read(request_with("X-Unknown: " + shape.text + "\r\n")), "") << shape.name;
    EXPECT_FALSE(paths.truth().error) << shape.name << ": RFC 3261 8.2, what is not known is not checked";
    ASSERT_EQ(paths.read(request_with(shape.text + ": x\r\n")), "") << shape.name << " as a name";
  }
}

TEST(OwedSize, TheWalkOverValuesTakesNoMoreStepsThanOctets) {
  for (const Shape& shape : shapes()) {
    for (unsigned number = 1; number < header_id_count; ++number) {
      const auto id = static_cast<HeaderId>(number);
      const test::Parsed parsed(request_where(id, shape.text));
      auto walk = parsed.message.values(id);
      std::size_t steps = 0;
      std::size_t octets = 0;
      while (const auto value = walk.next()) {
        ASSERT_LE(++steps, shape.text.size() + 1) << header_name(id) << ": " << shape.name;
        octets += value->size();
      }
      ASSERT_LE(octets, shape.text.size()) << "and no octet stands in two values";
    }
  }
}

struct Good {
  HeaderId id;
  std::string_view before, unit, behind;
};

/// What is right by its grammar is accepted, however much of it there is.
const Good good[] = {
    {HeaderId::via, "SIP/2.0/UDP h", ",SIP/2.0/UDP h", ""},
    {HeaderId::via, "SIP/2.0/UDP h", ";a=bcd", ""},
    {HeaderId::via, "SIP/2.0/UDP h;branch=", "b", ""},
    {HeaderId::via, "SIP/2.0/UDP h;a=\"", "\\\"", "\""},
    {HeaderId::via, "SIP/2.0/UDP ", "h", ""},
    {HeaderId::via, "SIP/2.0/", "T", " h"},
    {HeaderId::from, "<sip:a>", ";a=bcd", ";tag=1"},
    {HeaderId::from, "\"", "x", "\" <sip:a>;tag=1"},
    {HeaderId::from, "\"", "\\\"", "\" <sip:a>;tag=1"},
    {HeaderId::from, "", "x ", "<sip:a>;tag=1"},
    {HeaderId::from, "<sip:", "u", "@a>;tag=1"},
    {HeaderId::from, "<sip:a", ";a=bcd", ">;tag=1"},
    {HeaderId::from, "<sip:a?a=b", "&a=b", ">;tag=1"},
    {HeaderId::to, "<urn:", "%41", ">"},
    {HeaderId::to, "<sip:", "%41", "@a>"},
    {HeaderId::contact, "<sip:a>", ",<sip:b>", ""},
    {HeaderId::contact, "sip:a", ",sip:b", ""},
    {HeaderId::contact, "<sip:a>", "\r\n ,<sip:b>", ""},
    {HeaderId::contact, "<sip:a>", ";q=0.1", ""},
    {HeaderId::route, "<sip:a;lr>", ",<sip:b;lr>", ""},
    {HeaderId::record_route, "<sip:a;lr>", " , <sip:b;lr>", ""},
    {HeaderId::call_id, "", "i", "@h"},
    {HeaderId::refer_to, "<sip:a?Replaces=", "%41", ">"},
    {HeaderId::refer_to, "<sip:a?a=", "b", ">"},
    {HeaderId::referred_by, "<sip:a>", ";a=bcd", ""},
    {HeaderId::event, "refer", ";a=bcd", ";id=1"},
    {HeaderId::event, "", "p.", "p"},
    {HeaderId::subscription_state, "active", ";a=bcd", ""},
    {HeaderId::replaces, "a;to-tag=1;from-tag=2", ";a=bcd", ""},
    {HeaderId::replaces, "a;to-tag=1;from-tag=", "b", ""},
    {HeaderId::content_type, "a/b", ";c=de", ""},
    {HeaderId::content_type, "a/b;c=\"", "\\\\", "\""},
    {HeaderId::content_encoding, "a", ",bc", ""},
    {HeaderId::require, "a", ",bcdef", ""},
    {HeaderId::supported, "a", ",bcdef", ""},
    {HeaderId::max_forwards, "", "0", "70"},
    {HeaderId::expires, "", "0", "70"},
    {HeaderId::expires, "", "9", "9"},
    {HeaderId::subject, "", "x ", "x"},
};

TEST(OwedSize, WhatIsRightIsAcceptedHoweverLong) {
  AllPaths paths;
  for (const Good& row : good) {
    const std::string value = enclosed(row.before, row.unit, row.behind);
    ASSERT_EQ(paths.read(request_where(row.id, value)), "") << header_name(row.id) << " of " << row.unit;
    const ParseError error = paths.truth().error;
    EXPECT_FALSE(error) << header_name(row.id) << " of " << row.unit << ": " << name(error.code) << " at "
                        << error.offset;
    const MessageView& message = paths.truth().message;
    EXPECT_EQ(message.value(row.id).value_or("").size(), value.size()) << header_name(row.id);
  }
}

TEST(OwedSize, ElementsAreCountedToTheLast) {
  AllPaths paths;
  struct Row {
    HeaderId id;
    std::string_view element;
    std::uint32_t MessageValues::*count;
  };
  for (const Row& row : {Row{HeaderId::via, "SIP/2.0/UDP h,", &MessageValues::vias},
                         Row{HeaderId::contact, "<sip:a>,", &MessageValues::contacts},
                         Row{HeaderId::route, "<sip:a>,", &MessageValues::routes},
                         Row{HeaderId::record_route, "<sip:a>,", &MessageValues::record_routes}}) {
    std::string value = repeated(row.element);
    const std::size_t count = value.size() / row.element.size();
    value.pop_back();
    ASSERT_EQ(paths.read(request_where(row.id, value)), "") << header_name(row.id);
    ASSERT_FALSE(paths.truth().error) << header_name(row.id);
    EXPECT_EQ(paths.truth().values.*row.count, count) << header_name(row.id);
    EXPECT_EQ(paths.truth().values.complete(),
              row.count != &MessageValues::routes && row.count != &MessageValues::record_routes);
  }
}

}  // namespace
}  // namespace baton
