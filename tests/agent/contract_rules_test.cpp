// The core's rules one by one: draining, bounded work, commands, handles, time, borrowing.
#include <gtest/gtest.h>

#include "tests/agent/contract_peer.hpp"

namespace baton {
namespace {

using contract::Alone;
using contract::first_line;
using contract::make_call;
using contract::Peer;
using contract::take_call;

std::string options_from(Peer& peer) {
  return peer.request("OPTIONS");
}

Limits with_outputs(std::uint32_t outputs) {
  Limits limits = Limits::host(16);
  limits.outputs = outputs;
  return limits;
}

// --- Rule 1: drain ---------------------------------------------------------------------------------

TEST(DrainRule, InputsTakeNothingUntilEveryEventIsTaken) {
  Alone alone;
  Peer peer, other{.call_id = "c2@peer", .tag = "peer2"};
  ASSERT_EQ(alone.receive(peer.invite()), Errc::ok);
  EXPECT_EQ(alone.receive(other.invite()), Errc::not_drained);
  EXPECT_EQ(alone.stack().flow_failed(alone.now, alone.flow, alone.peer), Errc::not_drained);
  EXPECT_EQ(alone.stack().flow_closed(alone.now, alone.flow), Errc::not_drained);
  EXPECT_EQ(alone.stack().resolved(alone.now, {}, {}), Errc::not_drained);
  EXPECT_EQ(alone.stack().counters().messages_received, 1u);
  EXPECT_EQ(alone.stack().usage().calls.used, 1u);
  EXPECT_EQ(alone.drain(), "call_incoming");
  EXPECT_EQ(alone.receive(other.invite()), Errc::ok);
  EXPECT_EQ(alone.drain(), "call_incoming");
}

TEST(DrainRule, AdvanceDoesNothingUntilEveryEventIsTaken) {
  Alone alone;
  ASSERT_TRUE(alone.stack().call(alone.now, alone.account, "sip:peer@127.0.0.1:5070"));
  ASSERT_EQ(alone.sent().size(), 1u);
  Peer peer;
  ASSERT_EQ(alone.receive(peer.invite()), Errc::ok);
  ASSERT_EQ(alone.sent().size(), 1u);  // 100
  alone.now = alone.now + milliseconds(500);
  alone.stack().advance(alone.now);
  EXPECT_TRUE(alone.sent().empty());
  EXPECT_LE(alone.stack().next_deadline(), alone.now);
  EXPECT_EQ(alone.events().size(), 1u);
  alone.stack().advance(alone.now);
  EXPECT_EQ(alone.sent().size(), 1u) << "Timer A";
}

// --- Rule 2: transmits may wait --------------------------------------------------------------------

TEST(TransmitsMayWait, AndLeaveInOrderWithOctetsOfTheirOwn) {
  Alone alone;
  Peer peer, other{.call_id = "c2@peer", .tag = "peer2"};
  ASSERT_EQ(alone.receive(options_from(peer)), Errc::ok);
  EXPECT_TRUE(alone.events().empty());  // which frees the octets
  ASSERT_EQ(alone.receive(options_from(other)), Errc::ok);
  EXPECT_TRUE(alone.events().empty());
  alone.now = alone.now + seconds(1);
  alone.stack().advance(alone.now);
  const auto sent = alone.sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(first_line(sent[0]), "SIP/2.0 200 OK");
  EXPECT_EQ(contract::header(sent[0], "Call-ID"), "c1@peer");
  EXPECT_EQ(contract::header(sent[1], "Call-ID"), "c2@peer");
}

TEST(TransmitsMayWait, ABufferTooSmallLeavesTheMessageWaiting) {
  Alone alone;
  Peer peer;
  ASSERT_EQ(alone.receive(options_from(peer)), Errc::ok);
  std::array<std::byte, 16> small{};
  EXPECT_FALSE(alone.stack().next_transmit(small));
  EXPECT_EQ(alone.sent().size(), 1u);
}

// --- Rule 3: bounded work --------------------------------------------------------------------------

TEST(BoundedWork, InputsThatFindFewerThanFourSlotsAreOutputFullAndTakeNothing) {
  Alone alone(with_outputs(8));
  std::vector<Peer> peers(6);
  for (std::size_t i = 0; i < peers.size(); ++i)
    peers[i].call_id = std::to_string(i), peers[i].tag = std::to_string(i);
  for (std::size_t i = 0; i < 5; ++i)
    ASSERT_EQ(alone.receive(options_from(peers[i])), Errc::ok);
  const std::string refused = options_from(peers[5]);
  EXPECT_EQ(alone.receive(refused), Errc::output_full);
  EXPECT_EQ(alone.stack().flow_failed(alone.now, alone.flow, alone.peer), Errc::output_full);
  EXPECT_EQ(alone.stack().flow_closed(alone.now, alone.flow), Errc::output_full);
  EXPECT_EQ(alone.stack().resolved(alone.now, {}, {}), Errc::output_full);
  EXPECT_EQ(alone.stack().counters().messages_received, 5u);
  EXPECT_EQ(alone.sent().size(), 5u);
  EXPECT_EQ(alone.receive(refused), Errc::ok) << "offered again";
  EXPECT_EQ(alone.sent().size(), 1u);
}

TEST(BoundedWork, AdvanceLeavesDueWorkWhenASlotCouldRunShort) {
  Alone alone(with_outputs(8));
  std::vector<std::string> invites;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(alone.stack().call(alone.now, alone.account, "sip:peer@127.0.0.1:5070"));
    for (auto& text : alone.sent())
      invites.push_back(text);
  }
  alone.now = alone.now + milliseconds(500);
  alone.stack().advance(alone.now);
  EXPECT_EQ(alone.stack().usage().outputs.used, 5u);
  EXPECT_LE(alone.stack().next_deadline(), alone.now) << "the rest is due work";
  alone.stack().advance(alone.now);
  EXPECT_EQ(alone.stack().usage().outputs.used, 5u);
  std::vector<std::string> again = alone.sent();
  alone.stack().advance(alone.now);
  for (auto& text : alone.sent())
    again.push_back(text);
  EXPECT_EQ(again, invites) << "oldest first";
  EXPECT_GT(alone.stack().next_deadline(), alone.now);
}

// --- Rule 4: commands ------------------------------------------------------------------------------

TEST(Commands, NeverQueueAnEvent) {
  Alone alone(Limits::host(16));
  Peer peer, second{.call_id = "c2@peer", .tag = "peer2"}, third{.call_id = "c3@peer", .tag = "peer3"};
  const auto nothing_heard = [&] { return !alone.stack().next_event().has_value(); };
  const CallId call = take_call(alone, peer);
  ASSERT_EQ(alone.receive(second.invite()), Errc::ok);
  const CallId rung = alone.events().front().call;
  EXPECT_EQ(alone.stack().ring(alone.now, rung), Errc::ok);
  EXPECT_TRUE(nothing_heard());
  EXPECT_EQ(alone.stack().reject(alone.now, rung, 486), Errc::ok);
  EXPECT_TRUE(nothing_heard());
  EXPECT_LE(alone.stack().next_deadline(), alone.now) << "call_ended comes at once";
  ASSERT_EQ(alone.receive(third.invite()), Errc::ok);
  const CallId hung_up = alone.events().front().call;
  EXPECT_EQ(alone.stack().hang_up(alone.now, hung_up), Errc::ok);
  EXPECT_TRUE(nothing_heard());
  const auto made = alone.stack().call(alone.now, alone.account, "sip:peer@127.0.0.1:5070");
  ASSERT_TRUE(made);
  EXPECT_TRUE(nothing_heard());
  EXPECT_EQ(alone.stack().hang_up(alone.now, *made), Errc::ok);
  EXPECT_TRUE(nothing_heard());
  EXPECT_TRUE(alone.stack().refer(alone.now, call, "carol"));
  EXPECT_TRUE(nothing_heard());
  alone.stack().shutdown(alone.now);
  EXPECT_TRUE(nothing_heard());
  alone.run(0);
  EXPECT_EQ(alone.heard.back().kind, EventKind::call_ended);
}

TEST(Commands, MayBeGivenBetweenTwoEventsOfOneDrainAndEndNoBorrow) {
  Alone alone;
  Peer peer;
  const auto call = alone.stack().call(alone.now, alone.account, "sip:peer@127.0.0.1:5070");
  ASSERT_TRUE(call);
  ASSERT_EQ(alone.receive(peer.response(alone.sent().front(), "200 OK", Peer::contact())), Errc::ok);
  const auto answered = alone.stack().next_event();
  ASSERT_TRUE(answered && answered->message != nullptr);
  const MessageView* const message = answered->message;
  EXPECT_EQ(alone.stack().hang_up(alone.now, *call), Errc::ok);
  EXPECT_EQ(message->status(), 200) << "the borrow stands";
  EXPECT_EQ(answered->reason, "OK");
  const auto connected = alone.stack().next_event();
  ASSERT_TRUE(connected);
  EXPECT_EQ(connected->kind, EventKind::call_connected);
  EXPECT_EQ(connected->message, message);
  EXPECT_FALSE(alone.stack().next_event());
  const auto sent = alone.sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_TRUE(sent[0].starts_with("ACK "));
  EXPECT_TRUE(sent[1].starts_with("BYE "));
}

TEST(Commands, TakeViewsThatTheStackItselfGaveOut) {
  Alone alone;
  Peer peer;
  const CallId call = take_call(alone, peer);
  EXPECT_TRUE(alone.stack().refer(alone.now, call, alone.stack().remote_uri(call)));
  EXPECT_EQ(contract::header(alone.sent().front(), "Refer-To"), "<sip:peer@127.0.0.1:5070>");
  Alone second;
  Peer transferor;
  take_call(second, transferor);
  ASSERT_EQ(second.receive(transferor.refer()), Errc::ok);
  const auto event = second.stack().next_event();
  ASSERT_TRUE(event && event->kind == EventKind::refer_received && event->message != nullptr);
  EXPECT_TRUE(second.stack().accept_refer(second.now, event->transfer, event->message->bytes()));
}

// --- Rule 5: handles -------------------------------------------------------------------------------

TEST(Handles, OfACallAreWrongStateUntilItsLastEventIsTakenAndThenUnknownForEver) {
  Alone alone;
  Peer peer;
  const CallId call = take_call(alone, peer);
  ASSERT_EQ(alone.stack().hang_up(alone.now, call), Errc::ok);
  EXPECT_EQ(alone.stack().hang_up(alone.now, call), Errc::wrong_state);
  EXPECT_EQ(alone.stack().state(call), CallState::ending);
  const std::string bye = alone.sent().front();
  ASSERT_EQ(alone.receive(peer.response(bye, "200 OK")), Errc::ok);
  EXPECT_EQ(alone.stack().answer(alone.now, call), Errc::wrong_state) << "call_ended is queued, not taken";
  EXPECT_EQ(alone.stack().refer(alone.now, call, "carol").error(), Errc::wrong_state);
  EXPECT_EQ(alone.drain(), "call_ended");
  EXPECT_EQ(alone.stack().hang_up(alone.now, call), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().refer(alone.now, call, "carol").error(), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().state(call), CallState::none);
  EXPECT_EQ(alone.stack().remote_uri(call), "");
  Peer next{.call_id = "c2@peer", .tag = "peer2"};
  const CallId reused = take_call(alone, next);
  EXPECT_EQ(reused.index, call.index) << "the slot is in use again";
  EXPECT_EQ(alone.stack().hang_up(alone.now, call), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().state(reused), CallState::confirmed);
}

TEST(Handles, OfAReferSentLiveUntilTheOutcomeIsTaken) {
  Alone alone;
  Peer peer;
  const CallId call = take_call(alone, peer);
  const auto transfer = alone.stack().refer(alone.now, call, "carol");
  ASSERT_TRUE(transfer);
  EXPECT_EQ(alone.stack().state(*transfer), TransferState::sent);
  EXPECT_EQ(alone.stack().reject_refer(alone.now, *transfer), Errc::wrong_state) << "it is our own";
  ASSERT_EQ(alone.receive(peer.response(alone.sent().front(), "603 Decline")), Errc::ok);
  EXPECT_EQ(alone.stack().state(*transfer), TransferState::ended);
  EXPECT_EQ(alone.stack().accept_refer(alone.now, *transfer).error(), Errc::wrong_state);
  EXPECT_EQ(alone.drain(), "refer_rejected");
  EXPECT_EQ(alone.stack().state(*transfer), TransferState::none);
  EXPECT_EQ(alone.stack().accept_refer(alone.now, *transfer).error(), Errc::unknown_handle);
}

TEST(Handles, OfAReferReceivedLiveUntilReferralEndedIsTaken) {
  Alone alone;
  Peer peer;
  take_call(alone, peer);
  ASSERT_EQ(alone.receive(peer.refer()), Errc::ok);
  ASSERT_EQ(alone.drain(), "refer_received");
  const TransferId transfer = alone.heard.back().transfer;
  ASSERT_EQ(alone.stack().reject_refer(alone.now, transfer), Errc::ok);
  EXPECT_EQ(alone.stack().reject_refer(alone.now, transfer), Errc::wrong_state);
  EXPECT_EQ(alone.stack().accept_refer(alone.now, transfer).error(), Errc::wrong_state);
  alone.stack().advance(alone.now);
  EXPECT_EQ(alone.stack().reject_refer(alone.now, transfer), Errc::wrong_state);
  EXPECT_EQ(alone.drain(), "referral_ended");
  EXPECT_EQ(alone.stack().reject_refer(alone.now, transfer), Errc::unknown_handle);
}

// --- Rule 6: time ----------------------------------------------------------------------------------

TEST(TimeRule, ReceiveFiresNoTimerSoAMessageBeatsADeadlineNobodyActedOn) {
  Alone alone;
  Peer peer;
  const auto call = alone.stack().call(alone.now, alone.account, "sip:peer@127.0.0.1:5070");
  ASSERT_TRUE(call);
  const std::string invite = alone.sent().front();
  alone.now = alone.now + seconds(40);  // Timer B was due at 32 s
  ASSERT_EQ(alone.receive(peer.response(invite, "200 OK", Peer::contact())), Errc::ok);
  EXPECT_EQ(alone.drain(), "call_answered call_connected");
  alone.stack().advance(alone.now);
  EXPECT_EQ(alone.stack().state(*call), CallState::confirmed);
}

TEST(TimeRule, AnEarlyAdvanceIsLegalAndChangesNothing) {
  Alone alone;
  ASSERT_TRUE(alone.stack().call(alone.now, alone.account, "sip:peer@127.0.0.1:5070"));
  ASSERT_EQ(alone.sent().size(), 1u);
  for (int ms = 0; ms < 500; ms += 7) {
    alone.stack().advance(alone.now + milliseconds(ms));
    ASSERT_EQ(alone.drain(), "");
    ASSERT_TRUE(alone.outbox.empty()) << ms;
    ASSERT_LE(alone.stack().next_deadline(), alone.now + milliseconds(500));
  }
  alone.stack().advance(alone.now + milliseconds(500));
  EXPECT_EQ(alone.sent().size(), 1u);
}

TEST(TimeRule, TimersComeNeverEarlyAndNextDeadlineIsNeverLaterThanTheEarliest_Rfc3261_17_1_1_2) {
  Alone alone;
  const Time start = alone.now = Time{1'000'123};
  ASSERT_TRUE(alone.stack().call(alone.now, alone.account, "sip:peer@127.0.0.1:5070"));
  ASSERT_EQ(alone.sent().size(), 1u);
  std::vector<Microseconds> resent;
  while (alone.stack().next_deadline() != never && alone.now - start < seconds(31)) {
    alone.now = std::max(alone.now, alone.stack().next_deadline());
    alone.stack().advance(alone.now);
    alone.drain();
    for (std::size_t i = 0; i < alone.outbox.size(); ++i)
      resent.push_back(alone.now - start);
    alone.outbox.clear();
  }
  const std::vector<std::int64_t> due{500, 1500, 3500, 7500, 15500, 31500};
  ASSERT_GE(resent.size(), 5u);
  Microseconds slack = 0;  // each may be late by the wheel's 1 ms, and the next counts from there
  for (std::size_t i = 0; i < resent.size(); ++i) {
    slack += milliseconds(1);
    EXPECT_GE(resent[i], milliseconds(due[i]));
    EXPECT_LE(resent[i], milliseconds(due[i]) + slack);
  }
}

TEST(TimeRule, ATimeBelowTheLastCountsAsTheLast) {
  Alone alone;
  alone.now = alone.now + seconds(100);
  alone.stack().advance(alone.now);
  ASSERT_TRUE(alone.stack().call(Time{0}, alone.account, "sip:peer@127.0.0.1:5070"));
  ASSERT_EQ(alone.sent().size(), 1u);
  EXPECT_GT(alone.stack().next_deadline(), alone.now);
  alone.stack().advance(alone.now + milliseconds(499));
  EXPECT_TRUE(alone.sent().empty());
  alone.stack().advance(Time{0});
  EXPECT_TRUE(alone.sent().empty());
  alone.stack().advance(alone.now + milliseconds(500));
  EXPECT_EQ(alone.sent().size(), 1u);
}

// --- Borrowing -------------------------------------------------------------------------------------

TEST(Borrowing, AnEventPointsIntoTheOctetsReceived) {
  Alone alone;
  Peer peer;
  ASSERT_TRUE(alone.stack().call(alone.now, alone.account, "sip:peer@127.0.0.1:5070"));
  ASSERT_EQ(alone.receive(peer.response(alone.sent().front(), "486 Rather Busy")), Errc::ok);
  const std::string_view busy = alone.input();
  const auto event = alone.stack().next_event();
  ASSERT_TRUE(event && event->message != nullptr);
  EXPECT_EQ(event->message->bytes().data(), busy.data());
  EXPECT_EQ(event->reason, "Rather Busy");
  EXPECT_GE(event->reason.data(), busy.data());
  EXPECT_LT(event->reason.data(), busy.data() + busy.size());
}

TEST(Borrowing, AfterTheDrainTheOctetsAreFreeAndTheStackLivesOnItsCopies) {
  Alone alone;
  Peer peer;
  ASSERT_EQ(alone.receive(peer.invite()), Errc::ok);
  ASSERT_EQ(alone.drain(), "call_incoming");
  alone.outbox.clear();
  alone.now = alone.now + seconds(10);
  ASSERT_EQ(alone.stack().answer(alone.now, alone.heard.back().call), Errc::ok);
  const auto sent = alone.sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(contract::header(sent[0], "Call-ID"), "c1@peer");
  EXPECT_EQ(contract::header(sent[0], "CSeq"), "2 INVITE");
}

TEST(Borrowing, ADeferredEventHasNoMessageAndAStaticReason) {
  Alone alone;
  Peer peer, other{.call_id = "c2@peer", .tag = "peer2"};
  ASSERT_EQ(alone.receive(peer.invite()), Errc::ok);
  ASSERT_EQ(alone.drain(), "call_incoming");
  ASSERT_EQ(alone.stack().hang_up(alone.now, alone.heard.back().call), Errc::ok);
  // An input about something else comes first: its message is not this event's.
  ASSERT_EQ(alone.receive(options_from(other)), Errc::ok);
  EXPECT_EQ(alone.drain(), "");
  alone.stack().advance(alone.now);
  const auto event = alone.stack().next_event();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, EventKind::call_ended);
  EXPECT_EQ(event->message, nullptr);
  EXPECT_EQ(event->reason, cause_text(Cause::local));
}

}  // namespace
}  // namespace baton
