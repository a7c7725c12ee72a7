// Reports on referred calls: NOTIFY out, SUBSCRIBE in, and the subscription records of both sides
// (RFC 3515 2.4.4 to 2.4.7, RFC 6665 4.2; outcome table 2.2).
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/refer/report.hpp"

namespace baton::core {
namespace {

Subscription* subscription_of(Core& core, const Owner& owner) noexcept {
  Subscription& record = core.subscriptions.at(owner.index);
  const bool same = core.subscriptions.live(owner.index) && record.generation == owner.generation;
  return same ? &record : nullptr;
}

void write_state(MessageWriter& writer, const Core& core, const Subscription& subscription) noexcept {
  writer.begin(HeaderId::subscription_state);
  switch (subscription.notifier.end) {
    case SubscriptionEnd::none: {
      const Microseconds left = subscription.expires - core.now;
      writer.add(subscription.notifier.pending ? "pending;expires=" : "active;expires=");
      writer.add_number(left > 0 ? static_cast<std::uint32_t>(left / 1'000'000) : 0);
      break;
    }
    case SubscriptionEnd::noresource: writer.add("terminated;reason=noresource"); break;
    case SubscriptionEnd::timeout: writer.add("terminated;reason=timeout"); break;
    case SubscriptionEnd::rejected: writer.add("terminated;reason=rejected"); break;
  }
  writer.end();
}

bool send_notify(Core& core, Subscription& subscription) noexcept {
  Dialog& dialog = core.dialogs.at(subscription.dialog);
  const Owner owner{.index = core.subscriptions.index_of(subscription),
                    .generation = subscription.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::subscription_notify),
                    .detail = 0,
                    .serial = static_cast<std::uint8_t>(subscription.notifier.serial + 1)};
  // Our own phrase, never the target's: a phrase of a stranger must not travel on (RFC 3515 5.3.3).
  std::array<char, 96> body{};
  MessageWriter line(body);
  line.status_line(subscription.notifier.newest, reason_phrase(subscription.notifier.newest));
  const std::string_view fragment = line.written();
  const auto sent = send_in_dialog(core, dialog, Method::notify, owner,
                                   [&](MessageWriter& writer, const LocalIdentity& local) {
                                     write_contact(writer, local);
                                     writer.begin(HeaderId::event);
                                     writer.add("refer");
                                     if (subscription.id != 0) {
                                       writer.add(";id=");
                                       writer.add_number(subscription.id);
                                     }
                                     writer.end();
                                     write_state(writer, core, subscription);
                                     write_capabilities(writer, core.options, offer_in(core, dialog));
                                     writer.body("message/sipfrag;version=2.0", fragment);
                                   });
  if (sent) subscription.request = *sent;
  return static_cast<bool>(sent);
}

/// Until when a last report is tried for: the peer that puts it off, or a way that is gone, keeps nothing for ever.
Time deadline_of(const Core& core, const Subscription& subscription) noexcept {
  return subscription.expires + core.options.transaction.transaction_limit();
}

/// Our BYE waited for this NOTIFY's answer.
void release_held_bye(Core& core, const Dialog& dialog) noexcept {
  if (dialog.call == no_index) return;
  CallRecord& call = core.calls.at(dialog.call);
  if (call.bye_held) send_bye(core, call, true);
}

}  // namespace

Subscription* take_subscription(Core& core) noexcept {
  if (Subscription* record = core.subscriptions.allocate()) return record;
  for (std::uint32_t i = 0; i < core.subscriptions.capacity(); ++i) {
    Subscription& tombstone = core.subscriptions.at(i);
    if (!core.subscriptions.live(i) || tombstone.transfer) continue;
    release_subscription(core, tombstone);
    return core.subscriptions.allocate();
  }
  return nullptr;
}

void link_subscription(Core& core, Subscription& subscription, std::uint32_t dialog) noexcept {
  Dialog& record = core.dialogs.at(dialog);
  subscription.dialog = dialog;
  subscription.next_in_dialog = record.first_subscription;
  record.first_subscription = core.subscriptions.index_of(subscription);
  ++record.usages;
}

