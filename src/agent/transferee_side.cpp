// REFERs we receive, up to their final response (RFC 3515 2.4.2; outcome table 2.1).
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/dialog/text_joiner.hpp"
#include "src/refer/policy.hpp"
#include "src/refer/refer_target.hpp"

namespace baton::core {
namespace {

ReferralFacts facts_of(const Core& core, const MessageView& refer, const Dialog* dialog) noexcept {
  ReferralFacts facts;
  facts.handler = core.options.handle_refer && !core.shutting_down;
  facts.in_dialog = dialog != nullptr;
  facts.supported_require = requires_only_known(core, refer);
  facts.refer_to_count = refer.count(HeaderId::refer_to);
  facts.contact_count = 0;
  auto contacts = refer.values(HeaderId::contact);
  while (contacts.next())
    ++facts.contact_count;
  facts.refer_to_readable =
      read_refer_target(refer.value(HeaderId::refer_to).value_or(""), facts.target) == Errc::ok;
  if (dialog == nullptr) return facts;
  if (dialog->call != no_index) {
    const CallPhase phase = core.calls.at(dialog->call).phase;
    facts.confirmed_call = phase == CallPhase::confirmed || phase == CallPhase::answered;
  }
  for (std::uint32_t at = dialog->first_subscription; at != no_index;
       at = core.subscriptions.at(at).next_in_dialog) {
    const TransferRecord* transfer = core.transfers.find(core.subscriptions.at(at).transfer);
    // Between two tries ours has its final response, the 491: else neither side's retry would ever pass.
    facts.own_refer_open |= transfer != nullptr && !transfer->received &&
                            transfer->sender.state == TransferState::sent &&
                            transfer->sender.wait != Wait::glare;
  }
  return facts;
}

/// The status that accepts this REFER: 202 for RFC 3515 peers that wait for it, 200 for those that show
/// they are past RFC 7647 (5).
std::uint16_t accepting_status(const Core& core, const Dialog& dialog) noexcept {
  const bool plain = core.options.accept_status == AcceptStatus::strict || dialog.peer_past_rfc7647;
  return plain ? 200 : 202;
}

/// Answers an undecided REFER with a refusal. False: no room now; the limit timer tries again.
bool refuse_referral(Core& core, TransferRecord& transfer, std::uint16_t status) noexcept {
  MessageView refer;
  if (!core.transactions.load(transfer.refer, core.work, refer)) return true;  // nobody waits any more
  const Errc error =
      respond(core, transfer.refer, refer, {.status = status, .reason = {}, .to_tag = {}},
              [&](MessageWriter& writer) { write_refusal_headers(core, writer, refer, status); });
  if (error != Errc::store_full) return true;
  transfer.end_status = status;
  arm(core, transfer, TransferTimer::limit, core.options.transaction.t1);
  return false;
}

/// Whether a REFER text handed back is the stored one: Call-ID, CSeq, tags, Refer-To.
Errc compare_texts(Core& core, const TransferRecord& transfer, std::string_view text,
                   MessageView& stored) noexcept {
  MessageView given;
  std::string_view given_values[5];
  const auto values = [](const MessageView& message, std::string_view* into) {
    into[0] = message.call_id();
    into[1] = message.value(HeaderId::cseq).value_or("");
    into[2] = message.from().tag();
    into[3] = message.to().tag();
    into[4] = message.value(HeaderId::refer_to).value_or("");
  };
  if (!text.empty()) {
    if (parse_message(text, core.work.index, given)) return Errc::refer_mismatch;
    values(given, given_values);  // views of `text`: they outlive the index
  }
  if (!core.transactions.load(transfer.refer, core.work, stored)) return Errc::wrong_state;
  if (text.empty()) return Errc::ok;
  std::string_view stored_values[5];
  values(stored, stored_values);
  for (int i = 0; i < 5; ++i) {
    if (given_values[i] != stored_values[i]) return Errc::refer_mismatch;
  }
  return Errc::ok;
}

/// Unescapes a Replaces value of the Refer-To URI; the writer refuses what would inject a line.
Result<std::size_t> unescape_replaces(const ReferTarget& target, std::span<char> into) noexcept {
  if (target.replaces.empty()) return std::size_t{0};
  const Result<std::size_t> size = unescape(target.replaces, into);
  ReplacesView view;
  if (!size) return size;
  if (parse_replaces({into.data(), *size}, view) != Errc::ok) return Errc::bad_uri;
  return size;
}

/// The referred call, from the stored REFER: its texts stay where they are, in the work space, and
/// what must be unescaped goes behind them. A doubled Referred-By is copied neither way (RFC 3892 2.2).
Result<PreparedCall> prepare_referred(Core& core, const TransferRecord& transfer,
                                      const MessageView& refer) noexcept {
  ReferTarget target;
  if (const Errc error = read_refer_target(refer.value(HeaderId::refer_to).value_or(""), target);
      error != Errc::ok) {
    return error;
  }
  TextJoiner texts(core.work.stored.subspan(refer.bytes().size()));
  std::string_view uri;
  if (const Errc error = request_uri_of(target, texts.rest(), uri); error != Errc::ok)
    return Errc::message_too_long;
  if (uri.data() == texts.rest().data()) texts.took(uri.size());
  const std::span<char> replaces_text = texts.rest();
  const Result<std::size_t> replaces = unescape_replaces(target, replaces_text);
  if (!replaces) return replaces.error();
  texts.took(*replaces);
  std::string_view referred_by;
  if (refer.count(HeaderId::referred_by) == 1) referred_by = *refer.value(HeaderId::referred_by);
  return prepare_call(
      core, {.account = transfer.account,
             .request_uri = uri,
             .to_uri = uri,
             .sdp = {},
             .referred_by = referred_by,
             .replaces = {replaces_text.data(), *replaces},
             .expires = static_cast<std::uint32_t>(core.options.transferee.referred_call / 1'000'000),
             .spare = texts.rest()});
}

/// Whether the NOTIFY, which may use the reserve, and then the INVITE, which may not, find room.
Errc room_to_refer(Core& core, const PreparedCall& plan) noexcept {
  const std::uint32_t free = core.transactions.capacity() - core.transactions.used();
  if (free < core.limits.reserved + 2) return Errc::transactions_full;
  if (plan.invite.route.peer.family != Family::none) return Errc::ok;
  prune_lookups(core);
  return core.lookups.free() != 0 ? Errc::ok : Errc::lookups_full;
}

}  // namespace

void on_refer(Core& core, const Inbound& inbound, Dialog* dialog) noexcept {
  const MessageView& refer = inbound.message;
  if (const std::uint16_t status = evaluate(facts_of(core, refer, dialog)); status != 0) {
    ++core.counters.refers_refused;
    return dialog != nullptr ? refuse_in_dialog(core, inbound, status) : refuse(core, inbound, status);
  }
  const auto no_room = [&] {
    ++core.counters.refused_for_room;
    refuse_in_dialog(core, inbound, 500);
  };
  TransferRecord* transfer = core.transfers.allocate();
  if (transfer == nullptr) return no_room();
  Subscription* subscription = take_subscription(core);
  const Result<Chain> stored = core.store.store(refer.bytes(), store_reserve(core));
  const Result<TransactionId> id =
      stored ? core.transactions.open_server(core.now, refer, inbound.source, *stored, Privilege::standing)
             : Result<TransactionId>(Errc::store_full);
  if (subscription == nullptr || !id) {
    Chain chain = stored && !id ? *stored : no_index;
    core.store.release(chain);
    if (subscription != nullptr) core.subscriptions.release(*subscription);
    core.transfers.release(*transfer);
    if (id) {  // no subscription record: the transaction answers
      (void)respond(core, *id, refer, {.status = 500, .reason = {}, .to_tag = {}},
                    [](MessageWriter& writer) { writer.header(HeaderId::retry_after, std::uint32_t{1}); });
      ++core.counters.refused_for_room;
      return;
    }
    return no_room();
  }
  const CallRecord& call = core.calls.at(dialog->call);
  transfer->received = true;
  transfer->sender.state = TransferState::undecided;
  transfer->call = id_of(core, call);
  transfer->account = call.account;
  transfer->dialog = call.dialog;
  transfer->refer = *id;
  transfer->subscription = core.subscriptions.index_of(*subscription);
  subscription->received = true;
  subscription->transfer = id_of(core, *transfer);
  subscription->account = call.account;
  subscription->add_id(refer.cseq().number);
  link_subscription(core, *subscription, call.dialog);
  // 100 when Timer E of the sender has reached T2, never earlier on UDP (RFC 4320 4.1).
  arm(core, *transfer, TransferTimer::phase, 7 * core.options.transaction.t1);
  arm(core, *transfer, TransferTimer::limit, core.options.transferee.decision);
  raise(core,
        {.call = transfer->call,
         .transfer = id_of(core, *transfer),
         .account = transfer->account,
         .kind = EventKind::refer_received,
         .cause = Cause::message,
         .status = 0},
        true);
}

void end_referral(Core& core, TransferRecord& transfer, std::uint16_t status, Cause cause) noexcept {
  transfer.sender.state = TransferState::ended;
  transfer.end_status = status;
  transfer.end_cause = cause;
  disarm(core, transfer, TransferTimer::phase);
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
  if (transfer.sender.state != TransferState::undecided) return;
  if (which == TransferTimer::phase) {
    MessageView refer;
    if (core.transactions.load(transfer.refer, core.work, refer)) {
      (void)respond(core, transfer.refer, refer, {.status = 100, .reason = {}, .to_tag = {}});
    }
    return;
  }
  std::uint16_t status = 603;
  Cause cause = Cause::decision_time_over;
  if (transfer.call_over) {
    status = 487;  // RFC 3261 15.1.2
    cause = Cause::bye;
  } else if (transfer.shut_down) {
    cause = Cause::shutdown;
  } else if (transfer.end_status != 0) {
    status = transfer.end_status;
    cause = Cause::local;
  }
  if (refuse_referral(core, transfer, status)) end_referral(core, transfer, status, cause);
}

}  // namespace baton::core

