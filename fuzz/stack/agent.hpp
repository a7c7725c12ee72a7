// One of the agents that a script drives, and what its application may know of the world.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "fuzz/stack/agreement.hpp"
#include "fuzz/stack/oracle.hpp"
#include "fuzz/stack/setting.hpp"

namespace baton::fuzz {

/// One user agent: a Stack, its memory, and what its application knows.
struct Agent {
  Agent(const AgentChoice& choice, std::uint16_t port, Time now);
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  AgentChoice choice;
  std::uint16_t port;
  std::string uri;
  std::uint64_t random;
  Limits limits;
  std::vector<std::uint64_t> state, work;
  Stack* stack = nullptr;
  FlowId flow;
  AccountId account;
  std::vector<CallId> calls;          ///< the newest last, ended ones among them
  std::vector<TransferId> transfers;  ///< that we sent
  std::vector<TransferId> referrals;  ///< that we received
  std::string refer_text;             ///< of the last one received
  bool jammed = false;                ///< takes no messages for now
  Time jammed_since{};
  AgentOracle oracle;
};

/// A dialog as the wire showed it: who knows these may replace its call.
struct SeenDialog {
  std::string call_id, from_tag, to_tag;
};

struct Surroundings {
  Time now{1'000'000};
  std::deque<SeenDialog> dialogs;  ///< the newest last
  Agreement agreement;
};

}  // namespace baton::fuzz