void unlink_subscription(Core& core, Subscription& subscription) noexcept {
  Dialog& dialog = core.dialogs.at(subscription.dialog);
  const std::uint32_t index = core.subscriptions.index_of(subscription);
  std::uint32_t* link = &dialog.first_subscription;
  while (*link != index)
    link = &core.subscriptions.at(*link).next_in_dialog;
  *link = subscription.next_in_dialog;
  core.dialogs.drop_usage(dialog);
}

void release_subscription(Core& core, Subscription& subscription) noexcept {
  disarm(core, subscription, SubscriptionTimer::wake);
  disarm(core, subscription, SubscriptionTimer::expiry);
  unlink_subscription(core, subscription);
  core.subscriptions.release(subscription);
}

void entomb(Core& core, Subscription& subscription, Microseconds length) noexcept {
  subscription.transfer = {};
  disarm(core, subscription, SubscriptionTimer::wake);
  arm(core, subscription, SubscriptionTimer::expiry, length);
}

void release_transfer(Core& core, TransferRecord& transfer) noexcept {
  disarm(core, transfer, TransferTimer::phase);
  disarm(core, transfer, TransferTimer::limit);
  core.store.release(transfer.request);
  core.transfers.release(transfer);
}

bool notify_unanswered(const Core& core, const Dialog& dialog) noexcept {
  for (std::uint32_t at = dialog.first_subscription; at != no_index;
       at = core.subscriptions.at(at).next_in_dialog) {
    const Subscription& subscription = core.subscriptions.at(at);
    if (subscription.received && subscription.transfer && subscription.notifier.unanswered) return true;
  }
  return false;
}

void pump(Core& core, Subscription& subscription) noexcept {
  if (unheard(subscription)) return settle_unheard(core, subscription);
  const NotifierStep step = next_step(subscription.notifier, core.options.transferee, core.now);
  if (step.send) {
    if (send_notify(core, subscription)) {
      on_sent(subscription.notifier, core.now);
      // With its last report a REFER is over for those that come after it.
      TransferRecord* transfer = core.transfers.find(subscription.transfer);
      if (transfer != nullptr && subscription.notifier.end_sent) stop_counting(core, *transfer);
    } else {
      arm(core, subscription, SubscriptionTimer::wake, core.options.transaction.t1);  // no room: again
    }
  } else if (step.ask_again != never) {
    core.wheel.arm(timer_of(core, subscription, SubscriptionTimer::wake), step.ask_again);
  }
}

void report_referred(Core& core, CallRecord& call, std::uint16_t status) noexcept {
  TransferRecord* transfer = core.transfers.find(call.referral);
  if (status >= 200) call.referral = {};
  if (transfer == nullptr || transfer->subscription == no_index) return;
  Subscription& subscription = core.subscriptions.at(transfer->subscription);
  on_progress(subscription.notifier, status);
  pump(core, subscription);
}

namespace {

/// Nothing more is reported: over, unless another may still subscribe (RFC 7614 4.7).
void close_reports(Core& core, Subscription& subscription, TransferRecord& transfer, Cause cause) noexcept {
  const Notifier& notifier = subscription.notifier;
  const bool may_come_again = notifier.end == SubscriptionEnd::timeout || notifier.end == SubscriptionEnd::none;
  if (subscription.delivery == Delivery::on_request && may_come_again) return await_subscriber(core, subscription);
  end_referral(core, transfer, notifier.newest, cause);
}

NotifyReply reply_of(const Core& core, const Outcome& outcome) noexcept {
  NotifyReply reply{.status = outcome.status};
  if (outcome.message == nullptr || core.shutting_down) return reply;  // a shutdown waits for nobody's patience
  // Credentials may find room later: as if the peer had asked for that itself.
  if (outcome.no_room) return {.status = 503, .retry_after = 1};
  if (const auto value = outcome.message->value(HeaderId::retry_after)) {
    (void)parse_retry_after(*value, reply.retry_after);
  }
  return reply;
}

}  // namespace

