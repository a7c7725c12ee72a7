#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

TEST(ParseCSeq, ReadsNumberAndMethod) {
  struct Row {
    std::string_view text;
    Errc error;
    std::uint32_t number;
    std::string_view method;
    std::string_view reason;
  };
  const Row rows[] = {
      {"1 INVITE", Errc::ok, 1, "INVITE", ""},
      {"0009\r\n  INVITE", Errc::ok, 9, "INVITE", "RFC 4475 3.1.1.1"},
      {"4294967295\tBYE", Errc::ok, 4294967295, "BYE", "RFC 3261 20.16: 32 bits"},
      {"0 ACK", Errc::ok, 0, "ACK", ""},
      {"1 RE%47IST%45R", Errc::ok, 1, "RE%47IST%45R", "RFC 4475 3.1.1.5: a token"},
      {"4294967296 BYE", Errc::bad_number, 0, "", "RFC 4475 3.1.2.4"},
      {"36893488147419103232 BYE", Errc::bad_number, 0, "", "RFC 4475 3.1.2.4"},
      {"-1 BYE", Errc::bad_number, 0, "", "no sign"},
      {"+1 BYE", Errc::bad_number, 0, "", "no sign"},
      {"BYE", Errc::bad_number, 0, "", "no number"},
      {"", Errc::bad_number, 0, "", "nothing"},
      {"1", Errc::bad_header_value, 0, "", "no method"},
      {"1 ", Errc::bad_header_value, 0, "", "no method"},
      {"1BYE", Errc::bad_header_value, 0, "", "no LWS"},
      {"1 BYE x", Errc::bad_header_value, 0, "", "text behind"},
      {"1 B(YE", Errc::bad_header_value, 0, "", "no token"},
      {"1\r\nBYE", Errc::bad_header_value, 0, "", "a CRLF that is no fold"},
      {"1\x0b"
       "BYE",
       Errc::bad_header_value, 0, "", "only SP and HTAB are white space"},
  };
  for (const Row& row : rows) {
    CSeqView cseq;
    EXPECT_EQ(parse_cseq(test::Exact(row.text).view(), cseq), row.error)
        << row.text << ": " << row.reason;
    EXPECT_EQ(cseq.number, row.number) << row.text;
    EXPECT_EQ(cseq.method_text.size(), row.method.size()) << row.text;
  }
  CSeqView cseq;
  ASSERT_EQ(parse_cseq("7 REFER", cseq), Errc::ok);
  EXPECT_EQ(cseq.method, Method::refer);
  ASSERT_EQ(parse_cseq("7 refer", cseq), Errc::ok);
  EXPECT_EQ(cseq.method, Method::other);
}

TEST(ParseCSeq, AMethodOf64KiBIsReadWhole) {
  CSeqView cseq;
  ASSERT_EQ(parse_cseq(test::Exact("1 " + std::string(65536, 'M')).view(), cseq), Errc::ok);
  EXPECT_EQ(cseq.method, Method::other);
}

