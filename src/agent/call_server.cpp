// Incoming calls: INVITE, its answers, and ACK, CANCEL and BYE (RFC 3261 13.3, 9.2, 15.1.2).
#include "parser/slice.hpp"
#include "src/agent/calls.hpp"
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/dialog/route_set.hpp"
#include "src/dialog/session_description.hpp"
#include "src/dialog/text_joiner.hpp"

#include "baton/sdp.hpp"

namespace baton::core {
namespace {

/// The account that a request is for: the one whose user the Request-URI names, else the first.
std::uint32_t account_for(const Core& core, const MessageView& request) noexcept {
  UriView uri;
  const bool readable = parse_uri(request.request_uri(), uri) == Errc::ok;
  std::uint32_t first = no_index;
  for (std::uint32_t i = 0; i < core.accounts.capacity(); ++i) {
    if (!core.accounts.live(i)) continue;
    if (first == no_index) first = i;
    UriView own;
    const AccountView& view = core.accounts.at(i).view;
    if (readable && (uri.user == view.contact_user ||
                     (parse_uri(view.uri, own) == Errc::ok && own.user == uri.user))) {
      return i;
    }
  }
  return first;
}

bool has_sdp(const MessageView& message) noexcept {
  MediaTypeView type;
  const auto value = message.value(HeaderId::content_type);
  return !message.body().empty() && value && parse_media_type(*value, type) == Errc::ok &&
         type.is("application", "sdp");
}

/// The status that refuses this INVITE as such, or 0 (RFC 3261 8.2, 13.3.1).
std::uint16_t objection_to(const Core& core, const MessageView& invite) noexcept {
  if (!requires_only_known(invite)) return 420;
  UriView uri;
  if (parse_uri(invite.request_uri(), uri) != Errc::ok) return 400;
  if (uri.scheme != UriScheme::sip && uri.scheme != UriScheme::sips) return 416;
  auto contacts = invite.values(HeaderId::contact);
  const auto contact = contacts.next();
  NameAddrView value;
  if (!contact || parse_name_addr(*contact, value) != Errc::ok || value.star) return 400;
  if (!invite.body().empty()) {
    const auto encoding = invite.value(HeaderId::content_encoding);
    if (!has_sdp(invite) || (encoding && !equal_ignoring_case(*encoding, "identity"))) return 415;
    if (check_sdp(invite.body()) != Errc::ok) return 400;
  }
  if (core.shutting_down) return 480;
  return 0;
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

Dialog* create_dialog(Core& core, const Inbound& inbound, Errc& error) noexcept {
  const MessageView& invite = inbound.message;
  const Result<std::size_t> routes = collect_routes(invite, false, core.work.stored);
  if (!routes) {
    error = Errc::dialog_text_full;
    return nullptr;
  }
  TextJoiner texts(core.work.stored.subspan(*routes));
  const NameAddrView from = invite.from();
  const std::string_view local = address_of(texts, invite.to());
  const std::string_view remote = address_of(texts, from);
  NameAddrView contact;
  auto contacts = invite.values(HeaderId::contact);
  if (const auto value = contacts.next()) (void)parse_name_addr(*value, contact);
  const Token tag = make_tag(core);
  make_room_for_dialog(core);
  Dialog* dialog = core.dialogs.create({.call_id = invite.call_id(), .local_tag = tag.view(),
                                        .remote_tag = from.tag(), .local = local, .remote = remote,
                                        .target = contact.uri_text,
                                        .routes = {core.work.stored.data(), *routes}}, error);
  if (dialog == nullptr) return nullptr;
  dialog->established = true;
  dialog->remote_cseq = invite.cseq().number;
  dialog->remote_cseq_known = true;
  dialog->local_cseq = random_number(core) & 0xffff;
  dialog->flow = inbound.source.flow;
  (void)refresh_target(core, *dialog, invite);
  return dialog;
}

/// The description that answers `offer`, or offers where there was none. Errors: `bad_body`,
/// `bad_argument` (nothing in common), `buffer_too_small`.
Result<std::size_t> describe(Core& core, CallRecord& call, std::string_view offer, std::span<char> into) noexcept {
  const FlowRecord* flow = core.flows.find(core.dialogs.at(call.dialog).flow);
  const LocalMedia media{.address = flow != nullptr ? flow->info.local : Endpoint{},
                         .port = core.accounts.at(call.account).view.media_port,
                         .session_id = call.sdp_session, .version = call.sdp_version,
                         .direction = MediaDirection::sendrecv};
  return offer.empty() ? write_offer(media, into) : write_answer(offer, media, into);
}

/// Sends the 200 of an INVITE, re-INVITE or UPDATE with a session description.
Errc accept(Core& core, CallRecord& call, TransactionId id, const MessageView& request, std::string_view sdp) noexcept {
  std::array<char, 768> text{};
  const bool wants_sdp = request.method() != Method::update || has_sdp(request);
  if (sdp.empty() && wants_sdp) {
    const auto size = describe(core, call, has_sdp(request) ? request.body() : std::string_view{}, text);
    if (!size) return Errc::bad_body;
    sdp = {text.data(), *size};
  }
  const Dialog& dialog = core.dialogs.at(call.dialog);
  const ResponseParts parts{.status = 200, .reason = {},
                            .to_tag = core.dialogs.field(dialog, DialogField::local_tag),
                            .record_route = true};
  return respond(core, id, request, parts, [&](MessageWriter& writer) {
    write_contact(writer, identity_of(core, dialog.flow, call.account));
    write_capabilities(writer, core.options.handle_refer);
    if (!sdp.empty()) writer.body("application/sdp", sdp);
  });
}

void await_ack(Core& core, CallRecord& call) noexcept {
  call.retransmit_ms = static_cast<std::uint32_t>(core.options.transaction.t1 / 1000);
  arm(core, call, CallTimer::retransmit, milliseconds(call.retransmit_ms));
  arm(core, call, CallTimer::limit, core.options.transaction.transaction_limit());
}

}  // namespace

void on_invite(Core& core, const Inbound& inbound) noexcept {
  const MessageView& invite = inbound.message;
  if (const std::uint16_t status = objection_to(core, invite); status != 0) return refuse(core, inbound, status);
  const std::uint32_t account = account_for(core, invite);
  if (account == no_index) return refuse(core, inbound, 404);
  const auto no_room = [&](std::uint16_t status) {
    ++core.counters.refused_for_room;
    refuse(core, inbound, status);
  };
  CallRecord* call = core.calls.allocate();
  if (call == nullptr) return no_room(486);
  Errc error = Errc::ok;
  Dialog* dialog = create_dialog(core, inbound, error);
  if (dialog == nullptr) {
    core.calls.release(*call);
    return no_room(error == Errc::dialog_text_full ? 513 : 486);
  }
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
  call->sdp_session = random_number(core);
  call->sdp_version = 1;
  dialog->call = core.calls.index_of(*call);
  dialog->account = account;
  core.transactions.find(*id)->owner = {.index = dialog->call, .generation = call->generation,
                                        .kind = static_cast<std::uint8_t>(OwnerKind::call_invite), .detail = 0};
  // The application may take longer than 200 ms (RFC 3261 17.2.1).
  (void)respond(core, *id, invite, {.status = 100, .reason = {}, .to_tag = {}});
  raise(core, {.call = id_of(core, *call), .transfer = {}, .account = account,
               .kind = EventKind::call_incoming, .cause = Cause::message, .status = 0}, true);
}

void on_ack(Core& core, const Inbound& inbound) noexcept {
  const MessageView& ack = inbound.message;
  Dialog* dialog = core.dialogs.find(ack.call_id(), ack.to().tag(), ack.from().tag());
  if (dialog == nullptr || dialog->call == no_index) {
    ++core.counters.stray_requests;
    return;
  }
  CallRecord& call = core.calls.at(dialog->call);
  if (ack.cseq().number != call.invite_cseq || call.invite.generation == 0) return;
  Transaction* transaction = core.transactions.find(call.invite);
  if (transaction == nullptr || transaction->kind != TransactionKind::invite_server) return;
  // The 2xx has arrived: it need not be kept (RFC 6026 keeps the transaction to absorb INVITEs).
  core.transactions.drop_message(call.invite);
  call.invite = {};
  disarm(core, call, CallTimer::retransmit);
  disarm(core, call, CallTimer::limit);
  call.reinvite_open = false;
  if (call.phase == CallPhase::leaving && call.hang_up_wanted) {
    call.hang_up_wanted = false;
    return send_bye(core, call, true);
  }
  if (call.phase != CallPhase::answered) return;
  call.phase = CallPhase::confirmed;
  raise(core, {.call = id_of(core, call), .transfer = {}, .account = call.account,
               .kind = EventKind::call_connected, .cause = Cause::message, .status = 0}, true);
}

void on_bye(Core& core, const Inbound& inbound, Dialog& dialog) noexcept {
  if (dialog.call == no_index) return refuse_in_dialog(core, inbound, 481);
  CallRecord& call = core.calls.at(dialog.call);
  refuse_in_dialog(core, inbound, 200);
  if (call.phase == CallPhase::incoming) {  // the pending INVITE gets its 487 (RFC 3261 15.1.2)
    MessageView invite;
    if (core.transactions.load(call.invite, core.work, invite)) {
      (void)respond(core, call.invite, invite,
                    {.status = 487, .reason = {}, .to_tag = core.dialogs.field(dialog, DialogField::local_tag)});
    }
  }
  if (call.referral && call.outgoing && call.phase == CallPhase::calling) report_referred(core, call, 487);
  end_call(core, call, 0, Cause::bye, true);
}

void on_cancel(Core& core, const Inbound& inbound) noexcept {
  const TransactionId id = core.transactions.cancelled_by(inbound.message);
  Transaction* transaction = core.transactions.find(id);
  if (transaction == nullptr) return refuse(core, inbound, 481);
  refuse_in_dialog(core, inbound, 200);
  if (transaction->owner.kind != static_cast<std::uint8_t>(OwnerKind::call_invite)) return;
  CallRecord* call = core.calls.find(CallId{transaction->owner.index, transaction->owner.generation});
  // After a final response a CANCEL has no effect (RFC 3261 9.2).
  if (call == nullptr || call->phase != CallPhase::incoming) return;
  MessageView invite;
  if (core.transactions.load(id, core.work, invite)) {
    const std::string_view tag = core.dialogs.field(core.dialogs.at(call->dialog), DialogField::local_tag);
    (void)respond(core, id, invite, {.status = 487, .reason = {}, .to_tag = tag});
  }
  end_call(core, *call, 487, Cause::cancel, true);
}

void on_reinvite(Core& core, const Inbound& inbound, Dialog& dialog) noexcept {
  if (dialog.call == no_index) return refuse_in_dialog(core, inbound, 481);
  CallRecord& call = core.calls.at(dialog.call);
  if (const std::uint16_t status = objection_to(core, inbound.message); status != 0 && status != 480) {
    return refuse_in_dialog(core, inbound, status);
  }
  if (call.phase == CallPhase::leaving || call.phase == CallPhase::ended) return refuse_in_dialog(core, inbound, 487);
  if (call.phase == CallPhase::calling) return refuse_in_dialog(core, inbound, 491);
  // An INVITE of the peer is still open (RFC 3261 14.2).
  if (call.phase != CallPhase::confirmed || call.reinvite_open) return refuse_in_dialog(core, inbound, 500);
  const Result<TransactionId> id = core.transactions.open_server(core.now, inbound.message, inbound.source,
                                                                 no_index, Privilege::standing);
  if (!id) return refuse(core, inbound, 500);
  ++call.sdp_version;
  const Errc error = accept(core, call, *id, inbound.message, {});
  if (error != Errc::ok) {
    const std::uint16_t status = error == Errc::bad_body ? 488 : 500;
    (void)respond(core, *id, inbound.message, {.status = status, .reason = {}, .to_tag = {}},
                  [&](MessageWriter& writer) {
                    write_refusal_headers(core, writer, inbound.message, status);
                  });
    return;
  }
  call.invite = *id;
  call.invite_cseq = inbound.message.cseq().number;
  call.reinvite_open = true;
  await_ack(core, call);
  raise(core, {.call = id_of(core, call), .transfer = {}, .account = call.account,
               .kind = EventKind::call_updated, .cause = Cause::message, .status = 200}, true);
}

void on_update(Core& core, const Inbound& inbound, Dialog& dialog) noexcept {
  if (dialog.call == no_index) return refuse_in_dialog(core, inbound, 481);
  CallRecord& call = core.calls.at(dialog.call);
  if (call.phase != CallPhase::confirmed) return refuse_in_dialog(core, inbound, 491);
  const Result<TransactionId> id = core.transactions.open_server(core.now, inbound.message, inbound.source,
                                                                 no_index, Privilege::standing);
  if (!id) return refuse(core, inbound, 500);
  if (has_sdp(inbound.message)) ++call.sdp_version;
  if (accept(core, call, *id, inbound.message, {}) != Errc::ok) {
    (void)respond(core, *id, inbound.message, {.status = 488, .reason = {}, .to_tag = {}});
    return;
  }
  raise(core, {.call = id_of(core, call), .transfer = {}, .account = call.account,
               .kind = EventKind::call_updated, .cause = Cause::message, .status = 200}, true);
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
  return respond(core, call->invite, invite, parts, [&](MessageWriter& writer) {
    write_contact(writer, identity_of(core, dialog.flow, call->account));
    write_capabilities(writer, core.options.handle_refer);
  });
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
  const Errc error = accept(core, *call, call->invite, invite, options.sdp);
  // A full output queue delays the 200 only: the 2xx is sent again until its ACK.
  if (error != Errc::ok && error != Errc::output_full) return error;
  call->phase = CallPhase::answered;
  await_ack(core, *call);
  return Errc::ok;
}

}  // namespace baton
