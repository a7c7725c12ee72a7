#include "parser/header_index.hpp"

#include "parser/cursor.hpp"
#include "parser/find_control.hpp"
#include "parser/message_access.hpp"
#include "parser/slice.hpp"
#include "parser/start_line.hpp"
#include "parser/value_readers.hpp"

namespace baton {
namespace {

using parser::MessageAccess;
using parser::slice;

/// One run over one message. The first error is kept and the reading goes on as far as it can, so
/// that a rejected request can still be answered.
struct MessageIndexer {
  std::string_view bytes;
  std::span<HeaderEntry> index;
  MessageView& view;
  const ParseOptions& options;
  const char* at;
  const char* end;
  std::size_t count = 0;
  ParseError first{};

  MessageIndexer(std::string_view octets, std::span<HeaderEntry> room, MessageView& into,
                 const ParseOptions& how) noexcept
      : bytes(octets),
        index(room),
        view(into),
        options(how),
        at(octets.data()),
        end(octets.data() + octets.size()) {}

  std::uint32_t offset(const char* position) const noexcept {
    return static_cast<std::uint32_t>(position - bytes.data());
  }
  std::uint16_t short_offset(const char* position) const noexcept {
    return static_cast<std::uint16_t>(position - bytes.data());
  }

  void fail(Errc code, const char* position, HeaderId header = HeaderId::other) noexcept {
    if (!first) {
      first = {code, header, offset(position)};
    }
  }

  bool at_crlf() const noexcept { return end - at >= 2 && at[0] == '\r' && at[1] == '\n'; }

  /// Of those that tell where a line or the message ends: in a stream that must not be a guess.
  bool tolerates(Tolerance tolerance) const noexcept {
    return !options.framed && options.tolerances.has(tolerance);
  }

  /// The octets of the line end that stands here: 2, 1 for a bare LF that is tolerated, 0 for none.
  std::ptrdiff_t line_end_size() const noexcept {
    if (at_crlf()) {
      return 2;
    }
    return at != end && *at == '\n' && tolerates(Tolerance::bare_line_feeds) ? 1 : 0;
  }

  /// Moves to the line end, which is not a CRLF that a fold follows if `folds`: no fold follows a
  /// bare LF, as the readers of values know none. False if the message ends before; `bad` is the
  /// first control character that may not stand there.
  bool find_line_end(bool folds, const char*& bad) noexcept {
    bad = nullptr;
    for (;;) {
      at = parser::find_control(at, end);
      if (at == end) {
        return false;
      }
      if (line_end_size() == 1) {
        return true;
      }
      if (at_crlf()) {
        if (!folds || end - at < 3 || !parser::is_wsp(at[2])) {
          return true;
        }
        at += 3;
        continue;
      }
      if (at + 1 == end && *at == '\r') {
        return false;  // perhaps half of a CRLF
      }
      if (bad == nullptr) {
        bad = at;
      }
      ++at;
    }
  }

  /// RFC 3261 7.5: CRLFs before the start line are ignored.
  bool skip_empty_lines() noexcept {
    while (line_end_size() != 0) {
      at += line_end_size();
    }
    return at != end && !(end - at == 1 && *at == '\r');
  }

  bool read_start_line() noexcept {
    const char* const line = at;
    const char* bad = nullptr;
    if (!find_line_end(false, bad)) {
      if (bad != nullptr) {
        fail(Errc::bad_character, bad);
      }
      at = end;
    }
    const std::string_view text(line, static_cast<std::size_t>(at - line));
    if (bad != nullptr) {
      fail(Errc::bad_character, bad);
    }
    parser::StartLine start;
    const char* where = line;
    const Errc error = parser::read_start_line(text, start, where);
    if (error != Errc::ok && !read_bare_status(text, start)) {
      fail(error, where);
    }
    if (bad != nullptr) {  // a part might hold what no message may
      start.first = start.second = {};
    }
    if (start.response) {
      MessageAccess::set_response(view, start.status, start.first, start.second);
    } else {
      MessageAccess::set_request(view, start.first, start.second);
    }
    if (at == end) {
      fail(Errc::truncated, end);
      return false;
    }
    at += line_end_size();
    return true;
  }

  /// "SIP/2.0" SP Status-Code and nothing behind it, where that is tolerated.
  bool read_bare_status(std::string_view line, parser::StartLine& start) const noexcept {
    constexpr std::string_view version = "SIP/2.0";
    constexpr std::size_t size = 11;
    if (!options.tolerances.has(Tolerance::no_reason_phrase) || line.size() != size ||
        !parser::same_ignoring_case(slice(line, 0, version.size()), version)) {
      return false;
    }
    const std::string_view code = slice(line, version.size());
    if (code[0] != ' ' || code[1] < '1' || code[1] > '6' || !parser::is(code[2], parser::digit_char) ||
        !parser::is(code[3], parser::digit_char)) {
      return false;
    }
    start.response = true;
    start.first = slice(line, 0, version.size());
    start.second = {};
    start.status = static_cast<std::uint16_t>((code[1] - '0') * 100 + (code[2] - '0') * 10 + (code[3] - '0'));
    return true;
  }

