#include "baton/notice_values.hpp"

#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

TEST(ParseWarning, ReadsCodeAgentAndText_Rfc3261_20_43) {
  struct Row {
    std::string_view text;
    Errc error;
    int code;
    std::string_view agent, words;
    std::string_view reason;
  };
  const Row rows[] = {
      {"307 isi.edu \"Session parameter 'foo' not understood\"", Errc::ok, 307, "isi.edu",
       "Session parameter 'foo' not understood", "RFC 3261 20.43"},
      {"301 isi.edu \"Incompatible network address type 'E.164'\"", Errc::ok, 301, "isi.edu",
       "Incompatible network address type 'E.164'", "RFC 3261 20.43"},
      {"399 [2001:db8::1]:5060 \"\"", Errc::ok, 399, "[2001:db8::1]:5060", "", "hostport"},
      {"399 proxy_1 \"a \\\" b\"", Errc::ok, 399, "proxy_1", "a \\\" b", "a pseudonym, an escape"},
      {"399 a\r\n \"b\r\n c\"", Errc::ok, 399, "a", "b\r\n c", "folds"},
      {"", Errc::bad_number, 0, "", "", "nothing"},
      {"30 a \"b\"", Errc::bad_number, 0, "", "", "two digits"},
      {"3070 a \"b\"", Errc::bad_number, 0, "", "", "four digits"},
      {"a b \"c\"", Errc::bad_number, 0, "", "", "no code"},
      {"307", Errc::bad_header_value, 0, "", "", "no agent"},
      {"307a \"b\"", Errc::bad_header_value, 0, "", "", "no SP"},
      {"307 \"b\"", Errc::bad_header_value, 0, "", "", "no agent"},
      {"307 a\"b\"", Errc::bad_header_value, 0, "", "", "no SP"},
      {"307 a b", Errc::bad_quoted_string, 0, "", "", "unquoted"},
      {"307 a \"b", Errc::bad_quoted_string, 0, "", "", "no end"},
      {"307 a \"b\" c", Errc::bad_header_value, 0, "", "", "text behind"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    WarningView view;
    view.code = 7;
    EXPECT_EQ(parse_warning(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.code, row.code) << row.text;
    EXPECT_EQ(view.agent, row.agent) << row.text;
    EXPECT_EQ(view.text, row.words) << row.text;
  }
}

TEST(Products, AreWalked_Rfc3261_20_41) {
  struct Row {
    std::string_view text;
    std::string_view walked;
    bool failed;
    std::string_view reason;
  };
  const Row rows[] = {
      {"Softphone Beta1.5", "Softphone||Beta1.5||", false, "RFC 3261 20.41"},
      {"HomeServer v2", "HomeServer||v2||", false, "RFC 3261 20.35"},
      {"A/1 (x (y); \\) z) B / 2", "A|1|(x (y); \\) z)|B|2|", false, "comments, LWS around the slash"},
      {"(a)\r\n (b)", "(a)|(b)|", false, "comments alone, a fold"},
      {"", "", false, "nothing"},
      {"A/", "", true, "no version"},
      {"A /", "", true, "no version"},
      {"A B[", "A||", true, "no token"},
      {"A (b", "A||", true, "no end"},
      {"A(b)", "", true, "no LWS"},
      {"A/1/2", "", true, "two versions"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    ProductIterator walk(text.view());
    std::string walked;
    while (const auto product = walk.next()) {
      if (product->name.empty()) {
        walked.append("(").append(product->comment).append(")|");
      } else {
        walked.append(product->name).append("|").append(product->version).append("|");
      }
    }
    EXPECT_EQ(walked, row.walked) << row.text << ": " << row.reason;
    EXPECT_EQ(walk.failed(), row.failed) << row.text << ": " << row.reason;
  }
}

TEST(ParseInfoReference, ReadsAUriInBrackets) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view uri, purpose;
    std::string_view reason;
  };
  const Row rows[] = {
      {"<http://www.example.com/sounds/moo.wav>", Errc::ok, "http://www.example.com/sounds/moo.wav", "",
       "RFC 3261 20.4"},
      {"<http://wwww.example.com/alice/photo.jpg> ;purpose=icon", Errc::ok,
       "http://wwww.example.com/alice/photo.jpg", "icon", "RFC 3261 20.9"},
      {"<sip:not-in-service-recording@atlanta.com>", Errc::ok, "sip:not-in-service-recording@atlanta.com", "",
       "RFC 3261 20.18"},
      {"<urn:alert:service:call-waiting>;x=\"y\"", Errc::ok, "urn:alert:service:call-waiting", "",
       "RFC 7462 4"},
      {"http://a", Errc::bad_header_value, "", "", "no brackets"},
      {"A <http://a>", Errc::bad_header_value, "", "", "no display name belongs here"},
      {"<http://a", Errc::bad_header_value, "", "", "no end"},
      {"<>", Errc::bad_uri, "", "", "no URI"},
      {"<a>", Errc::bad_uri, "", "", "not absolute"},
      {"<http://a>;purpose", Errc::bad_header_value, "", "", "no value"},
      {"<http://a>;purpose=\"icon\"", Errc::bad_header_value, "", "", "quoted"},
      {"<http://a> x", Errc::bad_header_value, "", "", "text behind"},
      {"", Errc::bad_header_value, "", "", "nothing"},
      {"*", Errc::bad_header_value, "", "", "no URI"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    InfoReferenceView view;
    EXPECT_EQ(parse_info_reference(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.uri_text, row.uri) << row.text;
    EXPECT_EQ(view.purpose, row.purpose) << row.text;
  }
}

TEST(ParseContentDisposition, ReadsTypeAndHandling_Rfc3261_20_11) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view type;
    Handling handling;
  };
  const Row rows[] = {
      {"session", Errc::ok, "session", Handling::unspecified},
      {"signal;handling=optional", Errc::ok, "signal", Handling::optional},
      {"render ; Handling = REQUIRED;x=\"y\"", Errc::ok, "render", Handling::required},
      {"x;handling=perhaps", Errc::ok, "x", Handling::other},
      {"", Errc::bad_header_value, "", Handling::unspecified},
      {"session;handling", Errc::bad_header_value, "", Handling::unspecified},
      {"session;handling=\"optional\"", Errc::bad_header_value, "", Handling::unspecified},
      {"session;handling=optional;handling=optional", Errc::bad_header_value, "", Handling::unspecified},
      {"a b", Errc::bad_header_value, "", Handling::unspecified},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    ContentDispositionView view;
    EXPECT_EQ(parse_content_disposition(text.view(), view), row.error) << row.text;
    EXPECT_EQ(view.type, row.type) << row.text;
    EXPECT_EQ(view.handling, row.handling) << row.text;
  }
}

TEST(ParseUserToUser, ReadsDataAndItsKind_Rfc7433_4) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view data, purpose, content, encoding;
    bool quoted;
  };
  const Row rows[] = {
      {"56a390f3d2b7310023a2;encoding=hex;purpose=foo;content=bar", Errc::ok, "56a390f3d2b7310023a2", "foo",
       "bar", "hex", false},
      {"\"a, b\" ; Purpose = isdn-uui", Errc::ok, "a, b", "isdn-uui", "", "", true},
      {"00", Errc::ok, "00", "", "", "", false},
      {"", Errc::bad_header_value, "", "", "", "", false},
      {";encoding=hex", Errc::bad_header_value, "", "", "", "", false},
      {"00;encoding", Errc::bad_header_value, "", "", "", "", false},
      {"00;encoding=\"hex\"", Errc::bad_header_value, "", "", "", "", false},
      {"00;purpose=a;purpose=a", Errc::bad_header_value, "", "", "", "", false},
      {"00 11", Errc::bad_header_value, "", "", "", "", false},
      {"\"00", Errc::bad_quoted_string, "", "", "", "", false},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    UserToUserView view;
    EXPECT_EQ(parse_user_to_user(text.view(), view), row.error) << row.text;
    EXPECT_EQ(view.data, row.data) << row.text;
    EXPECT_EQ(view.purpose, row.purpose) << row.text;
    EXPECT_EQ(view.content, row.content) << row.text;
    EXPECT_EQ(view.encoding, row.encoding) << row.text;
    EXPECT_EQ(view.quoted, row.quoted) << row.text;
  }
}

