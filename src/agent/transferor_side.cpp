// REFERs of ours: sending them, and what comes back (RFC 3515 2.4; outcome table 1).
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/refer/refer_target.hpp"
#include "src/refer/report.hpp"

namespace baton::core {
namespace {

TransferorRules rules_of(const Core& core) noexcept {
  return {.timing = core.options.transferor,
          .no_report = core.options.transaction.transaction_limit(),
          .bye_means_success = core.options.bye_means_success};
}

TransferRecord* transfer_of(Core& core, const Owner& owner) noexcept {
  return core.transfers.find(TransferId{owner.index, owner.generation});
}

Subscription* subscription_of(Core& core, const Owner& owner) noexcept {
  Subscription& record = core.subscriptions.at(owner.index);
  const bool same = core.subscriptions.live(owner.index) && record.generation == owner.generation;
  return same ? &record : nullptr;
}

/// RFC 3261 14.1: 2.1 to 4 s for the owner of the Call-ID, else 0 to 2 s, in units of 10 ms.
Microseconds glare_interval(Core& core, const TransferRecord& transfer) noexcept {
  const CallRecord* call = core.calls.find(transfer.call);
  const bool owner = call != nullptr && call->outgoing;
  const std::uint32_t number = random_number(core);
  return owner ? milliseconds(2100 + 10 * static_cast<std::int64_t>(number % 191))
               : milliseconds(10 * static_cast<std::int64_t>(number % 201));
}

void send_subscribe(Core& core, Subscription& subscription, std::uint32_t expires) noexcept {
  Dialog& dialog = core.dialogs.at(subscription.dialog);
  if (!dialog.peer_allows_subscribe) return;
  const Owner owner{.index = core.subscriptions.index_of(subscription),
                    .generation = subscription.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::subscription_subscribe),
                    .detail = 0};
  (void)send_in_dialog(core, dialog, Method::subscribe, owner,
                       [&](MessageWriter& writer, const LocalIdentity& local) {
                         write_contact(writer, local);
                         writer.begin(HeaderId::event);
                         writer.add("refer;id=");
                         writer.add_number(subscription.ids[0]);
                         writer.end();
                         writer.header(HeaderId::expires, expires);
                         writer.header(HeaderId::accept, {"message/sipfrag"});
                       });
}

void apply_timers(Core& core, TransferRecord& transfer, const TransferorEffects& effects) noexcept {
  using PhaseTimer = TransferorEffects::PhaseTimer;
  const auto arm_phase = [&](Time due) {
    transfer.phase_due = due;
    core.wheel.arm(timer_of(core, transfer, TransferTimer::phase), due);
  };
  switch (effects.phase_timer) {
    case PhaseTimer::keep: break;
    case PhaseTimer::stop: disarm(core, transfer, TransferTimer::phase); break;
    case PhaseTimer::arm: arm_phase(core.now + effects.phase_length); break;
    case PhaseTimer::shorten:
      if (core.now + effects.phase_length < transfer.phase_due) arm_phase(core.now + effects.phase_length);
      break;
  }
  if (effects.resend_on_phase_timer) arm_phase(core.now + glare_interval(core, transfer));
  if (effects.arm_give_up) arm(core, transfer, TransferTimer::limit, core.options.transferor.give_up);
}

/// What the end of a transfer does to its subscription: late NOTIFYs are answered 200 inside the
/// tombstone, after Rejected 481 (outcome table 1.3).
void end_subscription(Core& core, TransferRecord& transfer, const TransferorEffects& effects,
                      bool rejected) noexcept {
  if (transfer.subscription == no_index) return;
  Subscription& subscription = core.subscriptions.at(transfer.subscription);
  transfer.subscription = no_index;
  if (rejected) return release_subscription(core, subscription);
  if (effects.unsubscribe_now && subscription.subscribed) send_subscribe(core, subscription, 0);
  entomb(core, subscription, core.options.transferor.tombstone);
  if (effects.unsubscribe_later && subscription.subscribed) {
    subscription.unsubscribe = true;
    arm(core, subscription, SubscriptionTimer::wake, core.options.transferor.unsubscribe_after);
  }
}

void resend(Core& core, TransferRecord& transfer) noexcept;

/// Carries out what the machine decided. Only the first raise is about `message`: what was held back
/// is told with registered phrases.
void apply(Core& core, TransferRecord& transfer, const TransferorEffects& effects, const MessageView* message,
           std::string_view reason) noexcept {
  apply_timers(core, transfer, effects);
  bool rejected = false;
  const bool deferred = effects.raise_count > 1 && effects.raises[0].kind == EventKind::refer_accepted;
  for (std::uint8_t i = 0; i < effects.raise_count; ++i) {
    const auto& raised = effects.raises[i];
    rejected |= raised.kind == EventKind::refer_rejected;
    const bool about_message = message != nullptr && raised.cause == Cause::message && !(deferred && i > 0);
    raise(core,
          {.call = transfer.call,
           .transfer = id_of(core, transfer),
           .account = transfer.account,
           .kind = raised.kind,
           .cause = raised.cause,
           .status = raised.status},
          about_message, about_message ? reason : std::string_view{});
  }
  if (effects.ended) {
    transfer.end_queued = true;
    disarm(core, transfer, TransferTimer::phase);
    disarm(core, transfer, TransferTimer::limit);
    core.store.release(transfer.request);
    end_subscription(core, transfer, effects, rejected);
  }
  if (effects.send_refer_again) resend(core, transfer);
}

Result<PreparedRequest> prepare_refer(Core& core, Dialog& dialog, std::string_view refer_to,
                                      std::uint32_t account) noexcept {
  const AccountView& view = core.accounts.at(account).view;
  return prepare_in_dialog(core, dialog, Method::refer,
                           [&](MessageWriter& writer, const LocalIdentity& local) {
                             write_contact(writer, local);
                             writer.header(HeaderId::refer_to, {"<", refer_to, ">"});
                             writer.header(HeaderId::referred_by, {"<", view.uri, ">"});  // RFC 3892 2.1
                             write_capabilities(writer, core.options.handle_refer);
                           });
}

Errc send_refer(Core& core, TransferRecord& transfer, PreparedRequest& request) noexcept {
  Subscription& subscription = core.subscriptions.at(transfer.subscription);
  const Owner owner{.index = core.transfers.index_of(transfer),
                    .generation = transfer.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::transfer_refer),
                    .detail = 0};
  Chain kept = core.store.retain(request.chain);
  const Result<TransactionId> id = launch(core, request, owner, Privilege::stranger);
  core.store.release(id ? transfer.request : kept);
  if (!id) return id.error();
  transfer.request = kept;
  transfer.refer = *id;
  if (subscription.id_count < subscription.ids.size())
    subscription.ids[subscription.id_count++] = request.cseq;
  return Errc::ok;
}