  /// One header field with its continuation lines. False at the end of the octets.
  bool read_field() noexcept {
    const char* const line = at;
    const char* bad = nullptr;
    while (at != end && parser::is(*at, parser::token_char)) {
      ++at;
    }
    const char* const name_end = at;
    while (at != end && parser::is_wsp(*at)) {
      ++at;  // HCOLON = *( SP / HTAB ) ":" SWS
    }
    const bool named = name_end != line && at != end && *at == ':';
    if (!named) {
      const char* const where = at;
      const bool ended = find_line_end(true, bad);
      fail(ended || at != where ? Errc::bad_header_name : Errc::truncated, where);
      at += ended ? line_end_size() : 0;
      return ended;
    }
    ++at;
    const char* value = at;
    const bool ended = find_line_end(true, bad);
    const char* value_end = at;
    const std::string_view name(line, static_cast<std::size_t>(name_end - line));
    const HeaderId id = header_from(name);
    if (bad != nullptr) {
      bad = first_bad_control(value, value_end);
    }
    if (bad != nullptr) {
      fail(Errc::bad_character, bad, id);
    }
    if (!ended) {
      fail(Errc::truncated, end);
      return false;
    }
    at += line_end_size();
    if (bad != nullptr) {
      return true;  // not indexed: nothing that was read from here may be used
    }
    while (value != value_end && parser::is_lws(*value)) {
      ++value;
    }
    while (value_end != value && parser::is_lws(value_end[-1])) {
      --value_end;
    }
    add(name, value, value_end, id);
    return true;
  }

  /// Control characters may stand as quoted pairs in a quoted string (RFC 3261 25.1); all others
  /// are errors. This second look at a line is taken only where there is such a character.
  static const char* first_bad_control(const char* from, const char* to) noexcept {
    bool quoted = false;
    for (const char* c = from; c != to; ++c) {
      if (*c == '"') {
        quoted = !quoted;
      } else if (quoted && *c == '\\' && to - c >= 2 && c[1] != '\r' && c[1] != '\n') {
        ++c;
      } else if (to - c >= 3 && c[0] == '\r' && c[1] == '\n' && parser::is_wsp(c[2])) {
        c += 2;
      } else if (!parser::is(*c, parser::text_char)) {
        return c;
      }
    }
    return nullptr;
  }

  void add(std::string_view name, const char* value, const char* value_end, HeaderId id) noexcept {
    if (count == index.size()) {
      fail(Errc::too_many_headers, name.data(), id);
      return;
    }
    HeaderEntry& entry = index[count++];
    entry.name = short_offset(name.data());
    entry.value = short_offset(value);
    entry.end = short_offset(value_end);
    entry.name_size = static_cast<std::uint8_t>(name.size() < 255 ? name.size() : 255);
    entry.id = id;
  }

  bool read_fields() noexcept {
    while (line_end_size() == 0) {
      if (at == end && tolerates(Tolerance::no_end_of_headers)) {
        return true;
      }
      if (at == end || (end - at == 1 && *at == '\r')) {
        fail(Errc::truncated, end);
        return false;
      }
      if (!read_field()) {
        return false;
      }
    }
    at += line_end_size();
    return true;
  }

  /// RFC 3261 18.3, 20.14: as Content-Length says; without one a datagram's body is all the rest.
  void measure_body() noexcept {
    const auto present = static_cast<std::uint32_t>(end - at);
    end_at(present);
    const HeaderEntry* length = nullptr;
    for (const HeaderEntry& entry : index.first(count)) {
      if (entry.id != HeaderId::content_length) {
        continue;
      }
      if (length != nullptr) {
        fail(Errc::repeated_header, bytes.data() + entry.name, HeaderId::content_length);
        return;
      }
      length = &entry;
    }
    if (length == nullptr) {
      if (options.framed) {
        fail(Errc::missing_header, at, HeaderId::content_length);
      }
      return;
    }
    std::uint32_t declared = 0;
    const std::string_view text =
        slice(bytes, length->value, static_cast<std::size_t>(length->end - length->value));
    const bool number = parse_number(text, declared) == Errc::ok;
    if (number && declared > present && tolerates(Tolerance::short_body)) {
      return;
    }
    if (!number || declared > present ||
        (options.framed && declared != present)) {
      fail(Errc::bad_content_length, bytes.data() + length->value, HeaderId::content_length);
      return;
    }
    end_at(declared);
  }

  /// Octets behind the body are not part of the message (RFC 3261 18.3).
  void end_at(std::size_t body_size) noexcept {
    MessageAccess::set_body(view, offset(at), body_size);
    MessageAccess::set_bytes(view, slice(bytes, 0, offset(at) + body_size));
  }

  /// The method of a response is that of its CSeq.
  void find_response_method() noexcept {
    for (const HeaderEntry& entry : view.headers()) {
      CSeqView cseq;
      if (entry.id == HeaderId::cseq && parse_cseq(view.value_of(entry), cseq) == Errc::ok) {
        MessageAccess::set_method(view, cseq.method);
        return;
      }
    }
  }

  ParseError run() noexcept {
    if (bytes.size() > message_bytes_max) {
      bytes = slice(bytes, 0, message_bytes_max);
      end = bytes.data() + bytes.size();
      fail(Errc::message_too_long, end);
    }
    MessageAccess::reset(view, bytes);
    if (!skip_empty_lines()) {
      fail(Errc::empty_message, at);
      return first;
    }
    const bool complete = read_start_line() && read_fields();
    MessageAccess::set_headers(view, index.first(count));
    if (complete) {
      measure_body();
    } else {
      MessageAccess::set_body(view, offset(end), 0);
    }
    if (!view.is_request()) {
      find_response_method();
    }
    return first;
  }
};

}  // namespace

namespace parser {

ParseError index_and_explain(std::string_view bytes, std::span<HeaderEntry> index,
                             MessageView& into, const ParseOptions& options) noexcept {
  return MessageIndexer(bytes, index, into, options).run();
}

}  // namespace parser
}  // namespace baton
