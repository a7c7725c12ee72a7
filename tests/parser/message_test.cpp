// The first pass and what a message answers about itself.
#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using test::Parsed;
using test::request_with;

TEST(Message, ARequestTellsItsParts) {
  const Parsed parsed(request_with("Content-Type: text/plain\r\nl: 2\r\n", "hi"));
  ASSERT_FALSE(parsed.error) << name(parsed.error.code);
  const MessageView& message = parsed.message;
  EXPECT_TRUE(message.is_request());
  EXPECT_EQ(message.method(), Method::options);
  EXPECT_EQ(message.method_text(), "OPTIONS");
  EXPECT_EQ(message.request_uri(), "sip:bob@example.com");
  EXPECT_EQ(message.status(), 0);
  EXPECT_EQ(message.reason(), "");
  EXPECT_EQ(message.body(), "hi");
  EXPECT_EQ(message.call_id(), "c1@example.com");
  EXPECT_EQ(message.cseq().number, 1U);
  EXPECT_EQ(message.cseq().method, Method::options);
  EXPECT_EQ(message.from().tag(), "a1");
  EXPECT_EQ(message.to().uri.user, "bob");
  EXPECT_EQ(message.top_via().branch, "z9hG4bK1");
  EXPECT_FALSE(message.max_forwards());
  EXPECT_EQ(message.bytes(), parsed.text.view());
  EXPECT_EQ(message.headers().size(), 7U);
  EXPECT_TRUE(answerable(message));
}

TEST(Message, AResponseTellsItsParts) {
  const Parsed parsed(
      "SIP/2.0 180 = 2**3 \xD0\xBD\r\nv: SIP/2.0/UDP h;branch=1\r\nf: sip:a@b;tag=1\r\n"
      "t: sip:c@d\r\ni: x\r\nCSeq: 7 INVITE\r\n\r\n");
  ASSERT_FALSE(parsed.error) << name(parsed.error.code);
  EXPECT_FALSE(parsed.message.is_request());
  EXPECT_EQ(parsed.message.status(), 180);
  EXPECT_EQ(parsed.message.reason(), "= 2**3 \xD0\xBD");
  EXPECT_EQ(parsed.message.method(), Method::invite) << "that of CSeq";
  EXPECT_EQ(parsed.message.method_text(), "INVITE");
  EXPECT_EQ(parsed.message.request_uri(), "");
  EXPECT_FALSE(answerable(parsed.message));
}

struct StartRow {
  std::string_view line;
  Errc error;
  std::uint32_t offset;
  std::string_view reason;
};

