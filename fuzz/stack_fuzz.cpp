// The whole Stack under a script: three user agents, a network that loses, doubles, reorders and
// changes what it carries, applications that command anything at any time, drivers that make
// mistakes. After every step the invariants hold; in the end, after shutdown and a long silence,
// every pool is empty.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "baton/stack.hpp"
#include "fuzz/script.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using fuzz::Script;

void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

/// Where a REFER of ours stands: the contract of its callbacks.
enum class Stage { asked, accepted, trying, ringing, over };

struct Packet {
  std::uint16_t to = 0, from = 0;
  std::string text;
};

struct Agent {
  std::string uri;
  std::uint16_t port = 0;
  std::uint64_t random = 0;
  Limits limits;
  std::vector<std::uint64_t> state, work;
  Stack* stack = nullptr;
  FlowId flow;
  AccountId account;
  std::vector<CallId> calls;
  std::vector<TransferId> referrals;
  std::map<std::uint64_t, Stage> transfers;  // by index and generation
  bool jammed = false;                       // takes no transmits for now
};

void draw(void* context, std::span<std::byte> out) noexcept {
  auto& state = static_cast<Agent*>(context)->random;
  for (std::byte& byte : out) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = static_cast<std::byte>(state >> 56);
  }
}

std::uint64_t key_of(TransferId id) {
  return static_cast<std::uint64_t>(id.index) << 32 | id.generation;
}

Endpoint at(std::uint16_t port) {
  return *parse_address("127.0.0.1", port);
}

class World {
 public:
  explicit World(Script& script) : script_(script) {
    manners_ = script.octet();
    for (std::uint16_t i = 0; i < 3; ++i)
      add(static_cast<std::uint16_t>(5060 + i));
  }

  void run() {
    while (script_.more() && steps_ < 2'000) {
      ++steps_;
      step();
      for (auto& agent : agents_)
        check(*agent);
    }
    finish();
  }

 private:
  void add(std::uint16_t port) {
    auto agent = std::make_unique<Agent>();
    agent->port = port;
    agent->uri = "sip:u" + std::to_string(port) + "@127.0.0.1:" + std::to_string(port);
    agent->random = port;
    agent->limits = Limits::device();
    const std::uint8_t squeeze = script_.octet();
    if ((squeeze & 1) != 0) agent->limits.transactions = 4 + (squeeze >> 4);
    if ((squeeze & 1) != 0) agent->limits.reserved = 2;
    if ((squeeze & 2) != 0) agent->limits.blocks = 12 + (squeeze >> 3);
    if ((squeeze & 4) != 0) agent->limits.dialogs = 1 + (squeeze >> 6);
    if ((squeeze & 8) != 0) agent->limits.subscriptions = 1;
    agent->state.resize(state_bytes(agent->limits) / 8 + 1);
    agent->work.resize(work_bytes(agent->limits) / 8 + 1);
    const Environment environment{.context = agent.get(), .random = draw, .hash = nullptr};
    const auto made = Stack::make(agent->limits, environment, std::as_writable_bytes(std::span(agent->state)),
                                  std::as_writable_bytes(std::span(agent->work)));
    require(static_cast<bool>(made), "limits of this shape make a Stack");
    agent->stack = *made;
    agent->flow =
        *agent->stack->flow_opened(now_, {.transport = Transport::udp, .local = at(port), .peer = {}});
    AccountView view;
    view.uri = agent->uri;
    agent->account = *agent->stack->add_account(now_, view);
    agents_.push_back(std::move(agent));
  }

  Agent& any() { return *agents_[script_.number(3)]; }

  template <class Of>
  Of pick(const std::vector<Of>& from) {
    if (from.empty()) return {.index = script_.octet(), .generation = script_.octet()};
    return from[script_.number(static_cast<std::uint32_t>(from.size()))];
  }

  void step() {
    switch (script_.octet() % 16) {
      case 0:
      case 1:
      case 2: return deliver(0);
      case 3: return deliver(script_.octet());
      case 4:
        if (!wire_.empty()) wire_.erase(wire_.begin() + script_.number(small(wire_.size())));
        return;
      case 5:
        if (!wire_.empty()) wire_.push_back(wire_[script_.number(small(wire_.size()))]);
        return;
      case 6: return corrupt();
      case 7: {
        Agent& agent = any();
        const std::string_view text = script_.text();
        return receive(agent, {.to = agent.port, .from = 5099, .text = std::string(text)});
      }
      case 8: return pass(milliseconds(10 * (1 + script_.octet())));
      case 9: return pass(seconds(script_.octet()));
      case 10: {
        Agent& agent = any();
        agent.jammed = !agent.jammed;
        return collect(agent);
      }
      case 11: {
        Agent& agent = any();
        const std::uint16_t peer = static_cast<std::uint16_t>(5060 + script_.number(4));
        (void)agent.stack->flow_failed(now_, agent.flow, at(peer));
        return drain(agent);
      }
      case 12: return splice();
      default: return command(any());
    }
  }

