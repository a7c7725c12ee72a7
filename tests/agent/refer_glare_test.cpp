// Two user agents refer each other at the same moment (outcome table, "Glare"; RFC 3261 14.1):
//
//   Alice            Bob
//    |--- REFER --\ /-|
//    |<-- REFER ---X--|
//    |--- 491 ----/ \>|
//    |<-- 491 --------|
//    |   2.1 to 4 s   |   0 to 2 s: Alice has made the call
//    |<-- REFER ------|
#include <gtest/gtest.h>

#include "tests/simulation/scene.hpp"

namespace baton {
namespace {

using simulation::Party;
using simulation::Scene;

struct Glare : testing::Test {
  Scene scene;
  Party& alice = scene.add("alice", 5070, Limits::host(8), {}, 1);
  Party& bob = scene.add("bob", 5071, Limits::host(8), {}, 2);
  CallId at_alice, at_bob;

  void SetUp() override {
    bob.on_event = [this](Party& party, const Event& event) {
      if (event.kind != EventKind::call_incoming) return;
      at_bob = event.call;
      EXPECT_EQ(party.stack().answer(scene.now, event.call), Errc::ok);
    };
    const auto made = alice.stack().call(scene.now, alice.account, bob.uri);
    ASSERT_TRUE(made);
    at_alice = *made;
    ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::call_connected) == 1; }, seconds(2)));
    for (Party* party : {&alice, &bob}) {
      party->heard.clear();
      party->on_event = [this](Party& self, const Event& event) {
        if (event.kind == EventKind::refer_received) {
          EXPECT_EQ(self.stack().reject_refer(scene.now, event.transfer), Errc::ok);
        }
      };
    }
  }
};

TEST_F(Glare, BothAreToldFourNinetyOneAndBothReachTheOtherLater) {
  ASSERT_TRUE(alice.stack().refer(scene.now, at_alice, "sip:carol@10.0.0.9"));
  ASSERT_TRUE(bob.stack().refer(scene.now, at_bob, "sip:dora@10.0.0.9"));
  ASSERT_TRUE(scene.run_until(
      [&] { return alice.count(EventKind::refer_rejected) == 1 && bob.count(EventKind::refer_rejected) == 1; },
      seconds(40)));
  // Each was decided by the other's application, not by the glare.
  EXPECT_EQ(alice.last(EventKind::refer_rejected)->status, 603);
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 603);
  EXPECT_EQ(alice.count(EventKind::refer_received), 1u);
  EXPECT_EQ(bob.count(EventKind::refer_received), 1u);
  EXPECT_LT(bob.last(EventKind::refer_rejected)->at.us, alice.last(EventKind::refer_rejected)->at.us)
      << "the owner of the Call-ID waits longer";
  std::size_t refused = 0;
  for (const auto& packet : scene.log) refused += packet.text.find("SIP/2.0 491") == 0;
  EXPECT_EQ(refused, 2u);
}

TEST_F(Glare, OnceOursIsAcceptedTheirsIsAnOrdinaryRefer) {
  bob.on_event = [this](Party& self, const Event& event) {
    if (event.kind == EventKind::refer_received) {
      EXPECT_TRUE(self.stack().accept_refer(scene.now, event.transfer));
    }
  };
  ASSERT_TRUE(alice.stack().refer(scene.now, at_alice, "sip:carol@127.0.0.1:5099"));
  ASSERT_TRUE(scene.run_until([&] { return alice.count(EventKind::refer_accepted) == 1; }, seconds(2)));
  ASSERT_TRUE(bob.stack().refer(scene.now, at_bob, "sip:dora@10.0.0.9"));
  ASSERT_TRUE(scene.run_until([&] { return alice.count(EventKind::refer_received) == 1; }, seconds(2)));
  scene.run(seconds(1));
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 603);
}

}  // namespace
}  // namespace baton
