// A call that asks to replace one of ours, where the application decides (ReplacesPolicy::ask).
#include <gtest/gtest.h>

#include <string>

#include "tests/callbacks/bridged_phone.hpp"

namespace baton::test {
namespace {

StackOptions asking() {
  StackOptions options;
  options.replaces.ask = true;
  return options;
}

/// Carol is asked. Bob consults her (her session 1); whoever comes next asks to replace that.
class BridgeAsked : public ConsultingPhones {
 protected:
  BridgeAsked() : ConsultingPhones(asking()) {}

  /// Alice takes the call over on her own: she knows the dialog, and nothing speaks for her.
  void alice_tries() {
    consult();
    std::string dialog;
    for (const simulation::Packet& packet : scene_.log) {
      if (packet.from == carol_.party.address && packet.first_line() == "SIP/2.0 200 OK" &&
          packet.header("CSeq").ends_with("INVITE")) {
        dialog = packet.header("Call-ID") + ";to-tag=" + tag_of(packet.header("To")) +
                 ";from-tag=" + tag_of(packet.header("From"));
      }
    }
    ASSERT_NE(dialog, "");
    const Int32 session = alice_.bridge.call(scene_.now, carol_.party.uri, {.replaces = dialog});
    ASSERT_EQ(session, 2);
    settle();
  }
  static std::string tag_of(const std::string& value) { return value.substr(value.find(";tag=") + 5); }
};

TEST_F(BridgeAsked, WhatNothingSpeaksForIsRefusedUnheard) {
  answers_at_once(carol_);
  alice_tries();
  EXPECT_EQ(alice_.take(), (Lines{"onInviteTrying 2", "onInviteFailure 2 Forbidden 403"}));
  EXPECT_EQ(carol_.take(), Lines{});
  EXPECT_EQ(bob_.take(), Lines{}) << "the old call stands";
  EXPECT_EQ(carol_.bridge.ringCall(scene_.now, 2), SdkError::call_is_closed) << "nobody has this session";
  EXPECT_EQ(carol_.hang_up(1), 0);
}

TEST_F(BridgeAsked, AnApplicationThatDecidesMayTakeItAllTheSame) {
  carol_.decides_about_replaces = true;
  alice_tries();
  EXPECT_EQ(carol_.take(), Lines{"onInviteReplacing 2 1 0 " + alice_.party.uri});
  EXPECT_EQ(carol_.bridge.ringCall(scene_.now, 2), 0);
  settle();
  EXPECT_EQ(carol_.answer(2), 0);
  settle();
  EXPECT_EQ(carol_.take(), (Lines{"onInviteConnected 2", "onInviteClosed 1"}));
  EXPECT_EQ(alice_.lines.back(), "onInviteConnected 2");
  EXPECT_EQ(bob_.take(), Lines{"onInviteClosed 2"});
}

TEST_F(BridgeAsked, AnApplicationThatDecidesMayRefuseInside) {
  carol_.decides_about_replaces = true;
  consult();
  carol_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onInviteReplacing") {
      EXPECT_EQ(carol_.bridge.rejectCall(scene_.now, session), 0);
    }
  };
  alice_accepts();
  EXPECT_EQ(bob_.attended(1, 2), 0);
  settle();
  EXPECT_EQ(bob_.take().back(), "onACTVTransferFailure 1 Decline 603");
  EXPECT_EQ(carol_.take(), Lines{"onInviteReplacing 2 1 2 " + alice_.party.uri}) << "2: Referred-By";
}

// Alice            Bob              Carol
//  |<== call 1 ====>|<== call 2 =====>|
//  |<---- REFER ----|                 |
//  |------ INVITE (Replaces, Referred-By: Bob) --->|
TEST_F(BridgeAsked, WhatIsSpokenForIsACallLikeAnyOtherToWhoeverDoesNotDecide) {
  consult();
  alice_accepts();
  EXPECT_EQ(bob_.attended(1, 2), 0);
  settle();
  EXPECT_EQ(carol_.take(), Lines{"onInviteIncoming 2 " + alice_.party.uri + ' ' + carol_.party.uri});
  EXPECT_EQ(carol_.answer(2), 0);
  settle();
  EXPECT_EQ(carol_.take(), (Lines{"onInviteConnected 2", "onInviteClosed 1"}));
  const Lines bob = bob_.take();
  EXPECT_NE(std::ranges::find(bob, "onInviteClosed 2"), bob.end());
  EXPECT_NE(std::ranges::find(bob, "onACTVTransferSuccess 1"), bob.end());
}

TEST_F(BridgeAsked, AnOrdinaryCallIsAnOrdinaryCall) {
  carol_.decides_about_replaces = true;
  ASSERT_EQ(alice_.call(carol_), 1);
  settle();
  EXPECT_EQ(carol_.take(), Lines{"onInviteIncoming 1 " + alice_.party.uri + ' ' + carol_.party.uri});
}

}  // namespace
}  // namespace baton::test
