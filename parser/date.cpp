// SIP-date = wkday "," SP date1 SP time SP "GMT" (RFC 3261 25.1).
#include "parser/slice.hpp"
#include "parser/time_readers.hpp"

namespace baton {
namespace parser {
namespace {

/// Exactly `count` digits.
Errc take_digits(Cursor& cursor, unsigned count, unsigned& into) noexcept {
  into = 0;
  for (unsigned index = 0; index < count; ++index) {
    if (!is(cursor.peek(), digit_char)) {
      return Errc::bad_header_value;
    }
    into = into * 10 + static_cast<unsigned>(cursor.peek() - '0');
    cursor.skip(1);
  }
  return Errc::ok;
}

/// Which of the three-letter `names`, in lower case and one behind the other, comes next.
Errc take_name(Cursor& cursor, std::string_view names, unsigned& into) noexcept {
  const std::string_view word = slice(cursor.rest(), 0, 3);
  for (unsigned index = 0; index * 3 < names.size(); ++index) {
    if (is_word(word, slice(names, index * std::size_t{3}, 3))) {
      into = index;
      cursor.skip(3);
      return Errc::ok;
    }
  }
  return Errc::bad_header_value;
}

constexpr bool is_leap(unsigned year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr unsigned days_in(unsigned month, unsigned year) noexcept {
  constexpr std::uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap(year) ? 1U : 0U);
}

/// Days since 1970-01-01 in the Gregorian calendar. Years begin in March, so that the leap day is
/// the last; eras of 400 years are all alike.
constexpr std::int64_t days_since_1970(unsigned year, unsigned month, unsigned day) noexcept {
  const std::int64_t y = std::int64_t{year} - (month <= 2 ? 1 : 0);
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t march_month = month > 2 ? month - 3 : month + 9;
  const std::int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}
static_assert(days_since_1970(1970, 1, 1) == 0 && days_since_1970(2000, 3, 1) == 11'017);

constexpr Weekday weekday_of(std::int64_t days) noexcept {
  const std::int64_t from_monday = ((days + 3) % 7 + 7) % 7;  // day 0 was a Thursday
  return static_cast<Weekday>(from_monday);
}

constexpr std::string_view weekdays = "montuewedthufrisatsun";
constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";

/// The parts in their order; each step runs only if all before it went well.
class DateReader {
 public:
  explicit DateReader(Cursor& cursor) noexcept : cursor_(cursor) {}

  void name(std::string_view names, unsigned& into) noexcept {
    if (error == Errc::ok) {
      error = take_name(cursor_, names, into);
    }
  }
  void digits(unsigned count, unsigned least, unsigned most, unsigned& into) noexcept {
    if (error != Errc::ok) {
      return;
    }
    const char* const start = cursor_.at();
    error = take_digits(cursor_, count, into);
    if (error == Errc::ok && (into < least || into > most)) {
      cursor_.move_to(start);
      error = Errc::bad_header_value;
    }
  }
  void literal(char c) noexcept {
    if (error == Errc::ok && !cursor_.eat(c)) {
      error = Errc::bad_header_value;
    }
  }

  Errc error = Errc::ok;

 private:
  Cursor& cursor_;
};

}  // namespace

Errc read_date(Cursor& cursor, DateView& into) noexcept {
  into = {};
  cursor.skip_lws();
  const char* const start = cursor.at();
  unsigned weekday = 0, day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0, zone = 0;
  DateReader reader(cursor);
  reader.name(weekdays, weekday);
  reader.literal(',');
  reader.literal(' ');
  const char* const date_start = cursor.at();
  reader.digits(2, 1, 31, day);
  reader.literal(' ');
  reader.name(months, month);
  reader.literal(' ');
  reader.digits(4, 0, 9999, year);
  reader.literal(' ');
  reader.digits(2, 0, 23, hour);
  reader.literal(':');
  reader.digits(2, 0, 59, minute);
  reader.literal(':');
  reader.digits(2, 0, 59, second);
  reader.literal(' ');
  reader.name("gmt", zone);
  cursor.skip_lws();
  if (reader.error != Errc::ok || !cursor.done()) {
    return Errc::bad_header_value;
  }
  ++month;
  if (day > days_in(month, year)) {
    cursor.move_to(date_start);
    return Errc::bad_header_value;
  }
  const std::int64_t days = days_since_1970(year, month, day);
  if (weekday_of(days) != static_cast<Weekday>(weekday)) {
    cursor.move_to(start);
    return Errc::bad_header_value;
  }
  into = {.year = static_cast<std::uint16_t>(year),
          .month = static_cast<std::uint8_t>(month),
          .day = static_cast<std::uint8_t>(day),
          .hour = static_cast<std::uint8_t>(hour),
          .minute = static_cast<std::uint8_t>(minute),
          .second = static_cast<std::uint8_t>(second),
          .weekday = static_cast<Weekday>(weekday),
          .unix_seconds = days * 86'400 + std::int64_t{hour} * 3'600 + std::int64_t{minute} * 60 + second};
  return Errc::ok;
}

}  // namespace parser

Errc parse_date(std::string_view value, DateView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_date(cursor, into);
}

}  // namespace baton
