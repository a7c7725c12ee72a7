#include <algorithm>

#include "tests/simulation/explorer.hpp"

namespace baton::simulation {

std::string Explorer::describe_path() const {
  std::string text = ": deliver";
  for (const Frame& frame : path_) {
    const Choice& choice = frame.choices[frame.at];
    text += choice.move == Move::lose ? " lose-" : choice.move == Move::twice ? " twice-" : " ";
    append_number(text, choice.message);
  }
  return text;
}

void Explorer::push_frame(unsigned faults_left) {
  Frame frame;
  for (const Flight& flight : flights_) {
    // Of two copies of one message the order does not matter.
    const bool known = std::any_of(frame.choices.begin(), frame.choices.end(),
                                   [&](const Choice& choice) { return choice.message == flight.number; });
    if (known) continue;
    frame.choices.push_back({Move::deliver, flight.number, flight.to});
    if (faults_left == 0) continue;
    frame.choices.push_back({Move::lose, flight.number, flight.to});
    frame.choices.push_back({Move::twice, flight.number, flight.to});
  }
  frame.asleep.assign(frame.choices.size(), false);
  if (!path_.empty()) {
    // What was tried before in the frame above, or slept there, and commutes with what was chosen instead.
    const Frame& above = path_.back();
    const Choice& chosen = above.choices[above.at];
    for (std::size_t i = 0; i < above.choices.size(); ++i) {
      const Choice& other = above.choices[i];
      if ((i >= above.at && !above.asleep[i]) || other.receiver == chosen.receiver) continue;
      for (std::size_t k = 0; k < frame.choices.size(); ++k) {
        if (frame.choices[k].move == other.move && frame.choices[k].message == other.message) frame.asleep[k] = true;
      }
    }
  }
  while (frame.at < frame.choices.size() && frame.asleep[frame.at])
    ++frame.at;
  path_.push_back(std::move(frame));
}

/// Replays the path and goes on from its end, always by the first choice, until nothing moves. With every choice
/// asleep the run is one that was made before: it ends there.
void Explorer::run_path(unsigned faults) {
  begin();
  unsigned left = faults;
  pruned_ = false;
  for (std::size_t depth = 0; world_.violation.empty();) {
    if (flights_.empty()) {
      if (!world_.pass_time(never)) return;
      continue;
    }
    if (depth == path_.size()) push_frame(left);
    const Frame& frame = path_[depth];
    if (frame.at == frame.choices.size()) {
      pruned_ = true;
      return;
    }
    const Choice choice = frame.choices[frame.at];
    ++depth;
    const auto at = std::find_if(flights_.begin(), flights_.end(),
                                 [&](const Flight& flight) { return flight.number == choice.message; });
    if (choice.move != Move::deliver) --left;
    if (choice.move == Move::lose)
      flights_.erase(at);
    else
      deliver(static_cast<std::size_t>(at - flights_.begin()), choice.move == Move::twice);
  }
}

bool Explorer::advance_path() {
  while (!path_.empty()) {
    Frame& frame = path_.back();
    while (frame.at < frame.choices.size() && ++frame.at < frame.choices.size()) {
      if (!frame.asleep[frame.at]) return true;
    }
    path_.pop_back();
  }
  return false;
}

Explored Explorer::explore_orders(unsigned faults, std::uint64_t runs_max) {
  Explored explored;
  plan_.clear();
  path_.clear();
  set_up_first_ = story_.form == Form::attended;
  do {
    if (explored.runs == runs_max) {
      explored.complete = false;
      break;
    }
    run_path(faults);
    if (pruned_ && world_.violation.empty()) continue;
    ++explored.runs;
    explored.messages += sent_;
    const std::string schedule = describe_path();
    judge(faults);
    if (!world_.violation.empty()) explored.violation = world_.violation + schedule;
  } while (explored.violation.empty() && advance_path());
  path_.clear();
  return explored;
}

}  // namespace baton::simulation
