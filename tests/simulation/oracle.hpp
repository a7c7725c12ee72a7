// What must hold of a run: the contract of outcomes, the same outcome on both ends, nobody connected who should not
// be, every request answered, and nothing left.
#pragma once

#include <array>
#include <span>

#include "tests/simulation/agent.hpp"

namespace baton::simulation {

/// How many transfers of a run ended how.
struct Tally {
  std::uint64_t transfers = 0, rejected = 0, succeeded = 0, failed = 0, unknown = 0;
  std::uint64_t messages = 0, runs = 0;
  std::array<std::uint64_t, form_count> by_form{};
  void add(const Tally& other);
};

class Oracle {
 public:
  /// `strangers`: there are peers that keep no ledger.
  Oracle(World& world, std::span<Agent* const> agents, bool strangers)
      : world_(world), agents_(agents), strangers_(strangers) {}

  /// When nothing moves any more and nobody has hung up on account of the end.
  void judge_outcomes();
  void judge_connections();
  /// When everybody has shut down and all timers have run out.
  void judge_remains();
  void count(Tally& tally) const;

 private:
  void judge(const Agent& agent, const SentFact& sent);
  void judge_by_wire(const Agent& agent, const SentFact& sent);
  void judge_both_ends(const Agent& agent, const SentFact& sent, const ReceivedFact* received);
  void judge(const Agent& agent, const ReceivedFact& received);
  void judge(const Agent& agent, const CallFact& call);
  bool has_agent_as_peer(const Agent& agent, const SentFact& sent) const;
  const ReceivedFact* received_for(std::uint32_t token);
  bool calm() const;
  void violate(const Agent& agent, std::string_view what, std::uint32_t token = 0);

  World& world_;
  std::span<Agent* const> agents_;
  bool strangers_;
};

}  // namespace baton::simulation
