// The contract of one agent, as its application sees it: events in legal order, one outcome for every
// transfer, no handle that outlives its last event (docs: the core's contract, rules 4 and 5; outcome table,
// "Contract").
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <utility>
#include <vector>

#include "baton/stack.hpp"

namespace baton::fuzz {

template <class Of>
std::pair<std::uint32_t, std::uint32_t> key_of(Handle<Of> handle) {
  return {handle.index, handle.generation};
}

class AgentOracle {
 public:
  void call_made(CallId call);
  void refer_sent(TransferId id, CallId call);
  /// Before the application acts on it.
  void hear(const Stack& stack, const Event& event);
  /// Handles that have ended are unknown, for ever.
  void check_ended(Stack& stack, Time now) const;
  /// In the end nothing is open.
  void expect_all_ended() const;

 private:
  /// How far a call has come.
  struct Call {
    bool ours = false, answered = false, connected = false, ended = false;
  };
  enum class Stage : std::uint8_t { asked, accepted, trying, ringing, received, over };
  struct Transfer {
    CallId call;
    Stage stage = Stage::asked;
  };
  void hear_call(const Stack& stack, const Event& event);
  void hear_transfer(const Event& event, Transfer& transfer);

  std::map<std::pair<std::uint32_t, std::uint32_t>, Call> calls_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Transfer> transfers_;
  std::vector<CallId> ended_calls_;
  std::vector<TransferId> ended_transfers_;
};

void check_pools(const Usage& usage);
void expect_empty(const Stack& stack);

}  // namespace baton::fuzz
