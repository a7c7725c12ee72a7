// Each tolerance on and off, and what no strictness may refuse.
#include "baton/tolerance.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "baton/message_values.hpp"
#include "baton/parser_path.hpp"
#include "baton/verdict.hpp"
#include "tests/parser/corpus.hpp"
#include "tests/parser/exact.hpp"

namespace baton {

void PrintTo(Tolerance tolerance, std::ostream* out) {
  *out << name(tolerance);
}

namespace {

using test::Parsed;

constexpr ParserPath all_paths[] = {ParserPath::portable, ParserPath::sse2, ParserPath::avx2,
                                    ParserPath::neon};

/// A request to the letter of RFC 3261, with `from` replaced.
std::string request(std::string_view from = "", std::string_view to = "") {
  std::string text =
      "OPTIONS sip:bob@example.com SIP/2.0\r\n"
      "Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK1\r\n"
      "From: <sip:alice@example.com>;tag=a1\r\n"
      "To: <sip:bob@example.com>\r\n"
      "Call-ID: c1@example.com\r\n"
      "CSeq: 1 OPTIONS\r\n"
      "Max-Forwards: 70\r\n"
      "Content-Length: 0\r\n\r\n";
  return text.replace(text.find(from), from.size(), to);
}

/// The same with more header lines, each with its CRLF.
std::string with(std::string_view lines) {
  return request("Max-Forwards", std::string(lines) + "Max-Forwards");
}

std::string response(std::string_view status_line) {
  std::string text = request();
  return text.replace(0, text.find('\r'), status_line);
}

ParseOptions tolerating(Tolerances tolerances) {
  return {.framed = false, .tolerances = tolerances};
}

/// On by default: what it lets pass, and how it is refused.
struct Refusal {
  const char* name;
  Tolerance tolerance;
  std::string text;
  std::string_view culprit;  ///< the error's offset is where this stands first; empty: the end
  Errc code;
  HeaderId header;
};

void PrintTo(const Refusal& row, std::ostream* out) {
  *out << row.name;
}

const std::vector<Refusal>& refusals() {
  using enum Tolerance;
  using enum Errc;
  const auto none = HeaderId::other;
  static const std::vector<Refusal> all{
      {"LineEndsBefore", empty_lines, "\r\n\r\n" + request(), "\r\n\r\n", bad_start_line, none},
      {"OctetsBehind", trailing_octets, request() + "x", "0\r\n\r\nx", bad_content_length,
       HeaderId::content_length},
      {"SmallVersion", version_in_any_case, request("SIP/2.0\r", "sip/2.0\r"), "sip/2.0", bad_start_line,
       none},
      {"SmallVersionOfAResponse", version_in_any_case, response("Sip/2.0 200 OK"), "Sip/2.0", bad_start_line,
       none},
      {"ReasonInBrackets", loose_reason_phrase, response("SIP/2.0 200 O<K>"), "<K>", bad_character, none},
      {"ReasonWithAPercent", loose_reason_phrase, response("SIP/2.0 200 100% OK"), "% OK", bad_character,
       none},
      {"ReasonInLatin1", other_than_utf8, response("SIP/2.0 200 D\xE9j\xE0"), "\xE9j", bad_character, none},
      {"DisplayNameInLatin1", other_than_utf8, request("From: <", "From: \"Ren\xE9\" <"), "\xE9\"",
       bad_character, HeaderId::from},
      {"AnOctetOfNoCharacter", other_than_utf8, with("X-A: \xFF\r\n"), "\xFF", bad_character, none},
      {"ACharacterCutOff", other_than_utf8, with("X-A: \xE2\x82\r\n"), "\xE2\x82", bad_character, none},
      {"ABodyOfUnknownType", body_without_type, request("h: 0\r\n\r\n", "h: 2\r\n\r\nhi"), "hi",
       missing_header, HeaderId::content_type},
      {"ADateOfAnotherZone", malformed_ignored_headers, with("Date: Fri, 01 Jan 2010 16:00:00 EST\r\n"),
       "EST", bad_header_value, HeaderId::date},
      {"TheSecondSupported", malformed_ignored_headers, with("Supported: a, b c\r\n"), "c\r\n",
       bad_header_value, HeaderId::supported},
      {"AnEmptyListOfWarnings", malformed_ignored_headers, with("Warning:\r\n"), "\r\nMax", bad_header_value,
       HeaderId::warning},
      {"AControlBetweenQuotes", malformed_ignored_headers, with("X-A: \"\\\x01\"\r\n"), "\x01", bad_character,
       none},
      {"TwoSubjects", repeated_ignored_headers, with("Subject: a\r\ns: b\r\n"), "s: b", repeated_header,
       HeaderId::subject},
      {"TwoUserAgents", repeated_ignored_headers, with("User-Agent: a\r\nUSER-AGENT: b\r\n"), "USER",
       repeated_header, HeaderId::user_agent},
      {"TwoReferredBys", repeated_ignored_headers, with("Referred-By: <sip:a@b>\r\nb: <sip:a@b>\r\n"), "b: <",
       repeated_header, HeaderId::referred_by},
      {"AStateOfNone", loose_subscription_state, with("Subscription-State: ;;\r\n"), ";;\r", bad_header_value,
       HeaderId::subscription_state},
      {"AStateThatExpiresSoon", loose_subscription_state, with("Subscription-State: active;expires=soon\r\n"),
       "expires=soon", bad_number, HeaderId::subscription_state},
      {"NoMaxForwards", no_max_forwards, request("Max-Forwards: 70\r\n"), "", missing_header,
       HeaderId::max_forwards},
      {"NoTag", no_from_tag, request(";tag=a1"), "\r\nTo", bad_header_value, HeaderId::from},
      {"NoBranch", no_branch_cookie, request(";branch=z9hG4bK1"), "SIP/2.0/UDP", bad_header_value,
       HeaderId::via},
      {"AnOldBranch", no_branch_cookie, request("z9hG4bK1", "1"), "1\r\nFrom", bad_header_value,
       HeaderId::via},
      {"CSeqOf2To31", large_cseq, request("1 OPT", "2147483648 OPT"), "2147483648", bad_number,
       HeaderId::cseq},
      {"MaxForwards256", large_max_forwards, request("70", "256"), "256", bad_number, HeaderId::max_forwards},
      {"ExpiresBeyond32Bits", large_expires, with("Expires: 4294967296\r\n"), "4294967296", bad_number,
       HeaderId::expires},
      {"ContactExpiresBeyond32Bits", large_expires, with("Contact: <sip:a@b>;expires=4294967296\r\n"),
       "4294967296", bad_number, HeaderId::contact},
      {"NoSpaceBehindAName", unspaced_display_name, request("From: <", "From: Alice<"), "<sip:alice",
       bad_header_value, HeaderId::from},
      {"ABareReferToWithHeaders", unbracketed_uri, with("Refer-To: sip:a@b?Subject=x\r\n"), "?Subject",
       bad_header_value, HeaderId::refer_to},
      {"ABareReferredByWithAComma", unbracketed_uri, with("Referred-By: sip:a,b@c\r\n"), ",b@c",
       bad_header_value, HeaderId::referred_by},
      {"ABareFromWithAComma", unbracketed_uri, request("<sip:alice@example.com>", "sip:a,b@c"), ",b@c",
       bad_header_value, HeaderId::from},
      {"TwoTags", repeated_parameters, request("tag=a1", "tag=a1;TAG=a2"), "TAG", bad_header_value,
       HeaderId::from},
      {"TwoTransports", repeated_parameters, with("Contact: <sip:a@b;transport=tcp;transport=udp>\r\n"),
       "transport=udp", bad_uri, HeaderId::contact},
      {"TwoParametersOfTheRequestUri", repeated_parameters, request("com SIP", "com;a;a SIP"), "a SIP",
       bad_request_uri, none},
      {"TwoEventIds", repeated_parameters, with("Event: refer;id=1;id=2\r\n"), "id=2", bad_header_value,
       HeaderId::event},
      {"AValueOfColons", loose_parameters, request("z9hG4bK1", "z9hG4bK1;x=a:b"), "a:b", bad_header_value,
       HeaderId::via},
      {"ABracketInATag", loose_parameters, request("tag=a1", "tag=a[1"), "a[1", bad_header_value,
       HeaderId::from},
      {"ATimeToLiveOf256", loose_parameters, request("z9hG4bK1", "z9hG4bK1;ttl=256"), "256", bad_header_value,
       HeaderId::via},
      {"AMulticastAddressOfNone", loose_parameters, request("z9hG4bK1", "z9hG4bK1;maddr=a%"), "a%",
       bad_header_value, HeaderId::via},
      {"AQuotedTime", loose_parameters, with("Contact: <sip:a@b>;expires=\"9\"\r\n"), "9\"", bad_header_value,
       HeaderId::contact},
      {"AnOrderOf2", loose_parameters, with("Contact: <sip:a@b>;q=2\r\n"), "2\r\nMax", bad_header_value,
       HeaderId::contact},
      {"ACharsetOfNone", loose_parameters, with("Content-Type: text/plain;charset\r\n"), "charset",
       bad_header_value, HeaderId::content_type},
      {"AnAddressInBrackets", received_in_brackets, request("z9hG4bK1", "z9hG4bK1;received=[2001:db8::1]"),
       "[2001", bad_address, HeaderId::via},
      {"AnUnderscoreInAVia", host_underscores, request("host.", "my_host."), "_host", bad_header_value,
       HeaderId::via},
      {"AnUnderscoreInAUri", host_underscores, request("alice@", "alice@my_"), "_example", bad_uri,
       HeaderId::from},
      {"AnUnderscoreInTheRequestUri", host_underscores, request("bob@", "bob@my_"), "_example",
       bad_request_uri, none},
      {"ATopLabelThatBeginsWithADigit", host_digit_first, request("alice@example.com", "alice@example.3com."),
       "3com", bad_uri, HeaderId::from},
      {"AColonTooMany", third_colon, request("alice@example.com", "alice@[2001:db8:::192.0.2.1]"), ":::192",
       bad_address, HeaderId::from},
      {"AColonTooManyInReceived", third_colon, request("z9hG4bK1", "z9hG4bK1;received=2001:db8:::192.0.2.1"),
       ":::192", bad_address, HeaderId::via},
      {"ALocalNumberWithoutContext", loose_telephone, with("Refer-To: <tel:112>\r\n"), "112", bad_uri,
       HeaderId::refer_to},
      {"BracketsInAnotherUri", uri_brackets, with("Contact: <http://a/[b]>\r\n"), "[b]", bad_uri,
       HeaderId::contact},
      {"BracketsBehindThoseOfTheHost", uri_brackets, with("Contact: <http://[::1]/[b]>\r\n"), "[b]", bad_uri,
       HeaderId::contact},
  };
  return all;
}

class RefusedTolerance : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedTolerance, IsOnByDefaultAndRefusesWhenOff) {
  const Refusal& row = GetParam();
  const ParserPath before = parser_path();
  for (const ParserPath path : all_paths) {
    if (!select_parser_path(path)) {
      continue;
    }
    EXPECT_FALSE(Parsed(row.text).error) << name(path);
    const Parsed only(row.text, tolerating(Tolerances::none().with(row.tolerance)));
    EXPECT_FALSE(only.error) << name(only.error.code) << " at " << only.error.offset << ", " << name(path);
    const Parsed parsed(row.text, tolerating(Tolerances::standard().without(row.tolerance)));
    EXPECT_EQ(parsed.error.code, row.code) << name(path);
    EXPECT_EQ(header_name(parsed.error.header), header_name(row.header)) << name(path);
    EXPECT_EQ(parsed.error.offset, row.culprit.empty() ? row.text.size() : row.text.find(row.culprit))
        << name(path);
    EXPECT_EQ(Parsed(row.text, tolerating(Tolerances::none())).error.offset, parsed.error.offset);
    EXPECT_FALSE(verdict_on(parsed.message, parsed.error).rule.rfc.empty());
  }
  select_parser_path(before);
}

INSTANTIATE_TEST_SUITE_P(Tolerance, RefusedTolerance, testing::ValuesIn(refusals()),
                         [](const auto& row) { return std::string(row.param.name); });

/// Off by default.
struct Grant {
  const char* name;
  Tolerance tolerance;
  std::string text;
  Errc code;            ///< while it is off
  std::size_t headers;  ///< while it is on
  std::string_view body;
};

void PrintTo(const Grant& row, std::ostream* out) {
  *out << row.name;
}

std::string without_returns(std::string text) {
  std::erase(text, '\r');
  return text;
}

const std::vector<Grant>& grants() {
  using enum Tolerance;
  static const std::vector<Grant> all{
      {"LineFeedsAlone", bare_line_feeds, without_returns(request()), Errc::bad_character, 7, ""},
      {"LineFeedsBefore", bare_line_feeds, "\n\n" + without_returns(request()), Errc::bad_character, 7, ""},
      {"OneLineFeedAlone", bare_line_feeds, request("70\r\n", "70\n"), Errc::bad_character, 7, ""},
      {"LineFeedsAndABody", bare_line_feeds,
       without_returns(
           request("Content-Length: 0\r\n\r\n", "Content-Type: a/b\r\nContent-Length: 2\r\n\r\nhi")),
       Errc::bad_character, 8, "hi"},
      {"AStatusAlone", no_reason_phrase, response("SIP/2.0 200"), Errc::bad_start_line, 7, ""},
      {"ABodyCutOff", short_body,
       request("Content-Length: 0\r\n\r\n", "Content-Type: a/b\r\nContent-Length: 9\r\n\r\nhi"),
       Errc::bad_content_length, 8, "hi"},
      {"NoEmptyLine", no_end_of_headers, request("\r\n\r\n", "\r\n"), Errc::truncated, 7, ""},
  };
  return all;
}

class GrantedTolerance : public testing::TestWithParam<Grant> {};

TEST_P(GrantedTolerance, IsOffByDefaultAndAcceptsWhenOn) {
  const Grant& row = GetParam();
  const ParserPath before = parser_path();
  for (const ParserPath path : all_paths) {
    if (!select_parser_path(path)) {
      continue;
    }
    EXPECT_EQ(Parsed(row.text).error.code, row.code) << name(path);
    for (const Tolerances base : {Tolerances::standard(), Tolerances::none().with(Tolerance::empty_lines)}) {
      const Parsed parsed(row.text, tolerating(base.with(row.tolerance)));
      EXPECT_FALSE(parsed.error) << name(parsed.error.code) << " at " << parsed.error.offset;
      EXPECT_EQ(parsed.message.headers().size(), row.headers) << name(path);
      EXPECT_EQ(parsed.message.body(), row.body) << name(path);
      EXPECT_EQ(parsed.message.call_id(), "c1@example.com") << name(path);
    }
    // Where one message of a stream ends and the next begins is no matter of tolerance.
    const ParseOptions framed{.framed = true, .tolerances = Tolerances::standard().with(row.tolerance)};
    EXPECT_EQ(!Parsed(row.text, framed).error, row.tolerance == Tolerance::no_reason_phrase) << name(path);
  }
  select_parser_path(before);
}

INSTANTIATE_TEST_SUITE_P(Tolerance, GrantedTolerance, testing::ValuesIn(grants()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Tolerance, OfASilentStatusTheStatusIsRead) {
  const ParseOptions options = tolerating(Tolerances::standard().with(Tolerance::no_reason_phrase));
  const Parsed parsed(response("SIP/2.0 486"), options);
  EXPECT_EQ(parsed.message.status(), 486);
  EXPECT_TRUE(parsed.message.reason().empty());
  EXPECT_FALSE(parsed.message.is_request());
  for (const std::string_view line :
       {"SIP/2.0 786", "SIP/2.0 48x", "SIP/3.0 486", "SIP/2.0  86", "SIP/2.0-486"}) {
    EXPECT_TRUE(Parsed(response(line), options).error) << line;
  }
}

TEST(Tolerance, ABareLineFeedIsFollowedByNoFoldAndABareReturnIsNone) {
  const ParseOptions options = tolerating(Tolerances::standard().with(Tolerance::bare_line_feeds));
  EXPECT_EQ(Parsed(with("Subject: a\n b\r\n"), options).error.code, Errc::bad_header_name);
  EXPECT_EQ(Parsed(with("Subject: a\r b\r\n"), options).error.code, Errc::bad_character);
  EXPECT_FALSE(Parsed(with("Subject: a\r\n b\r\n"), options).error) << "a fold";
}

TEST(Tolerance, EachIsInOneOfTheTables) {
  std::set<Tolerance> on, off;
  for (const Refusal& row : refusals()) {
    on.insert(row.tolerance);
  }
  for (const Grant& row : grants()) {
    off.insert(row.tolerance);
  }
  for (unsigned number = 0; number < tolerance_count; ++number) {
    const auto tolerance = static_cast<Tolerance>(number);
    EXPECT_EQ(on.count(tolerance), Tolerances::standard().has(tolerance) ? 1U : 0U) << name(tolerance);
    EXPECT_EQ(off.count(tolerance), Tolerances::standard().has(tolerance) ? 0U : 1U) << name(tolerance);
  }
}

TEST(Tolerance, HasANameATextAndASectionOfItsOwn) {
  std::set<std::string_view> names, texts;
  for (unsigned number = 0; number < tolerance_count; ++number) {
    const auto tolerance = static_cast<Tolerance>(number);
    EXPECT_TRUE(names.insert(name(tolerance)).second) << name(tolerance);
    EXPECT_TRUE(texts.insert(text(tolerance)).second) << name(tolerance);
    EXPECT_TRUE(rfc(tolerance).starts_with("RFC ")) << name(tolerance);
    EXPECT_EQ(tolerance_from(name(tolerance)), tolerance);
  }
  EXPECT_EQ(names.count(""), 0U);
  EXPECT_EQ(tolerance_from(""), std::nullopt);
  EXPECT_EQ(tolerance_from("Host_Underscores"), std::nullopt);
  const auto beyond = static_cast<Tolerance>(tolerance_count);
  EXPECT_TRUE(name(beyond).empty() && text(beyond).empty() && rfc(beyond).empty());
}

TEST(Tolerances, AreASet) {
  constexpr Tolerances standard = Tolerances::standard();
  static_assert(standard == Tolerances::standard() && !(standard == Tolerances::none()));
  static_assert(ParseOptions{}.tolerances == standard);
  static_assert(!standard.exceed_standard() && !standard.lack_standard());
  static_assert(Tolerances::none().lack_standard() && !Tolerances::none().exceed_standard());
  static_assert(standard.with(Tolerance::short_body).exceed_standard());
  static_assert(!standard.with(Tolerance::short_body).lack_standard());
  static_assert(standard.without(Tolerance::third_colon).with(Tolerance::third_colon) == standard);
  static_assert(standard.without(Tolerance::short_body) == standard);
  static_assert(sizeof(Tolerances) == 4);
  EXPECT_FALSE(Tolerances::none().has(Tolerance::empty_lines));
  EXPECT_TRUE(Tolerances::none().with(Tolerance::no_end_of_headers).has(Tolerance::no_end_of_headers));
}

TEST(Strictness, AcceptsWhatTheGrammarHas) {
  std::string many = "Contact: <sip:a@b>";
  for (int number = 0; number < 100; ++number) {
    many += ";p" + std::to_string(number);
  }
  for (const std::string& line :
       {std::string("Contact: *"),
        std::string("Contact: \"A\\\"<\"<sip:a@b>;q=0.5;expires=3600, sip:c@d;q=1.000;x=[::1];lr"),
        std::string("Contact: A B <http://u@[2001:db8::1]:80/a?b>"),
        std::string("Contact: <sip:a@h-1.example.com.;x;y=1>, <tel:+1-212-555>"), std::string("Supported:"),
        std::string("Accept:"),
        std::string("Via: SIP/2.0/UDP 192.0.2.1;received=2001:db8::1;maddr=224.0.1.75;ttl=255;rport"),
        std::string("Via: SIP/2.0/UDP a;branch=1"), std::string("Subject: \xE2\x82\xAC \xF0\x9F\x98\x80"),
        std::string("Subject:"), std::string("Refer-To: <sip:a@b?Replaces=c%3Bto-tag%3D1>"),
        std::string("Refer-To: sip:a@b;x=\"y,?\""),
        std::string("Content-Type: multipart/mixed;boundary=\"a\""),
        std::string("Subscription-State: active;expires=60"),
        std::string("Record-Route: <sip:a;lr>, <sip:b;lr>"),
        std::string("Replaces: a@b;to-tag=1;from-tag=2;early-only"),
        std::string("Warning: 399 a \"b, c\", 399 d \"e\""), std::string("X-A: ;;,,\"")}) {
    const Parsed parsed(with(line + "\r\n"), tolerating(Tolerances::none()));
    EXPECT_FALSE(parsed.error) << line << ": " << name(parsed.error.code) << " at " << parsed.error.offset;
  }
  EXPECT_FALSE(Parsed(with(many + "\r\n"), tolerating(Tolerances::none())).error);
  EXPECT_FALSE(Parsed(request(), tolerating(Tolerances::none())).error);
  for (const std::string_view line : {"SIP/2.0 200 ", "SIP/2.0 200 \xE2\x82\xAC 100%25 (a); b"}) {
    EXPECT_FALSE(Parsed(response(line), tolerating(Tolerances::none())).error) << line;
  }
}

TEST(Strictness, OfTwoFaultsTheFirstIsTold) {
  const Parsed parsed(request("alice@example.com>;tag=a1", "alice@my_host>"), tolerating(Tolerances::none()));
  EXPECT_EQ(parsed.error.code, Errc::bad_uri);
  const Parsed wrong(request("Max-Forwards: 70", "Max-Forwards: x") + "x", tolerating(Tolerances::none()));
  EXPECT_EQ(wrong.error.code, Errc::bad_number) << "what nobody tolerates is told first";
}

TEST(Strictness, LeavesNoValuesOfWhatItRefuses) {
  const test::Exact text(request("tag=a1", "tag=a1;tag=a2"));
  std::array<HeaderEntry, 32> index;
  MessageView message;
  MessageValues values;
  EXPECT_FALSE(parse_message(text.view(), index, message, values));
  EXPECT_EQ(values.cseq.number, 1U);
  EXPECT_TRUE(parse_message(text.view(), index, message, values, tolerating(Tolerances::none())));
  EXPECT_EQ(values.cseq.number, 0U);
  EXPECT_TRUE(answerable(message));
}

#if defined(BATON_CORPUS_DIR)
/// Every set of tolerances accepts what a smaller one accepts; no error lies outside; and nothing is
/// read beyond the octets, of which AddressSanitizer is the judge.
void expect_order(std::string_view octets) {
  Tolerances all = Tolerances::standard();
  for (unsigned number = 0; number < tolerance_count; ++number) {
    all = all.with(static_cast<Tolerance>(number));
  }
  const Parsed strict(octets, tolerating(Tolerances::none()));
  const Parsed standard(octets);
  const Parsed lenient(octets, tolerating(all));
  EXPECT_TRUE(strict.error || !standard.error) << octets;
  EXPECT_TRUE(standard.error || !lenient.error) << octets;
  EXPECT_LE(strict.error.offset, octets.size());
  EXPECT_LE(lenient.error.offset, octets.size());
}

TEST(Tolerances, OfMoreAcceptNoLess) {
  const auto files = test::read_folder(BATON_CORPUS_DIR, ".sip");
  ASSERT_GT(files.size(), 10U);
  for (const test::File& file : files) {
    if (file.octets.size() > 4'000) {
      continue;
    }
    for (std::size_t size = 0; size <= file.octets.size(); ++size) {
      expect_order(std::string_view(file.octets).substr(0, size));
    }
    std::string changed = file.octets;
    for (std::size_t at = 0; at < changed.size(); ++at) {
      for (const char c : {'\n', '[', '"', '\xE9'}) {
        const char before = std::exchange(changed[at], c);
        expect_order(changed);
        changed[at] = before;
      }
    }
  }
}
#endif

}  // namespace
}  // namespace baton
