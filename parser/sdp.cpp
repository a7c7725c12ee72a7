// The media sections of a description, its lines and its attributes (RFC 8866 9, RFC 3264).
#include "baton/sdp.hpp"

#include "parser/sdp_line.hpp"

namespace baton {
namespace {

using parser::is_line_of;
using parser::slice;
using parser::take_line;

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
  session_lines_ = slice(description, 0, section_size(description));
  session_ = direction_in(session_lines_, MediaDirection::sendrecv);
  rest_ = slice(description, session_lines_.size());
}

std::optional<MediaView> MediaIterator::next() noexcept {
  if (rest_.empty()) {
    return std::nullopt;
  }
  MediaView media;
  media.section = slice(rest_, 0, section_size(rest_));
  media.session = session_lines_;
  std::string_view lines = media.section;
  parser::MediaLine line;
  if (!parser::read_media_line(take_line(lines), line)) {
    rest_ = {};
    return std::nullopt;
  }
  media.media = line.media;
  media.port = line.port;
  media.ports = line.ports;
  media.protocol = line.protocol;
  media.formats = line.formats;
  media.direction = direction_in(lines, session_);
  rest_ = slice(rest_, media.section.size());
  return media;
}

std::optional<SdpLine> SdpLineIterator::next() noexcept {
  while (!rest_.empty()) {
    const std::string_view line = take_line(rest_);
    if (line.size() >= 2 && parser::is(line[0], parser::alpha_char) && line[1] == '=') {
      return SdpLine{.type = line[0], .value = slice(line, 2)};
    }
  }
  return std::nullopt;
}

std::optional<SdpAttributeView> SdpAttributeIterator::next() noexcept {
  while (const auto line = lines_.next()) {
    if (line->type != 'a') {
      continue;
    }
    SdpAttributeView attribute;
    const std::size_t colon = line->value.find(':');
    attribute.has_value = colon != std::string_view::npos;
    attribute.name = slice(line->value, 0, colon);
    if (attribute.has_value) {
      attribute.value = slice(line->value, colon + 1);
    } else {
      attribute.name = parser::trim(attribute.name);  // "a=sendonly " is common
    }
    return attribute;
  }
  return std::nullopt;
}

std::optional<std::string_view> SdpFormatIterator::next() noexcept {
  while (!rest_.empty()) {
    const std::string_view format = parser::take_word(rest_);
    if (!format.empty()) {
      return format;
    }
  }
  return std::nullopt;
}

}  // namespace baton
