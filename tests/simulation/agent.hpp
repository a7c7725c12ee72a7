// A user agent of the simulation: a Stack, its memory, and an account of all that went in and out of it, which
// the oracle judges afterwards.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "baton/stack.hpp"
#include "tests/simulation/ledger.hpp"
#include "tests/simulation/listener.hpp"
#include "tests/simulation/world.hpp"

namespace baton::simulation {

class Agent;

/// Something an application wants to do later.
enum class Deed : std::uint8_t {
  ring,
  answer,
  reject_call,
  hang_up,
  give_up_ringing,  ///< hang up, unless it was answered
  refer,
  accept_refer,
  reject_refer,
  cancel_transfer,
  hold,
  resume,
  call,
  shutdown,
};
struct Task {
  Time at;
  Deed deed = Deed::hang_up;
  CallId call;
  TransferId transfer;
};

/// The application on an agent. Events come inside the drain; commands are the agent's functions.
class Application {
 public:
  virtual ~Application() = default;
  virtual void on_event(Agent& agent, const Event& event) = 0;
  virtual void on_task(Agent& agent, const Task& task) = 0;
};

struct AgentSetting {
  Limits limits;
  StackOptions options;
  std::uint64_t seed = 1;
  std::string proxy;     ///< an outbound proxy's URI, or ""
  std::string password;  ///< of the account; "": challenges go unanswered
  bool bridged = false;  ///< commands go through the CallbackBridge, events too
};

/// A REFER to be sent.
struct Wish {
  Form form = Form::blind;
  CallId call;              ///< that it runs on; none: out of dialog, to
  std::string target = {};  ///< this URI
  std::string refer_to = {};
  std::uint32_t token = 0;  ///< that `refer_to` carries
  ReferOptions options = {};
};

/// Limits for many agents in one process: those of a host that holds few calls.
Limits small_host();

class Agent final : public Node {
 public:
  Agent(World& world, Port port, std::string name);
  /// A new Stack in the same memory, and an empty ledger.
  void begin(const AgentSetting& setting, Application& application);

  // Node
  void receive(Port from, std::string_view bytes) override;
  void advance() override;
  Time deadline() const override;

  // What an application may do. False: the Stack refused.
  bool call(std::string_view uri, std::uint32_t token);
  bool ring(CallId call, std::uint16_t status = 180);
  bool answer(CallId call);
  bool reject(CallId call, std::uint16_t status);
  bool hang_up(CallId call);
  bool refer(const Wish& wish);
  bool cancel_transfer(TransferId transfer);
  bool hold(CallId call);
  bool resume(CallId call);
  /// The referred call, or none.
  CallId accept_refer(TransferId transfer);
  bool reject_refer(TransferId transfer, std::uint16_t status);
  void shutdown();
  void later(Microseconds length, Deed deed, CallId call, TransferId transfer = {});
  void forget_tasks() { tasks_.clear(); }
  /// The Stack's random numbers follow from this, and from whose it is, from here on.
  void draw_from(std::uint64_t seed) { stack_random_ = Random(seed ^ (setting_.seed << 32)); }
  /// The Stack's octets. With these, the ledger and `shut_down` put back, an agent without bridge and tasks is what
  /// it was, but for its random numbers.
  std::span<std::uint64_t> memory() { return state_; }
  void put_back(const Ledger& before, bool shut_down) {
    ledger = before;
    shut_down_ = shut_down;
  }

  Stack& stack() { return *stack_; }
  const Stack& stack() const { return *stack_; }
  World& world() { return world_; }
  const std::string& name() const { return name_; }
  std::string uri(std::uint32_t token = 0) const { return uri_of(name_, port(), token); }
  const AgentSetting& setting() const { return setting_; }
  bool shut_down() const { return shut_down_; }
  const Listener& listener() const { return listener_; }

  Ledger ledger;
  Random random;

 private:
  void drain();
  void collect();
  void violate(std::string_view what);
  void on_event(const Event& event);
  void tell(const Event& event);
  bool refer_by_call(const Wish& wish, SentFact& fact);
  bool refer_by_session(const Wish& wish);

  World& world_;
  std::string name_, account_uri_;
  Application* application_ = nullptr;
  AgentSetting setting_;
  std::vector<std::uint64_t> state_, work_;
  std::vector<char> buffer_;
  Random stack_random_;
  Stack* stack_ = nullptr;
  FlowId flow_;
  AccountId account_;
  std::vector<Task> tasks_;
  bool shut_down_ = false;

  Listener listener_;
  std::vector<SessionSlot> sessions_;
  std::vector<ReferSlot> refers_;
  std::optional<CallbackBridge> bridge_;

  friend struct AgentEnvironment;
};

}  // namespace baton::simulation
