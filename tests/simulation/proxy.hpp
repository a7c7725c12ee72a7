// A record-routing, forking proxy over raw messages (RFC 3261 16): one contact is served without state (16.11),
// several by a fork that keeps as much state as forking needs.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/world.hpp"

namespace baton::simulation {

class Proxy final : public Node {
 public:
  Proxy(World& world, Port port) : Node(port), world_(world) {}
  void begin(bool record_routes);
  /// Several contacts: their INVITEs fork.
  void register_user(std::string name, std::vector<std::string> contacts);
  /// Requests that come from there get a 407, unless they have credentials.
  void challenge(Port client) { challenged_.push_back(client); }

  void receive(Port from, std::string_view bytes) override;
  void advance() override;
  Time deadline() const override;

 private:
  struct Leg {
    std::string uri;
    std::string branch;
    std::uint16_t status = 0;  ///< the last response: 0 none
    bool cancel = false;       ///< to be cancelled: after a provisional response only (9.1)
    bool cancel_answered = false;
    Time resend = never;  ///< of the INVITE, later of the CANCEL
    Microseconds interval = 0;
    Time limit = never;
  };
  struct Fork {
    bool is_invite = true;  ///< else a REFER
    std::uint64_t transaction = 0;  ///< hash of the upstream branch
    std::string invite, final_response;
    Port upstream = 0;
    std::vector<Leg> legs;
    bool accepted = false, acked = false;
    bool finished = false;  ///< `final_response` went up; before, it is the best one so far
    Time resend = never;
    Microseconds interval = 0;
    Time limit = never;
  };

  void forward(const Wire& request, std::string_view uri, Port to, std::string_view branch);
  void route(const Wire& request);
  void reply(const Wire& request, Port to, std::uint16_t status);
  static std::string response_to(const Wire& request, std::uint16_t status, std::string_view extra = {});
  bool refuses(const Wire& request, Port from);
  void fork(const Wire& invite, Port from, const std::vector<std::string>& contacts);
  void on_response(const Wire& response);
  bool on_leg_response(const Wire& response);
  void on_leg_final(Fork& fork, Leg& leg, const Wire& response, std::string upward);
  void cancel(Fork& fork);
  void send_for_leg(const Fork& fork, const Leg& leg, Method method, std::string_view to_value);
  void finish(Fork& fork);
  void tick(Fork& fork);
  void tick(Fork& fork, Leg& leg);
  Fork* fork_of(const Wire& request);
  std::string without_top_via(const Wire& response) const;
  bool is_mine(std::string_view value) const { return port_in(value) == port(); }

  struct User {
    std::string name;
    std::vector<std::string> contacts;
  };
  World& world_;
  bool record_routes_ = true;
  std::vector<User> users_;
  std::deque<Fork> forks_;
  std::vector<Port> challenged_;
  std::vector<std::uint64_t> refused_;  ///< hashes of the branches that got a 407: their ACK ends here
  std::string out_;
};

}  // namespace baton::simulation
