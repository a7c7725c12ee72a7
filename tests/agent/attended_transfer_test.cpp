// Attended transfer among three Stacks in memory (RFC 3515, RFC 3891, RFC 5589 7.3).
#include <gtest/gtest.h>

#include "tests/simulation/scene.hpp"

namespace baton {
namespace {

using simulation::Party;
using simulation::Scene;

// Bob has a call with Alice and one with Carol, and joins the two:
//
//   Alice            Bob             Carol
//     |<== call =====>|<==== call ====>|
//     |<--- REFER ----|                |  Refer-To: Carol's Contact ?Replaces= their dialog
//     |---- 202 ----->|                |
//     |-- NOTIFY 100->|                |
//     |---- INVITE ------------------->|  Replaces, Referred-By: Bob
//     |<------------------- 200 -------|
//     |---- ACK ---------------------->|
//     |               |<----- BYE -----|
//     |-- NOTIFY 200->|                |
//     |<--- BYE ------|                |
struct Attended : testing::TestWithParam<std::tuple<bool, bool>> {
  Scene scene;
  Party& alice = scene.add("alice", 5070);
  Party& bob = scene.add("bob", 5071);
  Party& carol = scene.add("carol", 5072);
  CallId first, second;         ///< Bob's calls with Alice and with Carol
  CallId alice_call, carol_call;
  CallId referred, replacement;  ///< the new call, at Alice and at Carol

  Attended() {
    alice.on_event = [this](Party& self, const Event& event) {
      answer(self, event);
      if (event.kind == EventKind::call_connected && alice_call == CallId{}) alice_call = event.call;
      if (event.kind != EventKind::refer_received) return;
      const auto call = self.stack().accept_refer(scene.now, event.transfer, event.message->bytes());
      ASSERT_TRUE(call) << name(call.error());
      referred = *call;
    };
    carol.on_event = [this](Party& self, const Event& event) {
      answer(self, event);
      if (event.kind == EventKind::call_connected && carol_call == CallId{}) carol_call = event.call;
      if (event.kind == EventKind::call_replacing) {
        replacement = event.call;
        EXPECT_EQ(event.other, carol_call);
      }
    };
    bob.on_event = [this](Party& self, const Event& event) {
      answer(self, event);
      if (event.kind == EventKind::transfer_succeeded) (void)self.stack().hang_up(scene.now, first);
    };
  }

  void answer(Party& party, const Event& event) {
    if (event.kind != EventKind::call_incoming) return;
    EXPECT_EQ(party.stack().answer(scene.now, event.call), Errc::ok);
  }
  /// A call between Bob and the other, called by Bob or the other; Bob's id of it.
  CallId connect(Party& other, bool called_by_bob) {
    Party& caller = called_by_bob ? bob : other;
    Party& callee = called_by_bob ? other : bob;
    const std::size_t before = bob.count(EventKind::call_connected);
    const auto call = caller.stack().call(scene.now, caller.account, callee.uri);
    EXPECT_TRUE(call) << name(call.error());
    EXPECT_TRUE(scene.run_until([&] { return bob.count(EventKind::call_connected) == before + 1; }));
    return bob.last(EventKind::call_connected)->call;
  }
  std::size_t sent(const Party& from, std::string_view start) const {
    std::size_t count = 0;
    for (const auto& packet : scene.log) {
      if (packet.from == from.address && packet.text.starts_with(start)) ++count;
    }
    return count;
  }
};

TEST_P(Attended, JoinsTheTwoOthersAndEndsBothCallsOfBob) {
  first = connect(alice, std::get<0>(GetParam()));
  second = connect(carol, std::get<1>(GetParam()));
  scene.run(seconds(2));
  const auto transfer = bob.stack().refer(scene.now, first, {}, {.replaces = second});
  ASSERT_TRUE(transfer) << name(transfer.error());
  scene.run(seconds(10));
  EXPECT_EQ(bob.story(true), "refer_accepted transfer_trying transfer_succeeded");
  ASSERT_NE(replacement, CallId{}) << carol.story();
  EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
  EXPECT_EQ(carol.stack().state(replacement), CallState::confirmed);
  EXPECT_EQ(carol.count(EventKind::call_incoming), std::get<1>(GetParam()) ? 1u : 0u) << "the new call did not ring";
  EXPECT_EQ(name(carol.last(EventKind::call_ended)->cause), name(Cause::replaced));
  EXPECT_EQ(carol.last(EventKind::call_ended)->call, carol_call);
  EXPECT_EQ(bob.count(EventKind::call_ended), 2u);
  EXPECT_EQ(alice.last(EventKind::call_ended)->call, alice_call);
  EXPECT_EQ(sent(carol, "BYE"), 1u) << "Carol's, of the replaced call";
  EXPECT_EQ(sent(bob, "BYE"), 1u) << "Bob's, to Alice";
  scene.run(seconds(70));
  EXPECT_TRUE(bob.stack().idle());
  EXPECT_EQ(bob.stack().usage().dialogs.used, 0u);
  EXPECT_EQ(bob.stack().usage().blocks.used, 0u);
}

TEST_P(Attended, WhenTheTargetHasHungUpBothItsCallersHearOfItAndTheFirstCallStands) {
  first = connect(alice, std::get<0>(GetParam()));
  second = connect(carol, std::get<1>(GetParam()));
  scene.run(seconds(2));
  // Carol hangs up just as the REFER leaves: her BYE and Alice's INVITE cross.
  const auto transfer = bob.stack().refer(scene.now, first, {}, {.replaces = second});
  ASSERT_TRUE(transfer) << name(transfer.error());
  EXPECT_EQ(carol.stack().hang_up(scene.now, carol_call), Errc::ok);
  scene.run(seconds(10));
  EXPECT_EQ(bob.story(true), "refer_accepted transfer_trying transfer_failed");
  EXPECT_EQ(bob.last(EventKind::transfer_failed)->status, 603) << "row 4 of outcome table 3";
  EXPECT_EQ(bob.stack().state(first), CallState::confirmed);
  EXPECT_EQ(carol.count(EventKind::call_replacing), 0u);
}

INSTANTIATE_TEST_SUITE_P(WhoCalledWhom, Attended, testing::Combine(testing::Bool(), testing::Bool()));

}  // namespace
}  // namespace baton
