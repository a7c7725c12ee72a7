#include <algorithm>

#include "tests/simulation/explorer.hpp"
#include "tests/simulation/histories.hpp"

namespace baton::simulation {

std::vector<Explorer::Choice> Explorer::choices(unsigned faults_left) const {
  std::vector<Choice> found;
  bool waits = !flights_.empty();
  for (std::size_t i = 0; i < flights_.size(); ++i) {
    const Flight& flight = flights_[i];
    waits &= flight.late() && flight.until > world_.now;
    const bool copy = std::any_of(flights_.begin(), flights_.begin() + static_cast<std::ptrdiff_t>(i),
                                  [&](const Flight& other) { return other.same(flight); });
    if (copy || flight.since == world_.now) continue;
    found.push_back({Move::deliver, i});
    if (faults_left == 0 || flight.late()) continue;
    for (const Move move : {Move::lose, Move::twice, Move::delay})
      found.push_back({move, i});
  }
  if (waits) found.push_back({Move::wait});
  return found;
}

void Explorer::take(const Choice& choice) {
  switch (choice.move) {
    case Move::deliver: return deliver(choice.flight, false);
    case Move::twice: return deliver(choice.flight, true);
    case Move::lose: flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(choice.flight)); return;
    case Move::delay:
      flights_[choice.flight].since = world_.now;
      flights_[choice.flight].until = world_.now + longest_delay;
      return;
    case Move::wait: {
      Time limit = never;
      for (const Flight& flight : flights_)
        limit = std::min(limit, flight.until);
      (void)pass_time(limit);
      return;
    }
  }
}

/// Faults seldom: they are to fall everywhere.
std::size_t Explorer::draw(const std::vector<Choice>& open, Random& random) {
  for (;;) {
    const std::size_t at = random.below(static_cast<std::uint32_t>(open.size()));
    if (is_fault(open[at].move) && !random.chance(4)) continue;
    return at;
  }
}

void Explorer::begin_at_refer() {
  begin();
  while (!flights_.empty())
    deliver(0, false);
  draw_for(alice(), refer_command);
  application_.refer(alice());
}

/// Follows the path, and lengthens it by the first choice, or by one drawn, until nothing moves.
void Explorer::run_path(unsigned faults, Random* random, Explored& explored) {
  unsigned left = faults;
  for (std::size_t depth = 0; world_.violation.empty();) {
    const std::vector<Choice> open = choices(left);
    if (open.empty()) {
      if (!pass_time(never)) break;
      continue;
    }
    if (depth == path_.size()) path_.push_back({random != nullptr ? draw(open, *random) : 0, open.size()});
    const Choice& choice = open[path_[depth++].at];
    if (is_fault(choice.move)) --left;
    take(choice);
  }
  ++explored.runs;
  explored.messages += sent_;
  judge(faults - left);
  std::string view;
  for (const Agent* const agent : present_)
    agent->ledger.append_view(view += '|');
  explored.views.insert(std::move(view));
  explored.violation = world_.violation;
}

bool Explorer::advance_path() {
  while (!path_.empty()) {
    if (++path_.back().at < path_.back().of) return true;
    path_.pop_back();
  }
  return false;
}

Explored Explorer::explore_orders(unsigned faults) {
  Explored explored;
  plan_.clear();
  path_.clear();
  application_.refers = false;
  do {
    begin_at_refer();
    run_path(faults, nullptr, explored);
  } while (explored.violation.empty() && advance_path());
  application_.refers = true;
  return explored;
}

Explored Explorer::draw_orders(unsigned faults, std::uint64_t runs, std::uint64_t seed) {
  Explored explored;
  plan_.clear();
  Random random(seed);
  while (explored.violation.empty() && explored.runs < runs) {
    path_.clear();
    begin();
    run_path(faults, &random, explored);
  }
  return explored;
}

}  // namespace baton::simulation
