// Floods from strangers: what a Stack cannot take it refuses, and it hears the next call.
#include <gtest/gtest.h>

#include <string>

#include "tests/simulation/scripted_peer.hpp"

namespace baton {
namespace {

using simulation::Party;
using simulation::Scene;
using simulation::ScriptedPeer;

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

/// A REFER out of dialog, from an address that nobody else has.
std::string spoofed_refer(const Party& to, const std::string& source, int number) {
  const std::string id = std::to_string(number);
  return "REFER " + to.uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + source + ":5060;branch=z9hG4bK" + id +
         "\r\nMax-Forwards: 70\r\nFrom: <sip:x" + id + "@" + source + ">;tag=" + id + "\r\nTo: <" + to.uri +
         ">\r\nCall-ID: c" + id + "@" + source + "\r\nCSeq: 1 REFER\r\nContact: <sip:x@" + source +
         ">\r\nRefer-To: <sip:y@127.0.0.1:5099>\r\nContent-Length: 0\r\n\r\n";
}

// What Stack and policy do with 10,000 REFERs that nobody ever decides: the pools keep their bounds, the reserve
// is left to the call that stands, and when the decisions' time is over all of it has been given back.
TEST(Flood, Notes3d14_HalfFinishedRefersFromSpoofedSourcesStayWithinTheirBounds) {
  for (const auto per_minute : {std::uint16_t{0}, std::uint16_t{60}}) {
    StackOptions options;
    options.referral.outside_dialogs = true;
    options.referral.per_minute = per_minute;
    Limits limits = Limits::host(8);
    limits.transfers = limits.subscriptions = limits.dialogs = 40;
    Scene scene;
    Party& bob = scene.add("bob", 5071, limits, options);
    ScriptedPeer peer(scene, 5090, bob);
    const auto call = bob.stack().call(scene.now, bob.account, peer.uri());
    ASSERT_TRUE(call);
    peer.take_call();
    const Usage before = bob.stack().usage();

    for (int i = 0; i < 10'000; ++i) {
      const std::string source = "10." + std::to_string(i / 65'536) + "." + std::to_string(i / 256 % 256) + "." +
                                 std::to_string(i % 256);
      scene.inject(*parse_address(source, 5060), bob, spoofed_refer(bob, source, i));
      scene.run(milliseconds(1));
      const Usage usage = bob.stack().usage();
      ASSERT_LE(usage.transactions.used, usage.transactions.capacity - limits.reserved) << i;
      ASSERT_LE(usage.blocks.used * limits.block_bytes, (usage.blocks.capacity * limits.block_bytes) - 512) << i;
      ASSERT_LE(usage.transfers.used, usage.transfers.capacity) << i;
    }
    EXPECT_LE(bob.count(EventKind::refer_received), per_minute == 0 ? 40u : 30u)
        << "no more than there is room for, and of a rate the half";
    EXPECT_GE(bob.count(EventKind::refer_refused), 9'900u);
    EXPECT_EQ(bob.stack().state(*call), CallState::confirmed);

    // The call that stands is heard all the while.
    peer.forget();
    peer.request("UPDATE");
    EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
    peer.request("BYE");
    EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));

    scene.run(seconds(200));
    EXPECT_EQ(bob.count(EventKind::referral_ended), bob.count(EventKind::refer_received));
    const Usage after = bob.stack().usage();
    EXPECT_EQ(after.transactions.used, 0u);
    EXPECT_EQ(after.transfers.used, 0u);
    EXPECT_EQ(after.subscriptions.used, 0u);
    EXPECT_EQ(after.dialogs.used, 0u);
    EXPECT_EQ(after.blocks.used, 0u);
    EXPECT_EQ(after.blocks.capacity, before.blocks.capacity) << "nothing grows";
    EXPECT_EQ(after.transfers.capacity, before.transfers.capacity);
  }
}

}  // namespace
}  // namespace baton
