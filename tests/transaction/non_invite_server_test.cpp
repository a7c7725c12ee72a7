// The non-INVITE server transaction in virtual time (RFC 3261 17.2.2, RFC 4320).
#include "tests/transaction/bench.hpp"

namespace baton::core {
namespace {

using NonInviteServer = OnBench;
using S = TransactionState;

Request make_refer() {
  Request request;
  request.method = "REFER";
  return request;
}
const Request refer = make_refer();

TEST_F(NonInviteServer, ARepeatedRequestIsAbsorbedAndReansweredUntilTimerJ_17_2_2) {
  // peer          us
  //  |---REFER---->|   fresh
  //  |---REFER---->|   discarded: no answer yet
  //  |<----202-----|
  //  |---REFER---->|
  //  |<----202-----|   the same octets
  //  timer J           64*T1 after the answer
  //  |---REFER---->|   fresh
  const TransactionId id = open(refer);
  pass(milliseconds(500));
  EXPECT_EQ(receive(refer).transaction, id);
  pass(milliseconds(500));
  EXPECT_EQ(answer(id, refer, 202), Errc::ok);
  EXPECT_EQ(state(id), S::completed);
  pass(milliseconds(500));
  EXPECT_EQ(receive(refer).arrival, Arrival::absorbed);
  EXPECT_EQ(take(), (Log{{1'000, "202"}, {1'500, "202"}}));
  EXPECT_EQ(sent_texts[0], sent_texts[1]);
  pass(milliseconds(31'499));
  EXPECT_TRUE(alive(id));
  pass(milliseconds(1));
  EXPECT_FALSE(alive(id));
  EXPECT_EQ(receive(refer).arrival, Arrival::fresh);
  EXPECT_TRUE(reports.empty());
}

TEST_F(NonInviteServer, TheNewestProvisionalAnswersRepetitions_17_2_2) {
  // peer          us
  //  |---REFER---->|
  //  |<----100-----|
  //  |---REFER---->|
  //  |<----100-----|
  //  |<----603-----|
  const TransactionId id = open(refer);
  EXPECT_EQ(answer(id, refer, 100), Errc::ok);
  EXPECT_EQ(state(id), S::proceeding);
  receive(refer);
  EXPECT_EQ(answer(id, refer, 100), Errc::ok);
  EXPECT_EQ(answer(id, refer, 603), Errc::ok);
  EXPECT_EQ(take(), (Log{{0, "100"}, {0, "100"}, {0, "100"}, {0, "603"}}));
  EXPECT_EQ(state(id), S::completed);
}

TEST_F(NonInviteServer, TimerJIs0OverAStream_17_2_2) {
  const TransactionId id = open(refer, tcp);
  answer(id, refer, 202);
  EXPECT_EQ(wheel.next(), now);
  pass(0);
  EXPECT_FALSE(alive(id));
  EXPECT_EQ(take(), (Log{{0, "202"}}));
}

TEST_F(NonInviteServer, AnotherFinalResponseIsDiscarded_17_2_2) {
  const TransactionId id = open(refer);
  answer(id, refer, 202);
  const std::uint32_t used = store.used_blocks();
  EXPECT_EQ(answer(id, refer, 603), Errc::wrong_state);
  EXPECT_EQ(answer(id, refer, 100), Errc::wrong_state);
  EXPECT_EQ(store.used_blocks(), used);
  EXPECT_EQ(take(), (Log{{0, "202"}}));
}

TEST_F(NonInviteServer, Never408NorAProvisionalOtherThan100_RFC4320_4) {
  const TransactionId id = open(refer);
  const std::uint32_t used = store.used_blocks();
  EXPECT_EQ(answer(id, refer, 408), Errc::forbidden_status);
  EXPECT_EQ(answer(id, refer, 180), Errc::forbidden_status);
  EXPECT_EQ(answer(id, refer, 199), Errc::forbidden_status);
  EXPECT_EQ(store.used_blocks(), used);
  EXPECT_EQ(state(id), S::trying);
  EXPECT_TRUE(take().empty());
  EXPECT_EQ(answer(id, refer, 202), Errc::ok);
}

TEST_F(NonInviteServer, UnansweredItEndsSilentlyWhenItsClientHasGivenUp_RFC4320_4_2) {
  const TransactionId tried = open(refer);
  Request other = refer;
  other.branch = "z9hG4bKtwo";
  other.call_id = "call-2@example.com";
  const TransactionId proceeding = open(other);
  answer(proceeding, other, 100);
  pass(milliseconds(31'999));
  EXPECT_TRUE(alive(tried));
  EXPECT_TRUE(alive(proceeding));
  pass(milliseconds(1));
  EXPECT_FALSE(alive(tried));
  EXPECT_FALSE(alive(proceeding));
  EXPECT_TRUE(reports.empty());
  EXPECT_EQ(answer(tried, refer, 603), Errc::unknown_handle);
}

TEST_F(NonInviteServer, StaysWhenItsPeerIsUnreachable_RFC6026_8_8) {
  const TransactionId id = open(refer);
  EXPECT_FALSE(layer.fail_one(now, udp_flow, udp.peer).transaction);
  EXPECT_EQ(answer(id, refer, 202), Errc::ok);
  EXPECT_FALSE(layer.fail_one(now, udp_flow, {}).transaction);
  EXPECT_EQ(state(id), S::completed);
}

TEST_F(NonInviteServer, AbandonEndsItWithoutAnAnswer) {
  const TransactionId id = open(refer);
  const TransactionExpiry expiry = layer.abandon(id);
  EXPECT_EQ(expiry.end, TransactionEnd::none);
  EXPECT_EQ(expiry.transaction, id);
  expect_empty();
}

TEST_F(NonInviteServer, AnAckOpensNoTransaction_17_1) {
  Request ack = refer;
  ack.method = "ACK";
  EXPECT_EQ(receive(ack).arrival, Arrival::plain_ack);
  EXPECT_EQ(try_open(ack).error(), Errc::bad_argument);
  expect_empty();
}

}  // namespace
}  // namespace baton::core
