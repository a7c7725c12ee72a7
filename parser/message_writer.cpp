#include "baton/writer.hpp"
#include "parser/char_class.hpp"
#include "parser/decimal.hpp"
#include "parser/slice.hpp"
#include "parser/written_text.hpp"

namespace baton {

using parser::breaks_line;
using parser::Decimal;
using parser::is_token;
using parser::slice;

/// Behind an error there is no room left: see `fail`.
inline void MessageWriter::raw(std::string_view text) noexcept {
  if (buffer_.size() - size_ < text.size()) [[unlikely]] {
    fail(Errc::buffer_too_small);
    return;
  }
  parser::copy_text(buffer_.data() + size_, text);
  size_ += text.size();
}

void MessageWriter::checked(std::string_view text) noexcept {
  if (breaks_line(text)) [[unlikely]] {
    fail(Errc::injection);
  }
  raw(text);
}

/// The first error stays, and from then on nothing is written: the buffer ends where the text does.
void MessageWriter::fail(Errc error) noexcept {
  if (error_ == Errc::ok) {
    error_ = error;
    buffer_ = buffer_.first(size_);
  }
}

bool MessageWriter::expect_between_headers() noexcept {
  if (open_ || ended_) {
    fail(Errc::wrong_state);
  }
  return error_ == Errc::ok;
}

void MessageWriter::request_line(std::string_view method, std::string_view uri) noexcept {
  if (size_ != 0) {
    fail(Errc::wrong_state);
  }
  if (!is_token(method) || parser::moves_parts(uri)) {
    fail(Errc::injection);
  }
  checked(method);
  raw(" ");
  checked(uri);
  raw(" SIP/2.0\r\n");
}

void MessageWriter::status_line(std::uint16_t status, std::string_view reason) noexcept {
  if (size_ != 0) {
    fail(Errc::wrong_state);
  }
  if (status < 100 || status > 699) {
    fail(Errc::bad_status_code);
  }
  raw("SIP/2.0 ");
  checked(Decimal(status).text());
  raw(" ");
  checked(reason);
  raw("\r\n");
}

void MessageWriter::header(HeaderId id, std::initializer_list<std::string_view> parts) noexcept {
  begin(id);
  for (const std::string_view part : parts) {
    checked(part);
  }
  end();
}

void MessageWriter::header(std::string_view name,
                           std::initializer_list<std::string_view> parts) noexcept {
  begin_named(name);
  for (const std::string_view part : parts) {
    checked(part);
  }
  end();
}

void MessageWriter::header(HeaderId id, std::uint32_t number) noexcept {
  begin(id);
  checked(Decimal(number).text());
  end();
}

void MessageWriter::begin(HeaderId id) noexcept {
  const std::string_view compact = names_ == HeaderNames::compact ? compact_name(id) : std::string_view{};
  const std::string_view name = compact.empty() ? header_name(id) : compact;
  if (name.empty()) {
    begin_named(name);  // fails
  } else if (expect_between_headers()) {
    open_ = true;  // our own names are tokens
    name_line(name);
  }
}

void MessageWriter::begin_named(std::string_view name) noexcept {
  if (!expect_between_headers()) {
    return;
  }
  if (!is_token(name)) {
    fail(breaks_line(name) ? Errc::injection : Errc::bad_header_name);
    return;
  }
  open_ = true;
  name_line(name);
}

void MessageWriter::name_line(std::string_view name) noexcept {
  raw(name);
  raw(": ");
}

void MessageWriter::add_unfolded(std::string_view value) noexcept {
  if (!breaks_line(value)) {  // as nearly all are
    add(value);
    return;
  }
  while (!value.empty()) {
    const std::size_t line_end = value.find_first_of("\r\n");
    add(slice(value, 0, line_end));
    if (line_end == std::string_view::npos) {
      return;
    }
    value = slice(value, line_end);
    // Only what a parser takes for a fold is one; any other CR or LF would be somebody's line end.
    while (parser::begins_with(value, "\r\n") && value.size() > 2 && parser::is_wsp(value[2])) {
      const std::size_t next = value.find_first_not_of("\t ", 2);
      value = slice(value, next);
    }
    if (value.empty()) {
      return;
    }
    if (value.front() == '\r' || value.front() == '\n') {
      add(value);  // fails
      return;
    }
    add(" ");
  }
}

void MessageWriter::add(std::string_view text) noexcept {
  if (!open_) {
    fail(Errc::wrong_state);
  }
  checked(text);
}

void MessageWriter::add_number(std::uint32_t number) noexcept {
  add(Decimal(number).text());
}

void MessageWriter::add_quoted(std::string_view text) noexcept {
  add("\"");
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"' || text[at] == '\\') {
      add(slice(text, plain, at - plain));
      add("\\");
      plain = at;
    }
  }
  add(slice(text, plain));
  add("\"");
}

void MessageWriter::end() noexcept {
  if (!open_) {
    fail(Errc::wrong_state);
  }
  raw("\r\n");
  open_ = false;
}

void MessageWriter::body(std::string_view type, std::string_view octets) noexcept {
  if (!expect_between_headers()) {
    return;
  }
  if (type.empty() && !octets.empty()) {
    fail(
        Errc::bad_argument);  // RFC 3261 20.15: Content-Type must be there if the body is not empty
  }
  if (!type.empty()) {
    header(HeaderId::content_type, {type});
  }
  if (octets.size() > UINT32_MAX - size_) {
    fail(Errc::buffer_too_small);
  }
  header(HeaderId::content_length, static_cast<std::uint32_t>(octets.size()));
  raw("\r\n");
  raw(octets);
  ended_ = true;
}

Result<std::size_t> MessageWriter::finish() noexcept {
  if (error_ == Errc::ok && !ended_) {
    body({}, {});
  }
  if (error_ != Errc::ok) {
    return error_;
  }
  return size_;
}

}  // namespace baton
