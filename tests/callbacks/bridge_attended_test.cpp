// Attended transfer, REFER outside of calls and the end of waiting, by session id.
#include <gtest/gtest.h>

#include <string>

#include "tests/callbacks/bridged_phone.hpp"

namespace baton::test {
namespace {

class BridgeAttended : public ConsultingPhones {};

//   alice                bob                carol
//     |<==== call 1 ======>|<==== call 2 =====>|
//     |<--- REFER (Replaces)                   |
//     |---- 202, NOTIFY -->|                   |
//     |---- INVITE (Replaces) ---------------->|
//     |<--- 200 -------------------------------|
//     |                    |<--- BYE (call 2) -|
//     |---- NOTIFY 200 --->|                   |
TEST_F(BridgeAttended, TheTargetsNewCallTakesThePlaceOfTheOldOne) {
  consult();
  alice_accepts();
  EXPECT_EQ(bob_.attended(1, 2), 0);
  EXPECT_EQ(bob_.attended(1, 2), SdkError::refer_pending);
  EXPECT_EQ(bob_.refer(1, carol_), SdkError::refer_pending);
  settle();
  ASSERT_NE(sent_refer(), nullptr);
  EXPECT_NE(sent_refer()->header("Refer-To").find("?Replaces="), std::string::npos)
      << sent_refer()->header("Refer-To");
  EXPECT_EQ(carol_.take(), (Lines{"onInviteIncoming 2 " + alice_.party.uri + ' ' + carol_.party.uri,
                                  "onInviteConnected 2", "onInviteClosed 1"}));
  const Lines bob = bob_.take();
  EXPECT_EQ(bob.front(), "onReferAccepted 1");
  EXPECT_NE(std::ranges::find(bob, "onACTVTransferSuccess 1"), bob.end());
  EXPECT_NE(std::ranges::find(bob, "onInviteClosed 2"), bob.end()) << "told of the consultation's end";
  EXPECT_EQ(bob_.hang_up(2), SdkError::call_is_closed);
  EXPECT_EQ(bob_.hang_up(1), 0);
  settle();
  EXPECT_EQ(carol_.hang_up(2), 0) << "the new call stands";
}

TEST_F(BridgeAttended, AnswersOfATargetThatDoesNotKnowTheCallIsAnsweredAreMild) {
  consult();
  alice_accepts();
  carol_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(carol_.bridge.ringCall(scene_.now, session), 0);
      EXPECT_EQ(carol_.answer(session), 0);
    }
  };
  EXPECT_EQ(bob_.attended(1, 2), 0);
  settle();
  EXPECT_EQ(carol_.take().back(), "onInviteClosed 1");
  EXPECT_EQ(bob_.take().front(), "onReferAccepted 1");
}

TEST_F(BridgeAttended, TheMethodAndTheRequestUriAreThoseOfTheApplication) {
  consult();
  const auto refer_with = [this](std::string_view method, std::string_view target) {
    return bob_.bridge.attendedRefer2(scene_.now, 1, 2, method, target, {});
  };
  EXPECT_EQ(refer_with("INVITE", alice_.party.uri), 0);
  settle();
  ASSERT_NE(sent_refer(), nullptr);
  EXPECT_EQ(sent_refer()->first_line(), "REFER " + alice_.party.uri + " SIP/2.0");
  EXPECT_EQ(sent_refer()->header("Refer-To").find("method"), std::string::npos)
      << "INVITE need not be said";
  EXPECT_EQ(alice_.reject(alice_.refer_id), 0);
  settle();
  ASSERT_EQ(bob_.take().back(), "onReferRejected 1 Decline 603");

  EXPECT_EQ(refer_with("BYE", {}), 0);
  settle();
  EXPECT_NE(sent_refer()->header("Refer-To").find(";method=BYE"), std::string::npos)
      << sent_refer()->header("Refer-To");
  const Lines heard = bob_.take();
  ASSERT_FALSE(heard.empty());
  EXPECT_TRUE(heard.back().starts_with("onReferRejected 1 ")) << "policy: INVITE only";
  EXPECT_LT(refer_with("two words", {}), 0);
}

// Where the consultation still rings, the REFER waits until it is answered (RFC 5589 7.6).
TEST_F(BridgeAttended, AReferWaitsForAConsultationThatRings) {
  connect();
  ASSERT_EQ(bob_.call(carol_), 2);
  settle();
  alice_accepts();
  EXPECT_EQ(bob_.attended(1, 2), 0);
  EXPECT_EQ(bob_.state(1), TransferState::held);
  settle();
  EXPECT_EQ(sent_refer(), nullptr);
  EXPECT_EQ(carol_.answer(1), 0);
  settle();
  ASSERT_NE(sent_refer(), nullptr);
  const Lines bob = bob_.take();
  EXPECT_NE(std::ranges::find(bob, "onACTVTransferSuccess 1"), bob.end());
}

TEST_F(BridgeAttended, TheLegThatRingsMayBeCancelledForABlindTransferByOption) {
  bob_.bridge.set_refer_options({.early_leg = EarlyLeg::cancel});
  connect();
  ASSERT_EQ(bob_.call(carol_), 2);
  settle();
  alice_accepts();
  EXPECT_EQ(bob_.attended(1, 2), 0);
  settle();
  EXPECT_EQ(bob_.hang_up(2), SdkError::call_is_closed);
  ASSERT_NE(sent_refer(), nullptr);
  EXPECT_EQ(sent_refer()->header("Refer-To").find("Replaces"), std::string::npos);
}