TEST(ParseEvent, ReadsPackageAndId) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view package, id;
    std::string_view reason;
  };
  const Row rows[] = {
      {"refer", Errc::ok, "refer", "", ""},
      {"Refer;id=93809824", Errc::ok, "Refer", "93809824", "as it stands"},
      {"presence.winfo ; x=y; id = 7", Errc::ok, "presence.winfo", "7", "RFC 6665 8.4: templates"},
      {"refer;ID=1", Errc::ok, "refer", "1", "parameter names have no case"},
      {"", Errc::bad_header_value, "", "", "no package"},
      {";id=1", Errc::bad_header_value, "", "", "no package"},
      {"refer;", Errc::bad_header_value, "", "", "an empty parameter"},
      {"refer;id", Errc::bad_header_value, "", "", "id has a token"},
      {"refer;id=", Errc::bad_header_value, "", "", "id has a token"},
      {"refer;id=\"1\"", Errc::bad_header_value, "", "", "id has a token"},
      {"refer id=1", Errc::bad_header_value, "", "", "no semicolon"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    EventView event;
    EXPECT_EQ(parse_event(text.view(), event), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(event.package, row.package) << row.text;
    EXPECT_EQ(event.id, row.id) << row.text;
  }
}

TEST(ParseSubscriptionState, TakesTheLeadingWord) {
  struct Row {
    std::string_view text;
    SubscriptionState state;
    std::string_view reason;
    std::int64_t expires, retry_after;  // -1: none
  };
  const Row rows[] = {
      {"active;expires=60", SubscriptionState::active, "", 60, -1},
      {"Active ; Expires = 0", SubscriptionState::active, "", 0, -1},
      {"pending", SubscriptionState::pending, "", -1, -1},
      {"terminated;reason=noresource", SubscriptionState::terminated, "noresource", -1, -1},
      {"terminated;reason=probation;retry-after=30", SubscriptionState::terminated, "probation", -1,
       30},
      {"TERMINATED", SubscriptionState::terminated, "", -1, -1},
      {"terminated;reason", SubscriptionState::terminated, "", -1, -1},
      {"terminated, reason=x", SubscriptionState::terminated, "", -1, -1},
      {"terminated;;reason=x", SubscriptionState::terminated, "", -1, -1},
      {"active;expires=99999999999", SubscriptionState::active, "", -1, -1},
      {"active;expires=soon", SubscriptionState::active, "", -1, -1},
      {"waiting", SubscriptionState::other, "", -1, -1},
      {"activex", SubscriptionState::other, "", -1, -1},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    SubscriptionStateView state;
    EXPECT_EQ(parse_subscription_state(text.view(), state), Errc::ok) << row.text;
    EXPECT_EQ(state.state, row.state) << row.text;
    EXPECT_EQ(state.reason, row.reason) << row.text;
    EXPECT_EQ(state.expires ? static_cast<std::int64_t>(*state.expires) : -1, row.expires);
    EXPECT_EQ(state.retry_after ? static_cast<std::int64_t>(*state.retry_after) : -1,
              row.retry_after);
  }
  SubscriptionStateView state;
  EXPECT_EQ(parse_subscription_state("", state), Errc::bad_header_value);
  EXPECT_EQ(parse_subscription_state(";reason=x", state), Errc::bad_header_value);
}

TEST(ParseReplaces, WantsBothTagsOnce_Rfc3891_6_1) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view call_id, to, from;
    bool early;
    std::string_view reason;
  };
  const Row rows[] = {
      {"98732@sip.example.com\r\n ;from-tag=r33th4x0r\r\n ;to-tag=ff87ff", Errc::ok,
       "98732@sip.example.com", "ff87ff", "r33th4x0r", false, "RFC 3891 6.1"},
      {"12adf2f34456gs5;to-tag=12345;from-tag=54321;early-only", Errc::ok, "12adf2f34456gs5",
       "12345", "54321", true, "RFC 3891 6.1"},
      {"87134@171.161.34.23;to-tag=24796;from-tag=0", Errc::ok, "87134@171.161.34.23", "24796", "0",
       false, "RFC 3891 6.1"},
      {"a;TO-TAG=1;From-Tag=2;x=\"y\"", Errc::ok, "a", "1", "2", false, "generic-param"},
      {"a", Errc::bad_header_value, "", "", "", false, "no tags"},
      {"a;to-tag=1", Errc::bad_header_value, "", "", "", false, "no from-tag"},
      {"a;from-tag=1", Errc::bad_header_value, "", "", "", false, "no to-tag"},
      {"a;to-tag=1;from-tag=2;to-tag=3", Errc::bad_header_value, "", "", "", false, "two to-tags"},
      {"a;to-tag=1;from-tag=2;from-tag=2", Errc::bad_header_value, "", "", "", false, "two"},
      {"a;to-tag=;from-tag=2", Errc::bad_header_value, "", "", "", false, "an empty tag"},
      {"a;to-tag;from-tag=2", Errc::bad_header_value, "", "", "", false, "no value"},
      {"a;to-tag=\"1\";from-tag=2", Errc::bad_header_value, "", "", "", false, "no token"},
      {";to-tag=1;from-tag=2", Errc::bad_header_value, "", "", "", false, "no Call-ID"},
      {"a b;to-tag=1;from-tag=2", Errc::bad_header_value, "", "", "", false, "no Call-ID"},
      {"a@b@c;to-tag=1;from-tag=2", Errc::bad_header_value, "", "", "", false, "no Call-ID"},
      {"a@;to-tag=1;from-tag=2", Errc::bad_header_value, "", "", "", false, "no Call-ID"},
      {"a;to-tag=1\r\nX: y;from-tag=2", Errc::bad_header_value, "", "", "", false, "injection"},
      {"a;to-tag=1;from-tag=2;", Errc::bad_header_value, "", "", "", false, "empty parameter"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    ReplacesView replaces;
    EXPECT_EQ(parse_replaces(text.view(), replaces), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(replaces.call_id, row.call_id) << row.text;
    EXPECT_EQ(replaces.to_tag, row.to) << row.text;
    EXPECT_EQ(replaces.from_tag, row.from) << row.text;
    EXPECT_EQ(replaces.early_only, row.early) << row.text;
  }
}

TEST(ParseReplaces, AnyCallIdSurvivesAReferToUri) {
  // Every octet that may stand in a Call-ID: build, escape, parse, unescape, parse.
  const std::string call_id = "-.!%*_+`'~()<>:\\\"/[]?{}0aZ@-.!%*_+`'~()<>:\\\"/[]?{}";
  const std::string value = call_id + ";to-tag=a~b`c;from-tag=%d'e";
  std::array<char, 512> escaped{};
  const auto size = escape(value, UriPart::header, escaped);
  ASSERT_TRUE(size);
  const std::string refer_to =
      "<sip:c@h?Replaces=" + std::string(escaped.data(), *size) + "&Require=replaces>";
  NameAddrView target;
  ASSERT_EQ(parse_name_addr(test::Exact(refer_to).view(), target), Errc::ok);
  ASSERT_EQ(parse_name_addr(refer_to, target), Errc::ok);
  UriHeaderIterator headers(target.uri.headers);
  const auto header = headers.next();
  std::array<char, 512> plain{};
  const auto plain_size = unescape(header->value, plain);
  ASSERT_TRUE(plain_size);
  ReplacesView replaces;
  ASSERT_EQ(parse_replaces({plain.data(), *plain_size}, replaces), Errc::ok);
  EXPECT_EQ(replaces.call_id, call_id);
  EXPECT_EQ(replaces.to_tag, "a~b`c");
  EXPECT_EQ(replaces.from_tag, "%d'e");
}

TEST(ParseMediaType, ReadsTypeAndParameters) {
  MediaTypeView media;
  ASSERT_EQ(parse_media_type("message/sipfrag;version=2.0", media), Errc::ok);
  EXPECT_TRUE(media.is("Message", "SIPFRAG"));
  EXPECT_FALSE(media.is("message", "sip"));
  EXPECT_EQ(find_parameter(media.parameters, "version")->value, "2.0");
  ASSERT_EQ(parse_media_type("application / sdp ; charset=\"a;b\"", media), Errc::ok);
  EXPECT_TRUE(media.is("application", "sdp"));
  EXPECT_EQ(find_parameter(media.parameters, "charset")->value, "a;b");
  for (const std::string_view text :
       {"", "text", "text/", "/plain", "text/plain;", "text/pl ain", "text//plain", "a/b/c"}) {
    EXPECT_EQ(parse_media_type(test::Exact(text).view(), media), Errc::bad_header_value) << text;
    EXPECT_TRUE(media.type.empty());
  }
}

TEST(ParseNumber, TakesDigitsOnly) {
  struct Row {
    std::string_view text;
    Errc error;
    std::uint32_t number;
  };
  for (const Row& row :
       {Row{"0", Errc::ok, 0}, Row{"0068", Errc::ok, 68}, Row{"4294967295", Errc::ok, 4294967295},
        Row{"4294967296", Errc::bad_number, 0}, Row{"4294967300", Errc::bad_number, 0},
        Row{"99999999999999999999", Errc::bad_number, 0}, Row{"", Errc::bad_number, 0},
        Row{"+5", Errc::bad_number, 0}, Row{"-5", Errc::bad_number, 0},
        Row{" 5", Errc::bad_number, 0}, Row{"5 ", Errc::bad_number, 0},
        Row{"5x", Errc::bad_number, 0}, Row{"0x5", Errc::bad_number, 0},
        Row{"1e3", Errc::bad_number, 0}, Row{"00000000000000000007", Errc::ok, 7}}) {
    std::uint32_t number = 1;
    EXPECT_EQ(parse_number(test::Exact(row.text).view(), number), row.error) << row.text;
    EXPECT_EQ(number, row.number) << row.text;
  }
}

TEST(ParseRetryAfter, TakesTheLeadingSeconds_Rfc3261_20_33) {
  std::uint32_t seconds = 0;
  for (const std::string_view text :
       {"120", "120 (I'm in a meeting)", "120;duration=3600", "120\r\n ;x", "120(x)"}) {
    EXPECT_EQ(parse_retry_after(test::Exact(text).view(), seconds), Errc::ok) << text;
    EXPECT_EQ(seconds, 120U) << text;
  }
  for (const std::string_view text : {"", "soon", "120x", "-1", "949302838503028349304023988"}) {
    EXPECT_EQ(parse_retry_after(test::Exact(text).view(), seconds), Errc::bad_number) << text;
    EXPECT_EQ(seconds, 0U) << text;
  }
}

TEST(ListsToken, LooksAtWholeElements) {
  EXPECT_TRUE(lists_token("replaces", "replaces"));
  EXPECT_TRUE(lists_token("100rel ,\r\n Replaces, timer", "replaces"));
  EXPECT_TRUE(lists_token(",,replaces,", "replaces"));
  EXPECT_FALSE(lists_token("norefersub, replacesx", "replaces"));
  EXPECT_FALSE(lists_token("x replaces", "replaces"));
  EXPECT_FALSE(lists_token("", "replaces"));
  EXPECT_FALSE(lists_token(",", "")) << "no token is nothing to list";
}

TEST(EqualIgnoringCase, ChangesNothingButLetters) {
  EXPECT_TRUE(equal_ignoring_case("", ""));
  EXPECT_TRUE(equal_ignoring_case("aBc", "AbC"));
  EXPECT_FALSE(equal_ignoring_case("a", "ab"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("@", "`"));
  EXPECT_FALSE(equal_ignoring_case("\xC3\x89", "\xC3\xA9")) << "ASCII only";
}

}  // namespace
}  // namespace baton
