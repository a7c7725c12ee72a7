// Equality of URIs: SIP and SIPS by RFC 3261 19.1.4, tel by RFC 3966 4.
#include <array>

#include "baton/header_id.hpp"
#include "baton/uri.hpp"
#include "parser/char_class.hpp"
#include "parser/phone.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

using parser::hex_char;
using parser::hex_value;
using parser::is;
using parser::slice;

enum class Case : std::uint8_t { matters, ignored };

/// A text as the sequence of characters that 19.1.4 compares: an escaped character equals its plain
/// form unless it is reserved.
class Units {
 public:
  Units(std::string_view text, Case fold) noexcept : rest_(text), fold_(fold) {}

  bool done() const noexcept { return rest_.empty(); }

  unsigned next() noexcept {
    char c = rest_.front();
    unsigned escaped = 0;
    std::size_t used = 1;
    if (c == '%' && rest_.size() >= 3 && is(rest_[1], hex_char) && is(rest_[2], hex_char)) {
      c = static_cast<char>(hex_value(rest_[1]) * 16 + hex_value(rest_[2]));
      escaped = is(c, parser::reserved_char) ? 0x100U : 0U;
      used = 3;
    }
    rest_.remove_prefix(used);
    return escaped | static_cast<unsigned char>(fold_ == Case::ignored ? parser::lower(c) : c);
  }

 private:
  std::string_view rest_;
  Case fold_;
};

bool same(std::string_view a, std::string_view b, Case fold) noexcept {
  Units left(a, fold);
  Units right(b, fold);
  while (!left.done() && !right.done()) {
    if (left.next() != right.next()) {
      return false;
    }
  }
  return left.done() && right.done();
}

bool same_host(std::string_view a, std::string_view b) noexcept {
  if (a.starts_with('[') && b.starts_with('[')) {
    const auto left = parse_address(a, 0);
    const auto right = parse_address(b, 0);
    return left && right && *left == *right;
  }
  return parser::same_ignoring_case(a, b);
}

/// How many pairs `walk` yields, up to one more than can be compared.
template <class Iterator>
std::size_t count_of(Iterator walk) noexcept {
  std::size_t count = 0;
  while (count <= uri_parts_compared_max && walk.next()) {
    ++count;
  }
  return count;
}

/// Whether the URI has a password, be it empty: then ":" follows its user.
bool has_password(const UriView& uri) noexcept {
  const std::string_view behind_user = slice(uri.text, uri.scheme_text.size() + 1 + uri.user.size());
  return !uri.user.empty() && !behind_user.empty() && behind_user.front() == ':';
}

bool same_userinfo(const UriView& a, const UriView& b) noexcept {
  return same(a.user, b.user, Case::matters) && has_password(a) == has_password(b) &&
         same(a.password, b.password, Case::matters);
}

/// Parameters that never match their absence.
bool must_be_in_both(std::string_view name) noexcept {
  for (const std::string_view each : {"user", "ttl", "method", "maddr", "transport"}) {
    if (same(name, each, Case::ignored)) {
      return true;
    }
  }
  return false;
}

bool same_name(const ParameterView& a, const ParameterView& b) noexcept {
  return same(a.name, b.name, Case::ignored);
}

/// Values of two parameters of a SIP URI that have the same name.
bool same_value(const ParameterView& a, const ParameterView& b) noexcept {
  if (a.has_value != b.has_value) {
    return false;
  }
  if (same(a.name, "maddr", Case::ignored)) {
    return same_host(a.value, b.value);
  }
  // RFC 3261 7.1, 25.1: the names of methods are in capitals, "invite" is another method.
  const bool method = same(a.name, "method", Case::ignored);
  return same(a.value, b.value, method ? Case::matters : Case::ignored);
}

/// How often a parameter stands somewhere: its name, and its name with its value.
struct Count {
  std::size_t name = 0;
  std::size_t whole = 0;
};

template <class SameValue>
Count count_in(std::string_view parameters, const ParameterView& wanted,
               const SameValue& equal_values) noexcept {
  Count count;
  ParameterIterator walk(parameters);
  while (const auto each = walk.next()) {
    if (same_name(*each, wanted)) {
      ++count.name;
      count.whole += equal_values(*each, wanted) ? 1U : 0U;
    }
  }
  return count;
}

/// Whether `a` tolerates `b`: what stands in both is equal, and nothing that may not be missing is.
/// A parameter may stand once (19.1.1); where one stands more often, it must do so in both.
bool parameters_allow(std::string_view a, std::string_view b) noexcept {
  ParameterIterator walk(a);
  while (const auto mine = walk.next()) {
    const Count theirs = count_in(b, *mine, same_value);
    if (theirs.name == 0 ? must_be_in_both(mine->name)
                         : theirs.whole != count_in(a, *mine, same_value).whole) {
      return false;
    }
  }
  return true;
}

/// Whether there are few enough parts to be compared one by one.
template <class Iterator>
bool comparable(std::string_view a, std::string_view b) noexcept {
  return count_of(Iterator(a)) <= uri_parts_compared_max && count_of(Iterator(b)) <= uri_parts_compared_max;
}

