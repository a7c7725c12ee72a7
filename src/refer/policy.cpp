#include "src/refer/policy.hpp"

namespace baton::core {

std::uint16_t evaluate(const ReferralFacts& facts) noexcept {
  if (!facts.supported_require) return 420;                               // RFC 3261 8.2.2.3
  if (facts.refer_to_count != 1 || facts.contact_count != 1) return 400;  // RFC 3515 2.4.2, 2
  if (!facts.refer_to_readable) return 400;
  if (!facts.handler) return 405;  // RFC 3261 8.2.1
  if (facts.own_refer_open) return 491;
  if (!facts.in_dialog) return 403;  // RFC 3515 5.2: toll fraud
  if (!facts.target.method.empty() && facts.target.method != "INVITE") return 403;
  if (facts.target.other_headers) return 403;  // RFC 3261 19.1.5
  const UriScheme scheme = facts.target.uri.scheme;
  if (scheme != UriScheme::sip && scheme != UriScheme::sips) return 603;  // RFC 3515 2.4.2
  if (!facts.confirmed_call) return 603;
  return 0;
}

}  // namespace baton::core
