#include "src/refer/transferor.hpp"

#include "src/base/canary.hpp"

namespace baton::core {
namespace {

using PhaseTimer = TransferorEffects::PhaseTimer;

/// What a status in a sipfrag means to the transferor (outcome table 1.3).
enum class Meaning : std::uint8_t { nothing, trying, ringing, success, failure };

Meaning meaning_of(std::uint16_t status) noexcept {
  if (status < 100 || status > 699 || status == 199) return Meaning::nothing;  // 199: RFC 6228
  if (status >= 300) return Meaning::failure;
  if (status >= 200) return Meaning::success;
  if (status >= 180 && status <= 183) return Meaning::ringing;
  return Meaning::trying;
}

void raise(TransferorEffects& effects, EventKind kind, std::uint16_t status,
           Cause cause = Cause::message) noexcept {
  if (effects.raise_count < effects.raises.size()) {
    effects.raises[effects.raise_count++] = {kind, cause, status};
  }
}

void wait_for(Transferor& transfer, TransferorEffects& effects, Wait wait, Microseconds length) noexcept {
  transfer.wait = wait;
  effects.phase_timer = PhaseTimer::arm;
  effects.phase_length = length;
}

void stop_waiting(Transferor& transfer, TransferorEffects& effects) noexcept {
  transfer.wait = Wait::nothing;
  effects.phase_timer = PhaseTimer::stop;
}

void end(Transferor& transfer, TransferorEffects& effects, EventKind kind, std::uint16_t status,
         Cause cause) noexcept {
  raise(effects, kind, status, cause);
  transfer.state = TransferState::ended;
  stop_waiting(transfer, effects);
  effects.ended = true;
}

bool live_and_accepted(const Transferor& transfer) noexcept {
  return transfer.state == TransferState::accepted || transfer.state == TransferState::reporting ||
         transfer.state == TransferState::unknown;
}

/// Outcome table 1.4: nothing turns silence into success but what is said here. Where forks failed, the last
/// one's code is the outcome.
void verdict(Transferor& transfer, const TransferorRules& rules, TransferorEffects& effects,
             std::uint16_t status, Cause cause) noexcept {
  if (sings(Canary::silence_is_success)) {
    end(transfer, effects, EventKind::transfer_succeeded, 0, cause);
  } else if (rules.replaced_bye_means_success && transfer.replaced_ended) {
    end(transfer, effects, EventKind::transfer_succeeded, 0, Cause::replaced_ended);
  } else if (rules.bye_means_success && transfer.bye_from_peer) {
    end(transfer, effects, EventKind::transfer_succeeded, 0, Cause::bye_means_success);
  } else if (status == 0 && transfer.fork_failed) {
    end(transfer, effects, EventKind::transfer_failed, transfer.fork_status, transfer.fork_cause);
  } else {
    end(transfer, effects, EventKind::transfer_failed, status, cause);
  }
}

void raise_trying(Transferor& transfer, TransferorEffects& effects, std::uint16_t status) noexcept {
  if (transfer.trying_raised || transfer.ringing_raised) return;
  transfer.trying_raised = true;
  raise(effects, EventKind::transfer_trying, status);
}

void raise_ringing(Transferor& transfer, TransferorEffects& effects, std::uint16_t status) noexcept {
  raise_trying(transfer, effects, status);  // row 19: ringing raises a missing trying first
  if (transfer.ringing_raised && !sings(Canary::ringing_twice)) return;
  transfer.ringing_raised = true;
  raise(effects, EventKind::transfer_ringing, status);
}

void become_unknown(Transferor& transfer, const TransferorRules& rules, TransferorEffects& effects) noexcept {
  transfer.state = TransferState::unknown;
  wait_for(transfer, effects, Wait::grace, rules.timing.grace);
}

/// N still runs for a REFER that may have forked: more NOTIFYs may make dialogs.
bool fork_window_open(const Transferor& transfer) noexcept {
  return transfer.forking && (transfer.state == TransferState::sent || transfer.wait == Wait::no_report);
}

void note_fork_failure(Transferor& transfer, std::uint16_t status, Cause cause) noexcept {
  transfer.fork_failed = true;
  transfer.fork_status = status;
  transfer.fork_cause = cause;
}

/// One of several forks is over, and others live or may come: it does not decide.
void leave_to_other_forks(Transferor& transfer, const Report& report, Meaning meaning) noexcept {
  if (meaning == Meaning::failure) note_fork_failure(transfer, report.status, Cause::message);
  else if (report.denied) note_fork_failure(transfer, 603, Cause::denied);
  if (transfer.state == TransferState::accepted) transfer.state = TransferState::reporting;
}

void keep_reporting(Transferor& transfer, TransferorEffects& effects) noexcept {
  transfer.state = TransferState::reporting;
  if (!fork_window_open(transfer)) stop_waiting(transfer, effects);
}

/// Rows 19 to 22.
void apply(Transferor& transfer, const TransferorRules& rules, const Report& report,
           TransferorEffects& effects) noexcept {
  const Meaning meaning = meaning_of(report.status);
  const bool over = meaning == Meaning::failure || report.terminated;
  if (meaning == Meaning::trying) raise_trying(transfer, effects, report.status);
  if (meaning == Meaning::ringing) raise_ringing(transfer, effects, report.status);
  if (meaning != Meaning::success && over && transfer.forking &&
      (transfer.forks_live || fork_window_open(transfer))) {
    effects.unsubscribe_later = !report.terminated;
    return leave_to_other_forks(transfer, report, meaning);
  }
  if (meaning == Meaning::success || meaning == Meaning::failure) {
    end(transfer, effects,
        meaning == Meaning::success ? EventKind::transfer_succeeded : EventKind::transfer_failed,
        report.status, Cause::message);
    effects.unsubscribe_later = !report.terminated;
    return;
  }
  if (report.denied) {
    end(transfer, effects, EventKind::transfer_failed, 603, Cause::denied);
    return;
  }
  if (transfer.state == TransferState::unknown) {
    // A further 1xx: a final report may still be on its way.
    if (meaning != Meaning::nothing) wait_for(transfer, effects, Wait::grace, rules.timing.grace);
  } else if (report.terminated) {
    become_unknown(transfer, rules, effects);
  } else {
    keep_reporting(transfer, effects);
  }
}

void hold(Transferor& transfer, const TransferorRules& rules, const Report& report,
          TransferorEffects& effects) noexcept {
  if (sings(Canary::lost_final) && transfer.held && report.status >= 200) return;
  const Meaning meaning = meaning_of(report.status);
  transfer.held_trying |= meaning == Meaning::trying;
  transfer.held_ringing |= meaning == Meaning::ringing;
  // A later 1xx does not take back a final status or an end that was reported before; where forks may be, a
  // failure does not stand for all of them.
  const Meaning before = meaning_of(transfer.held_last.status);
  const bool of_a_fork = transfer.forking && meaning != Meaning::success;
  if (of_a_fork) {
    if (meaning == Meaning::failure || report.terminated) leave_to_other_forks(transfer, report, meaning);
  } else if (before != Meaning::success && before != Meaning::failure) {
    const bool ended = transfer.held_last.terminated;
    const bool denied = transfer.held_last.denied;
    transfer.held_last = report;
    transfer.held_last.terminated |= ended;
    transfer.held_last.denied |= denied;
  }
  if (transfer.held) return;
  transfer.held = true;
  wait_for(transfer, effects, Wait::overtake, rules.timing.overtake);
}

/// What the held NOTIFYs said, in the order of a call's life: trying and ringing come before an end.
void tell_held(Transferor& transfer, const TransferorRules& rules, TransferorEffects& effects) noexcept {
  if (transfer.held_trying) raise_trying(transfer, effects, 100);
  if (transfer.held_ringing) raise_ringing(transfer, effects, 180);
  Report last = transfer.held_last;
  const Meaning meaning = meaning_of(last.status);
  if (meaning != Meaning::success && meaning != Meaning::failure) last.status = 0;
  apply(transfer, rules, last, effects);
}

void cancel(Transferor& transfer, TransferorEffects& effects) noexcept {
  effects.unsubscribe_now = transfer.state != TransferState::unknown;
  end(transfer, effects, EventKind::transfer_failed, 487, Cause::cancelled_reports);
}

void accept(Transferor& transfer, const TransferorRules& rules, std::uint16_t status, Cause cause,
            bool no_reports, TransferorEffects& effects) noexcept {
  raise(effects, EventKind::refer_accepted, status, cause);
  transfer.inferred = cause == Cause::inferred;
  transfer.state = TransferState::accepted;
  if (no_reports && !transfer.held) {  // row 14; a NOTIFY that came proves otherwise
    end(transfer, effects,
        rules.no_reports_mean_success ? EventKind::transfer_succeeded : EventKind::transfer_failed, 0,
        Cause::no_reports_wanted);
    return;
  }
  effects.arm_give_up = true;
  if (transfer.held && !transfer.forking) stop_waiting(transfer, effects);
  else wait_for(transfer, effects, Wait::no_report, rules.no_report);
  if (transfer.held) tell_held(transfer, rules, effects);
  if (transfer.cancel_wanted && live_and_accepted(transfer)) cancel(transfer, effects);
}

/// N has run out: row 18, or no more forks can come.
void on_n(Transferor& transfer, const TransferorRules& rules, TransferorEffects& effects) noexcept {
  if (transfer.state != TransferState::reporting) {
    verdict(transfer, rules, effects, 0, Cause::no_report);
  } else if (!transfer.forks_live) {
    if (transfer.fork_failed) verdict(transfer, rules, effects, 0, Cause::no_report);
    else become_unknown(transfer, rules, effects);
  }
}

void send_held(Transferor& transfer, TransferorEffects& effects) noexcept {
  transfer.state = TransferState::sent;
  effects.send_refer_again = true;
}

}  // namespace

TransferorEffects hold_back(Transferor& transfer, const TransferorRules& rules) noexcept {
  TransferorEffects effects;
  transfer.state = TransferState::held;
  wait_for(transfer, effects, Wait::hold_back, rules.timing.hold_back);
  return effects;
}

void hold_for_leg(Transferor& transfer) noexcept { transfer.state = TransferState::held; }

TransferorEffects on_leg_ready(Transferor& transfer) noexcept {
  TransferorEffects effects;
  if (transfer.state == TransferState::held) send_held(transfer, effects);
  return effects;
}

TransferorEffects on_held_over(Transferor& transfer, std::uint16_t status, Cause cause) noexcept {
  TransferorEffects effects;
  if (transfer.state == TransferState::held) end(transfer, effects, EventKind::refer_rejected, status, cause);
  return effects;
}

TransferorEffects on_refer_response(Transferor& transfer, const TransferorRules& rules, std::uint16_t status,
                                    Cause cause, bool no_reports) noexcept {
  TransferorEffects effects;
  if (status < 200 || transfer.state == TransferState::ended) return effects;  // rows 5, 32
  if (transfer.state != TransferState::sent) {
    if (sings(Canary::accepted_twice) && transfer.inferred && live_and_accepted(transfer) && status < 300)
      raise(effects, EventKind::refer_accepted, status);
    // Row 23: the inferred 2xx turns out to have been a refusal. Silence changes nothing; nor does, where the
    // REFER may have forked, a refusal by others than the one whose NOTIFY came.
    if (transfer.inferred && !transfer.forking && live_and_accepted(transfer) && status >= 300 &&
        cause == Cause::message && status != 408) {
      end(transfer, effects, EventKind::transfer_failed, status, cause);
    }
    return effects;
  }
  const bool may_retry = !transfer.held && !transfer.cancel_wanted;
  if (status < 300) {
    accept(transfer, rules, status, cause, no_reports, effects);
  } else if (transfer.held && (status == 408 || cause != Cause::message || transfer.forking)) {
    accept(transfer, rules, 0, Cause::inferred, false, effects);  // row 9: the 2xx was lost, here or at a proxy
  } else if (status == 491 && may_retry && transfer.glare_tries < rules.timing.glare_retries) {
    ++transfer.glare_tries;
    transfer.wait = Wait::glare;
    effects.resend_on_phase_timer = true;
  } else {
    end(transfer, effects, EventKind::refer_rejected, status, cause);  // rows 8, 12
  }
  return effects;
}

TransferorEffects on_report(Transferor& transfer, const TransferorRules& rules,
                            const Report& report) noexcept {
  TransferorEffects effects;
  if (transfer.state == TransferState::sent)
    hold(transfer, rules, report, effects);
  else if (live_and_accepted(transfer))
    apply(transfer, rules, report, effects);
  return effects;
}

TransferorEffects on_phase_timer(Transferor& transfer, const TransferorRules& rules) noexcept {
  TransferorEffects effects;
  const Wait wait = transfer.wait;
  transfer.wait = Wait::nothing;
  switch (wait) {
    case Wait::nothing: break;
    case Wait::hold_back: send_held(transfer, effects); break;  // RFC 3261 14.1 allows it
    case Wait::overtake: accept(transfer, rules, 0, Cause::inferred, false, effects); break;
    case Wait::no_report: on_n(transfer, rules, effects); break;
    case Wait::grace: verdict(transfer, rules, effects, 0, Cause::reports_ended); break;
    case Wait::grace_bye: verdict(transfer, rules, effects, 0, Cause::peer_hung_up); break;
    case Wait::glare: effects.send_refer_again = true; break;
  }
  return effects;
}

TransferorEffects on_give_up(Transferor& transfer, const TransferorRules& rules) noexcept {
  TransferorEffects effects;
  if (!live_and_accepted(transfer)) return effects;
  effects.unsubscribe_now = transfer.state != TransferState::unknown;
  verdict(transfer, rules, effects, 408, Cause::gave_up);
  return effects;
}

TransferorEffects on_call_over(Transferor& transfer, const TransferorRules& rules, bool by_peer) noexcept {
  TransferorEffects effects;
  transfer.bye_from_peer |= by_peer;
  if (transfer.state == TransferState::unknown) {
    transfer.wait = Wait::grace_bye;
    effects.phase_timer = PhaseTimer::shorten;
    effects.phase_length = rules.timing.grace_bye;
  } else if (by_peer && rules.bye_means_success && live_and_accepted(transfer)) {
    transfer.state = TransferState::unknown;
    wait_for(transfer, effects, Wait::grace_bye, rules.timing.grace_bye);
  }
  return effects;
}

void on_replaced_over(Transferor& transfer, bool by_peer) noexcept {
  if (transfer.state != TransferState::held) transfer.replaced_ended |= by_peer;
}

TransferorEffects on_subscription_lost(Transferor& transfer, const TransferorRules& rules) noexcept {
  TransferorEffects effects;
  if (transfer.state == TransferState::sent) {
    if (transfer.held) transfer.held_last.terminated = true;
  } else if (transfer.forks_live || (transfer.forking && fork_window_open(transfer))) {
    return effects;
  } else if (transfer.state == TransferState::accepted || transfer.state == TransferState::reporting) {
    become_unknown(transfer, rules, effects);
  }
  return effects;
}

TransferorEffects on_cancel(Transferor& transfer, const TransferorRules&) noexcept {
  TransferorEffects effects;
  if (transfer.state == TransferState::held ||
      (transfer.state == TransferState::sent && transfer.wait == Wait::glare)) {
    end(transfer, effects, EventKind::refer_rejected, 487, Cause::cancelled_reports);
  } else if (transfer.state == TransferState::sent) {
    transfer.cancel_wanted = true;
  } else if (live_and_accepted(transfer)) {
    cancel(transfer, effects);
  }
  return effects;
}

TransferorEffects on_shutdown(Transferor& transfer, const TransferorRules&) noexcept {
  TransferorEffects effects;
  if (transfer.state == TransferState::held || transfer.state == TransferState::sent) {
    end(transfer, effects, EventKind::refer_rejected, 503, Cause::shutdown);
  } else if (live_and_accepted(transfer)) {
    effects.unsubscribe_now = transfer.state != TransferState::unknown;
    end(transfer, effects, EventKind::transfer_failed, 0, Cause::shutdown);
  }
  return effects;
}

bool takes_new_fork(const Transferor& transfer, bool first) noexcept {
  if (transfer.forking) return fork_window_open(transfer);
  return first && (transfer.state == TransferState::sent || transfer.state == TransferState::accepted);
}

}  // namespace baton::core
