// REFER on both sides: what commands and messages make of it (RFC 3515, outcome table 1 and 2).
#pragma once

#include "src/agent/calls.hpp"

namespace baton::core {

// --- Messages, from dispatch ---------------------------------------------------------------------

/// `dialog` null: out of dialog.
void on_refer(Core& core, const Inbound& inbound, Dialog* dialog) noexcept;
void on_notify(Core& core, const Inbound& inbound, Dialog& dialog) noexcept;
/// A NOTIFY with our tag and one of a peer that no dialog has: the first of a REFER or SUBSCRIBE of ours that
/// was sent outside of dialogs, or of a fork of it, makes the dialog (RFC 6665 4.4.1). False: of none.
bool on_first_notify(Core& core, const Inbound& inbound) noexcept;
void on_subscribe(Core& core, const Inbound& inbound, Dialog& dialog) noexcept;
/// A SUBSCRIBE outside of dialogs: to a Refer-Events-At of ours, or refused.
void on_subscribe_outside(Core& core, const Inbound& inbound) noexcept;
void on_refer_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept;
void on_notify_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept;
void on_subscribe_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept;
/// A REFER or SUBSCRIBE has been sent once more by others (after 401 or 407): its new transaction and CSeq, which
/// stays valid as id (row 10).
void on_refer_sent_again(Core& core, TransferRecord& transfer, TransactionId id, std::uint32_t cseq) noexcept;
void on_subscribe_sent_again(Core& core, Subscription& subscription, TransactionId id, std::uint32_t cseq) noexcept;
void on_transferor_timer(Core& core, TransferRecord& transfer, TransferTimer which) noexcept;
void on_transferee_timer(Core& core, TransferRecord& transfer, TransferTimer which) noexcept;
void on_subscriber_timer(Core& core, Subscription& subscription, SubscriptionTimer which) noexcept;
void on_notifier_timer(Core& core, Subscription& subscription, SubscriptionTimer which) noexcept;

// --- From calls ----------------------------------------------------------------------------------

/// The call that REFERs ran on is over: rows 13, 24, 25; undecided REFERs are answered 487.
void on_call_over(Core& core, std::uint32_t dialog, bool by_peer) noexcept;
/// A call has a remote tag, was answered or has ended (its phase says so): REFERs that name it as their leg, or
/// that run out of its dialog, take note (rows 3, 4, 13, 24, 25, verdict 1.4 a; table 2.1). Raises nothing.
void on_leg_changed(Core& core, const CallRecord& call) noexcept;
/// A re-INVITE is done: REFERs that waited for it are sent at the next `advance` (row 2).
void release_held_refers(Core& core, const Dialog& dialog) noexcept;
/// The call that a REFER made has a new status: 1xx, or the final one.
void report_referred(Core& core, CallRecord& call, std::uint16_t status) noexcept;
/// The call that a REFER made was redirected (3xx): its INVITE goes to the first Contact that the policy lets
/// through, where the options say so. False: the 3xx is its end.
bool follow_redirect(Core& core, CallRecord& call, const MessageView& response) noexcept;
/// How many referrals led to a call that comes in, as far as it shows: none without Referred-By; where that names the
/// account, one more than to the call that a REFER of ours still runs for, the deepest of them; else one.
std::uint8_t depth_of(const Core& core, const MessageView& invite, std::uint32_t account) noexcept;
/// Whether a NOTIFY of ours in this dialog waits for its answer.
bool notify_unanswered(const Core& core, const Dialog& dialog) noexcept;

// --- Within this room ----------------------------------------------------------------------------

/// The policy that holds for REFERs in a call (null: out of calls) of an account (`no_index`: none): the nearest.
const ReferralPolicy& policy_of(const Core& core, const CallRecord* call, std::uint32_t account) noexcept;
/// Whether a URI names an address that we listen at.
bool is_own_address(const Core& core, const UriView& uri) noexcept;
/// The REFER of an undecided referral, in the work space.
bool load_refer(Core& core, const TransferRecord& transfer, MessageView& refer) noexcept;
/// Accepts a REFER in its transaction, with what RFC 4488 4 and RFC 7614 4.3 add.
Errc answer_refer(Core& core, const TransferRecord& transfer, const MessageView& refer) noexcept;
/// The subscription begins to run.
void start_reports(Core& core, TransferRecord& transfer) noexcept;
/// The referred call, prepared from the stored REFER. Errors: those of `call`.
Result<PreparedCall> prepare_referred(Core& core, const TransferRecord& transfer, const MessageView& refer,
                                      std::string_view sdp) noexcept;
/// The call of an undecided REFER is over: it will be answered 487 (RFC 3261 15.1.2).
void on_call_of_refer_over(Core& core, TransferRecord& transfer) noexcept;
/// The REFER is no more among the live ones of its call.
void stop_counting(Core& core, TransferRecord& transfer) noexcept;

/// The user part of the Refer-Events-At URI of a subscription: who knows it may subscribe (RFC 7614 4.3, 8).
Token events_user(const Core& core, const Subscription& subscription) noexcept;
/// Answers a SUBSCRIBE with how long it lasts (RFC 6665 4.2.1.1), and sends the present state, or the last one if
/// it asks for an end. False: no room, it was answered 500.
bool grant(Core& core, const Inbound& subscribe, Subscription& subscription) noexcept;
/// A subscription at Refer-Events-At has ended: another may begin.
void await_subscriber(Core& core, Subscription& subscription) noexcept;
/// Whether nobody hears of this subscription's states now.
bool unheard(const Subscription& subscription) noexcept;
/// Keeps the final state for who may still subscribe, and ends what nobody can hear of.
void settle_unheard(Core& core, Subscription& subscription) noexcept;

/// A free subscription record, a tombstone's if need be; null: none.
Subscription* take_subscription(Core& core) noexcept;
void link_subscription(Core& core, Subscription& subscription, std::uint32_t dialog) noexcept;
/// Out of its dialog, which goes with its last usage.
void unlink_subscription(Core& core, Subscription& subscription) noexcept;
void release_subscription(Core& core, Subscription& subscription) noexcept;
/// The subscription whose transfer has ended: late messages still find it for a while.
void entomb(Core& core, Subscription& subscription, Microseconds length) noexcept;
void release_transfer(Core& core, TransferRecord& transfer) noexcept;
/// Of the transferor: carries out what its machine decided. `message` is what it decided about, or null;
/// `reason` lies in it. Only inside an input.
void apply(Core& core, TransferRecord& transfer, const TransferorEffects& effects, const MessageView* message,
           std::string_view reason) noexcept;
/// Its timers alone: all that a command may bring about.
void apply_timers(Core& core, TransferRecord& transfer, const TransferorEffects& effects) noexcept;
TransferorRules rules_of(const Core& core, const TransferRecord& transfer) noexcept;
/// What the end of a transfer does to its subscriptions: late NOTIFYs are answered 200 inside the tombstone,
/// after Rejected 481 (outcome table 1.3).
void end_subscriptions(Core& core, TransferRecord& transfer, const TransferorEffects& effects, bool rejected) noexcept;
/// The REFER was accepted, and its reports are to be asked for at the Refer-Events-At of `answer` (row 17).
void subscribe_at(Core& core, TransferRecord& transfer, const MessageView& answer) noexcept;
/// Whether another subscription of the same REFER than `but` (null: any) lives.
bool forks_live(const Core& core, const TransferRecord& transfer, const Subscription* but) noexcept;
/// Sends the NOTIFY that is due, or arms the timer for it.
void pump(Core& core, Subscription& subscription) noexcept;
/// A referral is over: `referral_ended` is raised, or left to the next `advance`.
void end_referral(Core& core, TransferRecord& transfer, std::uint16_t status, Cause cause) noexcept;

}  // namespace baton::core