const StartRow start_lines[] = {
    {"OPTIONS sip:bob@example.com SIP/2.0", Errc::ok, 0, ""},
    {"OPTIONS sip:bob@example.com sip/2.0", Errc::ok, 0, "RFC 3261 7.1: without case"},
    {"OPTIONS  sip:bob@example.com SIP/2.0", Errc::bad_start_line, 8, "RFC 4475 3.1.2.9"},
    {"OPTIONS sip:bob@example.com  SIP/2.0", Errc::bad_start_line, 28, "RFC 4475 3.1.2.9"},
    {"OPTIONS sip:bob@example.com SIP/2.0 ", Errc::bad_start_line, 28, "RFC 4475 3.1.2.10"},
    {"OPTIONS sip:bob@example.com", Errc::bad_start_line, 27, "no version"},
    {"OPTIONS", Errc::bad_start_line, 7, "the method alone"},
    {"OPTIONS ", Errc::bad_start_line, 8, "no URI"},
    {" OPTIONS sip:bob@example.com SIP/2.0", Errc::bad_method, 0, "white space before"},
    {"OPTI ONS sip:bob@example.com SIP/2.0", Errc::bad_request_uri, 8, "white space within"},
    {"OPT/IONS sip:bob@example.com SIP/2.0", Errc::bad_method, 3, "a method is a token"},
    {"OPTIONS\tsip:bob@example.com SIP/2.0", Errc::bad_method, 7, "SP, not HTAB"},
    {"OPTIONS sip:bob@example.com HTTP/1.1", Errc::bad_start_line, 28, "another protocol"},
    {"OPTIONS sip:bob@example.com SIP/7.0", Errc::bad_version, 28, "RFC 4475 3.1.2.16"},
    {"OPTIONS sip:bob@example.com SIP/2.00", Errc::bad_version, 28, "not the literal 2.0"},
    {"OPTIONS sip:bob@example.com SIP/2", Errc::bad_start_line, 28, "no version"},
    {"OPTIONS <sip:bob@example.com> SIP/2.0", Errc::bad_request_uri, 8, "RFC 4475 3.1.2.7"},
    {"OPTIONS sip:bob@example.com;\xC3\xA9 SIP/2.0", Errc::bad_request_uri, 28, "must be escaped"},
    {"OPTIONS sip:bob@example.com?a=b SIP/2.0", Errc::bad_request_uri, 28, "RFC 4475 3.1.2.11"},
    {"OPTIONS sip:bob@exam%40ple SIP/2.0", Errc::bad_request_uri, 20, "no escapes in a host"},
    {"OPTIONS bob SIP/2.0", Errc::bad_request_uri, 11, "no scheme"},
    {"SIP/2.0", Errc::bad_start_line, 0, "no status"},
    {"SIP/2.0 ", Errc::bad_status_code, 8, "no status"},
    {"SIP/2.0 0 x", Errc::bad_status_code, 8, "CVE-2007-1594"},
    {"SIP/2.0 99 x", Errc::bad_status_code, 8, "below 100"},
    {"SIP/2.0 099 x", Errc::bad_status_code, 8, "below 100"},
    {"SIP/2.0 700 x", Errc::bad_status_code, 8, "above 699"},
    {"SIP/2.0 1000 x", Errc::bad_status_code, 8, "four digits"},
    {"SIP/2.0 4294967301 x", Errc::bad_status_code, 8, "RFC 4475 3.1.2.19"},
    {"SIP/2.0 -1 x", Errc::bad_status_code, 8, "a sign"},
    {"SIP/2.0 2x0 x", Errc::bad_status_code, 8, "no number"},
    {"SIP/2.0 200x", Errc::bad_status_code, 11, "no SP"},
    {"SIP/2.0 200", Errc::bad_start_line, 11, "RFC 4475 3.1.1.13: the SP is mandatory"},
    {"SIP/2.0  200 OK", Errc::bad_status_code, 8, "two SP"},
    {"SIP/3.0 200 OK", Errc::bad_version, 0, ""},
    {"SIP/x 200 OK", Errc::bad_start_line, 0, ""},
    {"S", Errc::bad_start_line, 1, ""},
};

TEST(StartLine, HasTheGrammarOfRfc3261_7) {
  for (const StartRow& row : start_lines) {
    std::string text = request_with("");
    text.replace(0, text.find('\r'), row.line);
    const Parsed parsed(text);
    EXPECT_EQ(parsed.error.code, row.error) << row.line << ": " << row.reason;
    EXPECT_EQ(parsed.error.offset, row.offset) << row.line << ": " << row.reason;
    EXPECT_EQ(parsed.message.is_request(), !row.line.starts_with("SIP/")) << row.line;
  }
}

TEST(StartLine, LineEndsBeforeItAreIgnored_Rfc3261_7_5) {
  const Parsed parsed("\r\n\r\n\r\n" + request_with("l: 0\r\n") + "x");
  ASSERT_FALSE(parsed.error);
  EXPECT_EQ(parsed.message.method(), Method::options);
  EXPECT_EQ(Parsed("\n" + request_with("")).error.code, Errc::bad_character);
  EXPECT_EQ(Parsed("\r\n\r").error.code, Errc::empty_message);
  EXPECT_EQ(Parsed("\r").error.code, Errc::empty_message);
}

struct HeaderRow {
  std::string_view lines;
  Errc error;
  std::string_view offender;  // what stands at the error's offset
  std::string_view reason;
};

