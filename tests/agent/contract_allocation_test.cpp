// After `make` a Stack allocates nothing: every way to the heap of this process is counted. An executable of
// its own, since it replaces the global allocation functions.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "baton/stack.hpp"

namespace {
std::size_t allocations = 0;
bool counting = false;

void* take(std::size_t size) {
  if (counting) ++allocations;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
}  // namespace

void* operator new(std::size_t size) {
  return take(size);
}
void* operator new[](std::size_t size) {
  return take(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return take(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return take(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}

namespace baton {
namespace {

constexpr Limits limits = Limits::device();

struct Agent {
  StaticStack<limits> memory;
  Stack* stack = nullptr;
  Endpoint address;
  FlowId flow;
  AccountId account;
  std::string_view uri;
  std::uint64_t random = 0;
  std::array<EventKind, 32> heard{};
  std::size_t heard_count = 0;

  std::size_t count(EventKind kind) const {
    std::size_t found = 0;
    for (std::size_t i = 0; i < heard_count; ++i)
      found += heard[i] == kind ? 1U : 0U;
    return found;
  }
};

void draw(void* context, std::span<std::byte> out) noexcept {
  auto& state = *static_cast<std::uint64_t*>(context);
  for (std::byte& byte : out) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = static_cast<std::byte>(state >> 56);
  }
}

/// Three agents joined by nothing but their transmit queues.
struct World {
  std::array<Agent, 3> agents;
  std::array<std::byte, limits.message_bytes> buffer{};
  Time now{0};
  CallId referred;

  void start() {
    static constexpr std::array<std::string_view, 3> uris{"sip:a@127.0.0.1:6000", "sip:b@127.0.0.1:6001",
                                                          "sip:c@127.0.0.1:6002"};
    for (std::size_t i = 0; i < agents.size(); ++i) {
      Agent& agent = agents[i];
      agent.random = i + 1;
      agent.uri = uris[i];
      agent.address = *parse_address("127.0.0.1", static_cast<std::uint16_t>(6000 + i));
      agent.stack = *agent.memory.make({.context = &agent.random, .random = draw, .hash = nullptr});
      agent.flow =
          *agent.stack->flow_opened(now, {.transport = Transport::udp, .local = agent.address, .peer = {}});
      agent.account = *agent.stack->add_account(
          now, {.uri = agent.uri, .display_name = {}, .contact_user = {}, .proxy = {}, .user_agent = {}});
    }
  }
  void drain(Agent& agent) {
    while (const auto event = agent.stack->next_event()) {
      if (agent.heard_count < agent.heard.size()) agent.heard[agent.heard_count++] = event->kind;
      if (event->kind == EventKind::call_incoming) {
        (void)agent.stack->ring(now, event->call);
        (void)agent.stack->answer(now, event->call);
      } else if (event->kind == EventKind::refer_received) {
        const auto call = agent.stack->accept_refer(now, event->transfer, event->message->bytes());
        if (call) referred = *call;
      }
    }
  }
  void run(Microseconds length) {
    for (const Time end = now + length; now < end; now = now + milliseconds(1)) {
      for (Agent& from : agents) {
        while (const auto out = from.stack->next_transmit(buffer)) {
          for (Agent& to : agents) {
            if (to.address != out->peer) continue;
            (void)to.stack->receive(now, to.flow, from.address, std::span(buffer).first(out->size));
            drain(to);
          }
        }
        if (from.stack->next_deadline() > now) continue;
        from.stack->advance(now);
        drain(from);
      }
    }
  }
};

TEST(Allocation, CounterSeesWhatIsAllocated) {
  counting = true;
  // A volatile pointer, or the compiler may leave the pair out.
  int* volatile number = new int(1);
  delete number;
  counting = false;
  EXPECT_EQ(allocations, 1u);
  allocations = 0;
}

TEST(Allocation, IsNeverDoneByAStackOverAWholeTransfer) {
  static World world;
  allocations = 0;
  counting = true;
  world.start();
  Agent& a = world.agents[0];
  Agent& b = world.agents[1];
  Agent& c = world.agents[2];
  const auto call = a.stack->call(world.now, a.account, b.uri);
  world.run(seconds(1));
  const auto transfer = a.stack->refer(world.now, *call, c.uri);
  world.run(seconds(2));
  (void)a.stack->hang_up(world.now, *call);
  (void)b.stack->hang_up(world.now, world.referred);
  world.run(seconds(100));
  counting = false;
  EXPECT_EQ(allocations, 0u);
  ASSERT_TRUE(call && transfer);
  EXPECT_EQ(a.count(EventKind::transfer_succeeded), 1u);
  EXPECT_EQ(a.count(EventKind::call_ended), 1u);
  EXPECT_EQ(b.count(EventKind::call_ended), 2u);
  EXPECT_EQ(c.count(EventKind::call_ended), 1u);
  for (const Agent& agent : world.agents)
    EXPECT_EQ(agent.stack->next_deadline(), never);
}

}  // namespace
}  // namespace baton