  static std::uint32_t small(std::size_t size) { return static_cast<std::uint32_t>(size < 255 ? size : 255); }

  void command(Agent& agent) {
    Stack& stack = *agent.stack;
    switch (script_.octet() % 10) {
      case 0: {
        const auto call = stack.call(now_, agent.account, any().uri);
        if (call) agent.calls.push_back(*call);
        break;
      }
      case 1: (void)stack.answer(now_, pick(agent.calls)); break;
      case 2:
        (void)stack.ring(now_, pick(agent.calls), static_cast<std::uint16_t>(100 + script_.octet()));
        break;
      case 3:
        (void)stack.reject(now_, pick(agent.calls), static_cast<std::uint16_t>(280 + 2 * script_.octet()));
        break;
      case 4: (void)stack.hang_up(now_, pick(agent.calls)); break;
      case 5:
      case 6: refer(agent, pick(agent.calls)); break;
      case 7: {
        const auto call = stack.accept_refer(now_, pick(agent.referrals));
        if (call) agent.calls.push_back(*call);
        break;
      }
      case 8:
        (void)stack.reject_refer(now_, pick(agent.referrals),
                                 static_cast<std::uint16_t>(400 + script_.octet()));
        break;
      case 9:
        if (script_.octet() == 0) stack.shutdown(now_);
        break;
    }
    collect(agent);
  }

  void refer(Agent& agent, CallId call) {
    const std::uint8_t kind = script_.octet();
    const auto transfer = kind == 255 ? agent.stack->refer(now_, call, script_.text())
                                      : agent.stack->refer(now_, call, agents_[kind % 3]->uri);
    if (!transfer) return;
    require(agent.transfers.emplace(key_of(*transfer), Stage::asked).second, "transfer ids are new");
  }

  void deliver(std::uint32_t which) {
    if (wire_.empty()) return;
    const auto place = wire_.begin() + which % small(wire_.size());
    const Packet packet = *place;
    wire_.erase(place);
    for (auto& agent : agents_) {
      if (agent->port == packet.to) receive(*agent, packet);
    }
  }

  void receive(Agent& agent, const Packet& packet) {
    // Exactly sized, so that one octet read too far is seen.
    const std::vector<std::byte> exact(
        reinterpret_cast<const std::byte*>(packet.text.data()),
        reinterpret_cast<const std::byte*>(packet.text.data()) + packet.text.size());
    const Errc first = agent.stack->receive(now_, agent.flow, at(packet.from), exact);
    require(first != Errc::not_drained, "what was drained takes the next input");
    drain(agent);
  }

  /// Changes octets of a packet on its way.
  void corrupt() {
    if (wire_.empty()) return;
    std::string& text = wire_[script_.number(small(wire_.size()))].text;
    if (text.empty()) return;
    const std::size_t place =
        (static_cast<std::size_t>(script_.octet()) << 8 | script_.octet()) % text.size();
    switch (script_.number(3)) {
      case 0: text[place] = static_cast<char>(script_.octet()); break;
      case 1: text.erase(place, 1 + script_.octet()); break;
      case 2: text.insert(place, script_.text()); break;
    }
  }

  /// Puts a line of the script into a packet's header section: a header nobody expected.
  void splice() {
    if (wire_.empty()) return;
    std::string& text = wire_[script_.number(small(wire_.size()))].text;
    const std::size_t line = text.find("\r\n");
    if (line == std::string::npos) return;
    text.insert(line + 2, std::string(script_.text()) + "\r\n");
  }

  void pass(Microseconds length) {
    const Time until = now_ + length;
    for (int round = 0; round < 400; ++round) {
      Time next = until;
      for (auto& agent : agents_) {
        if (agent->stack->next_deadline() < next) next = agent->stack->next_deadline();
      }
      if (next > now_) now_ = next;
      for (auto& agent : agents_) {
        agent->stack->advance(now_);
        drain(*agent);
      }
      if (now_ >= until) return;
    }
    now_ = until;
  }

  void collect(Agent& agent) {
    if (agent.jammed) return;
    std::vector<std::byte> buffer(agent.limits.message_bytes);
    while (const auto out = agent.stack->next_transmit(buffer)) {
      require(out->size <= buffer.size(), "a message fits the buffer");
      if (wire_.size() >= 64) wire_.pop_front();
      wire_.push_back({.to = out->peer.port,
                       .from = agent.port,
                       .text = std::string(reinterpret_cast<const char*>(buffer.data()), out->size)});
    }
  }