TEST(ParsePriority, IsAToken_Rfc3261_20_26) {
  struct Row {
    std::string_view text;
    Errc error;
    Priority priority;
  };
  const Row rows[] = {
      {"emergency", Errc::ok, Priority::emergency},     {"Urgent", Errc::ok, Priority::urgent},
      {"normal", Errc::ok, Priority::normal},           {"NON-URGENT", Errc::ok, Priority::non_urgent},
      {"psap-callback", Errc::ok, Priority::other},     {"", Errc::bad_header_value, Priority::other},
      {"a b", Errc::bad_header_value, Priority::other}, {"normal;x", Errc::bad_header_value, Priority::other},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    Priority priority = Priority::urgent;
    EXPECT_EQ(parse_priority(text.view(), priority), row.error) << row.text;
    EXPECT_EQ(priority, row.priority) << row.text;
  }
}

TEST(ParseMimeVersion, IsTwoNumbers_Rfc3261_20_24) {
  struct Row {
    std::string_view text;
    Errc error;
    unsigned major, minor;
  };
  const Row rows[] = {
      {"1.0", Errc::ok, 1, 0},
      {"12.034", Errc::ok, 12, 34},
      {"", Errc::bad_number, 0, 0},
      {"1", Errc::bad_header_value, 0, 0},
      {"1.", Errc::bad_number, 0, 0},
      {"1.0.0", Errc::bad_header_value, 0, 0},
      {"1 . 0", Errc::bad_header_value, 0, 0},
      {"1.0 (a comment)", Errc::bad_header_value, 0, 0},
      {"1.4294967296", Errc::bad_number, 0, 0},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    MimeVersionView view;
    EXPECT_EQ(parse_mime_version(text.view(), view), row.error) << row.text;
    EXPECT_EQ(view.major, row.major) << row.text;
    EXPECT_EQ(view.minor, row.minor) << row.text;
  }
}

}  // namespace
}  // namespace baton
