#include "tests/simulation/explorer.hpp"

#include <algorithm>

#include "tests/simulation/histories.hpp"
#include "tests/simulation/oracle.hpp"

namespace baton::simulation {
namespace {

constexpr unsigned delays = 5;

std::string first_line(std::string_view bytes) {
  return std::string(bytes.substr(0, bytes.find('\r')));
}

}  // namespace

Explorer::Explorer(const Story& story) : application_(story) {
  for (unsigned i = 0; i < StoryApplication::roles; ++i) {
    const auto port = static_cast<Port>(World::first_port + i);
    agents_.push_back(std::make_unique<Agent>(world_, port, StoryApplication::name_of(i)));
    present_.push_back(agents_.back().get());
  }
  world_.carrier = this;
}

Explorer::~Explorer() = default;

void Explorer::begin() {
  world_.begin(1, {});
  world_.watcher = watcher;
  flights_.clear();
  inputs_.clear();
  sent_ = 0;
  for (unsigned i = 0; i < agents_.size(); ++i) {
    agents_[i]->begin(StoryApplication::setting_of(i), application_);
    world_.join(*agents_[i]);
  }
  application_.call(alice());
}

/// As it is for the histories of OrderWalk, so that both send the same.
void Explorer::draw_for(Agent& agent, std::uint64_t input) {
  agent.draw_from(draws_of(input, inputs_[{agent.port(), input}]++));
}

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
  if (world_.at(flight.to) == nullptr) return;
  Agent& agent = *agents_[flight.to - World::first_port];
  draw_for(agent, hash_of(flight.bytes));
  agent.receive(flight.from, flight.bytes);
}

/// To the next timer, unless `limit` comes first; all timers of that moment go off. False: nothing comes.
bool Explorer::pass_time(Time limit) {
  Time next = limit;
  for (const auto& agent : agents_)
    next = std::min(next, agent->deadline());
  if (next == never) return false;
  world_.now = std::max(world_.now, next);
  for (const auto& agent : agents_) {
    while (agent->deadline() <= world_.now) {
      draw_for(*agent, timer_due);
      agent->advance();
    }
  }
  return true;
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
    if (!pass_time(limit)) return;
  }
}

void Explorer::judge(unsigned faults) {
  world_.network.weather.loss = faults != 0 ? 1 : 0;
  if (world_.violation.empty()) judge_story(world_, present_, application_.story);
}

void Explorer::end() {
  for (Agent* const agent : present_) {
    draw_for(*agent, shutdown_command);
    agent->shutdown();
  }
  settle();
  if (world_.violation.empty()) Oracle(world_, present_, false).judge_remains();
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
  ends_.assign(faults + 1, 0);
  do {
    if (explored.runs == runs_max) {
      explored.complete = false;
      break;
    }
    begin();
    settle();
    // How many messages a run has with these faults, before the agents shut down: where one more may fall.
    const std::uint32_t messages = sent_;
    ends_[plan_.size()] = messages;
    judge(static_cast<unsigned>(plan_.size()));
    end();
    ++explored.runs;
    explored.messages += messages;
    if (!world_.violation.empty()) explored.violation = world_.violation + describe_plan();
  } while (explored.violation.empty() && next_schedule(faults));
  plan_.clear();
  return explored;
}

}  // namespace baton::simulation