const HeaderRow header_lines[] = {
    {"Subject: x\r\n", Errc::ok, "", ""},
    {"Subject : x\r\n", Errc::ok, "", "RFC 3261 25.1 HCOLON"},
    {"Subject\t \t: x\r\n", Errc::ok, "", "RFC 3261 25.1 HCOLON"},
    {"Subject:x\r\n", Errc::ok, "", ""},
    {"Subject:\r\n", Errc::ok, "", "empty"},
    {"Subject:\r\n x\r\n\ty\r\n", Errc::ok, "", "folds"},
    {"Subject: x\r\n  \r\n", Errc::ok, "", "a fold of white space alone"},
    {"Subject\r\n : x\r\n", Errc::bad_header_name, "\r\n : x", "no fold before the colon"},
    {"Subject\x01: x\r\n", Errc::bad_header_name, "\x01: x", "GHSA-4h4c-qgxg-p3qv"},
    {"Subject\x0b: x\r\n", Errc::bad_header_name, "\x0b: x", "GHSA-4h4c-qgxg-p3qv"},
    {"Subject\xA0: x\r\n", Errc::bad_header_name, "\xA0: x", "nor is this a space"},
    {"Sub ject: x\r\n", Errc::bad_header_name, "ject", "white space in a name"},
    {": x\r\n", Errc::bad_header_name, ": x", "no name"},
    {"Subject x\r\n", Errc::bad_header_name, "x", "no colon"},
    {"Foobar roobar\r\n", Errc::bad_header_name, "roobar", "the archive's test.dat"},
    {"\xC3\xA9: x\r\n", Errc::bad_header_name, "\xC3\xA9", "no token"},
    {"Subject: a\x01"
     "b\r\n",
     Errc::bad_character, "\x01", "no TEXT"},
    {"Subject: a\x7F\r\n", Errc::bad_character, "\x7F", "no TEXT"},
    {"Subject: \"a\x01\"\r\n", Errc::bad_character, "\x01", "not even quoted"},
    {"Subject: a\\\x01\r\n", Errc::bad_character, "\x01", "a quoted pair outside of quotes"},
    {"Subject: \"\\\x01\"\r\n", Errc::ok, "", "a quoted pair (RFC 4475 3.1.1.2)"},
    {"Subject: \"\\\\\x01\"\r\n", Errc::bad_character, "\x01", "the backslash is the pair"},
    {"Subject: \"\\\x01\" \x02\r\n", Errc::bad_character, "\x02", "the second one counts too"},
    {"Subject: a\rb\r\n", Errc::bad_character, "\rb", "a bare CR"},
    {"Subject: a\nb: c\r\n", Errc::bad_character, "\nb", "a bare LF ends no line"},
    {"Subject: a\n b\r\n", Errc::bad_character, "\n b", "nor does it fold"},
    {"Subject: \"a\\\r\n\"\r\n", Errc::bad_header_name, "\"", "CR cannot be quoted"},
    {"Subject: \xD0\xBD\xFF\x80\r\n", Errc::ok, "", "octets from 80 up are text"},
};

TEST(HeaderLine, HasTheGrammarOfRfc3261_7_3) {
  for (const HeaderRow& row : header_lines) {
    const Parsed parsed(request_with(row.lines));
    EXPECT_EQ(parsed.error.code, row.error) << row.lines << ": " << row.reason;
    if (row.error != Errc::ok) {
      EXPECT_TRUE(parsed.text.view().substr(parsed.error.offset).starts_with(row.offender))
          << row.lines << ": " << row.reason;
      EXPECT_TRUE(answerable(parsed.message)) << row.lines;
    }
  }
  const Parsed nul(request_with(std::string("Subject: a\0b\r\n", 14)));
  EXPECT_EQ(nul.error.code, Errc::bad_character);
  EXPECT_EQ(Parsed(" x: y\r\n" + request_with("")).error.code, Errc::bad_start_line);
  EXPECT_EQ(Parsed("BYE sip:a@b SIP/2.0\r\n x\r\n\r\n").error.code, Errc::bad_header_name)
      << "the start line does not fold";
}

TEST(HeaderLine, WhiteSpaceRoundTheNameChangesNothing_Cve2020_28361) {
  for (const std::string_view line :
       {"Replaces: a;to-tag=1;from-tag=2\r\n", "Replaces : a;to-tag=1;from-tag=2\r\n",
        "Replaces\t: a;to-tag=1;from-tag=2\r\n", "rEPLACES:a;to-tag=1;from-tag=2\r\n"}) {
    const Parsed parsed(request_with(line));
    ASSERT_FALSE(parsed.error) << line;
    EXPECT_EQ(parsed.message.value(HeaderId::replaces), "a;to-tag=1;from-tag=2") << line;
  }
  EXPECT_EQ(Parsed(request_with("Replaces\x01: a;to-tag=1;from-tag=2\r\n")).error.code,
            Errc::bad_header_name);
}

TEST(HeaderLine, ABrokenOneIsNotIndexed) {
  const Parsed parsed(request_with("Subject: a\x01\r\nPriority: urgent\r\n"));
  EXPECT_EQ(parsed.error.code, Errc::bad_character);
  EXPECT_EQ(parsed.error.header, HeaderId::subject);
  EXPECT_FALSE(parsed.message.has(HeaderId::subject));
  EXPECT_TRUE(parsed.message.has(HeaderId::priority)) << "but the reading goes on";
}

TEST(HeaderLine, ValuesAreTrimmedOfAllWhiteSpace) {
  const Parsed parsed(request_with("Subject: \r\n \t a \r\n b \r\n \r\nX:\r\n \r\n"));
  ASSERT_FALSE(parsed.error);
  EXPECT_EQ(parsed.message.value(HeaderId::subject), "a \r\n b");
  EXPECT_EQ(parsed.message.value_of(parsed.message.headers().back()), "");
}

