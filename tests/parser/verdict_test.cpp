// What is said of a message that breaks a rule: which rule of which RFC, and the answer due.
#include "baton/verdict.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using test::Parsed;
using test::request_with;

constexpr std::string_view head = "OPTIONS sip:bob@example.com SIP/2.0\r\n";
constexpr std::string_view via = "Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK1\r\n";
constexpr std::string_view parties =
    "From: <sip:alice@example.com>;tag=a1\r\nTo: <sip:bob@example.com>\r\n"
    "Call-ID: c1@example.com\r\n";
constexpr std::string_view cseq = "CSeq: 1 OPTIONS\r\n";

std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) {
    text += part;
  }
  return text;
}

/// All that follows the request line, or the status line.
std::string rest() {
  return join({via, parties, cseq, "\r\n"});
}

struct Row {
  const char* name;
  std::string text;
  std::string_view culprit;  ///< the error's offset is where this stands first; empty: the end
  Errc code;
  HeaderId header;
  std::string_view rule, rfc;
  std::uint16_t status;
  bool framed = false;
};

/// GoogleTest prints a row by its name, not by its octets.
void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"NothingButLineEnds", "\r\n\r\n", "", Errc::empty_message, HeaderId::other, "start-line",
       "RFC 3261 7.5", 0},
      {"NoEndOfTheHeaders", join({head, via, parties, cseq}), "", Errc::truncated, HeaderId::other,
       "generic-message", "RFC 3261 7", 400},
      {"NoUriInTheRequestLine", "OPTIONS SIP/2.0\r\n" + rest(), "\r\nVia", Errc::bad_start_line,
       HeaderId::other, "Request-Line", "RFC 3261 7.1", 400},
      {"NoReasonInTheStatusLine", "SIP/2.0 200\r\n" + rest(), "\r\nVia", Errc::bad_start_line,
       HeaderId::other, "Status-Line", "RFC 3261 7.2", 0},
      {"AnotherVersion", "OPTIONS sip:bob@example.com SIP/7.0\r\n" + rest(), "SIP/7.0", Errc::bad_version,
       HeaderId::other, "SIP-Version", "RFC 3261 7.1", 505},
      {"AMethodThatIsNoToken", "OPT(IONS sip:bob@example.com SIP/2.0\r\n" + rest(), "(IONS", Errc::bad_method,
       HeaderId::other, "Method", "RFC 3261 7.1", 400},
      {"ARequestUriWithHeaders", "OPTIONS sip:bob@example.com?a=b SIP/2.0\r\n" + rest(), "a=b",
       Errc::bad_request_uri, HeaderId::other, "Request-URI", "RFC 3261 7.1", 400},
      {"AStatusOfFourDigits", "SIP/2.0 4294967301 OK\r\n" + rest(), "4294", Errc::bad_status_code,
       HeaderId::other, "Status-Code", "RFC 3261 7.2", 0},
      {"AHeaderWithoutColon", request_with("Subject\r\n"), "\r\n\r\n", Errc::bad_header_name, HeaderId::other,
       "header-name", "RFC 3261 7.3.1", 400},
      {"AControlInARequestLine", join({"OPTIONS sip:b\x01@c SIP/2.0\r\n", rest()}), "\x01",
       Errc::bad_character, HeaderId::other, "Request-Line", "RFC 3261 7.1", 400},
      {"AControlInAKnownHeader", request_with("Subject: a\x01\r\n"), "\x01", Errc::bad_character,
       HeaderId::subject, "TEXT-UTF8char", "RFC 3261 25.1", 400},
      {"AControlInAnUnknownHeader", request_with("X-A: a\x01\r\n"), "\x01", Errc::bad_character,
       HeaderId::other, "TEXT-UTF8char", "RFC 3261 25.1", 400},
      {"AControlInTheOnlyVia", join({head, "Via: \x01\r\n", parties, cseq, "\r\n"}), "\x01",
       Errc::bad_character, HeaderId::via, "TEXT-UTF8char", "RFC 3261 25.1", 0},
      {"AViaWithoutHost", join({head, "Via: SIP/2.0/UDP ;branch=x\r\n", parties, cseq, "\r\n"}), ";branch",
       Errc::bad_header_value, HeaderId::via, "via-parm", "RFC 3261 20.42", 400},
      {"ARouteWithoutBrackets", request_with("Route: sip:p@example.net\r\n"), "sip:p@",
       Errc::bad_header_value, HeaderId::route, "route-param", "RFC 3261 20.34", 400},
      {"ACSeqThatIsNoNumber", join({head, via, parties, "CSeq: x OPTIONS\r\n\r\n"}), "x OPTIONS",
       Errc::bad_number, HeaderId::cseq, "CSeq", "RFC 3261 20.16", 400},
      {"MaxForwardsThatIsNoNumber", request_with("Max-Forwards: many\r\n"), "many", Errc::bad_number,
       HeaderId::max_forwards, "Max-Forwards", "RFC 3261 20.22", 400},
      {"AContactWithoutHost", request_with("Contact: <sip:>\r\n"), ">\r\n\r\n", Errc::bad_uri,
       HeaderId::contact, "addr-spec", "RFC 3261 19.1.1", 400},
      {"AQuoteWithoutEnd", request_with("Contact: \"a <sip:a@b>\r\n"), "\r\n\r\n", Errc::bad_quoted_string,
       HeaderId::contact, "quoted-string", "RFC 3261 25.1", 400},
      {"AnIPv6AddressOfNone", request_with("Contact: <sip:[::g]>\r\n"), "[::g]", Errc::bad_address,
       HeaderId::contact, "host", "RFC 3261 25.1", 400},
      {"APercentAlone", request_with("Contact: <sip:a%4@b>\r\n"), "%4@", Errc::bad_escape, HeaderId::contact,
       "escaped", "RFC 3261 25.1", 400},
      {"ARequestWithoutCallId", join({head, via, "From: <sip:a@b>;tag=1\r\nTo: <sip:b@c>\r\n", cseq, "\r\n"}),
       "\r\n\r\n", Errc::missing_header, HeaderId::call_id, "mandatory header", "RFC 3261 8.1.1", 400},
      {"ARequestWithoutVia", join({head, parties, cseq, "\r\n"}), "\r\n\r\n", Errc::missing_header,
       HeaderId::via, "mandatory header", "RFC 3261 8.1.1", 0},
      {"AResponseWithoutCSeq", join({"SIP/2.0 200 OK\r\n", via, parties, "\r\n"}), "\r\n\r\n",
       Errc::missing_header, HeaderId::cseq, "mandatory header", "RFC 3261 8.2.6.2", 0},
      {"AStreamWithoutContentLength", request_with(""), "", Errc::missing_header, HeaderId::content_length,
       "Content-Length", "RFC 3261 18.3", 400, true},
      {"TwoCallIds", request_with("i: second\r\n"), "i: second", Errc::repeated_header, HeaderId::call_id,
       "single header", "RFC 3261 7.3.1", 400},
      {"AnotherMethodInCSeq", join({head, via, parties, "CSeq: 1 INVITE\r\n\r\n"}), "INVITE",
       Errc::method_mismatch, HeaderId::cseq, "CSeq", "RFC 3261 8.1.1.5", 400},
      {"AnotherMethodInTheCSeqOfAnAck",
       join({"ACK sip:b@c SIP/2.0\r\n", via, parties, "CSeq: 1 INVITE\r\n\r\n"}), "INVITE",
       Errc::method_mismatch, HeaderId::cseq, "CSeq", "RFC 3261 8.1.1.5", 0},
      {"ANegativeLength", request_with("Content-Length: -1\r\n"), "-1", Errc::bad_content_length,
       HeaderId::content_length, "Content-Length", "RFC 3261 20.14", 400},
      {"ALengthBeyondTheEnd", request_with("Content-Length: 5\r\n", "body"), "5\r\n",
       Errc::bad_content_length, HeaderId::content_length, "Content-Length", "RFC 3261 18.3", 400},
      {"MoreHeadersThanTheIndexHolds",
       [] {
         std::string many;
         for (unsigned count = 0; count < 128; ++count) {
           many += count == 123 ? "X-Last: 1\r\n" : "X: 1\r\n";
         }
         return request_with(many);
       }(),
       "X-Last", Errc::too_many_headers, HeaderId::other, "message size", "RFC 3261 21.5.7", 513},
      {"ABodyThatIsTooLong", request_with("", std::string(message_bytes_max, 'x')), "",
       Errc::message_too_long, HeaderId::other, "message-body", "RFC 3261 21.4.11", 413},
      {"HeadersThatAreTooLong",
       join({head, via, parties, cseq, "Subject: ", std::string(message_bytes_max, 'x'), "\r\n\r\n"}), "",
       Errc::message_too_long, HeaderId::other, "message size", "RFC 3261 21.5.7", 513},
  };
  return all;
}

