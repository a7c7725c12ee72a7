// The decision on a REFER: accepted, rejected, or left undecided too long (outcome table 2.1).
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"

namespace baton::core {
namespace {

/// The status that accepts this REFER: 202 for RFC 3515 peers that wait for it, 200 for those that show
/// they are past RFC 7647 (5), or that ask for what came after RFC 3515.
std::uint16_t accepting_status(const Core& core, const TransferRecord& transfer) noexcept {
  const bool plain = core.options.accept_status != AcceptStatus::automatic ||
                     core.dialogs.at(transfer.dialog).peer_past_rfc7647 ||
                     core.subscriptions.at(transfer.subscription).delivery != Delivery::implicit;
  return plain ? 200 : 202;
}

/// Where this subscription's states can be had (RFC 7614 4.8).
void write_events_at(MessageWriter& writer, const Core& core, const Subscription& subscription,
                     LocalIdentity local) noexcept {
  const Token user = events_user(core, subscription);
  local.contact_user = user.view();
  write_own_uri(writer, HeaderId::refer_events_at, local);
}

/// Answers an undecided REFER with a refusal. False: no room now; the limit timer tries again.
bool refuse_referral(Core& core, TransferRecord& transfer, std::uint16_t status) noexcept {
  MessageView refer;
  if (!core.transactions.load(transfer.refer, core.work, refer)) return true;  // nobody waits any more
  const std::string_view tag = core.dialogs.field(core.dialogs.at(transfer.dialog), DialogField::local_tag);
  const Errc error =
      respond(core, transfer.refer, refer, {.status = status, .reason = {}, .to_tag = tag},
              [&](MessageWriter& writer) { write_refusal_headers(core, writer, refer, status); });
  if (error != Errc::store_full) return true;
  transfer.end_status = status;
  arm(core, transfer, TransferTimer::limit, core.options.transaction.t1);
  return false;
}

/// A no to a REFER: the refusal, or for one that was accepted undecided a last report of 603.
void deny(Core& core, TransferRecord& transfer, std::uint16_t status, Cause cause) noexcept {
  Subscription& subscription = core.subscriptions.at(transfer.subscription);
  if (!subscription.notifier.pending) {
    if (refuse_referral(core, transfer, status)) end_referral(core, transfer, status, cause);
    return;
  }
  transfer.sender.state = TransferState::referring;
  transfer.end_cause = cause;
  core.store.release(transfer.request);
  disarm(core, transfer, TransferTimer::limit);
  on_denial(subscription.notifier);
  pump(core, subscription);
}

/// Whether a REFER text handed back is the stored one: Call-ID, CSeq, tags, Refer-To.
Errc compare_texts(Core& core, const TransferRecord& transfer, std::string_view text,
                   MessageView& stored) noexcept {
  MessageView given;
  std::string_view given_values[5];
  const auto values = [](const MessageView& message, std::string_view* into) {
    into[0] = message.call_id();
    into[1] = message.value(HeaderId::cseq).value_or("");
    into[2] = message.from_tag();
    into[3] = message.to_tag();
    into[4] = message.value(HeaderId::refer_to).value_or("");
  };
  if (!text.empty()) {
    if (parse_message(text, core.work.index, given)) return Errc::refer_mismatch;
    values(given, given_values);  // views of `text`: they outlive the index
  }
  if (!load_refer(core, transfer, stored)) return Errc::wrong_state;
  if (text.empty()) return Errc::ok;
  std::string_view stored_values[5];
  values(stored, stored_values);
  for (int i = 0; i < 5; ++i) {
    if (given_values[i] != stored_values[i]) return Errc::refer_mismatch;
  }
  return Errc::ok;
}

/// Whether the NOTIFY that follows the acceptance of this REFER, which moves the target (RFC 5057 5.4), goes to a name.
bool notifies_a_name(const Core& core, const TransferRecord& transfer, const MessageView& refer) noexcept {
  const Subscription& subscription = core.subscriptions.at(transfer.subscription);
  if (unheard(subscription)) return false;
  const Dialog& dialog = core.dialogs.at(transfer.dialog);
  const Result<Route> route =
      subscription.notifier.pending ? route_for(core, dialog) : route_for(core, dialog, target_of(refer));
  return route && route->peer.family == Family::none;
}

/// Whether the NOTIFY, which may use the reserve, and then the INVITE, which may not, find room.
Errc room_to_refer(Core& core, const PreparedCall& plan, bool name_is_notified) noexcept {
  const std::uint32_t free = core.transactions.capacity() - core.transactions.used();
  if (free < core.limits.reserved + 2) return Errc::transactions_full;
  const bool name_is_called = plan.invite.route.peer.family == Family::none;
  const std::uint32_t names = (name_is_notified ? 1u : 0u) + (name_is_called ? 1u : 0u);
  if (names == 0) return Errc::ok;
  prune_lookups(core);
  return core.lookups.free() >= names ? Errc::ok : Errc::lookups_full;
}

}  // namespace

bool load_refer(Core& core, const TransferRecord& transfer, MessageView& refer) noexcept {
  if (transfer.request == no_index) return core.transactions.load(transfer.refer, core.work, refer);
  const std::string_view octets = core.store.copy(transfer.request, core.work.stored);
  return !octets.empty() && !index_message(octets, core.work.index, refer);
}

Errc answer_refer(Core& core, const TransferRecord& transfer, const MessageView& refer) noexcept {
  const Dialog& dialog = core.dialogs.at(transfer.dialog);
  const Subscription& subscription = core.subscriptions.at(transfer.subscription);
  const ResponseParts parts{.status = accepting_status(core, transfer),
                            .reason = {},
                            .to_tag = core.dialogs.field(dialog, DialogField::local_tag),
                            .record_route = refer.to_tag().empty()};
  return respond(core, transfer.refer, refer, parts, [&](MessageWriter& writer) {
    const LocalIdentity local = identity_of(core, dialog.flow, transfer.account);
    write_contact(writer, local);
    write_capabilities(writer, core.options, offer_in(core, dialog));
    if (subscription.delivery == Delivery::on_request) write_events_at(writer, core, subscription, local);
    if (subscription.delivery == Delivery::none && !refer.lists(HeaderId::require, "nosub")) {
      writer.header(HeaderId::refer_sub, {"false"});  // RFC 4488 4
    }
  });
}

void start_reports(Core& core, TransferRecord& transfer) noexcept {
  Subscription& subscription = core.subscriptions.at(transfer.subscription);
  if (subscription.delivery == Delivery::implicit) {
    const Microseconds length = subscription_length(core.options.transferee, core.options.transaction);
    subscription.expires = core.now + length;
    arm(core, subscription, SubscriptionTimer::expiry, length);
  }
  pump(core, subscription);
}

void on_call_of_refer_over(Core& core, TransferRecord& transfer) noexcept {
  // A REFER that has its 200 is a usage of its own: the call's end is nothing to it (RFC 5057 5.5).
  if (core.subscriptions.at(transfer.subscription).notifier.pending) return;
  // Each is ended by its own timer, with 487: a BYE with much pending stays bounded work.
  transfer.call_over = true;
  arm(core, transfer, TransferTimer::limit, 0);
}

void end_referral(Core& core, TransferRecord& transfer, std::uint16_t status, Cause cause) noexcept {
  transfer.sender.state = TransferState::ended;
  transfer.end_status = status;
  transfer.end_cause = cause;
  disarm(core, transfer, TransferTimer::phase);
  stop_counting(core, transfer);
  if (transfer.subscription != no_index) {
    Subscription& subscription = core.subscriptions.at(transfer.subscription);
    transfer.subscription = no_index;
    // A SUBSCRIBE that comes late is told 481, not 403: the id was ours once.
    if (subscription.notifier.sent != 0)
      entomb(core, subscription, core.options.transferee.tombstone);
    else
      release_subscription(core, subscription);
  }
  if (!core.in_input) {
    arm(core, transfer, TransferTimer::limit, 0);
    return;
  }
  disarm(core, transfer, TransferTimer::limit);
  transfer.end_queued = true;
  raise(core,
        {.call = transfer.call,
         .transfer = id_of(core, transfer),
         .account = transfer.account,
         .kind = EventKind::referral_ended,
         .cause = cause,
         .status = status},
        false);
}

void on_transferee_timer(Core& core, TransferRecord& transfer, TransferTimer which) noexcept {
  if (transfer.sender.state == TransferState::ended) {
    if (!transfer.end_queued) end_referral(core, transfer, transfer.end_status, transfer.end_cause);
    return;
  }
  if (transfer.sender.state != TransferState::undecided) {
    if (!transfer.shut_down) return;
    Subscription& subscription = core.subscriptions.at(transfer.subscription);
    hurry(subscription.notifier);
    pump(core, subscription);
    return;
  }
  if (which == TransferTimer::phase) {
    MessageView refer;
    if (core.transactions.load(transfer.refer, core.work, refer)) {
      (void)respond(core, transfer.refer, refer, {.status = 100, .reason = {}, .to_tag = {}});
    }
    return;
  }
  if (transfer.call_over) {
    deny(core, transfer, 487, Cause::bye);  // RFC 3261 15.1.2
  } else if (transfer.shut_down) {
    hurry(core.subscriptions.at(transfer.subscription).notifier);
    deny(core, transfer, 603, Cause::shutdown);
  } else if (transfer.end_status != 0) {
    deny(core, transfer, transfer.end_status, Cause::local);
  } else {
    deny(core, transfer, 603, Cause::decision_time_over);
  }
}

}  // namespace baton::core

