// Blind transfers over a network that loses, delays, doubles and reorders, with applications that do
// anything legal at any moment. By seed: a failing one is named and can be run alone with
// BATON_SEED=n.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "tests/simulation/scene.hpp"

namespace baton::simulation {
namespace {

struct Run {
  explicit Run(std::uint64_t seed) : random(seed) {
    const unsigned loss = draw(40);  // percent
    const unsigned doubled = draw(20);
    const std::int64_t jitter_ms = draw(3) == 0 ? draw(1500) : draw(60);
    scene.network = [this, loss, doubled, jitter_ms](const Packet&) {
      return Scene::Fate{.lost = draw(100) < loss,
                         .delay = milliseconds(1 + static_cast<std::int64_t>(
                                                       random() % static_cast<std::uint64_t>(jitter_ms + 1))),
                         .doubled = draw(100) < doubled};
    };
    alice = &scene.add("alice", 5070, Limits::host(8), {}, seed);
    bob = &scene.add("bob", 5071, Limits::host(8), {}, seed);
    carol = &scene.add("carol", 5072, Limits::host(8), {}, seed);
    alice->on_event = [this](Party& self, const Event& event) { on_alice(self, event); };
    bob->on_event = [this](Party& self, const Event& event) { on_bob(self, event); };
    carol->on_event = [this](Party& self, const Event& event) { on_carol(self, event); };
  }

  unsigned draw(unsigned below) { return static_cast<unsigned>(random() % (below == 0 ? 1 : below)); }

  void on_alice(Party& self, const Event& event) {
    if (event.kind == EventKind::call_incoming) {
      (void)self.stack().answer(scene.now, event.call);
    } else if (event.kind == EventKind::refer_received) {
      switch (draw(5)) {
        case 0: (void)self.stack().reject_refer(scene.now, event.transfer); break;
        case 1: break;  // nobody decides
        default: {
          const auto call = self.stack().accept_refer(scene.now, event.transfer);
          if (call && draw(2) == 0) (void)self.stack().hang_up(scene.now, event.call);
          if (call && draw(6) == 0) (void)self.stack().hang_up(scene.now, *call);
        }
      }
    }
  }
  void on_bob(Party& self, const Event& event) {
    if (event.kind == EventKind::call_connected && !referred) {
      referred = true;
      if (self.stack().refer(scene.now, event.call, carol->uri)) ++refers;
      if (draw(4) == 0) (void)self.stack().hang_up(scene.now, event.call);
    } else if (event.kind == EventKind::transfer_succeeded) {
      (void)self.stack().hang_up(scene.now, event.call);
    }
  }
  void on_carol(Party& self, const Event& event) {
    if (event.kind != EventKind::call_incoming) return;
    if (draw(4) == 0) {
      (void)self.stack().reject(scene.now, event.call, 486);
      return;
    }
    if (draw(3) != 0) (void)self.stack().ring(scene.now, event.call);
    (void)self.stack().answer(scene.now, event.call);
  }

  std::mt19937_64 random;
  Scene scene;
  Party *alice = nullptr, *bob = nullptr, *carol = nullptr;
  bool referred = false;
  int refers = 0;
};

/// The contract of the outcome table: one outcome, in legal order.
void check_contract(const Run& run) {
  int stage = 0;
  for (const Heard& heard : run.bob->heard) {
    switch (heard.kind) {
      case EventKind::refer_accepted:
        ASSERT_EQ(stage, 0);
        stage = 1;
        break;
      case EventKind::refer_rejected:
        ASSERT_EQ(stage, 0);
        stage = 4;
        break;
      case EventKind::transfer_trying:
        ASSERT_EQ(stage, 1);
        stage = 2;
        break;
      case EventKind::transfer_ringing:
        ASSERT_EQ(stage, 2);
        stage = 3;
        break;
      case EventKind::transfer_succeeded:
      case EventKind::transfer_failed:
        ASSERT_GE(stage, 1);
        ASSERT_LE(stage, 3);
        stage = 4;
        break;
      default: break;
    }
  }
  ASSERT_EQ(stage, run.refers == 0 ? 0 : 4) << "exactly one outcome for each REFER";
}

/// Both ends tell the same story, but for what outcome table 4 names.
void check_agreement(const Run& run) {
  const Heard* theirs = run.alice->last(EventKind::referral_ended);
  const Heard* succeeded = run.bob->last(EventKind::transfer_succeeded);
  if (succeeded != nullptr) {
    ASSERT_NE(theirs, nullptr);
    ASSERT_EQ(theirs->status / 100, 2) << "success here, and no call there";
  }
  const Heard* failed = run.bob->last(EventKind::transfer_failed);
  if (failed != nullptr && failed->status >= 300 && failed->status != 408) {
    ASSERT_NE(theirs, nullptr);
    ASSERT_EQ(theirs->status, failed->status);
  }
}

void check_all_released(const Run& run) {
  for (const auto& party : run.scene.parties) {
    const Usage usage = party->stack().usage();
    ASSERT_EQ(usage.transactions.used, 0u) << party->name;
    ASSERT_EQ(usage.dialogs.used, 0u) << party->name;
    ASSERT_EQ(usage.calls.used, 0u) << party->name;
    ASSERT_EQ(usage.transfers.used, 0u) << party->name;
    ASSERT_EQ(usage.subscriptions.used, 0u) << party->name;
    ASSERT_EQ(usage.blocks.used, 0u) << party->name;
    ASSERT_EQ(party->stack().next_deadline(), never) << party->name;
  }
}

void simulate(std::uint64_t seed) {
  Run run(seed);
  (void)run.alice;
  ASSERT_TRUE(run.bob->stack().call(run.scene.now, run.bob->account, run.alice->uri));
  run.scene.run(seconds(400));
  check_contract(run);
  if (testing::Test::HasFatalFailure()) return;
  check_agreement(run);
  if (testing::Test::HasFatalFailure()) return;
  for (const auto& party : run.scene.parties)
    party->stack().shutdown(run.scene.now);
  run.scene.run(seconds(400));
  check_all_released(run);
}

TEST(LossyTransfer, HasOneOutcomeForEachSeed) {
  if (const char* one = std::getenv("BATON_SEED")) {
    simulate(std::strtoull(one, nullptr, 10));
    return;
  }
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE("BATON_SEED=" + std::to_string(seed));
    simulate(seed);
    if (testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace baton::simulation