class Reject : public testing::TestWithParam<Row> {};

TEST_P(Reject, ByRuleSectionAndStatus) {
  const Row& row = GetParam();
  ParseOptions options;
  options.framed = row.framed;
  const Parsed parsed(row.text, options);
  const Verdict verdict = verdict_on(parsed.message, parsed.error);
  EXPECT_FALSE(verdict.accepted());
  EXPECT_EQ(verdict.error.code, row.code);
  EXPECT_EQ(header_name(verdict.error.header), header_name(row.header));
  const std::size_t end = std::min(row.text.size(), message_bytes_max);
  EXPECT_EQ(verdict.error.offset, row.culprit.empty() ? end : row.text.find(row.culprit));
  EXPECT_EQ(verdict.rule.name, row.rule);
  EXPECT_EQ(verdict.rule.rfc, row.rfc);
  EXPECT_EQ(verdict.status, row.status);
  EXPECT_EQ(verdict.dropped(), row.status == 0);
}

INSTANTIATE_TEST_SUITE_P(Verdict, Reject, testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Verdict, OfAnAcceptedMessageIsEmpty) {
  const Parsed parsed(request_with(""));
  const Verdict verdict = verdict_on(parsed.message, parsed.error);
  EXPECT_TRUE(verdict.accepted());
  EXPECT_FALSE(verdict.dropped());
  EXPECT_EQ(verdict.status, 0);
  EXPECT_TRUE(verdict.rule.name.empty() && verdict.rule.rfc.empty());
}

