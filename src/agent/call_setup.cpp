// Calls going out: prepared first, so that whatever is missing is found before anything is sent.
#include "parser/written_text.hpp"
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/dialog/session_description.hpp"
#include "src/dialog/text_joiner.hpp"
#include "src/refer/refer_target.hpp"
#include "src/refer/referred_body.hpp"

namespace baton::core {
namespace {

/// Undoes what `prepare_call` took, before anything was sent.
void discard(Core& core, CallRecord& call) noexcept {
  if (call.dialog != no_index) core.dialogs.drop_usage(core.dialogs.at(call.dialog));
  core.store.release(call.sdp);
  core.calls.release(call);
}

Errc create_dialog(Core& core, const CallPlan& plan, CallRecord& call) noexcept {
  Errc error = Errc::ok;
  Dialog* dialog = open_dialog(core, plan.account, plan.to_uri, plan.request_uri, error);
  if (dialog == nullptr) return error;
  dialog->call = core.calls.index_of(call);
  call.dialog = core.dialogs.index_of(*dialog);
  return Errc::ok;
}

/// The offer: the application's, or one made in the spare room. Empty: none can be made.
std::string_view offer_of(Core& core, const CallPlan& plan, const CallRecord& call,
                          const LocalIdentity& local) noexcept {
  if (!plan.sdp.empty()) return plan.sdp;
  const auto size = write_offer({.address = local.address,
                                 .port = core.accounts.at(plan.account).view.media_port,
                                 .session_id = call.sdp_session, .version = call.sdp_version,
                                 .direction = MediaDirection::sendrecv}, plan.spare);
  return size ? std::string_view{plan.spare.data(), *size} : std::string_view{};
}

/// The offer alone, or with a token behind it in the spare room (RFC 3892 5).
void write_body(Core& core, MessageWriter& writer, const CallPlan& plan, std::string_view offer) noexcept {
  if (plan.token.empty()) return writer.body("application/sdp", offer);
  const Token boundary = make_call_id(core);
  const bool made_here = offer.data() == plan.spare.data();
  const std::span<char> room = made_here ? plan.spare.subspan(offer.size()) : plan.spare;
  const auto size = write_body_with_token(offer, plan.token, boundary.view(), room);
  if (!size) return writer.body({}, plan.token);  // an error: without its token Referred-By proves nothing
  std::array<char, 80> type{};
  TextJoiner joined(type);
  writer.body(joined.join({"multipart/mixed;boundary=", boundary.view()}), {room.data(), *size});
}

void write_invite(Core& core, MessageWriter& writer, const LocalIdentity& local, const CallPlan& plan,
                  CallRecord& call) noexcept {
  write_contact(writer, local);
  write_capabilities(writer, core.options, offer_in(core, core.dialogs.at(call.dialog)));
  if (plan.expires != 0) writer.header(HeaderId::expires, plan.expires);
  if (!plan.replaces.empty()) {
    writer.header(HeaderId::replaces, {plan.replaces});
    writer.header(HeaderId::require, {"replaces"});
  }
  if (!plan.referred_by.empty()) writer.header(HeaderId::referred_by, {plan.referred_by});
  write_target_headers(writer, plan.uri_headers);
  const std::string_view offer = offer_of(core, plan, call, local);
  write_body(core, writer, plan, offer);
  call.sdp_mark = mark_of(core, offer);
}

/// Of a text that becomes a Replaces header.
Errc check_replaces(std::string_view text) noexcept {
  if (text.empty()) return Errc::ok;
  if (parser::breaks_line(text)) return Errc::injection;
  ReplacesView replaces;
  return parse_replaces(text, replaces) == Errc::ok ? Errc::ok : Errc::bad_argument;
}

}  // namespace

Dialog* open_dialog(Core& core, std::uint32_t account, std::string_view to_uri, std::string_view target,
                    Errc& error) noexcept {
  const AccountView& view = core.accounts.at(account).view;
  const Token call_id = make_call_id(core);
  const Token tag = make_tag(core);
  // From, To and Route are put together where the request will be built: the dialog keeps its own copy.
  TextJoiner texts(core.work.built);
  if (!view.display_name.empty()) {
    texts.add_quoted(view.display_name);
    texts.add(" ");
  }
  texts.add("<");
  texts.add(view.uri);
  texts.add(">");
  const std::string_view local = texts.text();
  const std::string_view remote = texts.join({"<", to_uri, ">"});
  std::string_view routes;
  if (!view.proxy.empty()) routes = texts.join({"<", view.proxy, ">"});
  if (texts.error() != Errc::ok) {
    error = texts.error() == Errc::injection ? Errc::injection : Errc::message_too_long;
    return nullptr;
  }
  make_room_for_dialog(core);
  Dialog* dialog = core.dialogs.create({.call_id = call_id.view(), .local_tag = tag.view(), .remote_tag = {},
                                        .local = local, .remote = remote, .target = target, .routes = routes},
                                       error);
  if (dialog == nullptr) return nullptr;
  dialog->account = account;
  dialog->local_cseq = random_number(core) & 0xffff;  // RFC 3261 8.1.1.5: below 2^31
  return dialog;
}

Result<PreparedCall> prepare_call(Core& core, const CallPlan& plan) noexcept {
  CallRecord* call = core.calls.allocate();
  if (call == nullptr) return Errc::calls_full;
  call->outgoing = true;
  call->account = plan.account;
  call->sdp_session = random_number(core);
  if (const Errc error = create_dialog(core, plan, *call); error != Errc::ok) {
    discard(core, *call);
    return error;
  }
  if (!plan.sdp.empty()) {
    const Result<Chain> sdp = core.store.store(plan.sdp);
    if (!sdp) {
      discard(core, *call);
      return sdp.error();
    }
    call->sdp = *sdp;
  }
  Dialog& dialog = core.dialogs.at(call->dialog);
  const auto invite = prepare_in_dialog(core, dialog, Method::invite,
                                        [&](MessageWriter& writer, const LocalIdentity& local) {
                                          write_invite(core, writer, local, plan, *call);
                                        });
  if (!invite) {
    discard(core, *call);
    return invite.error();
  }
  return PreparedCall{.call = call, .invite = *invite};
}

Errc launch_call(Core& core, PreparedCall& prepared) noexcept {
  CallRecord& call = *prepared.call;
  const Owner owner{.index = core.calls.index_of(call), .generation = call.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::call_invite), .detail = 0};
  const Result<TransactionId> id = launch(core, prepared.invite, owner, Privilege::stranger);
  if (!id) {
    discard(core, call);
    return id.error();
  }
  call.invite = *id;
  core.dialogs.at(call.dialog).flow = prepared.invite.route.flow;
  return Errc::ok;
}

