// The reports on REFERs of ours: NOTIFY in, SUBSCRIBE out (RFC 3515 2.4.4 to 2.4.7, RFC 6665 4.1, RFC 7614 4.4;
// outcome table 1.3).
#include "baton/session_values.hpp"
#include "src/agent/refer_forms.hpp"
#include "src/dialog/route_set.hpp"
#include "src/refer/report.hpp"

namespace baton::core {
namespace {

Subscription* subscription_of(Core& core, const Owner& owner) noexcept {
  Subscription& record = core.subscriptions.at(owner.index);
  const bool same = core.subscriptions.live(owner.index) && record.generation == owner.generation;
  return same ? &record : nullptr;
}

bool may_subscribe(const Core& core, const Subscription& subscription) noexcept {
  return subscription.explicit_ || core.dialogs.at(subscription.dialog).peer_allows_subscribe;
}

/// False: it is not to be, or there is no room.
bool send_subscribe(Core& core, Subscription& subscription, std::uint32_t expires) noexcept {
  if (!may_subscribe(core, subscription)) return false;
  Dialog& dialog = core.dialogs.at(subscription.dialog);
  const Owner owner{.index = core.subscriptions.index_of(subscription),
                    .generation = subscription.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::subscription_subscribe),
                    .detail = 0};
  const auto sent = send_in_dialog(core, dialog, Method::subscribe, owner,
                                   [&](MessageWriter& writer, const LocalIdentity& local) {
                                     write_contact(writer, local);
                                     writer.begin(HeaderId::event);
                                     writer.add(subscription.id != 0 ? "refer;id=" : "refer");
                                     if (subscription.id != 0) writer.add_number(subscription.id);
                                     writer.end();
                                     writer.header(HeaderId::expires, expires);
                                     writer.header(HeaderId::accept, {"message/sipfrag"});
                                   });
  if (sent) subscription.request = *sent;
  return static_cast<bool>(sent);
}

/// What we ask for: nobody waits for reports any longer. Never 0, which would end them.
std::uint32_t expires_wanted(const Core& core) noexcept {
  const auto whole = static_cast<std::uint32_t>(core.options.transferor.give_up / 1'000'000);
  return whole != 0 ? whole : 1;
}

/// Without room for its credentials a SUBSCRIBE goes again, until the subscription is over or its tombstone gone.
void subscribe_later(Core& core, Subscription& subscription, bool is_tombstone) noexcept {
  if (is_tombstone && !subscription.subscribed) return;
  subscription.unsubscribe = is_tombstone || subscription.decided;
  subscription.refreshing = false;
  arm(core, subscription, SubscriptionTimer::wake, core.options.transaction.t2);
}

/// Row 26: `refresh_before` the end, or at half of a short time.
void plan_refresh(Core& core, Subscription& subscription) noexcept {
  const Microseconds left = subscription.expires - core.now;
  if (!may_subscribe(core, subscription) || left <= 0) return;
  const Microseconds before = core.options.transferor.refresh_before;
  arm(core, subscription, SubscriptionTimer::wake, left > 2 * before ? left - before : left / 2);
}

void take_expires(Core& core, Subscription& subscription, std::uint32_t expires_s) noexcept {
  subscription.expires = core.now + seconds(expires_s);
  arm(core, subscription, SubscriptionTimer::expiry, seconds(expires_s));
}

/// The subscription that a NOTIFY is for (outcome table 1.3), or null. Without an id that of the live REFER that was
/// sent first; one that is held has not been sent.
Subscription* match_notify(Core& core, const Dialog& dialog, std::uint32_t id) noexcept {
  Subscription* first_live = nullptr;
  Subscription* any = nullptr;
  for (std::uint32_t at = dialog.first_subscription; at != no_index;) {
    Subscription& subscription = core.subscriptions.at(at);
    at = subscription.next_in_dialog;
    if (subscription.received) continue;
    if (id != 0) {
      // A dialog that our own SUBSCRIBE made is about one REFER, whatever id its notifier gives it.
      if (subscription.has_id(id) || subscription.explicit_) return &subscription;
      continue;
    }
    if (subscription.first_id == 0) continue;
    any = &subscription;
    if (!subscription.transfer) continue;
    if (first_live == nullptr || subscription.first_id < first_live->first_id) first_live = &subscription;
  }
  return first_live != nullptr ? first_live : any;
}

void lose_subscription(Core& core, Subscription& subscription) noexcept {
  TransferRecord* transfer = core.transfers.find(subscription.transfer);
  subscription.subscribed = false;
  subscription.refreshing = false;
  disarm(core, subscription, SubscriptionTimer::wake);
  if (transfer == nullptr) return;
  transfer->sender.forks_live = forks_live(core, *transfer, &subscription);
  apply(core, *transfer, on_subscription_lost(transfer->sender, rules_of(core, *transfer)), nullptr, {});
}

/// The dialog's peer, as its first NOTIFY shows it (RFC 3261 12.1.1). False: no room.
bool take_peer(Core& core, Dialog& dialog, const Inbound& inbound) noexcept {
  const MessageView& notify = inbound.message;
  const Result<std::size_t> size = collect_routes(notify, false, core.work.stored);
  if (!size) return false;
  const std::string_view routes{core.work.stored.data(), *size};
  if (!core.dialogs.set_remote(dialog, notify.from_tag(), routes, target_of(notify))) return false;
  dialog.established = true;
  dialog.remote_cseq = notify.cseq().number;
  dialog.remote_cseq_known = true;
  dialog.flow = inbound.source.flow;
  note_peer(dialog, notify);
  return true;
}

/// A second dialog with the same Call-ID and tag of ours, and a subscription in it. Null: no room, and `refusal`
/// is the answer to that.
Dialog* add_fork(Core& core, const Inbound& inbound, const Dialog& known, Subscription& first,
                 std::uint16_t& refusal) noexcept {
  make_room_for_dialog(core);
  Subscription* fork = take_subscription(core);
  if (fork == nullptr) return nullptr;
  DialogParts parts = core.dialogs.parts(known);
  parts.remote_tag = parts.routes = {};
  Errc error = Errc::ok;
  Dialog* dialog = core.dialogs.create(parts, error);
  if (dialog == nullptr || !take_peer(core, *dialog, inbound)) {
    if (dialog != nullptr) {
      core.dialogs.drop_usage(*dialog);
      refusal = 513;
    }
    core.subscriptions.release(*fork);
    return nullptr;
  }
  dialog->account = known.account;
  dialog->local_cseq = known.local_cseq;
  fork->transfer = first.transfer;
  fork->account = first.account;
  fork->first_id = first.first_id;
  fork->later_ids = first.later_ids;
  fork->id = first.id;
  fork->next_of_transfer = first.next_of_transfer;
  first.next_of_transfer = core.subscriptions.index_of(*fork);
  link_subscription(core, *fork, core.dialogs.index_of(*dialog));
  core.dialogs.drop_usage(*dialog);
  return dialog;
}

/// How long late NOTIFYs are answered 200 (outcome table 1.3): while the subscription lives at the peer, too, since
/// peers take a 481 for the end of the whole dialog.
Microseconds tombstone_of(const Core& core, const Subscription& subscription) noexcept {
  const TransferorTiming& timing = core.options.transferor;
  const bool lives = subscription.subscribed &&
                     core.wheel.armed(timer_of(core, subscription, SubscriptionTimer::expiry));
  const Microseconds left = lives ? subscription.expires - core.now : 0;
  return left <= timing.tombstone ? timing.tombstone : left < timing.tombstone_limit ? left : timing.tombstone_limit;
}

/// The peer's subscription is over, and only its tombstone stays.
void note_end_behind(Core& core, Subscription& subscription) noexcept {
  if (!subscription.subscribed) return;
  subscription.subscribed = false;
  arm(core, subscription, SubscriptionTimer::expiry, core.options.transferor.tombstone);
}

/// A subscription whose transfer is over.
void end_one(Core& core, Subscription& subscription, const TransferorEffects& effects, bool rejected) noexcept {
  const Dialog& dialog = core.dialogs.at(subscription.dialog);
  subscription.next_of_transfer = no_index;
  // Without a peer's tag there is no dialog that a late NOTIFY could come in.
  if (rejected || core.dialogs.field(dialog, DialogField::remote_tag).empty()) {
    return release_subscription(core, subscription);
  }
  const bool now = effects.unsubscribe_now && subscription.subscribed;
  const bool sent = now && send_subscribe(core, subscription, 0);
  entomb(core, subscription, tombstone_of(core, subscription));
  if ((now && !sent) || (effects.unsubscribe_later && subscription.subscribed)) {
    subscription.unsubscribe = true;
    arm(core, subscription, SubscriptionTimer::wake,
        now ? core.options.transaction.t1 : core.options.transferor.unsubscribe_after);
  }
}

void note_report(Core& core, Subscription& subscription, const NotifyContent& content) noexcept {
  subscription.subscribed = !content.report.terminated;
  const bool awaited = subscription.refreshing;
  subscription.refreshing = false;
  if (content.report.terminated) {
    disarm(core, subscription, SubscriptionTimer::wake);
    disarm(core, subscription, SubscriptionTimer::expiry);
  } else if (content.has_expires) {
    take_expires(core, subscription, content.expires);
    plan_refresh(core, subscription);
  } else if (awaited) {
    disarm(core, subscription, SubscriptionTimer::wake);
    plan_refresh(core, subscription);
  }
}

}  // namespace