/// After glare, or after it was held back: the same REFER with the next CSeq (RFC 3261 14.1); every CSeq
/// used stays valid as id.
void resend(Core& core, TransferRecord& transfer) noexcept {
  Errc error = Errc::wrong_state;
  MessageView old;
  const std::string_view text = core.store.copy(transfer.request, core.work.stored);
  NameAddrView target;
  if (!text.empty() && !parse_message(text, core.work.index, old) &&
      parse_name_addr(old.value(HeaderId::refer_to).value_or(""), target) == Errc::ok) {
    Result<PreparedRequest> prepared =
        prepare_refer(core, core.dialogs.at(transfer.dialog), target.uri_text, transfer.account);
    if (prepared) {
      PreparedRequest request = *prepared;
      error = send_refer(core, transfer, request);
    } else {
      error = prepared.error();
    }
  }
  if (error == Errc::ok) return;
  apply(core, transfer, on_refer_response(transfer.sender, rules_of(core), 503, Cause::no_resource), nullptr,
        {});
}

void take_expires(Core& core, Subscription& subscription, std::uint32_t expires_s) noexcept {
  subscription.expires = core.now + seconds(expires_s);
  arm(core, subscription, SubscriptionTimer::expiry, seconds(expires_s));
  // Row 26: refresh 10 s before the end, or at half of a shorter time.
  const std::uint32_t refresh_s = expires_s > 20 ? expires_s - 10 : expires_s / 2;
  if (core.dialogs.at(subscription.dialog).peer_allows_subscribe) {
    arm(core, subscription, SubscriptionTimer::wake, seconds(refresh_s));
  }
}

