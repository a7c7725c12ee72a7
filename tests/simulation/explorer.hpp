// Small worlds explored to the end: one transfer among three agents, every schedule with a few faults, and every
// interleaving of messages in flight together.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/oracle.hpp"

namespace baton::simulation {

enum class Fault : std::uint8_t { lost, doubled, delayed };

/// What the applications of a small world do.
struct Story {
  const char* name;
  Form form = Form::blind;
  bool target_refuses = false;           ///< 486 instead of 200
  bool transferee_hangs_up = false;      ///< the old call, as soon as it has accepted
  bool transferor_hangs_up = false;      ///< at once behind its REFER; else on success
};

/// What was explored.
struct Explored {
  std::uint64_t runs = 0;
  std::uint64_t messages = 0;
  bool complete = true;  ///< false: stopped at the bound
  std::string violation;  ///< with the schedule that leads to it; empty: none
};

class Explorer final : private Carrier, private Application {
 public:
  explicit Explorer(const Story& story);
  ~Explorer() override;

  /// First in, first out, with up to `faults` faults: each message lost, doubled, or delayed past one to five others.
  Explored explore_faults(unsigned faults, std::uint64_t runs_max = UINT64_MAX);
  /// Every order of delivery of what is in flight together, with up to `faults` messages lost or doubled besides.
  /// Of an attended transfer from the REFER on. Orders that no
  /// receiver can tell apart are tried once: sleep sets (Godefroid 1996) over deliveries to
  /// different receivers, which commute.
  Explored explore_orders(unsigned faults, std::uint64_t runs_max = UINT64_MAX);

  Watcher* watcher = nullptr;

 private:
  struct Flight {
    std::uint32_t number;  ///< in the order of sending
    Port from, to;
    std::string bytes;
    unsigned behind = 0;  ///< so many others go first
    Time until = never;   ///< or this time is reached
  };
  struct PlannedFault {
    std::uint32_t message;
    Fault fault;
    unsigned past = 0;
  };
  enum class Move : std::uint8_t { deliver, lose, twice };
  struct Choice {
    Move move;
    std::uint32_t message;
    Port receiver;
  };
  struct Frame {
    std::vector<Choice> choices;
    std::vector<bool> asleep;
    std::size_t at = 0;
  };

  // Carrier and Application
  void carry(Port from, Port to, std::string_view bytes) override;
  void on_event(Agent& agent, const Event& event) override;
  void on_task(Agent& agent, const Task& task) override;

  void begin();
  void refer();
  void deliver(std::size_t index, bool keep);
  void settle();  ///< first in, first out, until nothing moves
  void run_planned();
  void judge(unsigned faults);
  void end(Oracle& oracle);  ///< everybody shuts down
  bool next_schedule(unsigned faults);
  void run_path(unsigned faults);
  void push_frame(unsigned faults_left);
  bool advance_path();
  std::string describe_plan() const;
  std::string describe_path() const;
  Agent& alice() { return *agents_[0]; }
  Agent& bob() { return *agents_[1]; }
  Agent& carol() { return *agents_[2]; }

  Story story_;
  World world_;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::vector<Agent*> present_;
  std::vector<Flight> flights_;
  std::uint32_t sent_ = 0;
  std::vector<PlannedFault> plan_;
  std::vector<std::uint32_t> ends_;  ///< how many messages the run with so many faults of the plan has
  bool pruned_ = false;
  bool set_up_first_ = false;  ///< the calls that an attended transfer needs are not explored
  std::vector<Frame> path_;
  std::vector<std::string> lines_;  ///< of the messages sent, for a description
  CallId old_call_;
};

}  // namespace baton::simulation
