// The non-INVITE client transaction in virtual time (RFC 3261 17.1.2).
#include "tests/transaction/bench.hpp"

namespace baton::core {
namespace {

using NonInviteClient = OnBench;
using S = TransactionState;
using A = ResponseArrival;

Request make(const std::string& method = "REFER") {
  Request request;
  request.method = method;
  return request;
}
const Request refer = make();

TEST_F(NonInviteClient, TimerEDoublesToT2UntilTimerFFiresAt64T1_17_1_2_2) {
  // us            peer
  //  |---REFER---->X   0, 0.5, 1.5, 3.5, then every 4 s until 31.5 s
  //  timer F           32 s
  const TransactionId id = send(refer);
  pass(seconds(40));
  EXPECT_EQ(take(), (Log{{0, "REFER"},
                         {500, "REFER"},
                         {1'500, "REFER"},
                         {3'500, "REFER"},
                         {7'500, "REFER"},
                         {11'500, "REFER"},
                         {15'500, "REFER"},
                         {19'500, "REFER"},
                         {23'500, "REFER"},
                         {27'500, "REFER"},
                         {31'500, "REFER"}}));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
  EXPECT_EQ(reports[0].expiry.end, TransactionEnd::timed_out);
  EXPECT_EQ(reports[0].expiry.transaction, id);
  EXPECT_EQ(reports[0].expiry.method, Method::refer);
}

TEST_F(NonInviteClient, OverAStreamIsSentOnceAndTimesOutAt64T1_17_1_2_2) {
  send(refer, tcp);
  pass(seconds(40));
  EXPECT_EQ(take(), (Log{{0, "REFER"}}));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
}

TEST_F(NonInviteClient, A100SlowsTimerEToT2AndLeavesF_17_1_2_2) {
  // us            peer
  //  |---REFER---->|   0
  //  |<----100-----|   0.1 s, delivered
  //  |---REFER---->|   0.5 s: the interval that was running
  //  |---REFER---->|   4.5, 8.5 ... 28.5 s: T2
  //  timer F           32 s
  const TransactionId id = send(refer);
  pass(milliseconds(100));
  EXPECT_EQ(respond_to(refer, 100).arrival, A::deliver);
  EXPECT_EQ(state(id), S::proceeding);
  pass(seconds(40));
  EXPECT_EQ(take(), (Log{{0, "REFER"},
                         {500, "REFER"},
                         {4'500, "REFER"},
                         {8'500, "REFER"},
                         {12'500, "REFER"},
                         {16'500, "REFER"},
                         {20'500, "REFER"},
                         {24'500, "REFER"},
                         {28'500, "REFER"}}));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].ms, 32'000);
}

TEST_F(NonInviteClient, DeliversOneFinalResponseAndBuffersItsRepetitionsForT4_17_1_2_2) {
  // us            peer
  //  |---REFER---->|
  //  |<----202-----|   delivered
  //  |<----202-----|   absorbed
  //  timer K           5 s
  //  |<----202-----|   stray
  const TransactionId id = send(refer);
  const ResponseMatch first = respond_to(refer, 202);
  EXPECT_EQ(first.arrival, A::deliver);
  EXPECT_FALSE(first.repeated);
  EXPECT_EQ(state(id), S::completed);
  EXPECT_EQ(respond_to(refer, 202).arrival, A::absorbed);
  EXPECT_EQ(respond_to(refer, 100).arrival, A::absorbed);
  EXPECT_EQ(respond_to(refer, 603, "another").arrival, A::absorbed);
  pass(milliseconds(4'999));
  EXPECT_TRUE(alive(id));
  pass(milliseconds(1));
  EXPECT_FALSE(alive(id));
  EXPECT_EQ(respond_to(refer, 202).arrival, A::stray);
  EXPECT_EQ(take(), (Log{{0, "REFER"}}));
  EXPECT_TRUE(reports.empty());
}

TEST_F(NonInviteClient, DeliversAFinalResponseAfterAProvisional_17_1_2_2) {
  const TransactionId id = send(refer);
  respond_to(refer, 100);
  EXPECT_EQ(respond_to(refer, 100).arrival, A::deliver);
  EXPECT_EQ(respond_to(refer, 603).arrival, A::deliver);
  EXPECT_EQ(state(id), S::completed);
  pass(seconds(4));
  EXPECT_EQ(take(), (Log{{0, "REFER"}})) << "timer E has stopped";
}

TEST_F(NonInviteClient, TimerKIs0OverAStream_17_1_2_2) {
  const TransactionId id = send(refer, tcp);
  EXPECT_EQ(respond_to(refer, 202).arrival, A::deliver);
  EXPECT_EQ(wheel.next(), now);
  pass(0);
  EXPECT_FALSE(alive(id));
}

TEST_F(NonInviteClient, TheRequestCanBeReadAgainAfterAFailureAndGivenBackEarly) {
  // What a reissue with credentials is made from.
  const TransactionId id = send(refer, tcp);
  respond_to(refer, 401);
  MessageView view;
  ASSERT_TRUE(layer.load(id, work, view));
  EXPECT_EQ(view.bytes(), refer.text());
  EXPECT_EQ(view.method(), Method::refer);
  layer.drop_message(id);
  EXPECT_EQ(store.used_blocks(), 0U);
  EXPECT_FALSE(layer.load(id, work, view));
}

TEST_F(NonInviteClient, TheMessageOfARunningTransactionCannotBeDropped) {
  const TransactionId id = send(refer);
  layer.drop_message(id);
  pass(milliseconds(500));
  EXPECT_EQ(take(), (Log{{0, "REFER"}, {500, "REFER"}}));
}

TEST_F(NonInviteClient, CannotBeCancelled_9_1) {
  const TransactionId id = send(refer);
  respond_to(refer, 100);
  EXPECT_EQ(cancel(id), Errc::wrong_state);
  respond_to(refer, 202);
  EXPECT_EQ(cancel(id), Errc::wrong_state);
  EXPECT_EQ(take(), (Log{{0, "REFER"}}));
}

TEST_F(NonInviteClient, AFailedFlowEndsItUntilTheFinalResponse_17_1_4) {
  const TransactionId id = send(refer);
  const TransactionExpiry expiry = layer.fail_one(now, udp_flow, udp.peer);
  EXPECT_EQ(expiry.transaction, id);
  EXPECT_EQ(expiry.end, TransactionEnd::transport_error);
  EXPECT_EQ(expiry.method, Method::refer);
  const TransactionId second = send(refer);
  respond_to(refer, 202);
  EXPECT_FALSE(layer.fail_one(now, udp_flow, udp.peer).transaction);
  EXPECT_EQ(state(second), S::completed) << "figure 6 has no arrow there";
}

TEST_F(NonInviteClient, AckHasNoTransaction_17_1) {
  Chain chain = keep("x");
  EXPECT_EQ(
      layer.open_client(now, Method::ack, "z9hG4bKx", chain, udp, somebody, Privilege::standing)
          .error(),
      Errc::bad_argument);
  store.release(chain);
}

// --- Which responses belong to it (17.1.3) -------------------------------------------------------

TEST_F(NonInviteClient, ResponsesMatchByBranchWithoutCaseAndByCSeqMethod_17_1_3) {
  send(refer);
  Request shouted = refer;
  shouted.branch = "Z9HG4BKONE";
  EXPECT_EQ(respond_to(shouted, 100).arrival, A::deliver);
  Request other_method = refer;
  other_method.method = "NOTIFY";
  EXPECT_EQ(respond_to(other_method, 200).arrival, A::stray);
  Request longer = refer;
  longer.branch += "x";
  EXPECT_EQ(respond_to(longer, 200).arrival, A::stray);
  Request shorter = refer;
  shorter.branch.pop_back();
  EXPECT_EQ(respond_to(shorter, 200).arrival, A::stray);
  Request none = refer;
  none.branch.clear();
  std::string text = response_text(refer, 200);
  const std::string branch = ";branch=" + refer.branch;
  text.erase(text.find(branch), branch.size());
  EXPECT_EQ(receive_response(text).arrival, A::stray);
}

TEST_F(NonInviteClient, AResponseWithAnotherTopViaIsNotOurs_17_1_3) {
  send(refer);
  std::string text = response_text(refer, 200);
  text.insert(text.find("Via: "), "Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKelse\r\n");
  EXPECT_EQ(receive_response(text).arrival, A::stray);
}

TEST_F(NonInviteClient, AResponseWithASecondViaIsDiscarded_8_1_3_3) {
  send(refer);
  std::string text = response_text(refer, 200);
  text.insert(text.find("From: "), "Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKelse\r\n");
  EXPECT_EQ(receive_response(text).arrival, A::stray);
  EXPECT_EQ(respond_to(refer, 202).arrival, A::deliver);
}

TEST_F(NonInviteClient, ARequestDoesNotAnswerAndAServerTransactionGetsNoResponse) {
  // The same branch and method once as a client's, once as a server's.
  const TransactionId client = send(refer);
  const TransactionId server = open(refer);
  EXPECT_NE(client, server);
  EXPECT_EQ(respond_to(refer, 202).transaction, client);
  layer.abandon(client);
  EXPECT_EQ(respond_to(refer, 202).arrival, A::stray);
}

TEST_F(NonInviteClient, BranchesOfEveryLengthMatchThemselvesAlone) {
  const std::size_t lengths[] = {1, 2, 7, 8, 9, 255, 256, 257, 1'000};
  for (const std::size_t length : lengths) {
    Request request = refer;
    request.branch = "z9hG4bK" + std::string(length, 'b');
    const TransactionId id = send(request);
    Request near = request;
    near.branch.back() = 'c';
    EXPECT_EQ(respond_to(near, 202).arrival, A::stray) << length;
    const ResponseMatch match = respond_to(request, 202);
    EXPECT_EQ(match.arrival, A::deliver) << length;
    EXPECT_EQ(match.transaction, id);
    layer.abandon(id);
  }
}

}  // namespace
}  // namespace baton::core
