// The intervals of the protocol: RFC 3261's timers and those of a transfer, by name and default.
#pragma once

#include "baton/time.hpp"

namespace baton {

/// RFC 3261 table 4 and section 17.1.1.1.
struct TransactionTiming {
  Microseconds t1 = milliseconds(500);  ///< round-trip estimate
  Microseconds t2 = seconds(4);         ///< the longest retransmission interval of a non-INVITE
  Microseconds t4 = seconds(5);         ///< how long a message stays in the network
  Microseconds d = seconds(32);         ///< Timer D over UDP, at least 32 s

  constexpr Microseconds transaction_limit() const noexcept { return 64 * t1; }  ///< B, F, H, J, L, M
};

/// The transferor's waits. Each names its reason; zero switches none of them off. What is asked for by SUBSCRIBE lasts
/// as long as `give_up`.
struct TransferorTiming {
  Microseconds hold_back = seconds(4);          ///< a REFER waits so long for an open re-INVITE
  Microseconds overtake = milliseconds(1000);   ///< 2*T1: a NOTIFY came, its 2xx may be lost
  Microseconds no_report = seconds(32);         ///< N: 64*T1 from the REFER, and from its 2xx, to a NOTIFY
  Microseconds give_up = seconds(180);          ///< from acceptance to a verdict at the latest
  Microseconds grace = seconds(32);             ///< 64*T1: a last NOTIFY may be in resend
  Microseconds grace_bye = seconds(2);          ///< after BYE with no report to wait for
  Microseconds unsubscribe_after = seconds(2);  ///< final status, subscription still active
  Microseconds refresh_before = seconds(10);    ///< SUBSCRIBE before the end, or at half of less than twice this
  Microseconds tombstone = seconds(32);         ///< 64*T1: late NOTIFYs are answered 200
  Microseconds tombstone_limit = seconds(600);  ///< so are those of a subscription that lives on, at most so long
  std::uint32_t glare_retries = 3;              ///< resends after 491 (RFC 3261 14.1)
};

/// The transferee's waits.
struct TransfereeTiming {
  Microseconds decision = seconds(20);          ///< the application's answer, then 603; at most 28 s
  Microseconds referred_call = seconds(120);    ///< the referred INVITE's limit, and its Expires
  Microseconds subscription = seconds(180);     ///< at least: see `subscription_length`
  Microseconds hold_bye = seconds(2);           ///< our BYE waits for an unanswered NOTIFY
  Microseconds notify_gap = seconds(1);         ///< between two reports of ringing (RFC 3515 3.10)
  Microseconds notify_overdue = seconds(4);     ///< a final report no longer waits for an answer
  Microseconds retry_after_max = seconds(32);   ///< a NOTIFY that is to come later comes then at the latest
  Microseconds notify_again = seconds(1);       ///< a final report refused otherwise is sent once more
  Microseconds final_state = seconds(64);       ///< 2*64*T1: kept for who may still subscribe (RFC 7614 4.7)
  Microseconds tombstone = seconds(32);         ///< 64*T1
  std::uint32_t notify_retries = 3;             ///< NOTIFYs sent again after Retry-After, of one subscription
};

/// How long a subscription to reports lasts: `subscription`, but never less than a referred call can take to its
/// outcome, from the REFER through the decision and the call's limit to the end of its CANCEL (RFC 3515 3.4). So no
/// outcome comes too late to be reported, whatever the options.
constexpr Microseconds subscription_length(const TransfereeTiming& transferee,
                                           const TransactionTiming& transaction) noexcept {
  const Microseconds needed =
      transferee.decision + transferee.referred_call + transaction.transaction_limit() + seconds(1);
  return transferee.subscription > needed ? transferee.subscription : needed;
}

}  // namespace baton
