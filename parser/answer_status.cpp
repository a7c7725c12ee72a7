// Which answer a rejected message deserves.
#include "baton/message.hpp"

namespace baton {

bool answerable(const MessageView& message) noexcept {
  if (!message.is_request() || message.method() == Method::ack || message.method_text().empty()) {
    return false;
  }
  ViaView via;
  const auto top = message.values(HeaderId::via).next();
  if (!top || parse_via(*top, via) != Errc::ok) {
    return false;  // the answer would not find its way
  }
  for (const HeaderId id : {HeaderId::from, HeaderId::to, HeaderId::call_id, HeaderId::cseq}) {
    if (message.value(id).value_or(std::string_view{}).empty()) {
      return false;
    }
  }
  return true;
}

std::uint16_t status_for(Errc code) noexcept {
  switch (code) {
    case Errc::bad_version:
      return 505;
    case Errc::message_too_long:
    case Errc::too_many_headers:  // nothing is wrong with the request but its size (21.5.7)
      return 513;
    case Errc::bad_start_line:
    case Errc::truncated:
    case Errc::bad_method:
    case Errc::bad_request_uri:
    case Errc::bad_header_name:
    case Errc::bad_character:
    case Errc::bad_header_value:
    case Errc::bad_uri:
    case Errc::bad_quoted_string:
    case Errc::bad_number:
    case Errc::bad_address:
    case Errc::bad_escape:
    case Errc::missing_header:
    case Errc::repeated_header:
    case Errc::method_mismatch:
    case Errc::bad_content_length:
    case Errc::bad_body:
      return 400;
    default:
      return 0;
  }
}

std::uint16_t status_for(const MessageView& message, Errc code) noexcept {
  const bool answered =
      message.is_request() && message.method() != Method::ack && message.has(HeaderId::via);
  if (!answered) {
    return 0;
  }
  // All that stands in front of a body was read: the body it is that is too large (21.4.11).
  if (code == Errc::message_too_long && !message.body().empty()) {
    return 413;
  }
  return status_for(code);
}

}  // namespace baton
