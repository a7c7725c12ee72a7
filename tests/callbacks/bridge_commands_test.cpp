// Commands by session id, among user agents on a simulated network: what they return, and what the
// callbacks tell of a call and of a blind transfer.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "tests/callbacks/bridged_phone.hpp"

namespace baton::test {
namespace {

class BridgeCommands : public ThreePhones {};

//   alice                bob
//     |---- INVITE ------->|
//     |<--- 180, 200 ------|
//     |---- ACK ---------->|
//     |<--- BYE -----------|
TEST_F(BridgeCommands, ACallIsHeardOnBothSides) {
  bob_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(bob_.bridge.ringCall(scene_.now, session), 0);
    }
  };
  const Int32 session = alice_.call(bob_);
  ASSERT_EQ(session, 1);
  settle();
  EXPECT_EQ(bob_.take(), Lines{"onInviteIncoming 1 " + alice_.party.uri + ' ' + bob_.party.uri});
  EXPECT_EQ(alice_.lines.back(), "onInviteRinging 1 Ringing 180");

  EXPECT_EQ(bob_.answer(1), 0);
  EXPECT_EQ(bob_.answer(1), SdkError::wrong_state);
  settle();
  EXPECT_EQ(alice_.take(), (Lines{"onInviteTrying 1", "onInviteRinging 1 Ringing 180",
                                  "onInviteAnswered 1", "onInviteConnected 1"}));
  EXPECT_EQ(bob_.take(), Lines{"onInviteConnected 1"});

  EXPECT_EQ(bob_.hang_up(1), 0);
  EXPECT_EQ(bob_.hang_up(1), SdkError::call_is_closed);
  settle();
  EXPECT_EQ(alice_.take(), Lines{"onInviteClosed 1"});
  EXPECT_EQ(bob_.take(), Lines{}) << "who hangs up is not told that he did";
  EXPECT_EQ(alice_.hang_up(1), SdkError::call_is_closed);
}

TEST_F(BridgeCommands, ARejectedCallFailsAtTheCallerOnly) {
  bob_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(bob_.bridge.rejectCall(scene_.now, session, 486), 0);
    }
  };
  ASSERT_EQ(alice_.call(bob_), 1);
  settle();
  EXPECT_EQ(alice_.lines.back(), "onInviteFailure 1 Busy Here 486");
  EXPECT_EQ(bob_.lines.size(), 1U);
}

TEST_F(BridgeCommands, ACancelledCallFailsAtTheCallee) {
  ASSERT_EQ(alice_.call(bob_), 1);
  settle();
  bob_.take();
  EXPECT_EQ(alice_.hang_up(1), 0);
  settle();
  ASSERT_EQ(bob_.lines.size(), 1U);
  EXPECT_TRUE(bob_.lines[0].starts_with("onInviteFailure 1 ")) << bob_.lines[0];
  EXPECT_TRUE(bob_.lines[0].ends_with(" 487")) << bob_.lines[0];
}

//   alice                bob                carol
//     |<==== call 1 ======>|                   |
//     |<--- REFER ---------|                   |
//     |---- 202 ---------->|                   |
//     |---- INVITE --------------------------->|
//     |---- NOTIFY 100 --->|                   |
//     |<--- 180, 200 --------------------------|
//     |---- NOTIFY 180, 200 ->|                |
TEST_F(BridgeCommands, ABlindTransferIsToldInTheOrderOfTheContract) {
  connect();
  carol_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(carol_.bridge.ringCall(scene_.now, session), 0);
    }
  };
  alice_.does = [this](std::string_view callback, Int32) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.accept(alice_.refer_id), 2) << "the new call is a session of its own";
      EXPECT_EQ(alice_.accept(alice_.refer_id), SdkError::refer_not_found);
      EXPECT_EQ(alice_.reject(alice_.refer_id), SdkError::refer_not_found);
    }
  };
  bob_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onACTVTransferSuccess") {
      EXPECT_EQ(bob_.hang_up(session), 0);
    }
  };
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  EXPECT_EQ(carol_.answer(1), 0);
  settle();

  EXPECT_EQ(bob_.take(), (Lines{"onReferAccepted 1", "onTransferTrying 1", "onTransferRinging 1",
                                "onACTVTransferSuccess 1"}));
  const Lines alice = alice_.take();
  ASSERT_GE(alice.size(), 4U);
  EXPECT_EQ(alice.front(), "onReceivedRefer 1 1 " + carol_.party.uri + ' ' + bob_.party.uri);
  EXPECT_EQ(alice.back(), "onInviteClosed 1");
  EXPECT_EQ(alice[alice.size() - 2], "onInviteConnected 2");
  EXPECT_EQ(carol_.lines.back(), "onInviteConnected 1");
}

TEST_F(BridgeCommands, TheReportsOutliveACallThatTheTransfereeHangsUpAsItAccepts) {
  connect();
  alice_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.accept(alice_.refer_id), 2);
      EXPECT_EQ(alice_.hang_up(session), 0);
    }
  };
  bob_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onACTVTransferSuccess") {
      EXPECT_EQ(bob_.hang_up(session), SdkError::call_is_closed);
    }
  };
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  scene_.run(seconds(3));  // the BYE may wait for an unanswered NOTIFY
  EXPECT_EQ(bob_.take(), (Lines{"onReferAccepted 1", "onTransferTrying 1", "onInviteClosed 1"}));
  EXPECT_EQ(carol_.answer(1), 0);
  settle();
  EXPECT_EQ(bob_.take(), Lines{"onACTVTransferSuccess 1"});
}

