#include "src/refer/dialled_number.hpp"

#include <array>

#include "baton/header_values.hpp"
#include "parser/slice.hpp"
#include "src/refer/refer_target.hpp"
#include "src/refer/word_list.hpp"

namespace baton::core {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_separator(char c) noexcept { return c == '-' || c == '.' || c == '(' || c == ')'; }
constexpr bool is_code(char c) noexcept { return c == '*' || c == '#'; }
constexpr bool is_letter(char c) noexcept { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
/// The keys of the fourth column, which no telephone has.
constexpr bool is_tone_letter(char c) noexcept { return (c >= 'A' && c <= 'D') || (c >= 'a' && c <= 'd'); }
constexpr bool begins_number(char c) noexcept { return is_digit(c) || is_code(c) || c == '+'; }

/// What is dialled, without visual separators (RFC 3966 5.1.1) and escapes.
struct Dialled {
  std::array<char, 40> octets{};
  std::size_t size = 0;
  bool readable = true;  ///< digits, '*' and '#' alone, behind a '+' or none; and not longer than there is room
  bool code = false;     ///< there is a '*' or '#'

  void add(std::string_view escaped) noexcept {
    for (EscapedText walk(escaped); const auto c = walk.next();) {
      if (is_separator(*c)) continue;
      code = code || is_code(*c);
      if (size == octets.size() || !(is_digit(*c) || is_code(*c) || (*c == '+' && size == 0))) readable = false;
      if (size < octets.size()) octets[size++] = *c;
    }
  }
  bool has_at(std::size_t at, std::string_view beginning) const noexcept {
    for (const char c : beginning) {
      if (is_separator(c)) continue;
      if (at >= size || octets[at++] != c) return false;
    }
    return true;
  }
  /// At one of the first `places`.
  bool has_one_of(std::string_view beginnings, std::size_t places) const noexcept {
    for (WordList list(beginnings); true;) {
      const std::string_view beginning = list.next();
      if (beginning.empty()) return false;
      for (std::size_t at = 0; at < places; ++at) {
        if (has_at(at, beginning)) return true;
      }
    }
  }
};

bool passes(const Dialled& number, const ReferralPolicy& policy) noexcept {
  // Behind a code ("*31#") another number may stand, and where a code ends only the gateway knows.
  const std::size_t places = number.code ? number.size : 1;
  if (!number.readable || number.has_one_of(policy.refused_numbers, places)) return false;
  return policy.allowed_numbers.empty() || number.has_one_of(policy.allowed_numbers, 1);
}

/// Whether the first octet that is a letter or can be dialled is of the second kind; or all can, letters of the
/// fourth column included, and there is a digit.
bool looks_like_number(std::string_view user) noexcept {
  bool decided = false;
  bool begins = false;
  bool tones_alone = true;
  bool digit = false;
  for (EscapedText walk(user); const auto c = walk.next();) {
    if (is_separator(*c)) continue;
    digit = digit || is_digit(*c);
    tones_alone = tones_alone && (begins_number(*c) || is_tone_letter(*c));
    if (decided || !(begins_number(*c) || is_letter(*c))) continue;
    decided = true;
    begins = begins_number(*c);
  }
  return begins || (tones_alone && digit);
}

/// A local number is dialled within its context (RFC 3966 5.1.5): whether it passes with each that is the beginning
/// of a global number in front of it.
bool passes_in_context(std::string_view parameters, std::string_view number, const ReferralPolicy& policy) noexcept {
  for (ParameterIterator walk(parameters); const auto parameter = walk.next();) {
    if (!equal_ignoring_case(parameter->name, "phone-context")) continue;
    Dialled global;
    global.add(parameter->value);
    if (global.size == 0 || global.octets[0] != '+') continue;  // a domain
    global.add(number);
    if (!passes(global, policy)) return false;
  }
  return true;
}

/// A user part ahead of the parameters of its number, if it has any ("+49;phone-context=x").
std::string_view number_in(std::string_view user) noexcept {
  const std::string_view number = parser::slice(user, 0, user.find(';'));
  return looks_like_number(number) ? number : user;
}

}  // namespace

bool number_may_be_called(const UriView& uri, const ReferralPolicy& policy) noexcept {
  if ((policy.refused_numbers.empty() && policy.allowed_numbers.empty()) || uri.user.empty()) return true;
  const auto kind = uri.parameter("user");  // RFC 3261 19.1.6
  const std::string_view text = number_in(uri.user);
  if (uri.scheme != UriScheme::tel && !(kind && equal_ignoring_case(kind->value, "phone")) &&
      !looks_like_number(text)) {
    return true;
  }
  Dialled number;
  number.add(text);
  if (!passes(number, policy)) return false;
  if (number.size != 0 && number.octets[0] == '+') return true;
  return passes_in_context(uri.parameters, text, policy) &&
         passes_in_context(parser::slice(uri.user, text.size()), text, policy);
}

}  // namespace baton::core
