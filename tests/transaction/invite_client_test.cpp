// The INVITE client transaction in virtual time (RFC 3261 17.1.1; RFC 6026 7.2).
#include "tests/transaction/bench.hpp"

namespace baton::core {
namespace {

using InviteClient = OnBench;
using S = TransactionState;
using A = ResponseArrival;

const Request invite{};

TEST_F(InviteClient, TimerADoublesUntilTimerBFiresAt64T1_17_1_1_2) {
  // us            peer
  //  |--INVITE---->X   0 s, and 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s
  //  timer B           32 s
  const TransactionId id = send(invite);
  pass(seconds(40));
  EXPECT_EQ(take(), (Log{{0, "INVITE"},
                         {500, "INVITE"},
                         {1'500, "INVITE"},
                         {3'500, "INVITE"},
                         {7'500, "INVITE"},
                         {15'500, "INVITE"},
                         {31'500, "INVITE"}}));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::timed_out);
  EXPECT_EQ(reports[0].expiry.transaction, id);
  EXPECT_EQ(reports[0].expiry.owner.index, somebody.index);
  EXPECT_EQ(reports[0].expiry.method, Method::invite);
  EXPECT_FALSE(alive(id));
  EXPECT_EQ(layer.retransmissions_sent(), 6U);
}

TEST_F(InviteClient, RetransmissionsAreTheSameOctets_17_1_1_2) {
  send(invite);
  pass(seconds(4));
  ASSERT_EQ(sent_texts.size(), 4U);
  for (const std::string& text : sent_texts)
    EXPECT_EQ(text, invite.text());
  EXPECT_EQ(sent_to.back().peer, udp.peer);
  EXPECT_EQ(sent_to.back().flow, udp.flow);
}

TEST_F(InviteClient, OverAStreamIsSentOnceAndTimesOutAt64T1_17_1_1_2) {
  send(invite, tcp);
  pass(seconds(40));
  EXPECT_EQ(take(), (Log{{0, "INVITE"}}));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::timed_out);
}

TEST_F(InviteClient, AProvisionalResponseStopsTimersAAndB_17_1_1_2) {
  // us            peer
  //  |--INVITE---->|   0 s
  //  |<----180-----|   0.2 s
  //                    and nothing for a minute
  //  |<----180-----|   delivered too
  const TransactionId id = send(invite);
  pass(milliseconds(200));
  const ResponseMatch first = respond_to(invite, 180);
  EXPECT_EQ(first.arrival, A::deliver);
  EXPECT_EQ(first.transaction, id);
  EXPECT_EQ(first.owner.generation, somebody.generation);
  EXPECT_EQ(first.method, Method::invite);
  EXPECT_EQ(state(id), S::proceeding);
  pass(seconds(60));
  EXPECT_EQ(take(), (Log{{0, "INVITE"}}));
  EXPECT_TRUE(reports.empty());
  EXPECT_EQ(respond_to(invite, 180).arrival, A::deliver);
  respond_to(invite, 200);
}

TEST_F(InviteClient, DeliversEvery2xxFor64T1AndSendsNoAck_RFC6026_7_2) {
  // us            peer
  //  |--INVITE---->|
  //  |<----200-----|   delivered
  //  |<----200-----|   again, repeated
  //  |<----200-----|   another branch, repeated
  //  timer M           64*T1 after the first
  //  |<----200-----|   stray
  const TransactionId id = send(invite);
  const ResponseMatch first = respond_to(invite, 200);
  EXPECT_EQ(first.arrival, A::deliver);
  EXPECT_FALSE(first.repeated);
  EXPECT_EQ(state(id), S::accepted);
  pass(seconds(31));
  const ResponseMatch again = respond_to(invite, 200);
  EXPECT_EQ(again.arrival, A::deliver);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.owner.index, somebody.index);
  EXPECT_TRUE(respond_to(invite, 200, "fork").repeated);
  pass(seconds(1));
  EXPECT_FALSE(alive(id));
  EXPECT_EQ(respond_to(invite, 200).arrival, A::stray);
  EXPECT_EQ(take(), (Log{{0, "INVITE"}}));
  EXPECT_TRUE(reports.empty());
}

TEST_F(InviteClient, After2xxItsUserHasTheRequestUntilItsAckIsMade) {
  const TransactionId id = send(invite);
  respond_to(invite, 200);
  MessageView view;
  EXPECT_TRUE(layer.load(id, work, view));  // the ACK carries its credentials (RFC 3261 13.2.2.4)
  layer.drop_message(id);
  EXPECT_EQ(store.used_blocks(), 0U);
  EXPECT_FALSE(layer.load(id, work, view));
}

TEST_F(InviteClient, IgnoresOtherResponsesAfterA2xx_RFC6026_7_2) {
  send(invite);
  respond_to(invite, 200);
  EXPECT_EQ(respond_to(invite, 180).arrival, A::absorbed);
  EXPECT_EQ(respond_to(invite, 486).arrival, A::absorbed);
  EXPECT_EQ(take(), (Log{{0, "INVITE"}}));
}

TEST_F(InviteClient, AcksANon2xxAndEachRepetitionOfItUntilTimerD_17_1_1_2) {
  // us            peer
  //  |--INVITE---->|
  //  |<----180-----|
  //  |<----486-----|   delivered
  //  |-----ACK---->|
  //  |<----486-----|   absorbed
  //  |-----ACK---->|   the same octets
  //  timer D           32 s after the first 486
  //  |<----486-----|   stray
  const TransactionId id = send(invite);
  respond_to(invite, 180);
  EXPECT_EQ(respond_to(invite, 486).arrival, A::deliver);
  EXPECT_EQ(state(id), S::completed);
  pass(milliseconds(500));
  const ResponseMatch again = respond_to(invite, 486);
  EXPECT_EQ(again.arrival, A::absorbed);
  EXPECT_EQ(again.transaction, id);
  EXPECT_EQ(take(), (Log{{0, "INVITE"}, {0, "ACK"}, {500, "ACK"}}));
  EXPECT_EQ(sent_texts[1], sent_texts[2]);
  EXPECT_EQ(layer.retransmissions_absorbed(), 1U);
  EXPECT_EQ(layer.retransmissions_sent(), 1U);
  pass(milliseconds(31'499));
  EXPECT_TRUE(alive(id));
  pass(milliseconds(1));
  EXPECT_FALSE(alive(id));
  EXPECT_EQ(respond_to(invite, 486).arrival, A::stray);
  EXPECT_TRUE(reports.empty());
}

TEST_F(InviteClient, AcksANon2xxStraightFromCalling_17_1_1_2) {
  send(invite);
  EXPECT_EQ(respond_to(invite, 503).arrival, A::deliver);
  pass(seconds(10));
  EXPECT_EQ(take(), (Log{{0, "INVITE"}, {0, "ACK"}}));
}

TEST_F(InviteClient, TimerDIs0OverAStreamYetTheAckIsSent_17_1_1_2) {
  const TransactionId id = send(invite, tcp);
  EXPECT_EQ(respond_to(invite, 486).arrival, A::deliver);
  EXPECT_TRUE(alive(id)) << "its request can be read until the next timer";
  EXPECT_EQ(wheel.next(), now);
  pass(0);
  EXPECT_FALSE(alive(id));
  EXPECT_EQ(take(), (Log{{0, "INVITE"}, {0, "ACK"}}));
  EXPECT_EQ(sent_to[1].flow, tcp_flow);
}

TEST_F(InviteClient, TheAckHasTheFieldsOf17_1_1_3) {
  Request routed = invite;
  routed.branch = "z9hG4bKrouted";
  routed.headers =
      "Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>\r\nRoute: "
      "<sip:p3.example.com;lr>\r\n"
      "Require: 100rel\r\n";
  send(routed);
  respond_to(routed, 404, "from-the-response");
  ASSERT_EQ(sent_texts.size(), 2U);
  EXPECT_EQ(sent_texts[1],
            "ACK sip:bob@example.com SIP/2.0\r\n"
            "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKrouted\r\n"
            "Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>\r\n"
            "Route: <sip:p3.example.com;lr>\r\n"
            "Max-Forwards: 70\r\n"
            "From: \"Alice\" <sip:alice@example.com>;tag=a-tag\r\n"
            "To: <sip:bob@example.com>;tag=from-the-response\r\n"
            "Call-ID: call-1@example.com\r\n"
            "CSeq: 1 ACK\r\n"
            "Content-Length: 0\r\n\r\n");
}

TEST_F(InviteClient, AFoldedToOfAResponseIsUnfoldedInTheAck_7_3_1) {
  send(invite);
  std::string text = response_text(invite, 404);
  const std::size_t at = text.find("To: ") + 4;
  text.replace(at, text.find("\r\n", at) - at, "\"Bob\"\r\n   <sip:bob@example.com>\r\n\t;tag=x");
  EXPECT_EQ(receive_response(text).arrival, A::deliver);
  ASSERT_EQ(sent_texts.size(), 2U);
  EXPECT_NE(sent_texts[1].find("\r\nTo: \"Bob\" <sip:bob@example.com> ;tag=x\r\n"),
            std::string::npos)
      << sent_texts[1];
}

TEST_F(InviteClient, AnAckThatFoundNoRoomIsMadeWhenTheResponseComesAgain) {
  // The store is full when the 486 arrives: no ACK. The peer repeats the 486 (timer G), and by then
  // there is room.
  const TransactionId id = send(invite);
  std::vector<Chain> hoard;
  while (const auto chain = store.store("x"))
    hoard.push_back(*chain);
  EXPECT_EQ(respond_to(invite, 486).arrival, A::deliver);
  EXPECT_EQ(take(), (Log{{0, "INVITE"}}));
  layer.drop_message(id);  // refused: the ACK is still to be made from it
  EXPECT_EQ(respond_to(invite, 200).arrival, A::absorbed) << "too late, and no reason to forget it";
  for (Chain& chain : hoard)
    store.release(chain);
  EXPECT_EQ(respond_to(invite, 486).arrival, A::absorbed);
  EXPECT_EQ(take(), (Log{{0, "ACK"}}));
  const std::uint32_t before = store.used_blocks();
  layer.drop_message(id);
  EXPECT_LT(store.used_blocks(), before);
  respond_to(invite, 486);
  EXPECT_EQ(take(), (Log{{0, "ACK"}}));
}

TEST_F(InviteClient, AWorkspaceTooSmallForTheAckCostsTheAckAlone) {
  send(invite);
  Workspace small = work;
  small.built = small.built.first(100);
  EXPECT_EQ(layer.receive_response(now, parse(response_text(invite, 486)), small).arrival,
            A::deliver);
  drain();
  EXPECT_EQ(take(), (Log{{0, "INVITE"}}));
  EXPECT_EQ(respond_to(invite, 486).arrival, A::absorbed);
  EXPECT_EQ(take(), (Log{{0, "ACK"}}));
}

struct FastNetwork : OnBench {
  FastNetwork()
      : OnBench(Sizes{.timing = {.t1 = milliseconds(20),
                                 .t2 = milliseconds(50),
                                 .t4 = milliseconds(70),
                                 .d = milliseconds(90)}}) {}
};

TEST_F(FastNetwork, AllTimersScaleWithT1T2AndT4_17_1_1_2) {
  send(invite);
  pass(seconds(2));
  EXPECT_EQ(take(), (Log{{0, "INVITE"},
                         {20, "INVITE"},
                         {60, "INVITE"},
                         {140, "INVITE"},
                         {300, "INVITE"},
                         {620, "INVITE"},
                         {1'260, "INVITE"}}));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 1'280);
  Request refer = invite;
  refer.method = "REFER";
  const TransactionId id = send(refer);
  pass(milliseconds(200));
  EXPECT_EQ(take(), (Log{{2'000, "REFER"},
                         {2'020, "REFER"},
                         {2'060, "REFER"},
                         {2'110, "REFER"},
                         {2'160, "REFER"}}));
  respond_to(refer, 202);
  pass(milliseconds(69));
  EXPECT_TRUE(alive(id));
  pass(milliseconds(1));
  EXPECT_FALSE(alive(id));
}

TEST(NoNetwork, IntervalsOfNothingStillLetTimePass) {
  // A T1 of a microsecond: a wheel of 1 ms must not spin.
  Bench bench(Bench::Sizes{.timing = {.t1 = 1, .t2 = 1, .t4 = 0, .d = 0}});
  bench.send(invite);
  Request refer = invite;
  refer.method = "REFER";
  bench.send(refer);
  bench.pass(milliseconds(10));
  bench.expect_empty();
  EXPECT_EQ(bench.reports.size(), 2U);
}

// --- Resolution, failures, owners ----------------------------------------------------------------

TEST_F(InviteClient, WaitsForItsTargetAndIsSentByStart) {
  Route unknown = udp;
  unknown.peer = {};
  const TransactionId id = send(invite, unknown);
  pass(seconds(20));
  EXPECT_TRUE(take().empty());
  EXPECT_EQ(respond_to(invite, 180).arrival, A::stray) << "nothing was asked";
  EXPECT_EQ(layer.start(now, id, udp), Errc::ok);
  EXPECT_EQ(layer.start(now, id, udp), Errc::wrong_state);
  drain();
  EXPECT_EQ(state(id), S::calling);
  pass(milliseconds(500));
  EXPECT_EQ(take(), (Log{{20'000, "INVITE"}, {20'500, "INVITE"}}));
  EXPECT_EQ(sent_to[0].peer, udp.peer);
  pass(milliseconds(31'499));
  EXPECT_TRUE(alive(id)) << "timer B runs from the start";
  pass(milliseconds(1));
  EXPECT_FALSE(alive(id));
}

TEST_F(InviteClient, WhileItWaitsForItsTargetNoFlowCanFailIt) {
  Route unknown = udp;
  unknown.peer = {};
  const TransactionId id = send(invite, unknown);
  EXPECT_FALSE(layer.fail_one(now, udp_flow, {}).transaction);
  EXPECT_EQ(layer.start(now, id, tcp), Errc::ok);
  respond_to(invite, 486);
}

TEST_F(InviteClient, ATargetThatNeverResolvesTimesOutAfter64T1) {
  Route unknown = udp;
  unknown.peer = {};
  send(invite, unknown);
  pass(seconds(40));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::timed_out);
}

TEST_F(InviteClient, AbandonReportsATransportErrorToTheOwner) {
  Route unknown = udp;
  unknown.peer = {};
  const TransactionId id = send(invite, unknown);
  const TransactionExpiry expiry = layer.abandon(id);
  EXPECT_EQ(expiry.end, TransactionEnd::transport_error);
  EXPECT_EQ(expiry.transaction, id);
  EXPECT_EQ(expiry.owner.index, somebody.index);
  EXPECT_FALSE(layer.abandon(id).transaction);
  expect_empty();
}

TEST_F(InviteClient, AFlowThatFailsEndsTheTransactionsToThatPeerOneByOne_17_1_4) {
  Request other = invite;
  other.branch = "z9hG4bKtwo";
  Request elsewhere = invite;
  elsewhere.branch = "z9hG4bKthree";
  Route away = udp;
  away.peer = endpoint(9, 5060);
  const TransactionId one = send(invite);
  const TransactionId two = send(other);
  respond_to(other, 180);
  const TransactionId three = send(elsewhere, away);
  std::vector<TransactionId> failed;
  for (auto expiry = layer.fail_one(now, udp_flow, udp.peer); expiry.transaction;
       expiry = layer.fail_one(now, udp_flow, udp.peer)) {
    EXPECT_EQ(expiry.end, TransactionEnd::transport_error);
    failed.push_back(expiry.transaction);
  }
  EXPECT_EQ(failed, (std::vector{one, two}));
  EXPECT_TRUE(alive(three));
  const TransactionExpiry closed = layer.fail_one(now, udp_flow, {});
  EXPECT_EQ(closed.transaction, three);
  EXPECT_FALSE(layer.fail_one(now, udp_flow, {}).transaction);
}

TEST_F(InviteClient, AFlowThatFailsAfterTheFinalResponseBringsNoSecondOutcome) {
  const TransactionId id = send(invite);
  respond_to(invite, 486);
  const TransactionExpiry expiry = layer.fail_one(now, udp_flow, udp.peer);
  EXPECT_EQ(expiry.transaction, id) << "figure 5: Completed, Transport Err., Terminated";
  EXPECT_EQ(expiry.end, TransactionEnd::none);
  EXPECT_FALSE(layer.fail_one(now, udp_flow, udp.peer).transaction);
}

TEST_F(InviteClient, AnAcceptedOneStaysWhenItsFlowFails_RFC6026_7_2) {
  const TransactionId id = send(invite);
  respond_to(invite, 200);
  EXPECT_FALSE(layer.fail_one(now, udp_flow, {}).transaction);
  EXPECT_EQ(state(id), S::accepted);
}

TEST_F(InviteClient, WithoutOwnerNobodyHearsOfItAgain) {
  const TransactionId id = send(invite);
  layer.disown(id);
  EXPECT_EQ(respond_to(invite, 180).arrival, A::absorbed);
  EXPECT_EQ(respond_to(invite, 486).arrival, A::absorbed);
  EXPECT_EQ(take(), (Log{{0, "INVITE"}, {0, "ACK"}})) << "the ACK is sent all the same";
  Request other = invite;
  other.branch = "z9hG4bKtwo";
  layer.disown(send(other));
  pass(seconds(40));
  EXPECT_TRUE(reports.empty());
}

TEST_F(InviteClient, A2xxToADisownedInviteIsDeliveredForItsAckAndBye_13_2_2_4) {
  layer.disown(send(invite));
  const ResponseMatch match = respond_to(invite, 200);
  EXPECT_EQ(match.arrival, A::deliver);
  EXPECT_EQ(match.owner.kind, 0);
}

}  // namespace
}  // namespace baton::core
