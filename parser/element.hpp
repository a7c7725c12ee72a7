// The elements of a comma-separated header value.
#pragma once

#include <string_view>

#include "parser/char_class.hpp"
#include "parser/header_table.hpp"
#include "parser/slice.hpp"

namespace baton::parser {

/// The comma that ends the first element of `text`, which holds one, or the end. Commas in quoted
/// strings and angle brackets belong to the element.
inline std::size_t quoted_element_size(std::string_view text) noexcept {
  bool quoted = false;
  bool bracketed = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') {
        ++at;
      } else if (c == '"') {
        quoted = false;
      }
    } else if (bracketed) {
      bracketed = c != '>';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '<') {
      bracketed = true;
    } else if (c == ',') {
      return at;
    }
  }
  return text.size();
}

/// The size of the first element of `text`, up to its comma or the end.
inline std::size_t element_size(std::string_view text, List list) noexcept {
  if (list == List::none) {
    return text.size();
  }
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) {
    return text.size();
  }
  return list == List::tokens ? comma : quoted_element_size(text);
}

/// Walks the elements of one trimmed value; an empty value has none, "a,,b" has an empty one.
class Elements {
 public:
  constexpr Elements(std::string_view value, List list) noexcept
      : rest_(value), list_(list), more_(!value.empty() || list == List::none) {}

  bool next(std::string_view& into) noexcept {
    if (!more_) {
      return false;
    }
    const std::size_t size = element_size(rest_, list_);
    into = trim(slice(rest_, 0, size));
    more_ = size < rest_.size();
    rest_ = slice(rest_, size + 1);
    return true;
  }

 private:
  std::string_view rest_;
  List list_ = List::none;
  bool more_ = false;
};

}  // namespace baton::parser
