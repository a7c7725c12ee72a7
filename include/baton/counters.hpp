// What a Stack counts, and how full its pools are.
#pragma once

#include <array>
#include <cstdint>

#include "baton/referral_policy.hpp"

namespace baton {

/// Monotonous counters since `Stack::make`.
struct Counters {
  std::uint32_t messages_received = 0;
  std::uint32_t messages_sent = 0;
  std::uint32_t malformed = 0;            ///< rejected by the parser, answered or dropped
  std::uint32_t keepalives = 0;           ///< empty or CRLF-only datagrams (RFC 5626 4.4)
  std::uint32_t stray_responses = 0;
  std::uint32_t stray_requests = 0;       ///< in-dialog requests without a dialog: 481
  std::uint32_t retransmissions_received = 0;
  std::uint32_t retransmissions_sent = 0;
  std::uint32_t refused_for_room = 0;     ///< any pool empty: refusals sent
  std::uint32_t answers_forgotten = 0;    ///< kept answers that gave way: their requests, repeated, are refused
  std::uint32_t refers_refused = 0;       ///< by rule or policy, before the application heard
  std::uint32_t notifies_unmatched = 0;   ///< answered 481 or 489
  std::uint32_t notifies_out_of_order = 0;
  std::uint32_t challenges_answered = 0;    ///< 401 and 407 that a request was sent again for
  std::uint32_t challenges_unanswered = 0;  ///< not ours to answer, tried often enough, or no room for the answer
  std::uint32_t replaces_refused = 0;       ///< INVITEs with Replaces that no rule let through
  std::array<std::uint32_t, referral_refusals> referral_refusals_by_reason{};  ///< by ReferralRefusal
};

/// Slots in use, their high-water marks, and capacities.
struct PoolUsage {
  std::uint32_t used = 0, high_water = 0, capacity = 0;
};
struct Usage {
  PoolUsage transactions, dialogs, calls, transfers, subscriptions, blocks, outputs, events, flows,
      accounts;
};

}  // namespace baton
