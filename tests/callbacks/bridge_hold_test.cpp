// Hold by session id: what each side hears, what is refused, and the order of applications that hold the old
// call, accept a REFER and keep it.
#include <gtest/gtest.h>

#include <string>

#include "tests/callbacks/bridged_phone.hpp"

namespace baton::test {
namespace {

class BridgeHold : public ConsultingPhones {};

//   alice                bob
//     |<==== call 1 ======>|
//     |<--- INVITE (sendonly)
//     |---- 200 ---------->|
//     |<--- INVITE (sendrecv)
//     |---- 200 ---------->|
TEST_F(BridgeHold, BothSidesHearOfHoldAndOfItsEnd) {
  connect();
  EXPECT_EQ(bob_.unhold(1), SdkError::call_not_held);
  EXPECT_EQ(bob_.hold(1), 0);
  EXPECT_EQ(bob_.hold(1), SdkError::wrong_state) << "while the first is open";
  EXPECT_EQ(bob_.unhold(1), SdkError::wrong_state);
  settle();
  EXPECT_EQ(bob_.take(), Lines{"onInviteUpdated 1"});
  EXPECT_TRUE(bob_.message.starts_with("SIP/2.0 200 ")) << "the peer's answer";
  EXPECT_EQ(alice_.take(), Lines{"onRemoteHold 1"});
  EXPECT_EQ(bob_.hold(1), SdkError::call_already_held);
  EXPECT_EQ(bob_.unhold(1), 0);
  settle();
  EXPECT_EQ(bob_.take(), Lines{"onInviteUpdated 1"});
  EXPECT_EQ(alice_.take(), Lines{"onRemoteUnHold 1"});
  EXPECT_EQ(bob_.unhold(1), SdkError::call_not_held);
}

TEST_F(BridgeHold, BothMayHold) {
  connect();
  EXPECT_EQ(bob_.hold(1), 0);
  settle();
  EXPECT_EQ(alice_.hold(1), 0);
  settle();
  EXPECT_EQ(alice_.take(), (Lines{"onRemoteHold 1", "onInviteUpdated 1"}));
  EXPECT_EQ(bob_.take(), (Lines{"onInviteUpdated 1", "onRemoteHold 1"}));
  EXPECT_EQ(bob_.unhold(1), 0);
  settle();
  EXPECT_EQ(alice_.take(), Lines{"onRemoteUnHold 1"});
}

// The vendor's sample for Android: hold the session, accept the REFER, keep the old call.
TEST_F(BridgeHold, HoldAcceptKeep) {
  connect();
  carol_answers();
  alice_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.hold(session), 0);
      EXPECT_EQ(alice_.accept(alice_.refer_id), 2) << "while the re-INVITE is open";
    }
  };
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  const Lines bob = bob_.take();
  EXPECT_NE(std::ranges::find(bob, "onRemoteHold 1"), bob.end());
  EXPECT_NE(std::ranges::find(bob, "onReferAccepted 1"), bob.end());
  EXPECT_EQ(bob.back(), "onACTVTransferSuccess 1");
  EXPECT_EQ(alice_.hold(1), SdkError::call_already_held) << "the old call is kept";
  EXPECT_EQ(bob_.hang_up(1), 0);
  settle();
  EXPECT_EQ(alice_.take().back(), "onInviteClosed 1");
}

TEST_F(BridgeHold, WhoCouldNotBeSentOnGoesBackToTheOldCall) {
  connect();
  carol_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(carol_.bridge.rejectCall(scene_.now, session, 486), 0);
    }
  };
  alice_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.hold(session), 0);
      EXPECT_EQ(alice_.accept(alice_.refer_id), 2);
    } else if (callback == "onInviteFailure") {
      EXPECT_EQ(alice_.unhold(1), 0);
    }
  };
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  const Lines bob = bob_.take();
  EXPECT_NE(std::ranges::find(bob, "onACTVTransferFailure 1 Busy Here 486"), bob.end());
  EXPECT_NE(std::ranges::find(bob, "onRemoteUnHold 1"), bob.end());
}

TEST_F(BridgeHold, ATransferFollowsAHold) {
  connect();
  carol_answers();
  alice_accepts();
  EXPECT_EQ(bob_.hold(1), 0);
  EXPECT_EQ(bob_.refer(1, carol_), 0) << "the REFER waits for the re-INVITE";
  EXPECT_EQ(bob_.state(1), TransferState::held);
  settle();
  const Lines bob = bob_.take();
  EXPECT_EQ(bob.front(), "onInviteUpdated 1");
  EXPECT_EQ(bob.back(), "onACTVTransferSuccess 1");
}

}  // namespace
}  // namespace baton::test
