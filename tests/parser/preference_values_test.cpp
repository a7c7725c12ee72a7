#include "baton/preference_values.hpp"

#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

TEST(ParseAccept, ReadsRangeAndQuality_Rfc3261_20_1) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view type, subtype;
    int quality;
    std::string_view reason;
  };
  const Row rows[] = {
      {"application/sdp;level=1", Errc::ok, "application", "sdp", 1000, "RFC 3261 20.1"},
      {"application/x-private", Errc::ok, "application", "x-private", 1000, "RFC 3261 20.1"},
      {"text/* ; q = 0.5", Errc::ok, "text", "*", 500, ""},
      {"*/*;q=0", Errc::ok, "*", "*", 0, ""},
      {"a/b;q=1.000", Errc::ok, "a", "b", 1000, ""},
      {"a/b;q=0.", Errc::ok, "a", "b", 0, "0*3DIGIT"},
      {"a/b;Q=0.001;ext", Errc::ok, "a", "b", 1, "generic-param"},
      {"a/b;q=0.12", Errc::ok, "a", "b", 120, ""},
      {"", Errc::bad_header_value, "", "", 1000, "nothing"},
      {"a", Errc::bad_header_value, "", "", 1000, "no subtype"},
      {"a/", Errc::bad_header_value, "", "", 1000, "no subtype"},
      {"*/b", Errc::bad_header_value, "", "", 1000, "any type, one subtype"},
      {"a/b c", Errc::bad_header_value, "", "", 1000, "text behind"},
      {"a/b;q", Errc::bad_number, "", "", 1000, "no value"},
      {"a/b;q=1.001", Errc::bad_number, "", "", 1000, "above 1"},
      {"a/b;q=2", Errc::bad_number, "", "", 1000, "above 1"},
      {"a/b;q=0.1234", Errc::bad_number, "", "", 1000, "four digits"},
      {"a/b;q=.5", Errc::bad_number, "", "", 1000, "no digit before the point"},
      {"a/b;q=0.x", Errc::bad_number, "", "", 1000, "no digit"},
      {"a/b;q=05", Errc::bad_number, "", "", 1000, "no point"},
      {"a/b;q=\"1\"", Errc::bad_number, "", "", 1000, "quoted"},
      {"a/b;q=1;q=1", Errc::bad_header_value, "", "", 1000, "twice"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    AcceptView view;
    view.quality = 7;
    EXPECT_EQ(parse_accept(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.media.type, row.type) << row.text;
    EXPECT_EQ(view.media.subtype, row.subtype) << row.text;
    EXPECT_EQ(view.quality, row.quality) << row.text;
  }
}

TEST(ParseAccepted, EncodingsAndLanguages_Rfc3261_20_2_20_3) {
  struct Row {
    std::string_view text;
    Errc encoding, language;
    int quality;
    std::string_view reason;
  };
  const Row rows[] = {
      {"gzip", Errc::ok, Errc::ok, 1000, ""},
      {"*;q=0.3", Errc::ok, Errc::ok, 300, ""},
      {"en-gb;q=0.8", Errc::ok, Errc::ok, 800, "RFC 3261 20.3"},
      {"es-419", Errc::ok, Errc::ok, 1000, "digits behind the first part"},
      {"x-gzip9", Errc::ok, Errc::ok, 1000, ""},
      {"7bit", Errc::ok, Errc::bad_header_value, 1000, "a language begins with letters"},
      {"en-", Errc::ok, Errc::bad_header_value, 1000, "an empty part"},
      {"-en", Errc::ok, Errc::bad_header_value, 1000, "an empty part"},
      {"languages", Errc::ok, Errc::bad_header_value, 1000, "nine letters"},
      {"en-languages", Errc::ok, Errc::bad_header_value, 1000, "nine letters"},
      {"", Errc::bad_header_value, Errc::bad_header_value, 1000, "nothing"},
      {"a b", Errc::bad_header_value, Errc::bad_header_value, 1000, "text behind"},
      {"a;q=3", Errc::bad_number, Errc::bad_number, 1000, "above 1"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    AcceptedView view;
    EXPECT_EQ(parse_accept_encoding(text.view(), view), row.encoding) << row.text << ": " << row.reason;
    EXPECT_EQ(view.quality, row.quality) << row.text;
    EXPECT_EQ(parse_accept_language(text.view(), view), row.language) << row.text << ": " << row.reason;
    EXPECT_EQ(view.range, row.language == Errc::ok ? row.text.substr(0, row.text.find(';')) : "");
  }
}

TEST(ParseContactPreference, ReadsStarAndFeatures_Rfc3841_10) {
  struct Row {
    std::string_view text;
    Errc accept, reject;
    bool require, explicit_match;
    std::string_view reason;
  };
  const Row rows[] = {
      {"*;audio;require", Errc::ok, Errc::ok, true, false, "RFC 3841 9.2"},
      {"*;methods=\"BYE\";class=\"business\";q=1.0;explicit", Errc::ok, Errc::ok, false, true, ""},
      {"* ; Require ; EXPLICIT", Errc::ok, Errc::ok, true, true, "no case"},
      {"*;+sip.instance=\"<urn:uuid:00000000-0000>\"", Errc::ok, Errc::ok, false, false, ""},
      {"*", Errc::ok, Errc::ok, false, false, "no features"},
      {"*;actor=\"msg-taker\";video", Errc::ok, Errc::ok, false, false, "RFC 3841 9.2"},
      {"*;require;require", Errc::bad_header_value, Errc::ok, false, false, "RFC 3841 10: one"},
      {"*;explicit=x", Errc::bad_header_value, Errc::ok, false, false, "it has no value"},
      {"", Errc::bad_header_value, Errc::bad_header_value, false, false, "nothing"},
      {"audio", Errc::bad_header_value, Errc::bad_header_value, false, false, "no star"},
      {"*audio", Errc::bad_header_value, Errc::bad_header_value, false, false, "no semicolon"},
      {"*;", Errc::bad_header_value, Errc::bad_header_value, false, false, "an empty parameter"},
      {"<sip:a@b>", Errc::bad_header_value, Errc::bad_header_value, false, false, "no address"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    ContactPreferenceView view;
    view.require = view.explicit_match = true;
    EXPECT_EQ(parse_accept_contact(text.view(), view), row.accept) << row.text << ": " << row.reason;
    EXPECT_EQ(view.require, row.require) << row.text;
    EXPECT_EQ(view.explicit_match, row.explicit_match) << row.text;
    EXPECT_EQ(parse_reject_contact(text.view(), view), row.reject) << row.text << ": " << row.reason;
    EXPECT_FALSE(view.require) << row.text;
  }
}

TEST(ParseRequestDisposition, IsASetOfDirectives_Rfc3841_9_1) {
  using namespace disposition;
  struct Row {
    std::string_view text;
    Errc error;
    unsigned directives;
  };
  const Row rows[] = {
      {"proxy", Errc::ok, proxy},
      {"redirect", Errc::ok, redirect},
      {"proxy, recurse, parallel", Errc::ok, proxy | recurse | parallel},
      {"cancel , no-fork,SEQUENTIAL,queue", Errc::ok, cancel | no_fork | sequential | queue},
      {"no-cancel,fork,no-recurse,no-queue", Errc::ok, no_cancel | fork | no_recurse | no_queue},
      {"fork,fork", Errc::ok, fork},
      {"fork,no-fork", Errc::bad_header_value, 0},
      {"no-queue,queue", Errc::bad_header_value, 0},
      {"parallel,sequential", Errc::bad_header_value, 0},
      {"", Errc::bad_header_value, 0},
      {"proxy,", Errc::bad_header_value, 0},
      {",proxy", Errc::bad_header_value, 0},
      {"proxy redirect", Errc::bad_header_value, 0},
      {"no-proxy", Errc::bad_header_value, 0},
      {"forks", Errc::bad_header_value, 0},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    std::uint16_t directives = 7;
    EXPECT_EQ(parse_request_disposition(text.view(), directives), row.error) << row.text;
    EXPECT_EQ(directives, row.directives) << row.text;
  }
}

TEST(ParseInfoPackage, ReadsNameAndParameters_Rfc6086_9) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view name, parameters;
  };
  const Row rows[] = {
      {"foo", Errc::ok, "foo", ""},           {"P;x=y ;z", Errc::ok, "P", ";x=y ;z"},
      {"", Errc::bad_header_value, "", ""},   {"a b", Errc::bad_header_value, "", ""},
      {"a;", Errc::bad_header_value, "", ""}, {"a,b", Errc::bad_header_value, "", ""},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    InfoPackageView view;
    EXPECT_EQ(parse_info_package(text.view(), view), row.error) << row.text;
    EXPECT_EQ(view.name, row.name) << row.text;
    EXPECT_EQ(view.parameters, row.parameters) << row.text;
  }
}

}  // namespace
}  // namespace baton
