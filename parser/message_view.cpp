#include "baton/message.hpp"
#include "parser/char_class.hpp"
#include "parser/element.hpp"
#include "parser/header_table.hpp"
#include "parser/slice.hpp"

namespace baton {
using parser::slice;

std::optional<std::string_view> ValueIterator::next() noexcept {
  if (message_ == nullptr) {
    return std::nullopt;
  }
  const parser::List list = parser::traits_of(id_).list;
  const std::span<const HeaderEntry> headers = message_->headers();
  while (rest_.data() == nullptr) {
    while (entry_ < headers.size() && headers[entry_].id != id_) {
      ++entry_;
    }
    if (entry_ == headers.size()) {
      return std::nullopt;
    }
    const std::string_view value = message_->value_of(headers[entry_++]);
    if (list == parser::List::none) {
      return value;
    }
    if (!value.empty()) {  // an empty list has no values
      rest_ = value;
    }
  }
  const std::size_t size = parser::element_size(rest_, list);
  const std::string_view element = parser::trim(slice(rest_, 0, size));
  rest_ = size == rest_.size() ? std::string_view{} : slice(rest_, size + 1);
  return element;
}

std::string_view MessageView::method_text() const noexcept {
  return response_ ? cseq().method_text : slice(bytes_, start_a_, start_a_end_ - start_a_);
}

std::string_view MessageView::request_uri() const noexcept {
  return response_ ? std::string_view{} : slice(bytes_, start_b_, start_b_end_ - start_b_);
}

std::string_view MessageView::reason() const noexcept {
  return response_ ? slice(bytes_, start_b_, start_b_end_ - start_b_) : std::string_view{};
}

std::string_view MessageView::body() const noexcept {
  return slice(bytes_, body_, body_size_);
}

std::string_view MessageView::name_of(const HeaderEntry& entry) const noexcept {
  if (entry.name_size < 255) {
    return slice(bytes_, entry.name, entry.name_size);
  }
  std::size_t end = entry.name + 255U;
  while (end < bytes_.size() && parser::is(bytes_[end], parser::token_char)) {
    ++end;
  }
  return slice(bytes_, entry.name, end - entry.name);
}

std::string_view MessageView::value_of(const HeaderEntry& entry) const noexcept {
  return slice(bytes_, entry.value, static_cast<std::size_t>(entry.end - entry.value));
}

std::size_t MessageView::count(HeaderId id) const noexcept {
  std::size_t found = 0;
  for (const HeaderEntry& entry : headers_) {
    found += entry.id == id ? 1U : 0U;
  }
  return found;
}

std::optional<std::string_view> MessageView::value(HeaderId id) const noexcept {
  for (const HeaderEntry& entry : headers_) {
    if (entry.id == id) {
      return value_of(entry);
    }
  }
  return std::nullopt;
}

ValueIterator MessageView::values(HeaderId id) const noexcept {
  ValueIterator walk;
  walk.message_ = this;
  walk.id_ = id;
  return walk;
}

bool MessageView::lists(HeaderId id, std::string_view token) const noexcept {
  for (const HeaderEntry& entry : headers_) {
    if (entry.id == id && lists_token(value_of(entry), token)) {
      return true;
    }
  }
  return false;
}

std::string_view MessageView::text_of(Part part) const noexcept {
  return part.from == 0 ? std::string_view{} : slice(bytes_, part.from, static_cast<std::size_t>(part.end - part.from));
}

ViaView MessageView::top_via() const noexcept {
  ViaView via;
  if (kept_.valid) {
    via.protocol = text_of(kept_.protocol);
    via.transport_text = text_of(kept_.transport);
    via.host = text_of(kept_.host);
    via.port = kept_.port;
    via.parameters = text_of(kept_.parameters);
    via.branch = text_of(kept_.branch);
    via.received = text_of(kept_.received);
    via.maddr = text_of(kept_.maddr);
    via.has_rport = kept_.has_rport;
    via.rport = kept_.rport;
    return via;
  }
  if (const auto value = values(HeaderId::via).next()) {
    (void)parse_via(*value, via);
  }
  return via;
}

NameAddrView MessageView::from() const noexcept {
  NameAddrView from;
  (void)parse_name_addr(value(HeaderId::from).value_or(std::string_view{}), from);
  return from;
}

NameAddrView MessageView::to() const noexcept {
  NameAddrView to;
  (void)parse_name_addr(value(HeaderId::to).value_or(std::string_view{}), to);
  return to;
}

std::string_view MessageView::from_tag() const noexcept {
  return kept_.valid ? text_of(kept_.from_tag) : from().tag();
}

std::string_view MessageView::to_tag() const noexcept {
  return kept_.valid ? text_of(kept_.to_tag) : to().tag();
}

std::string_view MessageView::call_id() const noexcept {
  return value(HeaderId::call_id).value_or(std::string_view{});
}

CSeqView MessageView::cseq() const noexcept {
  CSeqView cseq;
  (void)parse_cseq(value(HeaderId::cseq).value_or(std::string_view{}), cseq);
  return cseq;
}

std::optional<std::uint32_t> MessageView::max_forwards() const noexcept {
  std::uint32_t number = 0;
  const auto text = value(HeaderId::max_forwards);
  if (!text || parse_number(*text, number) != Errc::ok) {
    return std::nullopt;
  }
  return number;
}

}  // namespace baton
