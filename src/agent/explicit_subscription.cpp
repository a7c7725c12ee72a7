// Subscriptions to refer events: SUBSCRIBE granted, inside the REFER's dialog (RFC 3515 2.4.4, RFC 6665 4.2.1) and at
// a Refer-Events-At of ours (RFC 7614 4), and what becomes of states that nobody hears of.
#include "parser/slice.hpp"
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/refer/report.hpp"

namespace baton::core {
namespace {

constexpr std::string_view events_prefix = "refer.";

/// The subscription whose Refer-Events-At is this URI, or null.
Subscription* subscription_at(Core& core, std::string_view request_uri) noexcept {
  UriView uri;
  if (parse_uri(request_uri, uri) != Errc::ok || uri.user.size() <= events_prefix.size()) return nullptr;
  std::uint32_t index = 0;
  const std::size_t dot = uri.user.rfind('.');
  if (dot == std::string_view::npos) return nullptr;
  if (parse_number(parser::slice(uri.user, dot + 1), index) != Errc::ok) return nullptr;
  if (!core.subscriptions.live(index)) return nullptr;
  Subscription& subscription = core.subscriptions.at(index);
  const bool open = subscription.received && subscription.transfer && subscription.delivery == Delivery::on_request;
  return open && events_user(core, subscription).view() == uri.user ? &subscription : nullptr;
}

/// Moves the subscription into the dialog that its SUBSCRIBE makes. Null: no room.
Dialog* move_to_own_dialog(Core& core, const Inbound& inbound, Subscription& subscription) noexcept {
  Errc error = Errc::ok;
  Dialog* dialog = create_uas_dialog(core, inbound, error);
  if (dialog == nullptr) return nullptr;
  dialog->account = subscription.account;
  unlink_subscription(core, subscription);
  link_subscription(core, subscription, core.dialogs.index_of(*dialog));
  core.dialogs.drop_usage(*dialog);  // that which it was made with
  if (TransferRecord* transfer = core.transfers.find(subscription.transfer)) transfer->dialog = subscription.dialog;
  return dialog;
}

}  // namespace

Token events_user(const Core& core, const Subscription& subscription) noexcept {
  const std::uint32_t index = core.subscriptions.index_of(subscription);
  Token token;
  const auto add = [&](std::string_view text) {
    for (const char c : text) token.text[token.size++] = c;
  };
  add(events_prefix);
  std::uint64_t hash = keyed_hash(core, HashUse::refer_events)
                           .add(std::uint64_t{index})
                           .add(std::uint64_t{subscription.generation})
                           .finish();
  for (int i = 0; i < 16; ++i, hash >>= 4) token.text[token.size++] = "0123456789abcdef"[hash & 15];
  add(".");
  std::uint32_t power = 1;
  while (index / power >= 10) power *= 10;
  for (; power != 0; power /= 10) token.text[token.size++] = static_cast<char>('0' + index / power % 10);
  return token;
}

bool unheard(const Subscription& subscription) noexcept {
  return subscription.delivery != Delivery::implicit && !subscription.subscribed;
}

void settle_unheard(Core& core, Subscription& subscription) noexcept {
  TransferRecord* transfer = core.transfers.find(subscription.transfer);
  if (transfer == nullptr || !unheard(subscription) || subscription.notifier.end == SubscriptionEnd::none) return;
  stop_counting(core, *transfer);
  if (subscription.delivery == Delivery::on_request && !core.shutting_down) {
    arm(core, subscription, SubscriptionTimer::expiry, core.options.transferee.final_state);
  } else {
    end_referral(core, *transfer, subscription.notifier.newest, transfer->end_cause);
  }
}

void await_subscriber(Core& core, Subscription& subscription) noexcept {
  subscription.subscribed = false;
  disarm(core, subscription, SubscriptionTimer::wake);
  disarm(core, subscription, SubscriptionTimer::expiry);
  on_resubscription(subscription.notifier);
  settle_unheard(core, subscription);
}

bool grant(Core& core, const Inbound& inbound, Subscription& subscription) noexcept {
  const Microseconds length = subscription_length(core.options.transferee, core.options.transaction);
  const auto limit = static_cast<std::uint32_t>(length / 1'000'000);
  std::uint32_t expires = limit;
  if (const auto value = inbound.message.value(HeaderId::expires)) (void)parse_number(*value, expires);
  if (expires > limit) expires = limit;
  const Result<TransactionId> id =
      core.transactions.open_server(core.now, inbound.message, inbound.source, no_index, Privilege::standing);
  if (!id) {
    refuse(core, inbound, 500);
    return false;
  }
  const ResponseParts parts{
      .status = 200,
      .reason = {},
      .to_tag = core.dialogs.field(core.dialogs.at(subscription.dialog), DialogField::local_tag),
      .record_route = inbound.message.to_tag().empty()};
  (void)respond(core, *id, inbound.message, parts, [&](MessageWriter& writer) {
    write_contact(writer, identity_of(core, inbound.source.flow, subscription.account));
    writer.header(HeaderId::expires, expires);
    write_capabilities(writer, core.options, offer_in(core, core.dialogs.at(subscription.dialog)));
  });
  subscription.expires = core.now + seconds(expires);
  arm(core, subscription, SubscriptionTimer::expiry, seconds(expires));
  if (expires == 0) on_end(subscription.notifier, SubscriptionEnd::timeout);
  else subscription.notifier.present_wanted = true;
  hurry(subscription.notifier);  // at once, whatever an answer asked for before (RFC 6665 4.2.1.2)
  pump(core, subscription);
  return true;
}

void on_subscribe_outside(Core& core, const Inbound& inbound) noexcept {
  const MessageView& subscribe = inbound.message;
  std::uint32_t id = 0;
  if (!requires_only_known(core, subscribe)) return refuse(core, inbound, 420);
  if (!reads_refer_event(subscribe, id)) return refuse(core, inbound, 489);
  Subscription* subscription = subscription_at(core, subscribe.request_uri());
  // Nothing is subscribed to without a REFER (RFC 3515 2.4.4), nor by two.
  if (subscription == nullptr || subscription->subscribed) return refuse(core, inbound, 403);
  if (target_of(subscribe).empty()) return refuse(core, inbound, 400);
  const bool answerable = core.store.has_room(subscribe.bytes().size() + 512);
  if (!answerable || move_to_own_dialog(core, inbound, *subscription) == nullptr) {
    ++core.counters.refused_for_room;
    return refuse(core, inbound, 500);
  }
  subscription->subscribed = true;
  subscription->id = subscription->first_id = id;
  if (!grant(core, inbound, *subscription)) await_subscriber(core, *subscription);
}

}  // namespace baton::core
