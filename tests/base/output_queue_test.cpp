#include "src/base/output_queue.hpp"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <string>

#include "tests/base/memory.hpp"
#include "tests/base/random.hpp"

namespace {

using baton::Endpoint;
using baton::Family;
using baton::FlowId;
using baton::Transport;
using baton::core::Arena;
using baton::core::Chain;
using baton::core::MessageStore;
using baton::core::OutputQueue;
using baton::core::Route;

constexpr Endpoint peer_at(std::uint16_t port) {
  return {.address = {192, 0, 2, 1}, .port = port, .family = Family::ipv4};
}

class Queue : public testing::Test {
 protected:
  struct Taken {
    bool any = false;
    std::string text;
    baton::Transmit transmit;
  };

  bool push(std::string_view text, const Route& route) {
    Chain chain = *store.store(text);
    const bool pushed = queue.push(chain, route);
    store.release(chain);
    return pushed;
  }
  Taken pop(std::size_t room = 100) {
    std::string buffer(room, '?');
    const auto transmit = queue.pop(std::as_writable_bytes(std::span(buffer)));
    if (!transmit) {
      return {};
    }
    return {true, buffer.substr(0, transmit->size), *transmit};
  }

  Memory<40 * 36 + 5 * 40> memory;
  Arena arena{memory.span()};
  MessageStore store{arena, 40, 32};
  OutputQueue queue{arena, 5, store};
};

TEST_F(Queue, TakesItsBudgetAndNoMore) {
  EXPECT_FALSE(arena.exhausted());
  EXPECT_EQ(arena.left(), 0U);
  EXPECT_EQ(queue.free(), 5U);
  EXPECT_FALSE(pop().any);
}

TEST_F(Queue, GivesMessagesAndRoutesInTheOrderTheyCame) {
  const Route udp{{1, 3}, peer_at(5060), Transport::udp};
  const Route tls{{7, 5}, peer_at(5061), Transport::tls};
  EXPECT_TRUE(push("INVITE", udp));
  EXPECT_TRUE(push("ACK", tls));
  EXPECT_EQ(queue.used(), 2U);

  const Taken first = pop();
  EXPECT_EQ(first.text, "INVITE");
  EXPECT_EQ(first.transmit.flow, udp.flow);
  EXPECT_EQ(first.transmit.peer, udp.peer);
  EXPECT_EQ(first.transmit.transport, Transport::udp);
  const Taken second = pop();
  EXPECT_EQ(second.text, "ACK");
  EXPECT_EQ(second.transmit.flow, tls.flow);
  EXPECT_EQ(second.transmit.peer, tls.peer);
  EXPECT_EQ(second.transmit.transport, Transport::tls);
  EXPECT_FALSE(pop().any);
  EXPECT_EQ(store.used_blocks(), 0U);
}

TEST_F(Queue, HoldsAReferenceOfItsOwn) {
  Chain chain = *store.store("BYE");
  EXPECT_TRUE(queue.push(chain, {}));
  store.release(chain);
  EXPECT_EQ(store.used_blocks(), 1U);
  EXPECT_EQ(pop().text, "BYE");
  EXPECT_EQ(store.used_blocks(), 0U);
}

TEST_F(Queue, RefusesWhenFullAndTakesNoReference) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(push("x", {}));
  }
  EXPECT_EQ(queue.free(), 0U);
  EXPECT_FALSE(push("one more", {}));
  EXPECT_EQ(store.used_blocks(), 5U);
  EXPECT_EQ(queue.high_water(), 5U);
  EXPECT_TRUE(pop().any);
  EXPECT_TRUE(push("y", {}));
}

TEST_F(Queue, KeepsAMessageThatDoesNotFitTheBuffer) {
  push("REGISTER", {});
  push("x", {});
  for (std::size_t room = 0; room < 8; ++room) {
    EXPECT_FALSE(pop(room).any) << room;
    EXPECT_EQ(queue.used(), 2U);
  }
  EXPECT_EQ(pop(8).text, "REGISTER");
  EXPECT_EQ(pop(1).text, "x");
}

TEST_F(Queue, DropsWhatWaitsForAFlowThatHasGone) {
  const FlowId gone{2, 1};
  push("a", {gone, peer_at(1), Transport::tcp});
  push("b", {{2, 3}, peer_at(2), Transport::tcp});  // the same slot, another connection
  push("c", {gone, peer_at(3), Transport::tcp});
  push("d", {{1, 1}, peer_at(4), Transport::udp});
  push("e", {gone, peer_at(5), Transport::tcp});
  queue.drop_flow(gone);
  EXPECT_EQ(queue.used(), 2U);
  EXPECT_EQ(store.used_blocks(), 2U);
  EXPECT_EQ(pop().text, "b");
  EXPECT_EQ(pop().text, "d");
  EXPECT_FALSE(pop().any);
  queue.drop_flow(gone);
  EXPECT_EQ(store.used_blocks(), 0U);
}

TEST_F(Queue, WithoutSlotsRefusesEverything) {
  OutputQueue none;
  EXPECT_EQ(none.free(), 0U);
  EXPECT_FALSE(none.push(baton::core::no_index, {}));
  EXPECT_FALSE(none.pop({}));
  none.drop_flow({0, 1});
}

TEST_F(Queue, BehavesAsAModelDoes) {
  struct Waiting {
    std::string text;
    FlowId flow;
  };
  Random random(7);
  std::deque<Waiting> model;
  std::uint32_t high_water = 0;
  for (int step = 0; step < 20'000; ++step) {
    const FlowId flow{static_cast<std::uint32_t>(random.below(3)), 1};
    const std::uint64_t action = random.below(20);
    if (action < 11) {
      const std::string text(random.below(60), static_cast<char>('a' + random.below(26)));
      const bool room = model.size() < 5;
      ASSERT_EQ(push(text, {flow, peer_at(5060), Transport::udp}), room);
      if (room) {
        model.push_back({text, flow});
      }
    } else if (action < 19) {
      const std::size_t room = random.below(100);
      const Taken taken = pop(room);
      ASSERT_EQ(taken.any, !model.empty() && model.front().text.size() <= room);
      if (taken.any) {
        ASSERT_EQ(taken.text, model.front().text);
        ASSERT_EQ(taken.transmit.flow, model.front().flow);
        model.pop_front();
      }
    } else {
      queue.drop_flow(flow);
      std::erase_if(model, [&](const Waiting& waiting) { return waiting.flow == flow; });
    }
    high_water = std::max(high_water, static_cast<std::uint32_t>(model.size()));
    ASSERT_EQ(queue.used(), model.size());
    ASSERT_EQ(queue.high_water(), high_water);
  }
  for (std::uint32_t index = 0; index < 3; ++index) {
    queue.drop_flow({index, 1});
  }
  EXPECT_EQ(store.used_blocks(), 0U);
}

}  // namespace