namespace baton {

using namespace core;

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
  Result<PreparedCall> prepared = prepare_referred(core, *transfer, refer);
  if (!prepared) return prepared.error();
  PreparedCall plan = *prepared;
  plan.call->referral = id;
  const CallId referred = id_of(core, *plan.call);
  if (const Errc error = room_to_refer(core, plan); error != Errc::ok) {
    discard_call(core, plan);
    return error;
  }
  Dialog& dialog = core.dialogs.at(transfer->dialog);
  if (!core.transactions.load(transfer->refer, core.work, refer)) {
    discard_call(core, plan);
    return Errc::wrong_state;
  }
  (void)refresh_target(core, dialog, refer);  // a REFER moves the target when it is accepted (RFC 5057 5.4)
  const std::uint16_t status = accepting_status(core, dialog);
  const Errc answered = respond(core, transfer->refer, refer, {.status = status, .reason = {}, .to_tag = {}},
                                [&](MessageWriter& writer) {
                                  write_contact(writer, identity_of(core, dialog.flow, transfer->account));
                                  write_capabilities(writer, core.options);
                                });
  if (answered != Errc::ok) {
    discard_call(core, plan);
    return answered;
  }
  disarm(core, *transfer, TransferTimer::phase);
  disarm(core, *transfer, TransferTimer::limit);
  transfer->sender.state = TransferState::referring;
  transfer->referred = referred;
  transfer->refer = {};
  Subscription& subscription = core.subscriptions.at(transfer->subscription);
  subscription.expires = core.now + core.options.transferee.subscription;
  arm(core, subscription, SubscriptionTimer::expiry, core.options.transferee.subscription);
  pump(core, subscription);
  if (const Errc error = launch_call(core, plan); error != Errc::ok) {
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
  // A status that ends usages would end the peer's call with us (RFC 5057 5.1); 408 is never sent to a
  // non-INVITE (RFC 4320 4.2).
  if (status < 400 || status > 699 || status == 408 || status == 502 || ends_usage(status)) {
    return Errc::forbidden_status;
  }
  if (refuse_referral(core, *transfer, status)) end_referral(core, *transfer, status, Cause::local);
  return Errc::ok;
}

}  // namespace baton
