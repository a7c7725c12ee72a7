#include "baton/tel.hpp"

#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

struct Number {
  std::string_view text;
  std::string_view number;
  bool global;
  std::string_view context, ext, isub;
};

const Number numbers[] = {
    // RFC 3966 6, 5.1.5
    {"tel:+1-201-555-0123", "+1-201-555-0123", true, "", "", ""},
    {"tel:7042;phone-context=example.com", "7042", false, "example.com", "", ""},
    {"tel:863-1234;phone-context=+1-914-555", "863-1234", false, "+1-914-555", "", ""},
    {"tel:911;phone-context=+1", "911", false, "+1", "", ""},
    {"TEL:+44", "+44", true, "", "", ""},
    {"tel:+1.(212)-5", "+1.(212)-5", true, "", "", ""},
    {"tel:+1;ext=1-2", "+1", true, "", "1-2", ""},
    {"tel:+1;isub=a%00b/c:d", "+1", true, "", "", "a%00b/c:d"},
    {"tel:+1;EXT=12", "+1", true, "", "12", ""},
    {"tel:*#aF9;phone-context=a.b.", "*#aF9", false, "a.b.", "", ""},
    {"tel:1;x;phone-context=x-1.y2;y=2", "1", false, "x-1.y2", "", ""},
    {"tel:1;phone-context=3com.com;ext=5", "1", false, "3com.com", "5", ""},
    {"sip:+1-2;ext=3@gw.example.com;user=phone", "+1-2", true, "", "3", ""},
    {"sips:7042;phone-context=example.com@gw;user=PHONE", "7042", false, "example.com", "", ""},
};

TEST(Tel, NumbersAreReadInTheirParts) {
  for (const Number& row : numbers) {
    SCOPED_TRACE(row.text);
    const test::Exact text(row.text);
    UriView uri;
    TelView tel;
    ASSERT_EQ(parse_uri(text.view(), uri), Errc::ok);
    ASSERT_EQ(parse_tel(uri, tel), Errc::ok);
    EXPECT_EQ(tel.number, row.number);
    EXPECT_EQ(tel.global, row.global);
    EXPECT_EQ(tel.phone_context, row.context);
    EXPECT_EQ(tel.ext, row.ext);
    EXPECT_EQ(tel.isub, row.isub);
  }
}

TEST(Tel, WhatRfc3966ForbidsIsRefused) {
  struct Row {
    std::string_view text;
    std::string_view reason;
  };
  for (const Row& row : {
           Row{"", "nothing"},
           Row{"+", "no digit"},
           Row{"+-.()", "separators only"},
           Row{"-", "separators only"},
           Row{"-;phone-context=+1", "separators only"},
           Row{"911", "5.1.5: a local number needs its context"},
           Row{"911;x=y", "5.1.5"},
           Row{"+1a", "a global number has digits only"},
           Row{"+1*2", "digits only"},
           Row{"1+2;phone-context=+1", "+ inside"},
           Row{"1 2;phone-context=+1", "5.1.1: no space"},
           Row{"1;phone-context=", "an empty context"},
           Row{"1;phone-context", "a context without a value"},
           Row{"1;phone-context=+", "a context without a digit"},
           Row{"1;phone-context=+1a", "a context of digits"},
           Row{"1;phone-context=a..b", "an empty label"},
           Row{"1;phone-context=-a", "a hyphen first"},
           Row{"1;phone-context=a-", "a hyphen last"},
           Row{"1;phone-context=a-.b", "a hyphen last in a label"},
           Row{"1;phone-context=1.2", "toplabel begins with a letter"},
           Row{"1;phone-context=.", "no label"},
           Row{"1;phone-context=a_b", "no underscore"},
           Row{"1;phone-context=a;phone-context=b", "a context twice"},
           Row{"+1;ext=1;ext=1", "an extension twice"},
           Row{"+1;a;A=2", "a parameter twice, case ignored"},
           Row{"+1;ext=1;isub=2", "5.3: ext and isub"},
           Row{"+1;ext=", "an empty extension"},
           Row{"+1;ext=-", "an extension without a digit"},
           Row{"+1;ext=a", "an extension of letters"},
           Row{"+1;isub", "an isub without a value"},
           Row{"+1;isub=%", "half an escape"},
           Row{"+1;isub=%4", "half an escape"},
           Row{"+1;isub=%zz", "no escape"},
           Row{"+1;m-new=1", "5.4: unknown and mandatory"},
           Row{"+1;M-new", "5.4"},
           Row{"+1;", "an empty parameter"},
           Row{"+1;;a", "an empty parameter"},
           Row{"+1;=a", "no name"},
           Row{"+1;a=", "no value"},
           Row{"+1;a_b", "a name of letters, digits and hyphens"},
           Row{"+1 ;a", "white space"},
           Row{"+1;a=b c", "white space"},
           Row{"+1?a=b", "no headers"},
       }) {
    TelView tel;
    tel.global = true;
    tel.number = "x";
    EXPECT_EQ(parse_telephone_subscriber(test::Exact(row.text).view(), tel), Errc::bad_uri)
        << row.text << ": " << row.reason;
    EXPECT_TRUE(tel.number.empty()) << row.text;
    EXPECT_FALSE(tel.global) << row.text;
  }
}