/// The subscription that a NOTIFY is for (outcome table 1.3), or null.
Subscription* match_notify(Core& core, const Dialog& dialog, std::uint32_t id) noexcept {
  Subscription* oldest_live = nullptr;
  Subscription* any = nullptr;
  for (std::uint32_t at = dialog.first_subscription; at != no_index;) {
    Subscription& subscription = core.subscriptions.at(at);
    at = subscription.next_in_dialog;
    if (subscription.received) continue;
    if (id != 0) {
      if (subscription.has_id(id)) return &subscription;
      continue;
    }
    any = &subscription;
    if (subscription.transfer) oldest_live = &subscription;
  }
  return oldest_live != nullptr ? oldest_live : any;
}

}  // namespace

void on_notify(Core& core, const Inbound& inbound, Dialog& dialog) noexcept {
  const MessageView& notify = inbound.message;
  std::uint32_t id = 0;
  if (!reads_refer_event(notify, id)) {
    ++core.counters.notifies_unmatched;
    return refuse_in_dialog(core, inbound, 489);
  }
  Subscription* subscription = match_notify(core, dialog, id);
  if (subscription == nullptr) {
    ++core.counters.notifies_unmatched;
    return refuse_in_dialog(core, inbound, 481);
  }
  (void)refresh_target(core, dialog, notify);  // for the whole dialog (RFC 5057 5.4)
  refuse_in_dialog(core, inbound, 200);        // answered before anybody hears of it (RFC 6665 4.1.3)
  TransferRecord* transfer = core.transfers.find(subscription->transfer);
  if (transfer == nullptr) return;
  const NotifyContent content = read_notify(notify);
  subscription->subscribed = !content.report.terminated;
  if (content.report.terminated) {
    disarm(core, *subscription, SubscriptionTimer::wake);
    disarm(core, *subscription, SubscriptionTimer::expiry);
  } else if (content.has_expires) {
    take_expires(core, *subscription, content.expires);
  }
  apply(core, *transfer, on_report(transfer->sender, rules_of(core), content.report), &notify,
        content.reason);
}

void on_refer_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept {
  TransferRecord* transfer = transfer_of(core, owner);
  if (transfer == nullptr) return;
  if (outcome.message != nullptr && outcome.status >= 200 && outcome.status < 300) {
    (void)refresh_target(core, core.dialogs.at(transfer->dialog), *outcome.message);
  }
  if (outcome.status >= 200) transfer->refer = {};
  apply(core, *transfer, on_refer_response(transfer->sender, rules_of(core), outcome.status, outcome.cause),
        outcome.message, outcome.message != nullptr ? outcome.message->reason() : std::string_view{});
}

void on_subscribe_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept {
  Subscription* subscription = subscription_of(core, owner);
  if (subscription == nullptr || outcome.status < 200) return;
  TransferRecord* transfer = core.transfers.find(subscription->transfer);
  if (outcome.status < 300) {
    std::uint32_t expires = 0;
    if (transfer != nullptr && outcome.message != nullptr &&
        parse_number(outcome.message->value(HeaderId::expires).value_or(""), expires) == Errc::ok &&
        expires != 0) {
      take_expires(core, *subscription, expires);
    }
  } else if (transfer != nullptr && (outcome.status == 408 || ends_usage(outcome.status))) {
    subscription->subscribed = false;  // row 27; other errors leave it valid until it expires
    apply(core, *transfer, on_subscription_lost(transfer->sender, rules_of(core)), nullptr, {});
  }
}

void on_transferor_timer(Core& core, TransferRecord& transfer, TransferTimer which) noexcept {
  if (transfer.shut_down) {
    apply(core, transfer, on_shutdown(transfer.sender, rules_of(core)), nullptr, {});
  } else if (transfer.sender.state == TransferState::held && transfer.call_over) {
    apply(core, transfer, on_held_call_over(transfer.sender), nullptr, {});
  } else if (which == TransferTimer::phase) {
    apply(core, transfer, on_phase_timer(transfer.sender, rules_of(core)), nullptr, {});
  } else {
    apply(core, transfer, on_give_up(transfer.sender, rules_of(core)), nullptr, {});
  }
}

