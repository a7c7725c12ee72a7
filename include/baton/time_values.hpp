// Typed views of the header values that speak of time: Date, Retry-After, Timestamp.
//
// Every parse function takes one field's value; none of these headers has a list. Views borrow the
// value. A function that fails leaves its output default-constructed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "baton/errc.hpp"

namespace baton {

enum class Weekday : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

/// Date (RFC 3261 20.17), always GMT: a SIP-date has no other zone.
struct DateView {
  std::uint16_t year = 0;
  std::uint8_t month = 0;  ///< 1 to 12
  std::uint8_t day = 0;    ///< 1 to 31
  std::uint8_t hour = 0;   ///< 0 to 23
  std::uint8_t minute = 0;
  std::uint8_t second = 0;  ///< 0 to 59: the grammar has no leap second
  Weekday weekday = Weekday::monday;
  std::int64_t unix_seconds = 0;  ///< since 1970-01-01 00:00:00 GMT; negative before
};
/// The form, the length of the month and the day of the week must be right (RFC 822 5.2).
/// Errors: `bad_header_value`.
Errc parse_date(std::string_view value, DateView& into) noexcept;

/// Retry-After in full (RFC 3261 20.33). `parse_retry_after` of header_values.hpp reads as much as
/// a retry needs, also where what follows the seconds is broken.
struct RetryAfterView {
  std::uint32_t seconds = 0;
  std::string_view comment;               ///< between the outer parentheses, escapes untouched; empty: none
  std::optional<std::uint32_t> duration;  ///< seconds for which the callee can then be reached
  std::string_view parameters;
};
/// Errors: `bad_number`, `bad_header_value`, `bad_quoted_string` (also a comment's bad escape).
Errc parse_retry_after(std::string_view value, RetryAfterView& into) noexcept;

/// Timestamp (RFC 3261 20.38, 8.2.6.1), as texts of digits: it is the sender's clock, to be
/// sent back as it came.
struct TimestampView {
  std::string_view seconds;   ///< one digit or more
  std::string_view fraction;  ///< behind the point; empty: none
  bool has_delay = false;     ///< the delay may be a point alone, or digits on either side
  std::string_view delay_seconds;
  std::string_view delay_fraction;
};
/// Errors: `bad_number` (no digit), `bad_header_value`.
Errc parse_timestamp(std::string_view value, TimestampView& into) noexcept;

}  // namespace baton
