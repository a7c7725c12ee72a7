// The session of a call: its descriptions, and re-INVITE and UPDATE, which change it (RFC 3261 14,
// RFC 3311, RFC 3264 8).
#include <cstring>

#include "baton/sdp.hpp"
#include "parser/slice.hpp"
#include "src/agent/calls.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/dialog/given_description.hpp"
#include "src/dialog/session_description.hpp"

namespace baton::core {
namespace {

bool has_sdp(const MessageView& message) noexcept {
  MediaTypeView type;
  const auto value = message.value(HeaderId::content_type);
  return !message.body().empty() && value && parse_media_type(*value, type) == Errc::ok &&
         type.is("application", "sdp");
}

/// "handling=optional": who does not understand the body ignores it (RFC 3261 20.11).
bool is_optional(const MessageView& message) noexcept {
  const std::string_view value = message.value(HeaderId::content_disposition).value_or("");
  const auto handling = find_parameter(parser::slice(value, value.find(';')), "handling");
  return handling && equal_ignoring_case(handling->value, "optional");
}

/// The part of `work.stored` that may be written: behind the headers of a request that was loaded
/// there, whose offer is no longer needed, or all of it.
std::span<char> free_part(const Core& core, const MessageView& request) noexcept {
  const std::span<char> stored = core.work.stored;
  const std::string_view bytes = request.bytes();
  if (bytes.data() != stored.data()) return stored;
  return stored.subspan(bytes.size() - request.body().size());
}

/// A description in `work.built`, as an answer or (without `offer`) an offer.
Result<std::size_t> compose(Core& core, const CallRecord& call, std::string_view offer, std::uint32_t version,
                            MediaDirection willing) noexcept {
  if (call.sdp != no_index && (!call.sdp_made || offer.empty())) {
    const std::string_view own = core.store.copy(call.sdp, core.work.stored);
    if (call.sdp_made) return offer_again(own, version - call.sdp_made_version, willing, core.work.built);
    return answer_with(own, offer, version - 1, willing, core.work.built);
  }
  const FlowRecord* flow = core.flows.find(core.dialogs.at(call.dialog).flow);
  const LocalMedia media{.address = flow != nullptr ? flow->info.local : Endpoint{},
                         .port = core.accounts.at(call.account).view.media_port,
                         .session_id = call.sdp_session, .version = version,
                         .direction = willing};
  return offer.empty() ? write_offer(media, core.work.built) : write_answer(offer, media, core.work.built);
}

std::string_view built(const Core& core, std::size_t size) noexcept { return {core.work.built.data(), size}; }

/// Composes it into `work.built`. Its version rises only if it differs from the last one (RFC 3264 8). Errors:
/// `bad_body` (488), `message_too_long`.
Result<std::size_t> compose_next(Core& core, const CallRecord& call, std::string_view offer, MediaDirection willing,
                                 Description& into) noexcept {
  into.version = call.sdp_version;
  Result<std::size_t> size = compose(core, call, offer, into.version, willing);
  if (size && call.sdp_mark != 0 && mark_of(core, built(core, *size)) != call.sdp_mark) {
    size = compose(core, call, offer, ++into.version, willing);
  }
  if (!size) return size.error() == Errc::buffer_too_small ? Errc::message_too_long : Errc::bad_body;
  into.mark = mark_of(core, built(core, *size));
  return size;
}

/// Moves it to where it can become the body of a message.
Errc place(const Core& core, std::size_t size, std::span<char> room, Description& into) noexcept {
  if (room.size() < size) return Errc::message_too_long;
  std::memcpy(room.data(), core.work.built.data(), size);
  into.text = {room.data(), size};
  return Errc::ok;
}

/// The description that answers a request, or offers where that makes no offer.
Errc describe(Core& core, const CallRecord& call, const MessageView& request, Description& into) noexcept {
  const MediaDirection willing = call.held ? MediaDirection::sendonly : MediaDirection::sendrecv;
  const Result<std::size_t> size = compose_next(core, call, description_in(request), willing, into);
  return size ? place(core, *size, free_part(core, request), into) : size.error();
}

/// Keeps an answer of several streams that was made here: every later offer must have as many (RFC 3264 8).
/// Without room for it such an offer has but one, which most peers take.
void keep_streams(Core& core, CallRecord& call, const Description& answer) noexcept {
  if ((call.sdp != no_index && !call.sdp_made) || stream_count(answer.text) < 2) return;
  const Result<Chain> kept = core.store.store(answer.text, store_reserve(core));
  if (!kept) return;
  core.store.release(call.sdp);
  call.sdp = *kept;
  call.sdp_made = true;
  call.sdp_made_version = answer.version;
}

/// 500 with the Retry-After of RFC 3261 14.2 and RFC 3311 5.2: 0 to 10 s, chosen at random.
void refuse_for_now(Core& core, const Inbound& inbound) noexcept {
  const Result<TransactionId> id =
      core.transactions.open_server(core.now, inbound.message, inbound.source, no_index, Privilege::standing);
  if (!id) return refuse(core, inbound, 500);
  refuse_opened(core, *id, inbound.message, 500, random_number(core) % 11);
}

/// A request that changes the session was refused for want of common ground or room.
std::uint16_t status_of(Errc error) noexcept {
  if (error == Errc::bad_body) return 488;
  return error == Errc::dialog_text_full ? 513 : 500;
}

/// Whether an UPDATE with an offer must wait (RFC 3311 5.2): 491 for an offer of ours without its
/// answer, 500 for one of the peer's; 0: it need not.
std::uint16_t offer_objection(const CallRecord& call) noexcept {
  if (call.phase == CallPhase::calling || call.offer_open || call.change == SessionChange::open) return 491;
  return call.phase == CallPhase::incoming ? 500 : 0;
}

}  // namespace

std::string_view description_in(const MessageView& message) noexcept {
  return has_sdp(message) ? message.body() : std::string_view{};
}

Errc describe_offer(Core& core, const CallRecord& call, MediaDirection willing, Description& into) noexcept {
  const Result<std::size_t> size = compose_next(core, call, {}, willing, into);
  return size ? place(core, *size, core.work.stored, into) : size.error();
}

void raise_session(Core& core, CallRecord& call, std::string_view description, EventKind otherwise) noexcept {
  const bool before = call.peer_holds;
  call.peer_holds = takes_no_media(description).value_or(before);
  EventKind kind = otherwise;
  if (call.peer_holds != before) kind = before ? EventKind::call_resumed : EventKind::call_held;
  if (kind == EventKind::none) return;
  raise(core, {.call = id_of(core, call), .transfer = {}, .account = call.account, .kind = kind,
               .cause = Cause::message, .status = 200}, true);
}

std::uint32_t mark_of(const Core& core, std::string_view description) noexcept {
  return static_cast<std::uint32_t>(keyed_hash(core, HashUse::mark).add(description).finish()) | 1;
}

std::uint16_t body_objection(const MessageView& request) noexcept {
  if (request.body().empty()) return 0;
  const std::string_view encoding = request.value(HeaderId::content_encoding).value_or("identity");
  if (!has_sdp(request) || !equal_ignoring_case(encoding, "identity")) return is_optional(request) ? 0 : 415;
  return check_sdp(request.body()) == Errc::ok ? 0 : 400;
}

Errc accept(Core& core, CallRecord& call, TransactionId id, const MessageView& request,
            std::string_view given) noexcept {
  Description description{.text = given, .version = call.sdp_version, .mark = call.sdp_mark};
  const bool offered = has_sdp(request);
  const bool wanted = offered || request.method() == Method::invite;
  if (!given.empty()) {
    description.mark = mark_of(core, given);
  } else if (wanted) {
    if (const Errc error = describe(core, call, request, description); error != Errc::ok) return error;
  }
  const Dialog& dialog = core.dialogs.at(call.dialog);
  const ResponseParts parts{.status = 200, .reason = {},
                            .to_tag = core.dialogs.field(dialog, DialogField::local_tag),
                            .record_route = true};
  const Errc error = respond(core, id, request, parts, [&](MessageWriter& writer) {
    write_contact(writer, identity_of(core, dialog.flow, call.account));
    write_capabilities(writer, core.options, offer_in(core, dialog));
    if (!description.text.empty()) writer.body("application/sdp", description.text);
  });
  // A full output queue or a closed flow delays the 200 only: of an INVITE it is sent until its ACK.
  if (error != Errc::ok && error != Errc::output_full && error != Errc::no_flow) return error;
  call.sdp_version = description.version;
  call.sdp_mark = description.mark;
  if (offered && given.empty()) keep_streams(core, call, description);
  if (request.method() == Method::invite) call.offer_open = !offered;
  return Errc::ok;
}

void await_ack(Core& core, CallRecord& call) noexcept {
  const auto t1_ms = static_cast<std::uint32_t>(core.options.transaction.t1 / 1000);
  call.retransmit_ms = t1_ms != 0 ? t1_ms : 1;
  arm(core, call, CallTimer::retransmit, milliseconds(call.retransmit_ms));
  arm(core, call, CallTimer::limit, core.options.transaction.transaction_limit());
}

void refuse_opened(Core& core, TransactionId id, const MessageView& request, std::uint16_t status,
                   std::uint32_t retry_after) noexcept {
  const auto write_headers = [&](MessageWriter& writer) {
    if (status == 500) writer.header(HeaderId::retry_after, retry_after);
    else write_refusal_headers(core, writer, request, status);
    // 14.2: why an offer was refused. RFC 3261 20.43.
    if (status == 488) writer.header(HeaderId::warning, {"305 baton \"Incompatible media format\""});
  };
  const ResponseParts parts{.status = status, .reason = {}, .to_tag = {}};
  const Errc error = respond(core, id, request, parts, write_headers);
  if (error == Errc::ok || error == Errc::output_full || error == Errc::no_flow) return;
  // No room even for that. An INVITE transaction has no end of its own, so it must not stay; the
  // request comes again and finds more.
  (void)core.transactions.abandon(id);
}

void on_reinvite(Core& core, const Inbound& inbound, Dialog& dialog) noexcept {
  const MessageView& invite = inbound.message;
  if (dialog.call == no_index) return refuse_in_dialog(core, inbound, 481);
  CallRecord& call = core.calls.at(dialog.call);
  if (call.phase == CallPhase::leaving || call.phase == CallPhase::ended) return refuse_in_dialog(core, inbound, 481);
  if (call.phase == CallPhase::calling || call.change == SessionChange::open) {
    return refuse_in_dialog(core, inbound, 491);  // ours is under way (14.2)
  }
  // One of the peer's own is still open (14.2); after our 2xx so is its offer/answer until the ACK.
  if (call.phase != CallPhase::confirmed || call.reinvite_open) return refuse_for_now(core, inbound);
  if (const std::uint16_t status = body_objection(invite); status != 0) return refuse_in_dialog(core, inbound, status);
  const Result<TransactionId> id =
      core.transactions.open_server(core.now, invite, inbound.source, no_index, Privilege::standing);
  if (!id) return refuse(core, inbound, 500);
  Errc error = Errc::dialog_text_full;
  if (fits_target(core, dialog, invite)) error = accept(core, call, *id, invite, {});
  if (error != Errc::ok) {
    if (error != Errc::bad_body) ++core.counters.refused_for_room;
    return refuse_opened(core, *id, invite, status_of(error), 1);
  }
  (void)refresh_target(core, dialog, invite);  // only what is accepted changes anything (12.2.2, RFC 5057 5.4)
  core.store.release(call.ack);                // a peer that sends INVITE has had it
  call.invite = *id;
  call.invite_cseq = invite.cseq().number;
  call.reinvite_open = true;
  await_ack(core, call);
  // Without an offer the ACK brings the peer's answer.
  if (!call.offer_open) raise_session(core, call, description_in(invite), EventKind::call_updated);
}

void on_update(Core& core, const Inbound& inbound, Dialog& dialog) noexcept {
  const MessageView& update = inbound.message;
  if (dialog.call == no_index) return refuse_in_dialog(core, inbound, 481);
  CallRecord& call = core.calls.at(dialog.call);
  if (call.phase == CallPhase::leaving || call.phase == CallPhase::ended) return refuse_in_dialog(core, inbound, 481);
  if (const std::uint16_t status = body_objection(update); status != 0) return refuse_in_dialog(core, inbound, status);
  if (has_sdp(update)) {
    const std::uint16_t status = offer_objection(call);
    if (status == 500) return refuse_for_now(core, inbound);
    if (status != 0) return refuse_in_dialog(core, inbound, status);
  }
  const Result<TransactionId> id =
      core.transactions.open_server(core.now, update, inbound.source, no_index, Privilege::standing);
  if (!id) return refuse(core, inbound, 500);
  Errc error = Errc::dialog_text_full;
  if (fits_target(core, dialog, update)) error = accept(core, call, *id, update, {});
  if (error != Errc::ok) {
    return refuse_opened(core, *id, update, status_of(error), 1);
  }
  (void)refresh_target(core, dialog, update);
  raise_session(core, call, description_in(update), EventKind::call_updated);
}

}  // namespace baton::core
