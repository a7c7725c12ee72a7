// What a peer must not be able to do to a Stack: each of these once left something behind for ever.
#include <gtest/gtest.h>

#include "tests/agent/contract_peer.hpp"

namespace baton {
namespace {

using contract::Alone;
using contract::Peer;
using contract::take_call;

void expect_all_given_back(Alone& alone) {
  alone.stack().shutdown(alone.now);
  alone.run(seconds(2'000));
  const Usage usage = alone.stack().usage();
  EXPECT_EQ(usage.transactions.used, 0u);
  EXPECT_EQ(usage.transfers.used, 0u);
  EXPECT_EQ(usage.subscriptions.used, 0u);
  EXPECT_EQ(usage.dialogs.used, 0u);
  EXPECT_EQ(usage.blocks.used, 0u);
  EXPECT_EQ(alone.stack().next_deadline(), never);
}

//  peer          Stack
//   |-- INVITE --->|
//   |<--- 180 -----|
//   |---- ACK ---->|  of nothing
//   |<--- 200 -----|
TEST(HostilePeer, AnAckBeforeAnyAnswerAcknowledgesNothing_Rfc3261_13_2_2_4) {
  Alone alone;
  Peer peer;
  ASSERT_EQ(alone.receive(peer.invite()), Errc::ok);
  ASSERT_EQ(alone.drain(), "call_incoming");
  const CallId call = alone.heard.back().call;
  ASSERT_EQ(alone.stack().ring(alone.now, call), Errc::ok);
  alone.drain();
  const std::string to = contract::header(alone.outbox.back(), "To");
  peer.stack_tag = to.substr(to.find(";tag=") + 5);
  (void)alone.receive(peer.ack());
  EXPECT_EQ(alone.drain(), "");
  EXPECT_EQ(alone.stack().answer(alone.now, call), Errc::ok) << "the INVITE is still there to be answered";
  expect_all_given_back(alone);
}

//  peer                                 Stack
//   |-- REFER, Contact by a dead way ---->|
//   |<------------ 202 -------------------|
//   |     (NOTIFY has no way to go)       |
TEST(HostilePeer, ReportsThatHaveNoWayToGoEndWithTheSubscription) {
  Alone alone;
  Peer peer;
  take_call(alone, peer);
  ASSERT_EQ(alone.receive(peer.request("REFER",
                                       "Refer-To: <sip:carol@127.0.0.1:5099>\r\n"
                                       "Contact: <sip:peer@127.0.0.1:5070;transport=tcp>\r\n")),
            Errc::ok);
  ASSERT_EQ(alone.drain(), "refer_received");
  ASSERT_TRUE(alone.stack().accept_refer(alone.now, alone.heard.back().transfer));
  alone.run(seconds(400));
  std::size_t ended = 0;
  for (const auto& event : alone.heard) ended += event.kind == EventKind::referral_ended ? 1 : 0;
  EXPECT_EQ(ended, 1u);
  expect_all_given_back(alone);
}

TEST(HostilePeer, AReferWithoutRoomForItsCallStaysUndecidedAndNothingIsSent) {
  Limits limits = Limits::host(4);
  limits.transactions = 6;
  limits.reserved = 3;
  Alone alone(limits);
  Peer peer;
  take_call(alone, peer);
  ASSERT_EQ(alone.receive(peer.refer()), Errc::ok);
  ASSERT_EQ(alone.drain(), "refer_received");
  alone.outbox.clear();
  const TransferId transfer = alone.heard.back().transfer;
  EXPECT_EQ(alone.stack().accept_refer(alone.now, transfer).error(), Errc::transactions_full)
      << "the NOTIFY may use the reserve, the INVITE may not";
  EXPECT_EQ(alone.stack().state(transfer), TransferState::undecided);
  EXPECT_TRUE(alone.sent().empty());
  EXPECT_EQ(alone.stack().usage().calls.used, 1u);
  EXPECT_EQ(alone.stack().reject_refer(alone.now, transfer), Errc::ok);
  expect_all_given_back(alone);
}

TEST(HostilePeer, AReferredNameWithoutRoomToResolveItLeavesTheReferUndecided) {
  Limits limits = Limits::host(4);
  limits.lookups = 1;
  Alone alone(limits);
  Peer peer;
  take_call(alone, peer);
  ASSERT_TRUE(alone.stack().call(alone.now, alone.account, "sip:other@other.example"));
  ASSERT_EQ(alone.receive(peer.refer("sip:carol@carol.example")), Errc::ok);
  ASSERT_EQ(alone.drain(), "refer_received");
  const TransferId transfer = alone.heard.back().transfer;
  alone.outbox.clear();
  EXPECT_EQ(alone.stack().accept_refer(alone.now, transfer).error(), Errc::lookups_full);
  EXPECT_EQ(alone.stack().state(transfer), TransferState::undecided);
  EXPECT_TRUE(alone.sent().empty());
  expect_all_given_back(alone);
}

// The NOTIFY goes to a name and the INVITE to another.
TEST(HostilePeer, ATransferorAndATargetWithNamesNeedRoomForBothOrNothingIsSent) {
  for (const std::uint32_t lookups : {1u, 2u}) {
    Limits limits = Limits::host(4);
    limits.lookups = lookups;
    Alone alone(limits);
    Peer peer;
    take_call(alone, peer);
    ASSERT_EQ(alone.receive(peer.request("REFER",
                                         "Refer-To: <sip:carol@carol.example>\r\n"
                                         "Contact: <sip:peer@peer.example>\r\n")),
              Errc::ok);
    ASSERT_EQ(alone.drain(), "refer_received");
    const TransferId transfer = alone.heard.back().transfer;
    alone.outbox.clear();
    const auto made = alone.stack().accept_refer(alone.now, transfer);
    if (lookups == 2) {
      EXPECT_TRUE(made);
      EXPECT_EQ(alone.sent().size(), 1u) << "the 202; the others wait for their addresses";
    } else {
      EXPECT_EQ(made.error(), Errc::lookups_full);
      EXPECT_EQ(alone.stack().state(transfer), TransferState::undecided);
      EXPECT_TRUE(alone.sent().empty());
      EXPECT_EQ(alone.stack().usage().calls.used, 1u);
    }
    expect_all_given_back(alone);
  }
}

TEST(HostilePeer, WhoIsToldNothingNeedsNoRoomForItsName) {
  Limits limits = Limits::host(4);
  limits.lookups = 1;
  Alone alone(limits);
  Peer peer;
  take_call(alone, peer);
  ASSERT_EQ(alone.receive(peer.request("REFER",
                                       "Refer-To: <sip:carol@carol.example>\r\nRequire: nosub\r\n"
                                       "Contact: <sip:peer@peer.example>\r\n")),
            Errc::ok);
  ASSERT_EQ(alone.drain(), "refer_received");
  EXPECT_TRUE(alone.stack().accept_refer(alone.now, alone.heard.back().transfer));
  expect_all_given_back(alone);
}

// The ACK of a 2xx to a call that has ended is made from the 2xx alone.
TEST(HostilePeer, ALate2xxWithoutTheTagThatWeGaveIsNotAcknowledged) {
  Alone alone;
  Peer peer;
  const CallId call = contract::make_call(alone, peer);
  const std::string invite = alone.outbox.front();
  const std::string late = peer.response(invite, "200 OK", Peer::contact());
  ASSERT_EQ(alone.stack().hang_up(alone.now, call), Errc::ok);
  alone.drain();
  ASSERT_EQ(alone.receive(peer.response(alone.outbox.back(), "200 OK")), Errc::ok);
  ASSERT_EQ(alone.drain(), "call_ended");
  alone.outbox.clear();
  (void)alone.receive(late);
  alone.drain();
  ASSERT_FALSE(alone.outbox.empty()) << "with its tag it is";
  EXPECT_TRUE(alone.outbox.front().starts_with("ACK "));
  alone.outbox.clear();
  const std::size_t tag = late.find(";tag=", late.find("From:"));
  std::string without = late;
  without.erase(tag, late.find("\r\n", tag) - tag);
  (void)alone.receive(without);
  alone.drain();
  EXPECT_TRUE(alone.outbox.empty()) << alone.outbox.front();
}

}  // namespace
}  // namespace baton
