#include "baton/multipart.hpp"

#include "parser/cursor.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

using parser::slice;

constexpr std::size_t boundary_max = 70;
constexpr std::string_view crlf = "\r\n";

/// The header section of a part and what follows it: body-part = MIME-part-headers [CRLF *OCTET].
void split(std::string_view content, PartView& part) noexcept {
  if (parser::begins_with(content, crlf)) {
    part.body = slice(content, crlf.size());
    return;
  }
  const std::size_t end = content.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    part.headers = content;
    return;
  }
  part.headers = slice(content, 0, end + crlf.size());
  part.body = slice(content, end + 2 * crlf.size());
}

struct Field {
  std::string_view name;
  std::string_view value;
  bool well_formed = false;
};

/// The size of the first header field of `lines`, without its CRLF: continuation lines belong to it
/// (RFC 5322 2.2.3).
std::size_t field_size(std::string_view lines) noexcept {
  std::size_t end = lines.find(crlf);
  while (end != std::string_view::npos && end + 2 < lines.size() && parser::is_wsp(lines[end + 2])) {
    end = lines.find(crlf, end + 2);
  }
  return end == std::string_view::npos ? lines.size() : end;
}

/// Whether only text and folds stand in a value.
bool is_text(std::string_view value) noexcept {
  parser::Cursor cursor(value);
  for (;;) {
    (void)cursor.take(parser::text_char);
    const char* const fold = cursor.at();
    cursor.skip_lws();
    if (cursor.at() == fold) {
      return cursor.done();
    }
  }
}

/// Takes the first header field off `lines`.
Field take_field(std::string_view& lines) noexcept {
  const std::string_view text = slice(lines, 0, field_size(lines));
  lines = slice(lines, text.size() + crlf.size());
  Field field;
  parser::Cursor cursor(text);
  field.name = cursor.take(parser::token_char);
  while (!cursor.done() && parser::is_wsp(cursor.peek())) {
    cursor.skip(1);  // HCOLON = *( SP / HTAB ) ":" SWS
  }
  if (field.name.empty() || !cursor.eat(':')) {
    field.name = {};
    return field;
  }
  field.well_formed = is_text(cursor.rest());
  field.value = parser::trim(cursor.rest());
  return field;
}

/// msg-id without its angle brackets: "<a@b>" is "a@b".
std::string_view without_brackets(std::string_view id) noexcept {
  const bool bracketed = id.size() >= 2 && id.front() == '<' && id.back() == '>';
  return bracketed ? slice(id, 1, id.size() - 2) : id;
}

void read_headers(PartView& part) noexcept {
  bool type = false;
  bool id = false;
  bool disposition = false;
  const auto note = [&part](bool& seen, std::string_view& into, std::string_view value) noexcept {
    part.well_formed = part.well_formed && !seen;
    into = seen ? into : value;
    seen = true;
  };
  for (std::string_view lines = part.headers; !lines.empty();) {
    const Field field = take_field(lines);
    part.well_formed = part.well_formed && field.well_formed;
    if (parser::is_word(field.name, "content-type")) {
      note(type, part.content_type, field.value);
    } else if (parser::is_word(field.name, "content-id")) {
      note(id, part.content_id, without_brackets(field.value));
    } else if (parser::is_word(field.name, "content-disposition")) {
      note(disposition, part.content_disposition, field.value);
    }
  }
}

