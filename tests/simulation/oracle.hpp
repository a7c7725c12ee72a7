// What must hold of a run: the contract of outcomes, the same outcome on both ends, nobody connected who should not
// be, every request answered, and nothing left.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "tests/simulation/agent.hpp"

namespace baton::simulation {

/// How many transfers ended how.
struct Ends {
  std::uint64_t all = 0, rejected = 0, succeeded = 0, failed = 0, unknown = 0;
};
struct Tally {
  std::uint64_t runs = 0, transfers = 0, messages = 0;
  std::array<Ends, form_count> by_form{};
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
  void judge_reports(const Agent& agent, const SentFact& sent);
  void judge_both_ends(const Agent& agent, const SentFact& sent, const std::vector<const ReceivedFact*>& received);
  void judge(const Agent& agent, const ReceivedFact& received);
  void judge(const Agent& agent, const CallFact& call);
  bool has_agent_as_peer(const Agent& agent, const SentFact& sent) const;
  std::vector<const ReceivedFact*> received_for(const SentFact& sent);
  bool calm() const;
  bool answers_forgotten() const;
  bool bye_lost(std::uint64_t dialog) const;
  void violate(const Agent& agent, std::string_view what, std::uint32_t token = 0);

  World& world_;
  std::span<Agent* const> agents_;
  bool strangers_;
};

}  // namespace baton::simulation