void on_notify_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept {
  Subscription* subscription = subscription_of(core, owner);
  if (subscription == nullptr || outcome.status < 200) return;
  TransferRecord* transfer = core.transfers.find(subscription->transfer);
  if (transfer == nullptr) return;
  const Dialog& dialog = core.dialogs.at(subscription->dialog);
  Notifier& notifier = subscription->notifier;
  const Time latest =
      notifier.end == SubscriptionEnd::none ? subscription->expires : deadline_of(core, *subscription);
  const NotifyAnswer answer =
      owner.serial == notifier.serial
          ? on_answer(notifier, reply_of(core, outcome), core.options.transferee, latest, core.now)
          : on_late_answer(outcome.status);
  release_held_bye(core, dialog);
  if (answer == NotifyAnswer::kept) return pump(core, *subscription);
  close_reports(core, *subscription, *transfer,
                answer == NotifyAnswer::finished ? transfer->end_cause : outcome.cause);
}

void on_notifier_timer(Core& core, Subscription& subscription, SubscriptionTimer which) noexcept {
  if (!subscription.transfer) {
    if (which == SubscriptionTimer::expiry) release_subscription(core, subscription);
    return;
  }
  if (unheard(subscription)) {
    // What could still be subscribed to was kept long enough (RFC 7614 4.7).
    TransferRecord* transfer = core.transfers.find(subscription.transfer);
    if (which == SubscriptionTimer::expiry && transfer != nullptr) {
      end_referral(core, *transfer, subscription.notifier.newest, transfer->end_cause);
    }
    return;
  }
  const Time deadline = deadline_of(core, subscription);
  if (which == SubscriptionTimer::expiry) {
    on_end(subscription.notifier, SubscriptionEnd::timeout);
    if (core.now < deadline) core.wheel.arm(timer_of(core, subscription, SubscriptionTimer::expiry), deadline);
  }
  pump(core, subscription);
  // What is under way then has its answer within 64*T1.
  const Notifier& notifier = subscription.notifier;
  const bool stuck = notifier.end != SubscriptionEnd::none && !notifier.end_sent && !notifier.unanswered;
  if (!stuck || core.now < deadline) return;
  if (TransferRecord* transfer = core.transfers.find(subscription.transfer)) {
    close_reports(core, subscription, *transfer, Cause::transport);
  }
}

namespace {

/// The subscription that a SUBSCRIBE is for, or null. Without an id the live one whose REFER came first (RFC 3515
/// 2.4.6), and a tombstone only where none lives.
Subscription* match_subscribe(Core& core, const Dialog& dialog, std::uint32_t id) noexcept {
  Subscription* first_live = nullptr;
  Subscription* tombstone = nullptr;
  for (std::uint32_t at = dialog.first_subscription; at != no_index;) {
    Subscription& subscription = core.subscriptions.at(at);
    at = subscription.next_in_dialog;
    if (!subscription.received || unheard(subscription)) continue;
    if (id != 0 && !subscription.has_id(id)) continue;
    if (!subscription.transfer) tombstone = &subscription;
    else if (first_live == nullptr || subscription.first_id < first_live->first_id) first_live = &subscription;
  }
  return first_live != nullptr ? first_live : tombstone;
}

}  // namespace

void on_subscribe(Core& core, const Inbound& inbound, Dialog& dialog) noexcept {
  std::uint32_t id = 0;
  if (!reads_refer_event(inbound.message, id)) return refuse_in_dialog(core, inbound, 489);
  Subscription* found = match_subscribe(core, dialog, id);
  if (found == nullptr) return refuse_in_dialog(core, inbound, 403);  // RFC 3515 2.4.4
  TransferRecord* transfer = core.transfers.find(found->transfer);
  const bool begun = transfer != nullptr && (transfer->sender.state == TransferState::referring ||
                                             found->notifier.pending);
  if (!begun || found->notifier.end != SubscriptionEnd::none) {
    return refuse_in_dialog(core, inbound, 481);  // it has ended (RFC 6665 4.1.2.2)
  }
  (void)refresh_target(core, dialog, inbound.message);
  (void)grant(core, inbound, *found);
}

}  // namespace baton::core
