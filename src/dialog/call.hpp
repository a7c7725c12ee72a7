// The record of a call: an INVITE session (RFC 3261 13), the INVITE usage of its dialog (RFC 5057).
#pragma once

#include <cstdint>

#include "baton/event.hpp"
#include "baton/limits.hpp"
#include "baton/referral_policy.hpp"
#include "src/base/fixed_numbers.hpp"
#include "src/base/message_store.hpp"
#include "src/base/rate_window.hpp"
#include "src/base/slab.hpp"
#include "src/base/timer_wheel.hpp"
#include "src/transaction/transaction.hpp"

namespace baton::core {

enum class CallPhase : std::uint8_t {
  calling,    ///< UAC: the INVITE is out
  incoming,   ///< UAS: the INVITE waits for the application
  answered,   ///< UAS: 2xx sent, its ACK awaited
  confirmed,  ///< ACK sent or received
  leaving,    ///< our CANCEL or BYE is out, or waits for what must come first
  ended,      ///< the last event waits to be raised or taken
};

/// A re-INVITE of ours that changes the session: hold, resume.
enum class SessionChange : std::uint8_t {
  none,
  open,       ///< it is out
  waiting,    ///< it met one of the peer's (491): again after a while (RFC 3261 14.1)
  postponed,  ///< until the peer's own re-INVITE is done
};

struct CallRecord : Pooled {
  CallPhase phase = CallPhase::calling;
  bool outgoing = false;
  // What a call that is leaving waits for; none of them: the final response to our INVITE.
  bool hang_up_wanted = false;     ///< the ACK of our 2xx: no BYE before it (RFC 3261 15)
  bool bye_held = false;           ///< the answer to a NOTIFY of ours
  bool bye_wanted = false;         ///< room for the BYE
  bool bye_sent = false;           ///< the answer to the BYE
  std::uint8_t bye_tries = 0;      ///< BYEs that were to be sent once more
  std::uint16_t refusal = 0;       ///< room for this response to the INVITE
  bool bye_received = false;       ///< the peer's, while we were leaving ourselves
  bool end_queued = false;         ///< `call_ended` stands in the event queue
  bool shut_down = false;          ///< by an orderly shutdown
  bool watched = false;            ///< a REFER outside of its dialog depends on it: see `on_leg_changed`
  bool reinvite_open = false;      ///< our 2xx of the peer's re-INVITE has no ACK yet
  bool refers_off = false;         ///< REFERs in this call are refused
  std::uint8_t depth = 0;          ///< referrals that led to this call
  std::uint8_t redirects = 0;      ///< followed by a referred call
  std::uint8_t live_refers = 0;    ///< received on this call and not over
  bool offer_open = false;         ///< our 2xx made the offer, the ACK will bring the answer
  SessionChange change = SessionChange::none;
  std::uint8_t change_retries = 0; ///< after 491
  bool hold_wanted = false;        ///< what `change` is to bring
  bool held = false;               ///< we hold the peer
  bool peer_holds = false;         ///< the peer holds us
  bool sdp_made = false;           ///< `sdp` was made here: it serves for offers alone
  bool early_only = false;         ///< `replaces` only while that one is not confirmed (RFC 3891 7.1)
  bool taken_by_other = false;     ///< another has replaced `replaces`
  std::uint16_t last_provisional = 0;
  std::uint16_t end_status = 0;    ///< what `call_ended` will say
  Cause end_cause = Cause::local;
  std::uint32_t dialog = no_index;
  std::uint32_t account = no_index;
  TransactionId invite;            ///< the INVITE, or the peer's re-INVITE, under way
  TransactionId reinvite;          ///< of ours
  Chain ack = no_index;            ///< of the 2xx: sent again with each repeated 2xx
  Chain sdp = no_index;            ///< the application's own session description, if it gave one; or one of
                                   ///< several streams, since every later offer needs as many (RFC 3264 8)
  TransferId referral;             ///< the REFER that made this call, or the one that it has replaced while that rang
  CallId replaces;                 ///< the call that ends once this one is answered, if the application does
  std::uint32_t invite_cseq = 0;   ///< of the peer's INVITE: that its ACK carries
  std::uint32_t ack_cseq = 0;      ///< of the newest INVITE of ours that was accepted: that `ack` carries
  std::uint32_t retransmit_ms = 0; ///< of our 2xx
  std::uint32_t sdp_session = 0;   ///< o= session id
  std::uint32_t sdp_version = 1;   ///< one more whenever a description differs from the last one
  std::uint32_t sdp_made_version = 0;  ///< that `sdp` was sent with, if it was made here
  std::uint32_t sdp_mark = 0;      ///< hash of the last description sent; 0: none yet
  RateWindow<std::uint8_t, 20> refers;     ///< let through, against `ReferralPolicy::per_minute_per_call`
  const ReferralPolicy* policy = nullptr;  ///< of REFERs in this call; null: the account's
};

/// A call's timers: the wheel indices follow each other in this order.
enum class CallTimer : std::uint8_t {
  retransmit,  ///< our 2xx again, or our 18x
  limit,       ///< what ends a wait: see `on_call_timer`
  due,         ///< what a command left for the next `advance`, and what found no room
  change,      ///< a re-INVITE of ours: when to send it again, or to give it up
};
inline constexpr std::uint32_t call_timers = 4;
static_assert(sizeof(CallRecord) + call_timers * sizeof(TimerNode) <= record_bytes::call);

/// The depth of a call that a REFER in a call of this depth makes.
constexpr std::uint8_t one_deeper(std::uint8_t depth) noexcept {
  return depth == UINT8_MAX ? depth : static_cast<std::uint8_t>(depth + 1);
}

/// Whether an INVITE is under way inside the dialog, in either direction (RFC 3261 14.1).
inline bool reinvite_under_way(const CallRecord& call) noexcept {
  return call.reinvite_open || call.change == SessionChange::open || call.change == SessionChange::postponed;
}

}  // namespace baton::core
