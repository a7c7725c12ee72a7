// The commands of a transferor: refer, refer_outside, cancel_transfer (RFC 3515, RFC 5589).
#include "src/agent/refer_forms.hpp"
#include "src/refer/refer_target.hpp"

namespace baton::core {
namespace {

/// A REFER as it was asked for, before anything is taken for it. Texts lie in `work.stored`, or are the caller's.
struct ReferOrder {
  CallId call;                        ///< that the events name
  CallId leg;
  std::uint32_t account = no_index;
  std::uint32_t dialog = no_index;    ///< of the call; none: out of dialog
  std::string_view refer_to;
  std::string_view to;                ///< out of dialog: To, and the remote target
  std::string_view target;
  std::string_view request_uri;       ///< empty: the target
  bool hold_back = false;
  ReferForm form;
};

/// The call to be replaced. Errors: `unknown_handle`, `wrong_state`.
Errc find_leg(Core& core, CallId id, CallRecord*& leg) noexcept {
  leg = nullptr;
  if (id == CallId{}) return Errc::ok;
  leg = core.calls.find(id);
  if (leg == nullptr) return Errc::unknown_handle;
  const bool stands = leg->phase == CallPhase::confirmed || leg->phase == CallPhase::answered;
  return stands || leg->phase == CallPhase::calling ? Errc::ok : Errc::wrong_state;
}

/// What it means for the REFER that the leg still rings. Which of its forks is named is decided when the REFER leaves.
void plan_early_leg(const Core& core, const CallRecord& leg, const ReferOptions& options, bool held_back,
                    ReferForm& form) noexcept {
  if (leg.phase != CallPhase::calling) return;
  const bool tag = !core.dialogs.field(core.dialogs.at(leg.dialog), DialogField::remote_tag).empty();
  form.blind_after_leg = options.early_leg == EarlyLeg::cancel;
  form.early_names = options.early_leg == EarlyLeg::replace;
  form.waits_for_leg = !(form.early_names && tag);
  form.replaces_due = (form.waits_for_leg || held_back) && !form.blind_after_leg;
}

/// Puts Refer-To together. Errors: `bad_uri`, `unsupported_uri`, `buffer_too_small`, `injection`.
Errc plan_refer_to(const Core& core, std::string_view text, const ReferOptions& options, const CallRecord* leg,
                   TextJoiner& texts, ReferOrder& order) noexcept {
  if (leg != nullptr) plan_early_leg(core, *leg, options, order.hold_back && !order.form.outside, order.form);
  std::string_view target;
  bool of_peer = false;
  Errc error = Errc::ok;
  if (leg != nullptr) {
    const DialogParts parts = core.dialogs.parts(core.dialogs.at(leg->dialog));
    NameAddrView address;
    of_peer = text.empty() ||
              (parse_name_addr(parts.remote, address) == Errc::ok && names_user_of(text, address.uri_text));
    // A leg that is cancelled leaves its address alone.
    order.form.by_address = options.address_of_record || order.form.blind_after_leg;
  }
  if (of_peer) {
    error = target_of_leg(core, *leg, order.form.by_address, texts, target);
    order.form.target_due = order.form.replaces_due;
  } else {
    error = complete_target(text, core.accounts.at(order.account).view.uri, texts.rest(), target);
    if (error == Errc::ok && target.data() == texts.rest().data()) texts.took(target.size());
    if (error == Errc::ok && is_anonymous(target)) error = Errc::bad_uri;
  }
  if (error != Errc::ok) return error;
  const bool names_leg = leg != nullptr && !order.form.waits_for_leg && !order.form.replaces_due;
  const ReplacesTexts replaced = leg != nullptr ? replaces_texts(core, *leg) : ReplacesTexts{};
  return compose_refer_to(target, options.method, names_leg ? &replaced : nullptr, texts, order.refer_to);
}

/// A URI that becomes a Request-URI: whole, or completed with the account's domain, and without headers.
Errc plan_request_uri(const Core& core, std::string_view text, TextJoiner& texts, const ReferOrder& order,
                      std::string_view& uri) noexcept {
  const Errc error = complete_target(text, core.accounts.at(order.account).view.uri, texts.rest(), uri);
  if (error != Errc::ok) return error;
  if (uri.data() == texts.rest().data()) texts.took(uri.size());
  UriView parsed;
  return parse_uri(uri, parsed) == Errc::ok && parsed.headers.empty() ? Errc::ok : Errc::bad_uri;
}

/// RFC 7647 4, RFC 4538 5: a REFER that may subscribe us goes out of the dialog to a peer with a GRUU that shows
/// tdialog; by `strict_7647` to every peer with one.
bool leaves_dialog(const Core& core, const Dialog& dialog, const ReferOptions& options) noexcept {
  if (options.reports == Reports::nosub || options.reports == Reports::explicitsub) return false;
  if (!options.request_uri.empty()) return false;
  UriView target;
  if (parse_uri(core.dialogs.field(dialog, DialogField::target), target) != Errc::ok) return false;
  if (!target.parameter("gr")) return false;
  return core.options.strict_7647 || (core.options.tdialog && dialog.peer_supports_tdialog);
}

/// The dialog that the order asks for, with one usage more than its own. Null: none to be had.
Dialog* dialog_for(Core& core, ReferOrder& order, Errc& error) noexcept {
  if (order.form.outside) {
    Dialog* dialog = open_dialog(core, order.account, order.to, order.target, error);
    if (dialog != nullptr && order.form.target_dialog) {
      dialog->peer_allows_subscribe = core.dialogs.at(order.dialog).peer_allows_subscribe;
    }
    if (dialog != nullptr || !order.form.target_dialog || core.options.strict_7647) return dialog;
    // No record for a new dialog: the one at hand will do.
    order.form.outside = order.form.target_dialog = false;
    error = Errc::ok;
  }
  Dialog& dialog = core.dialogs.at(order.dialog);
  ++dialog.usages;
  return &dialog;
}

void hold(Core& core, TransferRecord& transfer, const ReferOrder& order, const PreparedRequest& request) noexcept {
  // It is built again, with its turn's CSeq, when it may leave.
  transfer.request = request.chain;
  core.dialogs.at(transfer.dialog).local_cseq = request.cseq - 1;
  if (order.form.waits_for_leg) hold_for_leg(transfer.sender);
  else apply_timers(core, transfer, hold_back(transfer.sender, rules_of(core, transfer)));
}

/// Takes the records and sends the REFER, or holds it. In failure nothing is left.
Result<TransferId> start_transfer(Core& core, ReferOrder& order) noexcept {
  TransferRecord* transfer = core.transfers.allocate();
  if (transfer == nullptr) return Errc::transfers_full;
  Subscription* subscription = take_subscription(core);
  if (subscription == nullptr) {
    core.transfers.release(*transfer);
    return Errc::transfers_full;
  }
  Errc error = Errc::ok;
  Dialog* dialog = dialog_for(core, order, error);
  if (dialog == nullptr) {
    core.subscriptions.release(*subscription);
    core.transfers.release(*transfer);
    return error;
  }
  transfer->call = order.call;
  transfer->leg = order.leg;
  transfer->account = order.account;
  const CallRecord* call = core.calls.find(order.call);
  transfer->depth = call != nullptr ? one_deeper(call->depth) : std::uint8_t{1};
  transfer->dialog = core.dialogs.index_of(*dialog);
  transfer->subscription = core.subscriptions.index_of(*subscription);
  transfer->form = order.form;
  transfer->sender.forking = order.form.may_fork && (order.form.reports == Reports::implicit ||
                                                     order.form.reports == Reports::norefersub);
  subscription->transfer = id_of(core, *transfer);
  subscription->account = order.account;
  link_subscription(core, *subscription, transfer->dialog);
  core.dialogs.drop_usage(*dialog);
  const Result<PreparedRequest> prepared = prepare_refer(core, *transfer, order.refer_to, order.request_uri);
  error = prepared.error();
  if (prepared && (order.form.waits_for_leg || (order.hold_back && !order.form.outside))) {
    hold(core, *transfer, order, *prepared);
  } else if (prepared) {
    PreparedRequest request = *prepared;
    error = send_refer(core, *transfer, request);
  }
  if (error == Errc::ok) return id_of(core, *transfer);
  release_subscription(core, *subscription);
  core.transfers.release(*transfer);
  return error;
}

/// What the order's calls have to do with it from now on.
void follow_calls(Core& core, const ReferOrder& order, CallRecord* leg) noexcept {
  if (leg != nullptr) {
    leg->watched = true;
    if (order.form.blind_after_leg) leave(core, *leg, 487, Cause::local);
  }
  CallRecord* call = core.calls.find(order.call);
  if (call != nullptr && order.form.target_dialog) call->watched = true;
}

}  // namespace

}  // namespace baton::core

