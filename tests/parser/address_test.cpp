// Name-addr and Via values.
#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

struct Good {
  std::string_view text, display, uri, parameters, tag;
  bool bracketed;
  std::string_view reason;
};

const Good good[] = {
    {"sip:a@b", "", "sip:a@b", "", "", false, ""},
    {"<sip:a@b>", "", "sip:a@b", "", "", true, ""},
    {"sip:a@b;tag=1", "", "sip:a@b", ";tag=1", "1", false, "RFC 3261 20.10: the header's"},
    {"<sip:a@b;tag=1>", "", "sip:a@b;tag=1", "", "", true, "RFC 3261 20.10: the URI's"},
    {"<sip:a@b;lr>;tag=1;x", "", "sip:a@b;lr", ";tag=1;x", "1", true, ""},
    {"caller<sip:a@b>;tag=323", "caller", "sip:a@b", ";tag=323", "323", true, "RFC 4475 3.1.1.6"},
    {"J Rosenberg <sip:a@b>", "J Rosenberg", "sip:a@b", "", "", true, "*(token LWS)"},
    {"\"\" <sip:a@b>", "", "sip:a@b", "", "", true, "an empty name"},
    {"\"J Rosenberg \\\\\\\"\"       <sip:a@b>\r\n  ;\r\n  tag = 98asjd8", "J Rosenberg \\\\\\\"",
     "sip:a@b", ";\r\n  tag = 98asjd8", "98asjd8", true, "RFC 4475 3.1.1.1"},
    {"\"<sip:x@y>;tag=0\" <sip:a@b>", "<sip:x@y>;tag=0", "sip:a@b", "", "", true, "quotes hide"},
    {"\"Zo\xC3\xAB\"<sip:a@b>", "Zo\xC3\xAB", "sip:a@b", "", "", true, "UTF-8"},
    {"token1~` token2'+_ token3*%!.- <sip:a@b>;p''~+*_!.-%=\"x\";tag=_token~1'+`*%!-.",
     "token1~` token2'+_ token3*%!.-", "sip:a@b", ";p''~+*_!.-%=\"x\";tag=_token~1'+`*%!-.",
     "_token~1'+`*%!-.", true, "RFC 4475 3.1.1.2"},
    {"* <sip:a@b>", "*", "sip:a@b", "", "", true, "\"*\" is a token"},
    {"sip:a@b ;tag=1", "", "sip:a@b", ";tag=1", "1", false, "LWS before the semicolon"},
    {"tel:+1-555;tag=1", "", "tel:+1-555", ";tag=1", "1", false, "CVE-2020-35652"},
    {"<http://www.example.com>;tag=3", "", "http://www.example.com", ";tag=3", "3", true,
     "RFC 4475 3.3.4"},
    {"sip:a@b?x=y", "", "sip:a@b?x=y", "", "", false, "of Refer-To: seen in the field"},
    {"<sip:a@b>;TAG=1", "", "sip:a@b", ";TAG=1", "1", true, "names have no case"},
};

TEST(ParseNameAddr, SplitsNameUriAndParameters) {
  for (const Good& row : good) {
    const test::Exact text(row.text);
    NameAddrView value;
    ASSERT_EQ(parse_name_addr(text.view(), value), Errc::ok) << row.text << ": " << row.reason;
    EXPECT_EQ(value.display_name, row.display) << row.text;
    EXPECT_EQ(value.uri_text, row.uri) << row.text;
    EXPECT_EQ(value.uri.text, row.uri) << row.text;
    EXPECT_EQ(value.parameters, row.parameters) << row.text;
    EXPECT_EQ(value.tag(), row.tag) << row.text;
    EXPECT_EQ(value.bracketed, row.bracketed) << row.text;
    EXPECT_FALSE(value.star) << row.text;
  }
}

TEST(ParseNameAddr, KnowsTheStar) {
  for (const std::string_view text : {"*", " * ", "*\r\n "}) {
    NameAddrView value;
    ASSERT_EQ(parse_name_addr(test::Exact(text).view(), value), Errc::ok);
    EXPECT_TRUE(value.star);
    EXPECT_TRUE(value.uri_text.empty());
  }
}

struct Bad {
  std::string_view text;
  Errc error;
  std::string_view reason;
};

