// RFC 8866 9 (the grammar), RFC 3264 (what of it offer/answer reads).
#include "baton/sdp.hpp"

#include "baton/header_values.hpp"
#include "parser/cursor.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

using parser::slice;

/// Takes the first line off `rest`, without its CRLF or LF.
std::string_view take_line(std::string_view& rest) noexcept {
  const std::size_t end = rest.find('\n');
  std::string_view line = slice(rest, 0, end);
  rest = end == std::string_view::npos ? std::string_view{} : slice(rest, end + 1);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

std::string_view take_word(std::string_view& rest) noexcept {
  const std::size_t space = rest.find(' ');
  const std::string_view word = slice(rest, 0, space);
  rest = space == std::string_view::npos ? std::string_view{} : slice(rest, space + 1);
  return word;
}

bool is_line_of(std::string_view line, char type) noexcept {
  return line.size() >= 2 && line[0] == type && line[1] == '=';
}

std::optional<MediaDirection> direction_of(std::string_view line) noexcept {
  if (!is_line_of(line, 'a')) {
    return std::nullopt;
  }
  const std::string_view attribute = parser::trim(slice(line, 2));
  if (attribute == "sendrecv") {
    return MediaDirection::sendrecv;
  }
  if (attribute == "sendonly") {
    return MediaDirection::sendonly;
  }
  if (attribute == "recvonly") {
    return MediaDirection::recvonly;
  }
  if (attribute == "inactive") {
    return MediaDirection::inactive;
  }
  return std::nullopt;
}

/// "m=" media SP port ["/" integer] 1*(SP) proto 1*(SP fmt). False if malformed.
bool read_media_line(std::string_view line, MediaView& into) noexcept {
  std::string_view rest = slice(line, 2);
  into.media = take_word(rest);
  const std::string_view port_text = take_word(rest);
  into.protocol = take_word(rest);
  into.formats = rest;
  parser::Cursor cursor(port_text);
  std::uint32_t port = 0;
  if (parse_number(cursor.take(parser::digit_char), port) != Errc::ok || port > 65'535) {
    return false;
  }
  if (cursor.eat('/') && cursor.take(parser::digit_char).empty()) {
    return false;
  }
  into.port = static_cast<std::uint16_t>(port);
  return cursor.done() && !into.media.empty() && !into.protocol.empty() && !into.formats.empty();
}

/// The text up to the next "m=" line that is not the first line.
std::size_t section_size(std::string_view text) noexcept {
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) {
      return text.size();
    }
    at = end + 1;
    if (is_line_of(slice(text, at, 2), 'm')) {
      return at;
    }
  }
}

/// The last direction that a section states, or `otherwise`.
MediaDirection direction_in(std::string_view section, MediaDirection otherwise) noexcept {
  while (!section.empty()) {
    otherwise = direction_of(take_line(section)).value_or(otherwise);
  }
  return otherwise;
}

}  // namespace

MediaIterator::MediaIterator(std::string_view description) noexcept : rest_(description) {
  if (is_line_of(description, 'm')) {
    return;
  }
  const std::size_t size = section_size(description);
  session_ = direction_in(slice(description, 0, size), MediaDirection::sendrecv);
  rest_ = slice(description, size);
}

std::optional<MediaView> MediaIterator::next() noexcept {
  if (rest_.empty()) {
    return std::nullopt;
  }
  MediaView media;
  media.section = slice(rest_, 0, section_size(rest_));
  std::string_view lines = media.section;
  if (!read_media_line(take_line(lines), media)) {
    rest_ = {};
    return std::nullopt;
  }
  media.direction = direction_in(lines, session_);
  rest_ = slice(rest_, media.section.size());
  return media;
}

Errc check_sdp(std::string_view description) noexcept {
  std::string_view rest = description;
  if (take_line(rest) != "v=0") {
    return Errc::bad_body;
  }
  bool origin = false;
  bool name = false;
  bool time = false;
  bool session_connection = false;
  bool connection = false;  // of the media section at hand, or of the session
  bool in_media = false;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (line.empty() && rest.empty()) {
      break;  // a last empty line is common
    }
    // type "=" value: RFC 8866 5, no white space on either side of the "=".
    if (line.size() < 2 || line[0] < 'a' || line[0] > 'z' || line[1] != '=') {
      return Errc::bad_body;
    }
    for (const char c : line) {
      if (!parser::is(c, parser::text_char)) {
        return Errc::bad_body;
      }
    }
    switch (line[0]) {
      case 'o':
        origin = true;
        break;
      case 's':
        name = true;
        break;
      case 't':
        time = true;
        break;
      case 'c':
        connection = true;
        session_connection = session_connection || !in_media;
        break;
      case 'm': {
        MediaView media;
        if ((in_media && !connection) || !read_media_line(line, media)) {
          return Errc::bad_body;
        }
        in_media = true;
        connection = session_connection;
        break;
      }
      default:
        break;
    }
  }
  return origin && name && time && (connection || !in_media) ? Errc::ok : Errc::bad_body;
}

}  // namespace baton
