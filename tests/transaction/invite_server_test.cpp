// The INVITE server transaction in virtual time (RFC 3261 17.2.1, RFC 6026 7.1).
#include "tests/transaction/bench.hpp"

namespace baton::core {
namespace {

using InviteServer = OnBench;
using S = TransactionState;

const Request invite{};
Request make_ack(const Request& of) {
  Request ack = of;
  ack.method = "ACK";
  ack.to_tag = "b-tag";
  return ack;
}
const Request ack = make_ack(invite);

TEST_F(InviteServer, ARepeatedInviteIsAbsorbedAndGetsTheNewestProvisional_17_2_1) {
  // peer          us
  //  |--INVITE---->|   fresh
  //  |--INVITE---->|   absorbed, nothing to say yet
  //  |<----100-----|
  //  |--INVITE---->|
  //  |<----100-----|
  //  |<----180-----|
  //  |--INVITE---->|
  //  |<----180-----|
  const TransactionId id = open(invite);
  const RequestMatch first = receive(invite);
  EXPECT_EQ(first.arrival, Arrival::absorbed);
  EXPECT_EQ(first.transaction, id);
  EXPECT_TRUE(take().empty());
  EXPECT_EQ(answer(id, invite, 100), Errc::ok);
  EXPECT_EQ(receive(invite).arrival, Arrival::absorbed);
  EXPECT_EQ(answer(id, invite, 180), Errc::ok);
  EXPECT_EQ(receive(invite).arrival, Arrival::absorbed);
  EXPECT_EQ(take(), (Log{{0, "100"}, {0, "100"}, {0, "180"}, {0, "180"}}));
  EXPECT_EQ(layer.retransmissions_absorbed(), 3U);
  EXPECT_EQ(layer.retransmissions_sent(), 2U);
  answer(id, invite, 486);
}

TEST_F(InviteServer, ProvisionalsAreNotRepeatedByTimers_17_2_1) {
  const TransactionId id = open(invite);
  answer(id, invite, 180);
  pass(seconds(100));
  EXPECT_EQ(take(), (Log{{0, "180"}}));
  EXPECT_EQ(state(id), S::proceeding) << "how long it rings is the user's decision";
  answer(id, invite, 486);
}

TEST_F(InviteServer, TheRequestIsKeptUntilTheFinalResponseReplacesIt) {
  const TransactionId id = open(invite);
  answer(id, invite, 180);
  MessageView view;
  ASSERT_TRUE(layer.load(id, work, view));
  EXPECT_EQ(view.bytes(), invite.text());
  answer(id, invite, 200);
  ASSERT_TRUE(layer.load(id, work, view));
  EXPECT_EQ(view.status(), 200);
}

TEST_F(InviteServer, TheFinalResponseIsAllThatIsKept) {
  const TransactionId id = open(invite);
  answer(id, invite, 180);
  answer(id, invite, 183);
  answer(id, invite, 486);
  const std::uint32_t before = store.used_blocks();
  Chain alone = keep(response_text(invite, 486));
  EXPECT_EQ(store.used_blocks(), 2 * before);
  store.release(alone);
}

TEST_F(InviteServer, A2xxIsRepeatedByItsUserAloneUntilTimerL_RFC6026_7_1) {
  // peer          us
  //  |--INVITE---->|
  //  |<----200-----|
  //  |--INVITE---->|   absorbed, no answer: the user repeats its 2xx
  //  |<----200-----|   by the user
  //  timer L           64*T1 after the first 2xx
  //  |--INVITE---->|   fresh
  const TransactionId id = open(invite);
  EXPECT_EQ(answer(id, invite, 200), Errc::ok);
  EXPECT_EQ(state(id), S::accepted);
  pass(milliseconds(500));
  EXPECT_EQ(receive(invite).arrival, Arrival::absorbed);
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::ok);
  drain();
  EXPECT_EQ(take(), (Log{{0, "200"}, {500, "200"}}));
  pass(milliseconds(31'499));
  EXPECT_TRUE(alive(id));
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::ok);
  pass(milliseconds(1));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::accepted_over);
  EXPECT_EQ(reports[0].expiry.transaction, id);
  EXPECT_EQ(reports[0].expiry.owner.index, somebody.index);
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::unknown_handle);
  EXPECT_EQ(receive(invite).arrival, Arrival::fresh);
}

