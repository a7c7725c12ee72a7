// Cancelling an INVITE (RFC 3261 9.1).
#include "tests/transaction/bench.hpp"

namespace baton::core {
namespace {

using Cancelling = OnBench;
using S = TransactionState;
using A = ResponseArrival;

const Request invite{};

TEST_F(Cancelling, CancelIsSentAtOnceWhenAProvisionalIsHere_9_1) {
  // us            peer
  //  |--INVITE---->|
  //  |<----180-----|
  //  |---CANCEL--->|
  //  |<----200-----|   of the CANCEL: absorbed, it has no owner
  //  |<----487-----|   delivered
  //  |-----ACK---->|
  const TransactionId id = send(invite);
  respond_to(invite, 180);
  EXPECT_EQ(cancel(id), Errc::ok);
  Request cancel_request = invite;
  cancel_request.method = "CANCEL";
  EXPECT_EQ(respond_to(cancel_request, 200).arrival, A::absorbed);
  EXPECT_EQ(respond_to(invite, 487).arrival, A::deliver);
  EXPECT_EQ(take(), (Log{{0, "INVITE"}, {0, "CANCEL"}, {0, "ACK"}}));
}

TEST_F(Cancelling, CancelWaitsForTheFirstProvisionalAndGoesOnce_9_1) {
  // us            peer
  //  |--INVITE---->|
  //  cancel            nothing may be sent yet
  //  |--INVITE---->|   timer A runs on
  //  |<----100-----|
  //  |---CANCEL--->|
  //  |<----180-----|   no second CANCEL
  const TransactionId id = send(invite);
  EXPECT_EQ(cancel(id), Errc::ok);
  EXPECT_EQ(cancel(id), Errc::ok);
  pass(milliseconds(600));
  EXPECT_EQ(respond_to(invite, 100).arrival, A::deliver);
  EXPECT_EQ(respond_to(invite, 180).arrival, A::deliver);
  EXPECT_EQ(cancel(id), Errc::ok);
  EXPECT_EQ(take(), (Log{{0, "INVITE"}, {500, "INVITE"}, {600, "CANCEL"}}));
  respond_to(invite, 487);
}

TEST_F(Cancelling, CancelHasTheFieldsOf9_1) {
  Request routed = invite;
  routed.branch = "z9hG4bKrouted";
  routed.to_tag = "in-dialog";
  routed.cseq = 4'711;
  routed.headers =
      "Route: <sip:p1.example.com;lr>\r\nRequire: 100rel\r\nProxy-Require: sec-agree\r\n";
  const TransactionId id = send(routed);
  respond_to(routed, 180);
  cancel(id);
  ASSERT_EQ(sent_texts.size(), 2U);
  EXPECT_EQ(sent_texts[1],
            "CANCEL sip:bob@example.com SIP/2.0\r\n"
            "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKrouted\r\n"
            "Route: <sip:p1.example.com;lr>\r\n"
            "Max-Forwards: 70\r\n"
            "From: \"Alice\" <sip:alice@example.com>;tag=a-tag\r\n"
            "To: <sip:bob@example.com>;tag=in-dialog\r\n"
            "Call-ID: call-1@example.com\r\n"
            "CSeq: 4711 CANCEL\r\n"
            "Content-Length: 0\r\n\r\n");
  EXPECT_EQ(sent_to[1].peer, udp.peer);
  respond_to(routed, 487);
}

TEST_F(Cancelling, CancelIsATransactionOfItsOwnThatRetransmits_9_1) {
  // us            peer
  //  |--INVITE---->|
  //  |<----180-----|
  //  |---CANCEL--->X   0, 0.5, 1.5, 3.5, 7.5, 11.5 ... 31.5 s: timer E
  //  64*T1 without a final response: timed out, once, for the INVITE alone
  const TransactionId id = send(invite);
  respond_to(invite, 180);
  take();
  cancel(id);
  pass(seconds(33));
  const Log sends = take();
  EXPECT_EQ(sends.size(), 11U);
  EXPECT_EQ(sends.back(), (Sent{31'500, "CANCEL"}));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::timed_out);
  EXPECT_EQ(reports[0].expiry.transaction, id);
  EXPECT_EQ(reports[0].expiry.method, Method::invite);
}

TEST_F(Cancelling, TheLimitAfterCancelRunsFromTheCancelEvenIfProvisionalsGoOn_9_1) {
  const TransactionId id = send(invite);
  respond_to(invite, 180);
  pass(seconds(100));
  cancel(id);
  for (int i = 0; i < 3; ++i) {
    pass(seconds(10));
    EXPECT_EQ(respond_to(invite, 180).arrival, A::deliver);
  }
  EXPECT_TRUE(alive(id));
  pass(seconds(2));
  EXPECT_FALSE(alive(id));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 132'000);
}

TEST_F(Cancelling, AnAnswerThatCrossesTheCancelIsDeliveredAsAlways_9_1) {
  // us            peer
  //  |--INVITE---->|
  //  |<----180-----|
  //  |---CANCEL-\  |
  //  |<----200---\-|   the call stands: its owner ends it with BYE
  const TransactionId id = send(invite);
  respond_to(invite, 180);
  cancel(id);
  const ResponseMatch match = respond_to(invite, 200);
  EXPECT_EQ(match.arrival, A::deliver);
  EXPECT_EQ(match.owner.index, somebody.index);
  EXPECT_EQ(state(id), S::accepted);
  EXPECT_EQ(cancel(id), Errc::wrong_state);
  pass(seconds(100));
  EXPECT_TRUE(reports.empty());
}

TEST_F(Cancelling, AWantedCancelIsDroppedWhenTheFinalResponseComesFirst_9_1) {
  const TransactionId id = send(invite);
  cancel(id);
  EXPECT_EQ(respond_to(invite, 404).arrival, A::deliver);
  EXPECT_EQ(take(), (Log{{0, "INVITE"}, {0, "ACK"}}));
  EXPECT_EQ(cancel(id), Errc::wrong_state);
}

TEST_F(Cancelling, AnUnansweredInviteTimesOutAtTimerBAlsoIfCancelled_9_1) {
  const TransactionId id = send(invite);
  cancel(id);
  pass(seconds(40));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::timed_out);
  EXPECT_FALSE(alive(id));
  EXPECT_EQ(cancel(id), Errc::unknown_handle);
}

TEST_F(Cancelling, ACancelWithoutRoomGoesWithTheNextProvisionalAndNeverFails_9_1) {
  const TransactionId id = send(invite);
  respond_to(invite, 180);
  std::vector<Chain> hoard;
  while (const auto chain = store.store("x"))
    hoard.push_back(*chain);
  EXPECT_EQ(cancel(id), Errc::ok);
  EXPECT_EQ(take(), (Log{{0, "INVITE"}}));
  for (Chain& chain : hoard)
    store.release(chain);
  pass(seconds(1));
  EXPECT_EQ(respond_to(invite, 180).arrival, A::deliver);
  EXPECT_EQ(take(), (Log{{1'000, "CANCEL"}}));
  pass(seconds(31));
  ASSERT_EQ(reports.size(), 1U) << "the limit runs from the wish";
  EXPECT_EQ(reports[0].ms, 32'000);
}

TEST_F(Cancelling, CancelOfAnInviteStillInResolutionSendsNothingAndTimesOutAtOnce) {
  Route unknown = udp;
  unknown.peer = {};
  const TransactionId id = send(invite, unknown);
  EXPECT_EQ(state(id), S::waiting);
  EXPECT_EQ(cancel(id), Errc::ok);
  EXPECT_EQ(layer.start(now, id, udp), Errc::wrong_state);
  EXPECT_LE(wheel.next(), now);
  pass(0);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::timed_out);
  EXPECT_EQ(reports[0].expiry.owner.index, somebody.index);
  EXPECT_TRUE(take().empty());
}

}  // namespace
}  // namespace baton::core
