// The referral policy: facts in, a refusal out; nothing is sent before it has spoken (outcome table 2.1).
#pragma once

#include <cstdint>

#include "baton/options.hpp"
#include "src/refer/refer_target.hpp"

namespace baton::core {

struct ReferralFacts {
  // Of the request.
  bool supported_require = true;  ///< every option tag in Require is known
  std::size_t refer_to_count = 1;
  std::size_t contact_count = 1;
  bool refer_to_readable = true;
  ReferTarget target;
  bool over_tls = false;
  bool proven = false;  ///< by digest
  // Of the Stack.
  bool handler = true;          ///< the application takes REFERs at all
  bool own_refer_open = false;  ///< our REFER in this dialog has no final response: glare
  bool room = true;
  bool rate_reached = false;  ///< that of the account or that of the call
  // Of the call that it came in, or that its Target-Dialog names.
  bool in_call = true;           ///< it came in a dialog, or names a confirmed session of ours
  bool confirmed_call = true;    ///< that dialog carries a call that stands
  bool allowed = true;           ///< by the account and the call
  bool refers_to_self = false;   ///< it names our own address, or replaces the very dialog it came in
  std::uint8_t depth = 0;        ///< referrals that led to this call
  std::uint8_t live = 0;         ///< REFERs of this call that are not over
};

/// Why the REFER is refused, or `none`: ask the application. The order is that of outcome table 2.1. `policy` is the
/// one that holds where it came in; of `options` only what is switched on counts.
ReferralRefusal evaluate(const ReferralFacts& facts, const ReferralPolicy& policy,
                         const StackOptions& options) noexcept;
/// The same of a target alone: a redirect of a referred call.
ReferralRefusal evaluate_target(const ReferTarget& target, const ReferralPolicy& policy, const StackOptions& options,
                                bool over_tls) noexcept;

/// The status that says so. Of none of them the peer's dialog ends (RFC 5057 5.1).
std::uint16_t status_of(ReferralRefusal refusal) noexcept;

}  // namespace baton::core