TEST_F(InviteServer, TimerLIs64T1OverAStreamToo_RFC6026_8_7) {
  const TransactionId id = open(invite, tcp);
  answer(id, invite, 200);
  pass(milliseconds(31'999));
  EXPECT_TRUE(alive(id));
  pass(milliseconds(1));
  EXPECT_FALSE(alive(id));
}

TEST_F(InviteServer, TheAckOfA2xxIsForTheDialog_RFC6026_7_1) {
  // peer          us
  //  |--INVITE---->|
  //  |<----200-----|
  //  |-----ACK---->|   on a branch of its own, as it should: plain
  //  |-----ACK---->|   on the INVITE's branch, as some do: plain too
  const TransactionId id = open(invite);
  answer(id, invite, 200);
  Request own = ack;
  own.branch = "z9hG4bKack";
  const RequestMatch plain = receive(own);
  EXPECT_EQ(plain.arrival, Arrival::plain_ack);
  EXPECT_FALSE(plain.transaction);
  const RequestMatch same = receive(ack);
  EXPECT_EQ(same.arrival, Arrival::plain_ack);
  EXPECT_EQ(same.transaction, id);
  EXPECT_EQ(state(id), S::accepted);
}

TEST_F(InviteServer, AnAcknowledged2xxCanBeGivenBackEarly) {
  const TransactionId id = open(invite);
  layer.drop_message(id);  // not yet
  answer(id, invite, 200);
  layer.drop_message(id);
  EXPECT_EQ(store.used_blocks(), 0U);
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::wrong_state);
  EXPECT_EQ(receive(invite).arrival, Arrival::absorbed);
}

TEST_F(InviteServer, AnUnacknowledgedNon2xxIsRepeatedByTimerGUntilTimerH_17_2_1) {
  // peer          us
  //  |--INVITE---->|
  //  |<----486-----|   0, 0.5, 1.5, 3.5, then every T2 = 4 s until 31.5 s
  //  timer H           32 s
  const TransactionId id = open(invite);
  EXPECT_EQ(answer(id, invite, 486), Errc::ok);
  pass(seconds(40));
  EXPECT_EQ(take(), (Log{{0, "486"},
                         {500, "486"},
                         {1'500, "486"},
                         {3'500, "486"},
                         {7'500, "486"},
                         {11'500, "486"},
                         {15'500, "486"},
                         {19'500, "486"},
                         {23'500, "486"},
                         {27'500, "486"},
                         {31'500, "486"}}));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::no_ack);
  EXPECT_EQ(reports[0].expiry.transaction, id);
}

TEST_F(InviteServer, OverAStreamANon2xxIsSentOnceAndTimerHStillRuns_17_2_1) {
  open(invite, tcp);
  const TransactionId id = receive(invite, tcp).transaction;
  answer(id, invite, 486);
  pass(seconds(40));
  EXPECT_EQ(take(), (Log{{0, "486"}}));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::no_ack);
}

TEST_F(InviteServer, ARepeatedInviteGetsTheNon2xxAgain_17_2_1) {
  const TransactionId id = open(invite);
  answer(id, invite, 486);
  EXPECT_EQ(receive(invite).arrival, Arrival::absorbed);
  EXPECT_EQ(take(), (Log{{0, "486"}, {0, "486"}}));
  EXPECT_EQ(sent_texts[0], sent_texts[1]);
}

TEST_F(InviteServer, TheAckOfANon2xxIsAbsorbedAndItsRepetitionsForT4_17_2_1) {
  // peer          us
  //  |--INVITE---->|
  //  |<----486-----|
  //  |-----ACK---->|   Confirmed: timer G is silent
  //  |-----ACK---->|   absorbed
  //  |--INVITE---->|   absorbed
  //  timer I           5 s
  //  |-----ACK---->|   plain: nobody waits for it
  const TransactionId id = open(invite);
  answer(id, invite, 486);
  const RequestMatch match = receive(ack);
  EXPECT_EQ(match.arrival, Arrival::absorbed);
  EXPECT_EQ(match.transaction, id);
  EXPECT_EQ(state(id), S::confirmed);
  EXPECT_EQ(receive(ack).arrival, Arrival::absorbed);
  EXPECT_EQ(receive(invite).arrival, Arrival::absorbed);
  pass(milliseconds(4'999));
  EXPECT_TRUE(alive(id));
  pass(milliseconds(1));
  EXPECT_FALSE(alive(id));
  EXPECT_EQ(receive(ack).arrival, Arrival::plain_ack);
  EXPECT_EQ(take(), (Log{{0, "486"}}));
  EXPECT_TRUE(reports.empty());
}

TEST_F(InviteServer, TimerIIs0OverAStream_17_2_1) {
  const TransactionId id = open(invite, tcp);
  answer(id, invite, 486);
  receive(ack, tcp);
  pass(0);
  EXPECT_FALSE(alive(id));
}

TEST_F(InviteServer, AnAckBeforeTheFinalResponseChangesNothing) {
  const TransactionId id = open(invite);
  answer(id, invite, 180);
  EXPECT_EQ(receive(ack).arrival, Arrival::absorbed);
  EXPECT_EQ(state(id), S::proceeding);
  answer(id, invite, 486);
}

TEST_F(InviteServer, NoResponseFollowsAFinalOneAndItsChainIsReleased_17_2_1) {
  const int finals[] = {200, 486};
  for (const int status : finals) {
    Request request = invite;
    request.branch += std::to_string(status);
    request.call_id += std::to_string(status);
    const TransactionId id = open(request);
    answer(id, request, status);
    take();
    const std::uint32_t used = store.used_blocks();
    EXPECT_EQ(answer(id, request, 180), Errc::wrong_state);
    EXPECT_EQ(answer(id, request, 200), Errc::wrong_state);
    EXPECT_EQ(answer(id, request, 603), Errc::wrong_state);
    EXPECT_EQ(store.used_blocks(), used);
    EXPECT_TRUE(take().empty());
  }
  EXPECT_EQ(answer(TransactionId{}, invite, 200), Errc::unknown_handle);
  EXPECT_EQ(answer(TransactionId{99, 1}, invite, 200), Errc::unknown_handle);
}

TEST_F(InviteServer, ResponsesThatAreNoneAreRefused) {
  const TransactionId id = open(invite);
  EXPECT_EQ(layer.respond(now, id, no_index, 200), Errc::bad_argument);
  EXPECT_EQ(layer.respond(now, id, keep("x"), 99), Errc::bad_argument);
  EXPECT_EQ(layer.respond(now, id, keep("x"), 700), Errc::bad_argument);
  EXPECT_EQ(state(id), S::proceeding);
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::wrong_state);
  answer(id, invite, 486);
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::wrong_state);
}

TEST_F(InviteServer, AClientTransactionTakesNoResponseFromItsUser) {
  const TransactionId id = send(invite);
  EXPECT_EQ(answer(id, invite, 200), Errc::wrong_state);
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::wrong_state);
  EXPECT_EQ(cancel(open(invite)), Errc::wrong_state) << "nor does a server's take a CANCEL";
  answer(receive(invite).transaction, invite, 486);
}

// --- CANCEL (9.2) --------------------------------------------------------------------------------

TEST_F(InviteServer, ACancelNamesItsInviteAndIsATransactionOfItsOwn_9_2) {
  // peer          us
  //  |--INVITE---->|
  //  |---CANCEL--->|   fresh, cancels the INVITE
  //  |<----200-----|   of the CANCEL
  //  |<----487-----|   of the INVITE
  //  |---CANCEL--->|   absorbed
  //  |<----200-----|
  //  |-----ACK---->|
  const TransactionId id = open(invite);
  Request cancel_request = invite;
  cancel_request.method = "CANCEL";
  EXPECT_EQ(layer.cancelled_by(parse(cancel_request.text())), id);
  const TransactionId cancelling = open(cancel_request);
  answer(cancelling, cancel_request, 200);
  answer(id, invite, 487);
  EXPECT_EQ(receive(cancel_request).transaction, cancelling);
  EXPECT_EQ(receive(ack).arrival, Arrival::absorbed);
  EXPECT_EQ(take(), (Log{{0, "200"}, {0, "487"}, {0, "200"}}));
}

TEST_F(InviteServer, ACancelOfAnotherHopOrBranchNamesNothing_9_2) {
  open(invite);
  Request cancel_request = invite;
  cancel_request.method = "CANCEL";
  Request other_branch = cancel_request;
  other_branch.branch = "z9hG4bKother";
  Request other_host = cancel_request;
  other_host.sent_by = "192.0.2.99:5060";
  EXPECT_FALSE(layer.cancelled_by(parse(other_branch.text())));
  EXPECT_FALSE(layer.cancelled_by(parse(other_host.text())));
  answer(layer.cancelled_by(parse(cancel_request.text())), invite, 487);
}

TEST_F(InviteServer, ACancelOfANonInviteNamesNothing_9_1) {
  Request refer = invite;
  refer.method = "REFER";
  const TransactionId id = open(refer);
  Request cancel_request = refer;
  cancel_request.method = "CANCEL";
  EXPECT_FALSE(layer.cancelled_by(parse(cancel_request.text())));
  answer(id, refer, 202);
}

// --- Transport errors (RFC 6026 7.1) -------------------------------------------------------------

TEST_F(InviteServer, StaysWhenItsPeerIsUnreachable_RFC6026_7_1) {
  const TransactionId id = open(invite);
  EXPECT_FALSE(layer.fail_one(now, udp_flow, udp.peer).transaction);
  EXPECT_EQ(receive(invite).arrival, Arrival::absorbed);
  EXPECT_EQ(answer(id, invite, 486), Errc::ok);
}

TEST_F(InviteServer, AfterItsConnectionClosedARepeatedInviteIsAnsweredOnTheNewOne_18_2_2) {
  // peer          us
  //  |--INVITE---->|   first connection, which then closes
  //  |      486    |   nowhere to go
  //  |--INVITE---->|   second connection: absorbed, and answered there
  //  |<----486-----|
  const TransactionId id = open(invite, tcp);
  EXPECT_FALSE(layer.fail_one(now, tcp_flow, {}).transaction);
  EXPECT_EQ(answer(id, invite, 486), Errc::no_flow);
  EXPECT_TRUE(take().empty());
  Route second = tcp;
  second.flow = FlowId{1, 3};
  EXPECT_EQ(receive(invite, second).arrival, Arrival::absorbed);
  EXPECT_EQ(take(), (Log{{0, "486"}}));
  EXPECT_EQ(sent_to[0].flow, second.flow);
}

TEST_F(InviteServer, A2xxOverAClosedConnectionTellsItsUser) {
  const TransactionId id = open(invite, tcp);
  answer(id, invite, 200);
  layer.fail_one(now, tcp_flow, {});
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::no_flow);
  pass(seconds(40));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::accepted_over);
}

}  // namespace
}  // namespace baton::core