namespace baton {

using namespace core;

bool may_refuse_refer(std::uint16_t status, bool within_dialog) noexcept {
  if (status < 400 || status > 699 || status == 408) return false;
  return !within_dialog || (status != 502 && !ends_usage(status));
}

namespace {

/// The 2xx leaves, if it has not yet. A REFER moves the target when it is accepted (RFC 5057 5.4).
Errc accept_in_transaction(Core& core, TransferRecord& transfer) noexcept {
  if (core.subscriptions.at(transfer.subscription).notifier.pending) return Errc::ok;
  MessageView refer;
  if (!load_refer(core, transfer, refer)) return Errc::wrong_state;
  (void)refresh_target(core, core.dialogs.at(transfer.dialog), refer);
  return answer_refer(core, transfer, refer);
}

}  // namespace

Result<CallId> Stack::accept_refer(Time now, TransferId id, std::string_view refer_text,
                                   const CallOptions& options) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  TransferRecord* transfer = core.transfers.find(id);
  if (transfer == nullptr) return Errc::unknown_handle;
  if (!options.replaces.empty()) return Errc::bad_argument;
  if (!transfer->received || transfer->sender.state != TransferState::undecided || transfer->call_over ||
      transfer->end_status != 0) {
    return Errc::wrong_state;
  }
  MessageView refer;
  if (const Errc error = compare_texts(core, *transfer, refer_text, refer); error != Errc::ok) return error;
  // Resources first: 202, NOTIFY and INVITE, or nothing (outcome table 2.1).
  if (core.outputs.free() < 3) return Errc::output_full;
  const bool name_is_notified = notifies_a_name(core, *transfer, refer);
  Result<PreparedCall> prepared = prepare_referred(core, *transfer, refer, options.sdp);
  if (!prepared) return prepared.error();
  PreparedCall plan = *prepared;
  plan.call->referral = id;
  if (const CallRecord* from = core.calls.find(transfer->call)) plan.call->policy = from->policy;
  const CallId referred = id_of(core, *plan.call);
  Errc error = room_to_refer(core, plan, name_is_notified);
  if (error == Errc::ok) error = accept_in_transaction(core, *transfer);
  if (error != Errc::ok) {
    discard_call(core, plan);
    return error;
  }
  disarm(core, *transfer, TransferTimer::phase);
  disarm(core, *transfer, TransferTimer::limit);
  transfer->sender.state = TransferState::referring;
  transfer->referred = referred;
  transfer->refer = {};
  Subscription& subscription = core.subscriptions.at(transfer->subscription);
  if (subscription.notifier.pending) {
    core.store.release(transfer->request);
    on_activation(subscription.notifier);
    pump(core, subscription);
  } else {
    start_reports(core, *transfer);
  }
  if (error = launch_call(core, plan); error != Errc::ok) {
    on_progress(subscription.notifier, 500);  // a local failure is reported like any other
    pump(core, subscription);
    return error;
  }
  arm(core, *plan.call, CallTimer::limit, core.options.transferee.referred_call);
  return referred;
}

Errc Stack::reject_refer(Time now, TransferId id, std::uint16_t status) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  TransferRecord* transfer = core.transfers.find(id);
  if (transfer == nullptr) return Errc::unknown_handle;
  if (!transfer->received || transfer->sender.state != TransferState::undecided ||
      transfer->end_status != 0) {
    return Errc::wrong_state;
  }
  MessageView refer;
  const bool within_dialog = !load_refer(core, *transfer, refer) || !refer.to_tag().empty();
  if (!may_refuse_refer(status, within_dialog)) return Errc::forbidden_status;
  deny(core, *transfer, status, Cause::local);
  return Errc::ok;
}

}  // namespace baton
