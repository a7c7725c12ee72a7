// Joins pieces of text in a caller's buffer: header values that a dialog keeps.
#pragma once

#include <cstring>
#include <initializer_list>
#include <span>
#include <string_view>

#include "baton/errc.hpp"
#include "parser/slice.hpp"
#include "parser/written_text.hpp"

namespace baton::core {

/// Errors stick. CR, LF and NUL are refused, since every text joined here becomes part of a line.
class TextJoiner {
 public:
  explicit TextJoiner(std::span<char> into) noexcept : into_(into) {}

  void add(std::string_view text) noexcept {
    if (error_ != Errc::ok) return;
    if (parser::breaks_line(text)) {
      error_ = Errc::injection;
    } else if (size_ > into_.size() || into_.size() - size_ < text.size()) {
      error_ = Errc::buffer_too_small;
    } else if (!text.empty()) {
      std::memcpy(into_.data() + size_, text.data(), text.size());
      size_ += text.size();
    }
  }
  /// As a quoted-string (RFC 3261 25.1), escaping \ and ".
  void add_quoted(std::string_view text) noexcept {
    add("\"");
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '"' || text[i] == '\\') add("\\");
      add(parser::slice(text, i, 1));
    }
    add("\"");
  }
  /// The pieces joined, as one view.
  std::string_view join(std::initializer_list<std::string_view> pieces) noexcept {
    const std::size_t begin = size_;
    for (const std::string_view piece : pieces) add(piece);
    return parser::slice(text(), begin);
  }

  /// The room behind what was joined, and taking what was written there.
  std::span<char> rest() const noexcept { return into_.subspan(size_); }
  void took(std::size_t count) noexcept { size_ += count; }
  void fail(Errc error) noexcept {
    if (error_ == Errc::ok) error_ = error;
  }

  std::string_view text() const noexcept { return {into_.data(), size_}; }
  std::size_t size() const noexcept { return size_; }
  Errc error() const noexcept { return error_; }

 private:
  std::span<char> into_;
  std::size_t size_ = 0;
  Errc error_ = Errc::ok;
};

}  // namespace baton::core
