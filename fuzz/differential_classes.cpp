#include "fuzz/differential_classes.hpp"

#include <algorithm>
#include <array>

#include "baton/uri.hpp"
#include "fuzz/round_trip.hpp"

namespace baton::fuzz {
namespace {

/// A disagreement and who is right by what; '*' stands for any text. README.md says more of each.
struct Class {
  std::string_view pattern;
  std::string_view verdict;
};

constexpr std::array classes{
    // What Baton refuses and others take. Each has its rule in Baton's verdict.
    Class{"* accept: bad_address", "Baton: RFC 3261 25.1, IPv4address, IPv6reference"},
    Class{"* accept: bad_character",
          "Baton: RFC 3261 25.1, no control character in a value; CR and LF only as CRLF"},
    Class{"* accept: bad_content_length", "Baton: RFC 3261 18.3, 20.14"},
    Class{"* accept: bad_escape", "Baton: RFC 3261 25.1, escaped"},
    Class{"* accept: bad_header_name", "Baton: RFC 3261 7.3.1, header-name is a token before a colon"},
    Class{"* accept: bad_header_value", "Baton: the header's production; see the verdict"},
    Class{"* accept: bad_method", "Baton: RFC 3261 25.1, Method is a token"},
    Class{"* accept: bad_number", "Baton: 1*DIGIT below 2^32, a port below 65536 (RFC 3261 25.1, 8.1.1.5)"},
    Class{"* accept: bad_quoted_string", "Baton: RFC 3261 25.1, quoted-string"},
    Class{"* accept: bad_request_uri", "Baton: RFC 3261 25.1, Request-Line"},
    Class{"* accept: bad_start_line", "Baton: RFC 3261 7.1, 7.2, single SPs"},
    Class{"* accept: bad_status_code", "Baton: RFC 3261 25.1, Status-Code"},
    Class{"* accept: bad_uri", "Baton: RFC 3261 19.1.1, 25.1"},
    Class{"* accept: bad_version", "Baton: RFC 3261 7.1, 21.5.6: answered with 505"},
    Class{"* accept: method_mismatch", "Baton: RFC 3261 8.1.1.5"},
    Class{"* accept: missing_header", "Baton: RFC 3261 8.1.1, 8.2.6.2"},
    Class{"* accept: repeated_header", "Baton: RFC 3261 7.3.1, one value only"},
    Class{"* accept: truncated", "Baton: RFC 3261 7, the empty line is mandatory"},
    Class{"* accept: empty_message", "Baton: RFC 3261 7"},
    Class{"* accept: message_too_long", "both: a limit of Baton's, 65,535 octets"},
    Class{"* accept: too_many_headers", "both: a limit of the caller's"},

    // What Baton takes and others refuse, by what is particular about the message.
    Class{"* refuse*: white space in a Via", "Baton: RFC 3261 25.1, SLASH, COLON, SEMI and EQUAL have SWS"},
    Class{"* refuse*: a Via of another protocol",
          "Baton: RFC 3261 25.1, protocol-name and protocol-version are tokens"},
    Class{"* refuse*: a URI of another scheme",
          "Baton: RFC 3261 25.1, absoluteURI; where it holds [ or ], the peer"},
    Class{"* refuse*: a scheme without parameters",
          "the peer: RFC 3261 25.1; RFC 7235 2.1 has such challenges"},
    Class{"* refuse*: an extension method",
          "Baton: RFC 3261 25.1, extension-method, in a response's CSeq as well"},
    Class{"* refuse*: a fold", "Baton: RFC 3261 7.3.1"},
    Class{"* refuse*: an empty password", "Baton: RFC 3261 25.1, password = *( unreserved / ... )"},
    Class{"* refuse*: beyond the grammar", "the peer; Baton has a tolerance for it, which can be turned off"},

    // What both take and read in two ways.
    Class{"* undoes escapes of *", "both: the same URI (RFC 3261 19.1.4); Baton hands out what stands there"},
    Class{"oSIP2 reads otherwise: *URI", "Baton: %00 is an octet (RFC 3261 25.1), not the end of the user"},
    Class{"* reads a URI of another scheme otherwise",
          "Baton: an absoluteURI has no user and host for SIP (RFC 3261 25.1)"},
    Class{"* writes in another case: *", "both: tokens are compared without case (RFC 3261 7.3.1)"},
    Class{"oSIP2 adds Content-Length", "Baton: a message without Content-Length has none (RFC 3261 18.3)"},
    Class{"libre adds *", "Baton: libre knows a header by a hash of its name, and another name may have it"},
    Class{"* Subscription-State", "neither: a loose value (RFC 6665 8.2.3), which each reads in its own way"},
    Class{"Sofia-SIP reads otherwise: Via",
          "Baton: a protocol of another length moves what the adapter cuts"},
    Class{"libre reads otherwise: Via", "Baton: libre names the transports that it has, and \"???\""},
    Class{"libre leaves out Via", "Baton: white space in a Via is not looked for (RFC 3261 25.1)"},
    Class{"oSIP2 reads otherwise: Via", "neither: a parameter that stands twice (RFC 3261 7.3.1)"},
    Class{"oSIP2 leaves out *", "Baton: oSIP2 drops an address that it cannot read, and takes the message"},
    Class{"oSIP2 reads otherwise: *Route", "Baton: the list without the address that was dropped"},
    Class{"oSIP2 adds *Route", "Baton: the list without the address that was dropped"},
};

bool matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) {
    return pattern == name;
  }
  if (name.substr(0, star) != pattern.substr(0, star)) {
    return false;
  }
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= name.size(); ++at) {
    if (matches(rest, name.substr(at))) {
      return true;
    }
  }
  return false;
}

