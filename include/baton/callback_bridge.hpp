// From events to SIPCallbackEvents, and from session ids to commands: the face of a Stack for
// applications that think in numbers. Allocates nothing, so it runs where the core runs.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "baton/callbacks.hpp"
#include "baton/event.hpp"
#include "baton/limits.hpp"
#include "baton/sdk_error.hpp"
#include "baton/stack.hpp"

namespace baton {

/// What the bridge remembers of a session. The caller provides the memory, the bridge its contents.
struct SessionSlot {
  Int32 id = 0;  ///< 0: never used; kept when the session is over
  CallId call;
  TransferId transfer;              ///< the REFER of ours whose outcome the callbacks will tell
  std::uint32_t referrals = 0;      ///< REFERs of the peer, and transfers begun by id, that are not over
  std::uint32_t index_of_call = 0;  ///< which slot holds the call whose index falls on this slot
  bool live = false;                ///< `call_ended` has not come
  bool incoming = false;
  bool answered = false;
  bool closing = false;  ///< we hung up or refused
  bool changing = false;  ///< a hold or unHold of ours has no answer yet
  bool answered_already = false;  ///< as the call that replaces another: nothing is left to answer
};

/// What the bridge remembers of a REFER that came in, or of a transfer of ours that was begun by id.
struct ReferSlot {
  Int32 id = 0;
  Int32 session = no_session;
  TransferId transfer;
  bool live = false;
  bool decided = false;
  bool ours = false;
};

/// What beginning a transfer gives: its id, or why there is none.
struct BegunTransfer {
  TransferId id;
  SdkError error = SdkError::none;

  explicit constexpr operator bool() const noexcept { return error == SdkError::none; }
};

/// Slots that never run short under `limits`: each transfer may outlive its call.
constexpr std::size_t session_slots(const Limits& limits) noexcept {
  return std::size_t{limits.calls} + limits.transfers;
}
constexpr std::size_t refer_slots(const Limits& limits) noexcept {
  return limits.transfers;
}

/// One bridge a Stack. Use it where the Stack is used: one thread, commands at any time, inside
/// callbacks too. Session ids and refer ids count from 1 and are not used twice.
///
/// Commands return 0, or a new id where they say so, or a (negative) SdkError. They send nothing
/// themselves: take the Stack's transmits afterwards, as after every command.
class CallbackBridge {
 public:
  /// `callbackIndex` and `callbackObject` come back with every callback. Spans and references must
  /// outlive the bridge. With fewer slots than `session_slots` and `refer_slots` calls and REFERs
  /// are refused earlier than the Stack would.
  CallbackBridge(Stack& stack, SIPCallbackEvents& callbacks, Int32 callbackIndex,
                 Int32 callbackObject, std::span<SessionSlot> sessions,
                 std::span<ReferSlot> refers) noexcept;
  CallbackBridge(const CallbackBridge&) = delete;
  CallbackBridge& operator=(const CallbackBridge&) = delete;

  /// The account that `call` uses. Without one, `call` gives `account_not_found`.
  void set_account(AccountId account) noexcept { account_ = account; }
  /// How REFERs are sent from now on: `early_leg`, `address_of_record`, `reports` and
  /// `no_reports_mean_success`. The other fields are those of the commands and are not looked at.
  void set_refer_options(const ReferOptions& options) noexcept { refer_options_ = options; }

  /// Raises the callback of one event, at most one (but onInviteIncoming after an onInviteReplacing that
  /// nobody handled). Give it every event that `next_event` yields.
  /// Not raised: what the application did itself (its own hangUp, rejectCall, rejectRefer).
  void deliver(Time now, const Event& event) noexcept;

  /// Calls a URI, or a number or user of the account's domain; the new session id.
  Int32 call(Time now, std::string_view callee, const CallOptions& = {}) noexcept;
  /// Tells the caller that it rings: 101 to 199.
  Int32 ringCall(Time now, Int32 sessionId, Int32 code = 180) noexcept;
  /// On a session that was answered already, since it replaces another: 0, and nothing is done.
  Int32 answerCall(Time now, Int32 sessionId, const AnswerOptions& = {}) noexcept;
  /// Refuses an incoming call with 300 to 699.
  Int32 rejectCall(Time now, Int32 sessionId, Int32 code = 603) noexcept;
  /// Ends a call in whatever state. A call that has ended gives `call_is_closed`.
  Int32 hangUp(Time now, Int32 sessionId) noexcept;
  /// Puts the peer on hold by a re-INVITE: onInviteUpdated when it is done, onHoldFailure when the
  /// peer refuses. Errors: `call_already_held`, `call_not_established`; `wrong_state` while another
  /// re-INVITE of ours is open.
  Int32 hold(Time now, Int32 sessionId) noexcept;
  /// Takes him off hold; as `hold`, with `call_not_held`.
  Int32 unHold(Time now, Int32 sessionId) noexcept;

