// What each event becomes, with events made by hand: no message passes here.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "baton/callback_bridge.hpp"
#include "tests/callbacks/recorder.hpp"

namespace baton::test {
namespace {

using Lines = std::vector<std::string>;

constexpr CallId call_a{.index = 0, .generation = 1};
constexpr CallId call_b{.index = 1, .generation = 1};
constexpr CallId call_a_again{.index = 0, .generation = 2};  // the same record, another call
constexpr TransferId transfer_a{.index = 0, .generation = 1};
constexpr TransferId transfer_b{.index = 1, .generation = 1};

void count_up(void* context, std::span<std::byte> out) noexcept {
  auto& next = *static_cast<unsigned char*>(context);
  for (std::byte& octet : out) {
    octet = std::byte{next++};
  }
}

Event event(EventKind kind, std::uint16_t status = 0, Cause cause = Cause::message,
            std::string_view reason = {}) {
  Event result;
  result.kind = kind;
  result.status = status;
  result.cause = cause;
  result.reason = reason;
  return result;
}

Event about(CallId call, Event result) {
  result.call = call;
  return result;
}

Event about(CallId call, TransferId transfer, Event result) {
  result.call = call;
  result.transfer = transfer;
  return result;
}

class BridgeEvents : public testing::Test {
 protected:
  void give(const Event& given) { bridge_.deliver(Time{0}, given); }
  void give(EventKind kind, CallId call, std::uint16_t status = 0, Cause cause = Cause::message) {
    give(about(call, event(kind, status, cause)));
  }
  void give_transfer(EventKind kind, CallId call, TransferId transfer, std::uint16_t status = 0,
                     Cause cause = Cause::message) {
    give(about(call, transfer, event(kind, status, cause)));
  }