TEST_F(BridgeCommands, ASecondReferIsRefusedUntilTheOutcomeOfTheFirst) {
  connect();
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  const std::size_t sent = scene_.log.size();
  EXPECT_EQ(bob_.refer(1, carol_), SdkError::refer_pending);
  scene_.collect(bob_.party);
  EXPECT_EQ(scene_.log.size(), sent + 1) << "the first REFER alone";
  settle();
  Int32 second = 1;
  bob_.does = [&](std::string_view callback, Int32 session) {
    if (callback == "onReferRejected") {
      second = bob_.refer(session, carol_);  // inside the callback of the outcome
    }
  };
  EXPECT_EQ(alice_.reject(alice_.refer_id, 600), 0);
  settle();
  EXPECT_EQ(second, 0);
  EXPECT_EQ(bob_.take(), Lines{"onReferRejected 1 Busy Everywhere 600"});
}

TEST_F(BridgeCommands, AReferRefusesCodesThatWouldEndTheCall) {
  connect();
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  for (const Int32 code : {404, 408, 481, 0, -1, 200, 99'999, 65'536 + 486}) {
    EXPECT_LT(alice_.reject(alice_.refer_id, code), 0) << code;
  }
  EXPECT_EQ(alice_.reject(alice_.refer_id, 404), SdkError::forbidden_status);
  EXPECT_EQ(alice_.reject(alice_.refer_id), 0);
  settle();
  EXPECT_EQ(bob_.take(), Lines{"onReferRejected 1 Decline 603"});
}

TEST_F(BridgeCommands, AnUndecidedReferExpires) {
  connect();
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  scene_.run(seconds(21));
  EXPECT_EQ(alice_.lines.back(), "onReferExpired 1 1");
  EXPECT_EQ(alice_.accept(1), SdkError::refer_not_found);
  EXPECT_EQ(bob_.take(), Lines{"onReferRejected 1 Decline 603"});
}

TEST_F(BridgeCommands, AReferTextThatWasEditedIsRefused) {
  connect();
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  std::string edited = alice_.message;
  edited.replace(edited.find("carol"), 5, "mario");
  EXPECT_EQ(alice_.bridge.acceptRefer(scene_.now, 1, edited), SdkError::refer_text_mismatch);
  EXPECT_EQ(alice_.bridge.acceptRefer(scene_.now, 1, {}), 2) << "it was still undecided";
}

TEST_F(BridgeCommands, SayWhatIsWrong) {
  EXPECT_EQ(alice_.bridge.call(scene_.now, ""), SdkError::callee_empty);
  EXPECT_EQ(alice_.bridge.call(scene_.now, "sip:"), SdkError::invalid_uri);
  EXPECT_EQ(alice_.bridge.call(scene_.now, "sip:bob@[2001:db8::1]"), SdkError::no_transport);
  EXPECT_EQ(alice_.refer(1, carol_), SdkError::session_not_found);
  EXPECT_EQ(alice_.accept(1), SdkError::refer_not_found);
  EXPECT_EQ(alice_.reject(-1), SdkError::refer_not_found);

  ASSERT_EQ(alice_.call(bob_), 1);
  EXPECT_EQ(alice_.answer(1), SdkError::not_incoming_call);
  EXPECT_EQ(alice_.bridge.rejectCall(scene_.now, 1), SdkError::not_incoming_call);
  EXPECT_EQ(alice_.bridge.ringCall(scene_.now, 1), SdkError::not_incoming_call);
  EXPECT_EQ(alice_.refer(1, carol_), SdkError::call_not_established);
  EXPECT_EQ(alice_.bridge.refer(scene_.now, 1, ""), SdkError::callee_empty);
  settle();
  EXPECT_EQ(bob_.bridge.ringCall(scene_.now, 1, 200), SdkError::argument_incorrect);
  EXPECT_EQ(bob_.bridge.rejectCall(scene_.now, 1, 200), SdkError::argument_incorrect);
  EXPECT_EQ(bob_.refer(1, carol_), SdkError::call_not_established);
}

TEST_F(BridgeCommands, WithoutAnAccountNobodyIsCalled) {
  std::array<SessionSlot, 4> sessions;
  CallbackBridge bridge(alice_.party.stack(), alice_, 0, 0, sessions, {});
  EXPECT_EQ(bridge.call(scene_.now, bob_.party.uri), SdkError::account_not_found);
}

TEST_F(BridgeCommands, TheLimitOfCallsIsAnErrorThatHarmsNoCall) {
  BridgedPhone small(scene_, "small", 5064, Limits::device());
  for (Int32 session = 1; session <= 3; ++session) {
    EXPECT_EQ(small.call(carol_), session);
    scene_.collect(small.party);
  }
  EXPECT_EQ(small.call(carol_), SdkError::no_free_session);
  settle();
  EXPECT_EQ(carol_.lines.size(), 3U);
}

}  // namespace
}  // namespace baton::test
