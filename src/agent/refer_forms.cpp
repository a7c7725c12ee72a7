// REFERs of ours as messages: their Refer-To, their extensions, and sending them again.
#include "src/agent/refer_forms.hpp"

#include "baton/session_values.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/dialog/route_set.hpp"

namespace baton::core {
namespace {

std::string_view required_tag(Reports reports) noexcept {
  if (reports == Reports::nosub) return "nosub";
  if (reports == Reports::explicitsub) return "explicitsub";
  return {};
}

/// Target-Dialog (RFC 4538 7): the dialog as its other end has it.
void write_target_dialog(MessageWriter& writer, const Core& core, const TransferRecord& transfer) noexcept {
  const CallRecord* call = core.calls.find(transfer.call);
  if (call == nullptr || call->dialog == no_index) return;
  const DialogParts parts = core.dialogs.parts(core.dialogs.at(call->dialog));
  writer.header(HeaderId::target_dialog,
                {parts.call_id, ";local-tag=", parts.remote_tag, ";remote-tag=", parts.local_tag});
}

/// What of REFER the REFER itself offers: in its dialog, or in that which it names.
ReferOffer offer_beside(const Core& core, const TransferRecord& transfer) noexcept {
  const CallRecord* call = transfer.form.target_dialog ? core.calls.find(transfer.call) : nullptr;
  const bool named = call != nullptr && call->dialog != no_index;
  return offer_in(core, core.dialogs.at(named ? call->dialog : transfer.dialog));
}

void write_extensions(MessageWriter& writer, const Core& core, const TransferRecord& transfer,
                      ReferOffer offer) noexcept {
  const ReferForm& form = transfer.form;
  if (form.reports == Reports::norefersub) {  // RFC 4488 4
    writer.header(HeaderId::refer_sub, {"false"});
    if (offer != ReferOffer::all || !core.options.norefersub) writer.header(HeaderId::supported, {"norefersub"});
  }
  const std::string_view tag = required_tag(form.reports);
  if (form.target_dialog) {
    write_target_dialog(writer, core, transfer);
    writer.header(HeaderId::require, {"tdialog", tag.empty() ? "" : ", ", tag});
  } else if (!tag.empty()) {
    writer.header(HeaderId::require, {tag});
  }
  if (form.may_fork) writer.header(HeaderId::request_disposition, {"no-fork"});  // RFC 3841 9.1
}

Result<Route> route_of_refer(const Core& core, const Dialog& dialog, const DialogParts& parts,
                             bool own_request_uri) noexcept {
  const FlowRecord* flow = core.flows.find(dialog.flow);
  const bool connected = flow != nullptr && !flow->closed && is_reliable(flow->info.transport);
  if (!own_request_uri || connected) return route_for(core, dialog);
  return route_to(core, route_request(parts.target, parts.routes).next_hop);
}

/// The Refer-To of a stored REFER, with what was due: the leg's target and Replaces.
Errc complete_refer_to(const Core& core, TransferRecord& transfer, const MessageView& old, TextJoiner& texts,
                       std::string_view& refer_to) noexcept {
  NameAddrView written;
  if (const Errc error = parse_name_addr(old.value(HeaderId::refer_to).value_or(""), written);
      error != Errc::ok) {
    return error;
  }
  refer_to = written.uri_text;
  if (!transfer.form.replaces_due) return Errc::ok;
  const CallRecord* leg = core.calls.find(transfer.leg);
  if (leg == nullptr || leg->dialog == no_index) return Errc::wrong_state;
  std::string_view method;
  if (transfer.form.target_due) {
    if (const auto parameter = written.uri.parameter("method")) method = parameter->value;
    const Errc error = target_of_leg(core, *leg, transfer.form.by_address, texts, refer_to);
    if (error != Errc::ok) return error;
  }
  const ReplacesTexts replaced = replaces_texts(core, *leg);
  const Errc error = compose_refer_to(refer_to, method, &replaced, texts, refer_to);
  if (error == Errc::ok) transfer.form.replaces_due = transfer.form.target_due = false;
  return error;
}

/// After 420: without the extension that it names, if we sent it.
bool leave_out(Core& core, TransferRecord& transfer, const MessageView& answer) noexcept {
  ReferForm& form = transfer.form;
  const std::string_view tag = form.reports == Reports::norefersub ? "norefersub" : required_tag(form.reports);
  if (!tag.empty() && answer.lists(HeaderId::unsupported, tag)) {
    form.reports = Reports::implicit;
    transfer.sender.forking = form.may_fork;
    return true;
  }
  if (!form.target_dialog || !answer.lists(HeaderId::unsupported, "tdialog")) return false;
  const CallRecord* call = core.calls.find(transfer.call);  // inside the dialog instead
  if (call == nullptr || call->phase != CallPhase::confirmed) return false;
  form.target_dialog = form.outside = false;
  transfer.dialog = call->dialog;
  move_subscription(core, core.subscriptions.at(transfer.subscription), call->dialog);
  return true;
}

/// After 421 that asks for tdialog: out of the call's dialog, which Target-Dialog then names.
bool go_outside(Core& core, TransferRecord& transfer) noexcept {
  CallRecord* call = core.calls.find(transfer.call);
  const bool inside = call != nullptr && call->phase == CallPhase::confirmed && !transfer.form.outside;
  if (!core.options.tdialog || !inside || transfer.form.own_request_uri) return false;
  const Dialog& old = core.dialogs.at(call->dialog);
  Errc error = Errc::ok;
  Dialog* dialog = open_dialog(core, transfer.account, core.remote_uri(transfer.call),
                               core.dialogs.field(old, DialogField::target), error);
  if (dialog == nullptr) return false;
  dialog->peer_allows_subscribe = old.peer_allows_subscribe;
  transfer.dialog = core.dialogs.index_of(*dialog);
  move_subscription(core, core.subscriptions.at(transfer.subscription), transfer.dialog);
  core.dialogs.drop_usage(*dialog);
  transfer.form.outside = transfer.form.target_dialog = true;
  call->watched = true;
  return true;
}

/// After 421: with the extension that it requires, if it is one that we have.
bool put_in(Core& core, TransferRecord& transfer, const MessageView& answer) noexcept {
  if (answer.lists(HeaderId::require, "tdialog")) return go_outside(core, transfer);
  struct Extension {
    std::string_view tag;
    Reports reports;
    bool on;
  };
  const Extension extensions[] = {{"explicitsub", Reports::explicitsub, core.options.explicitsub},
                                  {"nosub", Reports::nosub, core.options.nosub},
                                  {"norefersub", Reports::norefersub, core.options.norefersub}};
  for (const Extension& extension : extensions) {
    if (!extension.on || transfer.form.reports == extension.reports) continue;
    if (!answer.lists(HeaderId::require, extension.tag)) continue;
    transfer.form.reports = extension.reports;
    transfer.sender.forking = false;
    return true;
  }
  return false;
}

}  // namespace

void move_subscription(Core& core, Subscription& subscription, std::uint32_t dialog) noexcept {
  unlink_subscription(core, subscription);
  link_subscription(core, subscription, dialog);
}

ReplacesTexts replaces_texts(const Core& core, const CallRecord& leg) noexcept {
  const DialogParts parts = core.dialogs.parts(core.dialogs.at(leg.dialog));
  // "0" stands for a peer without a tag (RFC 3891 6.1).
  return {.call_id = parts.call_id, .local_tag = parts.local_tag,
          .remote_tag = parts.remote_tag.empty() ? std::string_view("0") : parts.remote_tag};
}

Errc target_of_leg(const Core& core, const CallRecord& leg, bool by_address, TextJoiner& texts,
                   std::string_view& target) noexcept {
  const DialogParts parts = core.dialogs.parts(core.dialogs.at(leg.dialog));
  NameAddrView address;
  const bool named = by_address && parse_name_addr(parts.remote, address) == Errc::ok &&
                     !is_anonymous(address.uri_text);
  const Errc error = bare_target(named ? address.uri_text : parts.target, texts, target);
  return error == Errc::ok && is_anonymous(target) ? Errc::bad_uri : error;
}

Result<PreparedRequest> prepare_refer(Core& core, const TransferRecord& transfer, std::string_view refer_to,
                                      std::string_view request_uri) noexcept {
  Dialog& dialog = core.dialogs.at(transfer.dialog);
  DialogParts parts = core.dialogs.parts(dialog);
  if (!request_uri.empty()) parts.target = request_uri;
  const Result<Route> route = route_of_refer(core, dialog, parts, !request_uri.empty());
  if (!route) return route.error();
  PreparedRequest request{.chain = no_index,
                          .route = *route,
                          .branch = make_branch(core),
                          .cseq = dialog.local_cseq + 1,
                          .method = Method::refer};
  MessageWriter writer(core.work.built);
  const LocalIdentity local = identity_of(core, route->flow, transfer.account);
  start_request(writer, parts, local,
                {.method = "REFER", .cseq = request.cseq, .branch = request.branch.view()});
  write_contact(writer, local);
  writer.header(HeaderId::refer_to, {"<", refer_to, ">"});
  writer.header(HeaderId::referred_by, {"<", core.accounts.at(transfer.account).view.uri, ">"});  // RFC 3892 2.1
  const ReferOffer offer = offer_beside(core, transfer);
  write_extensions(writer, core, transfer, offer);
  write_capabilities(writer, core.options, offer);
  const Result<Chain> chain = store_message(core, writer, store_reserve(core));
  if (!chain) return chain.error();
  request.chain = *chain;
  dialog.local_cseq = request.cseq;
  return request;
}

Errc send_refer(Core& core, TransferRecord& transfer, PreparedRequest& request) noexcept {
  const Owner owner{.index = core.transfers.index_of(transfer),
                    .generation = transfer.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::transfer_refer),
                    .detail = 0};
  Chain kept = core.store.retain(request.chain);
  const Result<TransactionId> id = launch(core, request, owner, Privilege::stranger);
  core.store.release(id ? transfer.request : kept);
  if (!id) return id.error();
  transfer.request = kept;
  if (transfer.form.outside) core.dialogs.at(transfer.dialog).flow = request.route.flow;
  on_refer_sent_again(core, transfer, *id, request.cseq);
  return Errc::ok;
}