  unsigned char random_ = 1;
  StaticStack<Limits::device()> memory_{};
  Stack* stack_ = memory_.make({.context = &random_, .random = &count_up, .hash = nullptr}).value();
  Recorder recorder_;
  std::array<SessionSlot, session_slots(Limits::device())> sessions_;
  std::array<ReferSlot, refer_slots(Limits::device())> refers_;
  CallbackBridge bridge_{*stack_, recorder_, 7, 8, sessions_, refers_};
};

TEST_F(BridgeEvents, TheTwoNumbersOfTheApplicationComeBackWithEveryCallback) {
  give(EventKind::call_incoming, call_a);
  EXPECT_EQ(recorder_.index, 7);
  EXPECT_EQ(recorder_.object, 8);
}

TEST_F(BridgeEvents, AnIncomingCallTellsWhoCallsWhom) {
  const std::string_view invite =
      "INVITE sip:bob@192.0.2.2 SIP/2.0\r\n"
      "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
      "Max-Forwards: 70\r\n"
      "From: \"Alice\" <sip:alice@192.0.2.1>;tag=a\r\n"
      "To: <sip:bob@192.0.2.2>\r\n"
      "Call-ID: one\r\n"
      "CSeq: 1 INVITE\r\n"
      "Contact: <sip:alice@192.0.2.1>\r\n"
      "Content-Length: 0\r\n"
      "\r\n";
  std::array<HeaderEntry, 16> index;
  MessageView message;
  ASSERT_FALSE(parse_message(invite, index, message));
  Event incoming = about(call_a, event(EventKind::call_incoming));
  incoming.message = &message;
  give(incoming);
  EXPECT_EQ(recorder_.take(), Lines{"onInviteIncoming 1 sip:alice@192.0.2.1 sip:bob@192.0.2.2"});
  EXPECT_EQ(recorder_.message, invite);
}

TEST_F(BridgeEvents, AReferTellsItsTargetItsSenderAndItsText) {
  const std::string_view refer =
      "REFER sip:alice@192.0.2.1 SIP/2.0\r\n"
      "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2\r\n"
      "Max-Forwards: 70\r\n"
      "From: <sip:bob@192.0.2.2>;tag=b\r\n"
      "To: <sip:alice@192.0.2.1>;tag=a\r\n"
      "Call-ID: one\r\n"
      "CSeq: 2 REFER\r\n"
      "Contact: <sip:bob@192.0.2.2>\r\n"
      "Refer-To: \"Carol\" <sip:carol@192.0.2.3;transport=udp?Subject=x>;p=1\r\n"
      "Content-Length: 0\r\n"
      "\r\n";
  std::array<HeaderEntry, 16> index;
  MessageView message;
  ASSERT_FALSE(parse_message(refer, index, message));
  give(EventKind::call_incoming, call_a);
  recorder_.take();
  Event received = about(call_a, transfer_a, event(EventKind::refer_received));
  received.message = &message;
  give(received);
  EXPECT_EQ(
      recorder_.take(),
      Lines{"onReceivedRefer 1 1 sip:carol@192.0.2.3;transport=udp?Subject=x sip:bob@192.0.2.2"});
  EXPECT_EQ(recorder_.message, refer);
}

struct Row {
  const char* what;
  std::vector<Event> events;
  Lines heard;
};

TEST_F(BridgeEvents, EachKindHasItsCallback) {
  const std::vector<Row> rows{
      {"trying", {event(EventKind::call_trying, 100)}, {"onInviteTrying 1"}},
      {"ringing",
       {event(EventKind::call_ringing, 180, Cause::message, "Ringing")},
       {"onInviteRinging 1 Ringing 180"}},
      {"progress", {event(EventKind::call_progress, 183)}, {"onInviteSessionProgress 1"}},
      {"answered", {event(EventKind::call_answered, 200)}, {"onInviteAnswered 1"}},
      {"connected", {event(EventKind::call_connected)}, {"onInviteConnected 1"}},
      {"updated", {event(EventKind::call_updated)}, {"onInviteUpdated 1"}},
      {"held", {event(EventKind::call_held)}, {"onRemoteHold 1"}},
      {"held no more", {event(EventKind::call_resumed)}, {"onRemoteUnHold 1"}},
      {"our hold is done", {event(EventKind::call_modified, 200)}, {"onInviteUpdated 1"}},
      {"our hold is refused",
       {event(EventKind::call_modified, 488, Cause::message, "Not Acceptable Here")},
       {"onHoldFailure 1 Not Acceptable Here 488"}},
      {"our hold is not answered",
       {event(EventKind::call_modified, 0, Cause::timeout)},
       {"onHoldFailure 1 no answer within 64*T1 408"}},
      {"accepted", {event(EventKind::refer_accepted, 202)}, {"onReferAccepted 1"}},
      {"rejected",
       {event(EventKind::refer_rejected, 603, Cause::message, "Decline")},
       {"onReferRejected 1 Decline 603"}},
      {"transfer trying", {event(EventKind::transfer_trying, 100)}, {"onTransferTrying 1"}},
      {"transfer ringing", {event(EventKind::transfer_ringing, 180)}, {"onTransferRinging 1"}},
      {"success", {event(EventKind::transfer_succeeded, 200)}, {"onACTVTransferSuccess 1"}},
      {"failure",
       {event(EventKind::transfer_failed, 486, Cause::message, "Busy Here")},
       {"onACTVTransferFailure 1 Busy Here 486"}},
      {"unknown outcome",
       {event(EventKind::transfer_failed, 0, Cause::no_report)},
       {"onACTVTransferFailure 1 outcome unknown: no NOTIFY within 64*T1 0"}},
      {"none", {event(EventKind::none)}, {}},

      // The end of a call, by who ended it and how far it was.
      {"cancelled",
       {event(EventKind::call_ended, 487, Cause::cancel, "Gone")},
       {"onInviteFailure 1 Gone 487"}},
      {"cancelled, no status",
       {event(EventKind::call_ended, 0, Cause::cancel)},
       {"onInviteFailure 1 cancelled by the caller 487"}},
      {"time over, no status",
       {event(EventKind::call_ended, 0, Cause::timeout)},
       {"onInviteFailure 1 no answer within 64*T1 408"}},
      {"unreachable, no status",
       {event(EventKind::call_ended, 0, Cause::transport)},
       {"onInviteFailure 1 transport error 503"}},
      {"the peer's BYE",
       {event(EventKind::call_connected), event(EventKind::call_ended, 0, Cause::bye)},
       {"onInviteConnected 1", "onInviteClosed 1"}},
      {"lost after the answer",
       {event(EventKind::call_answered, 200), event(EventKind::call_ended, 0, Cause::transport)},
       {"onInviteAnswered 1", "onInviteClosed 1"}},
      {"replaced",
       {event(EventKind::call_connected), event(EventKind::call_ended, 0, Cause::replaced)},
       {"onInviteConnected 1", "onInviteClosed 1"}},
      {"replaced before it was answered",
       {event(EventKind::call_ended, 0, Cause::replaced)},
       {"onInviteFailure 1 replaced by another call 487"}},
      {"refused before the application heard of it",
       {event(EventKind::refer_refused, 403, Cause::policy)},
       {}},
      {"by us",
       {event(EventKind::call_connected), event(EventKind::call_ended, 0, Cause::local)},
       {"onInviteConnected 1"}},
      {"by shutdown", {event(EventKind::call_ended, 480, Cause::shutdown)}, {}},
      {"ended twice",
       {event(EventKind::call_ended, 487, Cause::cancel, "Gone"),
        event(EventKind::call_ended, 487, Cause::cancel, "Gone")},
       {"onInviteFailure 1 Gone 487"}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Recorder recorder;
    CallbackBridge bridge(*stack_, recorder, 7, 8, sessions_, refers_);
    bridge.deliver(Time{0}, about(call_a, event(EventKind::call_incoming)));
    recorder.take();
    for (const Event& given : row.events) {
      bridge.deliver(Time{0}, about(call_a, transfer_a, given));
    }
    EXPECT_EQ(recorder.take(), row.heard);
  }
}

// The core has answered the INVITE with Replaces already: the application learns of a new session that
// stands, and of the end of the old one.
TEST_F(BridgeEvents, ACallThatReplacesAnotherComesAnsweredAndEndsTheOldOne) {
  give(EventKind::call_incoming, call_a);
  give(EventKind::call_connected, call_a);
  recorder_.take();
  Event replacing = about(call_b, event(EventKind::call_replacing));
  replacing.other = call_a;
  give(replacing);
  EXPECT_EQ(recorder_.take(), Lines{"onInviteIncoming 2  "});
  EXPECT_EQ(bridge_.ringCall(Time{0}, 2), 0);
  EXPECT_EQ(bridge_.answerCall(Time{0}, 2), 0) << "an application that answers what comes in is right";
  EXPECT_EQ(bridge_.answerCall(Time{0}, 2), 0);
  give(EventKind::call_connected, call_b);
  give(EventKind::call_ended, call_a, 0, Cause::replaced);
  EXPECT_EQ(recorder_.take(), (Lines{"onInviteConnected 2", "onInviteClosed 1"}));
  EXPECT_EQ(bridge_.answerCall(Time{0}, 1), SdkError::call_is_closed);
  give(EventKind::call_ended, call_b, 0, Cause::bye);
  EXPECT_EQ(recorder_.take(), Lines{"onInviteClosed 2"});
}

TEST_F(BridgeEvents, ACallThatTheApplicationAllowedToReplaceIsHeardOfOnce) {
  give(EventKind::call_incoming, call_a);
  give(EventKind::call_incoming, call_b);
  recorder_.take();
  Event replacing = about(call_b, event(EventKind::call_replacing));
  replacing.other = call_a;
  give(replacing);
  EXPECT_EQ(recorder_.take(), Lines{});
  give(EventKind::call_ended, call_b, 0, Cause::bye);
  EXPECT_EQ(recorder_.take(), Lines{"onInviteClosed 2"}) << "it was answered";
}

TEST_F(BridgeEvents, OutcomesOfAReferOutsideOfCallsHaveNoSession) {
  give_transfer(EventKind::refer_accepted, {}, transfer_a, 202);
  give_transfer(EventKind::transfer_failed, {}, transfer_a, 486);
  EXPECT_EQ(recorder_.take(), (Lines{"onReferAccepted -1", "onACTVTransferFailure -1 answered 486"}));
}

TEST_F(BridgeEvents, EventsOfCallsThatHaveNoSessionAreNotRaised) {
  give(EventKind::call_trying, call_a, 100);
  give(EventKind::call_ended, call_a, 486);
  give_transfer(EventKind::refer_accepted, call_a, transfer_a, 202);
  give_transfer(EventKind::referral_ended, call_a, transfer_a);
  EXPECT_EQ(recorder_.take(), Lines{});
}

TEST_F(BridgeEvents, AReferThatNobodyDecidedExpires) {
  give(EventKind::call_incoming, call_a);
  for (const Cause cause : {Cause::decision_time_over, Cause::bye, Cause::shutdown}) {
    give_transfer(EventKind::refer_received, call_a, transfer_a);
    const Int32 id = recorder_.refer_id;
    recorder_.take();
    give_transfer(EventKind::referral_ended, call_a, transfer_a, 603, cause);
    EXPECT_EQ(recorder_.take(), Lines{"onReferExpired 1 " + std::to_string(id)});
    EXPECT_EQ(bridge_.acceptRefer(Time{0}, id), SdkError::refer_not_found);
  }
}

TEST_F(BridgeEvents, OutcomesOfATransferComeAfterItsCallUnderTheSameSession) {
  give(EventKind::call_incoming, call_a);
  give(EventKind::call_connected, call_a);
  give_transfer(EventKind::refer_accepted, call_a, transfer_a, 202);
  give(EventKind::call_ended, call_a, 0, Cause::bye);
  // The record of the call is used again while the reports go on.
  give(EventKind::call_incoming, call_a_again);
  recorder_.take();
  give_transfer(EventKind::transfer_ringing, call_a, transfer_a, 180);
  give(EventKind::call_connected, call_a_again);
  give_transfer(EventKind::transfer_succeeded, call_a, transfer_a, 200);
  EXPECT_EQ(recorder_.take(),
            (Lines{"onTransferRinging 1", "onInviteConnected 2", "onACTVTransferSuccess 1"}));
}

TEST_F(BridgeEvents, ASessionIsNotForgottenWhileAReferOfThePeerIsOpen) {
  give(EventKind::call_incoming, call_a);
  give_transfer(EventKind::refer_received, call_a, transfer_a);
  give(EventKind::call_ended, call_a, 0, Cause::cancel);
  // More calls than there are slots come and go.
  for (std::uint32_t round = 0; round < 2 * sessions_.size(); ++round) {
    const CallId other{.index = 1, .generation = 10 + round};
    give(EventKind::call_incoming, other);
    give(EventKind::call_ended, other, 0, Cause::cancel);
  }
  recorder_.take();
  give_transfer(EventKind::referral_ended, call_a, transfer_a, 487, Cause::bye);
  EXPECT_EQ(recorder_.take(), Lines{"onReferExpired 1 1"});
}

TEST_F(BridgeEvents, IdsAreNotUsedTwiceAndEndedOnesAreRemembered) {
  Int32 last = 0;
  for (std::uint32_t round = 0; round < 100; ++round) {
    const CallId call{.index = round % 3, .generation = 1 + round};
    give(EventKind::call_incoming, call);
    const Int32 id = bridge_.session_of(call);
    EXPECT_GT(id, last);
    last = id;
    EXPECT_EQ(bridge_.call_of(id), call);
    give(EventKind::call_ended, call, 0, Cause::cancel);
    EXPECT_EQ(bridge_.call_of(id), CallId{});
    EXPECT_EQ(bridge_.hangUp(Time{0}, id), SdkError::call_is_closed);
  }
  EXPECT_EQ(bridge_.hangUp(Time{0}, 1), SdkError::call_is_closed);
  EXPECT_EQ(bridge_.hangUp(Time{0}, last + 1), SdkError::session_not_found);
  EXPECT_EQ(bridge_.hangUp(Time{0}, 0), SdkError::session_not_found);
  EXPECT_EQ(bridge_.hangUp(Time{0}, no_session), SdkError::session_not_found);
}

TEST_F(BridgeEvents, WithoutASlotACallHasNoSessionAndIsNotHeardOf) {
  CallbackBridge bridge(*stack_, recorder_, 7, 8, std::span(sessions_).first(1), {});
  bridge.deliver(Time{0}, about(call_a, event(EventKind::call_incoming)));
  bridge.deliver(Time{0}, about(call_b, event(EventKind::call_incoming)));
  bridge.deliver(Time{0}, about(call_b, event(EventKind::call_ended, 0, Cause::cancel)));
  bridge.deliver(Time{0}, about(call_a, transfer_a, event(EventKind::refer_received)));
  ASSERT_EQ(recorder_.lines.size(), 1U);
  EXPECT_TRUE(recorder_.lines[0].starts_with("onInviteIncoming 1"));
}

TEST_F(BridgeEvents, ReferOutsideOfCallsHasNoSession) {
  give_transfer(EventKind::refer_received, {}, transfer_b);
  EXPECT_EQ(recorder_.take(), Lines{"onReceivedRefer -1 1  "});
  give_transfer(EventKind::referral_ended, {}, transfer_b, 603, Cause::decision_time_over);
  EXPECT_EQ(recorder_.take(), Lines{"onReferExpired -1 1"});
}

/// A class that overrides nothing.
struct Silent final : SIPCallbackEvents {};

TEST_F(BridgeEvents, CallbacksThatAreNotOverriddenCountAsHandled) {
  Silent silent;
  CallbackBridge bridge(*stack_, silent, 0, 0, sessions_, refers_);
  bridge.deliver(Time{0}, about(call_a, event(EventKind::call_incoming)));
  for (const EventKind kind :
       {EventKind::call_trying, EventKind::call_ringing, EventKind::call_progress,
        EventKind::call_answered, EventKind::call_connected, EventKind::call_updated,
        EventKind::call_held, EventKind::call_resumed, EventKind::call_modified,
        EventKind::refer_accepted, EventKind::refer_rejected, EventKind::transfer_trying,
        EventKind::transfer_ringing, EventKind::transfer_succeeded, EventKind::transfer_failed,
        EventKind::refer_received, EventKind::referral_ended, EventKind::call_ended}) {
    bridge.deliver(Time{0}, about(call_a, transfer_a, event(kind)));
  }
  EXPECT_EQ(bridge.hangUp(Time{0}, 1), SdkError::call_is_closed);
}

}  // namespace
}  // namespace baton::test
