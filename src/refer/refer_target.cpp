#include "src/refer/refer_target.hpp"

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

Errc read_refer_target(std::string_view refer_to, ReferTarget& target) noexcept {
  target = {};
  NameAddrView value;
  if (const Errc error = parse_name_addr(refer_to, value); error != Errc::ok) return error;
  target.uri = value.uri;
  if (const auto method = value.uri.parameter("method")) target.method = method->value;
  UriHeaderIterator walk(value.uri.headers);
  while (auto header = walk.next()) {
    if (equal_ignoring_case(header->name, "Replaces") && target.replaces.empty()) {
      target.replaces = header->value;
    } else {
      target.other_headers = true;
    }
  }
  return Errc::ok;
}

Errc request_uri_of(const ReferTarget& target, std::span<char> into, std::string_view& uri) noexcept {
  const std::string_view whole = parser::slice(target.uri.text, 0, target.uri.text.find('?'));
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
