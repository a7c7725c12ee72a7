// The referral policy: a struct of facts in, a status out; nothing is sent before it has spoken.
#pragma once

#include <cstdint>

#include "src/refer/refer_target.hpp"

namespace baton::core {

struct ReferralFacts {
  bool handler = true;  ///< the application takes REFERs at all
  bool in_dialog = true;
  bool confirmed_call = false;    ///< the dialog carries a call that stands
  bool own_refer_open = false;    ///< our REFER in this dialog has no final response: glare
  bool supported_require = true;  ///< every option tag in Require is known
  std::size_t refer_to_count = 1;
  std::size_t contact_count = 1;
  bool refer_to_readable = true;
  ReferTarget target;
};

/// The status that refuses the REFER, or 0: ask the application. Order and statuses are those of
/// outcome table 2.1; none of them ends the peer's dialog (RFC 5057 5.1).
std::uint16_t evaluate(const ReferralFacts& facts) noexcept;

}  // namespace baton::core
