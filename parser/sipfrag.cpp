#include "baton/sipfrag.hpp"

#include <cstring>

#include "parser/cursor.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

using parser::slice;

constexpr std::string_view crlf = "\r\n";
constexpr std::string_view empty_line = "\r\n\r\n";
/// Stands in for a start line that is missing: a response, of which least is asked.
constexpr std::string_view stand_in = "SIP/2.0 200 \r\n";
static_assert(stand_in.size() + empty_line.size() <= sipfrag_room_extra);

/// Whether the first line is none of a header field (field-name HCOLON) and not the empty one. No
/// start line looks like a header: a Method is followed by one SP and a Request-URI, which has a
/// letter first; a SIP-Version holds a "/".
bool has_start_line(std::string_view fragment) noexcept {
  if (fragment.empty() || parser::begins_with(fragment, crlf)) {
    return false;
  }
  parser::Cursor cursor(fragment);
  const bool named = !cursor.take(parser::token_char).empty();
  while (!cursor.done() && parser::is_wsp(cursor.peek())) {
    cursor.skip(1);
  }
  return !named || !cursor.eat(':');
}

/// What must follow a fragment so that its header section ends.
std::string_view missing_end(std::string_view fragment) noexcept {
  if (parser::begins_with(fragment, crlf) || fragment.find(empty_line) != std::string_view::npos) {
    return {};
  }
  const bool line_ended = fragment.size() >= 2 && slice(fragment, fragment.size() - 2) == crlf;
  return line_ended || fragment.empty() ? crlf : empty_line;
}

/// The pieces that make a message of a fragment, one behind the other in `room`.
std::string_view complete(std::string_view fragment, bool started, std::span<char> room) noexcept {
  std::size_t size = 0;
  for (const std::string_view piece :
       {started ? std::string_view{} : stand_in, fragment, missing_end(fragment)}) {
    if (room.size() - size < piece.size()) {
      return {};
    }
    if (!piece.empty()) {
      std::memcpy(room.data() + size, piece.data(), piece.size());
    }
    size += piece.size();
  }
  return {room.data(), size};
}

/// What `validate` asks, but that nothing be missing.
ParseError check_fragment(const MessageView& message) noexcept {
  if (const ParseError error = validate(message); error && error.code != Errc::missing_header) {
    return error;
  }
  const auto offset = [&message](std::string_view at) noexcept {
    return static_cast<std::uint32_t>(at.data() - message.bytes().data());
  };
  const auto cseq = message.value(HeaderId::cseq);
  if (cseq && message.is_request() && message.cseq().method_text != message.method_text()) {
    return {.code = Errc::method_mismatch,
            .header = HeaderId::cseq,
            .offset = offset(message.cseq().method_text)};
  }
  if (!message.body().empty() && !message.has(HeaderId::content_type)) {
    return {.code = Errc::missing_header, .header = HeaderId::content_type, .offset = offset(message.body())};
  }
  return {};
}

}  // namespace

ParseError index_sipfrag(std::string_view fragment, std::span<char> room, std::span<HeaderEntry> index,
                         SipfragMessage& into) noexcept {
  into = {};
  const bool started = has_start_line(fragment);
  const bool whole = started && missing_end(fragment).empty();
  const std::string_view bytes = whole ? fragment : complete(fragment, started, room);
  if (bytes.empty()) {
    return {.code = Errc::buffer_too_small, .header = HeaderId::other, .offset = 0};
  }
  ParseError error = index_message(bytes, index, into.message);
  if (started) {
    into.start = into.message.is_request() ? SipfragStart::request : SipfragStart::response;
  }
  if (!error) {
    error = check_fragment(into.message);
  }
  const auto before = static_cast<std::uint32_t>(started ? 0 : stand_in.size());
  error.offset -= error.offset < before ? error.offset : before;
  if (error.offset > fragment.size()) {
    error.offset = static_cast<std::uint32_t>(fragment.size());
  }
  return error;
}

Errc parse_sipfrag(std::string_view body, SipfragView& into) noexcept {
  into = {};
  // Senders end the line with CRLF, LF or not at all; the reason and its space may be missing too.
  std::string_view line = slice(body, 0, body.find('\n'));
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  constexpr std::string_view version = "SIP/2.0 ";
  if (!parser::same_ignoring_case(slice(line, 0, version.size()), version)) {
    return Errc::bad_body;
  }
  parser::Cursor cursor(slice(line, version.size()));
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
  into.status =
      static_cast<std::uint16_t>((digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0'));
  into.reason = reason;
  return Errc::ok;
}

}  // namespace baton
