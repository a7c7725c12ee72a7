// Blind transfer among three Stacks in memory.
#include <gtest/gtest.h>

#include "tests/simulation/scene.hpp"

namespace baton {
namespace {

using simulation::Party;
using simulation::Scene;

/// Bob has called Alice and refers her to Carol:
///
///   Alice            Bob             Carol
///     |<--- INVITE ---|                |
///     |---- 200 ----->|                |
///     |<--- ACK ------|                |
///     |<--- REFER ----|                |
///     |---- 202 ----->|                |
///     |-- NOTIFY 100->|                |
///     |---- INVITE ------------------->|
///     |<------------------- 180 -------|
///     |-- NOTIFY 180->|                |
///     |<------------------- 200 -------|
///     |-- NOTIFY 200->|                |
///     |<--- BYE ------|                |
struct Story {
  Scene scene;
  Party& alice = scene.add("alice", 5070);
  Party& bob = scene.add("bob", 5071);
  Party& carol = scene.add("carol", 5072);
  CallId bob_call, alice_call, referred;
  TransferId transfer;
  std::uint16_t carol_answers = 200;
  bool alice_accepts = true;
  bool alice_hangs_up_on_accept = false;

  Story() {
    alice.on_event = [this](Party& self, const Event& event) {
      if (event.kind == EventKind::call_incoming) {
        alice_call = event.call;
        EXPECT_EQ(self.stack().answer(scene.now, event.call), Errc::ok);
      } else if (event.kind == EventKind::refer_received) {
        if (!alice_accepts) {
          EXPECT_EQ(self.stack().reject_refer(scene.now, event.transfer), Errc::ok);
          return;
        }
        const auto call = self.stack().accept_refer(scene.now, event.transfer, event.message->bytes());
        ASSERT_TRUE(call) << name(call.error());
        referred = *call;
        if (alice_hangs_up_on_accept) {
          EXPECT_EQ(self.stack().hang_up(scene.now, event.call), Errc::ok);
        }
      }
    };
    carol.on_event = [this](Party& self, const Event& event) {
      if (event.kind != EventKind::call_incoming) return;
      if (carol_answers != 200) {
        EXPECT_EQ(self.stack().reject(scene.now, event.call, carol_answers), Errc::ok);
        return;
      }
      EXPECT_EQ(self.stack().ring(scene.now, event.call), Errc::ok);
      EXPECT_EQ(self.stack().answer(scene.now, event.call), Errc::ok);
    };
    bob.on_event = [this](Party& self, const Event& event) {
      if (event.kind == EventKind::transfer_succeeded) (void)self.stack().hang_up(scene.now, event.call);
    };
  }

  void connect() {
    const auto call = bob.stack().call(scene.now, bob.account, alice.uri);
    ASSERT_TRUE(call) << name(call.error());
    bob_call = *call;
    ASSERT_TRUE(scene.run_until([&] { return alice.count(EventKind::call_connected) == 1; }));
  }
  void refer() {
    const auto id = bob.stack().refer(scene.now, bob_call, carol.uri);
    ASSERT_TRUE(id) << name(id.error());
    transfer = *id;
  }
};

TEST(BlindTransfer, GivesEachOutcomeOnceAndInOrder) {
  Story story;
  story.connect();
  story.refer();
  ASSERT_TRUE(story.scene.run_until([&] { return story.bob.count(EventKind::call_ended) == 1; }));
  EXPECT_EQ(story.bob.story(true), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
  EXPECT_EQ(story.alice.stack().state(story.referred), CallState::confirmed);
  story.scene.run(seconds(1));
  EXPECT_EQ(story.alice.count(EventKind::referral_ended), 1u);
  EXPECT_EQ(story.alice.last(EventKind::referral_ended)->status, 200);
}

TEST(BlindTransfer, LeavesEveryPoolEmptyOnceAllHaveHungUp) {
  Story story;
  story.connect();
  story.refer();
  ASSERT_TRUE(story.scene.run_until([&] { return story.bob.count(EventKind::call_ended) == 1; }));
  EXPECT_EQ(story.alice.stack().hang_up(story.scene.now, story.referred), Errc::ok);
  story.scene.run(seconds(120));
  for (const auto& party : story.scene.parties) {
    const Usage usage = party->stack().usage();
    EXPECT_EQ(usage.transactions.used, 0u) << party->name;
    EXPECT_EQ(usage.dialogs.used, 0u) << party->name;
    EXPECT_EQ(usage.calls.used, 0u) << party->name;
    EXPECT_EQ(usage.transfers.used, 0u) << party->name;
    EXPECT_EQ(usage.subscriptions.used, 0u) << party->name;
    EXPECT_EQ(usage.blocks.used, 0u) << party->name;
    EXPECT_EQ(party->stack().next_deadline(), never) << party->name;
  }
}

TEST(BlindTransfer, ReportsARefusedRefer) {
  Story story;
  story.alice_accepts = false;
  story.connect();
  story.refer();
  story.scene.run(seconds(60));
  EXPECT_EQ(story.bob.story(true), "refer_rejected");
  EXPECT_EQ(story.bob.last(EventKind::refer_rejected)->status, 603);
  EXPECT_EQ(story.bob.stack().state(story.bob_call), CallState::confirmed);
}

TEST(BlindTransfer, ReportsABusyTarget) {
  Story story;
  story.carol_answers = 486;
  story.connect();
  story.refer();
  story.scene.run(seconds(60));
  EXPECT_EQ(story.bob.story(true), "refer_accepted transfer_trying transfer_failed");
  EXPECT_EQ(story.bob.last(EventKind::transfer_failed)->status, 486);
  EXPECT_EQ(story.bob.stack().state(story.bob_call), CallState::confirmed)
      << "a failed transfer keeps the call";
}

TEST(BlindTransfer, OutlivesTheCallThatTheTransfereeHangsUpAtOnce_Rfc5057_5_5) {
  Story story;
  story.alice_hangs_up_on_accept = true;
  story.connect();
  story.refer();
  story.scene.run(seconds(60));
  EXPECT_EQ(story.bob.story(true), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
  EXPECT_EQ(story.bob.count(EventKind::call_ended), 1u);
}

}  // namespace
}  // namespace baton