namespace baton {

using namespace core;

Result<TransferId> Stack::refer(Time now, CallId id, std::string_view refer_to,
                                const ReferOptions& options) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  const CallRecord* call = core.calls.find(id);
  if (call == nullptr) return Errc::unknown_handle;
  if (call->phase != CallPhase::confirmed || core.shutting_down) return Errc::wrong_state;
  if (options.replaces == id) return Errc::same_call;
  CallRecord* leg = nullptr;
  if (const Errc error = find_leg(core, options.replaces, leg); error != Errc::ok) return error;
  const Dialog& dialog = core.dialogs.at(call->dialog);
  ReferOrder order{.call = id, .leg = options.replaces, .account = call->account, .dialog = call->dialog,
                   .refer_to = {}, .to = {}, .target = {}, .request_uri = {},
                   .hold_back = reinvite_under_way(*call), .form = {}};
  order.form.reports = options.reports;
  order.form.no_reports_mean_success = options.no_reports_mean_success;
  if (leaves_dialog(core, dialog, options)) {
    order.form.outside = order.form.target_dialog = true;
    order.to = remote_uri(id);
    order.target = core.dialogs.field(dialog, DialogField::target);
  }
  TextJoiner texts(core.work.stored);
  if (const Errc error = plan_refer_to(core, refer_to, options, leg, texts, order); error != Errc::ok) return error;
  if (!options.request_uri.empty()) {
    order.form.own_request_uri = true;
    const Errc error = plan_request_uri(core, options.request_uri, texts, order, order.request_uri);
    if (error != Errc::ok) return error;
  }
  const Result<TransferId> made = start_transfer(core, order);
  if (made) follow_calls(core, order, leg);
  return made;
}

