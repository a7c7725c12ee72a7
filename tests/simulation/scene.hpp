// Several Stacks in one process on virtual time, joined by a network that a test controls. Sees only the
// public headers, as an application does.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "baton/stack.hpp"

namespace baton::simulation {

/// An event as it was drained, with its borrowed parts copied.
struct Heard {
  Time at;
  EventKind kind = EventKind::none;
  Cause cause = Cause::message;
  std::uint16_t status = 0;
  CallId call, other;
  Proof proof = Proof::none;
  TransferId transfer;
  std::string reason;
  bool had_message = false;
};

/// A datagram on its way, or that went by.
struct Packet {
  Time at;  ///< when sent (log), or when it arrives (queue)
  Endpoint from, to;
  std::string text;

  std::string first_line() const { return text.substr(0, text.find("\r\n")); }
  /// The value of the first header of this (long) name, or "".
  std::string header(std::string_view name) const;
};

class Scene;

/// One user agent: a Stack, its memory, and what it heard.
class Party {
 public:
  Party(Scene& scene, std::string name, std::uint16_t port, const Limits& limits, const StackOptions& options,
        std::uint64_t seed);

  Stack& stack() { return *stack_; }
  std::size_t count(EventKind kind) const;
  const Heard* last(EventKind kind) const;
  /// The kinds heard, joined by spaces, call events left out if `transfers_only`.
  std::string story(bool transfers_only = false) const;

  std::string name;
  std::string uri;
  Endpoint address;
  FlowId flow;
  AccountId account;
  Limits limits;
  std::vector<Heard> heard;
  /// Called for each event, inside the drain: commands may be given.
  std::function<void(Party&, const Event&)> on_event;
  std::uint64_t random_state;

 private:
  friend class Scene;
  std::vector<std::uint64_t> state_, work_;
  Stack* stack_ = nullptr;
};

class Scene {
 public:
  /// What the network does to a datagram: lost, or so many microseconds on its way; twice at times.
  struct Fate {
    bool lost = false;
    Microseconds delay = milliseconds(1);
    bool doubled = false;
  };

  Party& add(std::string name, std::uint16_t port, const Limits& limits = Limits::host(8),
             const StackOptions& options = {}, std::uint64_t seed = 1);

  /// Runs everything due in the next `length`.
  void run(Microseconds length);
  /// Runs until `done`, at most `limit`; whether it was reached.
  bool run_until(const std::function<bool()>& done, Microseconds limit = seconds(300));

  /// A raw datagram, from an address that need not belong to a party.
  void inject(const Endpoint& from, Party& to, std::string_view text, Microseconds delay = 0);
  /// Takes what a party has to send now (a command was given outside of the run).
  void collect(Party& party);

  Time now{1'000'000};
  std::function<Fate(const Packet&)> network;  ///< unset: 1 ms each, nothing lost
  std::vector<Packet> log;                     ///< all that was sent, in order
  std::deque<Packet> unclaimed;                ///< sent to addresses of no party: a scripted peer's inbox
  std::vector<std::unique_ptr<Party>> parties;

 private:
  void drain(Party& party);
  void send(Packet packet);
  Time next_time() const;

  std::vector<Packet> queue_;
};

Endpoint loopback(std::uint16_t port);

}  // namespace baton::simulation