void on_subscriber_timer(Core& core, Subscription& subscription, SubscriptionTimer which) noexcept {
  TransferRecord* transfer = core.transfers.find(subscription.transfer);
  if (which == SubscriptionTimer::wake) {
    if (subscription.unsubscribe)
      send_subscribe(core, subscription, 0);
    else if (transfer != nullptr)
      send_subscribe(core, subscription, 180);
    subscription.unsubscribe = false;
  } else if (transfer == nullptr) {
    release_subscription(core, subscription);  // the tombstone's time is over
  } else {
    subscription.subscribed = false;
    apply(core, *transfer, on_subscription_lost(transfer->sender, rules_of(core)), nullptr, {});
  }
}

void on_call_over(Core& core, std::uint32_t dialog, bool by_peer) noexcept {
  for (std::uint32_t at = core.dialogs.at(dialog).first_subscription; at != no_index;
       at = core.subscriptions.at(at).next_in_dialog) {
    TransferRecord* transfer = core.transfers.find(core.subscriptions.at(at).transfer);
    if (transfer == nullptr) continue;
    const TransferState state = transfer->sender.state;
    if (!transfer->received && state != TransferState::held) {
      apply_timers(core, *transfer, on_call_over(transfer->sender, rules_of(core), by_peer));
    } else if (state == TransferState::undecided || state == TransferState::held) {
      // Each is ended by its own timer, with 487: a BYE with much pending stays bounded work.
      transfer->call_over = true;
      arm(core, *transfer, TransferTimer::limit, 0);
    }
  }
}

void release_held_refers(Core& core, const Dialog& dialog) noexcept {
  for (std::uint32_t at = dialog.first_subscription; at != no_index;) {
    const Subscription& subscription = core.subscriptions.at(at);
    at = subscription.next_in_dialog;
    TransferRecord* transfer = core.transfers.find(subscription.transfer);
    if (transfer == nullptr || transfer->received) continue;
    apply(core, *transfer, on_reinvite_done(transfer->sender), nullptr, {});
  }
}

}  // namespace baton::core

namespace baton {

using namespace core;

Result<TransferId> Stack::refer(Time now, CallId id, std::string_view refer_to,
                                const ReferOptions&) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  CallRecord* call = core.calls.find(id);
  if (call == nullptr) return Errc::unknown_handle;
  if (call->phase != CallPhase::confirmed) return Errc::wrong_state;
  std::array<char, 256> text{};
  std::string_view uri;
  const Errc unusable = complete_target(refer_to, core.accounts.at(call->account).view.uri, text, uri);
  if (unusable != Errc::ok) return unusable;
  TransferRecord* transfer = core.transfers.allocate();
  if (transfer == nullptr) return Errc::transfers_full;
  Subscription* subscription = take_subscription(core);
  if (subscription == nullptr) {
    core.transfers.release(*transfer);
    return Errc::transfers_full;
  }
  transfer->call = id;
  transfer->dialog = call->dialog;
  transfer->account = call->account;
  transfer->subscription = core.subscriptions.index_of(*subscription);
  subscription->transfer = id_of(core, *transfer);
  subscription->account = call->account;
  link_subscription(core, *subscription, call->dialog);
  Result<PreparedRequest> prepared = prepare_refer(core, core.dialogs.at(call->dialog), uri, call->account);
  Errc error = prepared.error();
  if (prepared && call->reinvite_open) {
    transfer->request = prepared->chain;  // built again, with its turn's CSeq, when it may leave
    apply_timers(core, *transfer, hold_back(transfer->sender, rules_of(core)));
  } else if (prepared) {
    PreparedRequest request = *prepared;
    error = send_refer(core, *transfer, request);
  }
  if (error == Errc::ok) return id_of(core, *transfer);
  release_subscription(core, *subscription);
  core.transfers.release(*transfer);
  return error;
}

}  // namespace baton