TEST_F(BridgeAttended, WhatTheCommandsSetCannotBePresetInTheOptions) {
  bob_.bridge.set_refer_options({.replaces = {.index = 5, .generation = 5},
                                 .method = "BYE",
                                 .request_uri = "sip:nobody@192.0.2.1"});
  connect();
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  ASSERT_NE(sent_refer(), nullptr);
  EXPECT_EQ(sent_refer()->header("Refer-To"), '<' + carol_.party.uri + '>');
  EXPECT_EQ(alice_.take().back().substr(0, 17), "onReceivedRefer 1");
}

TEST_F(BridgeAttended, CancelTransferEndsTheReportsAndNotTheReferredCall) {
  connect();
  alice_accepts();
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  bob_.take();
  EXPECT_EQ(bob_.cancel(1), 0);
  settle();
  EXPECT_EQ(bob_.take(), Lines{"onACTVTransferFailure 1 reports cancelled 487"});
  EXPECT_EQ(bob_.cancel(1), SdkError::no_transfer);
  EXPECT_EQ(carol_.answer(1), 0);
  scene_.run(seconds(60));
  EXPECT_EQ(carol_.lines.back(), "onInviteConnected 1") << "the referred call came about";
  EXPECT_EQ(bob_.take(), Lines{}) << "and nobody was told";
  EXPECT_EQ(bob_.refer(1, carol_), 0) << "the next may follow";
}

TEST_F(BridgeAttended, AReferThatHasNoAnswerYetIsCancelledWhenItHasOne) {
  connect();
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  EXPECT_EQ(bob_.cancel(1), 0);
  settle();
  EXPECT_EQ(bob_.take(), Lines{});
  EXPECT_GT(alice_.accept(alice_.refer_id), 0);
  settle();
  EXPECT_EQ(bob_.take(), (Lines{"onReferAccepted 1", "onACTVTransferFailure 1 reports cancelled 487"}));
}

TEST_F(BridgeAttended, OutOfDialogReferIsRefusedByDefault) {
  EXPECT_EQ(bob_.outside(no_session, alice_, carol_.party.uri), 0);
  settle();
  EXPECT_EQ(bob_.take(), Lines{"onReferRejected -1 Forbidden 403"});
  EXPECT_EQ(alice_.take(), Lines{}) << "the application is not asked";
}

/// The value of `name=` in a header of a packet.
std::string tag_in(const simulation::Packet& packet, std::string_view header) {
  const std::string value = packet.header(header);
  return value.substr(value.find(";tag=") + 5);
}

// A pickup takes a call that still rings, and none that was answered (RFC 3891 7.1): Alice calls Bob, whose
// phone rings, and Carol takes the call by calling Alice.
//
//   alice                bob                carol
//     |---- INVITE ------->|                   |
//     |<--- 180 -----------|                   |
//     |<--- INVITE (Replaces;early-only) ------|
//     |---- 200 ------------------------------>|
//     |---- CANCEL ------->|                   |
TEST_F(BridgeAttended, APickupTakesACallThatRingsElsewhere) {
  StackOptions options;
  options.replaces.level = ReplacesLevel::source;
  BridgedPhone caller(scene_, "caller", 5064, Limits::host(8), options);
  bob_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(bob_.bridge.ringCall(scene_.now, session), 0);
    }
  };
  ASSERT_EQ(caller.call(bob_), 1);
  settle();
  const auto ringing = std::ranges::find_if(scene_.log, [](const simulation::Packet& packet) {
    return packet.text.starts_with("SIP/2.0 180 ");
  });
  ASSERT_NE(ringing, scene_.log.end());
  const std::string dialog = ringing->header("Call-ID") + ";to-tag=" + tag_in(*ringing, "From") +
                             ";from-tag=" + tag_in(*ringing, "To") + ";early-only";
  EXPECT_EQ(carol_.bridge.call(scene_.now, caller.party.uri, {.replaces = dialog}), 1);
  settle();
  EXPECT_EQ(carol_.take().back(), "onInviteConnected 1");
  const Lines heard = caller.take();
  EXPECT_NE(std::ranges::find(heard, "onInviteIncoming 2 " + carol_.party.uri + ' ' + caller.party.uri),
            heard.end());
  EXPECT_NE(std::ranges::find(heard, "onInviteConnected 2"), heard.end());
  EXPECT_NE(std::ranges::find(heard, "onInviteFailure 1 replaced by another call 487"), heard.end());
  EXPECT_TRUE(bob_.take().back().starts_with("onInviteFailure 1 ")) << "his phone rings no more";
}

TEST_F(BridgeAttended, APickupOfACallThatIsNotThereFails) {
  EXPECT_GT(alice_.bridge.call(scene_.now, bob_.party.uri,
                               {.replaces = "unknown@call;to-tag=a;from-tag=b;early-only"}),
            0);
  settle();
  EXPECT_EQ(alice_.take().back().substr(0, 18), "onInviteFailure 1 ");
  EXPECT_EQ(bob_.take(), Lines{}) << "no such call: 481, nobody is asked";
  const auto invite = std::ranges::find_if(
      scene_.log, [](const simulation::Packet& packet) { return packet.text.starts_with("INVITE "); });
  ASSERT_NE(invite, scene_.log.end());
  EXPECT_EQ(invite->header("Replaces"), "unknown@call;to-tag=a;from-tag=b;early-only");
}

}  // namespace
}  // namespace baton::test
