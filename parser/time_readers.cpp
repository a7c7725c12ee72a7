// Retry-After and Timestamp; the calendar of Date is in date.cpp.

#include "parser/time_readers.hpp"

#include "parser/comment.hpp"
#include "parser/number.hpp"
#include "parser/parameter.hpp"
#include "parser/value_readers.hpp"

namespace baton {
namespace parser {

Errc read_retry_after(Cursor& cursor, RetryAfterView& into) noexcept {
  // Retry-After = delta-seconds [ comment ] *( SEMI retry-param )
  into = {};
  RetryAfterView retry;
  cursor.skip_lws();
  if (const Errc error = take_number(cursor, retry.seconds); error != Errc::ok) {
    return error;
  }
  cursor.skip_lws();
  if (cursor.peek() == '(') {
    if (const Errc error = take_comment(cursor, retry.comment); error != Errc::ok) {
      return error;
    }
  }
  const auto use = [&retry](const ParameterView& parameter) noexcept {
    if (!is_word(parameter.name, "duration")) {
      return Errc::ok;
    }
    if (retry.duration || parameter.quoted) {
      return Errc::bad_header_value;
    }
    Cursor number(parameter.value);
    std::uint32_t duration = 0;
    const Errc error = read_number(number, duration);
    retry.duration = duration;
    return error;
  };
  if (const Errc error = take_header_parameters(cursor, retry.parameters, use); error != Errc::ok) {
    return error;
  }
  into = retry;
  return Errc::ok;
}

Errc read_timestamp(Cursor& cursor, TimestampView& into) noexcept {
  // Timestamp = 1*(DIGIT) [ "." *(DIGIT) ] [ LWS delay ]; delay = *(DIGIT) [ "." *(DIGIT) ]
  into = {};
  TimestampView stamp;
  cursor.skip_lws();
  stamp.seconds = cursor.take(digit_char);
  if (stamp.seconds.empty()) {
    return Errc::bad_number;
  }
  if (cursor.eat('.')) {
    stamp.fraction = cursor.take(digit_char);
  }
  const char* const end = cursor.at();
  cursor.skip_lws();
  if (!cursor.done()) {
    if (cursor.at() == end) {
      return Errc::bad_header_value;
    }
    stamp.has_delay = true;
    stamp.delay_seconds = cursor.take(digit_char);
    if (cursor.eat('.')) {
      stamp.delay_fraction = cursor.take(digit_char);
    }
    cursor.skip_lws();
    if (!cursor.done()) {
      return Errc::bad_header_value;
    }
  }
  into = stamp;
  return Errc::ok;
}

}  // namespace parser

Errc parse_retry_after(std::string_view value, RetryAfterView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_retry_after(cursor, into);
}

Errc parse_timestamp(std::string_view value, TimestampView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_timestamp(cursor, into);
}

}  // namespace baton
