// The character classes of RFC 3261 25.1 as one table of bits, named as the grammar names them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace baton::parser {

using ClassBits = std::uint32_t;

inline constexpr ClassBits token_char = 1U << 0;       ///< token
inline constexpr ClassBits word_char = 1U << 1;        ///< word, of a Call-ID
inline constexpr ClassBits user_char = 1U << 2;        ///< unreserved / user-unreserved
inline constexpr ClassBits password_char = 1U << 3;    ///< of a password, without "%"
inline constexpr ClassBits param_char = 1U << 4;       ///< param-unreserved / unreserved
inline constexpr ClassBits hnv_char = 1U << 5;         ///< hnv-unreserved / unreserved
inline constexpr ClassBits host_char = 1U << 6;        ///< letters, digits, "-", "_" and "."
inline constexpr ClassBits uric_char = 1U << 7;        ///< reserved / unreserved, "[" and "]"
inline constexpr ClassBits digit_char = 1U << 8;       ///< DIGIT
inline constexpr ClassBits hex_char = 1U << 9;         ///< HEXDIG, both cases
inline constexpr ClassBits alpha_char = 1U << 10;      ///< ALPHA
inline constexpr ClassBits text_char = 1U << 11;       ///< TEXT-UTF8 octets, SP and HTAB
inline constexpr ClassBits scheme_char = 1U << 12;     ///< of a scheme, behind its first letter
inline constexpr ClassBits gen_value_char = 1U << 13;  ///< of an unquoted gen-value: token / host
inline constexpr ClassBits reserved_char = 1U << 14;   ///< reserved of RFC 2396
inline constexpr ClassBits phone_char = 1U << 15;      ///< of a telephone number (RFC 3966 3)
inline constexpr ClassBits authority_char = 1U << 16;  ///< of all that may precede a SIP URI's "@"
inline constexpr ClassBits bare_char = 1U << 17;       ///< of a URI without brackets in a list
inline constexpr unsigned class_count = 18;

namespace detail {

constexpr void mark(std::array<ClassBits, 256>& table, std::string_view chars, ClassBits bits) {
  for (const char c : chars) {
    table[static_cast<unsigned char>(c)] |= bits;
  }
}

constexpr std::array<ClassBits, 256> make_class_table() {
  std::array<ClassBits, 256> table{};
  constexpr std::string_view digits = "0123456789";
  constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr ClassBits unreserved =
      user_char | password_char | param_char | hnv_char | uric_char | authority_char;
  constexpr ClassBits alphanum =
      unreserved | token_char | word_char | host_char | scheme_char | gen_value_char;
  mark(table, digits, alphanum | digit_char | hex_char | phone_char);
  mark(table, lower, alphanum | alpha_char);
  mark(table, upper, alphanum | alpha_char);
  mark(table, "abcdefABCDEF", hex_char | phone_char);
  mark(table, "-_.!~*'()", unreserved);  // mark
  mark(table, "-.!%*_+`'~", token_char | word_char | gen_value_char);
  mark(table, "()<>:\\\"/[]?{}", word_char);
  mark(table, "&=+$,;?/", user_char | authority_char);  // user-unreserved
  mark(table, "&=+$,", password_char);
  mark(table, ":%[]", authority_char);
  mark(table, "[]/:&+$", param_char);  // param-unreserved
  mark(table, "[]/?:+$", hnv_char);    // hnv-unreserved
  mark(table, "-_.", host_char);
  mark(table, ";/?:@&=+$,", uric_char | reserved_char);
  mark(table, "[]", uric_char);  // RFC 3986 3.2.2: an IP-literal in another scheme's URI
  mark(table, "+-.", scheme_char);
  mark(table, "[]:", gen_value_char);  // an IPv6reference, or an IPv6address in "received"
  mark(table, "*#+-.()", phone_char);
  for (unsigned c = 0; c < 256; ++c) {
    if ((c >= 0x20 && c != 0x7F) || c == '\t') {
      table[c] |= text_char;
      table[c] |= c > 0x20 && c < 0x80 && c != ';' && c != ',' ? bare_char : 0U;
    }
  }
  return table;
}

inline constexpr std::array<ClassBits, 256> class_table = make_class_table();

}  // namespace detail

constexpr bool is(char c, ClassBits bits) noexcept {
  return (detail::class_table[static_cast<unsigned char>(c)] & bits) != 0;
}

/// SP and HTAB: nothing else is white space within a line (RFC 3261 25.1).
constexpr bool is_wsp(char c) noexcept {
  return c == ' ' || c == '\t';
}

/// What LWS is made of: WSP, and the CRLF of a fold. Few texts hold other octets up to SP, so that
/// one comparison decides nearly always.
constexpr bool is_lws(char c) noexcept {
  return static_cast<unsigned char>(c) <= ' ' &&
         (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

/// The lower-case form of an ASCII letter; any other octet as it is.
constexpr char lower(char c) noexcept {
  return (c >= 'A' && c <= 'Z') ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// ASCII case-insensitive equality.
constexpr bool same_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) {
    return false;
  }
  for (std::size_t index = 0; index < a.size(); ++index) {
    if (lower(a[index]) != lower(b[index])) {
      return false;
    }
  }
  return true;
}

/// Whether `text` is `word`, case ignored; `word` is in lower case. For the few names that a reader
/// looks for: its size is known where it is compiled.
constexpr bool is_word(std::string_view text, std::string_view word) noexcept {
  if (text.size() != word.size()) {
    return false;
  }
  for (std::size_t index = 0; index < word.size(); ++index) {
    if (lower(text[index]) != word[index]) {
      return false;
    }
  }
  return true;
}

/// The value of a hexadecimal digit, which `c` must be.
constexpr unsigned hex_value(char c) noexcept {
  return c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(lower(c) - 'a') + 10U;
}

/// `text` without LWS at both ends.
constexpr std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_lws(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_lws(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace baton::parser