TEST(HeaderLine, NamesOf255OctetsAndMoreAreReadOn) {
  for (const std::size_t size : {1U, 254U, 255U, 256U, 65'000U}) {
    const std::string name(size, 'n');
    const Parsed parsed(request_with(name + " : v\r\n"));
    ASSERT_FALSE(parsed.error);
    EXPECT_EQ(parsed.message.name_of(parsed.message.headers().back()), name);
    EXPECT_EQ(parsed.message.value_of(parsed.message.headers().back()), "v");
  }
}

TEST(Values, ListsAreSplitAtTheirCommasOnly) {
  const Parsed parsed(
      request_with("Contact: \"a,b\\\",\" <sip:a,b@c>;x=\"1,2\" , sip:d@e;q=0.5\r\n"
                   "Subject: a, b\r\n"
                   "m:<sip:f@g>\r\n"
                   "Supported:\r\n"
                   "k: 100rel,replaces ,\r\n timer\r\n"
                   "Retry-After: 5 (a, b)\r\n"));
  ASSERT_FALSE(parsed.error) << name(parsed.error.code);
  const auto all = [&](HeaderId id) {
    std::string joined;
    auto walk = parsed.message.values(id);
    while (const auto value = walk.next()) {
      joined.append("[").append(*value).append("]");
    }
    return joined;
  };
  EXPECT_EQ(all(HeaderId::contact),
            "[\"a,b\\\",\" <sip:a,b@c>;x=\"1,2\"][sip:d@e;q=0.5][<sip:f@g>]");
  EXPECT_EQ(all(HeaderId::subject), "[a, b]") << "no list";
  EXPECT_EQ(all(HeaderId::supported), "[100rel][replaces][timer]") << "an empty field has none";
  EXPECT_EQ(all(HeaderId::retry_after), "[5 (a, b)]");
  EXPECT_EQ(all(HeaderId::route), "");
  EXPECT_EQ(parsed.message.count(HeaderId::contact), 2U) << "fields, not elements";
  EXPECT_TRUE(parsed.message.lists(HeaderId::supported, "Replaces"));
  EXPECT_FALSE(parsed.message.lists(HeaderId::supported, "replace"));
  EXPECT_FALSE(parsed.message.lists(HeaderId::require, "replaces"));
  EXPECT_FALSE(ValueIterator().next());
}

TEST(Values, EmptyElementsAreSeen) {
  const Parsed parsed(request_with("Allow: ,INVITE,,\r\n"));
  ASSERT_FALSE(parsed.error) << "RFC 3261 8.2: what is not needed is not checked";
  auto walk = parsed.message.values(HeaderId::allow);
  EXPECT_EQ(walk.next(), "");
  EXPECT_EQ(walk.next(), "INVITE");
  EXPECT_EQ(walk.next(), "");
  EXPECT_EQ(walk.next(), "");
  EXPECT_FALSE(walk.next());
  EXPECT_FALSE(walk.next());
}

struct LengthRow {
  std::string_view lines;
  std::string_view body;
  Errc datagram;
  Errc framed;
  std::string_view kept;
  std::string_view reason;
};

const LengthRow lengths[] = {
    {"", "abc", Errc::ok, Errc::missing_header, "abc", "RFC 3261 18.3: to the end of the packet"},
    {"", "", Errc::ok, Errc::missing_header, "", "RFC 3261 18.3: mandatory on streams"},
    {"l: 3\r\n", "abc", Errc::ok, Errc::ok, "abc", ""},
    {"l: 0003\r\n", "abc", Errc::ok, Errc::ok, "abc", "1*DIGIT"},
    {"l: 2\r\n", "abc", Errc::ok, Errc::bad_content_length, "ab", "RFC 3261 18.3: the rest is cut"},
    {"l: 0\r\n", "abc", Errc::ok, Errc::bad_content_length, "", "RFC 4475 3.1.1.8"},
    {"l: 4\r\n", "abc", Errc::bad_content_length, Errc::bad_content_length, "abc",
     "RFC 4475 3.1.2.2"},
    {"l: -999\r\n", "abc", Errc::bad_content_length, Errc::bad_content_length, "abc",
     "RFC 4475 3.1.2.3"},
    {"l: +3\r\n", "abc", Errc::bad_content_length, Errc::bad_content_length, "abc", "no sign"},
    {"l:\r\n", "abc", Errc::bad_content_length, Errc::bad_content_length, "abc", "no digit"},
    {"l: 3 3\r\n", "abc", Errc::bad_content_length, Errc::bad_content_length, "abc", ""},
    {"l: 2147483648\r\n", "abc", Errc::bad_content_length, Errc::bad_content_length, "abc", "2^31"},
    {"l: 4294967296\r\n", "abc", Errc::bad_content_length, Errc::bad_content_length, "abc", "2^32"},
    {"l: 4294967299\r\n", "abc", Errc::bad_content_length, Errc::bad_content_length, "abc",
     "2^32+3 must not become 3"},
    {"l: 18446744073709551619\r\n", "abc", Errc::bad_content_length, Errc::bad_content_length,
     "abc", "2^64+3 must not become 3"},
    {"l: 3\r\nContent-Length: 3\r\n", "abc", Errc::repeated_header, Errc::repeated_header, "abc",
     "RFC 4475 3.3.9"},
};

TEST(ContentLength, RulesTheBody) {
  for (const LengthRow& row : lengths) {
    ParseOptions framed;
    framed.framed = true;
    const std::string text =
        request_with(std::string("Content-Type: text/plain\r\n").append(row.lines), row.body);
    const Parsed datagram(text);
    EXPECT_EQ(datagram.error.code, row.datagram) << row.lines << ": " << row.reason;
    EXPECT_EQ(datagram.message.body(), row.kept) << row.lines << ": " << row.reason;
    EXPECT_EQ(Parsed(text, framed).error.code, row.framed) << row.lines << ": " << row.reason;
    if (row.datagram == Errc::ok) {
      EXPECT_TRUE(datagram.message.bytes().ends_with("\r\n\r\n" + std::string(row.kept)));
    }
  }
}

TEST(Index, TooManyHeadersAreRefusedAndNoneIsWrittenPastIt) {
  const std::string text = request_with("Subject: x\r\nPriority: y\r\nl: 0\r\n");
  for (std::size_t room = 0; room <= 9; ++room) {
    const auto index = std::make_unique<HeaderEntry[]>(room);
    MessageView message;
    const ParseError error = index_message(text, {index.get(), room}, message);
    EXPECT_EQ(error.code, room < 8 ? Errc::too_many_headers : Errc::ok) << room;
    EXPECT_EQ(message.headers().size(), std::min<std::size_t>(room, 8));
  }
}

TEST(Index, AMessageAbove65535OctetsIsTooLongButAnswerable) {
  const std::string head = request_with("");
  const std::string most = request_with("", std::string(65'535 - head.size(), 'x'));
  const Parsed largest(most);
  EXPECT_FALSE(largest.error);
  EXPECT_EQ(largest.message.body().size(), 65'535 - head.size());
  const Parsed beyond(most + "x");
  EXPECT_EQ(beyond.error.code, Errc::message_too_long);
  EXPECT_EQ(beyond.error.offset, 65'535U);
  EXPECT_TRUE(answerable(beyond.message));
  EXPECT_EQ(status_for(beyond.message, beyond.error.code), 413) << "its body is too large";
}

TEST(Index, AHeaderOf64KiBIsReadWholeOrRefused) {
  for (const std::string_view name :
       {"Via", "From", "To", "Contact", "Refer-To", "Subject", "Replaces", "Authorization", "X"}) {
    const Parsed fits(request_with(std::string(name) + ": " + std::string(60'000, 'x') + "\r\n"));
    EXPECT_EQ(fits.message.value_of(fits.message.headers().back()).size(), 60'000U) << name;
    const Parsed large(request_with(std::string(name) + ": " + std::string(66'000, 'x') + "\r\n"));
    EXPECT_EQ(large.error.code, Errc::message_too_long) << name;
  }
}

TEST(Index, ManyQuotedControlsCostNoQuadraticTime) {
  std::string value = "\"";
  while (value.size() < 60'000) {
    value += "\\\x01";
  }
  const Parsed parsed(request_with("Subject: " + value + "\"\r\n"));
  EXPECT_FALSE(parsed.error);
}

TEST(Message, ADefaultOneIsHarmless) {
  const MessageView message;
  EXPECT_EQ(message.method_text(), "");
  EXPECT_EQ(message.body(), "");
  EXPECT_EQ(message.top_via().host, "");
  EXPECT_EQ(message.from().tag(), "");
  EXPECT_EQ(message.cseq().number, 0U);
  EXPECT_FALSE(message.value(HeaderId::via));
  EXPECT_FALSE(message.values(HeaderId::via).next());
  EXPECT_FALSE(answerable(message));
  EXPECT_TRUE(validate(message));
}

}  // namespace
}  // namespace baton
