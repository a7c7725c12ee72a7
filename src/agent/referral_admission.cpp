// REFERs we receive, up to the application (RFC 3515 2.4.2; outcome table 2.1): the facts, the policy, the records.
#include "baton/session_values.hpp"
#include "src/agent/proof.hpp"
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"

namespace baton::core {
namespace {

/// Where a REFER belongs. Neither dialog nor call: out of every dialog.
struct ReferralPlace {
  Dialog* dialog = nullptr;           ///< that it came in
  CallRecord* call = nullptr;         ///< of that dialog, or that its Target-Dialog names
  std::uint32_t account = no_index;   ///< of them, else that which the Request-URI names; none: there is no account
};

bool stands(const CallRecord& call) noexcept {
  return call.phase == CallPhase::confirmed || call.phase == CallPhase::answered;
}

/// The confirmed session of ours that a REFER out of dialog names, both tags as they are there (RFC 4538 4).
CallRecord* named_session(Core& core, const MessageView& refer) noexcept {
  const auto value = refer.value(HeaderId::target_dialog);
  TargetDialogView target;
  if (!core.options.tdialog || !value || refer.count(HeaderId::target_dialog) != 1 ||
      parse_target_dialog(*value, target) != Errc::ok) {
    return nullptr;
  }
  const Dialog* dialog = core.dialogs.find(target.call_id, target.local_tag, target.remote_tag);
  if (dialog == nullptr || dialog->call == no_index) return nullptr;
  if (core.dialogs.field(*dialog, DialogField::remote_tag) != target.remote_tag) return nullptr;
  CallRecord& call = core.calls.at(dialog->call);
  return stands(call) ? &call : nullptr;
}

ReferralPlace place_of(Core& core, const MessageView& refer, Dialog* dialog) noexcept {
  ReferralPlace place{.dialog = dialog, .call = nullptr, .account = no_index};
  if (dialog == nullptr) {
    place.call = named_session(core, refer);
  } else if (dialog->call != no_index) {
    place.call = &core.calls.at(dialog->call);
  }
  if (place.call != nullptr) place.account = place.call->account;
  else place.account = dialog != nullptr ? dialog->account : account_for(core, refer);
  return place;
}

/// Between two tries ours has its final response, the 491: else neither side's retry would ever pass.
bool unanswered(const TransferRecord& transfer) noexcept {
  return !transfer.received && transfer.sender.state == TransferState::sent && transfer.sender.wait != Wait::glare;
}

/// Whether a REFER of ours in this dialog, or out of it by Target-Dialog, has no final response yet.
bool own_refer_open(const Core& core, const ReferralPlace& place) noexcept {
  const Dialog* dialog = place.call != nullptr ? &core.dialogs.at(place.call->dialog) : place.dialog;
  if (dialog == nullptr) return false;
  for (std::uint32_t at = dialog->first_subscription; at != no_index; at = core.subscriptions.at(at).next_in_dialog) {
    const TransferRecord* transfer = core.transfers.find(core.subscriptions.at(at).transfer);
    if (transfer != nullptr && unanswered(*transfer)) return true;
  }
  if (place.call == nullptr || !place.call->watched) return false;
  for (std::uint32_t i = 0; i < core.transfers.capacity(); ++i) {
    if (!core.transfers.live(i)) continue;
    const TransferRecord& transfer = core.transfers.at(i);
    if (transfer.form.target_dialog && transfer.call == id_of(core, *place.call) && unanswered(transfer)) return true;
  }
  return false;
}

/// Reads the Replaces of the target. `itself`: it names the dialog of `place`, seen from either end.
bool reads_replaces(Core& core, const ReferTarget& target, const ReferralPlace& place, bool& itself) noexcept {
  if (target.replaces.empty() || target.other_headers) return true;
  const auto size = unescape(target.replaces, core.work.built);
  ReplacesView replaces;
  if (!size || parse_replaces({core.work.built.data(), *size}, replaces) != Errc::ok) return false;
  const Dialog* dialog = place.dialog;
  if (dialog == nullptr && place.call != nullptr) dialog = &core.dialogs.at(place.call->dialog);
  if (dialog == nullptr) return true;
  const DialogParts own = core.dialogs.parts(*dialog);
  itself = replaces.call_id == own.call_id &&
           ((replaces.to_tag == own.local_tag && replaces.from_tag == own.remote_tag) ||
            (replaces.to_tag == own.remote_tag && replaces.from_tag == own.local_tag));
  return true;
}

bool has_room(Core& core, const ReferralPlace& place) noexcept {
  if (core.transfers.free() == 0) return false;
  bool subscription = core.subscriptions.free() != 0;
  bool dialog = place.dialog != nullptr || core.dialogs.slab().free() != 0;
  for (std::uint32_t i = 0; (!subscription || !dialog) && i < core.subscriptions.capacity(); ++i) {
    const Subscription& tombstone = core.subscriptions.at(i);
    if (!core.subscriptions.live(i) || tombstone.transfer) continue;
    subscription = true;
    dialog = dialog || core.dialogs.at(tombstone.dialog).usages == 1;
  }
  return subscription && dialog;
}

/// Whether one more would be too many in a minute, for the account or for the call. Strangers leave the second half of
/// an account's rate to its calls: whoever wants to may send as a stranger, and as often.
bool rate_reached(Core& core, const ReferralPlace& place, const ReferralPolicy& policy, bool proven) noexcept {
  const bool stranger = place.call == nullptr && !proven;
  const auto limit = static_cast<std::uint16_t>(stranger ? (policy.per_minute + 1) / 2 : policy.per_minute);
  return (place.account != no_index && core.accounts.at(place.account).referrals.reached(limit, core.now)) ||
         (place.call != nullptr && place.call->refers.reached(policy.per_minute_per_call, core.now));
}

ReferralFacts facts_of(Core& core, const Inbound& inbound, const ReferralPlace& place,
                       const ReferralPolicy& policy) noexcept {
  const MessageView& refer = inbound.message;
  ReferralFacts facts;
  facts.supported_require = requires_only_known(core, refer);
  facts.refer_to_count = refer.count(HeaderId::refer_to);
  facts.contact_count = 0;
  auto contacts = refer.values(HeaderId::contact);
  while (contacts.next())
    ++facts.contact_count;
  facts.refer_to_readable =
      read_refer_target(refer.value(HeaderId::refer_to).value_or(""), facts.target) == Errc::ok &&
      reads_replaces(core, facts.target, place, facts.refers_to_self);
  facts.refers_to_self = facts.refers_to_self || is_own_address(core, facts.target.uri);
  facts.over_tls = inbound.source.transport == Transport::tls;
  facts.proven = !proven_user(core, refer).empty();
  facts.handler = core.options.handle_refer && !core.shutting_down;
  facts.own_refer_open = own_refer_open(core, place);
  facts.room = has_room(core, place);
  facts.rate_reached = rate_reached(core, place, policy, facts.proven);
  facts.in_call = place.dialog != nullptr || place.call != nullptr;
  facts.confirmed_call = place.call != nullptr && stands(*place.call);
  facts.allowed = place.account == no_index || core.accounts.at(place.account).view.allow_refer;
  if (place.call == nullptr) return facts;
  facts.allowed = facts.allowed && !place.call->refers_off;
  facts.depth = place.call->depth;
  facts.live = place.call->live_refers;
  return facts;
}

void refuse_refer(Core& core, const Inbound& inbound, const ReferralPlace& place, ReferralRefusal refusal) noexcept {
  ++core.counters.referral_refusals_by_reason[static_cast<std::size_t>(refusal)];
  const bool no_room = refusal == ReferralRefusal::no_room;
  ++(no_room ? core.counters.refused_for_room : core.counters.refers_refused);
  const std::uint16_t status = status_of(refusal);
  if (place.dialog != nullptr) refuse_in_dialog(core, inbound, status);
  else refuse(core, inbound, status);
  raise(core,
        {.call = place.call != nullptr ? id_of(core, *place.call) : CallId{},
         .transfer = {},
         .account = place.account,
         .kind = EventKind::refer_refused,
         .cause = no_room ? Cause::no_resource : Cause::policy,
         .status = status,
         .reason_begin = static_cast<std::uint16_t>(refusal)},
        true);
}

Delivery delivery_of(const Core& core, const MessageView& refer) noexcept {
  if (refer.lists(HeaderId::require, "nosub")) return Delivery::none;
  if (refer.lists(HeaderId::require, "explicitsub")) return Delivery::on_request;
  bool wanted = true;
  const auto value = refer.value(HeaderId::refer_sub);
  const bool unwanted = value && parse_refer_sub(*value, wanted) == Errc::ok && !wanted;
  return core.options.norefersub && unwanted ? Delivery::none : Delivery::implicit;
}

/// What a REFER that is let in takes of the pools.
struct ReferralRecords {
  TransferRecord* transfer = nullptr;
  Subscription* subscription = nullptr;
  Dialog* dialog = nullptr;  ///< its usage of it is linked
  Chain request = no_index;
};

void give_back(Core& core, ReferralRecords& records) noexcept {
  core.store.release(records.request);
  if (records.dialog != nullptr) {
    release_subscription(core, *records.subscription);
  } else if (records.subscription != nullptr) {
    core.subscriptions.release(*records.subscription);
  }
  if (records.transfer != nullptr) core.transfers.release(*records.transfer);
  records = {};
}

/// Takes all of it, or nothing. The transaction comes last: before it nothing has been promised.
bool take_records(Core& core, const Inbound& inbound, const ReferralPlace& place, ReferralRecords& records,
                  TransactionId& transaction) noexcept {
  const bool outside = place.dialog == nullptr;
  records.transfer = core.transfers.allocate();
  records.subscription = records.transfer != nullptr ? take_subscription(core) : nullptr;
  if (records.subscription == nullptr) return false;
  Errc error = Errc::ok;
  Dialog* dialog = outside ? create_uas_dialog(core, inbound, error) : place.dialog;
  if (dialog == nullptr) return false;
  records.subscription->received = true;
  link_subscription(core, *records.subscription, core.dialogs.index_of(*dialog));
  if (outside) core.dialogs.drop_usage(*dialog);  // that which it was made with
  records.dialog = dialog;
  const Result<Chain> stored = core.store.store(inbound.message.bytes(), store_reserve(core));
  if (!stored) return false;
  records.request = *stored;
  const Result<TransactionId> id =
      core.transactions.open_server(core.now, inbound.message, inbound.source, records.request,
                                    place.call != nullptr ? Privilege::standing : Privilege::stranger);
  if (!id) return false;
  transaction = *id;
  return true;
}

}  // namespace

namespace {

bool listens_at(const Core& core, std::string_view host, std::uint16_t port) noexcept {
  const Result<Endpoint> address = parse_address(host, port);
  for (std::uint32_t i = 0; address && i < core.flows.capacity(); ++i) {
    if (core.flows.live(i) && core.flows.at(i).info.local == *address) return true;
  }
  return false;
}

}  // namespace

bool is_own_address(const Core& core, const UriView& uri) noexcept {
  if (uri.scheme != UriScheme::sip && uri.scheme != UriScheme::sips) return false;
  const std::uint16_t port = uri.port != 0 ? uri.port : uri.scheme == UriScheme::sips ? 5061 : 5060;
  const auto elsewhere = uri.parameter("maddr");  // not followed here, but by proxies (RFC 3261 16.5)
  return listens_at(core, uri.host, port) || (elsewhere && listens_at(core, elsewhere->value, port));
}

namespace {

/// Whether this REFER outside of dialogs was taken before. Its sender repeats it for as long as Timer J keeps our
/// transaction (RFC 3261 17.1.2.2, 17.2.2), so that the last repetition may come behind that; but the dialog that it
/// made is still there, or its tombstone.
bool came_before(const Core& core, const MessageView& refer) noexcept {
  for (std::uint32_t i = 0; i < core.subscriptions.capacity(); ++i) {
    if (!core.subscriptions.live(i)) continue;
    const Subscription& subscription = core.subscriptions.at(i);
    if (!subscription.received || subscription.dialog == no_index) continue;
    const Dialog& dialog = core.dialogs.at(subscription.dialog);
    if (core.dialogs.field(dialog, DialogField::call_id) == refer.call_id() &&
        core.dialogs.field(dialog, DialogField::remote_tag) == refer.from_tag() && dialog.remote_cseq_known &&
        refer.cseq().number <= dialog.remote_cseq) {
      return true;
    }
  }
  return false;
}

}  // namespace

void on_refer(Core& core, const Inbound& inbound, Dialog* dialog) noexcept {
  const MessageView& refer = inbound.message;
  const ReferralPlace place = place_of(core, refer, dialog);
  const ReferralPolicy& policy = policy_of(core, place.call, place.account);
  const ReferralFacts facts = facts_of(core, inbound, place, policy);
  const ReferralRefusal refusal = evaluate(facts, policy, core.options);
  if (refusal != ReferralRefusal::none) return refuse_refer(core, inbound, place, refusal);
  if (dialog == nullptr && came_before(core, refer)) return refuse(core, inbound, 482);  // as 8.2.2.2
  ReferralRecords records;
  TransactionId id;
  if (place.account == no_index || !take_records(core, inbound, place, records, id)) {
    give_back(core, records);
    return refuse_refer(core, inbound, place, ReferralRefusal::no_room);
  }
  const bool at_once = core.options.accept_status == AcceptStatus::pending;
  TransferRecord& transfer = *records.transfer;
  transfer.received = true;
  transfer.proven = facts.proven;
  transfer.sender.state = TransferState::undecided;
  transfer.account = place.account;
  transfer.dialog = core.dialogs.index_of(*records.dialog);
  transfer.refer = id;
  transfer.subscription = core.subscriptions.index_of(*records.subscription);
  // The transaction has the one reference; its final response replaces it.
  if (at_once) transfer.request = core.store.retain(records.request);
  Subscription& subscription = *records.subscription;
  subscription.transfer = id_of(core, transfer);
  subscription.account = place.account;
  subscription.delivery = delivery_of(core, refer);
  if (subscription.delivery != Delivery::on_request) {
    subscription.add_id(refer.cseq().number);
  }
  records.dialog->account = place.account;
  if (at_once) {
    (void)refresh_target(core, *records.dialog, refer);
    if (answer_refer(core, transfer, refer) != Errc::ok) {
      (void)core.transactions.abandon(id);
      records.request = no_index;
      core.store.release(transfer.request);
      give_back(core, records);
      return refuse_refer(core, inbound, place, ReferralRefusal::no_room);
    }
    transfer.refer = {};
    subscription.notifier.pending = true;
  } else {
    arm(core, transfer, TransferTimer::phase, trying_after_t1 * core.options.transaction.t1);
  }
  core.accounts.at(place.account).referrals.count(core.now);
  if (place.call != nullptr) {
    place.call->refers.count(core.now);
    transfer.call = id_of(core, *place.call);
    transfer.depth = one_deeper(place.call->depth);
    transfer.counted = true;
    ++place.call->live_refers;
    if (place.dialog == nullptr) place.call->watched = true;
  } else {
    transfer.depth = 1;
  }
  arm(core, transfer, TransferTimer::limit, core.options.transferee.decision);
  if (at_once) start_reports(core, transfer);
  raise(core,
        {.call = transfer.call,
         .transfer = id_of(core, transfer),
         .account = place.account,
         .kind = EventKind::refer_received,
         .cause = Cause::message,
         .status = 0,
         .proof = facts.proven ? Proof::digest : Proof::none},
        true);
}

const ReferralPolicy& policy_of(const Core& core, const CallRecord* call, std::uint32_t account) noexcept {
  if (call != nullptr && call->policy != nullptr) return *call->policy;
  const bool own = account != no_index && core.accounts.at(account).view.referral != nullptr;
  return own ? *core.accounts.at(account).view.referral : core.options.referral;
}

void stop_counting(Core& core, TransferRecord& transfer) noexcept {
  if (!transfer.counted) return;
  transfer.counted = false;
  if (CallRecord* call = core.calls.find(transfer.call)) --call->live_refers;
}

}  // namespace baton::core

namespace baton {

using namespace core;

Errc Stack::allow_refers(Time now, CallId id, bool allowed) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  CallRecord* call = core.calls.find(id);
  if (call == nullptr) return Errc::unknown_handle;
  call->refers_off = !allowed;
  return Errc::ok;
}

Errc Stack::set_referral_policy(Time now, CallId id, const ReferralPolicy* policy) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  CallRecord* call = core.calls.find(id);
  if (call == nullptr) return Errc::unknown_handle;
  call->policy = policy;
  return Errc::ok;
}

}  // namespace baton
