#include "fuzz/differential_classes.hpp"

#include <algorithm>
#include <array>

#include "baton/uri.hpp"

namespace baton::fuzz {
namespace {

/// A disagreement and who is right by what; '*' stands for any text. README.md says more of each.
struct Class {
  std::string_view pattern;
  std::string_view verdict;
};

constexpr std::array classes{
    Class{"none", ""},
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

/// The headers whose values parsing a message checks against their grammar.
constexpr std::array checked{HeaderId::call_id,
                             HeaderId::contact,
                             HeaderId::content_encoding,
                             HeaderId::content_length,
                             HeaderId::content_type,
                             HeaderId::cseq,
                             HeaderId::event,
                             HeaderId::expires,
                             HeaderId::from,
                             HeaderId::max_forwards,
                             HeaderId::min_expires,
                             HeaderId::record_route,
                             HeaderId::refer_to,
                             HeaderId::referred_by,
                             HeaderId::replaces,
                             HeaderId::require,
                             HeaderId::route,
                             HeaderId::subscription_state,
                             HeaderId::to,
                             HeaderId::via};

bool is_unchecked(const HeaderEntry& entry) {
  return entry.id != HeaderId::other && std::find(checked.begin(), checked.end(), entry.id) == checked.end();
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
  if (has_spaced_via(message)) {
    return "white space in a Via";
  }
  if (has_uri_of_other_scheme(message)) {
    return "a URI of another scheme";
  }
  if (has_fold(message)) {
    return "a fold";
  }
  if (std::any_of(message.headers().begin(), message.headers().end(), is_unchecked)) {
    return "a header that Baton leaves to its reader";
  }
  return "unexplained";
}

}  // namespace baton::fuzz
