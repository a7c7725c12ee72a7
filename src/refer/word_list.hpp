// Lists in options: words between spaces.
#pragma once

#include <string_view>

#include "parser/slice.hpp"

namespace baton::core {

/// Walks the words of a list separated by spaces.
class WordList {
 public:
  explicit WordList(std::string_view text) noexcept : rest_(text) {}
  /// The next word; empty: there is none.
  std::string_view next() noexcept {
    const std::size_t begin = rest_.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    rest_ = parser::slice(rest_, begin);
    const std::string_view word = parser::slice(rest_, 0, rest_.find(' '));
    rest_ = parser::slice(rest_, word.size());
    return word;
  }

 private:
  std::string_view rest_;
};

}  // namespace baton::core