Result<TransferId> Stack::refer_outside(Time now, AccountId account, std::string_view target,
                                        std::string_view refer_to, const ReferOptions& options) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  if (core.accounts.find(account) == nullptr) return Errc::unknown_handle;
  if (core.shutting_down) return Errc::wrong_state;
  CallRecord* leg = nullptr;
  if (const Errc error = find_leg(core, options.replaces, leg); error != Errc::ok) return error;
  ReferOrder order{.call = options.replaces, .leg = options.replaces, .account = account.index, .dialog = no_index,
                   .refer_to = {}, .to = {}, .target = {}, .request_uri = {}, .hold_back = false, .form = {}};
  order.form.reports = options.reports;
  order.form.no_reports_mean_success = options.no_reports_mean_success;
  order.form.outside = true;
  TextJoiner texts(core.work.stored);
  if (const Errc error = plan_refer_to(core, refer_to, options, leg, texts, order); error != Errc::ok) return error;
  if (const Errc error = plan_request_uri(core, target, texts, order, order.to); error != Errc::ok) return error;
  order.target = order.to;
  if (!options.request_uri.empty()) {
    const Errc error = plan_request_uri(core, options.request_uri, texts, order, order.target);
    if (error != Errc::ok) return error;
  }
  UriView parsed;
  const bool gruu = parse_uri(order.target, parsed) == Errc::ok && parsed.parameter("gr").has_value();
  order.form.may_fork = !gruu && (leg == nullptr || order.target != remote_target(options.replaces));
  const Result<TransferId> made = start_transfer(core, order);
  if (made) follow_calls(core, order, leg);
  return made;
}

Errc Stack::cancel_transfer(Time now, TransferId id) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  TransferRecord* transfer = core.transfers.find(id);
  if (transfer == nullptr) return Errc::unknown_handle;
  if (transfer->received || transfer->end_queued) return Errc::wrong_state;
  if (transfer->sender.state == TransferState::sent && transfer->sender.wait != Wait::glare) {
    transfer->sender.cancel_wanted = true;  // its answer ends it
    return Errc::ok;
  }
  transfer->form.cancelled = true;
  arm(core, *transfer, TransferTimer::limit, 0);
  return Errc::ok;
}

}  // namespace baton