  /// Asks the peer to call `referTo`. The outcome comes by onReferAccepted or onReferRejected and
  /// what follows them. A second one before that outcome: `refer_pending`, and nothing is sent.
  Int32 refer(Time now, Int32 sessionId, std::string_view referTo) noexcept;
  /// The same, and the call that the peer makes is to replace `replaceSessionId`, a call of ours with
  /// the target (RFC 3891). `referTo` empty: that call's peer. Where it still rings, `early_leg` of the
  /// options says what happens. Errors: `same_session`, and as `refer`, for either session.
  Int32 attendedRefer(Time now, Int32 sessionId, Int32 replaceSessionId,
                      std::string_view referTo = {}) noexcept;
  /// The same, with `target` as Request-URI of the REFER (empty: the peer's remote target) and
  /// `replaceMethod` as the method that Refer-To names; empty and "INVITE" add none.
  Int32 attendedRefer2(Time now, Int32 sessionId, Int32 replaceSessionId,
                       std::string_view replaceMethod, std::string_view target,
                       std::string_view referTo = {}) noexcept;
  /// A REFER outside of every call, to `target`. With `replaceSessionId` its Refer-To names the dialog
  /// of that call, under whose id the outcome is told; with `no_session` that is told under
  /// `no_session`. One at a time under each id: else `refer_pending`.
  Int32 outOfDialogRefer(Time now, Int32 replaceSessionId, std::string_view replaceMethod,
                         std::string_view target, std::string_view referTo) noexcept;
  /// Gives up waiting for the reports of a REFER of ours: onACTVTransferFailure with 487 follows, or
  /// what its answer brings if it has none yet. The referral cannot be taken back: the referred call may
  /// still come about. `no_session`: the REFER without a session. Error: `no_transfer`.
  Int32 cancelTransfer(Time now, Int32 sessionId) noexcept;
  /// Where a transfer of this session is, as the number of a TransferState: of the REFER of ours, else of
  /// one of the peer's that is not over; 0: none. `no_session`: of those without a session.
  Int32 transferState(Int32 sessionId) const noexcept;

  // Transfers by id: as many at once on a session as there is room for. None of them raises a callback: the
  // events of the Stack tell them, each with the id. They go beside the one that the functions above may have open.

  /// Asks the peer of a session to call `referTo`; with `replaceSessionId` the call that he makes is to replace
  /// that one, else `no_session`. `options.replaces` is not looked at. Errors as `attendedRefer2`.
  BegunTransfer beginTransfer(Time now, Int32 sessionId, Int32 replaceSessionId, std::string_view referTo,
                              const ReferOptions& options) noexcept;
  /// Asks `target` outside of every call. Errors as `outOfDialogRefer`, less `refer_pending`.
  BegunTransfer beginTransferOutside(Time now, Int32 replaceSessionId, std::string_view target,
                                     std::string_view referTo, const ReferOptions& options) noexcept;
  /// As `cancelTransfer` of a session, for any transfer of ours. Error: `no_transfer`, also when it is over.
  Int32 cancelTransfer(Time now, TransferId transfer) noexcept;
  /// Where this transfer is, ours or the peer's, as the number of a TransferState; 0: it is over.
  Int32 transferState(TransferId transfer) const noexcept;

  /// Accepts a REFER and calls its target; the new session id. `referSipMessage` as it was handed
  /// out, or empty.
  Int32 acceptRefer(Time now, Int32 referId, std::string_view referSipMessage = {},
                    const CallOptions& = {}) noexcept;
  Int32 rejectRefer(Time now, Int32 referId, Int32 code = 603) noexcept;
  /// Whether REFERs of the peer on this session may come up at all, within the policy; else 403. On at first.
  Int32 allowRefers(Time now, Int32 sessionId, bool allowed) noexcept;

  /// The call of a live session, or none: for what the Stack offers beyond these commands.
  CallId call_of(Int32 sessionId) const noexcept;
  /// The session of a call, or `no_session`.
  Int32 session_of(CallId call) const noexcept;

 private:
  SessionSlot* find(Int32 id) noexcept;
  const SessionSlot* find(Int32 id) const noexcept;
  SessionSlot* find(CallId call) noexcept;
  SessionSlot* free_session() noexcept;
  SessionSlot& open(SessionSlot& slot, CallId call, bool incoming) noexcept;
  SdkError usable(Int32 id, SessionSlot*& slot) noexcept;
  SdkError known(Int32 id) const noexcept;
  SdkError why_not(const SessionSlot& slot, bool to_hold) const noexcept;
  ReferOptions refer_options() const noexcept;
  Int32 send_refer(Time now, SessionSlot& slot, std::string_view referTo,
                   const ReferOptions& options) noexcept;
  SdkError may_replace(Int32 sessionId, Int32 replaceSessionId, CallId& replaced) noexcept;
  SdkError may_ask_outside(Int32 replaceSessionId, std::string_view target, std::string_view referTo,
                           SessionSlot*& replaced) noexcept;
  BegunTransfer keep(Result<TransferId> begun, ReferSlot& slot, SessionSlot* session) noexcept;
  ReferSlot* find_refer(Int32 id) noexcept;
  ReferSlot* find_refer(TransferId transfer) noexcept;
  ReferSlot* free_refer() noexcept;
  void open(ReferSlot& slot, TransferId transfer, SessionSlot* session) noexcept;
  void close(ReferSlot& slot) noexcept;

  void call_incoming(Time now, const Event& event) noexcept;
  void call_asking(Time now, const Event& event, Int32 id) noexcept;
  void call_replacing(Time now, const Event& event) noexcept;
  void raise_incoming(Int32 id, const Event& event) noexcept;
  void call_event(const Event& event) noexcept;
  void call_ended(const Event& event) noexcept;
  void transfer_event(const Event& event) noexcept;
  void refer_received(Time now, const Event& event) noexcept;
  void referral_ended(const Event& event) noexcept;

  Stack& stack_;
  SIPCallbackEvents& callbacks_;
  Int32 index_;
  Int32 object_;
  std::span<SessionSlot> sessions_;
  std::span<ReferSlot> refers_;
  AccountId account_;
  TransferId outside_;  ///< the REFER of ours without a session whose outcome is open
  ReferOptions refer_options_;
  Int32 next_session_ = 1;
  Int32 next_refer_ = 1;
};

}  // namespace baton
