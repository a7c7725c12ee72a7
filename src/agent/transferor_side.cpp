// REFERs of ours: what answers, timers and calls make of them (RFC 3515 2.4; outcome table 1).
#include "src/agent/refer_forms.hpp"
#include "src/base/canary.hpp"

namespace baton::core {
namespace {

/// Of the dialog that the REFER runs in, or that its Target-Dialog names: there the two REFERs met.
bool owns_call_id(const Core& core, const TransferRecord& transfer) noexcept {
  if (transfer.form.outside && !transfer.form.target_dialog) return true;
  const CallRecord* call = core.calls.find(transfer.call);
  return call != nullptr && call->outgoing;
}

TransferRecord* transfer_of(Core& core, const Owner& owner) noexcept {
  return core.transfers.find(TransferId{owner.index, owner.generation});
}

/// The leg of a held REFER was answered, has a tag, or is over (rows 3 and 4).
void on_leg_due(Core& core, TransferRecord& transfer) noexcept {
  ReferForm& form = transfer.form;
  form.waits_for_leg = false;
  if (form.leg_over && !form.blind_after_leg) {
    return apply(core, transfer, on_held_over(transfer.sender, transfer.end_status, Cause::leg_failed), nullptr, {});
  }
  if (form.blind_after_leg) transfer.leg = {};
  const CallRecord* call = core.calls.find(transfer.call);
  if (!form.outside && call != nullptr && reinvite_under_way(*call)) {
    apply_timers(core, transfer, hold_back(transfer.sender, rules_of(core, transfer)));
  } else {
    apply(core, transfer, on_leg_ready(transfer.sender), nullptr, {});
  }
}

/// The call of one transfer: rows 4, 13, 24, 25 of table 1, and "BYE while undecided" of table 2.1.
void note_call_over(Core& core, TransferRecord& transfer, bool by_peer) noexcept {
  if (transfer.received) {
    if (transfer.sender.state == TransferState::undecided) on_call_of_refer_over(core, transfer);
  } else if (transfer.sender.state == TransferState::held) {
    // Ended by its own timer, with 487: a BYE with much pending stays bounded work.
    transfer.call_over = true;
    arm(core, transfer, TransferTimer::limit, 0);
  } else {
    apply_timers(core, transfer, on_call_over(transfer.sender, rules_of(core, transfer), by_peer));
  }
}

/// Whether it belongs to this call but not to its dialog, where `on_call_over` would find it: sent or received with
/// Target-Dialog, or with its reports in a dialog that our SUBSCRIBE has made.
bool runs_elsewhere(const TransferRecord& transfer, const CallRecord& call, CallId id) noexcept {
  if (transfer.call != id || transfer.dialog == call.dialog) return false;
  return transfer.received || transfer.form.target_dialog || !transfer.form.outside;
}

void note_leg(Core& core, TransferRecord& transfer, const CallRecord& leg) noexcept {
  ReferForm& form = transfer.form;
  if (leg.phase == CallPhase::ended) {
    if (transfer.sender.state != TransferState::held) {
      return on_replaced_over(transfer.sender, leg.end_cause == Cause::bye || leg.bye_received);
    }
    form.leg_over = true;
    transfer.end_status = leg.end_status >= 300 ? leg.end_status : std::uint16_t{487};
  } else if (!form.waits_for_leg || form.blind_after_leg || leg.phase == CallPhase::leaving) {
    return;
  } else if (leg.phase == CallPhase::calling) {
    const Dialog& dialog = core.dialogs.at(leg.dialog);
    if (!form.early_names || core.dialogs.field(dialog, DialogField::remote_tag).empty()) return;
  }
  arm(core, transfer, TransferTimer::limit, 0);
}

}  // namespace

namespace {

/// The target has taken the place of our early call to it (RFC 3891), or was to: where it leaves the old INVITE
/// ringing, we cancel that (field notes, row 64). After a failure it rings on, and we may still talk to the target.
void end_early_leg(Core& core, const TransferRecord& transfer) noexcept {
  CallRecord* leg = transfer.form.early_names ? core.calls.find(transfer.leg) : nullptr;
  if (leg != nullptr && leg->phase == CallPhase::calling) leave(core, *leg, 487, Cause::replaced);
}

}  // namespace

TransferorRules rules_of(const Core& core, const TransferRecord& transfer) noexcept {
  return {.timing = core.options.transferor,
          .no_report = core.options.transferor.no_report,
          .bye_means_success = core.options.bye_means_success,
          .replaced_bye_means_success = core.options.replaced_bye_means_success,
          .no_reports_mean_success = transfer.form.no_reports_mean_success};
}

void apply_timers(Core& core, TransferRecord& transfer, const TransferorEffects& effects) noexcept {
  using PhaseTimer = TransferorEffects::PhaseTimer;
  const auto arm_phase = [&](Time due) {
    transfer.phase_due = due;
    core.wheel.arm(timer_of(core, transfer, TransferTimer::phase), due);
  };
  switch (effects.phase_timer) {
    case PhaseTimer::keep: break;
    case PhaseTimer::stop: disarm(core, transfer, TransferTimer::phase); break;
    case PhaseTimer::arm: arm_phase(core.now + effects.phase_length); break;
    case PhaseTimer::shorten:
      if (core.now + effects.phase_length < transfer.phase_due) arm_phase(core.now + effects.phase_length);
      break;
  }
  if (effects.resend_on_phase_timer) arm_phase(core.now + glare_interval(core, owns_call_id(core, transfer)));
  if (effects.arm_give_up) arm(core, transfer, TransferTimer::limit, core.options.transferor.give_up);
}

/// Only the first raise is about `message`: what was held back is told with registered phrases.
void apply(Core& core, TransferRecord& transfer, const TransferorEffects& effects, const MessageView* message,
           std::string_view reason) noexcept {
  apply_timers(core, transfer, effects);
  bool rejected = false;
  bool succeeded = false;
  const bool deferred = effects.raise_count > 1 && effects.raises[0].kind == EventKind::refer_accepted;
  for (std::uint8_t i = 0; i < effects.raise_count; ++i) {
    const auto& raised = effects.raises[i];
    rejected |= raised.kind == EventKind::refer_rejected;
    succeeded |= raised.kind == EventKind::transfer_succeeded;
    const bool about_message = message != nullptr && raised.cause == Cause::message && !(deferred && i > 0);
    raise(core,
          {.call = transfer.call,
           .transfer = id_of(core, transfer),
           .account = transfer.account,
           .kind = raised.kind,
           .cause = raised.cause,
           .status = raised.status},
          about_message, about_message ? reason : std::string_view{});
    if (sings(Canary::failure_hangs_up) && raised.kind == EventKind::transfer_failed) {
      if (CallRecord* const call = core.calls.find(transfer.call)) leave(core, *call, 0, Cause::local);
    }
  }
  if (effects.ended) {
    transfer.end_queued = true;
    disarm(core, transfer, TransferTimer::phase);
    disarm(core, transfer, TransferTimer::limit);
    core.store.release(transfer.request);
    end_subscriptions(core, transfer, effects, rejected);
    if (succeeded) end_early_leg(core, transfer);
  }
  if (!effects.send_refer_again || send_refer_again(core, transfer) == Errc::ok) return;
  apply(core, transfer,
        on_refer_response(transfer.sender, rules_of(core, transfer), 503, Cause::no_resource), nullptr, {});
}

void on_refer_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept {
  TransferRecord* transfer = transfer_of(core, owner);
  if (transfer == nullptr) return;
  const MessageView* answer = outcome.message;
  const bool accepted = answer != nullptr && outcome.status >= 200 && outcome.status < 300;
  if (outcome.status >= 200) transfer->refer = {};
  if (answer != nullptr && follow_extensions(core, *transfer, *answer)) return;
  if (accepted && transfer->dialog != no_index) {
    Dialog& dialog = core.dialogs.at(transfer->dialog);
    // Out of dialog a NOTIFY makes the dialog, and its target, not the 2xx (RFC 6665 4.4.1).
    if (transfer->form.outside) note_peer(dialog, *answer);
    else (void)refresh_target(core, dialog, *answer);
  }
  const bool was_sent = transfer->sender.state == TransferState::sent;
  const bool no_reports = accepted && promises_no_reports(*transfer, *answer);
  apply(core, *transfer,
        on_refer_response(transfer->sender, rules_of(core, *transfer), outcome.status, outcome.cause, no_reports),
        answer, answer != nullptr ? answer->reason() : std::string_view{});
  if (!accepted || !was_sent || transfer->end_queued) return;
  if (transfer->form.reports == Reports::explicitsub) return subscribe_at(core, *transfer, *answer);
  // What the 2xx promises can be given back before its first NOTIFY has come; one that came said more.
  if (!transfer->sender.held) core.subscriptions.at(transfer->subscription).subscribed = true;
}

void on_transferor_timer(Core& core, TransferRecord& transfer, TransferTimer which) noexcept {
  const TransferorRules rules = rules_of(core, transfer);
  const bool held = transfer.sender.state == TransferState::held;
  if (transfer.shut_down) {
    apply(core, transfer, on_shutdown(transfer.sender, rules), nullptr, {});
  } else if (transfer.form.cancelled) {
    apply(core, transfer, on_cancel(transfer.sender, rules), nullptr, {});
  } else if (held && transfer.call_over) {
    apply(core, transfer, on_held_over(transfer.sender, 487, Cause::bye), nullptr, {});
  } else if (which == TransferTimer::phase) {
    transfer.sender.forks_live = forks_live(core, transfer, nullptr);
    apply(core, transfer, on_phase_timer(transfer.sender, rules), nullptr, {});
  } else if (held) {
    if (transfer.form.waits_for_leg || transfer.form.leg_over) on_leg_due(core, transfer);
  } else {
    apply(core, transfer, on_give_up(transfer.sender, rules), nullptr, {});
  }
}

void on_call_over(Core& core, std::uint32_t dialog, bool by_peer) noexcept {
  for (std::uint32_t at = core.dialogs.at(dialog).first_subscription; at != no_index;
       at = core.subscriptions.at(at).next_in_dialog) {
    TransferRecord* transfer = core.transfers.find(core.subscriptions.at(at).transfer);
    if (transfer != nullptr) note_call_over(core, *transfer, by_peer);
  }
}

void on_leg_changed(Core& core, const CallRecord& call) noexcept {
  if (!call.watched) return;
  const CallId id = id_of(core, call);
  std::uint32_t seen = 0;
  for (std::uint32_t i = 0; seen < core.transfers.used(); ++i) {
    if (!core.transfers.live(i)) continue;
    ++seen;
    TransferRecord& transfer = core.transfers.at(i);
    if (transfer.end_queued) continue;
    if (!transfer.received && transfer.leg == id) note_leg(core, transfer, call);
    if (call.phase == CallPhase::ended && runs_elsewhere(transfer, call, id)) {
      note_call_over(core, transfer, call.end_cause == Cause::bye || call.bye_received);
    }
  }
}

void release_held_refers(Core& core, const Dialog& dialog) noexcept {
  for (std::uint32_t at = dialog.first_subscription; at != no_index;
       at = core.subscriptions.at(at).next_in_dialog) {
    TransferRecord* transfer = core.transfers.find(core.subscriptions.at(at).transfer);
    if (transfer == nullptr || transfer->received || transfer->sender.wait != Wait::hold_back) continue;
    arm(core, *transfer, TransferTimer::phase, 0);
  }
}

}  // namespace baton::core