/// bchars = bcharsnospace / " " (RFC 2046 5.1.1)
bool is_bchar(char c) noexcept {
  constexpr std::string_view marks = "'()+_,-./:=? ";
  return parser::is(c, parser::alpha_char | parser::digit_char) || marks.find(c) != std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> PartView::header(std::string_view name) const noexcept {
  for (std::string_view lines = headers; !lines.empty();) {
    const Field field = take_field(lines);
    if (!field.name.empty() && parser::same_ignoring_case(field.name, name)) {
      return field.value;
    }
  }
  return std::nullopt;
}

MultipartIterator::MultipartIterator(std::string_view body, std::string_view boundary) noexcept
    : body_(body), boundary_(boundary) {
  Delimiter first;
  const bool usable = !boundary.empty() && boundary.size() <= boundary_max;
  if (usable && (read_delimiter(0, first) || find_delimiter(0, first))) {
    pass(first);
  } else {
    state_ = MultipartState::truncated;
  }
}

/// "--" boundary ["--"] transport-padding, then a CRLF or the end of the body.
bool MultipartIterator::read_delimiter(std::size_t line, Delimiter& into) const noexcept {
  parser::Cursor cursor(slice(body_, line));
  if (!parser::begins_with(cursor.rest(), "--")) {
    return false;
  }
  cursor.skip(2);
  if (!parser::begins_with(cursor.rest(), boundary_)) {
    return false;
  }
  cursor.skip(boundary_.size());
  into.line = line;
  into.closing = parser::begins_with(cursor.rest(), "--");
  cursor.skip(into.closing ? 2 : 0);
  while (!cursor.done() && parser::is_wsp(cursor.peek())) {
    cursor.skip(1);
  }
  into.ended = parser::begins_with(cursor.rest(), crlf);
  cursor.skip(into.ended ? crlf.size() : 0);
  into.behind = body_.size() - cursor.left();
  return into.ended || cursor.done();
}

/// The first delimiter whose CRLF stands at `from` or behind it.
bool MultipartIterator::find_delimiter(std::size_t from, Delimiter& into) const noexcept {
  for (;;) {
    const std::size_t found = body_.find("\r\n--", from);
    if (found == std::string_view::npos) {
      return false;
    }
    if (read_delimiter(found + crlf.size(), into)) {
      return true;
    }
    from = found + crlf.size();
  }
}

/// Goes on behind a delimiter.
void MultipartIterator::pass(const Delimiter& delimiter) noexcept {
  at_ = delimiter.behind;
  if (delimiter.closing) {
    state_ = MultipartState::complete;
  } else if (!delimiter.ended) {
    state_ = MultipartState::truncated;  // a delimiter that no part follows
  }
}

std::optional<PartView> MultipartIterator::next() noexcept {
  if (state_ != MultipartState::reading) {
    return std::nullopt;
  }
  if (parts_ == multipart_parts_max) {
    state_ = MultipartState::too_many;
    return std::nullopt;
  }
  ++parts_;
  // The CRLF that ended the last delimiter line may be that of the next one: then nothing stands
  // between, not even less than nothing.
  Delimiter delimiter;
  const std::size_t start = at_;
  std::size_t end = body_.size();
  if (find_delimiter(start - crlf.size(), delimiter)) {
    const std::size_t line_end = delimiter.line - crlf.size();
    end = line_end < start ? start : line_end;
    pass(delimiter);
  } else {
    state_ = MultipartState::truncated;
  }
  PartView part;
  split(slice(body_, start, end - start), part);
  read_headers(part);
  return part;
}

Errc boundary_of(const MediaTypeView& type, std::string_view& into) noexcept {
  into = {};
  if (!parser::is_word(type.type, "multipart")) {
    return Errc::bad_header_value;
  }
  std::string_view boundary;
  bool found = false;
  ParameterIterator walk(type.parameters);
  while (const auto parameter = walk.next()) {
    if (!parser::is_word(parameter->name, "boundary")) {
      continue;
    }
    if (found) {
      return Errc::bad_header_value;
    }
    found = true;
    boundary = parameter->value;
  }
  if (boundary.empty() || boundary.size() > boundary_max || boundary.back() == ' ') {
    return Errc::bad_header_value;
  }
  for (const char c : boundary) {
    if (!is_bchar(c)) {
      return Errc::bad_header_value;
    }
  }
  into = boundary;
  return Errc::ok;
}

}  // namespace baton
