#include "baton/sipfrag.hpp"

#include "parser/cursor.hpp"
#include "parser/slice.hpp"

namespace baton {

Errc parse_sipfrag(std::string_view body, SipfragView& into) noexcept {
  into = {};
  // Senders end the line with CRLF, LF or not at all; the reason and its space may be missing too.
  std::string_view line = parser::slice(body, 0, body.find('\n'));
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  constexpr std::string_view version = "SIP/2.0 ";
  if (!parser::same_ignoring_case(parser::slice(line, 0, version.size()), version)) {
    return Errc::bad_body;
  }
  parser::Cursor cursor(parser::slice(line, version.size()));
  const std::string_view digits = cursor.take(parser::digit_char);
  if (digits.size() != 3 || digits.front() < '1' || digits.front() > '6') {
    return Errc::bad_body;
  }
  if (!cursor.done() && !cursor.eat(' ')) {
    return Errc::bad_body;
  }
  const std::string_view reason = cursor.rest();
  (void)cursor.take(parser::text_char);
  if (!cursor.done()) {
    return Errc::bad_body;  // a control character: an echo of it must not reach a log or a message
  }
  into.status = static_cast<std::uint16_t>((digits[0] - '0') * 100 + (digits[1] - '0') * 10 +
                                           (digits[2] - '0'));
  into.reason = reason;
  return Errc::ok;
}

}  // namespace baton
