#include "fuzz/uri_checks.hpp"

#include <string>
#include <vector>

#include "baton/header_values.hpp"
#include "fuzz/address_parts.hpp"
#include "fuzz/value_checks.hpp"

namespace baton::fuzz {
namespace {

void check_parameters(const UriView& uri) {
  std::size_t covered = 0;
  ParameterIterator parameters(uri.parameters);
  while (const auto parameter = parameters.next()) {
    require(inside(parameter->name, uri.parameters) && inside(parameter->value, uri.parameters),
            "a parameter lies inside its URI");
    require(!parameter->name.empty(), "a parameter has a name");
    covered += 1 + parameter->name.size() + (parameter->has_value ? 1 : 0) + parameter->value.size();
    require(covered <= uri.parameters.size(), "the walk over parameters ends");
    require(find_parameter(uri.parameters, parameter->name).has_value(), "a parameter is found by its name");
  }
  require(covered == uri.parameters.size(), "an accepted URI's parameters are all walked");
}

void check_header_escapes(std::string_view value) {
  std::vector<char> plain(value.size());
  const auto unescaped = unescape(value, plain);
  require(static_cast<bool>(unescaped), "an accepted URI's escapes can be undone");
  const std::string_view text(plain.data(), *unescaped);
  std::vector<char> again(text.size() * 3);
  const auto escaped = escape(text, UriPart::header, again);
  require(static_cast<bool>(escaped), "what was unescaped can be escaped");
  std::vector<char> twice(text.size());
  const auto back = unescape({again.data(), *escaped}, twice);
  require(back && std::string_view(twice.data(), *back) == text, "unescape undoes escape");
}

void check_headers(const UriView& uri) {
  std::size_t steps = 0;
  UriHeaderIterator headers(uri.headers);
  while (const auto header = headers.next()) {
    require(inside(header->name, uri.headers) && inside(header->value, uri.headers),
            "a URI's header lies inside the URI");
    check_header_escapes(header->value);
    require(++steps <= uri.headers.size() + 1, "the walk over URI headers ends");
  }
}

}  // namespace

void check_accepted_uri(const UriView& uri) {
  require(!uri.scheme_text.empty(), "an accepted URI has a scheme");
  const Parts parts = parts_of(uri, uri.text);
  const bool sip = uri.scheme == UriScheme::sip || uri.scheme == UriScheme::sips;
  require(!sip || !uri.host.empty(), "an accepted SIP URI has a host");
  require(equal(uri, uri), "a URI equals itself");
  check_parameters(uri);
  check_headers(uri);
  const ExactText alone(uri.text);
  UriView again;
  require(parse_uri(alone.view(), again) == Errc::ok, "an accepted URI is accepted by itself");
  require(parts_of(again, alone.view()) == parts, "an accepted URI reads the same by itself");
  require(equal(uri, again) && equal(again, uri), "a URI equals its copy");
}

}  // namespace baton::fuzz
