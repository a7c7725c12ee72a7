// Incoming calls: INVITE, its answers, ACK and CANCEL (RFC 3261 13.3, 9.2).
#include "parser/slice.hpp"
#include "src/agent/calls.hpp"
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/dialog/route_set.hpp"
#include "src/dialog/session_description.hpp"
#include "src/dialog/text_joiner.hpp"

namespace baton::core {
namespace {

/// The status that refuses this INVITE as such, or 0 (RFC 3261 8.2, 13.3.1), in the order of 8.2.
std::uint16_t objection_to(const Core& core, const MessageView& invite) noexcept {
  UriView uri;
  if (parse_uri(invite.request_uri(), uri) != Errc::ok) return 400;
  if (uri.scheme != UriScheme::sip && uri.scheme != UriScheme::sips) return 416;
  if (!requires_only_known(core, invite)) return 420;
  if (target_of(invite).empty()) return 400;  // no dialog without a remote target (12.1.1)
  if (const std::uint16_t status = body_objection(invite); status != 0) return status;
  return core.shutting_down ? 480 : 0;
}

/// `"Alice" <sip:alice@example.com>` of a From or To without parameters, on one line.
std::string_view address_of(TextJoiner& texts, const NameAddrView& value) noexcept {
  const std::size_t begin = texts.size();
  if (!value.display_name.empty() && value.display_name.find_first_of("\r\n\"\\") == std::string_view::npos) {
    texts.add_quoted(value.display_name);
    texts.add(" ");
  }
  texts.add("<");
  texts.add(value.uri_text);
  texts.add(">");
  return parser::slice(texts.text(), begin);
}

/// The INVITE's own limit (RFC 3261 13.3.1): then it is answered 487.
void limit_ringing(Core& core, const CallRecord& call, const MessageView& invite) noexcept {
  constexpr std::uint32_t day_s = 86'400;
  std::uint32_t expires_s = 0;
  const auto value = invite.value(HeaderId::expires);
  if (!value || parse_number(*value, expires_s) != Errc::ok) return;
  arm(core, call, CallTimer::limit, seconds(expires_s < day_s ? expires_s : day_s));
}

/// 200 to a CANCEL, with the To tag of what the INVITE was or will be answered with (RFC 3261 9.2).
/// Without state: a repeated CANCEL gets the same answer again as long as its INVITE is known, and a flood
/// of them takes nothing from the calls that stand.
void accept_cancel(Core& core, const Inbound& inbound, TransactionId invite, const CallRecord* call) noexcept {
  MessageView response;
  std::string_view tag;
  if (core.transactions.load(invite, core.work, response) && !response.is_request()) {
    tag = response.to_tag();
  } else if (call != nullptr && call->dialog != no_index) {
    tag = core.dialogs.field(core.dialogs.at(call->dialog), DialogField::local_tag);
  }
  const Token made = tag_for(core, inbound.message);
  answer_statelessly(core, inbound, 200, tag.empty() ? made.view() : tag);
}

}  // namespace

Dialog* create_uas_dialog(Core& core, const Inbound& inbound, Errc& error) noexcept {
  const MessageView& request = inbound.message;
  const Result<std::size_t> routes = collect_routes(request, false, core.work.stored);
  if (!routes) {
    error = Errc::dialog_text_full;
    return nullptr;
  }
  TextJoiner texts(core.work.stored.subspan(*routes));
  const NameAddrView from = request.from();
  const std::string_view local = address_of(texts, request.to());
  const std::string_view remote = address_of(texts, from);
  const Token tag = make_tag(core);
  make_room_for_dialog(core);
  Dialog* dialog = core.dialogs.create({.call_id = request.call_id(), .local_tag = tag.view(),
                                        .remote_tag = from.tag(), .local = local, .remote = remote,
                                        .target = target_of(request),
                                        .routes = {core.work.stored.data(), *routes}}, error);
  if (dialog == nullptr) return nullptr;
  dialog->established = true;
  dialog->remote_cseq = request.cseq().number;
  dialog->remote_cseq_known = true;
  dialog->local_cseq = random_number(core) & 0xffff;
  dialog->flow = inbound.source.flow;
  dialog->source_mark = core.source_mark;
  note_peer(*dialog, request);
  return dialog;
}

void on_invite(Core& core, const Inbound& inbound) noexcept {
  const MessageView& invite = inbound.message;
  if (const std::uint16_t status = objection_to(core, invite); status != 0) return refuse(core, inbound, status);
  const std::uint32_t account = account_for(core, invite);
  if (account == no_index) return refuse(core, inbound, 404);
  const Replacement replacement = judge_replaces(core, inbound);
  if (replacement.verdict.action == ReplacesAction::refuse) return refuse(core, inbound, replacement.verdict.status);
  const auto no_room = [&](std::uint16_t status) {
    ++core.counters.refused_for_room;
    refuse(core, inbound, status);
  };
  CallRecord* call = core.calls.allocate();
  if (call == nullptr) return no_room(486);
  Errc error = Errc::ok;
  Dialog* dialog = create_uas_dialog(core, inbound, error);
  if (dialog == nullptr) {
    core.calls.release(*call);
    return no_room(error == Errc::dialog_text_full ? 513 : 486);
  }
  // Who is let in leaves room for its refusal.
  const Result<Chain> stored = core.store.store(invite.bytes(), store_reserve(core));
  const Result<TransactionId> id = stored ? core.transactions.open_server(core.now, invite, inbound.source,
                                                                          *stored, Privilege::stranger)
                                          : Result<TransactionId>(Errc::store_full);
  if (!id) {
    if (stored) {
      Chain chain = *stored;
      core.store.release(chain);
    }
    core.dialogs.drop_usage(*dialog);
    core.calls.release(*call);
    return no_room(stored ? 503 : 500);
  }
  call->phase = CallPhase::incoming;
  call->account = account;
  call->dialog = core.dialogs.index_of(*dialog);
  call->invite = *id;
  call->invite_cseq = invite.cseq().number;
  call->depth = depth_of(core, invite, account);
  call->sdp_session = random_number(core);
  dialog->call = core.calls.index_of(*call);
  dialog->account = account;
  core.transactions.find(*id)->owner = {.index = dialog->call, .generation = call->generation,
                                        .kind = static_cast<std::uint8_t>(OwnerKind::call_invite), .detail = 0};
  if (replacement.verdict.action == ReplacesAction::replace) {
    return take_over(core, *call, *replacement.old, replacement.verdict.proof, invite);
  }
  // The application may take longer than 200 ms (RFC 3261 17.2.1).
  if (respond(core, *id, invite, {.status = 100, .reason = {}, .to_tag = {}}) == Errc::message_too_long) {
    (void)core.transactions.abandon(*id);  // nothing that we could answer fits into a message
    core.dialogs.drop_usage(*dialog);
    core.calls.release(*call);
    return no_room(513);
  }
  call->peer_holds = takes_no_media(description_in(invite)).value_or(false);
  limit_ringing(core, *call, invite);
  if (replacement.old != nullptr) call->replaces = id_of(core, *replacement.old);
  call->early_only = replacement.early_only;
  raise(core, {.call = id_of(core, *call), .transfer = {call->replaces.index, call->replaces.generation},
               .account = account, .kind = EventKind::call_incoming, .cause = Cause::message, .status = 0,
               .proof = replacement.verdict.proof}, true);
}

void repeat_progress(Core& core, CallRecord& call) noexcept {
  (void)core.transactions.resend_1xx(core.now, call.invite);
  arm(core, call, CallTimer::retransmit, progress_interval);
}

bool on_ack(Core& core, const Inbound& inbound) noexcept {
  const MessageView& ack = inbound.message;
  Dialog* dialog = core.dialogs.find(ack.call_id(), ack.to_tag(), ack.from_tag());
  if (dialog == nullptr || dialog->call == no_index) {
    ++core.counters.stray_requests;
    return false;
  }
  CallRecord& call = core.calls.at(dialog->call);
  if (ack.cseq().number != call.invite_cseq || call.invite.generation == 0) return true;  // a repeated one
  Transaction* transaction = core.transactions.find(call.invite);
  // Only a 2xx has an ACK of its own: before it, nothing is acknowledged (RFC 3261 13.2.2.4).
  if (transaction == nullptr || transaction->state != TransactionState::accepted) return false;
  if (transaction->kind != TransactionKind::invite_server) return true;  // ours: not for the peer to acknowledge
  // The 2xx has arrived: it need not be kept (RFC 6026 keeps the transaction to absorb INVITEs).
  core.transactions.drop_message(call.invite);
  call.invite = {};
  disarm(core, call, CallTimer::retransmit);
  if (!call.bye_held && !call.bye_wanted) disarm(core, call, CallTimer::limit);
  const bool answers_reinvite = call.reinvite_open && call.offer_open;
  call.reinvite_open = false;
  call.offer_open = false;
  if (call.hang_up_wanted) {
    send_bye(core, call, true);
    return true;
  }
  if (!send_postponed(core, call)) release_held_refers(core, *dialog);
  QueuedEvent event{.call = id_of(core, call), .transfer = {}, .account = call.account,
                    .kind = EventKind::call_connected, .cause = Cause::message, .status = 0};
  if (call.phase == CallPhase::answered) {
    call.phase = CallPhase::confirmed;
    call.peer_holds = takes_no_media(description_in(ack)).value_or(call.peer_holds);
    raise(core, event, true);
    if (call.referral) report_referred(core, call, 200);  // it picked a referred call up, and stands now
  } else if (call.phase == CallPhase::confirmed && answers_reinvite) {
    raise_session(core, call, description_in(ack), EventKind::call_updated);  // our offer has its answer (13.2.1)
  }
  return true;
}

void on_cancel(Core& core, const Inbound& inbound) noexcept {
  const TransactionId id = core.transactions.cancelled_by(inbound.message);
  Transaction* transaction = core.transactions.find(id);
  if (transaction == nullptr) return refuse(core, inbound, 481);
  if (!has_room_to_answer(core, inbound.message)) {  // not done before there is: it comes again
    ++core.counters.refused_for_room;
    return;
  }
  CallRecord* call = nullptr;
  if (transaction->owner.kind == static_cast<std::uint8_t>(OwnerKind::call_invite)) {
    call = core.calls.find(CallId{transaction->owner.index, transaction->owner.generation});
  }
  accept_cancel(core, inbound, id, call);
  // After a final response a CANCEL has no effect (RFC 3261 9.2).
  if (call != nullptr && call->phase == CallPhase::incoming) {
    refuse_call(core, *call, 487, 487, Cause::cancel, &inbound.message);
  }
}

}  // namespace baton::core

