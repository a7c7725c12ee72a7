// A position in a text that is being read. Readers move it; one that fails leaves it where it
// failed, which is the offset that a ParseError reports.
#pragma once

#include <cstddef>
#include <string_view>

#include "baton/errc.hpp"
#include "parser/char_class.hpp"

namespace baton::parser {

class Cursor {
 public:
  explicit constexpr Cursor(std::string_view text) noexcept
      : at_(text.data()), end_(text.data() + text.size()) {}

  constexpr bool done() const noexcept { return at_ == end_; }
  constexpr const char* at() const noexcept { return at_; }
  constexpr std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  constexpr std::string_view rest() const noexcept { return {at_, left()}; }

  /// The next octet; NUL at the end, which no class but quoted pairs holds.
  constexpr char peek() const noexcept { return done() ? '\0' : *at_; }
  constexpr void skip(std::size_t count) noexcept { at_ += count; }
  constexpr void move_to(const char* position) noexcept { at_ = position; }

  constexpr bool eat(char c) noexcept {
    if (done() || *at_ != c) {
      return false;
    }
    ++at_;
    return true;
  }

  /// SWS: any white space, folds included (RFC 3261 25.1: LWS = [*WSP CRLF] 1*WSP).
  constexpr void skip_lws() noexcept {
    while (!done()) {
      if (is_wsp(*at_)) {
        ++at_;
      } else if (left() >= 3 && at_[0] == '\r' && at_[1] == '\n' && is_wsp(at_[2])) {
        at_ += 3;
      } else {
        return;
      }
    }
  }

  /// SWS c SWS.
  constexpr bool eat_separator(char c) noexcept {
    skip_lws();
    if (!eat(c)) {
      return false;
    }
    skip_lws();
    return true;
  }

  /// The longest run of `bits`, perhaps empty.
  constexpr std::string_view take(ClassBits bits) noexcept {
    const char* const from = at_;
    while (at_ != end_ && is(*at_, bits)) {
      ++at_;
    }
    return {from, static_cast<std::size_t>(at_ - from)};
  }

  /// As `take`, with "%" HEXDIG HEXDIG allowed. Error: `bad_escape`.
  constexpr Errc take_escaped(ClassBits bits, std::string_view& into) noexcept {
    const char* const from = at_;
    while (at_ != end_) {
      if (*at_ == '%') {
        if (left() < 3 || !is(at_[1], hex_char) || !is(at_[2], hex_char)) {
          return Errc::bad_escape;
        }
        at_ += 3;
      } else if (is(*at_, bits)) {
        ++at_;
      } else {
        break;
      }
    }
    into = {from, static_cast<std::size_t>(at_ - from)};
    return Errc::ok;
  }

  /// A quoted-string from its opening quote on; `inside` is what stands between the quotes.
  constexpr Errc take_quoted(std::string_view& inside) noexcept {
    if (!eat('"')) {
      return Errc::bad_quoted_string;
    }
    const char* const from = at_;
    while (!done()) {
      const char c = *at_;
      if (c == '"') {
        inside = {from, static_cast<std::size_t>(at_ - from)};
        ++at_;
        return Errc::ok;
      }
      if (c == '\\') {
        // quoted-pair = "\" (%x00-09 / %x0B-0C / %x0E-7F)
        if (left() < 2 || at_[1] == '\r' || at_[1] == '\n' ||
            static_cast<unsigned char>(at_[1]) > 0x7F) {
          return Errc::bad_quoted_string;
        }
        at_ += 2;
      } else if (is(c, text_char)) {
        ++at_;
      } else if (c == '\r') {
        const char* const fold = at_;
        skip_lws();
        if (at_ == fold) {
          return Errc::bad_quoted_string;
        }
      } else {
        return Errc::bad_quoted_string;
      }
    }
    return Errc::bad_quoted_string;
  }

 private:
  const char* at_;
  const char* end_;
};

}  // namespace baton::parser