  void drain(Agent& agent) {
    for (int count = 0;; ++count) {
      require(count <= 64, "every drain ends");
      collect(agent);
      const auto event = agent.stack->next_event();
      if (!event) return;
      if ((manners_ & 1) != 0 && agent.stack->usage().events.used != 0) {
        // A driver that does not drain hears so, and nothing is taken.
        require(agent.stack->receive(now_, agent.flow, at(5099), {}) == Errc::not_drained,
                "an input before the drain is over is refused");
      }
      hear(agent, *event);
    }
  }

  void hear(Agent& agent, const Event& event) {
    switch (event.kind) {
      case EventKind::call_incoming:
        agent.calls.push_back(event.call);
        if ((manners_ & 2) != 0) (void)agent.stack->answer(now_, event.call);
        break;
      case EventKind::refer_received:
        agent.referrals.push_back(event.transfer);
        require(event.message != nullptr, "a REFER is handed out with its message");
        if ((manners_ & 4) != 0) {
          const auto call = agent.stack->accept_refer(now_, event.transfer, event.message->bytes());
          if (call) agent.calls.push_back(*call);
        }
        break;
      case EventKind::call_connected:
        if ((manners_ & 8) != 0 && agent.port == 5061) {
          const auto transfer = agent.stack->refer(now_, event.call, agents_[2]->uri);
          if (transfer) agent.transfers.emplace(key_of(*transfer), Stage::asked);
        }
        break;
      case EventKind::transfer_succeeded:
        if ((manners_ & 16) != 0) (void)agent.stack->hang_up(now_, event.call);
        outcome(agent, event);
        break;
      case EventKind::refer_accepted:
      case EventKind::refer_rejected:
      case EventKind::transfer_trying:
      case EventKind::transfer_ringing:
      case EventKind::transfer_failed: outcome(agent, event); break;
      default: break;
    }
  }

  static void outcome(Agent& agent, const Event& event) {
    const auto found = agent.transfers.find(key_of(event.transfer));
    require(found != agent.transfers.end(), "an outcome belongs to a REFER of ours");
    Stage& stage = found->second;
    switch (event.kind) {
      case EventKind::refer_accepted:
        require(stage == Stage::asked, "accepted comes first and once");
        stage = Stage::accepted;
        break;
      case EventKind::refer_rejected:
        require(stage == Stage::asked, "rejected comes first and once");
        stage = Stage::over;
        break;
      case EventKind::transfer_trying:
        require(stage == Stage::accepted, "trying comes once, after accepted, before ringing");
        stage = Stage::trying;
        break;
      case EventKind::transfer_ringing:
        require(stage == Stage::trying, "ringing comes once, after trying");
        stage = Stage::ringing;
        break;
      default:
        require(stage != Stage::asked && stage != Stage::over, "one outcome, after accepted");
        stage = Stage::over;
        require(agent.stack->state(event.transfer) == TransferState::none, "its handle has ended");
    }
  }

  static void check(Agent& agent) {
    const Usage usage = agent.stack->usage();
    for (const PoolUsage& pool :
         {usage.transactions, usage.dialogs, usage.calls, usage.transfers, usage.subscriptions, usage.blocks,
          usage.outputs, usage.events, usage.flows, usage.accounts}) {
      require(pool.used <= pool.capacity && pool.used <= pool.high_water, "pools keep their limits");
    }
    require(usage.events.used == 0, "drained");
  }

  void finish() {
    for (auto& agent : agents_) {
      agent->jammed = false;
      agent->stack->shutdown(now_);
      drain(*agent);
    }
    for (int round = 0; round < 40; ++round)
      pass(seconds(30));  // nobody hears anybody any more
    for (auto& agent : agents_) {
      const Usage usage = agent->stack->usage();
      for (const PoolUsage& pool : {usage.transactions, usage.dialogs, usage.calls, usage.transfers,
                                    usage.subscriptions, usage.blocks, usage.outputs}) {
        require(pool.used == 0, "after shutdown and silence every pool is empty");
      }
      require(agent->stack->next_deadline() == never, "and nothing is waited for");
      for (const auto& [id, stage] : agent->transfers) {
        require(stage == Stage::over, "every REFER has had its outcome");
      }
    }
  }

  Script& script_;
  std::uint8_t manners_ = 0;
  Time now_{1'000'000};
  int steps_ = 0;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::deque<Packet> wire_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script(data, size);
  World world(script);
  world.run();
  return 0;
}
