#include "tests/simulation/explorer.hpp"

#include <algorithm>

namespace baton::simulation {
namespace {

constexpr std::uint32_t token = 1;
/// A delayed message arrives after this at the latest: well within every 64*T1.
constexpr Microseconds longest_delay = seconds(10);
constexpr unsigned delays = 5;

std::string first_line(std::string_view bytes) {
  return std::string(bytes.substr(0, bytes.find('\r')));
}

}  // namespace

Explorer::Explorer(const Story& story) : story_(story) {
  for (const char* const name : {"alice", "bob", "carol"}) {
    const auto port = static_cast<Port>(World::first_port + agents_.size());
    agents_.push_back(std::make_unique<Agent>(world_, port, name));
    present_.push_back(agents_.back().get());
  }
  world_.carrier = this;
}

Explorer::~Explorer() = default;

void Explorer::begin() {
  world_.begin(1, {});
  world_.watcher = watcher;
  flights_.clear();
  sent_ = 0;
  old_call_ = {};
  for (std::size_t i = 0; i < agents_.size(); ++i) {
    AgentSetting setting;
    setting.limits = small_host();
    setting.seed = i + 1;
    agents_[i]->begin(setting, *this);
    world_.join(*agents_[i]);
  }
  (void)alice().call(bob().uri(), 0);
  if (story_.form == Form::attended) (void)alice().call(carol().uri(), 0);
  world_.touched(alice());
  if (!set_up_first_) return;
  while (!flights_.empty())
    deliver(0, false);
  refer();
  world_.touched(alice());
}

/// Alice refers Bob to Carol, once she has what she needs for it.
void Explorer::refer() {
  Wish wish{.form = story_.form, .call = alice().ledger.calls[0].id, .refer_to = carol().uri(token), .token = token};
  if (story_.form == Form::attended) {
    wish.options.replaces = alice().ledger.calls[1].id;
    for (const CallFact& call : alice().ledger.calls) {
      if (!call.connected) return;
    }
  }
  (void)alice().refer(wish);
  if (story_.transferor_hangs_up) (void)alice().hang_up(wish.call);
}

void Explorer::on_event(Agent& agent, const Event& event) {
  switch (event.kind) {
    case EventKind::call_incoming:
      if (&agent == &carol() && story_.target_refuses && agent.ledger.call(event.call)->token == token) {
        (void)agent.reject(event.call, 486);
        return;
      }
      if (&agent == &carol()) (void)agent.ring(event.call);
      (void)agent.answer(event.call);
      return;
    case EventKind::call_connected:
      if (&agent == &alice() && !set_up_first_) refer();
      return;
    case EventKind::refer_received:
      (void)agent.accept_refer(event.transfer);
      if (story_.transferee_hangs_up) (void)agent.hang_up(event.call);
      return;
    case EventKind::transfer_succeeded:
      (void)agent.hang_up(event.call);
      return;
    default: return;
  }
}

void Explorer::on_task(Agent&, const Task&) {}

void Explorer::carry(Port from, Port to, std::string_view bytes) {
  const std::uint32_t number = sent_++;
  lines_.resize(std::max<std::size_t>(lines_.size(), sent_));
  Flight flight{.number = number, .from = from, .to = to, .bytes = std::string(bytes)};
  unsigned copies = 1;
  for (const PlannedFault& planned : plan_) {
    if (planned.message != number) continue;
    lines_[number] = first_line(bytes);
    if (planned.fault == Fault::lost) copies = 0;
    if (planned.fault == Fault::doubled) copies = 2;
    if (planned.fault == Fault::delayed) {
      flight.behind = planned.past;
      flight.until = world_.now + longest_delay;
    }
  }
  for (unsigned i = 0; i < copies; ++i)
    flights_.push_back(flight);
}

void Explorer::deliver(std::size_t index, bool keep) {
  const Flight flight = flights_[index];
  if (!keep) flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(index));
  for (Flight& other : flights_) {
    if (other.behind != 0) --other.behind;
  }
  if (Node* const node = world_.at(flight.to)) {
    node->receive(flight.from, flight.bytes);
    world_.touched(*node);
  }
}

