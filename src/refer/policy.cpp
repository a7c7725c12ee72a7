#include "src/refer/policy.hpp"

#include <array>

#include "src/dialog/capabilities.hpp"
#include "src/refer/dialled_number.hpp"
#include "src/refer/word_list.hpp"

namespace baton::core {
namespace {

bool is_listed(std::string_view host, std::string_view hosts) noexcept {
  for (WordList list(hosts); true;) {
    const std::string_view listed = list.next();
    if (listed.empty()) return false;
    if (equal_ignoring_case(listed, host)) return true;
  }
}

/// Whether an escaped parameter name is `name`.
bool is_named(std::string_view escaped, std::string_view name) noexcept {
  std::array<char, 8> text{};
  const auto size = unescape(escaped, text);
  return size && equal_ignoring_case({text.data(), *size}, name);
}

/// Whether the request goes to listed hosts alone: a maddr is where a proxy sends it (RFC 3261 16.5, 19.1.1).
bool stays_with_hosts(const UriView& uri, std::string_view hosts) noexcept {
  if (!is_listed(uri.host, hosts)) return false;
  for (ParameterIterator walk(uri.parameters); const auto parameter = walk.next();) {
    if (is_named(parameter->name, "maddr") && !is_listed(parameter->value, hosts)) return false;
  }
  return true;
}

/// Whom it may be: number, host.
ReferralRefusal objection_to_callee(const UriView& uri, const ReferralPolicy& policy) noexcept {
  if (uri.scheme == UriScheme::other) return ReferralRefusal::none;
  if (!number_may_be_called(uri, policy)) return ReferralRefusal::number;
  if (uri.scheme == UriScheme::tel || policy.hosts.empty()) return ReferralRefusal::none;
  return stays_with_hosts(uri, policy.hosts) ? ReferralRefusal::none : ReferralRefusal::host;
}

/// Whether every tag that the URI's Require header names is one that a request of ours may require.
bool uri_requires_only_known(const ReferTarget& target, const StackOptions& options) noexcept {
  std::array<char, 96> text{};
  const auto size = unescape(target.require, text);
  if (!size) return false;
  for (TokenList list({text.data(), *size}); const auto tag = list.next();) {
    if (!equal_ignoring_case(*tag, "replaces") && !supports(options, *tag)) return false;
  }
  return true;
}

/// What is asked for: method, headers, security.
ReferralRefusal objection_to_request(const ReferTarget& target, const ReferralPolicy& policy,
                                     const StackOptions& options, bool over_tls) noexcept {
  if (!target.method.empty() && target.method != "INVITE") return ReferralRefusal::method;
  if (target.other_headers) return ReferralRefusal::header;  // RFC 3261 19.1.5
  if (!uri_requires_only_known(target, options)) return ReferralRefusal::uri_extension;
  const bool unsecured = target.uri.scheme == UriScheme::sip;
  return policy.keep_secure && over_tls && unsecured ? ReferralRefusal::downgrade : ReferralRefusal::none;
}

bool may_call(UriScheme scheme, const ReferralPolicy& policy) noexcept {
  switch (scheme) {
    case UriScheme::sip: return policy.sip;
    case UriScheme::sips: return policy.sips;
    case UriScheme::tel: return policy.tel;
    case UriScheme::other: break;
  }
  return false;
}

}  // namespace

ReferralRefusal evaluate(const ReferralFacts& facts, const ReferralPolicy& policy,
                         const StackOptions& options) noexcept {
  if (!facts.supported_require) return ReferralRefusal::extension;
  if (facts.refer_to_count != 1 || facts.contact_count != 1 || !facts.refer_to_readable) {
    return ReferralRefusal::malformed;
  }
  if (!facts.handler) return ReferralRefusal::no_handler;
  if (facts.own_refer_open) return ReferralRefusal::glare;
  if (!facts.room) return ReferralRefusal::no_room;
  if (!facts.in_call && !policy.outside_dialogs) return ReferralRefusal::outside_dialog;  // RFC 3515 5.2
  if (policy.want_digest && !facts.proven) return ReferralRefusal::unproven;
  if (const auto callee = objection_to_callee(facts.target.uri, policy); callee != ReferralRefusal::none) {
    return callee;
  }
  if (facts.rate_reached) return ReferralRefusal::rate;
  if (facts.depth >= policy.depth) return ReferralRefusal::depth;
  if (facts.live >= policy.live_per_call) return ReferralRefusal::too_many;
  if (const auto request = objection_to_request(facts.target, policy, options, facts.over_tls);
      request != ReferralRefusal::none) {
    return request;
  }
  if (!facts.allowed) return ReferralRefusal::switched_off;
  if (facts.refers_to_self) return ReferralRefusal::self;
  if (!may_call(facts.target.uri.scheme, policy)) return ReferralRefusal::scheme;
  if (facts.in_call && !facts.confirmed_call) return ReferralRefusal::no_call;
  return ReferralRefusal::none;
}

ReferralRefusal evaluate_target(const ReferTarget& target, const ReferralPolicy& policy, const StackOptions& options,
                                bool over_tls) noexcept {
  if (const auto callee = objection_to_callee(target.uri, policy); callee != ReferralRefusal::none) {
    return callee;
  }
  if (const auto request = objection_to_request(target, policy, options, over_tls); request != ReferralRefusal::none) {
    return request;
  }
  return may_call(target.uri.scheme, policy) ? ReferralRefusal::none : ReferralRefusal::scheme;
}

std::uint16_t status_of(ReferralRefusal refusal) noexcept {
  switch (refusal) {
    case ReferralRefusal::none: return 0;
    case ReferralRefusal::extension: return 420;   // RFC 3261 8.2.2.3
    case ReferralRefusal::malformed: return 400;   // RFC 3515 2.4.2
    case ReferralRefusal::no_handler: return 405;  // RFC 3261 8.2.1
    case ReferralRefusal::glare: return 491;
    case ReferralRefusal::no_room: return 500;
    case ReferralRefusal::unproven: return 401;
    case ReferralRefusal::scheme:
    case ReferralRefusal::no_call: return 603;  // RFC 3515 2.4.2
    default: return 403;
  }
}

}  // namespace baton::core
