#include "parser/strict_values.hpp"

#include <array>

#include "baton/tel.hpp"
#include "parser/cursor.hpp"
#include "parser/host_reader.hpp"
#include "parser/slice.hpp"

namespace baton::parser {
namespace {

/// The first parameter that has the name of one before it, or a null view. A value of many thousand
/// parameters must not cost their square: each is compared with the 64 before it.
std::string_view repeated_name(std::string_view parameters) noexcept {
  std::array<std::string_view, 64> before;
  std::size_t count = 0;
  ParameterIterator walk(parameters);
  while (const auto parameter = walk.next()) {
    const std::size_t kept = count < before.size() ? count : before.size();
    for (std::size_t index = 0; index < kept; ++index) {
      if (same_ignoring_case(before[index], parameter->name)) {
        return parameter->name;
      }
    }
    before[count++ % before.size()] = parameter->name;
  }
  return {};
}

bool is_run_of(std::string_view text, ClassBits bits) noexcept {
  for (const char c : text) {
    if (!is(c, bits)) {
      return false;
    }
  }
  return !text.empty();
}

/// host, as the reader has it: what is tolerated in one is not asked here.
bool is_host(std::string_view text) noexcept {
  Cursor cursor(text);
  std::string_view host;
  return read_host(cursor, host) == Errc::ok && cursor.done();
}

/// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
bool is_qvalue(std::string_view text) noexcept {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) {
    return false;
  }
  if (text.size() > 1 && text[1] != '.') {
    return false;
  }
  for (std::size_t at = 2; at < text.size(); ++at) {
    if (text[0] == '1' ? text[at] != '0' : !is(text[at], digit_char)) {
      return false;
    }
  }
  return true;
}

/// The brackets of a URI such as "http://[2001:db8::1]:80/a" belong to the IPv6reference of its
/// authority: srvr = [ [ userinfo "@" ] hostport ] (RFC 3261 25.1). Returns what follows them.
std::string_view behind_ipv6_authority(std::string_view hierarchical) noexcept {
  if (!begins_with(hierarchical, "//")) {
    return hierarchical;
  }
  const std::size_t open = hierarchical.find('[');
  const std::size_t close = hierarchical.find(']');
  const std::string_view before = slice(hierarchical, 2, open == std::string_view::npos ? 0 : open - 2);
  const bool opens_host = before.empty() || before.back() == '@';
  if (!opens_host || open == std::string_view::npos || close == std::string_view::npos || close < open ||
      before.find_first_of("/?") != std::string_view::npos ||
      !parse_address(slice(hierarchical, open, close + 1 - open), 0)) {
    return hierarchical;
  }
  const std::string_view behind = slice(hierarchical, close + 1);
  const bool host_ends = behind.empty() || behind[0] == ':' || behind[0] == '/' || behind[0] == '?';
  return host_ends ? behind : hierarchical;
}

/// Those whose value is a token and never a host: via-branch, tag-param, from-tag, to-tag, the "id"
/// of Event.
bool is_token_alone(std::string_view name, HeaderId id) noexcept {
  return is_word(name, "branch") || is_word(name, "tag") || is_word(name, "from-tag") ||
         is_word(name, "to-tag") || (id == HeaderId::event && is_word(name, "id"));
}

/// ttl = 1*3DIGIT ; 0 to 255
bool is_ttl(std::string_view text) noexcept {
  std::uint32_t number = 0;
  return text.size() <= 3 && parse_number(text, number) == Errc::ok && number <= 255;
}

/// What the production of its own says outweighs that a generic-param may be almost anything.
bool is_of_its_production(const ParameterView& parameter, HeaderId id) noexcept {
  const auto [name, value, has_value, quoted] = parameter;
  if (id == HeaderId::contact && is_word(name, "q")) {
    return !quoted && is_qvalue(value);
  }
  if (id == HeaderId::contact && is_word(name, "expires")) {
    return !quoted && is_run_of(value, digit_char);
  }
  if (id == HeaderId::via && is_word(name, "ttl")) {
    return !quoted && is_ttl(value);
  }
  if (id == HeaderId::via && is_word(name, "maddr")) {
    return !quoted && is_host(value);
  }
  if (id == HeaderId::content_type) {  // m-parameter = m-attribute EQUAL m-value
    return has_value && (quoted || is_run_of(value, token_char));
  }
  if (!has_value || quoted || is_run_of(value, token_char)) {
    return true;
  }
  return !is_token_alone(name, id) && value.front() == '[' && is_host(value);
}

constexpr Fault at(Errc code, std::string_view text) noexcept {
  return {code, text.data()};
}

}  // namespace

