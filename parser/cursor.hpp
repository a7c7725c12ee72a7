// A position in a text that is being read. Readers move it; one that fails leaves it where it
// failed, which is the offset that a ParseError reports.
#pragma once

#include <cstddef>
#include <string_view>

#include "baton/errc.hpp"
#include "parser/char_class.hpp"
#include "parser/scan.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

class Cursor {
 public:
  /// Over `text`, which is part of `whole`: a text of at least Scan::reach octets, in which scans
  /// may look beyond `text`.
  constexpr Cursor(std::string_view text, std::string_view whole) noexcept
      : at_(text.data()),
        end_(text.data() + text.size()),
        text_end_(whole.data() + whole.size()) {}

  /// Over a text that stands alone.
  template <class AnyScan = Scan>
    requires(AnyScan::reach == 0)
  explicit constexpr Cursor(std::string_view text) noexcept : Cursor(text, text) {}

  /// The part of this cursor's text from where it stands up to `end`.
  constexpr Cursor until(const char* end) const noexcept {
    Cursor part = *this;
    part.end_ = end;
    return part;
  }

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
    if (!done() && is_lws(*at_)) [[unlikely]] {
      skip_lws_run();
    }
  }

  /// SWS where some is expected.
  constexpr void skip_lws_run() noexcept {
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

  /// The longest run of the class `bits`, perhaps empty.
  std::string_view take(ClassBits bits) noexcept {
    const char* const from = at_;
    at_ = Scan::run_end(at_, end_, text_end_, bits);
    return {from, static_cast<std::size_t>(at_ - from)};
  }

  /// As `take`, with "%" HEXDIG HEXDIG allowed. Error: `bad_escape`.
  Errc take_escaped(ClassBits bits, std::string_view& into) noexcept {
    const char* const from = at_;
    at_ = Scan::run_end(at_, end_, text_end_, bits);
    while (peek() == '%') {
      if (left() < 3 || !is(at_[1], hex_char) || !is(at_[2], hex_char)) {
        return Errc::bad_escape;
      }
      at_ = Scan::run_end(at_ + 3, end_, text_end_, bits);
    }
    into = {from, static_cast<std::size_t>(at_ - from)};
    return Errc::ok;
  }

  /// A quoted-string from its opening quote on; `inside` is what stands between the quotes.
  Errc take_quoted(std::string_view& inside) noexcept {
    if (!eat('"')) {
      return Errc::bad_quoted_string;
    }
    const char* const from = at_;
    for (;;) {
      at_ = Scan::quoted_stop(at_, end_, text_end_);
      if (done()) {
        return Errc::bad_quoted_string;
      }
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
  }

  /// The end of the text that scans may look at.
  constexpr const char* text_end() const noexcept { return text_end_; }
  constexpr const char* end() const noexcept { return end_; }

 private:
  const char* at_;
  const char* end_;
  const char* text_end_;
};

}  // namespace BATON_PATH
}  // namespace baton::parser
