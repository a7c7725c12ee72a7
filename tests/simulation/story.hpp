// The applications of a small world: three agents, and one transfer among them.
#pragma once

#include <span>

#include "tests/simulation/agent.hpp"

namespace baton::simulation {

/// What the applications do: Alice calls Bob, and for an attended transfer Carol too; she refers Bob to Carol once
/// she has what she needs for it, and hangs up on success.
struct Story {
  const char* name;
  Form form = Form::blind;
  bool target_refuses = false;       ///< 486 instead of 200
  bool transferee_hangs_up = false;  ///< the old call, as soon as it has accepted
  bool transferor_hangs_up = false;  ///< at once behind its REFER; else on success
  bool transferor_waits = false;     ///< for the transferee to hang up
  bool holds = false;                ///< the first call is held and the second made when the first is connected
};

class StoryApplication final : public Application {
 public:
  enum Role : Port { alice = World::first_port, bob, carol };
  static constexpr unsigned roles = 3;
  static const char* name_of(unsigned index);
  /// Enough for a story's agents, and few octets to keep.
  static AgentSetting setting_of(unsigned index);

  explicit StoryApplication(const Story& told) : story(told) {}

  const Story story;
  bool refers = true;  ///< off: nobody refers but by the command

  // What Alice does, whose agent it is.
  void call(Agent& agent);
  void refer(Agent& agent);

  void on_event(Agent& agent, const Event& event) override;
  void on_task(Agent&, const Task&) override {}
};

/// When nothing moves any more: what must hold of every world, and that the transfer ended as it has to. A few
/// faults never make an outcome unknown, since what is repeated arrives.
void judge_story(World& world, std::span<Agent* const> present, const Story& story);

/// A late message arrives after this at the latest: well within every 64*T1.
inline constexpr Microseconds longest_delay = seconds(10);

/// What a Stack's random numbers follow from while it handles an input: from the input, and from how often the same
/// one came before. So whatever the order of its inputs is, a Stack draws the same numbers for each.
std::uint64_t draws_of(std::uint64_t input, std::uint64_t times_before);

}  // namespace baton::simulation
