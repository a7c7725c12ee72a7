#include "baton/time_values.hpp"

#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

TEST(ParseDate, ReadsASipDate_Rfc3261_20_17) {
  struct Row {
    std::string_view text;
    std::int64_t unix_seconds;
    Weekday weekday;
    std::string_view reason;
  };
  const Row rows[] = {
      {"Sat, 13 Nov 2010 23:29:00 GMT", 1289690940, Weekday::saturday, "RFC 3261 20.17"},
      {"Thu, 01 Jan 1970 00:00:00 GMT", 0, Weekday::thursday, ""},
      {"Wed, 31 Dec 1969 23:59:59 GMT", -1, Weekday::wednesday, "before"},
      {"Thu, 21 Feb 2002 13:02:03 GMT", 1014296523, Weekday::thursday, "RFC 8224's predecessor"},
      {"Tue, 29 Feb 2000 00:00:00 GMT", 951782400, Weekday::tuesday, "a leap century"},
      {"Tue, 19 Jan 2038 03:14:08 GMT", 2147483648, Weekday::tuesday, "33 bits"},
      {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799, Weekday::friday, "the last"},
      {"Sat, 01 Jan 0000 00:00:00 GMT", -62167219200, Weekday::saturday, "the first"},
      {"sAT, 13 nOV 2010 23:29:00 gmt", 1289690940, Weekday::saturday, "words have no case"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    DateView view;
    ASSERT_EQ(parse_date(text.view(), view), Errc::ok) << row.text << ": " << row.reason;
    EXPECT_EQ(view.unix_seconds, row.unix_seconds) << row.text;
    EXPECT_EQ(view.weekday, row.weekday) << row.text;
  }
  DateView view;
  ASSERT_EQ(parse_date("Sat, 13 Nov 2010 23:29:58 GMT", view), Errc::ok);
  EXPECT_EQ(view.year, 2010);
  EXPECT_EQ(view.month, 11);
  EXPECT_EQ(view.day, 13);
  EXPECT_EQ(view.hour, 23);
  EXPECT_EQ(view.minute, 29);
  EXPECT_EQ(view.second, 58);
}

TEST(ParseDate, EveryDayFollowsTheLast) {
  constexpr std::string_view weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::int64_t expected = 915'148'800;  // Fri, 01 Jan 1999
  unsigned weekday = 4;
  unsigned days = 0;
  for (unsigned year = 1999; year < 2005; ++year) {
    for (unsigned month = 0; month < 12; ++month) {
      for (unsigned day = 1; day < 33; ++day) {
        std::string text(weekdays[weekday]);
        text.append(day < 10 ? ", 0" : ", ").append(std::to_string(day)).append(" ");
        text.append(months[month]).append(" ").append(std::to_string(year)).append(" 00:00:00 GMT");
        DateView view;
        if (parse_date(text, view) == Errc::ok) {
          EXPECT_EQ(view.unix_seconds, expected) << text;
          expected += 86'400;
          weekday = (weekday + 1) % 7;
          ++days;
        } else {
          EXPECT_GT(day, 28U) << text;
        }
      }
    }
  }
  EXPECT_EQ(days, 365U * 6 + 2);
}

TEST(ParseDate, HoldsToItsForm) {
  struct Row {
    std::string_view text;
    std::string_view reason;
  };
  const Row rows[] = {
      {"", "nothing"},
      {"Fri, 13 Nov 2010 23:29:00 GMT", "RFC 822 5.2: it was a Saturday"},
      {"Sat, 13 Nov 2010 23:29:00 EST", "RFC 4475 3.1.2.12: GMT only"},
      {"Sat, 13 Nov 2010 23:29:00 UTC", "GMT only"},
      {"Sat, 13 Nov 2010 23:29:00 +0000", "GMT only"},
      {"Sat, 13 Nov 2010 23:29:00", "no zone"},
      {"Sat, 13 Nov 2010 23:29 GMT", "no seconds"},
      {"Saturday, 13-Nov-10 23:29:00 GMT", "RFC 850"},
      {"Sat Nov 13 23:29:00 2010", "asctime"},
      {"Sat,13 Nov 2010 23:29:00 GMT", "one SP"},
      {"Sat,  13 Nov 2010 23:29:00 GMT", "one SP"},
      {"Sat, 13 Nov 2010 23:29:00  GMT", "one SP"},
      {"Sat,\t13 Nov 2010 23:29:00 GMT", "HTAB is none"},
      {"Sat,\r\n 13 Nov 2010 23:29:00 GMT", "nor is a fold"},
      {"Wed, 3 Nov 2010 23:29:00 GMT", "two digits"},
      {"Sat, 13 Nov 10 23:29:00 GMT", "four digits"},
      {"Sat, 13 Nov 2010 24:00:00 GMT", "no such hour"},
      {"Sat, 13 Nov 2010 23:60:00 GMT", "no such minute"},
      {"Sat, 13 Nov 2010 23:59:60 GMT", "00:00:00 - 23:59:59"},
      {"Sun, 00 Nov 2010 23:29:00 GMT", "no such day"},
      {"Wed, 31 Nov 2010 23:29:00 GMT", "no such day"},
      {"Tue, 29 Feb 2011 23:29:00 GMT", "no such day"},
      {"Thu, 29 Feb 1900 23:29:00 GMT", "a century"},
      {"Sat, 13 Nob 2010 23:29:00 GMT", "no such month"},
      {"Sut, 13 Nov 2010 23:29:00 GMT", "no such weekday"},
      {"Sat, 13 Nov 2010 23:29:00 GMTx", "text behind"},
      {"-at, 13 Nov 2010 23:29:00 GMT", "no word"},
      {"Sat, 13 Nov 2010 23.29.00 GMT", "colons"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    DateView view{.year = 7};
    EXPECT_EQ(parse_date(text.view(), view), Errc::bad_header_value) << row.text << ": " << row.reason;
    EXPECT_EQ(view.year, 0) << row.text;
  }
}

TEST(ParseRetryAfterInFull, ReadsCommentAndDuration_Rfc3261_20_33) {
  struct Row {
    std::string_view text;
    Errc error;
    std::uint32_t seconds;
    std::string_view comment;
    int duration;  // -1: none
    std::string_view reason;
  };
  const Row rows[] = {
      {"18000;duration=3600", Errc::ok, 18000, "", 3600, "RFC 3261 20.33"},
      {"120 (I'm in a meeting)", Errc::ok, 120, "I'm in a meeting", -1, "RFC 3261 20.33"},
      {"0", Errc::ok, 0, "", -1, ""},
      {"1(a(b(c)d)e);Duration = 2;x=y", Errc::ok, 1, "a(b(c)d)e", 2, "nested, no LWS needed"},
      {"1 (\\( \\) \\\\)", Errc::ok, 1, "\\( \\) \\\\", -1, "escapes"},
      {"1 ()", Errc::ok, 1, "", -1, "empty"},
      {"1 (a\r\n b)", Errc::ok, 1, "a\r\n b", -1, "folded"},
      {"1 (\xC3\xA9)", Errc::ok, 1, "\xC3\xA9", -1, "UTF-8"},
      {"", Errc::bad_number, 0, "", -1, "nothing"},
      {"(a)", Errc::bad_number, 0, "", -1, "no number"},
      {"Sat, 13 Nov 2010 23:29:00 GMT", Errc::bad_number, 0, "", -1, "HTTP's date is none of SIP's"},
      {"1 (a", Errc::bad_header_value, 0, "", -1, "no end"},
      {"1 (a(b)", Errc::bad_header_value, 0, "", -1, "an end too few"},
      {"1 (a))", Errc::bad_header_value, 0, "", -1, "an end too many"},
      {"1 (a) (b)", Errc::bad_header_value, 0, "", -1, "two"},
      {"1 (a\\)", Errc::bad_header_value, 0, "", -1, "its end is escaped"},
      {"1 (a\\", Errc::bad_quoted_string, 0, "", -1, "an escape of nothing"},
      {"1 (\\\r\n )", Errc::bad_quoted_string, 0, "", -1, "CR cannot be escaped"},
      {"1 (a\r\nb)", Errc::bad_header_value, 0, "", -1, "a CRLF that is no fold"},
      {"1;duration", Errc::bad_number, 0, "", -1, "no value"},
      {"1;duration=x", Errc::bad_number, 0, "", -1, "no number"},
      {"1;duration=\"2\"", Errc::bad_header_value, 0, "", -1, "quoted"},
      {"1;duration=2;duration=2", Errc::bad_header_value, 0, "", -1, "twice"},
      {"1 2", Errc::bad_header_value, 0, "", -1, "text behind"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    RetryAfterView view;
    view.seconds = 7;
    EXPECT_EQ(parse_retry_after(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.seconds, row.seconds) << row.text;
    EXPECT_EQ(view.comment, row.comment) << row.text;
    EXPECT_EQ(view.duration ? static_cast<int>(*view.duration) : -1, row.duration) << row.text;
  }
}

TEST(ParseRetryAfterInFull, CommentsNestAsDeepAsAValueIsLong) {
  const std::string depth = std::string(32768, '(') + std::string(32768, ')');
  RetryAfterView view;
  ASSERT_EQ(parse_retry_after(test::Exact("1 " + depth).view(), view), Errc::ok);
  EXPECT_EQ(view.comment.size(), 65534U);
  EXPECT_EQ(parse_retry_after(test::Exact("1 " + depth.substr(1)).view(), view), Errc::bad_header_value);
  EXPECT_EQ(parse_retry_after(test::Exact("1 (" + depth).view(), view), Errc::bad_header_value);
}

TEST(ParseTimestamp, KeepsTheDigits_Rfc3261_20_38) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view seconds, fraction;
    bool has_delay;
    std::string_view delay_seconds, delay_fraction;
  };
  const Row rows[] = {
      {"54", Errc::ok, "54", "", false, "", ""},
      {"54.", Errc::ok, "54", "", false, "", ""},
      {"123456789012345678901.000001 0.5", Errc::ok, "123456789012345678901", "000001", true, "0", "5"},
      {"1 .", Errc::ok, "1", "", true, "", ""},
      {"1 .25", Errc::ok, "1", "", true, "", "25"},
      {"1\r\n 2", Errc::ok, "1", "", true, "2", ""},
      {"", Errc::bad_number, "", "", false, "", ""},
      {".5", Errc::bad_number, "", "", false, "", ""},
      {"-1", Errc::bad_number, "", "", false, "", ""},
      {"1.2.3", Errc::bad_header_value, "", "", false, "", ""},
      {"1 2 3", Errc::bad_header_value, "", "", false, "", ""},
      {"1x", Errc::bad_header_value, "", "", false, "", ""},
      {"1 x", Errc::bad_header_value, "", "", false, "", ""},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    TimestampView view;
    EXPECT_EQ(parse_timestamp(text.view(), view), row.error) << row.text;
    EXPECT_EQ(view.seconds, row.seconds) << row.text;
    EXPECT_EQ(view.fraction, row.fraction) << row.text;
    EXPECT_EQ(view.has_delay, row.has_delay) << row.text;
    EXPECT_EQ(view.delay_seconds, row.delay_seconds) << row.text;
    EXPECT_EQ(view.delay_fraction, row.delay_fraction) << row.text;
  }
}

}  // namespace
}  // namespace baton
