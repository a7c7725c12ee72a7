// REFER on both sides: what commands and messages make of it (RFC 3515, outcome table 1 and 2).
#pragma once

#include "src/agent/calls.hpp"

namespace baton::core {

// --- Messages, from dispatch ---------------------------------------------------------------------

/// `dialog` null: out of dialog.
void on_refer(Core& core, const Inbound& inbound, Dialog* dialog) noexcept;
void on_notify(Core& core, const Inbound& inbound, Dialog& dialog) noexcept;
void on_subscribe(Core& core, const Inbound& inbound, Dialog& dialog) noexcept;
void on_refer_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept;
void on_notify_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept;
void on_subscribe_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept;
void on_transferor_timer(Core& core, TransferRecord& transfer, TransferTimer which) noexcept;
void on_transferee_timer(Core& core, TransferRecord& transfer, TransferTimer which) noexcept;
void on_subscriber_timer(Core& core, Subscription& subscription, SubscriptionTimer which) noexcept;
void on_notifier_timer(Core& core, Subscription& subscription, SubscriptionTimer which) noexcept;

// --- From calls ----------------------------------------------------------------------------------

/// The call that REFERs ran on is over: rows 13, 24, 25; undecided REFERs are answered 487.
void on_call_over(Core& core, std::uint32_t dialog, bool by_peer) noexcept;
/// A re-INVITE is done: REFERs that waited for it are sent (row 2).
void release_held_refers(Core& core, const Dialog& dialog) noexcept;
/// The call that a REFER made has a new status: 1xx, or the final one.
void report_referred(Core& core, CallRecord& call, std::uint16_t status) noexcept;
/// Whether a NOTIFY of ours in this dialog waits for its answer.
bool notify_unanswered(const Core& core, const Dialog& dialog) noexcept;

// --- Within this room ----------------------------------------------------------------------------

/// A free subscription record, a tombstone's if need be; null: none.
Subscription* take_subscription(Core& core) noexcept;
void link_subscription(Core& core, Subscription& subscription, std::uint32_t dialog) noexcept;
void release_subscription(Core& core, Subscription& subscription) noexcept;
/// The subscription whose transfer has ended: late messages still find it for a while.
void entomb(Core& core, Subscription& subscription, Microseconds length) noexcept;
void release_transfer(Core& core, TransferRecord& transfer) noexcept;
/// Sends the NOTIFY that is due, or arms the timer for it.
void pump(Core& core, Subscription& subscription) noexcept;
/// A referral is over: `referral_ended` is raised, or left to the next `advance`.
void end_referral(Core& core, TransferRecord& transfer, std::uint16_t status, Cause cause) noexcept;

}  // namespace baton::core