Fault StrictValues::check_host(std::string_view host) const noexcept {
  if (host.find(':') != std::string_view::npos) {
    const std::size_t colons = host.find(":::");
    return refuses(Tolerance::third_colon) && colons != std::string_view::npos
               ? at(Errc::bad_address, slice(host, colons))
               : Fault{};
  }
  const std::size_t underscore = host.find('_');
  if (refuses(Tolerance::host_underscores) && underscore != std::string_view::npos) {
    return at(Errc::bad_uri, slice(host, underscore));
  }
  // hostname = *( domainlabel "." ) toplabel [ "." ]; toplabel begins with ALPHA.
  const std::string_view labels = slice(host, 0, host.size() - (!host.empty() && host.back() == '.' ? 1 : 0));
  const std::size_t dot = labels.rfind('.');
  const std::string_view top = slice(labels, dot == std::string_view::npos ? 0 : dot + 1);
  const bool name = !is_run_of(top, digit_char);
  return refuses(Tolerance::host_digit_first) && name && !top.empty() && is(top.front(), digit_char)
             ? at(Errc::bad_uri, top)
             : Fault{};
}

Fault StrictValues::check_uri(const UriView& uri) const noexcept {
  if (uri.scheme == UriScheme::other) {
    const std::string_view rest = behind_ipv6_authority(slice(uri.text, uri.scheme_text.size() + 1));
    const std::size_t bracket = rest.find_first_of("[]");
    return refuses(Tolerance::uri_brackets) && bracket != std::string_view::npos
               ? at(Errc::bad_uri, slice(rest, bracket))
               : Fault{};
  }
  if (uri.scheme == UriScheme::tel) {
    TelView tel;
    if (refuses(Tolerance::loose_telephone) && parse_tel(uri, tel) != Errc::ok) {
      return at(Errc::bad_uri, uri.user);
    }
  } else if (const Fault fault = check_host(uri.host)) {
    return fault;
  }
  if (refuses(Tolerance::repeated_parameters)) {
    if (const std::string_view name = repeated_name(uri.parameters); !name.empty()) {
      return at(Errc::bad_uri, name);
    }
  }
  return {};
}

Fault StrictValues::check_address(std::string_view value, const NameAddrView& address,
                                  HeaderId id) const noexcept {
  if (address.star) {
    return {};
  }
  // display-name = *( token LWS ) / quoted-string
  const bool tokens = !address.display_name.empty() && value.front() != '"';
  if (refuses(Tolerance::unspaced_display_name) && tokens) {
    const char* const end = address.display_name.data() + address.display_name.size();
    if (*end == '<') {
      return {Errc::bad_header_value, end};
    }
  }
  if (refuses(Tolerance::unbracketed_uri) && !address.bracketed) {
    if (const std::size_t mark = address.uri_text.find_first_of("?,"); mark != std::string_view::npos) {
      return at(Errc::bad_header_value, slice(address.uri_text, mark));
    }
  }
  if (const Fault fault = check_uri(address.uri)) {
    return fault;
  }
  return check_parameters(address.parameters, id);
}

Fault StrictValues::check_via(const ViaView& via) const noexcept {
  if (const Fault fault = check_host(via.host)) {
    return {fault.code == Errc::bad_uri ? Errc::bad_header_value : fault.code, fault.where};
  }
  return check_parameters(via.parameters, HeaderId::via);
}

Fault StrictValues::check_parameters(std::string_view parameters, HeaderId id) const noexcept {
  ParameterIterator walk(parameters);
  while (const auto parameter = walk.next()) {
    if (const Fault fault = check_parameter(*parameter, id)) {
      return fault;
    }
  }
  if (refuses(Tolerance::repeated_parameters)) {
    if (const std::string_view name = repeated_name(parameters); !name.empty()) {
      return at(Errc::bad_header_value, name);
    }
  }
  return {};
}

/// via-received = "received" EQUAL ( IPv4address / IPv6address )
Fault StrictValues::check_received(std::string_view value) const noexcept {
  if (refuses(Tolerance::received_in_brackets) && value.front() == '[') {
    return at(Errc::bad_address, value);
  }
  return check_host(value);
}

Fault StrictValues::check_parameter(const ParameterView& parameter, HeaderId id) const noexcept {
  const std::string_view name = parameter.name;
  const std::string_view value = parameter.value;
  const bool via = id == HeaderId::via;
  if (via && is_word(name, "received")) {
    return check_received(value);
  }
  const bool expires = id == HeaderId::contact && is_word(name, "expires");
  std::uint32_t number = 0;
  if (refuses(Tolerance::large_expires) && expires && is_run_of(value, digit_char) &&
      parse_number(value, number) != Errc::ok) {
    return at(Errc::bad_number, value);
  }
  if (via && is_word(name, "maddr") && is_host(value)) {
    return check_host(value);
  }
  if (!refuses(Tolerance::loose_parameters) || is_of_its_production(parameter, id)) {
    return {};
  }
  return at(Errc::bad_header_value, value.empty() ? name : value);
}

}  // namespace baton::parser