void discard_call(Core& core, PreparedCall& prepared) noexcept {
  core.store.release(prepared.invite.chain);
  discard(core, *prepared.call);
}

void make_room_for_dialog(Core& core) noexcept {
  if (core.dialogs.slab().free() != 0) return;
  // A tombstone only makes late NOTIFYs friendlier: it gives way to a call.
  for (std::uint32_t i = 0; i < core.subscriptions.capacity(); ++i) {
    if (!core.subscriptions.live(i)) continue;
    Subscription& subscription = core.subscriptions.at(i);
    if (subscription.transfer || subscription.dialog == no_index) continue;
    if (core.dialogs.at(subscription.dialog).usages != 1) continue;
    release_subscription(core, subscription);
    return;
  }
}

}  // namespace baton::core

namespace baton {

using namespace core;

Result<CallId> Stack::call(Time now, AccountId account, std::string_view target,
                           const CallOptions& options) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  const AccountRecord* record = core.accounts.find(account);
  if (record == nullptr) return Errc::unknown_handle;
  if (core.shutting_down) return Errc::wrong_state;
  if (const Errc error = check_replaces(options.replaces); error != Errc::ok) return error;
  std::string_view uri;
  const std::span<char> text = core.work.stored;  // the dialog is put together in the other half
  if (const Errc error = complete_target(target, record->view.uri, text, uri); error != Errc::ok) return error;
  UriView parsed;
  if (parse_uri(uri, parsed) != Errc::ok || !parsed.headers.empty()) return Errc::bad_uri;
  const std::span<char> spare = uri.data() == text.data() ? text.subspan(uri.size()) : text;
  Result<PreparedCall> prepared = prepare_call(core, {.account = account.index, .request_uri = uri,
                                                      .to_uri = uri, .sdp = options.sdp,
                                                      .referred_by = {}, .replaces = options.replaces,
                                                      .uri_headers = {}, .token = {}, .expires = 0,
                                                      .spare = spare});
  if (!prepared) return prepared.error();
  PreparedCall plan = *prepared;
  if (const Errc error = launch_call(core, plan); error != Errc::ok) return error;
  return id_of(core, *plan.call);
}

}  // namespace baton