bool forks_live(const Core& core, const TransferRecord& transfer, const Subscription* but) noexcept {
  for (std::uint32_t at = transfer.subscription; at != no_index; at = core.subscriptions.at(at).next_of_transfer) {
    const Subscription& subscription = core.subscriptions.at(at);
    if (&subscription != but && subscription.subscribed && !subscription.decided) return true;
  }
  return false;
}

void end_subscriptions(Core& core, TransferRecord& transfer, const TransferorEffects& effects,
                       bool rejected) noexcept {
  std::uint32_t at = transfer.subscription;
  transfer.subscription = no_index;
  for (bool first = true; at != no_index; first = false) {
    Subscription& subscription = core.subscriptions.at(at);
    at = subscription.next_of_transfer;
    TransferorEffects own = effects;
    if (!first || at != no_index) {  // forks beside one another: due work, one at a time
      own.unsubscribe_now = false;
      own.unsubscribe_later |= subscription.subscribed;
    }
    end_one(core, subscription, own, rejected);
  }
}

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
  if (id != 0) subscription->id = id;
  TransferRecord* transfer = core.transfers.find(subscription->transfer);
  const NotifyContent content = read_notify(notify);
  if (transfer == nullptr) {
    if (content.report.terminated) note_end_behind(core, *subscription);
    return;
  }
  note_report(core, *subscription, content);
  if (subscription->decided) return;
  transfer->sender.forks_live = forks_live(core, *transfer, subscription);
  const TransferorEffects effects = on_report(transfer->sender, rules_of(core, *transfer), content.report);
  if (transfer->sender.forking && !effects.ended && (content.report.status >= 300 || content.report.denied)) {
    subscription->decided = true;
    subscription->unsubscribe = effects.unsubscribe_later;
    if (effects.unsubscribe_later) {
      arm(core, *subscription, SubscriptionTimer::wake, core.options.transferor.unsubscribe_after);
    }
  }
  apply(core, *transfer, effects, &notify, content.reason);
}

