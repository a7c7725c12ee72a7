// What the application hears of: flat values drained with Stack::next_event.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/handle.hpp"
#include "baton/message.hpp"
#include "baton/referral_policy.hpp"

namespace baton {

/// Beside each kind: the fields it sets besides `kind` and `cause`. "message" may be null all the
/// same where a timer or a report caused the event, or where it was deferred.
enum class EventKind : std::uint8_t {
  none,
  // A call (INVITE session).
  call_incoming,    ///< call, account, message (the INVITE): ring, answer or reject it; `other`: the call
                    ///< that it asks to replace, where the policy leaves that to the application; an answer
                    ///< hands that call to its sender, for whom `proof` speaks
  call_trying,      ///< call, status 100, message: our INVITE is being processed
  call_ringing,     ///< call, status 180 to 182, message
  call_progress,    ///< call, status 183 to 199, message
  call_answered,    ///< call, status 2xx, message: our INVITE was accepted, the ACK is sent
  call_connected,   ///< call, message: the ACK of our 2xx came, or ours was sent
  call_updated,     ///< call, message: a re-INVITE or UPDATE of the peer was answered
  call_held,        ///< call, message: as call_updated, and the peer now holds the call (RFC 3264 8.4)
  call_resumed,     ///< call, message: as call_updated, and the peer holds the call no more
  call_modified,    ///< call, status, reason, message: our hold or resume is done (2xx), or was refused and
                    ///< the session is as before; a call that this ends has `call_ended` too
  call_replacing,   ///< call (the new one, answered), other (the one it replaces: it will end), proof,
                    ///< message: an INVITE with Replaces was honoured (RFC 3891)
  call_ended,       ///< call, status, reason, message: the last event of this call, whatever ended it
  // A REFER of ours. Contract: exactly one of accepted/rejected, first; then trying and ringing at
  // most once each; after accepted exactly one of succeeded/failed, last.
  refer_accepted,      ///< call, transfer, status (0: inferred from a NOTIFY), message
  refer_rejected,      ///< call, transfer, status, reason, message; last
  transfer_trying,     ///< call, transfer, status, message
  transfer_ringing,    ///< call, transfer, status, message
  transfer_succeeded,  ///< call, transfer, status, message; last
  transfer_failed,     ///< call, transfer, status (0: unknown), reason, message; last
  // A REFER we received.
  refer_received,   ///< call, transfer, account, message (the REFER), proof (digest: see
                    ///< `Stack::authenticated_user`): accept or reject it
  referral_ended,   ///< call, transfer, status (last one reported, or that refused it); last
  refer_refused,    ///< call (or none), account, status, reason, message: a REFER was refused by rule or policy
};

/// Why an event was raised.
enum class Cause : std::uint8_t {
  message,             ///< a response or request of the peer: see `status`, `message`
  local,               ///< a command of the application
  timeout,             ///< no answer within 64*T1 (timers B, F)
  transport,           ///< what was sent did not arrive, or the flow closed
  no_ack,              ///< our 2xx was never acknowledged
  bye,                 ///< the peer's BYE
  cancel,              ///< the peer's CANCEL
  no_resource,         ///< a pool was empty
  expired,             ///< the INVITE's limit, or a referred call's 120 s
  decision_time_over,  ///< nobody accepted or rejected the REFER in time
  inferred,            ///< the 2xx of a REFER was lost, a NOTIFY proves it (row 9)
  no_report,           ///< accepted, but no NOTIFY within N (row 18)
  reports_ended,       ///< the reports ended without a final status (row 28)
  gave_up,             ///< `give_up` is over (row 29)
  peer_hung_up,        ///< BYE while the outcome was unknown (rows 25, 28)
  bye_means_success,   ///< the profile says so (verdict 1.4 b)
  denied,              ///< the subscription was ended with reason rejected or giveup (row 21)
  shutdown,            ///< orderly shutdown (row 31)
  policy,              ///< a rule or the referral policy refused it
  cancelled_reports,   ///< `cancel_transfer` (row 30)
  no_reports_wanted,   ///< accepted, and no reports come because none were asked for (row 14)
  replaced_ended,      ///< the target ended the replaced call (verdict 1.4 a)
  leg_failed,          ///< the consultation call that the REFER waited for ended (row 4)
  replaced,            ///< a call was replaced by another (RFC 3891)
  usage_lost,          ///< an answer to a request inside the call says that the peer has lost it (RFC 5057 5.1)
};

enum class CallState : std::uint8_t { none, calling, incoming, answered, confirmed, ending };
/// Of a REFER we sent: held, sent, accepted, reporting, unknown (outcome table 1.1). Of one we
/// received: undecided, referring (accepted, reports under way).
enum class TransferState : std::uint8_t {
  none, held, sent, accepted, reporting, unknown, undecided, referring, ended,
};

/// Static text for a cause, "outcome unknown: ..." where the contract asks for it.
std::string_view cause_text(Cause cause) noexcept;

/// The enumerator's name: "transfer_ringing".
std::string_view name(EventKind kind) noexcept;
std::string_view name(Cause cause) noexcept;

/// One event. `message` and `reason` borrow what `receive` was given, until `next_event` returns none.
struct Event {
  EventKind kind = EventKind::none;
  Cause cause = Cause::message;
  std::uint16_t status = 0;  ///< the SIP status; 0: there was none
  CallId call;               ///< of a transfer: the call that the REFER ran on, ended or not; none: out of dialog
  CallId other = {};              ///< the call that `call` replaces
  Proof proof = Proof::none;      ///< what speaks for the sender of `message`
  TransferId transfer;
  AccountId account;
  const MessageView* message = nullptr;  ///< what caused it, or null
  std::string_view reason;               ///< from that message, else static text; never null
};

}  // namespace baton
