#include "parser/sdp_line.hpp"

#include "baton/header_values.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

bool read_media_line(std::string_view line, MediaLine& into) noexcept {
  std::string_view rest = slice(line, 2);
  into.media = take_word(rest);
  const std::string_view port_text = take_word(rest);
  into.protocol = take_word(rest);
  into.formats = rest;
  Cursor cursor(port_text);
  std::uint32_t port = 0;
  if (parse_number(cursor.take(digit_char), port) != Errc::ok || port > 65'535) {
    return false;
  }
  if (cursor.eat('/') && parse_number(cursor.take(digit_char), into.ports) != Errc::ok) {
    return false;
  }
  into.port = static_cast<std::uint16_t>(port);
  return cursor.done() && !into.media.empty() && !into.protocol.empty() && !into.formats.empty();
}

}  // namespace baton::parser