void Explorer::settle() {
  while (world_.violation.empty()) {
    const auto due = std::find_if(flights_.begin(), flights_.end(), [&](const Flight& flight) {
      return flight.behind == 0 || flight.until <= world_.now;
    });
    if (due != flights_.end()) {
      deliver(static_cast<std::size_t>(due - flights_.begin()), false);
      continue;
    }
    // Nothing but delayed messages: the next timer, or the end of their delay.
    Time limit = never;
    for (const Flight& flight : flights_)
      limit = std::min(limit, flight.until);
    if (world_.pass_time(limit)) continue;
    if (limit == never) return;
    world_.now = limit;
  }
}

void Explorer::judge(unsigned faults) {
  if (!world_.violation.empty()) return;
  // A few faults never make an outcome unknown: what is repeated arrives.
  const SentFact* const sent = alice().ledger.sents.empty() ? nullptr : &alice().ledger.sents.front();
  if (sent == nullptr) return world_.violate("the call was set up and the REFER sent");
  Oracle oracle(world_, present_, false);
  world_.network.weather.loss = faults != 0 ? 1 : 0;
  oracle.judge_outcomes();
  oracle.judge_connections();
  // A BYE that overtakes the REFER may have it refused (outcome table row 13).
  if (story_.transferor_hangs_up && sent->rejected) return end(oracle);
  if (!sent->accepted) world_.violate("the REFER was accepted");
  if (story_.target_refuses ? sent->status != 486 : !sent->succeeded)
    world_.violate("the transferor hears how the transfer ended");
  end(oracle);
}

void Explorer::end(Oracle& oracle) {
  for (Agent* const agent : present_) {
    agent->shutdown();
    world_.touched(*agent);
  }
  settle();
  if (world_.violation.empty()) oracle.judge_remains();
}

// --- Faults ----------------------------------------------------------------------------------------

std::string Explorer::describe_plan() const {
  std::string text;
  for (const PlannedFault& planned : plan_) {
    text += text.empty() ? ": message " : ", message ";
    append_number(text, planned.message);
    text.append(" (").append(lines_[planned.message]).append(") ");
    switch (planned.fault) {
      case Fault::lost: text += "lost"; break;
      case Fault::doubled: text += "doubled"; break;
      case Fault::delayed:
        text += "delayed past ";
        append_number(text, planned.past);
    }
  }
  return text;
}

void Explorer::run_planned() {
  begin();
  settle();
}

/// The next plan in the order of a depth-first walk: one more fault behind the last, the next kind, the next message.
bool Explorer::next_schedule(unsigned faults) {
  const std::uint32_t messages = ends_[plan_.size()];
  if (plan_.size() < faults) {
    const std::uint32_t next = plan_.empty() ? 0 : plan_.back().message + 1;
    if (next < messages) {
      plan_.push_back({next, Fault::lost, 0});
      return true;
    }
  }
  while (!plan_.empty()) {
    PlannedFault& last = plan_.back();
    switch (last.fault) {
      case Fault::lost: last.fault = Fault::doubled; return true;
      case Fault::doubled:
        last.fault = Fault::delayed;
        last.past = 1;
        return true;
      case Fault::delayed:
        if (++last.past <= delays) return true;
        break;
    }
    const std::uint32_t next = last.message + 1;
    plan_.pop_back();
    if (next < ends_[plan_.size()]) {
      plan_.push_back({next, Fault::lost, 0});
      return true;
    }
  }
  return false;
}

Explored Explorer::explore_faults(unsigned faults, std::uint64_t runs_max) {
  Explored explored;
  plan_.clear();
  set_up_first_ = false;
  ends_.assign(faults + 1, 0);
  do {
    if (explored.runs == runs_max) {
      explored.complete = false;
      break;
    }
    run_planned();
    // How many messages a run has with these faults, before the agents shut down: where one more may fall.
    const std::uint32_t messages = sent_;
    ends_[plan_.size()] = messages;
    judge(static_cast<unsigned>(plan_.size()));
    ++explored.runs;
    explored.messages += messages;
    if (!world_.violation.empty()) explored.violation = world_.violation + describe_plan();
  } while (explored.violation.empty() && next_schedule(faults));
  plan_.clear();
  return explored;
}

}  // namespace baton::simulation
