// A challenge that finds no room for its answer. What must not fail for want of room is done later (core contract, rule
// 4): the store is filled to its last block by an INVITE that nobody answers.
#include "tests/agent/challenge_fixture.hpp"

namespace baton::simulation {
namespace {

class ChallengeWithoutRoom : public ChallengeTest {
 protected:
  ChallengeWithoutRoom() : ChallengeTest(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.reserved = 0;
    limits.blocks = 60;
    limits.block_bytes = 128;
    return limits;
  }
  /// Takes all that is free; `call` stays as it was.
  void fill() {
    const CallId before = call;
    ring_in_with(std::size_t{free_blocks()} * 128 - 8, false);
    ASSERT_EQ(free_blocks(), 0u);
    filler = std::exchange(call, before);
    ASSERT_NE(filler, call);
  }
  void make_room() { ASSERT_EQ(bob.stack().reject(scene.now, filler), Errc::ok); }
  /// A call that stands, and Bob's BYE, behind which the store is full.
  Packet hang_up_and_fill() {
    connect_as(subscriber());
    scene.run(seconds(40));
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    const Packet bye = peer.expect("BYE").value_or(Packet{});
    fill();
    return bye;
  }
  CallId filler;
};

/// Bob      proxy
///  |---BYE--->|
///  |          |   the store is full
///  |<---407---|
///  |          |   T1
///  |---BYE--->|   without credentials: for those there is no room
///  |<---407---|   and so on, each wait twice as long
///  |          |   there is room again
///  |---BYE--->|
///  |<---407---|
///  |---BYE--->|   with credentials
TEST_F(ChallengeWithoutRoom, AByeIsSentOnceThereIsRoom) {
  Packet bye = hang_up_and_fill();
  for (const int t1s : {1, 2, 4}) {
    EXPECT_EQ(bye.header("Proxy-Authorization"), "");
    peer.respond(bye, 407, proxy_asks);
    EXPECT_NEAR(static_cast<double>(until_sent("BYE")), t1s * 0.5e6, 3e3);
    const std::uint32_t before = cseq_of(bye);
    scene.run(milliseconds(2));
    bye = peer.expect("BYE").value_or(Packet{});
    EXPECT_GT(cseq_of(bye), before);
    EXPECT_EQ(bob.stack().state(call), CallState::ending);
  }
  make_room();
  const Packet again = challenge(bye, 407, proxy_asks);
  ASSERT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_EQ(bob.stack().state(call), CallState::ending);
  peer.respond(again, 200);
  scene.run(milliseconds(5));
  EXPECT_EQ(bob.stack().state(call), CallState::none);
  EXPECT_EQ(bob.count(EventKind::call_ended), 2u) << "the filler too: " << story();
}

TEST_F(ChallengeWithoutRoom, AByeThatNeverFindsItEndsTheCallWithin64T1) {
  Packet bye = hang_up_and_fill();
  const Time from = scene.now;
  while (bob.stack().state(call) != CallState::none) {
    ASSERT_LT(scene.now - from, seconds(33));
    if (bye.text.empty()) {
      scene.run(milliseconds(100));
      continue;
    }
    peer.respond(bye, 407, proxy_asks);
    bye = {};
    (void)scene.run_until([&] { return peer.has("BYE") || bob.stack().state(call) == CallState::none; }, seconds(20));
    if (peer.has("BYE")) bye = *peer.expect("BYE");
  }
  EXPECT_GE(scene.now - from, seconds(31));
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 0);
}

/// The BYE of a fork that has no record here is made from its 2xx alone, and nothing repeats it: room for its
/// credentials is set aside when it leaves.
TEST_F(ChallengeWithoutRoom, TheByeOfASecondForkHasItsRoomSetAside) {
  connect_as(subscriber());
  const std::string headers = std::string(allow) + "Record-Route: <sip:127.0.0.1:5090;lr>\r\n";
  peer.own_tag = "fork-b";
  peer.respond(invite, 200, headers, "application/sdp", sdp);
  const auto bye = peer.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  fill();
  const Packet again = challenge(*bye, 407, proxy_asks);
  EXPECT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_NE(again.header("To").find("fork-b"), std::string::npos);
  peer.respond(again, 200);
  scene.run(seconds(6));
  EXPECT_GT(free_blocks(), 0u) << "and given back";
}

TEST_F(ChallengeWithoutRoom, ASecondForkIsNotAcknowledgedBeforeThatRoomIsThere) {
  connect_as(subscriber());
  fill();
  const std::string headers = std::string(allow) + "Record-Route: <sip:127.0.0.1:5090;lr>\r\n";
  peer.own_tag = "fork-b";
  peer.forget();
  peer.respond(invite, 200, headers, "application/sdp", sdp);
  scene.run(milliseconds(5));
  EXPECT_FALSE(peer.has("ACK"));
  EXPECT_FALSE(peer.has("BYE"));
  make_room();
  peer.respond(invite, 200, headers, "application/sdp", sdp);
  EXPECT_TRUE(peer.expect("ACK", milliseconds(5)));
  const auto bye = peer.expect("BYE", milliseconds(5));
  ASSERT_TRUE(bye);
  EXPECT_NE(challenge(*bye, 407, proxy_asks).header("Proxy-Authorization"), "");
}

class ChallengeInAFullTable : public ChallengeTest {
 protected:
  ChallengeInAFullTable() : ChallengeTest(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.transactions = 4;
    limits.reserved = 1;
    return limits;
  }
};

/// The transaction that was challenged has done what it was for.
TEST_F(ChallengeInAFullTable, TheByeThatAnswersTakesThePlaceOfTheChallengedOne) {
  connect_as(subscriber());
  const std::string standing = peer.own_tag;
  peer.own_tag = "fork-b";
  peer.respond(invite, 200, std::string(allow) + "Record-Route: <sip:127.0.0.1:5090;lr>\r\n", "application/sdp", sdp);
  const auto bye = peer.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  peer.local = invite.header("To") + ";tag=" + standing;
  for (int i = 0; i < 2; ++i) peer.request("OPTIONS");
  scene.run(milliseconds(5));
  ASSERT_EQ(bob.stack().usage().transactions.used, bob.stack().usage().transactions.capacity);
  const Packet again = challenge(*bye, 407, proxy_asks);
  EXPECT_NE(again.header("Proxy-Authorization"), "");
  peer.respond(*bye, 407, proxy_asks);  // once more: it means nothing now
  scene.run(milliseconds(5));
  EXPECT_EQ(sent("BYE"), 2u);
  peer.respond(again, 200);
  scene.run(seconds(6));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

/// Outcome table 2.2: the last report is owed.
TEST_F(ChallengeWithoutRoom, TheLastReportIsSentOnceThereIsRoom) {
  connect_as(subscriber());
  peer.local = invite.header("To") + ";tag=" + peer.own_tag;
  bob.on_event = [this](Party& self, const Event& event) {
    if (event.kind == EventKind::refer_received) (void)self.stack().accept_refer(scene.now, event.transfer);
    if (event.kind == EventKind::call_incoming) call = event.call;
  };
  ScriptedPeer carol(scene, 5092, bob);
  peer.request("REFER", "Refer-To: <" + carol.uri() + ">\r\n");
  const auto first = peer.expect("NOTIFY", seconds(1));
  ASSERT_TRUE(first);
  peer.respond(*first, 200);
  const auto referred = peer.expect("INVITE", seconds(1));  // through the account's proxy
  ASSERT_TRUE(referred);
  peer.respond(*referred, 486);
  auto last = peer.expect("NOTIFY", seconds(1));
  ASSERT_TRUE(last);
  scene.run(milliseconds(10));
  fill();
  peer.respond(*last, 407, proxy_asks);
  EXPECT_NEAR(static_cast<double>(until_sent("NOTIFY")), 1e6, 1e4);
  last = peer.expect("NOTIFY", seconds(1));
  ASSERT_TRUE(last);
  EXPECT_EQ(bob.count(EventKind::referral_ended), 0u);
  peer.respond(*last, 407, proxy_asks);
  EXPECT_NEAR(static_cast<double>(until_sent("NOTIFY")), 1e6, 1e4);
  make_room();
  last = peer.expect("NOTIFY", seconds(1));
  ASSERT_TRUE(last);
  const Packet again = challenge(*last, 407, proxy_asks);
  ASSERT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_NE(again.text.find(fragment(486)), std::string::npos);
  peer.respond(again, 200);
  scene.run(milliseconds(5));
  ASSERT_EQ(bob.count(EventKind::referral_ended), 1u);
  EXPECT_EQ(bob.last(EventKind::referral_ended)->status, 486);
}

/// Outcome table, row 30: the end of the reports is asked for by SUBSCRIBE.
TEST_F(ChallengeWithoutRoom, TheEndOfTheReportsIsAskedForOnceThereIsRoom) {
  connect_as(subscriber());
  const auto transfer = bob.stack().refer(scene.now, call, "sip:carol@example.com");
  ASSERT_TRUE(transfer);
  const auto refer = peer.expect("REFER");
  ASSERT_TRUE(refer);
  peer.local = refer->header("To");
  peer.remote = refer->header("From");
  peer.respond(*refer, 202, "Contact: <" + peer.uri() + ">\r\n");
  peer.notify("active;expires=60", fragment(100), cseq_of(*refer), milliseconds(2));
  scene.run(milliseconds(10));
  ASSERT_EQ(bob.stack().cancel_transfer(scene.now, *transfer), Errc::ok);
  auto subscribe = peer.expect("SUBSCRIBE", seconds(1));
  ASSERT_TRUE(subscribe);
  EXPECT_EQ(subscribe->header("Expires"), "0");
  fill();
  peer.respond(*subscribe, 407, proxy_asks);
  EXPECT_NEAR(static_cast<double>(until_sent("SUBSCRIBE")), 4e6, 1e4);
  subscribe = peer.expect("SUBSCRIBE", seconds(1));
  ASSERT_TRUE(subscribe);
  EXPECT_EQ(subscribe->header("Expires"), "0");
  make_room();
  const Packet again = challenge(*subscribe, 407, proxy_asks);
  EXPECT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_EQ(again.header("Expires"), "0");
  peer.respond(again, 200, "Expires: 0\r\n");
}

}  // namespace
}  // namespace baton::simulation
