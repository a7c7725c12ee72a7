#include <cstring>

#include "baton/editor.hpp"
#include "parser/char_class.hpp"
#include "parser/decimal.hpp"
#include "parser/element.hpp"
#include "parser/slice.hpp"
#include "parser/written_text.hpp"

namespace baton {

using parser::slice;

MessageEditor::MessageEditor(std::string_view message, std::span<char> buffer) noexcept : buffer_(buffer) {
  while (parser::begins_with(message, "\r\n")) {
    message = slice(message, 2);
  }
  needed_ = message.size();
  if (message.size() > buffer.size()) {
    fail(Errc::buffer_too_small);
    return;
  }
  if (!message.empty()) std::memmove(buffer.data(), message.data(), message.size());
  size_ = message.size();
  fields_ = text().find("\r\n");
  if (fields_ == std::string_view::npos) {
    fail(Errc::truncated);
    return;
  }
  fields_ += 2;
  const std::size_t empty_line = text().find("\r\n\r\n", fields_ - 2);
  section_ = empty_line + 4;
  if (empty_line == std::string_view::npos) fail(Errc::truncated);
}

bool MessageEditor::fail(Errc error) noexcept {
  if (error_ == Errc::ok) error_ = error;
  return false;
}

/// Whether edits still happen and the arguments can stand within a line.
bool MessageEditor::accept(std::initializer_list<std::string_view> arguments) noexcept {
  for (const std::string_view argument : arguments) {
    if (parser::breaks_line(argument)) return fail(Errc::injection);
  }
  return error_ == Errc::ok;
}

bool MessageEditor::accept_name(const Name& name) noexcept {
  if (parser::breaks_line(name.text)) return fail(Errc::injection);
  if (!parser::is_token(name.text)) return fail(Errc::bad_header_name);
  if (name.id == HeaderId::content_length) return fail(Errc::bad_argument);
  return error_ == Errc::ok;
}

MessageEditor::Name MessageEditor::named(HeaderId id) noexcept {
  return {id, header_name(id)};
}

MessageEditor::Name MessageEditor::named(std::string_view name) noexcept {
  return {header_from(name), name};
}

/// Behind the CRLF that ends the header field which stands at `from`; folds belong to it.
std::size_t MessageEditor::line_end(std::size_t from) const noexcept {
  std::size_t end = text().find("\r\n", from) + 2;
  while (end < section_end() && parser::is_wsp(buffer_[end])) {
    end = text().find("\r\n", end) + 2;
  }
  return end;
}

bool MessageEditor::read_field(std::size_t from, Field& into) const noexcept {
  if (from >= section_end()) return false;
  into.name = from;
  into.end = line_end(from);
  const std::string_view field = slice(text(), from, into.end - from);
  std::size_t colon = 0;
  while (parser::is(field[colon], parser::token_char)) {
    ++colon;
  }
  into.name_end = from + colon;
  while (parser::is_wsp(field[colon])) {
    ++colon;
  }
  if (field[colon] != ':') into.name_end = from;  // no header field: it has no name
  into.value = from + colon + 1;
  into.value_end = into.end;
  while (into.value < into.end - 2 && parser::is_lws(buffer_[into.value])) {
    ++into.value;
  }
  while (into.value_end > into.value && parser::is_lws(buffer_[into.value_end - 1])) {
    --into.value_end;
  }
  return true;
}

/// The next field of this header from `from` on, which is where a field starts.
bool MessageEditor::find(const Name& name, std::size_t from, Field& into) const noexcept {
  for (; read_field(from, into); from = into.end) {
    const std::string_view theirs = slice(text(), into.name, into.name_end - into.name);
    const bool same = name.id == HeaderId::other ? parser::same_ignoring_case(theirs, name.text)
                                                 : header_from(theirs) == name.id;
    if (same) return true;
  }
  return false;
}

/// Puts the parts in the place of the octets from `from` up to `to`.
void MessageEditor::splice(std::size_t from, std::size_t to,
                           std::initializer_list<std::string_view> parts) noexcept {
  if (error_ != Errc::ok) return;
  std::size_t added = 0;
  for (const std::string_view part : parts) {
    added += part.size();
  }
  needed_ = size_ - (to - from) + added;
  if (needed_ > buffer_.size()) {
    fail(Errc::buffer_too_small);
    return;
  }
  std::memmove(buffer_.data() + from + added, buffer_.data() + to, size_ - to);
  char* at = buffer_.data() + from;
  for (const std::string_view part : parts) {
    if (!part.empty()) std::memcpy(at, part.data(), part.size());
    at += part.size();
  }
  size_ = needed_;
  const auto shift = [&](std::size_t& offset) {
    if (to <= offset) offset = offset - (to - from) + added;
  };
  // A field put in at the first place is itself the first.
  if (from < fields_) shift(fields_);
  if (from < section_) shift(section_);
}

void MessageEditor::insert(std::size_t where, const Name& name, std::string_view value) noexcept {
  splice(where, where, {name.text, ": ", value, "\r\n"});
}

void MessageEditor::request_uri(std::string_view uri) noexcept {
  if (parser::moves_parts(uri)) fail(Errc::injection);
  if (!accept({uri})) return;
  const std::string_view line = slice(text(), 0, fields_ - 2);
  if (parser::begins_with(line, "SIP/")) {
    fail(Errc::wrong_state);
    return;
  }
  const std::size_t method_end = line.find(' ');
  const std::size_t version = line.rfind(' ');
  if (method_end == version || !parser::begins_with(slice(line, version), " SIP/")) {
    fail(Errc::bad_start_line);
    return;
  }
  splice(method_end + 1, version, {uri});
}

void MessageEditor::push_via(std::string_view value) noexcept {
  if (!accept({value})) return;
  const Name via = named(HeaderId::via);
  Field top;
  insert(find(via, fields_, top) ? top.name : fields_, via, value);
}

void MessageEditor::strip_via() noexcept {
  if (error_ != Errc::ok) return;
  Field top;
  if (!find(named(HeaderId::via), fields_, top)) {
    fail(Errc::missing_header);
    return;
  }
  const std::string_view list = slice(text(), top.value, top.value_end - top.value);
  std::size_t first = parser::quoted_element_size(list);
  if (first == list.size()) {
    splice(top.name, top.end, {});
    return;
  }
  ++first;  // with its comma, and the white space in front of the next
  while (first < list.size() && parser::is_lws(list[first])) {
    ++first;
  }
  splice(top.value, top.value + first, {});
}

void MessageEditor::prepend(HeaderId id, std::string_view value) noexcept {
  if (accept_name(named(id)) && accept({value})) insert(fields_, named(id), value);
}

void MessageEditor::prepend(std::string_view name, std::string_view value) noexcept {
  if (accept_name(named(name)) && accept({value})) insert(fields_, named(name), value);
}

void MessageEditor::append(HeaderId id, std::string_view value) noexcept {
  if (accept_name(named(id)) && accept({value})) insert(section_end(), named(id), value);
}

void MessageEditor::append(std::string_view name, std::string_view value) noexcept {
  if (accept_name(named(name)) && accept({value})) insert(section_end(), named(name), value);
}

void MessageEditor::remove_all(const Name& name, std::size_t from) noexcept {
  Field field;
  while (error_ == Errc::ok && find(name, from, field)) {
    splice(field.name, field.end, {});
    from = field.name;
  }
}

void MessageEditor::remove(HeaderId id) noexcept {
  if (accept_name(named(id))) remove_all(named(id), fields_);
}

void MessageEditor::remove(std::string_view name) noexcept {
  if (accept_name(named(name))) remove_all(named(name), fields_);
}

void MessageEditor::replace_first(const Name& name, std::string_view value) noexcept {
  Field field;
  if (!find(name, fields_, field)) {
    fail(Errc::missing_header);
    return;
  }
  remove_all(name, field.end);
  splice(field.value, field.value_end, {value});
}

void MessageEditor::replace(HeaderId id, std::string_view value) noexcept {
  if (accept_name(named(id)) && accept({value})) replace_first(named(id), value);
}

void MessageEditor::replace(std::string_view name, std::string_view value) noexcept {
  if (accept_name(named(name)) && accept({value})) replace_first(named(name), value);
}

void MessageEditor::body(std::string_view type, std::string_view octets) noexcept {
  if (!accept({type})) return;
  if ((type.empty() && !octets.empty()) || octets.size() > UINT32_MAX) {
    fail(Errc::bad_argument);
    return;
  }
  const Name type_name = named(HeaderId::content_type);
  const Name length_name = named(HeaderId::content_length);
  const parser::Decimal length(static_cast<std::uint32_t>(octets.size()));
  Field field;
  if (find(length_name, fields_, field) && find(length_name, field.end, field)) {
    fail(Errc::repeated_header);
    return;
  }
  splice(section_, size_, {octets});
  if (type.empty()) {
    remove_all(type_name, fields_);
  } else if (find(type_name, fields_, field)) {
    replace_first(type_name, type);
  } else {
    insert(section_end(), type_name, type);
  }
  if (error_ != Errc::ok) return;
  if (find(length_name, fields_, field)) {
    splice(field.value, field.value_end, {length.text()});
  } else {
    insert(section_end(), length_name, length.text());
  }
}

Result<std::size_t> MessageEditor::finish() const noexcept {
  if (error_ != Errc::ok) return error_;
  return size_;
}

}  // namespace baton