bool same_parameters(std::string_view a, std::string_view b) noexcept {
  return a == b || (comparable<ParameterIterator>(a, b) && parameters_allow(a, b) && parameters_allow(b, a));
}

/// The header that a name in a URI means, long or compact (RFC 3261 7.3.3), `other` if unknown.
HeaderId header_of(std::string_view name) noexcept {
  std::array<char, 32> room;  // longer than any name that is known
  const auto size = unescape(name, room);
  return size ? header_from({room.data(), *size}) : HeaderId::other;
}

bool same_header(const ParameterView& a, const ParameterView& b) noexcept {
  const HeaderId id = header_of(a.name);
  if (id != header_of(b.name) || (id == HeaderId::other && !same_name(a, b))) {
    return false;
  }
  // Case matters in a Call-ID (20.8) and in the body that the name "body" stands for (19.1.1).
  const bool exact = id == HeaderId::call_id || same(a.name, "body", Case::ignored);
  return same(a.value, b.value, exact ? Case::matters : Case::ignored);
}

/// How often `headers` holds `header`.
std::size_t occurrences(std::string_view headers, const ParameterView& header) noexcept {
  std::size_t count = 0;
  UriHeaderIterator walk(headers);
  while (const auto each = walk.next()) {
    count += same_header(*each, header) ? 1U : 0U;
  }
  return count;
}

/// Headers are never ignored, but their order does not matter.
bool same_headers(std::string_view a, std::string_view b) noexcept {
  if (a == b) {
    return true;
  }
  if (!comparable<UriHeaderIterator>(a, b) ||
      count_of(UriHeaderIterator(a)) != count_of(UriHeaderIterator(b))) {
    return false;
  }
  UriHeaderIterator walk(a);
  while (const auto mine = walk.next()) {
    if (occurrences(a, *mine) != occurrences(b, *mine)) {
      return false;
    }
  }
  return true;
}

bool equal_sip(const UriView& a, const UriView& b) noexcept {
  return a.port == b.port && same_userinfo(a, b) && same_host(a.host, b.host) &&
         same_parameters(a.parameters, b.parameters) && same_headers(a.headers, b.headers);
}

/// RFC 3966 4: visual separators and case do not count.
bool same_number(std::string_view a, std::string_view b) noexcept {
  for (;;) {
    while (!a.empty() && parser::is_visual_separator(a.front())) {
      a.remove_prefix(1);
    }
    while (!b.empty() && parser::is_visual_separator(b.front())) {
      b.remove_prefix(1);
    }
    if (a.empty() || b.empty() || parser::lower(a.front()) != parser::lower(b.front())) {
      return a.empty() && b.empty();
    }
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
}

/// Values of two parameters of a tel URI that have the same name.
bool same_tel_value(const ParameterView& a, const ParameterView& b) noexcept {
  if (a.has_value != b.has_value) {
    return false;
  }
  const bool context = parser::is_word(a.name, "phone-context");
  const bool digits = context && a.value.starts_with('+') && b.value.starts_with('+');
  return digits || parser::is_word(a.name, "ext") ? same_number(a.value, b.value)
                                                  : same(a.value, b.value, Case::ignored);
}

/// Every parameter stands in both (RFC 3966 4), as often.
bool tel_parameters_match(std::string_view a, std::string_view b) noexcept {
  ParameterIterator walk(a);
  while (const auto mine = walk.next()) {
    const Count theirs = count_in(b, *mine, same_tel_value);
    if (theirs.name == 0 || theirs.whole != count_in(a, *mine, same_tel_value).whole) {
      return false;
    }
  }
  return true;
}

bool equal_tel(const UriView& a, const UriView& b) noexcept {
  return same_number(a.user, b.user) &&
         (a.parameters == b.parameters || (comparable<ParameterIterator>(a.parameters, b.parameters) &&
                                           tel_parameters_match(a.parameters, b.parameters) &&
                                           tel_parameters_match(b.parameters, a.parameters)));
}

}  // namespace

bool equal(const UriView& a, const UriView& b) noexcept {
  if (a.scheme != b.scheme) {
    return false;
  }
  switch (a.scheme) {
    case UriScheme::sip:
    case UriScheme::sips: return equal_sip(a, b);
    case UriScheme::tel: return equal_tel(a, b);
    case UriScheme::other: break;
  }
  return a.text == b.text;
}

std::optional<ParameterView> UriHeaderIterator::next() noexcept {
  if (rest_.empty()) {
    return std::nullopt;
  }
  const std::size_t end = rest_.find('&');
  const std::string_view pair = slice(rest_, 0, end);
  rest_ = end == std::string_view::npos ? std::string_view{} : slice(rest_, end + 1);
  const std::size_t equals = pair.find('=');
  ParameterView header;
  header.name = slice(pair, 0, equals);
  if (equals != std::string_view::npos) {
    header.has_value = true;
    header.value = slice(pair, equals + 1);
  }
  return header;
}

}  // namespace baton
