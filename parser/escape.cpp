#include "baton/uri.hpp"
#include "parser/char_class.hpp"

namespace baton {
namespace {

using parser::hex_char;
using parser::hex_value;
using parser::is;

parser::ClassBits plain_chars(UriPart part) noexcept {
  switch (part) {
    case UriPart::user:
      return parser::user_char;
    case UriPart::parameter:
      return parser::param_char;
    case UriPart::header:
      return parser::hnv_char;
  }
  return 0;
}

}  // namespace

Result<std::size_t> unescape(std::string_view text, std::span<char> into) noexcept {
  std::size_t size = 0;
  for (std::size_t at = 0; at < text.size(); ++at, ++size) {
    char c = text[at];
    if (c == '%') {
      if (text.size() - at < 3 || !is(text[at + 1], hex_char) || !is(text[at + 2], hex_char)) {
        return Errc::bad_escape;
      }
      c = static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
      at += 2;
    }
    if (size == into.size()) {
      return Errc::buffer_too_small;
    }
    into[size] = c;
  }
  return size;
}

Result<std::size_t> escape(std::string_view text, UriPart part, std::span<char> into) noexcept {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const parser::ClassBits plain = plain_chars(part);
  std::size_t size = 0;
  for (const char c : text) {
    const bool stands = is(c, plain);
    if (into.size() - size < (stands ? 1U : 3U)) {
      return Errc::buffer_too_small;
    }
    if (stands) {
      into[size++] = c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    into[size++] = '%';
    into[size++] = digits[octet >> 4U];
    into[size++] = digits[octet & 0xFU];
  }
  return size;
}

}  // namespace baton
