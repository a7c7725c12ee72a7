#include "tests/simulation/oracle.hpp"

#include <algorithm>

namespace baton::simulation {
namespace {

bool is_success(std::uint16_t status) {
  return status >= 200 && status < 300;
}

/// The call that a success is about: the one that the REFER made or, where that was picked up while it rang, the one
/// that has replaced it. Null: neither was answered.
const CallFact* call_reported_on(const Ledger& ledger, const ReceivedFact& received) {
  const CallFact* found = ledger.call(received.referred);
  while (found != nullptr && !found->answered && !found->connected) {
    const auto by = std::find_if(ledger.calls.begin(), ledger.calls.end(),
                                 [&](const CallFact& fact) { return fact.replaces == found->id; });
    found = by != ledger.calls.end() ? &*by : nullptr;
  }
  return found;
}

/// An end that says "outcome unknown" (outcome table 1.4 c).
bool unknown(const SentFact& sent) {
  return sent.accepted && !sent.succeeded && sent.cause != Cause::message && sent.cause != Cause::denied;
}

}  // namespace

void Oracle::violate(const Agent& agent, std::string_view what, std::uint32_t token) {
  std::string text = agent.name() + ": " + std::string(what);
  if (token != 0) {
    text += " (t=";
    append_number(text, token);
    text += ")";
  }
  world_.violate(std::move(text));
}

/// Nothing is lost, nothing takes long, and nobody was so short of room that he could not answer: then nothing may
/// remain unknown.
bool Oracle::calm() const {
  for (const Agent* const agent : agents_) {
    const PoolUsage blocks = agent->stack().usage().blocks;
    if ((blocks.capacity - blocks.high_water) * agent->setting().limits.block_bytes < 2'048) return false;
  }
  const Weather& weather = world_.network.weather;
  return weather.loss == 0 && weather.most <= milliseconds(100) && weather.stray == 0;
}

/// A kept answer had to give way, so that a repeated request was refused: its sender takes that for the outcome.
bool Oracle::answers_forgotten() const {
  return std::any_of(agents_.begin(), agents_.end(), [](const Agent* agent) {
    return agent->stack().counters().answers_forgotten != 0;
  });
}

/// The last BYE to one of its forks went unanswered for 64*T1.
bool Oracle::bye_lost(std::uint64_t dialog) const {
  return std::any_of(agents_.begin(), agents_.end(), [&](const Agent* agent) {
    const auto& byes = agent->ledger.byes;
    return std::any_of(byes.begin(), byes.end(),
                       [&](const ByeFact& bye) { return bye.dialog == dialog && bye.status == 0; });
  });
}

std::vector<const ReceivedFact*> Oracle::received_for(const SentFact& sent) {
  std::vector<const ReceivedFact*> found;
  for (Agent* const agent : agents_) {
    const ReceivedFact* const fact = agent->ledger.received_for(sent.token);
    if (fact == nullptr) continue;
    if (!found.empty() && !is_outside(sent.form))
      violate(*agent, "a REFER inside a dialog has one receiver", sent.token);
    found.push_back(fact);
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
  const std::vector<const ReceivedFact*> received = received_for(sent);
  // Out of dialog the receiver may be a peer without a ledger.
  const bool known = is_outside(sent.form) ? !received.empty() || !strangers_ : has_agent_as_peer(agent, sent);
  if (known) judge_both_ends(agent, sent, received);
}

/// What the transferor itself saw must bear its outcome, whoever the peer is.
void Oracle::judge_by_wire(const Agent& agent, const SentFact& sent) {
  const bool by_rule = sent.cause == Cause::replaced_ended || sent.cause == Cause::no_reports_wanted;  // table 4 (c)
  if (sent.succeeded && sent.cause != Cause::message && !by_rule)
    return violate(agent, "nothing turns silence into success", sent.token);
  if (sent.cause == Cause::replaced_ended && !sent.replaces)
    return violate(agent, "only an attended transfer is decided by the replaced call", sent.token);
  if (sent.cause == Cause::no_reports_wanted && sent.reports == Reports::implicit)
    return violate(agent, "reports were wanted", sent.token);
  if (sent.accepted && !sent.success_seen && sent.notifies == 0)
    return violate(agent, "accepted needs a 2xx or a NOTIFY", sent.token);
  if (sent.rejected && sent.cause == Cause::timeout && (sent.success_seen || sent.notifies != 0))
    return violate(agent, "rejected for silence, but there was none", sent.token);
  // With explicitsub the reports come in a dialog of their own, which this ledger does not follow.
  if (!sent.accepted || sent.unclear || sent.reports == Reports::explicitsub || by_rule) return;
  judge_reports(agent, sent);
}

void Oracle::judge_reports(const Agent& agent, const SentFact& sent) {
  const auto reported = [&](std::uint16_t status) {
    return is_outside(sent.form) ? std::find(sent.finals.begin(), sent.finals.end(), status) != sent.finals.end()
                                 : sent.final_taken == status;
  };
  const bool success_reported = is_outside(sent.form)
                                    ? std::any_of(sent.finals.begin(), sent.finals.end(), is_success)
                                    : is_success(sent.final_taken);
  if (sent.succeeded && !success_reported) return violate(agent, "success needs a report of success", sent.token);
  const bool refused_after_all = sent.final_taken == 0 && !sent.success_seen;  // row 23
  if (!sent.succeeded && sent.cause == Cause::message && !reported(sent.status) && !refused_after_all)
    return violate(agent, "failure has the status that was reported", sent.token);
  if (!unknown(sent)) return;
  if (success_reported || (sent.final_taken != 0 && !is_outside(sent.form)))
    return violate(agent, "a final report was taken, and the outcome is unknown", sent.token);
  if (sent.cause == Cause::no_report && sent.notifies != 0)
    return violate(agent, "a report was taken, and the outcome is that there was none", sent.token);
  if (sent.cause == Cause::gave_up && sent.ended_at - sent.accepted_at < agent.setting().options.transferor.give_up)
    return violate(agent, "given up too early", sent.token);
}

/// Outcome table 4: the two ends differ only in its cases (a) to (d).
void Oracle::judge_both_ends(const Agent& agent, const SentFact& sent,
                             const std::vector<const ReceivedFact*>& received) {
  const auto any = [&](auto holds) { return std::any_of(received.begin(), received.end(), holds); };
  const bool accepted_there = any([](const ReceivedFact* fact) { return fact->accepted || fact->pending; });
  const bool same_there = any([&](const ReceivedFact* fact) { return !fact->ended || fact->status == sent.status; });
  if (sent.rejected) {
    if (received.empty()) return;  // refused before the application heard, or never arrived
    if (answers_forgotten()) return;
    // (a): that no 2xx and no NOTIFY arrived in time is what the wire showed above.
    // Outside of dialogs our proxies fork without state: a refusal by one leg may come before another's 2xx.
    if (accepted_there && sent.cause == Cause::message && !is_outside(sent.form))
      return violate(agent, "rejected here, accepted there", sent.token);
    if (sent.cause == Cause::message && !is_outside(sent.form) && !same_there)
      return violate(agent, "rejected with another status than there", sent.token);
    return;
  }
  if (!accepted_there) return violate(agent, "accepted here, not there", sent.token);
  if (sent.cause == Cause::message && sent.succeeded &&
      !any([](const ReceivedFact* fact) { return is_success(fact->status); })) {
    return violate(agent, "success here, none there", sent.token);
  }
  if (!sent.succeeded && !unknown(sent) && !same_there && !answers_forgotten())
    return violate(agent, "failed with another status than there", sent.token);
  // (b): the last report did not arrive in time. Where the network is calm it does.
  const bool reported = sent.reports == Reports::implicit && sent.cause != Cause::shutdown &&
                        sent.cause != Cause::cancelled_reports && !agent.shut_down();
  if (unknown(sent) && calm() && reported && !is_outside(sent.form) &&
      any([&](const ReceivedFact* fact) { return fact->ended && fact->ended_at + seconds(2) < sent.ended_at; })) {
    return violate(agent, "the outcome is unknown though nothing was lost", sent.token);
  }
}

void Oracle::judge(const Agent& agent, const ReceivedFact& received) {
  if (!received.id) return;  // ended before the application could hear of it
  if (!received.ended) return violate(agent, "a referral ends", received.token);
  if (!received.accepted) {
    for (Agent* const other : agents_) {
      const ReceivedFact* const fork = other->ledger.received_for(received.token);
      if (fork != nullptr && fork->accepted) return;
    }
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
  if (!told && received.reports_wanted)
    return violate(agent, "every referral that was accepted ends with a final report", received.token);
  const bool left_off = received.times_asked != 0 && received.times_asked <= 3 &&
                        received.notify_sent == received.asked_again;
  // The time-out of an earlier one ends the subscription all the same (outcome table 2.2).
  if (left_off && !received.unsubscribed && !agent.shut_down() && received.cause != Cause::timeout)
    return violate(agent, "a report that the peer asked for once more is sent again", received.token);
  if (!is_success(received.status)) return;
  const CallFact* const call = call_reported_on(agent.ledger, received);
  if (call == nullptr)
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
      const CallFact* const replaced = call.replaces && call.answered ? agent->ledger.call(call.replaces) : nullptr;
      if (replaced != nullptr && !replaced->ended)
        violate(*agent, "a call that was replaced ends", call.token);
    }
  }
}

/// A call that stands has one peer, for whom it stands too; or every BYE was lost.
void Oracle::judge(const Agent& agent, const CallFact& call) {
  unsigned standing = 0, known = 0;
  bool twice_here = false;  // a fork came back, or it called itself: which one a BYE is for is not told apart
  bool ended_there = false;
  for (Agent* const other : agents_) {
    for (const CallFact& fact : other->ledger.calls) {
      if (&fact == &call || fact.dialog != call.dialog) continue;
      ++known;
      twice_here |= other == &agent;
      if (!fact.ended && other->stack().state(fact.id) == CallState::confirmed) ++standing;
      ended_there |= fact.bye_out;
    }
  }
  if (standing == 1) return;
  if (standing > 1 && bye_lost(call.dialog)) return;
  if (standing > 1) return violate(agent, "a call has one peer: two forks stand", call.token);
  if (known == 0) {
    if (!strangers_) violate(agent, "a call stands with nobody", call.token);
    return;
  }
  if (twice_here) return;
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
      Ends& ends = tally.by_form[static_cast<std::size_t>(sent.form)];
      ++ends.all;
      if (sent.rejected)
        ++ends.rejected;
      else if (sent.succeeded)
        ++ends.succeeded;
      else if (unknown(sent))
        ++ends.unknown;
      else
        ++ends.failed;
    }
  }
}

}  // namespace baton::simulation
