#include "baton/session_values.hpp"

#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

TEST(ParseSessionExpires, ReadsSecondsAndRefresher_Rfc4028_4) {
  struct Row {
    std::string_view text;
    Errc error;
    std::uint32_t seconds;
    Refresher refresher;
    std::string_view reason;
  };
  const Row rows[] = {
      {"4000", Errc::ok, 4000, Refresher::unspecified, "RFC 4028 5"},
      {"1800;refresher=uac", Errc::ok, 1800, Refresher::uac, ""},
      {"1800 ; Refresher = UAS;x=\"y\"", Errc::ok, 1800, Refresher::uas, "no case, LWS, more"},
      {"4294967295", Errc::ok, 4294967295, Refresher::unspecified, "32 bits"},
      {"4294967296", Errc::bad_number, 0, Refresher::unspecified, "33 bits"},
      {"", Errc::bad_number, 0, Refresher::unspecified, "nothing"},
      {"x", Errc::bad_number, 0, Refresher::unspecified, "no number"},
      {"-1", Errc::bad_number, 0, Refresher::unspecified, "no sign"},
      {"90x", Errc::bad_header_value, 0, Refresher::unspecified, "text behind"},
      {"90,90", Errc::bad_header_value, 0, Refresher::unspecified, "no list"},
      {"90;", Errc::bad_header_value, 0, Refresher::unspecified, "an empty parameter"},
      {"90;refresher", Errc::bad_header_value, 0, Refresher::unspecified, "no value"},
      {"90;refresher=both", Errc::bad_header_value, 0, Refresher::unspecified, "neither"},
      {"90;refresher=\"uac\"", Errc::bad_header_value, 0, Refresher::unspecified, "quoted"},
      {"90;refresher=uac;refresher=uac", Errc::bad_header_value, 0, Refresher::unspecified, "twice"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    SessionExpiresView view;
    view.seconds = 7;
    EXPECT_EQ(parse_session_expires(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.seconds, row.seconds) << row.text;
    EXPECT_EQ(view.refresher, row.refresher) << row.text;
  }
}

TEST(ParseNumbers, MinSeAndRSeq) {
  struct Row {
    std::string_view text;
    Errc min_se, rseq;
    std::uint32_t number;
    std::string_view reason;
  };
  const Row rows[] = {
      {"60", Errc::ok, Errc::ok, 60, ""},
      {"00009", Errc::ok, Errc::ok, 9, "leading zeros"},
      {"0", Errc::ok, Errc::bad_number, 0, "RFC 3262 7.1: from 1 on"},
      {"60;lr=true", Errc::ok, Errc::bad_number, 60, "RFC 4475 3.1.1.1 style: generic-param of Min-SE"},
      {"4294967296", Errc::bad_number, Errc::bad_number, 0, "33 bits"},
      {"", Errc::bad_number, Errc::bad_number, 0, "nothing"},
      {"1 2", Errc::bad_header_value, Errc::bad_number, 0, "two"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    std::uint32_t number = 7;
    EXPECT_EQ(parse_min_se(text.view(), number), row.min_se) << row.text << ": " << row.reason;
    EXPECT_EQ(number, row.min_se == Errc::ok ? row.number : 0) << row.text;
    number = 7;
    EXPECT_EQ(parse_rseq(text.view(), number), row.rseq) << row.text << ": " << row.reason;
    EXPECT_EQ(number, row.rseq == Errc::ok ? row.number : 0) << row.text;
  }
}

TEST(ParseRAck, ReadsItsThreeParts_Rfc3262_7_2) {
  struct Row {
    std::string_view text;
    Errc error;
    std::uint32_t rseq, number;
    Method method;
    std::string_view reason;
  };
  const Row rows[] = {
      {"776656 1 INVITE", Errc::ok, 776656, 1, Method::invite, "RFC 3262 7.2"},
      {"1\r\n\t2\r\n INVITE", Errc::ok, 1, 2, Method::invite, "folds"},
      {"4294967295 4294967295 UNKNOWN", Errc::ok, 4294967295, 4294967295, Method::other, ""},
      {"0 1 INVITE", Errc::bad_number, 0, 0, Method::other, "RSeq begins at 1"},
      {"1 1", Errc::bad_header_value, 0, 0, Method::other, "no method"},
      {"1 INVITE", Errc::bad_number, 0, 0, Method::other, "no CSeq number"},
      {"1", Errc::bad_number, 0, 0, Method::other, "one number"},
      {"1-1 INVITE", Errc::bad_header_value, 0, 0, Method::other, "no LWS"},
      {"", Errc::bad_number, 0, 0, Method::other, "nothing"},
      {"1 4294967296 INVITE", Errc::bad_number, 0, 0, Method::other, "33 bits"},
      {"1 1 INVITE x", Errc::bad_header_value, 0, 0, Method::other, "text behind"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    RAckView view;
    view.rseq = 7;
    EXPECT_EQ(parse_rack(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.rseq, row.rseq) << row.text;
    EXPECT_EQ(view.cseq.number, row.number) << row.text;
    EXPECT_EQ(view.cseq.method, row.method) << row.text;
  }
}

TEST(ParseReason, ReadsProtocolCauseAndText_Rfc3326_2) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view protocol, words;
    int cause;  // -1: none
    std::string_view reason;
  };
  const Row rows[] = {
      {"SIP ;cause=200 ;text=\"Call completed elsewhere\"", Errc::ok, "SIP", "Call completed elsewhere", 200,
       "RFC 3326 2"},
      {"Q.850 ;cause=16 ;text=\"Terminated\"", Errc::ok, "Q.850", "Terminated", 16, "RFC 3326 2"},
      {"SIP ;cause=580 ;text=\"Precondition Failure\"", Errc::ok, "SIP", "Precondition Failure", 580, ""},
      {"preemption ;cause=1 ;text=\"UA Preemption\"", Errc::ok, "preemption", "UA Preemption", 1, "RFC 4411"},
      {"SIP", Errc::ok, "SIP", "", -1, "no parameters"},
      {"SIP;text=\"a \\\" b\"", Errc::ok, "SIP", "a \\\" b", -1, "an escape"},
      {"SIP;x;y=z", Errc::ok, "SIP", "", -1, "reason-extension"},
      {"", Errc::bad_header_value, "", "", -1, "nothing"},
      {";cause=1", Errc::bad_header_value, "", "", -1, "no protocol"},
      {"SIP cause=1", Errc::bad_header_value, "", "", -1, "no semicolon"},
      {"SIP;cause", Errc::bad_number, "", "", -1, "no value"},
      {"SIP;cause=x", Errc::bad_number, "", "", -1, "no number"},
      {"SIP;cause=99999999999", Errc::bad_number, "", "", -1, "too large"},
      {"SIP;cause=\"200\"", Errc::bad_header_value, "", "", -1, "quoted"},
      {"SIP;cause=1;cause=1", Errc::bad_header_value, "", "", -1, "twice"},
      {"SIP;text=Busy", Errc::bad_header_value, "", "", -1, "text is a quoted-string"},
      {"SIP;text=\"\";text=\"\"", Errc::bad_header_value, "", "", -1, "twice"},
      {"SIP;text=\"a", Errc::bad_quoted_string, "", "", -1, "no end"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    ReasonView view;
    view.protocol = "before";
    EXPECT_EQ(parse_reason(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.protocol, row.protocol) << row.text;
    EXPECT_EQ(view.text, row.words) << row.text;
    EXPECT_EQ(view.cause ? static_cast<int>(*view.cause) : -1, row.cause) << row.text;
  }
}

TEST(ParseReason, IsAList) {
  const test::Parsed parsed(
      test::request_with("Reason: SIP;cause=600;text=\"a, b\", Q.850;cause=17\r\nReason: X\r\n"));
  ASSERT_FALSE(parsed.error);
  std::string all;
  ValueIterator walk = parsed.message.values(HeaderId::reason);
  while (const auto value = walk.next()) {
    ReasonView view;
    ASSERT_EQ(parse_reason(*value, view), Errc::ok) << *value;
    all.append(view.protocol).append("|");
  }
  EXPECT_EQ(all, "SIP|Q.850|X|");
}

TEST(ParseTargetDialog, WantsBothTagsOnce_Rfc4538_7) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view call_id, local, remote;
    std::string_view reason;
  };
  const Row rows[] = {
      {"fa77as7dad8-sd98ajzz@host.example.com\r\n ;local-tag=kkaz-\r\n ;remote-tag=6544", Errc::ok,
       "fa77as7dad8-sd98ajzz@host.example.com", "kkaz-", "6544", "RFC 4538 8"},
      {"a;Remote-Tag=1;LOCAL-TAG=2;x", Errc::ok, "a", "2", "1", "no case, generic-param"},
      {"a;local-tag=1", Errc::bad_header_value, "", "", "", "no remote-tag"},
      {"a;remote-tag=1", Errc::bad_header_value, "", "", "", "no local-tag"},
      {"a;local-tag=1;local-tag=1;remote-tag=2", Errc::bad_header_value, "", "", "", "twice"},
      {"a;local-tag=\"1\";remote-tag=2", Errc::bad_header_value, "", "", "", "quoted"},
      {"a;local-tag=[1];remote-tag=2", Errc::bad_header_value, "", "", "", "no token"},
      {"a;local-tag;remote-tag=2", Errc::bad_header_value, "", "", "", "no value"},
      {"", Errc::bad_header_value, "", "", "", "nothing"},
      {"a@;local-tag=1;remote-tag=2", Errc::bad_header_value, "", "", "", "half a Call-ID"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    TargetDialogView view;
    EXPECT_EQ(parse_target_dialog(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.call_id, row.call_id) << row.text;
    EXPECT_EQ(view.local_tag, row.local) << row.text;
    EXPECT_EQ(view.remote_tag, row.remote) << row.text;
  }
}

TEST(ParseJoin, WantsBothTagsOnce_Rfc3911_7_1) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view call_id, to, from;
  };
  const Row rows[] = {
      {"98732@sip.example.com\r\n ;from-tag=r33th4x0r\r\n ;to-tag=ff87ff", Errc::ok, "98732@sip.example.com",
       "ff87ff", "r33th4x0r"},
      {"12adf2f34456gs5;to-tag=12345;from-tag=54321", Errc::ok, "12adf2f34456gs5", "12345", "54321"},
      {"87134@192.0.2.23;to-tag=24796;from-tag=0", Errc::ok, "87134@192.0.2.23", "24796", "0"},
      {"a;to-tag=1", Errc::bad_header_value, "", "", ""},
      {"a;from-tag=1", Errc::bad_header_value, "", "", ""},
      {"a;to-tag=1;to-tag=2;from-tag=1", Errc::bad_header_value, "", "", ""},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    JoinView view;
    EXPECT_EQ(parse_join(text.view(), view), row.error) << row.text;
    EXPECT_EQ(view.call_id, row.call_id) << row.text;
    EXPECT_EQ(view.to_tag, row.to) << row.text;
    EXPECT_EQ(view.from_tag, row.from) << row.text;
  }
}

TEST(ParseReferSub, IsTrueOrFalse_Rfc4488_4) {
  struct Row {
    std::string_view text;
    Errc error;
    bool wanted;
  };
  const Row rows[] = {
      {"false", Errc::ok, false},
      {"true", Errc::ok, true},
      {"TRUE;x=y", Errc::ok, true},
      {"", Errc::bad_header_value, false},
      {"yes", Errc::bad_header_value, false},
      {"trues", Errc::bad_header_value, false},
      {"true false", Errc::bad_header_value, false},
      {"true;", Errc::bad_header_value, false},
      {"\"true\"", Errc::bad_header_value, false},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    bool wanted = true;
    EXPECT_EQ(parse_refer_sub(text.view(), wanted), row.error) << row.text;
    EXPECT_EQ(wanted, row.wanted) << row.text;
  }
}

TEST(ParseReferEventsAt, WantsASipUriInBrackets_Rfc7614_4_8) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view uri;
  };
  const Row rows[] = {
      {"<sips:vPT3izGmo8NTxaPADRZvEAY22BKx@example.com;gr>", Errc::ok,
       "sips:vPT3izGmo8NTxaPADRZvEAY22BKx@example.com;gr"},
      {"<sip:a@example.com>;x=y", Errc::ok, "sip:a@example.com"},
      {"sip:wsXa9mkHtPcGu8@example.com", Errc::bad_header_value, ""},
      {"<tel:+1>", Errc::bad_header_value, ""},
      {"<http://a>", Errc::bad_header_value, ""},
      {"A <sip:a@example.com>", Errc::bad_header_value, ""},
      {"*", Errc::bad_header_value, ""},
      {"", Errc::bad_header_value, ""},
      {"<sip:a@example.com", Errc::bad_header_value, ""},
      {"<sip:a@example.com>x", Errc::bad_header_value, ""},
      {"<sip:a@example.com>,<sip:b@example.com>", Errc::bad_header_value, ""},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    NameAddrView view;
    EXPECT_EQ(parse_refer_events_at(text.view(), view), row.error) << row.text;
    EXPECT_EQ(view.uri_text, row.uri) << row.text;
  }
}

}  // namespace
}  // namespace baton
