// baton::Stack, the sans-IO core: bytes, time, reports and commands in; messages and events out.
//
// The loop of every driver:
//
//   stack.receive(now, flow, peer, bytes);              // or advance, or a report
//   for (;;) {
//     while (auto out = stack.next_transmit(buffer)) send(*out, buffer);
//     auto event = stack.next_event();
//     if (!event) break;
//     deliver(*event);                                  // commands may be given here
//   }
//   arm(stack.next_deadline());                         // call advance(now) then
//
// Rules. (1) After each input take events until there is none; else inputs return `not_drained`.
// (2) Transmits own their octets and may wait. (3) One input queues at most `sends_per_input`
// messages and `events_per_input` events; what fans out further becomes due work of `advance`.
// (4) Commands may be given at any time, queue transmits, never an event. (5) A handle is valid until
// the last event of its object has been taken. (6) `receive` fires no timer; an early `advance` is
// legal. (7) The same calls give the same octets and events. (8) One thread or strand at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "baton/account.hpp"
#include "baton/counters.hpp"
#include "baton/endpoint.hpp"
#include "baton/environment.hpp"
#include "baton/event.hpp"
#include "baton/limits.hpp"
#include "baton/options.hpp"
#include "baton/result.hpp"
#include "baton/time.hpp"

namespace baton {

/// A name for the driver to resolve (RFC 3263). Views hold until the next non-const call.
struct Lookup {
  LookupId id;
  std::string_view host;
  std::uint16_t port = 0;  ///< 0: none given, so NAPTR and SRV apply
  Transport transport = Transport::udp;
};

class Stack {
 public:
  /// Builds a Stack in `state` (at least `state_bytes(limits)`, aligned to 8). `work` (at least
  /// `work_bytes(limits)`, aligned to 8) may be shared by Stacks of one thread.
  /// Errors: `bad_limits`, `bad_options`, `bad_memory`, `bad_argument` (no random function).
  static Result<Stack*> make(const Limits&, const Environment&, std::span<std::byte> state,
                             std::span<std::byte> work, const StackOptions& = {}) noexcept;
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  // --- Inputs ----------------------------------------------------------------------------------

  /// One datagram, or one framed message of a stream, from `peer` over `flow`. The octets are
  /// borrowed until the drain that follows is over. Errors are for statistics: the answer, if any, is
  /// queued. `not_drained`, `output_full` (nothing taken: offer it again, or drop a datagram),
  /// `unknown_handle` (flow), `malformed`, `message_too_long`, `stray_response`, `stray_ack`.
  Errc receive(Time now, FlowId flow, const Endpoint& peer, std::span<const std::byte> message) noexcept;

  /// Fires the timers that are due and does due work, as far as rule 3 lets it.
  void advance(Time now) noexcept;

  /// A socket was opened, or a connection stands. Errors: `flows_full`, `bad_argument` (no address).
  Result<FlowId> flow_opened(Time now, const FlowInfo&) noexcept;
  /// What went to `peer` over this flow did not arrive (RFC 3261 17.1.4: to be taken as 503).
  /// Errors: `not_drained`, `output_full`, `unknown_handle`.
  Errc flow_failed(Time now, FlowId, const Endpoint& peer) noexcept;
  /// Nothing passes here any more. Errors as `flow_failed`.
  Errc flow_closed(Time now, FlowId) noexcept;
  /// The answer to a lookup; empty: the name does not resolve. Errors: `not_drained`,
  /// `output_full`, `unknown_handle`.
  Errc resolved(Time now, LookupId, std::span<const Target> in_order_of_preference) noexcept;

  // --- Outputs ---------------------------------------------------------------------------------

  /// When to call `advance` at the latest; `never` if nothing is waiting.
  Time next_deadline() const noexcept;
  /// The next outgoing message, written into `into` (at least `message_bytes`), or none.
  std::optional<Transmit> next_transmit(std::span<std::byte> into) noexcept;
  /// The next event, or none: then the octets of the last input are free again.
  std::optional<Event> next_event() noexcept;
  /// The next name to resolve, or none. Each is given out once.
  std::optional<Lookup> next_lookup() noexcept;

