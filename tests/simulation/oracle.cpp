#include "tests/simulation/oracle.hpp"

#include <algorithm>

namespace baton::simulation {
namespace {

bool is_success(std::uint16_t status) {
  return status >= 200 && status < 300;
}

/// An end that says "outcome unknown" (outcome table 1.4 c).
bool unknown(const SentFact& sent) {
  return sent.accepted && !sent.succeeded && sent.cause != Cause::message && sent.cause != Cause::denied;
}

}  // namespace

void Tally::add(const Tally& other) {
  transfers += other.transfers;
  rejected += other.rejected;
  succeeded += other.succeeded;
  failed += other.failed;
  unknown += other.unknown;
  messages += other.messages;
  runs += other.runs;
  for (std::size_t i = 0; i < form_count; ++i)
    by_form[i] += other.by_form[i];
}

void Oracle::violate(const Agent& agent, std::string_view what, std::uint32_t token) {
  std::string text = agent.name() + ": " + std::string(what);
  if (token != 0) {
    text += " (t=";
    append_number(text, token);
    text += ")";
  }
  world_.violate(std::move(text));
}

/// Nothing is lost and nothing takes long: then nothing may remain unknown.
bool Oracle::calm() const {
  const Weather& weather = world_.network.weather;
  return weather.loss == 0 && weather.most <= milliseconds(100) && weather.stray == 0;
}

const ReceivedFact* Oracle::received_for(std::uint32_t token) {
  const ReceivedFact* found = nullptr;
  for (Agent* const agent : agents_) {
    const ReceivedFact* const fact = agent->ledger.received_for(token);
    if (fact != nullptr && found != nullptr) violate(*agent, "a REFER inside a dialog has one receiver", token);
    if (fact != nullptr) found = fact;
  }
  return found;
}

bool Oracle::has_agent_as_peer(const Agent& agent, const SentFact& sent) const {
  const CallFact* const own = agent.ledger.call(sent.call);
  if (own == nullptr) return false;
  for (Agent* const other : agents_) {
    for (const CallFact& fact : other->ledger.calls) {
      if (&fact != own && fact.dialog == own->dialog && fact.dialog != 0) return true;
    }
  }
  return false;
}

void Oracle::judge_outcomes() {
  for (Agent* const agent : agents_) {
    for (const SentFact& sent : agent->ledger.sents)
      judge(*agent, sent);
    for (const ReceivedFact& received : agent->ledger.receiveds)
      judge(*agent, received);
  }
}

void Oracle::judge(const Agent& agent, const SentFact& sent) {
  if (sent.stage != 'e') return violate(agent, "a transfer has exactly one outcome: it has none", sent.token);
  judge_by_wire(agent, sent);
  if (has_agent_as_peer(agent, sent)) judge_both_ends(agent, sent, received_for(sent.token));
}

/// What the transferor itself saw must bear its outcome, whoever the peer is.
void Oracle::judge_by_wire(const Agent& agent, const SentFact& sent) {
  if (sent.succeeded && sent.cause != Cause::message && sent.cause != Cause::replaced_ended)
    return violate(agent, "nothing turns silence into success", sent.token);
  if (sent.accepted && !sent.success_seen && sent.notifies == 0)
    return violate(agent, "accepted needs a 2xx or a NOTIFY", sent.token);
  if (sent.rejected && sent.cause == Cause::timeout && (sent.success_seen || sent.notifies != 0))
    return violate(agent, "rejected for silence, but there was none", sent.token);
  if (!sent.accepted || sent.unclear) return;
  if (sent.succeeded && sent.cause == Cause::message && !is_success(sent.final_taken))
    return violate(agent, "success needs a report of success", sent.token);
  const bool refused_after_all = sent.final_taken == 0 && !sent.success_seen;  // row 23
  if (!sent.succeeded && sent.cause == Cause::message && sent.final_taken != sent.status && !refused_after_all)
    return violate(agent, "failure has the status that was reported", sent.token);
  if (!unknown(sent)) return;
  if (sent.final_taken != 0) return violate(agent, "a final report was taken, and the outcome is unknown", sent.token);
  if (sent.cause == Cause::no_report && sent.notifies != 0)
    return violate(agent, "a report was taken, and the outcome is that there was none", sent.token);
  if (sent.cause == Cause::gave_up && sent.ended_at - sent.accepted_at < agent.setting().options.transferor.give_up)
    return violate(agent, "given up too early", sent.token);
}

/// Outcome table 4: the two ends differ only in its cases (a) to (d).
void Oracle::judge_both_ends(const Agent& agent, const SentFact& sent, const ReceivedFact* received) {
  if (sent.rejected) {
    if (received == nullptr) return;  // refused before the application heard, or never arrived
    // (a): that no 2xx and no NOTIFY arrived in time is what the wire showed above.
    if (received->accepted && sent.cause == Cause::message)
      return violate(agent, "rejected here, accepted there", sent.token);
    if (sent.cause == Cause::message && received->ended && received->status != sent.status)
      return violate(agent, "rejected with another status than there", sent.token);
    return;
  }
  if (received == nullptr || !received->accepted) return violate(agent, "accepted here, not there", sent.token);
  if (sent.succeeded && sent.cause == Cause::message && !is_success(received->status))
    return violate(agent, "success here, none there", sent.token);
  if (!sent.succeeded && !unknown(sent) && received->status != sent.status)
    return violate(agent, "failed with another status than there", sent.token);
  // (b): the last report did not arrive in time. Where the network is calm it does.
  if (unknown(sent) && calm() && sent.cause != Cause::shutdown && received->ended &&
      received->ended_at + seconds(2) < sent.ended_at && !agent.shut_down()) {
    return violate(agent, "the outcome is unknown though nothing was lost", sent.token);
  }
}

void Oracle::judge(const Agent& agent, const ReceivedFact& received) {
  if (!received.ended) return violate(agent, "a referral ends", received.token);
  if (!received.accepted) {
    for (Agent* const other : agents_) {
      for (const CallFact& call : other->ledger.calls) {
        if (received.token != 0 && call.token == received.token)
          return violate(agent, "a REFER that was not accepted makes no call", received.token);
      }
    }
    return;
  }
  const bool told = received.final_sent || received.unsubscribed || received.report_failed ||
                    received.notify_sent != received.notify_answered;
  if (!told) return violate(agent, "every referral that was accepted ends with a final report", received.token);
  const bool left_off = received.times_asked != 0 && received.times_asked <= 3 &&
                        received.notify_sent == received.asked_again;
  if (left_off && !received.unsubscribed && !agent.shut_down())
    return violate(agent, "a report that the peer asked for once more is sent again", received.token);
  if (!is_success(received.status)) return;
  const CallFact* const call = agent.ledger.call(received.referred);
  if (call == nullptr || !call->answered)
    return violate(agent, "success is reported of a call that was answered", received.token);
  if (strangers_) return;
  for (Agent* const other : agents_) {
    for (const CallFact& target : other->ledger.calls) {
      if (target.dialog == call->dialog && &target != call && target.answered) return;
    }
  }
  violate(agent, "success is reported of a call that somebody answered", received.token);
}

void Oracle::judge_connections() {
  for (Agent* const agent : agents_) {
    for (const CallFact& call : agent->ledger.calls) {
      if (!call.ended && agent->stack().state(call.id) == CallState::confirmed) judge(*agent, call);
    }
  }
}

/// A call that stands has one peer, for whom it stands too; or every BYE was lost.
void Oracle::judge(const Agent& agent, const CallFact& call) {
  unsigned standing = 0, known = 0;
  bool ended_there = false;
  for (Agent* const other : agents_) {
    for (const CallFact& fact : other->ledger.calls) {
      if (&fact == &call || fact.dialog != call.dialog) continue;
      ++known;
      if (!fact.ended && other->stack().state(fact.id) == CallState::confirmed) ++standing;
      ended_there |= fact.bye_out;
    }
  }
  if (standing == 1) return;
  if (standing > 1) return violate(agent, "a call has one peer: two forks stand", call.token);
  if (known == 0) {
    if (!strangers_) violate(agent, "a call stands with nobody", call.token);
    return;
  }
  if (call.bye_in) return violate(agent, "a call stands after its BYE", call.token);
  if (!ended_there) violate(agent, "a call stands that its peer never ended and does not have", call.token);
  if (calm() && ended_there) violate(agent, "a call stands that its peer ended, and nothing was lost", call.token);
}

void Oracle::judge_remains() {
  for (Agent* const agent : agents_) {
    if (const std::string what = agent->ledger.unanswered(); !what.empty()) violate(*agent, what);
    const Usage usage = agent->stack().usage();
    const struct {
      const char* name;
      const PoolUsage& pool;
    } pools[] = {{"transactions", usage.transactions}, {"dialogs", usage.dialogs},
                 {"calls", usage.calls},               {"transfers", usage.transfers},
                 {"subscriptions", usage.subscriptions}, {"blocks", usage.blocks},
                 {"outputs", usage.outputs},           {"events", usage.events}};
    for (const auto& [name, pool] : pools) {
      if (pool.used != 0) violate(*agent, std::string("something is left of its ") + name);
    }
    if (agent->stack().next_deadline() != never) violate(*agent, "a timer is left");
    if (!agent->stack().idle()) violate(*agent, "it is not idle");
    if (agent->ledger.live_calls() != 0) violate(*agent, "a call has not ended");
    if (!agent->listener().all_ended()) violate(*agent, "a session's transfer has no outcome by callback");
  }
}

void Oracle::count(Tally& tally) const {
  for (const Agent* const agent : agents_) {
    for (const SentFact& sent : agent->ledger.sents) {
      ++tally.transfers;
      ++tally.by_form[static_cast<std::size_t>(sent.form)];
      tally.rejected += sent.rejected ? 1u : 0u;
      tally.succeeded += sent.succeeded ? 1u : 0u;
      tally.unknown += unknown(sent) ? 1u : 0u;
      tally.failed += sent.accepted && !sent.succeeded && !unknown(sent) ? 1u : 0u;
    }
  }
}

}  // namespace baton::simulation
