// The world of one seed: nodes joined by a network, on virtual time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/network.hpp"

namespace baton::simulation {

/// Whatever has a port: a user agent, a proxy, a scripted peer.
class Node {
 public:
  explicit Node(Port port) : port_(port) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;

  virtual void receive(Port from, std::string_view bytes) = 0;
  virtual void advance() = 0;
  virtual Time deadline() const = 0;
  Port port() const { return port_; }

 private:
  Port port_;
};

/// Sees what passes: for a ladder.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void sent(Time now, Port from, Port to, std::string_view bytes, bool lost) = 0;
  virtual void heard(Time now, Port by, std::string_view what) = 0;
};

/// Carries what a node sends: in a seeded run the network, in an exhaustive one the explorer.
class Carrier {
 public:
  virtual ~Carrier() = default;
  virtual void carry(Port from, Port to, std::string_view bytes) = 0;
};

class World {
 public:
  static constexpr Port first_port = 5061;

  void begin(std::uint64_t seed, const Weather& weather);
  /// Nodes have the ports from `first_port` on, in the order of their joining.
  Port next_port() const { return static_cast<Port>(first_port + nodes_.size()); }
  void join(Node& node);
  void leave_out();  ///< nobody has the next port
  /// Nobody there: null.
  Node* at(Port port) const;

  void send(Port from, Port to, std::string_view bytes);
  void heard(Port by, std::string_view what) {
    if (watcher != nullptr) watcher->heard(now, by, what);
  }
  /// Call after a command given from outside of a node's own functions.
  void touched(const Node& node);
  /// Until nothing is on its way and no timer runs, or `end`.
  void run(Time end);
  bool step(Time end);  ///< one arrival or timer; false: nothing until `end`
  /// The next timer of any node goes off. False: there is none until `end`.
  bool pass_time(Time end);

  /// The first violation stands.
  void violate(std::string what) {
    if (violation.empty()) violation = std::move(what);
  }

  Time now{1'000'000};
  Random random;
  Network network;
  Watcher* watcher = nullptr;
  Carrier* carrier = nullptr;  ///< none: the network
  std::string violation;       ///< empty: none
  std::uint32_t last_token = 0;

 private:
  std::vector<Node*> nodes_;
  std::vector<Time> deadlines_;
};

}  // namespace baton::simulation