namespace baton {

using namespace core;

Errc Stack::ring(Time now, CallId id, std::uint16_t status) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  CallRecord* call = core.calls.find(id);
  if (call == nullptr) return Errc::unknown_handle;
  if (status < 101 || status > 199) return Errc::bad_argument;
  MessageView invite;
  if (call->phase != CallPhase::incoming || !core.transactions.load(call->invite, core.work, invite)) {
    return Errc::wrong_state;
  }
  const Dialog& dialog = core.dialogs.at(call->dialog);
  const ResponseParts parts{.status = status, .reason = {},
                            .to_tag = core.dialogs.field(dialog, DialogField::local_tag), .record_route = true};
  const Errc error = respond(core, call->invite, invite, parts, [&](MessageWriter& writer) {
    write_contact(writer, identity_of(core, dialog.flow, call->account));
    write_capabilities(writer, core.options, offer_in(core, dialog));
  });
  if (error == Errc::ok) arm(core, *call, CallTimer::retransmit, progress_interval);
  return error;
}

Errc Stack::answer(Time now, CallId id, const AnswerOptions& options) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  CallRecord* call = core.calls.find(id);
  if (call == nullptr) return Errc::unknown_handle;
  MessageView invite;
  if (call->phase != CallPhase::incoming || !core.transactions.load(call->invite, core.work, invite)) {
    return Errc::wrong_state;
  }
  if (call->taken_by_other) {
    refuse_call(core, *call, 603, 603, Cause::policy, nullptr);  // what it names has ended (RFC 3891 3)
    return Errc::wrong_state;
  }
  CallRecord* const old = core.calls.find(call->replaces);  // null: none, or it has ended by itself
  if (old != nullptr && call->early_only && old->phase != CallPhase::calling && old->phase != CallPhase::incoming) {
    refuse_call(core, *call, 486, 486, Cause::policy, nullptr);  // it was answered meanwhile (RFC 3891 7.1)
    return Errc::wrong_state;
  }
  if (!options.sdp.empty()) {  // kept: a re-INVITE is answered with it too
    const Result<Chain> sdp = core.store.store(options.sdp);
    if (!sdp) return sdp.error();
    call->sdp = *sdp;
  }
  const Errc error = accept(core, *call, call->invite, invite, options.sdp);
  if (error != Errc::ok) {
    core.store.release(call->sdp);
    return error;
  }
  call->phase = CallPhase::answered;
  await_ack(core, *call);
  if (old != nullptr) end_replaced(core, *call, *old);
  return Errc::ok;
}

}  // namespace baton
