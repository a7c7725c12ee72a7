#include "src/refer/refer_target.hpp"

#include <array>

#include "baton/header_values.hpp"
#include "parser/slice.hpp"
#include "src/dialog/text_joiner.hpp"

namespace baton::core {
namespace {

void add_escaped_user(TextJoiner& joined, std::string_view user) noexcept {
  const auto written = escape(user, UriPart::user, joined.rest());
  if (written)
    joined.took(*written);
  else
    joined.fail(written.error());
}

bool names_scheme(std::string_view text, std::string_view scheme) noexcept {
  return text.size() > scheme.size() && text[scheme.size()] == ':' &&
         equal_ignoring_case(parser::slice(text, 0, scheme.size()), scheme);
}

/// "host:port" of a sip URI, as it stands there.
std::string_view domain_of(const UriView& uri) noexcept {
  const auto begin = static_cast<std::size_t>(uri.host.data() - uri.text.data());
  const std::size_t end = uri.text.find_first_of(";?", begin);
  return parser::slice(uri.text, begin, end == std::string_view::npos ? end : end - begin);
}

/// A header that may pass from a Refer-To URI into the INVITE; else `other`.
HeaderId passing_header(std::string_view name) noexcept {
  struct Row {
    std::string_view name;
    HeaderId id;
  };
  constexpr Row rows[] = {{"Replaces", HeaderId::replaces},
                          {"Require", HeaderId::require},
                          {"Accept-Contact", HeaderId::accept_contact},
                          {"User-to-User", HeaderId::user_to_user},
                          {"Target-Dialog", HeaderId::target_dialog}};
  for (const Row& row : rows) {
    if (equal_ignoring_case(row.name, name)) return row.id;
  }
  return HeaderId::other;
}

/// Whether an escaped value holds what would end its line.
bool holds_control(std::string_view escaped) noexcept {
  for (EscapedText octets(escaped); const auto octet = octets.next();) {
    const auto code = static_cast<unsigned char>(*octet);
    if ((code < 0x20 && code != '\t') || code == 0x7f) return true;
  }
  return false;
}

}  // namespace

Errc complete_target(std::string_view text, std::string_view account_uri, std::span<char> into,
                     std::string_view& uri) noexcept {
  if (text.size() > 2 && text.front() == '<' && text.back() == '>')
    text = parser::slice(text, 1, text.size() - 2);
  if (text.empty()) return Errc::bad_uri;
  UriView parsed;
  if (names_scheme(text, "sip") || names_scheme(text, "sips") || names_scheme(text, "tel")) {
    if (const Errc error = parse_uri(text, parsed); error != Errc::ok) return Errc::bad_uri;
    uri = text;
    return Errc::ok;
  }
  TextJoiner joined(into);
  joined.add("sip:");
  if (text.find('@') != std::string_view::npos) {
    joined.add(text);
  } else {
    if (text.find_first_of(":/?<>\" \t\r\n") != std::string_view::npos) {
      return parse_uri(text, parsed) == Errc::ok ? Errc::unsupported_uri : Errc::bad_uri;
    }
    UriView account;
    if (parse_uri(account_uri, account) != Errc::ok) return Errc::bad_uri;
    add_escaped_user(joined, text);
    joined.add("@");
    joined.add(domain_of(account));
  }
  if (joined.error() != Errc::ok) return joined.error() == Errc::injection ? Errc::bad_uri : joined.error();
  if (parse_uri(joined.text(), parsed) != Errc::ok) return Errc::bad_uri;
  uri = joined.text();
  return Errc::ok;
}

std::optional<char> EscapedText::next() noexcept {
  if (rest_.empty()) return std::nullopt;
  char c = rest_.front();
  std::size_t taken = 1;
  if (c == '%' && rest_.size() >= 3) {
    taken = 3;
    const auto digit = [&](std::size_t at) {
      const char d = rest_[at];
      return d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10;
    };
    c = static_cast<char>(digit(1) * 16 + digit(2));
  }
  rest_ = parser::slice(rest_, taken);
  return c;
}

std::optional<std::string_view> TokenList::next() noexcept {
  while (!rest_.empty()) {
    const std::size_t comma = rest_.find(',');
    std::string_view word = parser::slice(rest_, 0, comma);
    rest_ = comma == std::string_view::npos ? std::string_view{} : parser::slice(rest_, comma + 1);
    const std::size_t begin = word.find_first_not_of(" \t");
    if (begin == std::string_view::npos) continue;
    return parser::slice(word, begin, word.find_last_not_of(" \t") + 1 - begin);
  }
  return std::nullopt;
}

void read_target(const UriView& uri, ReferTarget& target) noexcept {
  target = {};
  target.uri = uri;
  if (const auto method = uri.parameter("method")) target.method = method->value;
  unsigned seen = 0;
  UriHeaderIterator walk(uri.headers);
  while (auto header = walk.next()) {
    const HeaderId id = passing_header(header->name);
    const unsigned bit = 1U << (id == HeaderId::replaces ? 0 : id == HeaderId::require ? 1 : 2);
    const bool once = id != HeaderId::accept_contact && id != HeaderId::user_to_user;
    if (id == HeaderId::other || (once && (seen & bit) != 0) || holds_control(header->value)) {
      target.other_headers = true;
      continue;
    }
    if (once) seen |= bit;
    if (id == HeaderId::replaces) target.replaces = header->value;
    if (id == HeaderId::require) target.require = header->value;
  }
}

Errc read_refer_target(std::string_view refer_to, ReferTarget& target) noexcept {
  target = {};
  NameAddrView value;
  if (const Errc error = parse_name_addr(refer_to, value); error != Errc::ok) return error;
  read_target(value.uri, target);
  return Errc::ok;
}

void write_target_headers(MessageWriter& writer, std::string_view uri_headers) noexcept {
  UriHeaderIterator walk(uri_headers);
  while (auto header = walk.next()) {
    const HeaderId id = passing_header(header->name);
    if (id == HeaderId::other || id == HeaderId::replaces) continue;
    if (id == HeaderId::require) {
      std::array<char, 96> text{};
      const auto size = unescape(header->value, text);
      for (TokenList list({text.data(), size ? *size : 0}); const auto tag = list.next();) {
        if (!equal_ignoring_case(*tag, "replaces")) writer.header(HeaderId::require, {*tag});
      }
      continue;
    }
    writer.begin(id);
    for (EscapedText octets(header->value); const auto octet = octets.next();) writer.add({&*octet, 1});
    writer.end();
  }
}

Errc sip_uri_of_tel(const UriView& tel, std::string_view account_uri, std::span<char> into,
                    std::string_view& uri) noexcept {
  UriView account;
  if (tel.scheme != UriScheme::tel || parse_uri(account_uri, account) != Errc::ok) return Errc::bad_uri;
  TextJoiner joined(into);
  joined.add(account.scheme == UriScheme::sips ? "sips:" : "sip:");
  // The parameters of the number belong to the user; what is escaped stays so.
  for (std::string_view rest = parser::slice(tel.text, tel.scheme_text.size() + 1); !rest.empty();) {
    const std::size_t escaped = rest.find('%');
    add_escaped_user(joined, parser::slice(rest, 0, escaped));
    if (escaped == std::string_view::npos) break;
    joined.add("%");
    rest = parser::slice(rest, escaped + 1);
  }
  joined.add("@");
  joined.add(domain_of(account));
  joined.add(";user=phone");
  if (joined.error() != Errc::ok) return joined.error() == Errc::injection ? Errc::bad_uri : joined.error();
  uri = joined.text();
  return Errc::ok;
}

std::string_view without_headers(const UriView& uri) noexcept {
  if (uri.headers.data() == nullptr) return uri.text;
  return parser::slice(uri.text, 0, static_cast<std::size_t>(uri.headers.data() - uri.text.data()) - 1);
}

Errc request_uri_of(const ReferTarget& target, std::span<char> into, std::string_view& uri) noexcept {
  const std::string_view whole = without_headers(target.uri);
  if (target.method.empty() && !target.uri.parameter("method")) {
    uri = whole;
    return Errc::ok;
  }
  TextJoiner joined(into);
  joined.add(parser::slice(whole, 0, static_cast<std::size_t>(target.uri.parameters.data() - whole.data())));
  std::string_view rest = target.uri.parameters;
  while (!rest.empty()) {
    const std::size_t next = rest.find(';', 1);
    const std::string_view parameter = parser::slice(rest, 0, next);
    rest = next == std::string_view::npos ? std::string_view{} : parser::slice(rest, next);
    const std::string_view name = parser::slice(parameter, 1, parameter.find('=') - 1);
    if (!equal_ignoring_case(name, "method")) joined.add(parameter);
  }
  if (joined.error() != Errc::ok) return joined.error() == Errc::injection ? Errc::bad_uri : joined.error();
  uri = joined.text();
  return Errc::ok;
}

}  // namespace baton::core
