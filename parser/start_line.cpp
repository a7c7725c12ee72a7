#include "parser/start_line.hpp"

#include "parser/cursor.hpp"
#include "parser/slice.hpp"

namespace baton::parser {
namespace {

constexpr std::string_view sip_version = "SIP/2.0";

/// SIP-Version = "SIP" "/" 1*DIGIT "." 1*DIGIT, which compares without case (RFC 3261 7.1).
bool is_version(std::string_view text) noexcept {
  Cursor cursor(text);
  if (text.size() < 4 || !same_ignoring_case(slice(text, 0, 4), "SIP/")) {
    return false;
  }
  cursor.skip(4);
  return !cursor.take(digit_char).empty() && cursor.eat('.') && !cursor.take(digit_char).empty() &&
         cursor.done();
}

/// `ok` for version 2.0, `bad_version` for another one, `bad_start_line` for no version at all.
Errc check_version(std::string_view text) noexcept {
  if (same_ignoring_case(text, sip_version)) {
    return Errc::ok;
  }
  return is_version(text) ? Errc::bad_version : Errc::bad_start_line;
}

/// Status-Line = SIP-Version SP Status-Code SP Reason-Phrase
Errc read_status_line(std::string_view line, StartLine& into, const char*& where) noexcept {
  into.response = true;
  const std::size_t version_end = line.find(' ');
  into.first = slice(line, 0, version_end);
  where = line.data();
  if (const Errc error = check_version(into.first); error != Errc::ok) {
    return error;
  }
  if (version_end == std::string_view::npos) {
    return Errc::bad_start_line;
  }
  Cursor cursor(slice(line, version_end + 1));
  where = cursor.at();
  const std::string_view digits = cursor.take(digit_char);
  if (digits.size() != 3 || digits.front() < '1' || digits.front() > '6') {
    return Errc::bad_status_code;
  }
  where = cursor.at();
  if (!cursor.eat(' ')) {
    return cursor.done() ? Errc::bad_start_line : Errc::bad_status_code;
  }
  into.status = static_cast<std::uint16_t>((digits[0] - '0') * 100 + (digits[1] - '0') * 10 +
                                           (digits[2] - '0'));
  into.second = cursor.rest();
  return Errc::ok;
}

/// Request-Line = Method SP Request-URI SP SIP-Version
Errc read_request_line(std::string_view line, StartLine& into, const char*& where) noexcept {
  Cursor cursor(line);
  into.first = cursor.take(token_char);
  where = cursor.at();
  if (into.first.empty() || !cursor.eat(' ')) {
    // A line of another kind, unless all but the method is right.
    const std::size_t last = line.rfind(' ');
    const bool request = last != std::string_view::npos && is_version(slice(line, last + 1));
    return request ? Errc::bad_method : Errc::bad_start_line;
  }
  const std::string_view rest = cursor.rest();
  const std::size_t uri_end = rest.find(' ');
  if (uri_end == 0 || uri_end == std::string_view::npos) {
    where = uri_end == 0 ? rest.data() : rest.data() + rest.size();
    return Errc::bad_start_line;
  }
  into.second = slice(rest, 0, uri_end);
  const std::string_view version = slice(rest, uri_end + 1);
  const Errc error = check_version(version);
  where = version.data();
  if (error == Errc::bad_start_line) {
    const std::size_t last = version.rfind(' ');
    if (last != std::string_view::npos && is_version(slice(version, last + 1)) && last != 0) {
      where = rest.data() + uri_end;
      return Errc::bad_request_uri;  // white space inside (RFC 4475 3.1.2.8)
    }
  }
  return error;
}

}  // namespace

Errc read_start_line(std::string_view line, StartLine& into, const char*& where) noexcept {
  into = {};
  // No method holds a "/", so these four octets decide.
  return line.size() >= 4 && same_ignoring_case(slice(line, 0, 4), "SIP/")
             ? read_status_line(line, into, where)
             : read_request_line(line, into, where);
}

}  // namespace baton::parser
