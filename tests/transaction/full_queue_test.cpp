// A full output queue: what waits, what is made up for, and that nothing is lost over a stream.
#include "tests/transaction/bench.hpp"

namespace baton::core {
namespace {

using S = TransactionState;

class FullQueue : public OnBench {
 protected:
  FullQueue() : OnBench(Sizes{.outputs = 1}) {}
  /// Takes the only slot of the queue.
  void stop_up() {
    hold_outputs = true;
    Chain chain = keep("KEEPALIVE");
    outputs.push(chain, udp);
    store.release(chain);
  }
  void open_up() {
    hold_outputs = false;
    drain();
    ASSERT_EQ(take().front().what.substr(0, 9), "KEEPALIVE");
  }
};

TEST_F(FullQueue, OverUdpTheFirstSendIsMadeUpForByTimerA) {
  stop_up();
  const TransactionId id = send(Request{});
  EXPECT_EQ(state(id), S::calling);
  open_up();
  pass(milliseconds(500));
  EXPECT_EQ(take(), (Log{{500, "INVITE"}}));
}

TEST_F(FullQueue, ARetransmissionWaitsForItsNextInterval) {
  send(Request{});
  take();
  pass(milliseconds(400));
  stop_up();
  pass(milliseconds(200));
  EXPECT_EQ(layer.retransmissions_sent(), 0U);
  open_up();
  pass(seconds(1));
  EXPECT_EQ(take(), (Log{{1'500, "INVITE"}}));
}

TEST_F(FullQueue, OverUdpAFinalResponseGoesWithTheNextRepetition) {
  const Request refer = numbered("REFER", 1);
  const TransactionId id = open(refer);
  stop_up();
  EXPECT_EQ(answer(id, refer, 202), Errc::output_full);
  EXPECT_EQ(state(id), S::completed);
  open_up();
  EXPECT_EQ(receive(refer).arrival, Arrival::absorbed);
  EXPECT_EQ(take(), (Log{{0, "202"}}));
}

TEST_F(FullQueue, OverUdpANon2xxToInviteGoesByTimerG) {
  const Request invite;
  const TransactionId id = open(invite);
  stop_up();
  EXPECT_EQ(answer(id, invite, 486), Errc::output_full);
  open_up();
  pass(milliseconds(500));
  EXPECT_EQ(take(), (Log{{500, "486"}}));
}

TEST_F(FullQueue, OverUdpARefused2xxIsRepeatedByItsUser) {
  const Request invite;
  const TransactionId id = open(invite);
  stop_up();
  EXPECT_EQ(answer(id, invite, 200), Errc::output_full);
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::output_full);
  open_up();
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::ok);
}

TEST_F(FullQueue, OverAStreamARequestIsOwedAndSentOnce) {
  stop_up();
  send(Request{}, tcp);
  pass(milliseconds(1'700));  // asks again every T1
  open_up();
  pass(seconds(10));
  EXPECT_EQ(take(), (Log{{2'000, "INVITE"}}));
}

TEST_F(FullQueue, OverAStreamAFinalResponseIsOwedThoughTimerJIs0) {
  const Request refer = numbered("REFER", 1);
  const TransactionId id = open(refer, tcp);
  stop_up();
  EXPECT_EQ(answer(id, refer, 202), Errc::output_full);
  pass(milliseconds(1'700));
  EXPECT_TRUE(alive(id));
  open_up();
  pass(milliseconds(300));
  EXPECT_EQ(take(), (Log{{2'000, "202"}}));
  pass(milliseconds(1));
  EXPECT_FALSE(alive(id));
}

TEST_F(FullQueue, OverAStreamAnAckIsOwedThoughTimerDIs0) {
  const Request invite;
  const TransactionId id = send(invite, tcp);
  take();
  stop_up();
  respond_to(invite, 486);
  pass(milliseconds(100));
  EXPECT_TRUE(alive(id));
  open_up();
  pass(milliseconds(401));
  EXPECT_EQ(take(), (Log{{500, "ACK"}}));
  EXPECT_FALSE(alive(id));
}

TEST_F(FullQueue, OverAStreamA2xxOwedIsNotSentTwiceWhenItsUserRepeatsIt) {
  const Request invite;
  const TransactionId id = open(invite, tcp);
  stop_up();
  answer(id, invite, 200);
  open_up();
  EXPECT_EQ(layer.resend_2xx(now, id), Errc::ok);
  drain();
  pass(seconds(5));
  EXPECT_EQ(take(), (Log{{0, "200"}}));
}

TEST_F(FullQueue, OverAStreamThatNeverTakesAnythingTheOwedAnswerEndsAfter64T1) {
  const Request refer = numbered("REFER", 1);
  const TransactionId id = open(refer, tcp);
  stop_up();
  answer(id, refer, 202);
  pass(milliseconds(31'999));
  EXPECT_TRUE(alive(id));
  pass(milliseconds(1));
  EXPECT_FALSE(alive(id));
}

}  // namespace
}  // namespace baton::core
