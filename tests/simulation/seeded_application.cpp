#include "tests/simulation/seeded_application.hpp"

#include <algorithm>
#include <array>

namespace baton::simulation {

Manners Manners::drawn(Random& random) {
  Manners manners;
  // A third of the applications are plain, the others are strange in some way.
  for (unsigned* const inclination :
       {&manners.rejects_calls, &manners.ignores_calls, &manners.rings, &manners.refers, &manners.refers_twice,
        &manners.refers_again, &manners.hangs_up_at_once, &manners.rejects_refers, &manners.ignores_refers,
        &manners.leaves_old_call, &manners.leaves_old_call_later, &manners.drops_new_call,
        &manners.hangs_up_on_success, &manners.hangs_up_sometime, &manners.holds, &manners.consults,
        &manners.refers_early, &manners.refers_outside, &manners.cancels_transfers}) {
    if (random.chance(15)) *inclination = random.below(101);
  }
  return manners;
}

void SeededApplication::soon(Agent& agent, Deed deed, CallId call, TransferId transfer) {
  const Microseconds pause = agent.random.pause();
  if (pause != 0) return agent.later(pause, deed, call, transfer);
  on_task(agent, {.at = agent.world().now, .deed = deed, .call = call, .transfer = transfer});
}

void SeededApplication::on_event(Agent& agent, const Event& event) {
  switch (event.kind) {
    case EventKind::call_incoming: return on_call(agent, event.call);
    case EventKind::call_ringing:
      if (agent.random.chance(manners_.refers_early)) (void)refer_attended(agent, event.call, Form::semi_attended);
      return;
    case EventKind::call_connected: return on_connected(agent, event.call);
    case EventKind::refer_received: return on_refer(agent, event.transfer);
    case EventKind::refer_rejected:
    case EventKind::transfer_failed:
    case EventKind::transfer_succeeded: return on_outcome(agent, event);
    case EventKind::refer_accepted:
      if (agent.random.chance(manners_.hangs_up_at_once)) soon(agent, Deed::hang_up, event.call);
      if (agent.random.chance(manners_.cancels_transfers))
        soon(agent, Deed::cancel_transfer, event.call, event.transfer);
      return;
    default: return;
  }
}

void SeededApplication::on_call(Agent& agent, CallId call) {
  Random& random = agent.random;
  if (random.chance(manners_.ignores_calls)) return;
  if (random.chance(manners_.rejects_calls)) return soon(agent, Deed::reject_call, call);
  if (random.chance(manners_.rings)) (void)agent.ring(call, random.chance(80) ? 180 : 183);
  if (random.chance(manners_.rings) && random.chance(25)) agent.later(random.pause(), Deed::ring, call);
  soon(agent, Deed::answer, call);
}

void SeededApplication::on_connected(Agent& agent, CallId call) {
  Random& random = agent.random;
  if (random.chance(manners_.holds)) {
    soon(agent, Deed::hold, call);
    agent.later(random.between(0, seconds(30)), Deed::resume, call);
  }
  if (!open(agent) || refer_attended(agent, call, Form::attended)) return;
  if (random.chance(manners_.refers)) {
    soon(agent, Deed::refer, call);
    if (random.chance(manners_.refers_twice)) soon(agent, Deed::refer, call);
  }
  if (random.chance(manners_.hangs_up_sometime)) agent.later(random.between(0, seconds(90)), Deed::hang_up, call);
  if (random.chance(manners_.shuts_down)) agent.later(random.between(0, seconds(60)), Deed::shutdown, call);
}

void SeededApplication::on_refer(Agent& agent, TransferId transfer) {
  Random& random = agent.random;
  if (random.chance(manners_.ignores_refers)) return;
  soon(agent, random.chance(manners_.rejects_refers) ? Deed::reject_refer : Deed::accept_refer, {}, transfer);
}

void SeededApplication::on_outcome(Agent& agent, const Event& event) {
  Random& random = agent.random;
  if (event.kind == EventKind::transfer_succeeded) {
    if (random.chance(manners_.hangs_up_on_success)) soon(agent, Deed::hang_up, event.call);
  } else if (open(agent) && random.chance(manners_.refers_again)) {
    soon(agent, Deed::refer, event.call);
  }
}

void SeededApplication::accept(Agent& agent, TransferId transfer) {
  Random& random = agent.random;
  const CallId referred = agent.accept_refer(transfer);
  if (!referred) {
    (void)agent.reject_refer(transfer, 500);
    return;
  }
  const CallId old = agent.ledger.received(transfer)->call;
  if (!old) {
    // out of dialog: there is no old call
  } else if (random.chance(manners_.leaves_old_call)) {
    (void)agent.hang_up(old);
  } else if (random.chance(manners_.leaves_old_call_later)) {
    agent.later(random.between(0, seconds(40)), Deed::hang_up, old);
  }
  if (random.chance(manners_.drops_new_call)) soon(agent, Deed::hang_up, referred);
}

std::string SeededApplication::pick_callee(Agent& agent) const {
  const std::string* callee = nullptr;
  for (int tries = 0; tries < 3; ++tries) {  // itself seldom
    callee = &stage_->callees[agent.random.below(static_cast<std::uint32_t>(stage_->callees.size()))];
    if (callee->find(agent.name()) == std::string::npos) break;
  }
  return *callee;
}

std::string SeededApplication::peer_of(Agent& agent, CallId call) const {
  const CallFact* const own = agent.ledger.call(call);
  for (Agent* const other : stage_->agents) {
    if (other == &agent || own == nullptr) continue;
    for (const CallFact& fact : other->ledger.calls) {
      if (fact.dialog == own->dialog && !fact.ended) return other->uri();
    }
  }
  return pick_callee(agent);
}

bool SeededApplication::send(Agent& agent, Wish wish) {
  if (!open(agent) || stage_->transfers_left == 0) return false;
  Random& random = agent.random;
  wish.token = ++agent.world().last_token;
  wish.refer_to += ";t=";
  append_number(wish.refer_to, wish.token);
  if (random.chance(10)) wish.options.reports = static_cast<Reports>(1 + random.below(3));
  wish.options.no_reports_mean_success = random.chance(30);
  if (!agent.refer(wish)) return false;
  --stage_->transfers_left;
  if (wish.call && random.chance(manners_.hangs_up_at_once)) soon(agent, Deed::hang_up, wish.call);
  return true;
}

void SeededApplication::refer(Agent& agent, CallId call) {
  if (!open(agent) || stage_->transfers_left == 0) return;
  if (agent.random.chance(manners_.refers_outside)) return refer_outside(agent);
  if (agent.stack().state(call) != CallState::confirmed) return;
  if (agent.random.chance(manners_.consults)) {
    if (const CallId leg = place_call(agent)) consultations_.push_back({call, leg});
    return;
  }
  (void)send(agent, {.call = call, .refer_to = pick_callee(agent)});
}

void SeededApplication::refer_outside(Agent& agent) {
  Wish wish{.form = Form::outside, .call = {}, .target = pick_callee(agent), .refer_to = pick_callee(agent)};
  for (const CallFact& fact : agent.ledger.calls) {
    if (agent.stack().state(fact.id) != CallState::confirmed || !agent.random.chance(50)) continue;
    wish.form = Form::outside_attended;
    wish.options.replaces = fact.id;
    wish.refer_to = peer_of(agent, fact.id);
    break;
  }
  (void)send(agent, std::move(wish));
}

bool SeededApplication::refer_attended(Agent& agent, CallId leg, Form form) {
  const auto at = std::find_if(consultations_.begin(), consultations_.end(),
                               [&](const Consultation& each) { return each.leg == leg; });
  if (at == consultations_.end()) return false;
  const Consultation consultation = *at;
  consultations_.erase(at);
  Wish wish{.form = form, .call = consultation.call};
  // Who was called may be another than who answers: mostly it is known, and at times it is wrong.
  wish.refer_to = agent.random.chance(90) ? peer_of(agent, leg) : pick_callee(agent);
  wish.options.replaces = leg;
  wish.options.early_leg = static_cast<EarlyLeg>(agent.random.below(3));
  return send(agent, std::move(wish));
}

CallId SeededApplication::place_call(Agent& agent) {
  if (!open(agent)) return {};
  const std::uint32_t token = ++agent.world().last_token;
  std::string uri = pick_callee(agent) + ";t=";
  append_number(uri, token);
  if (!agent.call(uri, token)) return {};
  const CallId call = agent.ledger.calls.back().id;
  // Nobody listens to ringing for ever.
  agent.later(agent.random.between(seconds(25), seconds(70)), Deed::give_up_ringing, call);
  return call;
}

void SeededApplication::on_task(Agent& agent, const Task& task) {
  static constexpr std::array<std::uint16_t, 5> refusals{486, 603, 480, 404, 500};
  static constexpr std::array<std::uint16_t, 4> refer_refusals{603, 403, 486, 500};
  switch (task.deed) {
    case Deed::ring: (void)agent.ring(task.call, agent.random.chance(50) ? 181 : 183); return;
    case Deed::answer: {
      if (!agent.answer(task.call) && agent.stack().state(task.call) == CallState::incoming)
        (void)agent.reject(task.call, 488);
      return;
    }
    case Deed::reject_call:
      (void)agent.reject(task.call, refusals[agent.random.below(refusals.size())]);
      return;
    case Deed::hang_up: (void)agent.hang_up(task.call); return;
    case Deed::give_up_ringing:
      if (agent.stack().state(task.call) == CallState::calling) (void)agent.hang_up(task.call);
      return;
    case Deed::refer: return refer(agent, task.call);
    case Deed::accept_refer: return accept(agent, task.transfer);
    case Deed::reject_refer:
      (void)agent.reject_refer(task.transfer, refer_refusals[agent.random.below(refer_refusals.size())]);
      return;
    case Deed::cancel_transfer: (void)agent.cancel_transfer(task.transfer); return;
    case Deed::hold: (void)agent.hold(task.call); return;
    case Deed::resume: (void)agent.resume(task.call); return;
    case Deed::call: (void)place_call(agent); return;
    case Deed::shutdown: return agent.shutdown();
  }
}

}  // namespace baton::simulation