  // --- Commands --------------------------------------------------------------------------------

  /// Errors: `accounts_full`, `bad_uri`.
  Result<AccountId> add_account(Time now, const AccountView&) noexcept;

  /// Calls a URI, or a bare number or user completed with the account's domain. What follows:
  /// `call_trying`, `call_ringing`, `call_answered` ..., `call_ended` in every case.
  /// Errors: `unknown_handle`, `bad_uri`, `unsupported_uri` (scheme, or a name without lookups),
  /// `no_flow`, `calls_full`, `transactions_full`, `store_full`, `dialog_text_full`, `output_full`,
  /// `message_too_long`, `injection`, `bad_argument` (`options.replaces` is no Replaces value).
  Result<CallId> call(Time now, AccountId, std::string_view target, const CallOptions& = {}) noexcept;
  /// Answers an incoming INVITE provisionally, 101 to 199 (RFC 3261 13.3.1.1).
  /// Errors: `unknown_handle`, `wrong_state`, `bad_argument`, `store_full`, `output_full` (it is not sent).
  Errc ring(Time now, CallId, std::uint16_t status = 180) noexcept;
  /// Accepts an incoming INVITE with 200; the call that it was to replace (`Event::other`) then ends. Errors as
  /// `ring`, and `bad_body` (its offer cannot be met: reject it with 488). `wrong_state` also where that call was
  /// taken by another meanwhile, or answered while only a pickup was asked for: then it is refused with 603 or 486.
  Errc answer(Time now, CallId, const AnswerOptions& = {}) noexcept;
  /// Refuses an incoming INVITE with 300 to 699. Never fails for want of room.
  /// Errors: `unknown_handle`, `wrong_state`, `bad_argument`.
  Errc reject(Time now, CallId, std::uint16_t status = 603) noexcept;
  /// Ends a call in whatever state: CANCEL, 603, or BYE (a callee's BYE waits for the ACK, RFC 3261
  /// 15). `call_ended` follows when it is done. Errors: `unknown_handle`, `wrong_state` (already ending).
  Errc hang_up(Time now, CallId) noexcept;

  /// Puts a confirmed call on hold, by a re-INVITE that offers the last description as sendonly or inactive
  /// (RFC 3264 8.4). `call_modified` says what became of it; glare is retried by RFC 3261 14.1. Errors:
  /// `unknown_handle`, `wrong_state` (not confirmed, on hold already, or a re-INVITE of ours is open),
  /// `transactions_full`, `store_full`, `message_too_long`, `no_flow`.
  Errc hold(Time now, CallId) noexcept;
  /// Takes it off hold. Errors as `hold`.
  Errc resume(Time now, CallId) noexcept;

  /// Asks the peer of a confirmed call to call `refer_to` (RFC 3515). Blind: a whole URI is kept octet for
  /// octet, a bare number or user completed with the account's domain. Attended (`options.replaces`): a
  /// Replaces that names the dialog of that call is added (RFC 3891), and an empty `refer_to`, or the bare user
  /// of that call's peer, stands for that peer's remote target. The outcome comes by events, each with this
  /// transfer's id. Several may be live in one call; `Event::transfer` tells them apart. Errors:
  /// `unknown_handle` (either call), `wrong_state`, `same_call`, `bad_uri`, `unsupported_uri`,
  /// `transfers_full`, `calls_full` (no dialog record), `transactions_full`, `store_full`, `injection`,
  /// `message_too_long`.
  Result<TransferId> refer(Time now, CallId, std::string_view refer_to,
                           const ReferOptions& = {}) noexcept;
  /// The same outside of every dialog: a REFER to `target`, with `options.replaces` as above. It may fork:
  /// each fork is a subscription of its own, and the first 2xx wins (RFC 3515 3.9, RFC 6665 4.4.1).
  /// Event::call is `options.replaces`. Errors as `refer`, and those of `call` about the target.
  Result<TransferId> refer_outside(Time now, AccountId, std::string_view target, std::string_view refer_to,
                                   const ReferOptions& = {}) noexcept;
  /// Ends the reports of a transfer of ours: it fails with 487 at a later input, once the REFER has its answer
  /// (outcome table, row 30). The referral itself cannot be withdrawn: its call may still succeed. Errors:
  /// `unknown_handle`, `wrong_state` (a received one, or over).
  Errc cancel_transfer(Time now, TransferId) noexcept;