bool has_uri_of_other_scheme(const MessageView& message) {
  UriView target;
  if (message.is_request() && parse_uri(message.request_uri(), target) == Errc::ok &&
      target.scheme != UriScheme::sip && target.scheme != UriScheme::sips) {
    return true;
  }
  for (const HeaderId id : {HeaderId::from, HeaderId::to, HeaderId::contact, HeaderId::route,
                            HeaderId::record_route, HeaderId::refer_to, HeaderId::referred_by}) {
    auto walk = message.values(id);
    while (const auto value = walk.next()) {
      NameAddrView address;
      if (parse_name_addr(*value, address) == Errc::ok && !address.star &&
          address.uri.scheme != UriScheme::sip && address.uri.scheme != UriScheme::sips) {
        return true;
      }
    }
  }
  return false;
}

bool holds(std::string_view text, std::string_view what) {
  return text.find(what) != std::string_view::npos;
}

/// A Via with white space where the grammar has SLASH, COLON, SEMI or EQUAL, or a fold.
bool has_spaced_via(const MessageView& message) {
  auto walk = message.values(HeaderId::via);
  while (const auto value = walk.next()) {
    for (const std::string_view space :
         {" /", "/ ", " :", ": ", " ;", "; ", " =", "= ", "\t", "\r\n", "  "}) {
      if (holds(*value, space)) {
        return true;
      }
    }
  }
  return false;
}

bool has_other_protocol(const MessageView& message) {
  auto walk = message.values(HeaderId::via);
  while (const auto value = walk.next()) {
    if (value->substr(0, 8) != "SIP/2.0/") {
      return true;
    }
  }
  return false;
}

/// Whether the message breaks a production, and is accepted by one of Baton's tolerances.
bool is_beyond_the_grammar(const MessageView& message) {
  std::array<HeaderEntry, index_room> index;
  MessageView strict;
  ParseOptions options;
  options.tolerances = Tolerances::none();
  return parse_message(message.bytes(), index, strict, options).code != Errc::ok;
}

/// "Proxy-Authenticate: NTLM", as some ask for a scheme: RFC 3261 25.1 has no challenge without parameters.
bool has_bare_challenge(const MessageView& message) {
  for (const HeaderId id : {HeaderId::www_authenticate, HeaderId::proxy_authenticate, HeaderId::authorization,
                            HeaderId::proxy_authorization}) {
    auto walk = message.values(id);
    while (const auto value = walk.next()) {
      if (!holds(*value, " ") && !holds(*value, "\t")) {
        return true;
      }
    }
  }
  return false;
}

bool has_fold(const MessageView& message) {
  return std::any_of(message.headers().begin(), message.headers().end(),
                     [&](const HeaderEntry& entry) { return holds(message.value_of(entry), "\r\n"); });
}

}  // namespace

bool is_known(std::string_view name) {
  return std::any_of(classes.begin(), classes.end(),
                     [name](const Class& each) { return matches(each.pattern, name); });
}

std::string_view reason_to_refuse(const MessageView& message) {
  if (is_beyond_the_grammar(message)) {
    return "beyond the grammar";
  }
  if (has_bare_challenge(message)) {
    return "a scheme without parameters";
  }
  if (message.method() == Method::other) {
    return "an extension method";
  }
  if (has_spaced_via(message)) {
    return "white space in a Via";
  }
  if (has_uri_of_other_scheme(message)) {
    return "a URI of another scheme";
  }
  if (has_other_protocol(message)) {
    return "a Via of another protocol";
  }
  if (has_fold(message)) {
    return "a fold";
  }
  if (holds(message.bytes(), ":@")) {
    return "an empty password";
  }
  return "unexplained";
}

}  // namespace baton::fuzz
