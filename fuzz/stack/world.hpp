// Three agents, the messages on their way between them, and the time: what a script acts on.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "fuzz/stack/agreement.hpp"
#include "fuzz/stack/oracle.hpp"
#include "fuzz/stack/packet.hpp"
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
  std::vector<CallId> calls;           ///< the newest last, ended ones among them
  std::vector<TransferId> transfers;   ///< that we sent
  std::vector<TransferId> referrals;   ///< that we received
  std::string refer_text;              ///< of the last one received
  bool jammed = false;                 ///< takes no messages for now
  AgentOracle oracle;
};

/// A dialog as the wire showed it: who knows these may replace its call.
struct SeenDialog {
  std::string call_id, from_tag, to_tag;
};

class World {
 public:
  explicit World(Script& script, bool planted_fault = false);

  /// All steps of the script, then the end.
  void run();
  /// How often each kind of event was heard by anybody.
  const std::array<std::uint32_t, 64>& heard() const { return heard_; }
  /// A digest of all octets sent and events heard.
  std::uint64_t digest() const { return digest_; }

  // For the commands.
  Time now() const { return now_; }
  const std::deque<SeenDialog>& dialogs() const { return dialogs_; }
  Agent& agent(std::size_t number) { return *agents_[number]; }
  Agreement& agreement() { return agreement_; }
  void collect(Agent& agent);

 private:
  void step();
  void deliver(std::size_t place);
  void receive(Agent& agent, const Packet& packet);
  void settle(Microseconds length);
  void wait(Microseconds length);
  void fire(Time at);
  Time next_deadline() const;
  void recall();
  void inject();
  void report(Agent& agent);
  void look_up(Agent& agent);
  void drain(Agent& agent);
  void hear(Agent& agent, const Event& event);
  void behave(Agent& agent, const Event& event);
  void post(Agent& agent, Packet packet);
  void finish();
  template <class Input>
  Errc input(Agent& agent, Input give);
  /// Any of the messages on their way.
  std::size_t any_packet() { return script_.number(wire_.size() < 255 ? wire_.size() : 255); }
  Agent& any_agent() { return *agents_[script_.number(agents_.size())]; }
  void note(std::string_view text);

  Script& script_;
  bool planted_fault_;
  std::uint8_t choices_ = 0;
  Time now_{1'000'000};
  std::vector<std::unique_ptr<Agent>> agents_;
  std::deque<Packet> wire_, past_;
  std::deque<SeenDialog> dialogs_;
  Agreement agreement_;
  std::array<std::uint32_t, 64> heard_{};
  std::uint64_t digest_ = 14695981039346656037u;
  std::vector<HeaderEntry> index_{128};
  std::unique_ptr<char[]> received_;  ///< the octets that a drain may borrow
  std::size_t received_size_ = 0;
};

}  // namespace baton::fuzz
