#include "src/refer/transferor.hpp"

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

/// Outcome table 1.4: nothing turns silence into success but the profile that says so.
void verdict(Transferor& transfer, const TransferorRules& rules, TransferorEffects& effects,
             std::uint16_t status, Cause cause) noexcept {
  if (rules.bye_means_success && transfer.bye_from_peer) {
    end(transfer, effects, EventKind::transfer_succeeded, 0, Cause::bye_means_success);
    return;
  }
  end(transfer, effects, EventKind::transfer_failed, status, cause);
}

void raise_trying(Transferor& transfer, TransferorEffects& effects, std::uint16_t status) noexcept {
  if (transfer.trying_raised || transfer.ringing_raised) return;
  transfer.trying_raised = true;
  raise(effects, EventKind::transfer_trying, status);
}

void raise_ringing(Transferor& transfer, TransferorEffects& effects, std::uint16_t status) noexcept {
  raise_trying(transfer, effects, status);  // row 19: ringing raises a missing trying first
  if (transfer.ringing_raised) return;
  transfer.ringing_raised = true;
  raise(effects, EventKind::transfer_ringing, status);
}

void become_unknown(Transferor& transfer, const TransferorRules& rules, TransferorEffects& effects) noexcept {
  transfer.state = TransferState::unknown;
  wait_for(transfer, effects, Wait::grace, rules.timing.grace);
}

/// Rows 19 to 22.
void apply(Transferor& transfer, const TransferorRules& rules, const Report& report,
           TransferorEffects& effects) noexcept {
  const Meaning meaning = meaning_of(report.status);
  if (meaning == Meaning::success || meaning == Meaning::failure) {
    end(transfer, effects,
        meaning == Meaning::success ? EventKind::transfer_succeeded : EventKind::transfer_failed,
        report.status, Cause::message);
    effects.unsubscribe_later = !report.terminated;
    return;
  }
  if (meaning == Meaning::trying) raise_trying(transfer, effects, report.status);
  if (meaning == Meaning::ringing) raise_ringing(transfer, effects, report.status);
  if (report.denied) {
    end(transfer, effects, EventKind::transfer_failed, 603, Cause::denied);
    return;
  }
  const bool provisional = meaning != Meaning::nothing;
  if (transfer.state == TransferState::unknown) {
    if (provisional) wait_for(transfer, effects, Wait::grace, rules.timing.grace);
  } else if (report.terminated) {
    become_unknown(transfer, rules, effects);
  } else {
    transfer.state = TransferState::reporting;
    stop_waiting(transfer, effects);
  }
}

void hold(Transferor& transfer, const TransferorRules& rules, const Report& report,
          TransferorEffects& effects) noexcept {
  const Meaning meaning = meaning_of(report.status);
  transfer.held_trying |= meaning == Meaning::trying;
  transfer.held_ringing |= meaning == Meaning::ringing;
  // A later 1xx does not take back a final status or an end that was reported before.
  const Meaning before = meaning_of(transfer.held_last.status);
  if (before != Meaning::success && before != Meaning::failure) {
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

void accept(Transferor& transfer, const TransferorRules& rules, std::uint16_t status, Cause cause,
            TransferorEffects& effects) noexcept {
  raise(effects, EventKind::refer_accepted, status, cause);
  transfer.inferred = cause == Cause::inferred;
  transfer.state = TransferState::accepted;
  effects.arm_give_up = true;
  if (!transfer.held) {
    wait_for(transfer, effects, Wait::no_report, rules.no_report);
    return;
  }
  stop_waiting(transfer, effects);
  // What the held NOTIFYs said, in the order of a call's life: trying and ringing come before an end.
  if (transfer.held_trying) raise_trying(transfer, effects, 100);
  if (transfer.held_ringing) raise_ringing(transfer, effects, 180);
  Report last = transfer.held_last;
  const Meaning meaning = meaning_of(last.status);
  if (meaning != Meaning::success && meaning != Meaning::failure) last.status = 0;
  apply(transfer, rules, last, effects);
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

TransferorEffects on_reinvite_done(Transferor& transfer) noexcept {
  TransferorEffects effects;
  if (transfer.state != TransferState::held) return effects;
  stop_waiting(transfer, effects);
  send_held(transfer, effects);
  return effects;
}

TransferorEffects on_held_call_over(Transferor& transfer) noexcept {
  TransferorEffects effects;
  if (transfer.state == TransferState::held) end(transfer, effects, EventKind::refer_rejected, 487, Cause::bye);
  return effects;
}

TransferorEffects on_refer_response(Transferor& transfer, const TransferorRules& rules, std::uint16_t status,
                                    Cause cause) noexcept {
  TransferorEffects effects;
  if (status < 200 || transfer.state == TransferState::ended) return effects;  // rows 5, 32
  if (transfer.state != TransferState::sent) {
    // Row 23: the inferred 2xx turns out to have been a refusal. Silence changes nothing.
    if (transfer.inferred && live_and_accepted(transfer) && status >= 300 && cause == Cause::message &&
        status != 408) {
      end(transfer, effects, EventKind::transfer_failed, status, cause);
    }
    return effects;
  }
  if (status < 300) {
    accept(transfer, rules, status, cause, effects);
  } else if (transfer.held && (status == 408 || cause != Cause::message)) {
    accept(transfer, rules, 0, Cause::inferred, effects);  // row 9: the 2xx was lost
  } else if (status == 491 && !transfer.held && transfer.glare_tries < rules.timing.glare_retries) {
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
    case Wait::overtake: accept(transfer, rules, 0, Cause::inferred, effects); break;
    case Wait::no_report: verdict(transfer, rules, effects, 0, Cause::no_report); break;
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

TransferorEffects on_subscription_lost(Transferor& transfer, const TransferorRules& rules) noexcept {
  TransferorEffects effects;
  if (transfer.state == TransferState::reporting) become_unknown(transfer, rules, effects);
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

}  // namespace baton::core
