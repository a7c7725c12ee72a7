// An application that does anything legal at any moment, by its seed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tests/simulation/agent.hpp"

namespace baton::simulation {

/// What the applications of one world share.
struct Stage {
  Time curtain;                      ///< no new call or REFER after this
  unsigned transfers_left = 0;
  std::vector<std::string> callees;  ///< URIs without token: agents, proxies' users, scripted peers, nobody
  std::span<Agent* const> agents;
};

/// What an application is inclined to, in percent.
struct Manners {
  unsigned rejects_calls = 10, ignores_calls = 4, rings = 60;
  unsigned refers = 60;              ///< once a call stands
  unsigned refers_twice = 8, refers_again = 30;
  unsigned consults = 35;            ///< calls the target first, and refers attended
  unsigned refers_early = 50;        ///< while that call still rings
  unsigned refers_outside = 12;
  unsigned hangs_up_at_once = 15;    ///< behind its REFER
  unsigned cancels_transfers = 6;
  unsigned rejects_refers = 12, ignores_refers = 5;
  unsigned leaves_old_call = 35, leaves_old_call_later = 20;
  unsigned drops_new_call = 8;
  unsigned hangs_up_on_success = 70;
  unsigned hangs_up_sometime = 12;
  unsigned holds = 15;
  unsigned shuts_down = 2;

  static Manners drawn(Random& random);
};

class SeededApplication final : public Application {
 public:
  void begin(Stage& stage, const Manners& manners) {
    stage_ = &stage;
    manners_ = manners;
    consultations_.clear();
  }
  void on_event(Agent& agent, const Event& event) override;
  void on_task(Agent& agent, const Task& task) override;

 private:
  struct Consultation {
    CallId call, leg;
  };

  void on_call(Agent& agent, CallId call);
  void on_connected(Agent& agent, CallId call);
  void on_refer(Agent& agent, TransferId transfer);
  void on_outcome(Agent& agent, const Event& event);
  void accept(Agent& agent, TransferId transfer);
  void refer(Agent& agent, CallId call);
  void refer_outside(Agent& agent);
  /// If `leg` is a consultation call: refers the other one to its peer.
  bool refer_attended(Agent& agent, CallId leg, Form form);
  bool send(Agent& agent, Wish wish);
  CallId place_call(Agent& agent);
  bool open(Agent& agent) const { return agent.world().now < stage_->curtain && !agent.shut_down(); }
  std::string pick_callee(Agent& agent) const;
  /// The URI of whoever has the other end of this call, or any.
  std::string peer_of(Agent& agent, CallId call) const;
  /// At once or some time later.
  void soon(Agent& agent, Deed deed, CallId call, TransferId transfer = {});

  Stage* stage_ = nullptr;
  Manners manners_;
  std::vector<Consultation> consultations_;
};

}  // namespace baton::simulation