/// The errors that parsing a whole message gives. `bad_body` is for the readers of bodies.
std::vector<Errc> parse_errors() {
  std::vector<Errc> codes;
  for (auto code = static_cast<unsigned>(Errc::empty_message);
       code <= static_cast<unsigned>(Errc::message_too_long); ++code) {
    codes.push_back(static_cast<Errc>(code));
  }
  return codes;
}

TEST(Verdict, EveryErrorOfTheParserIsProvokedAbove) {
  for (const Errc code : parse_errors()) {
    const bool provoked = std::ranges::any_of(rows(), [code](const Row& row) { return row.code == code; });
    EXPECT_EQ(provoked, code != Errc::bad_body) << name(code);
  }
}

TEST(Rule, EveryErrorOfTheParserHasOneInEveryHeader) {
  for (const Errc code : parse_errors()) {
    for (unsigned id = 0; id < header_id_count; ++id) {
      const Rule rule = rule_of({code, static_cast<HeaderId>(id), 0});
      EXPECT_FALSE(rule.name.empty()) << name(code);
      EXPECT_TRUE(rule.rfc.starts_with("RFC ")) << name(code);
    }
  }
}

TEST(Rule, OfWhatParsingNeverGivesIsEmpty) {
  for (const Errc code : {Errc::ok, Errc::injection, Errc::buffer_too_small, Errc::calls_full,
                          Errc::bad_argument, Errc::stray_ack}) {
    EXPECT_TRUE(rule_of(ParseError{code, HeaderId::via, 0}).name.empty()) << name(code);
  }
}

TEST(Rule, EveryHeaderHasItsOwn) {
  std::set<std::string> seen;
  for (unsigned id = 1; id < header_id_count; ++id) {
    const auto header = static_cast<HeaderId>(id);
    const Rule rule = rule_of(header);
    EXPECT_FALSE(rule.name.empty()) << header_name(header);
    // "RFC", its number, its section.
    EXPECT_TRUE(rule.rfc.starts_with("RFC ")) << header_name(header);
    EXPECT_EQ(std::ranges::count(rule.rfc, ' '), 2) << header_name(header);
    const bool own = seen.insert(std::string(rule.name) + " in " + std::string(rule.rfc)).second;
    EXPECT_TRUE(own) << header_name(header) << ": the rule of another header";
  }
  EXPECT_EQ(rule_of(HeaderId::other).name, "extension-header");
  EXPECT_EQ(rule_of(static_cast<HeaderId>(255)).name, "extension-header");
}

TEST(Rule, OfRfc3261sHeadersStandsInTheOrderOfItsSection20) {
  // Sections 20.1 to 20.44 are alphabetical, as HeaderId is: a row in the wrong place shows.
  std::string_view last;
  int section = 0;
  for (unsigned id = 1; id < header_id_count; ++id) {
    const Rule rule = rule_of(static_cast<HeaderId>(id));
    const std::string_view prefix = "RFC 3261 20.";
    if (!rule.rfc.starts_with(prefix)) {
      continue;
    }
    ++section;
    const int stated = std::stoi(std::string(rule.rfc.substr(prefix.size())));
    // 20.23 and 20.24, Min-Expires and MIME-Version, are the one pair out of order.
    const int expected = section == 23 ? 24 : section == 24 ? 23 : section;
    EXPECT_EQ(stated, expected) << header_name(static_cast<HeaderId>(id)) << " after " << last;
    last = header_name(static_cast<HeaderId>(id));
  }
  EXPECT_EQ(section, 44);
}

}  // namespace
}  // namespace baton