bool on_first_notify(Core& core, const Inbound& inbound) noexcept {
  const MessageView& notify = inbound.message;
  Dialog* known = core.dialogs.sibling(notify.call_id(), notify.to_tag());
  if (known == nullptr) return false;
  Subscription* first = nullptr;
  for (std::uint32_t at = known->first_subscription; at != no_index; at = core.subscriptions.at(at).next_in_dialog) {
    if (!core.subscriptions.at(at).received) first = &core.subscriptions.at(at);
  }
  TransferRecord* transfer = first != nullptr ? core.transfers.find(first->transfer) : nullptr;
  if (transfer == nullptr) return false;
  const bool none_yet = core.dialogs.field(*known, DialogField::remote_tag).empty();
  std::uint32_t id = 0;
  const bool refer_package = reads_refer_event(notify, id);
  if (!refer_package) {
    ++core.counters.notifies_unmatched;
    refuse(core, inbound, 489);
    return true;
  }
  const bool ours = id == 0 || first->has_id(id) || first->explicit_;
  if (!ours || !takes_new_fork(transfer->sender, none_yet)) return false;
  if (!requires_only_known(core, notify)) {
    refuse(core, inbound, 420);
    return true;
  }
  // Nothing is taken that could not be answered: its repetition would fail the CSeq check.
  if (!has_room_to_answer(core, notify)) {
    ++core.counters.refused_for_room;
    return true;
  }
  Dialog* dialog = known;
  std::uint16_t refusal = none_yet ? 513 : 500;
  if (!none_yet) dialog = add_fork(core, inbound, *known, core.subscriptions.at(transfer->subscription), refusal);
  else if (!take_peer(core, *known, inbound)) dialog = nullptr;
  if (dialog == nullptr) {
    ++core.counters.refused_for_room;
    refuse(core, inbound, refusal);
    return true;
  }
  on_notify(core, inbound, *dialog);
  return true;
}

