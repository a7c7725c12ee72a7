#include "tests/simulation/order_walk.hpp"

#include <algorithm>

#include "tests/simulation/oracle.hpp"

namespace baton::simulation {
OrderWalk::OrderWalk(const Story& story, From from, Grain grain) : application_(story), from_(from) {
  application_.refers = from == From::beginning;
  for (unsigned i = 0; i < agents_.size(); ++i)
    agents_[i] = std::make_unique<Histories>(messages_, application_, i, grain);
}

/// Two states that differ have the same key once in 2^128.
OrderWalk::Key OrderWalk::key_of(const State& state) {
  Key key{1, 2};
  const auto add = [&](std::uint64_t value) {
    key[0] = Random(key[0] ^ value).next();
    key[1] = (key[1] ^ value) * 0x9e3779b97f4a7c15u;
    key[1] ^= key[1] >> 32;
  };
  for (const Histories::Class at : state.at)
    add(at);
  add(static_cast<std::uint64_t>(state.now.us));
  add(state.faults_left * 2 + state.over);
  add(state.flights.size());
  for (const std::uint32_t message : state.flights)
    add(message);
  for (const Late& late : state.lates) {
    add(late.message);
    add(static_cast<std::uint64_t>(late.since.us));
  }
  return key;
}

void OrderWalk::give(State& state, unsigned who, Input input) {
  Histories& agent = *agents_[who];
  const Histories::Step& step = agent.after(state.at[who], input, state.now);
  state.at[who] = step.to;
  state.flights.insert(state.flights.end(), step.sent.begin(), step.sent.end());
  if (!agent.violation().empty()) violate(agent.violation());
}

void OrderWalk::deliver(State& state, std::uint32_t message) {
  const unsigned to = messages_[message].to - World::first_port;
  if (to < agents_.size()) give(state, to, message);
}

/// False: no timer runs and nothing is late.
bool OrderWalk::pass_time(State& state) {
  Time next = never;
  for (unsigned i = 0; i < agents_.size(); ++i)
    next = std::min(next, agents_[i]->deadline(state.at[i]));
  for (const Late& late : state.lates)
    next = std::min(next, late.until);
  if (next == never) return false;
  state.now = std::max(state.now, next);
  for (unsigned i = 0; i < agents_.size(); ++i) {
    while (agents_[i]->deadline(state.at[i]) <= state.now)
      give(state, i, timer_due);
  }
  return true;
}

/// The orders that lead from here to an end.
double OrderWalk::visit(State state) {
  if (!walked_.violation.empty() || !walked_.complete) return 0;
  while (state.flights.empty() && state.lates.empty()) {
    if (pass_time(state)) continue;
    if (orders_from_.try_emplace(key_of(state), 1).second) end(state);
    return 1;
  }
  std::sort(state.flights.begin(), state.flights.end());
  const Key key = key_of(state);
  if (const auto known = orders_from_.find(key); known != orders_from_.end()) return known->second;
  if (orders_from_.size() >= states_max_) {
    walked_.complete = false;
    return 0;
  }
  const double orders = visit_flights(state) + visit_lates(state);
  orders_from_.emplace(key, orders);
  return orders;
}

double OrderWalk::visit_after(State next, Move move, std::uint32_t message) {
  path_.push_back({move, message});
  if (move == Move::deliver || move == Move::twice) deliver(next, message);
  const double orders = visit(std::move(next));
  path_.pop_back();
  return orders;
}

double OrderWalk::visit_flights(const State& state) {
  double orders = 0;
  for (std::size_t i = 0; i < state.flights.size(); ++i) {
    const std::uint32_t message = state.flights[i];
    if (i != 0 && state.flights[i - 1] == message) continue;  // of two copies either may go first
    State without = state;
    without.flights.erase(without.flights.begin() + static_cast<std::ptrdiff_t>(i));
    orders += visit_after(without, Move::deliver, message);
    if (state.faults_left == 0) continue;
    --without.faults_left;
    orders += visit_after(without, Move::lose, message);
    State late = without;
    late.lates.push_back({message, state.now, state.now + longest_delay});
    std::sort(late.lates.begin(), late.lates.end());
    orders += visit_after(std::move(late), Move::delay, message);
    State with = state;
    --with.faults_left;
    orders += visit_after(std::move(with), Move::twice, message);
  }
  return orders;
}

/// What time has passed over arrives now, or time passes once more.
double OrderWalk::visit_lates(const State& state) {
  double orders = 0;
  bool waits = true;
  for (std::size_t i = 0; i < state.lates.size(); ++i) {
    const Late& late = state.lates[i];
    waits &= late.until > state.now;
    if (late.since == state.now || (i != 0 && state.lates[i - 1] == late)) continue;
    State next = state;
    next.lates.erase(next.lates.begin() + static_cast<std::ptrdiff_t>(i));
    orders += visit_after(std::move(next), Move::deliver, late.message);
  }
  if (!state.flights.empty() || state.lates.empty() || !waits) return orders;
  State later = state;
  (void)pass_time(later);
  return orders + visit(std::move(later));
}

void OrderWalk::end(const State& state) {
  std::array<std::uint32_t, StoryApplication::roles + 1> views{};
  for (unsigned i = 0; i < agents_.size(); ++i)
    views[i] = agents_[i]->view(state.at[i]);
  views.back() = (state.over ? 2u : 0u) + (state.faults_left != faults_ ? 1u : 0u);
  if (state.over) {
    if (judged_.insert(views).second) judge_remains(state);
    return;
  }
  ++walked_.ends;
  if (judged_.insert(views).second) judge_transfer(state);
  // Everybody shuts down, and again every order is tried, now without faults.
  State over = state;
  over.over = true;
  over.faults_left = 0;
  for (unsigned i = 0; i < agents_.size(); ++i)
    give(over, i, shutdown_command);
  (void)visit(std::move(over));
}

void OrderWalk::judge_transfer(const State& state) {
  World world;
  world.begin(1, {});
  world.network.weather.loss = state.faults_left != faults_ ? 1 : 0;
  std::array<Agent*, StoryApplication::roles> present{};
  std::string view;
  for (unsigned i = 0; i < agents_.size(); ++i) {
    present[i] = &agents_[i]->agent(state.at[i]);
    present[i]->ledger.append_view(view += '|');
  }
  walked_.views.insert(view);
  judge_story(world, present, application_.story);
  if (!world.violation.empty()) violate(world.violation);
}

void OrderWalk::judge_remains(const State& state) {
  World world;
  world.begin(1, {});
  std::array<Agent*, StoryApplication::roles> present{};
  for (unsigned i = 0; i < agents_.size(); ++i)
    present[i] = &agents_[i]->agent(state.at[i]);
  Oracle(world, present, false).judge_remains();
  if (!world.violation.empty()) violate(world.violation);
}

void OrderWalk::violate(const std::string& what) {
  if (!walked_.violation.empty()) return;
  walked_.violation = what;
  constexpr const char* moves[] = {"arrives", "is lost", "arrives, and will once more", "is late"};
  for (const Passed& passed : path_) {
    walked_.violation.append("\n  ").append(messages_.name(passed.message));
    walked_.violation.append(" ").append(moves[static_cast<std::size_t>(passed.move)]);
  }
}

void OrderWalk::set_up(State& state) {
  give(state, 0, call_command);
  if (from_ == From::beginning) return;
  while (!state.flights.empty()) {
    const std::uint32_t message = state.flights.front();
    state.flights.erase(state.flights.begin());
    deliver(state, message);
  }
  give(state, 0, refer_command);
}

Walked OrderWalk::walk(unsigned faults, std::uint64_t states_max) {
  walked_ = {};
  orders_from_.clear();
  judged_.clear();
  states_max_ = states_max;
  faults_ = faults;
  State state;
  state.faults_left = faults;
  set_up(state);
  walked_.orders = visit(std::move(state));
  walked_.states = orders_from_.size();
  for (const auto& agent : agents_)
    walked_.steps += agent->steps();
  return std::move(walked_);
}

Checked OrderWalk::check(std::uint64_t steps_max) {
  Checked sum;
  for (const auto& agent : agents_) {
    Checked checked = agent->check(steps_max);
    sum.steps += checked.steps;
    sum.histories += checked.histories;
    sum.complete &= checked.complete;
    if (sum.difference.empty()) sum.difference = std::move(checked.difference);
  }
  return sum;
}

Checked OrderWalk::check_some(std::uint64_t histories, std::uint64_t seed) {
  Checked sum;
  sum.complete = false;
  for (const auto& agent : agents_) {
    Checked checked = agent->check_some(histories, seed);
    sum.steps += checked.steps;
    sum.histories += checked.histories;
    if (sum.difference.empty()) sum.difference = std::move(checked.difference);
  }
  return sum;
}

}  // namespace baton::simulation
