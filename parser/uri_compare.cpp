// Equality of URIs, RFC 3261 19.1.4.
#include "baton/uri.hpp"
#include "parser/char_class.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

using parser::slice;

using parser::hex_char;
using parser::hex_value;
using parser::is;

enum class Case : std::uint8_t { matters, ignored };

/// Comparing n parameters costs n * n steps, and a stranger chooses n: URIs with more of them are
/// equal only octet by octet.
constexpr std::size_t compared_parts_max = 64;

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
  while (count <= compared_parts_max && walk.next()) {
    ++count;
  }
  return count;
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

/// `find_parameter` for a name that may be escaped.
std::optional<ParameterView> find_escaped(std::string_view parameters,
                                          std::string_view name) noexcept {
  ParameterIterator walk(parameters);
  while (auto parameter = walk.next()) {
    if (same(parameter->name, name, Case::ignored)) {
      return parameter;
    }
  }
  return std::nullopt;
}

/// Whether `a` tolerates `b`: what stands in both is equal, and nothing that may not be missing is.
bool parameters_allow(std::string_view a, std::string_view b) noexcept {
  ParameterIterator walk(a);
  while (const auto mine = walk.next()) {
    const auto other = find_escaped(b, mine->name);
    if (!other) {
      if (must_be_in_both(mine->name)) {
        return false;
      }
    } else if (mine->has_value != other->has_value ||
               !same(mine->value, other->value, Case::ignored)) {
      return false;
    }
  }
  return true;
}

bool same_parameters(std::string_view a, std::string_view b) noexcept {
  if (a == b) {
    return true;
  }
  return count_of(ParameterIterator(a)) <= compared_parts_max &&
         count_of(ParameterIterator(b)) <= compared_parts_max && parameters_allow(a, b) &&
         parameters_allow(b, a);
}

/// How often `headers` holds `header`.
std::size_t occurrences(std::string_view headers, const ParameterView& header) noexcept {
  std::size_t count = 0;
  UriHeaderIterator walk(headers);
  while (const auto each = walk.next()) {
    if (same(each->name, header.name, Case::ignored) &&
        same(each->value, header.value, Case::ignored)) {
      ++count;
    }
  }
  return count;
}

/// Headers are never ignored, but their order does not matter.
bool same_headers(std::string_view a, std::string_view b) noexcept {
  if (a == b) {
    return true;
  }
  const std::size_t count = count_of(UriHeaderIterator(a));
  if (count > compared_parts_max || count != count_of(UriHeaderIterator(b))) {
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

}  // namespace

bool equal(const UriView& a, const UriView& b) noexcept {
  const bool sip = a.scheme == UriScheme::sip || a.scheme == UriScheme::sips;
  if (a.scheme != b.scheme || !sip) {
    return a.scheme == b.scheme && a.text == b.text;
  }
  return a.port == b.port && same(a.user, b.user, Case::matters) &&
         same(a.password, b.password, Case::matters) && same_host(a.host, b.host) &&
         same_parameters(a.parameters, b.parameters) && same_headers(a.headers, b.headers);
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
