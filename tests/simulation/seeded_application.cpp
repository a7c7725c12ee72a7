#include "tests/simulation/seeded_application.hpp"

#include <array>

namespace baton::simulation {

Manners Manners::drawn(Random& random) {
  Manners manners;
  // A third of the applications are plain, the others are strange in some way.
  for (unsigned* const inclination :
       {&manners.rejects_calls, &manners.ignores_calls, &manners.rings, &manners.refers, &manners.refers_twice,
        &manners.refers_again, &manners.hangs_up_at_once, &manners.rejects_refers, &manners.ignores_refers,
        &manners.leaves_old_call, &manners.leaves_old_call_later, &manners.drops_new_call,
        &manners.hangs_up_on_success, &manners.hangs_up_sometime}) {
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
    case EventKind::call_connected: return on_connected(agent, event.call);
    case EventKind::refer_received: return on_refer(agent, event.transfer);
    case EventKind::refer_rejected:
    case EventKind::transfer_failed:
    case EventKind::transfer_succeeded: return on_outcome(agent, event);
    case EventKind::refer_accepted:
      if (agent.random.chance(manners_.hangs_up_at_once)) soon(agent, Deed::hang_up, event.call);
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
  if (!open(agent)) return;
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
  if (random.chance(manners_.leaves_old_call)) {
    (void)agent.hang_up(old);
  } else if (random.chance(manners_.leaves_old_call_later)) {
    agent.later(random.between(0, seconds(40)), Deed::hang_up, old);
  }
  if (random.chance(manners_.drops_new_call)) soon(agent, Deed::hang_up, referred);
}

std::string SeededApplication::pick_callee(Agent& agent, std::uint32_t token) const {
  std::string uri = stage_->callees[agent.random.below(static_cast<std::uint32_t>(stage_->callees.size()))];
  uri += ";t=";
  append_number(uri, token);
  return uri;
}

void SeededApplication::refer(Agent& agent, CallId call) {
  if (!open(agent) || stage_->transfers_left == 0 || agent.stack().state(call) != CallState::confirmed) return;
  const std::uint32_t token = ++agent.world().last_token;
  if (!agent.refer(call, pick_callee(agent, token), token)) return;
  --stage_->transfers_left;
  if (agent.random.chance(manners_.hangs_up_at_once)) soon(agent, Deed::hang_up, call);
}

void SeededApplication::place_call(Agent& agent) {
  if (!open(agent)) return;
  const std::uint32_t token = ++agent.world().last_token;
  if (!agent.call(pick_callee(agent, token), token)) return;
  // Nobody listens to ringing for ever.
  agent.later(agent.random.between(seconds(25), seconds(70)), Deed::give_up_ringing, agent.ledger.calls.back().id);
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
    case Deed::call: return place_call(agent);
    case Deed::shutdown: return agent.shutdown();
  }
}

}  // namespace baton::simulation
