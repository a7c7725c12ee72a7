#include "src/agent/dispatch.hpp"

#include "src/agent/challenges.hpp"
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"

namespace baton::core {
namespace {

void deliver(Core& core, const Owner& owner, const Outcome& outcome) noexcept {
  switch (static_cast<OwnerKind>(owner.kind)) {
    case OwnerKind::nobody:
    case OwnerKind::stray_bye: break;
    case OwnerKind::call_invite: on_invite_outcome(core, owner, outcome); break;
    case OwnerKind::call_bye:
      if (outcome.status >= 200) on_bye_outcome(core, owner, outcome);
      break;
    case OwnerKind::call_reinvite: on_reinvite_outcome(core, owner, outcome); break;
    case OwnerKind::transfer_refer: on_refer_outcome(core, owner, outcome); break;
    case OwnerKind::subscription_notify: on_notify_outcome(core, owner, outcome); break;
    case OwnerKind::subscription_subscribe: on_subscribe_outcome(core, owner, outcome); break;
  }
}

Errc on_response(Core& core, const MessageView& response) noexcept {
  const ResponseMatch match = core.transactions.receive_response(core.now, response, core.work);
  switch (match.arrival) {
    case ResponseArrival::stray: ++core.counters.stray_responses; return Errc::stray_response;
    case ResponseArrival::absorbed: return Errc::ok;
    case ResponseArrival::deliver: break;
  }
  // A 2xx to an INVITE that nobody owns any more still needs its ACK and BYE.
  const bool accepted = response.status() >= 200 && response.status() < 300;
  if (match.owner.kind == 0 && match.method == Method::invite && accepted) end_stray_2xx(core, response);
  const ChallengeAnswer answer = answer_challenge(core, match, response);
  if (answer == ChallengeAnswer::sent) return Errc::ok;
  deliver(core, match.owner,
          {.status = response.status(),
           .cause = Cause::message,
           .message = &response,
           .repeated = match.repeated,
           .no_room = answer == ChallengeAnswer::no_room});
  // Its ACK has been made from it.
  if (accepted && match.method == Method::invite) core.transactions.drop_message(match.transaction);
  return Errc::ok;
}

void answer_options(Core& core, const Inbound& inbound, Privilege privilege, ReferOffer offer) noexcept {
  const Result<TransactionId> id =
      core.transactions.open_server(core.now, inbound.message, inbound.source, no_index, privilege);
  if (!id) {
    ++core.counters.refused_for_room;
    return refuse(core, inbound, privilege == Privilege::stranger ? 503 : 500);
  }
  const Token tag = tag_for(core, inbound.message);
  (void)respond(core, *id, inbound.message, {.status = 200, .reason = {}, .to_tag = tag.view()},
                [&](MessageWriter& writer) {
                  write_contact(writer, identity_of(core, inbound.source.flow, 0));
                  write_capabilities(writer, core.options, offer);
                  write_accept(writer, offer);
                });
  // Without room for the answer there shall be no transaction that swallows the request's repetitions.
  const Transaction* transaction = core.transactions.find(*id);
  if (transaction != nullptr && transaction->status == 0) (void)core.transactions.abandon(*id);
}

/// Whether the Request-URI has a scheme of ours (RFC 3261 8.2.2.1; for OPTIONS as for INVITE, 11.2).
bool is_sip(std::string_view request_uri) noexcept {
  UriView uri;
  return parse_uri(request_uri, uri) == Errc::ok && (uri.scheme == UriScheme::sip || uri.scheme == UriScheme::sips);
}

/// A request outside of any dialog.
void on_request(Core& core, const Inbound& inbound) noexcept {
  switch (inbound.message.method()) {
    case Method::invite: return on_invite(core, inbound);
    case Method::options:
      if (!is_sip(inbound.message.request_uri())) return refuse(core, inbound, 416);
      if (!requires_only_known(core, inbound.message)) return refuse(core, inbound, 420);
      return answer_options(core, inbound, Privilege::stranger, offer_of(core, account_for(core, inbound.message)));
    case Method::refer: return on_refer(core, inbound, nullptr);
    case Method::notify: ++core.counters.notifies_unmatched; return refuse(core, inbound, 481);
    case Method::subscribe: return on_subscribe_outside(core, inbound);
    case Method::bye:
    case Method::update:
    case Method::prack: ++core.counters.stray_requests; return refuse(core, inbound, 481);
    case Method::other: return refuse(core, inbound, 501);
    case Method::ack:
    case Method::cancel: return;
    case Method::register_:
    case Method::info:
    case Method::message:
    case Method::publish: return refuse(core, inbound, 405);
  }
}

/// Whether requests of this method refresh the remote target, for every usage of the dialog (RFC 6665
/// 4.4.1, RFC 3515; RFC 5057 5.4). So do INVITE and UPDATE, once they are accepted.
bool refreshes_target(Method method) noexcept {
  return method == Method::notify || method == Method::subscribe || method == Method::refer;
}

void on_dialog_request(Core& core, const Inbound& inbound) noexcept {
  const MessageView& request = inbound.message;
  Dialog* dialog = core.dialogs.find(request.call_id(), request.to_tag(), request.from_tag());
  if (dialog == nullptr || core.dialogs.field(*dialog, DialogField::remote_tag) != request.from_tag()) {
    if (request.method() == Method::notify && on_first_notify(core, inbound)) return;
    ++core.counters.stray_requests;
    if (request.method() == Method::notify) ++core.counters.notifies_unmatched;
    return refuse(core, inbound, 481);
  }
  // Nothing is done that could not be answered: its repetition would fail the CSeq check. For what may fit later that
  // repetition comes; what never fits is told so.
  const std::size_t head = request.bytes().size() - request.body().size();
  const bool never_fits = head > std::uint64_t{core.limits.blocks} * core.limits.block_bytes;
  if (never_fits || !has_room_to_answer(core, request)) {
    ++core.counters.refused_for_room;
    if (never_fits) refuse(core, inbound, 513);
    return;
  }
  const std::uint32_t cseq = request.cseq().number;
  if (dialog->remote_cseq_known && cseq <= dialog->remote_cseq) {
    if (request.method() == Method::notify) ++core.counters.notifies_out_of_order;
    return refuse_in_dialog(core, inbound, 500);  // RFC 3261 12.2.2; Retry-After goes with it
  }
  // What a REFER requires is part of the referral policy.
  if (request.method() != Method::refer && !requires_only_known(core, request)) {
    return refuse_in_dialog(core, inbound, 420);
  }
  if (refreshes_target(request.method()) && !fits_target(core, *dialog, request)) {
    ++core.counters.refused_for_room;
    return refuse_in_dialog(core, inbound, 513);
  }
  dialog->remote_cseq = cseq;
  dialog->remote_cseq_known = true;
  dialog->flow = inbound.source.flow;
  dialog->source_mark = core.source_mark;
  switch (request.method()) {
    case Method::invite: return on_reinvite(core, inbound, *dialog);
    case Method::bye: return on_bye(core, inbound, *dialog);
    case Method::update: return on_update(core, inbound, *dialog);
    case Method::refer: return on_refer(core, inbound, dialog);
    case Method::notify: return on_notify(core, inbound, *dialog);
    case Method::subscribe: return on_subscribe(core, inbound, *dialog);
    case Method::options: return answer_options(core, inbound, Privilege::standing, offer_in(core, *dialog));
    case Method::other: return refuse_in_dialog(core, inbound, 501);
    case Method::ack:
    case Method::cancel: return;
    case Method::register_:
    case Method::info:
    case Method::message:
    case Method::prack:
    case Method::publish: return refuse_in_dialog(core, inbound, 405);
  }
}

}  // namespace

Errc dispatch_message(Core& core, const MessageView& message, const Route& source) noexcept {
  if (core.options.replaces.level == ReplacesLevel::source) {  // nobody else asks
    const auto* const address = reinterpret_cast<const char*>(source.peer.address.data());
    core.source_mark = mark_of(core, {address, source.peer.address.size()});
  }
  if (!message.is_request()) return on_response(core, message);
  const Inbound inbound{message, source};
  const RequestMatch match = core.transactions.receive_request(core.now, message, source);
  switch (match.arrival) {
    case Arrival::absorbed:
      if (message.method() != Method::ack) ++core.counters.retransmissions_received;
      return Errc::ok;
    case Arrival::merged: refuse(core, inbound, 482); return Errc::ok;
    case Arrival::plain_ack: return on_ack(core, inbound) ? Errc::ok : Errc::stray_ack;
    case Arrival::fresh: break;
  }
  // RFC 3891 3; inside of a dialog it is what others have crashed of (outcome table 3, row 1).
  if (has_misplaced_replaces(message))
    refuse(core, inbound, 400);
  else if (message.method() == Method::cancel)
    on_cancel(core, inbound);
  else if (!message.to_tag().empty())
    on_dialog_request(core, inbound);
  else
    on_request(core, inbound);
  return Errc::ok;
}

void dispatch_end(Core& core, const TransactionExpiry& expiry) noexcept {
  switch (expiry.end) {
    case TransactionEnd::timed_out:
      deliver(core, expiry.owner,
              {.status = 408, .cause = Cause::timeout, .message = nullptr, .repeated = false});
      break;
    case TransactionEnd::transport_error:
      deliver(core, expiry.owner,
              {.status = 503, .cause = Cause::transport, .message = nullptr, .repeated = false});
      break;
    case TransactionEnd::none:
    case TransactionEnd::no_ack:         // the call has ended with its refusal
    case TransactionEnd::accepted_over:  // the call's own limit ends it
      break;
  }
}

void dispatch_timer(Core& core, std::uint32_t timer) noexcept {
  if (core.transactions.owns_timer(timer)) {
    dispatch_end(core, core.transactions.on_timer(core.now, timer));
    return;
  }
  if (timer < first_transfer_timer(core)) {
    const std::uint32_t at = timer - first_call_timer(core);
    on_call_timer(core, core.calls.at(at / call_timers), static_cast<CallTimer>(at % call_timers));
    return;
  }
  if (timer < first_subscription_timer(core)) {
    const std::uint32_t at = timer - first_transfer_timer(core);
    TransferRecord& transfer = core.transfers.at(at / transfer_timers);
    const auto which = static_cast<TransferTimer>(at % transfer_timers);
    if (transfer.received)
      on_transferee_timer(core, transfer, which);
    else
      on_transferor_timer(core, transfer, which);
    return;
  }
  const std::uint32_t at = timer - first_subscription_timer(core);
  Subscription& subscription = core.subscriptions.at(at / subscription_timers);
  const auto which = static_cast<SubscriptionTimer>(at % subscription_timers);
  if (subscription.received)
    on_notifier_timer(core, subscription, which);
  else
    on_subscriber_timer(core, subscription, which);
}

}  // namespace baton::core