void on_refer_sent_again(Core& core, TransferRecord& transfer, TransactionId id, std::uint32_t cseq) noexcept {
  transfer.refer = id;
  if (transfer.subscription != no_index) core.subscriptions.at(transfer.subscription).add_id(cseq);
}

Errc send_refer_again(Core& core, TransferRecord& transfer) noexcept {
  MessageView old;
  const std::string_view text = core.store.copy(transfer.request, core.work.stored);
  if (text.empty() || parse_message(text, core.work.index, old)) return Errc::wrong_state;
  TextJoiner texts(core.work.stored.subspan(text.size()));
  std::string_view refer_to;
  if (const Errc error = complete_refer_to(core, transfer, old, texts, refer_to); error != Errc::ok) return error;
  const std::string_view request_uri = transfer.form.own_request_uri ? old.request_uri() : std::string_view{};
  const Result<PreparedRequest> prepared = prepare_refer(core, transfer, refer_to, request_uri);
  if (!prepared) return prepared.error();
  PreparedRequest request = *prepared;
  return send_refer(core, transfer, request);
}

bool follow_extensions(Core& core, TransferRecord& transfer, const MessageView& answer) noexcept {
  const std::uint16_t status = answer.status();
  if (transfer.sender.state != TransferState::sent || transfer.sender.held || transfer.sender.cancel_wanted)
    return false;
  ReferForm& form = transfer.form;
  const ReferForm before = form;
  if (status == 420 && !form.tried_without) {
    if (!leave_out(core, transfer, answer)) return false;
    form.tried_without = true;
  } else if (status == 421 && !form.tried_with) {
    if (!put_in(core, transfer, answer)) return false;
    form.tried_with = true;
  } else {
    return false;
  }
  if (send_refer_again(core, transfer) == Errc::ok) return true;
  form.reports = before.reports;
  return false;
}

bool promises_no_reports(const TransferRecord& transfer, const MessageView& answer) noexcept {
  if (transfer.form.reports == Reports::nosub) return true;
  bool reports = true;
  return transfer.form.reports == Reports::norefersub &&
         parse_refer_sub(answer.value(HeaderId::refer_sub).value_or(""), reports) == Errc::ok && !reports;
}

}  // namespace baton::core
