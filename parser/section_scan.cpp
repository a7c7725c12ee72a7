// The header section in a stream: its end and its Content-Length, an octet at a time.
#include "baton/framer.hpp"
#include "parser/char_class.hpp"
#include "parser/find_control.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

constexpr std::string_view length_name = "content-length";

}  // namespace

SectionScan::SectionScan(const FramerLimits& limits) noexcept : limits_(limits) {
  if (limits_.section_bytes > limits_.message_bytes) limits_.section_bytes = limits_.message_bytes;
}

void SectionScan::fail(Errc error) noexcept {
  if (error_ == Errc::ok) error_ = error;
}

std::size_t SectionScan::read(std::string_view piece) noexcept {
  std::size_t at = 0;
  while (at < piece.size() && !ended() && error_ == Errc::ok) {
    const bool in_text =
        (place_ == Place::value || place_ == Place::start_line) && !behind_cr_ && !at_line_start_;
    if (in_text) {
      const std::size_t room = limits_.section_bytes - size_;
      const std::size_t skipped = skip_text(parser::slice(piece, at, room));
      at += skipped;
      size_ += static_cast<std::uint32_t>(skipped);
    } else {
      ++size_;
      step(piece[at++]);
    }
    if (size_ >= limits_.section_bytes && !ended()) fail(Errc::message_too_long);
  }
  return at;
}

/// Text of which only the line end matters. A control character other than CR and LF parts no line
/// whoever reads it: it is left to the parser. Never skips nothing.
std::size_t SectionScan::skip_text(std::string_view text) noexcept {
  const char* const from = text.data();
  const char* const found = parser::find_control(from, from + text.size());
  const auto clean = static_cast<std::size_t>(found - from);
  if (clean == text.size()) return clean;
  behind_cr_ = *found == '\r';
  if (*found == '\n') fail(Errc::bad_character);
  return clean + 1;
}

void SectionScan::step(char c) noexcept {
  if (behind_cr_) {
    behind_cr_ = false;
    if (c != '\n') return fail(Errc::bad_character);
    if (at_line_start_) {
      place_ = Place::ended;
    } else {
      at_line_start_ = true;
    }
    return;
  }
  if (c == '\r') {
    behind_cr_ = true;
    return end_line();
  }
  if (c == '\n') return fail(Errc::bad_character);
  if (at_line_start_) {
    at_line_start_ = false;
    return start_line_of_field(c);
  }
  switch (place_) {
    case Place::nowhere:
      if (!parser::is(c, parser::token_char)) return fail(Errc::bad_start_line);
      place_ = Place::start_line;
      return;
    case Place::name:
    case Place::name_space: return read_name(c);
    case Place::length_space:
    case Place::length_digits:
    case Place::length_behind: return read_length(c);
    case Place::start_line:
    case Place::value:
    case Place::ended: return;
  }
}

/// The CR of a line's end, which may be that of the empty line.
void SectionScan::end_line() noexcept {
  if (at_line_start_) {
    if (place_ == Place::length_space) fail(Errc::bad_content_length);
    return;
  }
  if ((place_ == Place::name || place_ == Place::name_space)) {
    if (names_length()) fail(Errc::bad_header_name);  // "Content-Length", CRLF, ": 5" has a colon to some
    place_ = Place::value;
  } else if (place_ == Place::nowhere) {
    fail(Errc::bad_start_line);
  }
}

/// The first octet of a line that is not the empty one: of a fold or of a header name.
void SectionScan::start_line_of_field(char c) noexcept {
  if (parser::is_wsp(c)) {
    if (place_ == Place::start_line) return fail(Errc::bad_header_name);
    if (place_ == Place::length_digits) place_ = Place::length_behind;
    return;
  }
  if (place_ == Place::length_space) return fail(Errc::bad_content_length);
  place_ = Place::name;
  name_size_ = 0;
  name_matches_ = true;
  name_compact_ = parser::lower(c) == 'l';
  read_name(c);
}

bool SectionScan::names_length() const noexcept {
  return (name_matches_ && name_size_ == length_name.size()) || (name_compact_ && name_size_ == 1);
}

/// HCOLON = *( SP / HTAB ) ":" SWS
void SectionScan::read_name(char c) noexcept {
  if (c == ':') {
    if (!names_length()) {
      place_ = Place::value;
      return;
    }
    if (has_length_) return fail(Errc::repeated_header);
    has_length_ = true;
    place_ = Place::length_space;
  } else if (parser::is_wsp(c)) {
    place_ = Place::name_space;
  } else if (place_ == Place::name_space) {
    if (names_length()) return fail(Errc::bad_header_name);
    place_ = Place::value;  // a line without a colon where it belongs: the parser's to refuse
  } else {
    name_matches_ =
        name_matches_ && name_size_ < length_name.size() && parser::lower(c) == length_name[name_size_];
    if (name_size_ < 255) ++name_size_;
  }
}

/// Content-Length = ( "Content-Length" / "l" ) HCOLON 1*DIGIT, LWS at both ends.
void SectionScan::read_length(char c) noexcept {
  if (parser::is_wsp(c)) {
    if (place_ == Place::length_digits) place_ = Place::length_behind;
    return;
  }
  if (!parser::is(c, parser::digit_char) || place_ == Place::length_behind)
    return fail(Errc::bad_content_length);
  place_ = Place::length_digits;
  const std::uint64_t length = std::uint64_t{length_} * 10 + static_cast<unsigned>(c - '0');
  // With what stands before it, it is beyond the limit already: no later digit makes it less.
  if (length + size_ > limits_.message_bytes) return fail(Errc::message_too_long);
  length_ = static_cast<std::uint32_t>(length);
}

}  // namespace baton
