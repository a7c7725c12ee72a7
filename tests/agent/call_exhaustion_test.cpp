// A target that is asked to replace a call, and a call that is held and resumed, with each pool too small by each
// amount: whatever fails, what stood before stands, every call ends once, and all is given back.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/simulation/scene.hpp"

namespace baton {
namespace {

using simulation::Party;
using simulation::Scene;

struct Pool {
  const char* name;
  std::uint32_t Limits::*size;
  std::uint32_t least, step;
};
const Pool pools[] = {
    {"transactions", &Limits::transactions, 4, 1}, {"dialogs", &Limits::dialogs, 1, 1},
    {"calls", &Limits::calls, 1, 1},               {"blocks", &Limits::blocks, 4, 1},
    {"dialog_text", &Limits::dialog_text, 128, 8}, {"outputs", &Limits::outputs, 4, 1},
    {"events", &Limits::events, 8, 1},             {"headers", &Limits::headers, 20, 1},
    {"message_bytes", &Limits::message_bytes, 512, 16},
};

Limits small() {
  Limits limits = Limits::host(4);
  limits.reserved = 1;
  limits.block_bytes = 128;
  limits.blocks = 200;
  limits.headers = 40;
  limits.message_bytes = 1'300;
  return limits;
}
Limits limited(const Pool& pool, std::uint32_t size) {
  Limits limits = small();
  limits.*pool.size = size;
  if (limits.reserved >= limits.transactions) limits.reserved = limits.transactions - 1;
  return limits;
}

/// Bob has called Carol, whose Stack is small; Alice, who knows their dialog, asks to replace it.
struct Story {
  explicit Story(const Limits& limits) : carol(scene.add("carol", 5072, limits)) {
    for (Party* party : {&alice, &bob, &carol}) {
      party->on_event = [this](Party& self, const Event& event) {
        if (event.kind == EventKind::call_incoming) (void)self.stack().answer(scene.now, event.call);
      };
    }
  }
  bool connect() {
    const auto call = bob.stack().call(scene.now, bob.account, carol.uri);
    if (!call) return false;
    bobs = *call;
    (void)scene.run_until([&] { return carol.count(EventKind::call_connected) == 1; }, seconds(40));
    if (carol.count(EventKind::call_connected) == 0) return false;
    carols = carol.last(EventKind::call_connected)->call;
    return true;
  }
  std::string replaces() const {
    for (const auto& packet : scene.log) {
      if (packet.from != carol.address || !packet.text.starts_with("SIP/2.0 200")) continue;
      const auto tag = [](const std::string& value) { return value.substr(value.find(";tag=") + 5); };
      return packet.header("Call-ID") + ";to-tag=" + tag(packet.header("To")) +
             ";from-tag=" + tag(packet.header("From"));
    }
    return {};
  }
  void finish() {
    for (const auto& party : scene.parties) {
      for (const auto& event : party->heard) (void)party->stack().hang_up(scene.now, event.call);
    }
    for (int i = 0; i < 3; ++i) {
      scene.run(seconds(100));
      for (const auto& party : scene.parties) {
        for (const auto& event : party->heard) (void)party->stack().hang_up(scene.now, event.call);
      }
    }
    scene.run(seconds(100));
  }
  void check(const std::string& where) {
    for (const auto& party : scene.parties) {
      std::map<std::uint64_t, int> ends;
      std::set<std::uint64_t> calls;
      for (const auto& event : party->heard) {
        const std::uint64_t id = std::uint64_t{event.call.generation} << 32 | event.call.index;
        calls.insert(id);
        if (event.kind == EventKind::call_ended) ++ends[id];
      }
      for (const std::uint64_t id : calls) EXPECT_EQ(ends[id], 1) << where << ": " << party->name << party->story();
      const Usage usage = party->stack().usage();
      EXPECT_EQ(usage.transactions.used, 0u) << where << party->name;
      EXPECT_EQ(usage.dialogs.used, 0u) << where << party->name;
      EXPECT_EQ(usage.calls.used, 0u) << where << party->name;
      EXPECT_EQ(usage.blocks.used, 0u) << where << party->name;
      EXPECT_EQ(party->stack().next_deadline(), never) << where << party->name;
    }
  }

