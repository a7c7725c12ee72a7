// Responses to our INVITE, and the ACK and BYE that follow from them (RFC 3261 13.2.2).
#include "src/agent/calls.hpp"
#include "src/agent/challenges.hpp"
#include "src/agent/referrals.hpp"
#include "src/dialog/route_set.hpp"
#include "src/dialog/session_description.hpp"
#include "src/refer/refer_target.hpp"

namespace baton::core {
namespace {

CallRecord* call_of(Core& core, const Owner& owner) noexcept {
  return core.calls.find(CallId{owner.index, owner.generation});
}

/// Sets what a response says of the dialog: tag, target, and route set (RFC 3261 12.1.2). False: no
/// room; nothing has changed.
bool take_dialog(Core& core, Dialog& dialog, const MessageView& response) noexcept {
  const Result<std::size_t> size = collect_routes(response, true, core.work.stored);
  if (!size) return false;
  // Without Record-Route no proxy stays on the path: the outbound proxy's preloaded route goes.
  const std::string_view routes{core.work.stored.data(), *size};
  const std::string_view tag = response.to_tag();
  const bool other_fork = core.dialogs.field(dialog, DialogField::remote_tag) != tag;
  if (!core.dialogs.set_remote(dialog, tag, routes, target_of(response))) return false;
  if (other_fork) dialog.remote_cseq_known = false;  // each peer counts by itself
  note_peer(dialog, response);
  dialog.source_mark = core.source_mark;
  return true;
}

/// Builds the ACK of a 2xx (RFC 3261 13.2.2.4): its own branch, the CSeq number and credentials of the INVITE.
Result<Chain> build_ack(Core& core, const DialogParts& parts, std::uint32_t cseq, std::uint32_t account,
                        const Route& route, TransactionId invite) noexcept {
  const Token branch = make_branch(core);
  MessageWriter writer(core.work.built);
  start_request(writer, parts, identity_of(core, route.flow, account),
                {.method = "ACK", .cseq = cseq, .branch = branch.view()});
  MessageView request;
  if (core.transactions.load(invite, core.work, request) && request.is_request()) copy_credentials(request, writer);
  core.transactions.drop_message(invite);  // which makes room for the ACK
  return store_message(core, writer);
}

/// Where the ACK goes. It waits for no look-up: behind a name, or where no flow leads, it takes the
/// INVITE's own way.
Result<Route> ack_route(const Core& core, TransactionId id, const Dialog& dialog) noexcept {
  const Result<Route> route = route_for(core, dialog);
  if (route && route->peer.family != Family::none) return route;
  const Transaction* invite = core.transactions.find(id);
  return invite != nullptr ? Result<Route>(invite->route) : route;
}

/// The first early dialog (RFC 3261 12.1) is the call's own; of those by other forks the tags are kept. 199 says
/// that one is over (RFC 6228).
void note_early_dialog(Core& core, CallRecord& call, Dialog& dialog, const MessageView& response) noexcept {
  const std::string_view known = core.dialogs.field(dialog, DialogField::remote_tag);
  if (known.empty()) {
    (void)take_dialog(core, dialog, response);
    on_leg_changed(core, call);
  } else if (known != response.to_tag() && !dialog.established && response.status() != 199) {
    core.dialogs.add_fork(dialog, response.to_tag());
  }
}

void on_provisional(Core& core, CallRecord& call, const Outcome& outcome) noexcept {
  const MessageView& response = *outcome.message;
  Dialog& dialog = core.dialogs.at(call.dialog);
  if (outcome.status > 100 && !response.to_tag().empty()) note_early_dialog(core, call, dialog, response);
  if (call.phase != CallPhase::calling) return;
  if (call.referral && outcome.status > 100) report_referred(core, call, outcome.status);
  if (outcome.status == call.last_provisional) return;
  if (outcome.status == 100 && call.last_provisional != 0) return;  // a step back, by another branch
  call.last_provisional = outcome.status;
  EventKind kind = EventKind::call_progress;
  if (outcome.status == 100) kind = EventKind::call_trying;
  else if (outcome.status < 183 && outcome.status >= 180) kind = EventKind::call_ringing;
  raise(core, {.call = id_of(core, call), .transfer = {}, .account = call.account, .kind = kind,
               .cause = Cause::message, .status = outcome.status}, true, response.reason());
}

void on_accepted(Core& core, CallRecord& call, const Outcome& outcome) noexcept {
  const MessageView& response = *outcome.message;
  Dialog& dialog = core.dialogs.at(call.dialog);
  const std::string_view tag = response.to_tag();
  if (dialog.established) {
    if (core.dialogs.field(dialog, DialogField::remote_tag) == tag)
      send_ack(core, call, dialog, response.cseq().number, call.invite);
    else end_stray_2xx(core, response);
    return;
  }
  end_other_forks(core, dialog, tag);
  if (!take_dialog(core, dialog, response)) {
    end_stray_2xx(core, response);
    if (call.referral) report_referred(core, call, 500);
    end_call(core, call, 513, Cause::no_resource, true);
    return;
  }
  dialog.established = true;
  send_ack(core, call, dialog, response.cseq().number, call.invite);
  // The ACK may be asked for again as long as the transaction takes 2xx (13.2.2.4).
  arm(core, call, CallTimer::limit, core.options.transaction.transaction_limit());
  if (call.phase == CallPhase::leaving) {  // it crossed our CANCEL: no call stands (RFC 3261 15)
    if (call.referral) report_referred(core, call, call.end_status);
    send_bye(core, call, false);
    return;
  }
  call.phase = CallPhase::confirmed;
  call.peer_holds = takes_no_media(description_in(response)).value_or(false);
  on_leg_changed(core, call);
  QueuedEvent event{.call = id_of(core, call), .transfer = {}, .account = call.account,
                    .kind = EventKind::call_answered, .cause = Cause::message, .status = outcome.status};
  raise(core, event, true, response.reason());
  event.kind = EventKind::call_connected;
  raise(core, event, true, response.reason());
  if (call.referral) report_referred(core, call, outcome.status);
}

}  // namespace

std::string_view target_of(const MessageView& message) noexcept {
  auto contacts = message.values(HeaderId::contact);
  const auto value = contacts.next();
  NameAddrView contact;
  if (!value || parse_name_addr(*value, contact) != Errc::ok || contact.star) return {};
  if (contact.uri.scheme != UriScheme::sip && contact.uri.scheme != UriScheme::sips) return {};
  return without_headers(contact.uri);
}

void note_peer(Dialog& dialog, const MessageView& message) noexcept {
  if (message.has(HeaderId::allow)) dialog.peer_allows_subscribe = message.lists(HeaderId::allow, "SUBSCRIBE");
  if (dialog.peer_supports_tdialog && dialog.peer_past_rfc7647) return;  // which nothing takes back
  for (const HeaderId id : {HeaderId::supported, HeaderId::require}) {
    auto tags = message.values(id);
    while (const auto tag = tags.next()) {
      const bool tdialog = equal_ignoring_case(*tag, "tdialog");
      dialog.peer_supports_tdialog |= tdialog && id == HeaderId::supported;
      dialog.peer_past_rfc7647 |=
          tdialog || equal_ignoring_case(*tag, "nosub") || equal_ignoring_case(*tag, "explicitsub");
    }
  }
  if (dialog.peer_past_rfc7647) return;
  UriView target;
  if (parse_uri(target_of(message), target) != Errc::ok) return;
  dialog.peer_past_rfc7647 = target.parameter("gr").has_value();
}

bool fits_target(const Core& core, const Dialog& dialog, const MessageView& message) noexcept {
  const std::string_view target = target_of(message);
  return target.empty() || core.dialogs.fits(dialog, DialogField::target, target.size());
}

bool refresh_target(Core& core, Dialog& dialog, const MessageView& message) noexcept {
  note_peer(dialog, message);
  const std::string_view target = target_of(message);
  return target.empty() || core.dialogs.set(dialog, DialogField::target, target);
}

void send_ack(Core& core, CallRecord& call, Dialog& dialog, std::uint32_t cseq, TransactionId invite) noexcept {
  // Behind a re-INVITE of the peer the call's INVITE is that one, whose 2xx is still needed.
  const Transaction* own = core.transactions.find(invite);
  if (own != nullptr && own->kind != TransactionKind::invite_client) invite = {};
  const Result<Route> route = ack_route(core, invite, dialog);
  if (!route || route->peer.family == Family::none) return;
  if (call.ack != no_index && call.ack_cseq == cseq) {
    core.outputs.push(call.ack, *route);
    return;
  }
  const Result<Chain> ack = build_ack(core, core.dialogs.parts(dialog), cseq, call.account, *route, invite);
  if (!ack) return;  // no room: the peer repeats its 2xx, and we try again
  Chain chain = *ack;
  core.outputs.push(chain, *route);
  if (cseq <= call.ack_cseq) return core.store.release(chain);  // of an earlier one
  core.store.release(call.ack);
  call.ack = chain;
  call.ack_cseq = cseq;
}

void on_invite_sent_again(Core& core, CallRecord& call, TransactionId id) noexcept {
  call.invite = id;
  // What an early dialog of the refused INVITE said is void: a 1xx or 2xx to this one says it anew.
  Dialog& dialog = core.dialogs.at(call.dialog);
  if (dialog.established) return;
  end_other_forks(core, dialog, {});
  (void)core.dialogs.set(dialog, DialogField::remote_tag, {});
}

void on_invite_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept {
  const bool accepted = outcome.status >= 200 && outcome.status < 300;
  CallRecord* call = call_of(core, owner);
  if (call == nullptr || call->phase == CallPhase::ended) {
    if (accepted && outcome.message != nullptr) end_stray_2xx(core, *outcome.message);
    return;
  }
  if (outcome.status < 200) {
    on_provisional(core, *call, outcome);
  } else if (accepted) {
    on_accepted(core, *call, outcome);
  } else if (call->phase == CallPhase::calling || (call->phase == CallPhase::leaving && !call->bye_sent)) {
    const bool leaving = call->phase == CallPhase::leaving;
    const bool redirected = !leaving && outcome.message != nullptr && outcome.status < 400;
    if (redirected && call->referral && follow_redirect(core, *call, *outcome.message)) return;
    const std::uint16_t status = leaving ? call->end_status : outcome.status;
    if (call->referral) report_referred(core, *call, status);
    const bool with_message = outcome.message != nullptr;
    end_call(core, *call, status, leaving ? call->end_cause : outcome.cause, with_message && !leaving,
             with_message ? outcome.message->reason() : std::string_view{});
  }
}

}  // namespace baton::core
