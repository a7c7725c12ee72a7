// A small world in every order: of the messages in flight together any may arrive next, and a few of them may be
// lost, doubled or late.
//
// The state of such a world is what class of histories each agent has (histories.hpp), what is in flight, and the
// time. Whatever order leads to a state, what follows is the same: so it is followed once. Nothing else is left out,
// and no order needs to be known as equivalent to another beforehand.
//
// Time stands still while a message is in flight that is not late; then it goes to the next timer of any agent, and
// all timers of that moment go off. A message is late if time may pass over it, up to ten seconds.
#pragma once

#include <array>
#include <memory>
#include <set>

#include "tests/simulation/histories.hpp"

namespace baton::simulation {

struct Walked {
  double orders = 0;            ///< sequences of deliveries and faults, from the beginning to an end
  std::uint64_t states = 0;     ///< of the world
  std::uint64_t steps = 0;      ///< inputs that an agent was given
  std::uint64_t ends = 0;       ///< states in which nothing moves any more
  bool complete = true;         ///< false: stopped at the bound
  std::string violation;        ///< with the messages that lead to it; empty: none
  std::set<std::string> views;  ///< of all agents together, at the ends
};

class OrderWalk {
 public:
  /// From the beginning, or from the REFER on: what comes before it is then first in, first out.
  enum class From : std::uint8_t { beginning, refer };

  explicit OrderWalk(const Story& story, From from = From::beginning, Grain grain = Grain::fine);

  Walked walk(unsigned faults, std::uint64_t states_max = UINT64_MAX);
  /// After a walk: that each agent's classes are right, by all histories or by so many of each.
  Checked check(std::uint64_t steps_max = UINT64_MAX);
  Checked check_some(std::uint64_t histories, std::uint64_t seed);

 private:
  struct Late {
    std::uint32_t message;
    Time since, until;
    auto operator<=>(const Late&) const = default;
  };
  struct State {
    std::array<Histories::Class, StoryApplication::roles> at{};
    Time now{1'000'000};
    unsigned faults_left = 0;
    bool over = false;  ///< everybody has shut down
    std::vector<std::uint32_t> flights;  ///< sorted
    std::vector<Late> lates;             ///< sorted
  };
  enum class Move : std::uint8_t { deliver, lose, twice, delay };
  struct Passed {
    Move move;
    std::uint32_t message;
  };
  using Key = std::array<std::uint64_t, 2>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return key[0]; }
  };

  static Key key_of(const State& state);
  void give(State& state, unsigned who, Input input);
  void deliver(State& state, std::uint32_t message);
  bool pass_time(State& state);
  void set_up(State& state);
  double visit(State state);
  double visit_after(State next, Move move, std::uint32_t message);
  double visit_flights(const State& state);
  double visit_lates(const State& state);
  void end(const State& state);
  void judge_transfer(const State& state);
  void judge_remains(const State& state);
  void violate(const std::string& what);

  StoryApplication application_;
  From from_;
  MessageTable messages_;
  std::array<std::unique_ptr<Histories>, StoryApplication::roles> agents_;
  std::unordered_map<Key, double, KeyHash> orders_from_;  ///< a state seen before
  std::set<std::array<std::uint32_t, StoryApplication::roles + 1>> judged_;
  std::vector<Passed> path_;
  std::uint64_t states_max_ = 0;
  unsigned faults_ = 0;
  Walked walked_;
};

}  // namespace baton::simulation