void subscribe_at(Core& core, TransferRecord& transfer, const MessageView& answer) noexcept {
  NameAddrView place;
  const auto value = answer.value(HeaderId::refer_events_at);
  if (!value || parse_refer_events_at(*value, place) != Errc::ok) return;  // N decides
  Subscription& subscription = core.subscriptions.at(transfer.subscription);
  Errc error = Errc::ok;
  Dialog* dialog = open_dialog(core, transfer.account, place.uri_text, place.uri_text, error);
  if (dialog == nullptr) return lose_subscription(core, subscription);
  transfer.dialog = core.dialogs.index_of(*dialog);
  move_subscription(core, subscription, transfer.dialog);
  core.dialogs.drop_usage(*dialog);
  if (CallRecord* call = core.calls.find(transfer.call)) call->watched = true;
  subscription.explicit_ = true;
  subscription.id = 0;
  if (!send_subscribe(core, subscription, expires_wanted(core))) lose_subscription(core, subscription);
}

void on_subscribe_sent_again(Core&, Subscription& subscription, TransactionId id, std::uint32_t) noexcept {
  subscription.request = id;
}

void on_subscribe_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept {
  Subscription* subscription = subscription_of(core, owner);
  if (subscription == nullptr || outcome.status < 200) return;
  TransferRecord* transfer = core.transfers.find(subscription->transfer);
  if (outcome.no_room) return subscribe_later(core, *subscription, transfer == nullptr);
  if (transfer == nullptr) {  // silence proves nothing here
    if (ends_usage(outcome.status)) note_end_behind(core, *subscription);
    return;
  }
  if (outcome.status < 300) {
    std::uint32_t expires = 0;
    if (outcome.message != nullptr &&
        parse_number(outcome.message->value(HeaderId::expires).value_or(""), expires) == Errc::ok && expires != 0) {
      take_expires(core, *subscription, expires);
      if (!subscription->refreshing) plan_refresh(core, *subscription);
    }
  } else if (outcome.status == 408 || ends_usage(outcome.status) ||
             (subscription->explicit_ && !subscription->subscribed)) {
    lose_subscription(core, *subscription);  // rows 17, 27
  } else {
    subscription->refreshing = false;  // other errors leave it valid until it expires
    disarm(core, *subscription, SubscriptionTimer::wake);
  }
}

void on_subscriber_timer(Core& core, Subscription& subscription, SubscriptionTimer which) noexcept {
  const TransferRecord* transfer = core.transfers.find(subscription.transfer);
  if (which == SubscriptionTimer::wake) {
    if (subscription.refreshing) return lose_subscription(core, subscription);  // N of the refresh (RFC 6665 4.1.2.4)
    if (!may_subscribe(core, subscription) || (transfer == nullptr && !subscription.unsubscribe)) return;
    const bool sent = send_subscribe(core, subscription, subscription.unsubscribe ? 0 : expires_wanted(core));
    // Without room, again: until the subscription or its tombstone is gone.
    if (!sent) return arm(core, subscription, SubscriptionTimer::wake, core.options.transaction.t1);
    subscription.refreshing = !subscription.unsubscribe;
    subscription.unsubscribe = false;
    if (subscription.refreshing) {
      arm(core, subscription, SubscriptionTimer::wake, rules_of(core, *transfer).no_report);
    }
  } else if (transfer == nullptr) {
    release_subscription(core, subscription);  // the tombstone's time is over
  } else {
    lose_subscription(core, subscription);
  }
}

}  // namespace baton::core
