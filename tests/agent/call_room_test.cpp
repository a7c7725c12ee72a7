// Ending a call never fails for want of room: what finds none is done later. The store is filled to its
// last block by an INVITE of just the right length that nobody answers.
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::Packet;

class CallRoom : public simulation::CallTest {
 protected:
  CallRoom() : CallTest(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.reserved = 0;
    limits.blocks = 60;
    limits.block_bytes = 128;
    return limits;
  }
  /// Leaves so many blocks free, less what a 100 takes of them. The INVITE that does it is `filler`.
  void fill(std::uint32_t left = 0) {
    scene.run(seconds(40));  // what is on its way out is gone
    ring_in_with(std::size_t{free_blocks() - left} * 128 - 8, false);
    filler = call;
    ASSERT_LE(free_blocks(), left);
    peer.forget();
  }
  CallId filler;
};

TEST_F(CallRoom, TheInviteMakesRoomForItsRefusal) {
  ring_in();
  const CallId first = call;
  fill();
  EXPECT_EQ(bob.stack().answer(scene.now, first), Errc::store_full) << "a larger answer finds none";
  EXPECT_EQ(bob.stack().state(first), CallState::incoming);
  EXPECT_EQ(bob.stack().reject(scene.now, first, 486), Errc::ok);
  EXPECT_TRUE(peer.expect("SIP/2.0 486", milliseconds(5)));
  call = first;
  expect_ended(486, Cause::local);
}

// Peer           Bob
//  |--- INVITE --->|
//  |               |  ring: the 180 waits to be taken, behind it an INVITE of Bob's
//  |               |  reject: beside it there is no room, even without the INVITE
//  |<---- 180 -----|
//  |<---- 405 -----|
TEST_F(CallRoom, ARefusalLongerThanItsInviteWaitsForRoomAndTheCallWithIt) {
  ring_in_with(4 * 128 - 8, true);
  const CallId first = call;
  fill(9);
  EXPECT_EQ(bob.stack().ring(scene.now, first), Errc::ok);
  ASSERT_TRUE(bob.stack().call(scene.now, bob.account, "sip:x@127.0.0.1", {.sdp = "-"})) << "takes the rest";
  ASSERT_EQ(free_blocks(), 0u);
  EXPECT_EQ(bob.stack().reject(scene.now, first, 405), Errc::ok);
  EXPECT_EQ(bob.stack().reject(scene.now, first, 405), Errc::wrong_state);
  EXPECT_EQ(bob.stack().hang_up(scene.now, first), Errc::wrong_state);
  EXPECT_EQ(bob.stack().answer(scene.now, first), Errc::wrong_state);
  EXPECT_EQ(bob.stack().state(first), CallState::ending);
  EXPECT_NEAR(static_cast<double>(until_sent("SIP/2.0 405", seconds(1))), 0.5e6, 1e3);
  scene.run(milliseconds(2));
  EXPECT_EQ(bob.stack().state(first), CallState::none);
  EXPECT_EQ(ended().status, 405);
}

TEST_F(CallRoom, AByeWaitsForRoomAndTheCallWithIt) {
  connect_in();
  const CallId standing = call;
  fill();
  EXPECT_EQ(bob.stack().hang_up(scene.now, standing), Errc::ok);
  scene.run(seconds(5));
  EXPECT_EQ(sent("BYE"), 0u);
  EXPECT_EQ(bob.stack().state(standing), CallState::ending);
  EXPECT_EQ(bob.stack().reject(scene.now, filler), Errc::ok);
  answer_bye();
  EXPECT_EQ(bob.stack().state(standing), CallState::none);
  EXPECT_EQ(name(bob.last(EventKind::call_ended)->cause), "local");
}

TEST_F(CallRoom, AByeThatFindsNoRoomFor64T1EndsTheCallAllTheSame) {
  connect_in();
  const CallId standing = call;
  fill();
  EXPECT_EQ(bob.stack().hang_up(scene.now, standing), Errc::ok);
  scene.run(seconds(31));
  EXPECT_EQ(bob.stack().state(standing), CallState::ending);
  scene.run(seconds(2));
  EXPECT_EQ(bob.stack().state(standing), CallState::none);
  EXPECT_EQ(sent("BYE"), 0u);
}

TEST_F(CallRoom, WhatCouldNotBeAnsweredIsNotDoneBeforeThereIsRoom) {
  connect_in();
  const CallId standing = call;
  fill();
  const std::string reinvite = peer.request("INVITE", {}, "application/sdp", simulation::sdp);
  scene.run(seconds(1));
  EXPECT_EQ(bob.stack().reject(scene.now, filler), Errc::ok);
  scene.inject(peer.address(), bob, reinvite);
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  acknowledge();
  EXPECT_EQ(bob.stack().state(standing), CallState::confirmed);
  EXPECT_EQ(bob.count(EventKind::call_updated), 1u);
}

TEST_F(CallRoom, TheInviteMakesRoomForItsAck) {
  invite = dial();
  const CallId ours = call;
  scene.run(milliseconds(5));
  ring_in_with(std::size_t{free_blocks()} * 128 - 8, false);
  ASSERT_EQ(free_blocks(), 0u);
  filler = call;
  peer.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("ACK", seconds(1)));
  EXPECT_EQ(bob.stack().state(ours), CallState::confirmed);
}

class CallOutputs : public simulation::CallTest {
 protected:
  CallOutputs() : CallTest(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.outputs = sends_per_input;
    return limits;
  }
};

TEST_F(CallOutputs, WithAFullQueueEndingIsLeftToTheRepetitions) {
  ring_in();
  const CallId ringing = call;
  ring_in();
  const CallId answered = call;
  connect_in();
  const CallId standing = call;
  peer.forget();
  // Nobody takes the transmits in between: four INVITEs fill the queue.
  for (std::uint32_t i = 0; i < sends_per_input; ++i) {
    ASSERT_TRUE(bob.stack().call(scene.now, bob.account, "sip:nobody@127.0.0.1:5099"));
  }
  EXPECT_EQ(bob.stack().answer(scene.now, answered), Errc::ok);
  EXPECT_EQ(bob.stack().reject(scene.now, ringing, 486), Errc::ok);
  EXPECT_EQ(bob.stack().hang_up(scene.now, standing), Errc::ok);
  scene.run(milliseconds(600));
  EXPECT_TRUE(peer.has("SIP/2.0 486"));
  EXPECT_TRUE(peer.has("SIP/2.0 200"));
  EXPECT_TRUE(peer.has("BYE"));
}

}  // namespace
}  // namespace baton
