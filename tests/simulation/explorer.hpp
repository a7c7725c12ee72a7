// Small worlds played again and again, each time under another schedule: three agents and one transfer, with a few
// faults at every place where they may fall; and, for a story that is short enough, in every order, each by a run of
// its own. That is slow and plain: the yardstick of OrderWalk, which comes to the same in other ways.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/story.hpp"

namespace baton::simulation {

enum class Fault : std::uint8_t { lost, doubled, delayed };

/// What was explored.
struct Explored {
  std::uint64_t runs = 0;
  std::uint64_t messages = 0;
  bool complete = true;         ///< false: stopped at the bound
  std::string violation;        ///< with the schedule that leads to it; empty: none
  std::set<std::string> views;  ///< of all agents together, at the ends; of orders only
};

class Explorer final : private Carrier {
 public:
  explicit Explorer(const Story& story);
  ~Explorer() override;

  /// First in, first out, with up to `faults` faults: each message lost, doubled, or delayed past one to five others.
  Explored explore_faults(unsigned faults, std::uint64_t runs_max = UINT64_MAX);
  /// From the REFER on every order, with up to `faults` faults, by the rules of OrderWalk.
  Explored explore_orders(unsigned faults);
  /// So many orders of the whole story, drawn by chance.
  Explored draw_orders(unsigned faults, std::uint64_t runs, std::uint64_t seed);

  Watcher* watcher = nullptr;

 private:
  struct Flight {
    std::uint32_t number;  ///< in the order of sending
    Port from, to;
    std::string bytes;
    unsigned behind = 0;  ///< so many others go first
    Time since = never;   ///< late since this time
    Time until = never;   ///< or this time is reached
    bool late() const { return since != never; }
    bool same(const Flight& other) const {
      return from == other.from && to == other.to && since == other.since && bytes == other.bytes;
    }
  };
  struct PlannedFault {
    std::uint32_t message;
    Fault fault;
    unsigned past = 0;
  };
  enum class Move : std::uint8_t { deliver, lose, twice, delay, wait };  ///< `wait`: time passes
  static bool is_fault(Move move) { return move != Move::deliver && move != Move::wait; }
  struct Choice {
    Move move;
    std::size_t flight = 0;
  };
  /// Of the choices at one place of a run the one taken, and how many there are.
  struct Taken {
    std::size_t at, of;
  };

  void carry(Port from, Port to, std::string_view bytes) override;

  void begin();
  void draw_for(Agent& agent, std::uint64_t input);
  void deliver(std::size_t index, bool keep);
  bool pass_time(Time limit);
  void settle();  ///< first in, first out, until nothing moves
  void judge(unsigned faults);
  void end();  ///< everybody shuts down
  bool next_schedule(unsigned faults);
  std::vector<Choice> choices(unsigned faults_left) const;
  void take(const Choice& choice);
  static std::size_t draw(const std::vector<Choice>& open, Random& random);
  void begin_at_refer();
  void run_path(unsigned faults, Random* random, Explored& explored);
  bool advance_path();
  std::string describe_plan() const;
  Agent& alice() { return *agents_[0]; }

  StoryApplication application_;
  World world_;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::vector<Agent*> present_;
  std::vector<Flight> flights_;
  std::uint32_t sent_ = 0;
  std::vector<PlannedFault> plan_;
  std::vector<std::uint32_t> ends_;  ///< how many messages the run with so many faults of the plan has
  std::vector<Taken> path_;
  std::vector<std::string> lines_;  ///< of the messages sent, for a description
  std::map<std::pair<Port, std::uint64_t>, std::uint64_t> inputs_;  ///< how often each came
};

}  // namespace baton::simulation
