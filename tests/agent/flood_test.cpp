// Floods from strangers: what a Stack cannot take it refuses, and it hears the next call.
#include <gtest/gtest.h>

#include "tests/simulation/scene.hpp"

namespace baton {
namespace {

using simulation::Party;
using simulation::Scene;

TEST(Flood, OfInvitesThatAreCancelledLeavesTheReserveAlone) {
  for (const Microseconds pace : {0, 100, 700, 2000}) {
    Scene scene;
    Party& bob = scene.add("bob", 5061, Limits::host(8));
    Party& alice = scene.add("alice", 5062, Limits::host(64));
    bob.on_event = [&](Party& self, const Event& event) {
      if (event.kind == EventKind::call_incoming) {
        EXPECT_EQ(self.stack().reject(scene.now, event.call, 486), Errc::ok);
      }
    };
    for (int i = 0; i < 80; ++i) {
      const auto call = alice.stack().call(scene.now, alice.account, bob.uri);
      if (call) {
        EXPECT_EQ(alice.stack().hang_up(scene.now, *call), Errc::ok);
      }
      scene.collect(alice);
      scene.run(pace);
    }
    scene.run(seconds(3));
    EXPECT_EQ(alice.stack().usage().calls.used, 0u) << "every call has been answered, pace " << pace;
    const Usage usage = bob.stack().usage();
    EXPECT_LE(usage.transactions.high_water, usage.transactions.capacity - bob.limits.reserved) << pace;
    EXPECT_LT(usage.blocks.high_water, usage.blocks.capacity) << pace;
  }
}

}  // namespace
}  // namespace baton