TEST(Tel, TheUriParserIsTolerantWhereThisReaderIsNot) {
  for (const std::string_view text : {"tel:911", "tel:+1*2", "tel:+1;ext=1;ext=2"}) {
    UriView uri;
    TelView tel;
    EXPECT_EQ(parse_uri(text, uri), Errc::ok) << text;
    EXPECT_EQ(parse_tel(uri, tel), Errc::bad_uri) << text;
  }
  TelView tel;
  EXPECT_EQ(parse_telephone_subscriber("911", tel, LocalNumbers::as_dialled), Errc::ok);
  EXPECT_EQ(tel.number, "911");
  EXPECT_EQ(parse_telephone_subscriber("911;phone-context=-", tel, LocalNumbers::as_dialled), Errc::bad_uri);
}

TEST(Tel, OtherUrisHaveNoNumber) {
  for (const std::string_view text :
       {"sip:+1@h", "sip:+1@h;user=ip", "sip:h;user=dialstring", "urn:x:y", "sip:+1@h;user"}) {
    UriView uri;
    TelView tel;
    ASSERT_EQ(parse_uri(text, uri), Errc::ok) << text;
    EXPECT_EQ(parse_tel(uri, tel), Errc::bad_argument) << text;
  }
  UriView uri;
  TelView tel;
  ASSERT_EQ(parse_uri("sip:h;user=phone", uri), Errc::ok);
  EXPECT_EQ(parse_tel(uri, tel), Errc::bad_uri) << "no number at all";
}

TEST(Tel, ManyParametersAreRefusedInLittleTime) {
  std::string text = "+1";
  for (unsigned count = 0; count < tel_parameters_max; ++count) {
    text += ";p" + std::to_string(count);
  }
  TelView tel;
  EXPECT_EQ(parse_telephone_subscriber(text, tel), Errc::ok);
  EXPECT_TRUE(tel.parameter("p63"));
  for (int count = 64; count < 9'000; ++count) {
    text += ";p" + std::to_string(count);
  }
  EXPECT_EQ(parse_telephone_subscriber(text, tel), Errc::bad_uri);
}

TEST(Tel, EveryPrefixIsReadWithoutHarm) {
  for (const Number& row : numbers) {
    for (std::size_t size = 0; size <= row.text.size(); ++size) {
      const test::Exact text(row.text.substr(0, size));
      UriView uri;
      TelView tel;
      if (parse_uri(text.view(), uri) == Errc::ok) {
        (void)parse_tel(uri, tel);
      }
      (void)parse_telephone_subscriber(text.view(), tel);
    }
  }
}

TEST(Normalise, LeavesOutVisualSeparators) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view result;
  };
  for (const Row& row : {
           Row{"+1-(212).555-0100", Errc::ok, "+12125550100"},
           Row{"911", Errc::ok, "911"},
           Row{"*AF#", Errc::ok, "*af#"},
           Row{"-1-", Errc::ok, "1"},
           Row{"", Errc::bad_number, ""},
           Row{"+", Errc::bad_number, ""},
           Row{"-.()", Errc::bad_number, ""},
           Row{"+-", Errc::bad_number, ""},
           Row{"1+2", Errc::bad_number, ""},
           Row{"++1", Errc::bad_number, ""},
           Row{"1 2", Errc::bad_number, ""},
           Row{"1%32", Errc::bad_number, ""},
           Row{"x", Errc::bad_number, ""},
       }) {
    const test::Exact text(row.text);
    const auto room = std::make_unique<char[]>(row.result.size());
    const auto size = normalise(text.view(), {room.get(), row.result.size()});
    if (row.error == Errc::ok) {
      ASSERT_TRUE(size) << row.text;
      EXPECT_EQ(std::string_view(room.get(), *size), row.result);
      EXPECT_EQ(normalise(text.view(), {room.get(), row.result.size() - 1}).error(), Errc::buffer_too_small);
    } else {
      std::array<char, 16> space{};
      EXPECT_EQ(normalise(text.view(), space).error(), row.error) << row.text;
    }
  }
}

}  // namespace
}  // namespace baton
