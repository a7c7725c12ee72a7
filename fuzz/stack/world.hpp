// Three agents, the messages on their way between them, and the time: what a script acts on.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "fuzz/stack/agent.hpp"
#include "fuzz/stack/packet.hpp"

namespace baton::fuzz {

class World {
 public:
  explicit World(Script& script, bool planted_fault = false);

  /// All steps of the script, then the end.
  void run();
  /// How often each kind of event was heard by anybody.
  const std::array<std::uint32_t, 64>& heard() const { return heard_; }
  /// A digest of all octets sent and events heard.
  std::uint64_t digest() const { return digest_; }

 private:
  void step();
  void command(Agent& agent);
  void collect(Agent& agent);
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
  void hear_planted(Agent& agent, const Event& event);
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
  Surroundings around_;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::deque<Packet> wire_, past_;
  std::array<std::uint32_t, 64> heard_{};
  std::uint64_t digest_ = 14695981039346656037u;
  std::vector<HeaderEntry> index_{128};
  std::unique_ptr<char[]> received_;  ///< the octets that a drain may borrow
  std::size_t received_size_ = 0;
};

}  // namespace baton::fuzz
