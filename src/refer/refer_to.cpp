#include "src/refer/refer_to.hpp"

#include <array>

#include "baton/header_values.hpp"
#include "src/refer/refer_target.hpp"

namespace baton::core {
namespace {

/// RFC 3261 25.1.
bool is_token(std::string_view text) noexcept {
  for (const char c : text) {
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!alphanumeric && std::string_view("-.!%*_+`'~").find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

bool has_header(const UriView& uri, std::string_view name) noexcept {
  UriHeaderIterator walk(uri.headers);
  while (auto header = walk.next()) {
    if (equal_ignoring_case(header->name, name)) return true;
  }
  return false;
}

void add_escaped(TextJoiner& joined, std::string_view text) noexcept {
  const auto written = escape(text, UriPart::header, joined.rest());
  if (written) joined.took(*written);
  else joined.fail(written.error());
}

}  // namespace

Errc compose_refer_to(std::string_view uri, std::string_view method, const ReplacesTexts* replaced,
                      TextJoiner& into, std::string_view& refer_to) noexcept {
  UriView parsed;
  if (parse_uri(uri, parsed) != Errc::ok) return Errc::bad_uri;
  if (method.empty() && replaced == nullptr) {
    refer_to = uri;
    return Errc::ok;
  }
  if (parsed.scheme != UriScheme::sip && parsed.scheme != UriScheme::sips) return Errc::unsupported_uri;
  if (!method.empty() && (!is_token(method) || parsed.parameter("method"))) return Errc::bad_uri;
  if (replaced != nullptr && has_header(parsed, "Replaces")) return Errc::bad_uri;
  const bool headers = !parsed.headers.empty();
  const std::size_t begin = into.size();
  const std::size_t end = headers ? static_cast<std::size_t>(parsed.headers.data() - uri.data()) - 1 : uri.size();
  into.add(parser::slice(uri, 0, end));
  if (!method.empty()) {
    into.add(";method=");
    into.add(method);
  }
  if (headers) into.add(parser::slice(uri, end));
  if (replaced != nullptr) {
    into.add(headers ? "&Replaces=" : "?Replaces=");
    // What the target has for its own tag is the peer's for us (RFC 3891 3).
    add_escaped(into, replaced->call_id);
    add_escaped(into, ";to-tag=");
    add_escaped(into, replaced->remote_tag);
    add_escaped(into, ";from-tag=");
    add_escaped(into, replaced->local_tag);
  }
  if (into.error() != Errc::ok) return into.error();
  refer_to = parser::slice(into.text(), begin);
  return Errc::ok;
}

Errc bare_target(std::string_view uri, TextJoiner& into, std::string_view& target) noexcept {
  ReferTarget peer;
  if (parse_uri(uri, peer.uri) != Errc::ok) return Errc::bad_uri;
  if (const auto method = peer.uri.parameter("method")) peer.method = method->value;
  const Errc error = request_uri_of(peer, into.rest(), target);
  if (error == Errc::ok && target.data() == into.rest().data()) into.took(target.size());
  return error;
}

bool names_user_of(std::string_view text, std::string_view uri) noexcept {
  UriView peer;
  if (text.empty() || parse_uri(uri, peer) != Errc::ok || peer.user.empty()) return false;
  if (text == peer.user) return true;
  std::array<char, 128> escaped;
  const auto size = escape(text, UriPart::user, escaped);
  return size && std::string_view{escaped.data(), *size} == peer.user;
}

bool is_anonymous(std::string_view uri) noexcept {
  UriView parsed;
  return parse_uri(uri, parsed) == Errc::ok && equal_ignoring_case(parsed.host, "anonymous.invalid");
}

}  // namespace baton::core