const Bad bad[] = {
    {"", Errc::bad_header_value, "nothing"},
    {" ", Errc::bad_header_value, "nothing"},
    {"*;expires=0", Errc::bad_header_value, "STAR has no parameters"},
    {"<>", Errc::bad_uri, "no URI"},
    {"/", Errc::bad_header_value, "CVE-2021-33056"},
    {"</>", Errc::bad_uri, "CVE-2021-33056"},
    {"alan@jasomi.com", Errc::bad_header_value, "no scheme"},
    {"<sip:a@b", Errc::bad_header_value, "no closing bracket"},
    {"sip:a@b>", Errc::bad_uri, "no opening bracket"},
    {"<sip:a@b>>", Errc::bad_header_value, "text behind"},
    {"<sip:a@b>x", Errc::bad_header_value, "text behind"},
    {"<<sip:a@b>>", Errc::bad_uri, "two brackets"},
    {"< sip:a@b >", Errc::bad_uri, "RFC 4475 3.1.2.14"},
    {"\"Mr. J. User <sip:a@b>", Errc::bad_quoted_string, "RFC 4475 3.1.2.6"},
    {"\"", Errc::bad_quoted_string, "a single quote"},
    {"\"x", Errc::bad_quoted_string, "no closing quote"},
    {"\"x\\", Errc::bad_quoted_string, "CVE-2021-43611: a backslash at the end"},
    {"\"x\\\"", Errc::bad_quoted_string, "the closing quote is escaped"},
    {"\"x\"", Errc::bad_header_value, "no URI"},
    {"\"x\" sip:a@b", Errc::bad_header_value, "a name needs brackets"},
    {"\"x\ny\" <sip:a@b>", Errc::bad_quoted_string, "a line end"},
    {"\"x\r\ny\" <sip:a@b>", Errc::bad_quoted_string, "a CRLF that is no fold"},
    {"\"x\\\r\" <sip:a@b>", Errc::bad_quoted_string, "CR is not quotable"},
    {"\"x\\\xC3\xA9\" <sip:a@b>", Errc::bad_quoted_string, "nor is UTF-8"},
    {"Bell, Alexander <sip:a@b>", Errc::bad_header_value, "RFC 4475 3.1.2.15"},
    {"x sip:a@b", Errc::bad_uri, "two words"},
    {"<sip:a@b>;", Errc::bad_header_value, "an empty parameter"},
    {"<sip:a@b>;;;;", Errc::bad_header_value, "RFC 4475 3.1.2.1"},
    {"<sip:a@b>;tag", Errc::bad_header_value, "tag has a token"},
    {"<sip:a@b>;tag=", Errc::bad_header_value, "tag has a token"},
    {"<sip:a@b>;tag=\"1\"", Errc::bad_header_value, "tag has a token"},
    {"<sip:a@b>;x=\"y", Errc::bad_quoted_string, "no closing quote"},
    {"<sip:a@b>;x=@", Errc::bad_header_value, "no gen-value"},
    {"<sip:a@b%>", Errc::bad_uri, "CVE-2022-31002"},
    {"<sip:a%@b>", Errc::bad_escape, "CVE-2022-31002"},
    {"<sip:b?x=%>", Errc::bad_escape, "CVE-2022-31002"},
    {"<sip:b?x=%4>", Errc::bad_escape, "CVE-2022-31002"},
    {"sip:b?x=%4", Errc::bad_escape, "CVE-2022-31002"},
    {"<sip:a@b:99999>", Errc::bad_number, "no port"},
};

TEST(ParseNameAddr, RejectsAllElseAndGivesNothing) {
  for (const Bad& row : bad) {
    NameAddrView value;
    value.display_name = "left over";
    EXPECT_EQ(parse_name_addr(test::Exact(row.text).view(), value), row.error)
        << row.text << ": " << row.reason;
    EXPECT_TRUE(value.display_name.empty() && value.uri_text.empty() && !value.bracketed)
        << row.text;
  }
}

TEST(ParseNameAddr, TagsOfAnyLengthAreReadWhole) {
  for (const std::size_t size : {1U, 255U, 256U, 65535U}) {
    const std::string tag(size, 't');
    const test::Exact text("<sip:a@b>;tag=" + tag);
    NameAddrView value;
    ASSERT_EQ(parse_name_addr(text.view(), value), Errc::ok);
    EXPECT_EQ(value.tag(), tag);
  }
}

TEST(ParseVia, ReadsEveryPart) {
  const test::Exact text(
      "SIP / 2.0\r\n / UDP  [2001:db8::9:1] : 5070 ;branch = z9hG4bK-1;received=2001:db8::9:255"
      ";rport=49152;maddr=[::1];ttl=1;alias;x=\"a;b\"");
  ViaView via;
  ASSERT_EQ(parse_via(text.view(), via), Errc::ok);
  EXPECT_EQ(via.protocol, "SIP / 2.0");
  EXPECT_EQ(via.transport_text, "UDP");
  EXPECT_EQ(via.host, "[2001:db8::9:1]");
  EXPECT_EQ(via.port, 5070);
  EXPECT_EQ(via.branch, "z9hG4bK-1");
  EXPECT_EQ(via.received, "2001:db8::9:255");
  EXPECT_TRUE(via.has_rport);
  EXPECT_EQ(via.rport, 49152);
  EXPECT_EQ(via.maddr, "[::1]");
  EXPECT_EQ(find_parameter(via.parameters, "x")->value, "a;b");
}