  /// Accepts a REFER and calls its target; the new call's id. `refer_text` may be the REFER as it was handed
  /// out: it is only compared with the stored one. `options.sdp` is the new call's offer. With an error nothing
  /// was sent and the REFER is still undecided. Errors: `unknown_handle`, `wrong_state`, `refer_mismatch`,
  /// `bad_argument` (`options.replaces` is set: the REFER says what is replaced), and those of `call`.
  Result<CallId> accept_refer(Time now, TransferId, std::string_view refer_text = {},
                              const CallOptions& options = {}) noexcept;
  /// Refuses a REFER. Never fails for want of room. Errors: `unknown_handle`, `wrong_state`,
  /// `forbidden_status` (what `may_refuse_refer` says no to).
  Errc reject_refer(Time now, TransferId, std::uint16_t status = 603) noexcept;
  /// Whether REFERs in this call may reach the application; on by default, within the policy. Errors:
  /// `unknown_handle`.
  Errc allow_refers(Time now, CallId, bool allowed) noexcept;
  /// What REFERs in this call may ask, instead of what the account's policy says; null: as the account says. Calls
  /// that are made for such REFERs have it too, and one that replaces it (RFC 3891), so that neither a redirect nor
  /// the next referral of a chain gets around it. Borrowed until the last of them has ended. Errors: `unknown_handle`.
  Errc set_referral_policy(Time now, CallId, const ReferralPolicy* policy) noexcept;

  /// Orderly end: pending transfers get their outcome, REFERs their answer, calls CANCEL, 603 or BYE.
  /// Drive the Stack on until `idle`.
  void shutdown(Time now) noexcept;

  // --- Queries ---------------------------------------------------------------------------------

  /// Whether no call and no transfer is left, and no message waits to be taken. Transactions may still
  /// linger to answer what arrives twice.
  bool idle() const noexcept;
  CallState state(CallId) const noexcept;
  TransferState state(TransferId) const noexcept;
  /// The whole REFER as text while it is undecided. Errors: `unknown_handle`, `wrong_state`,
  /// `buffer_too_small`.
  Result<std::size_t> refer_text(TransferId, std::span<char> into) const noexcept;
  /// Who sent a REFER, by the credentials in it for `StackOptions::digest_realm` that were found good (RFC 7616 3.4);
  /// size 0: nobody proved anything. While it is undecided. Errors as `refer_text`.
  Result<std::size_t> authenticated_user(TransferId, std::span<char> into) noexcept;
  /// The peer's URI (From or To) as text, until the next non-const call; empty: unknown handle.
  std::string_view remote_uri(CallId) const noexcept;
  /// The peer's remote target (its Contact) as a URI, until the next non-const call; empty: unknown handle.
  std::string_view remote_target(CallId) const noexcept;
  /// Whether we hold this call.
  bool on_hold(CallId) const noexcept;
  Usage usage() const noexcept;
  const Counters& counters() const noexcept;

 protected:
  Stack() = default;
  ~Stack() = default;
};

/// A Stack with its memory in one object, for static storage on a device.
template <Limits limits>
struct StaticStack {
  alignas(8) std::byte state[state_bytes(limits)];
  alignas(8) std::byte work[work_bytes(limits)];
  Result<Stack*> make(const Environment& environment, const StackOptions& options = {}) noexcept {
    return Stack::make(limits, environment, state, work, options);
  }
};

}  // namespace baton