  Scene scene;
  Party& alice = scene.add("alice", 5070);
  Party& bob = scene.add("bob", 5071);
  Party& carol;
  CallId bobs, carols;
};

/// Whether the call was replaced.
bool replace(const Pool& pool, std::uint32_t size) {
  const std::string where = std::string(pool.name) + " " + std::to_string(size) + " ";
  Story story(limited(pool, size));
  bool replaced = false;
  if (story.connect()) {

    const std::string names = story.replaces();
    const std::string invite = "INVITE " + story.carol.uri +
                               " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
                               "From: <sip:a@127.0.0.1:5099>;tag=a\r\nTo: <" + story.carol.uri +
                               ">\r\nCall-ID: new\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:5099>\r\n"
                               "Referred-By: <" + story.bob.uri + ">\r\nRequire: replaces\r\nReplaces: " + names +
                               "\r\nContent-Length: 0\r\n\r\n";
    for (int i = 0; i < 7; ++i) {  // it comes again until it is answered
      story.scene.inject(simulation::loopback(5099), story.carol, invite);
      story.scene.run(seconds(1));
    }
    replaced = story.carol.count(EventKind::call_replacing) != 0;
    if (!replaced) {
      EXPECT_EQ(story.carol.stack().state(story.carols), CallState::confirmed) << where << "the old call stands";
      EXPECT_EQ(story.bob.stack().state(story.bobs), CallState::confirmed) << where;
    } else {
      story.scene.run(seconds(40));
      EXPECT_EQ(story.bob.count(EventKind::call_ended), 1u) << where << "the old call has ended";
    }
  }
  story.finish();
  story.check(where);
  return replaced;
}

/// Whether the call was held and resumed.
bool hold(const Pool& pool, std::uint32_t size) {
  const std::string where = std::string(pool.name) + " " + std::to_string(size) + " ";
  Story story(limited(pool, size));
  bool done = false;
  if (story.connect()) {
    Stack& stack = story.carol.stack();
    const bool held = stack.hold(story.scene.now, story.carols) == Errc::ok;
    story.scene.run(seconds(40));
    const bool resumed = held && stack.on_hold(story.carols) && stack.resume(story.scene.now, story.carols) == Errc::ok;
    story.scene.run(seconds(40));
    done = resumed && !stack.on_hold(story.carols);
    EXPECT_EQ(story.carol.count(EventKind::call_modified), (held ? 1u : 0u) + (resumed ? 1u : 0u)) << where;
    EXPECT_EQ(stack.state(story.carols), CallState::confirmed) << where << story.carol.story();
    EXPECT_EQ(story.bob.stack().state(story.bobs), CallState::confirmed) << where;
  }
  story.finish();
  story.check(where);
  return done;
}

class SmallPool : public testing::TestWithParam<std::size_t> {
 protected:
  void grow(bool (*play)(const Pool&, std::uint32_t)) {
    const Pool& pool = pools[GetParam()];
    std::uint32_t size = pool.least;
    for (; size <= small().*pool.size && !HasFailure(); size += pool.step) {
      if (play(pool, size)) break;
    }
    EXPECT_LE(size, small().*pool.size) << "never enough";
    for (const std::uint32_t more : {1u, 2u, 3u, 5u}) (void)play(pool, size + more * pool.step);
  }
};

TEST_P(SmallPool, OfATargetHarmsNothingThatStands) { grow(replace); }
TEST_P(SmallPool, OfOneThatHoldsHarmsNothingThatStands) { grow(hold); }

INSTANTIATE_TEST_SUITE_P(Exhaustion, SmallPool, testing::Range(std::size_t{0}, std::size(pools)),
                         [](const auto& parameter) { return std::string(pools[parameter.param].name); });

}  // namespace
}  // namespace baton