TEST(ParseVia, Accepts) {
  struct Row {
    std::string_view text;
    std::string_view reason;
  };
  for (const Row& row : {
           Row{"SIP/2.0/UDP 192.0.2.1", "RFC 2543 had no branch"},
           Row{"SIP/2.0/UDP h;branch=z9hG4bK", "RFC 4475 3.2.1: the cookie alone"},
           Row{"SIP/2.0/UDP h;rport;branch=x", "RFC 3581: a request's rport"},
           Row{"SIP/2.0/UNKNOWN t4.example.com", "RFC 4475 3.1.1.10"},
           Row{"SIP/2.0/UDP [::1];received=[2001:db8::9:255];branch=a", "RFC 5118 4.5"},
           Row{"SIP/2.0/WSS df7jal23ls0d.invalid", "RFC 7118 5"},
           Row{"SIP/2.0/TCP h;branch=z9hG4bK-.!%66*_+`'~", "RFC 4475 3.1.1.2"},
           Row{"SIP/2.0/UDP\r\n\th", "a fold is LWS"},
       }) {
    ViaView via;
    EXPECT_EQ(parse_via(test::Exact(row.text).view(), via), Errc::ok)
        << row.text << ": " << row.reason;
  }
}

TEST(ParseVia, RejectsAllElseAndGivesNothing) {
  const Bad rows[] = {
      {"", Errc::bad_header_value, "nothing"},
      {"SIP", Errc::bad_header_value, ""},
      {"SIP/2.0", Errc::bad_header_value, "no transport"},
      {"SIP/2.0/", Errc::bad_header_value, "no transport"},
      {"SIP/2.0/UDP", Errc::bad_header_value, "no sent-by"},
      {"SIP/2.0/UDP ", Errc::bad_header_value, "no sent-by"},
      {"SIP/2.0/UDP[::1]", Errc::bad_header_value, "no LWS"},
      {"SIP//UDP h", Errc::bad_header_value, "no version"},
      {"SIP/2.0/UDP h x", Errc::bad_header_value, "text behind"},
      {"SIP/2.0/UDP h:", Errc::bad_number, "no port"},
      {"SIP/2.0/UDP h:0", Errc::bad_number, "no port"},
      {"SIP/2.0/UDP h:65536", Errc::bad_number, "no port"},
      {"SIP/2.0/UDP 2001:db8::9", Errc::bad_header_value, "no brackets"},
      {"SIP/2.0/UDP [2001:db8::9", Errc::bad_address, "half a bracket"},
      {"SIP/2.0/UDP 192.0.2.15;;,;,,", Errc::bad_header_value, "RFC 4475 3.1.2.1"},
      {"SIP/2.0/UDP h;branch", Errc::bad_header_value, "branch has a token"},
      {"SIP/2.0/UDP h;branch=", Errc::bad_header_value, "branch has a token"},
      {"SIP/2.0/UDP h;branch=\"x\"", Errc::bad_header_value, "branch has a token"},
      {"SIP/2.0/UDP h;rport=x", Errc::bad_number, "RFC 3581 7"},
      {"SIP/2.0/UDP h;rport=65536", Errc::bad_number, "RFC 3581 7"},
      {"SIP/2.0/UDP h;received=example.com", Errc::bad_address, "an address, not a name"},
      {"SIP/2.0/UDP h;received", Errc::bad_address, "no address"},
  };
  for (const Bad& row : rows) {
    ViaView via;
    via.branch = "left over";
    EXPECT_EQ(parse_via(test::Exact(row.text).view(), via), row.error)
        << row.text << ": " << row.reason;
    EXPECT_TRUE(via.branch.empty() && via.host.empty() && via.transport_text.empty()) << row.text;
  }
}

TEST(ParseVia, BranchesOfAnyLengthAreReadWhole) {
  for (const std::size_t size : {1U, 255U, 256U, 65535U}) {
    const test::Exact text("SIP/2.0/UDP h;branch=" + std::string(size, 'b'));
    ViaView via;
    ASSERT_EQ(parse_via(text.view(), via), Errc::ok);
    EXPECT_EQ(via.branch.size(), size);
  }
}

}  // namespace
}  // namespace baton
