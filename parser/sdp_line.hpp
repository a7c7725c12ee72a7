// Lines and words of session descriptions (RFC 8866 5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "parser/char_class.hpp"
#include "parser/slice.hpp"

namespace baton::parser {

/// Takes the first line off `rest`, without its CRLF or LF.
inline std::string_view take_line(std::string_view& rest) noexcept {
  const std::size_t end = rest.find('\n');
  std::string_view line = slice(rest, 0, end);
  rest = end == std::string_view::npos ? std::string_view{} : slice(rest, end + 1);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

/// Takes what stands before the first SP off `rest`, and that one SP.
inline std::string_view take_word(std::string_view& rest) noexcept {
  const std::size_t space = rest.find(' ');
  const std::string_view word = slice(rest, 0, space);
  rest = space == std::string_view::npos ? std::string_view{} : slice(rest, space + 1);
  return word;
}

/// RFC 8866 5: no white space on either side of the "=".
constexpr bool is_line_of(std::string_view line, char type) noexcept {
  return line.size() >= 2 && line[0] == type && line[1] == '=';
}

/// token of RFC 8866 9, which is not RFC 3261's.
constexpr bool is_sdp_token(std::string_view text) noexcept {
  constexpr std::string_view marks = "!#$%&'*+-.^_`{|}~";
  for (const char c : text) {
    if (!is(c, alpha_char | digit_char) && marks.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return !text.empty();
}

/// 1*DIGIT as a number. False if it is none, or above 2^64-1, which then is `overflow`.
constexpr bool read_digits(std::string_view text, std::uint64_t& into, bool& overflow) noexcept {
  into = 0;
  overflow = false;
  for (const char c : text) {
    if (!is(c, digit_char)) {
      overflow = false;
      return false;
    }
    const auto digit = static_cast<std::uint64_t>(c - '0');
    overflow = overflow || into > (UINT64_MAX - digit) / 10;
    into = overflow ? 0 : into * 10 + digit;
  }
  return !text.empty() && !overflow;
}

/// What an "m=" line holds.
struct MediaLine {
  std::string_view media;
  std::uint16_t port = 0;
  std::uint32_t ports = 1;
  std::string_view protocol;
  std::string_view formats;
};

/// "m=" media SP port ["/" integer] SP proto 1*(SP fmt). False if malformed.
bool read_media_line(std::string_view line, MediaLine& into) noexcept;

}  // namespace baton::parser
