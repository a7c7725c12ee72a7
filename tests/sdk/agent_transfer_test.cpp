// Calls and blind transfers among agents, each with its own thread and socket.
#include <atomic>
#include <thread>

#include "tests/sdk/phone.hpp"

namespace baton::test {
namespace {

class AgentTransfer : public testing::Test {
 protected:
  /// Alice (transferee) calls Bob (transferor); both know it as session 1.
  void connect() {
    answer_at_once(bob_);
    ASSERT_EQ(alice_.agent.call(bob_.uri), 1);
    ASSERT_EQ(alice_.wait_for("onInviteConnected"), "onInviteConnected 1");
    ASSERT_EQ(bob_.wait_for("onInviteConnected"), "onInviteConnected 1");
  }

  Phone carol_{"carol"};
  Phone bob_{"bob"};
  Phone alice_{"alice"};
};

//   alice                bob                carol
//     |<==== call 1 ======>|                   |
//     |<--- REFER ---------|                   |
//     |---- 202 ---------->|                   |
//     |---- INVITE --------------------------->|
//     |---- NOTIFY 100 --->|                   |
//     |<--- 180, 200 --------------------------|
//     |---- NOTIFY 180, 200 ->|                |
//     |<--- BYE -----------|                   |
TEST_F(AgentTransfer, ABlindTransferIsToldInTheOrderOfTheContract) {
  connect();
  carol_.on_callback([this](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(carol_.agent.ringCall(session), 0);
    }
  });
  alice_.on_callback([this](std::string_view callback, Int32) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.agent.acceptRefer(alice_.refer_id, alice_.message), 2);
    }
  });
  bob_.on_callback([this](std::string_view callback, Int32 session) {
    if (callback == "onACTVTransferSuccess") {
      EXPECT_EQ(bob_.agent.hangUp(session), 0);
    }
  });
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), 0);
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), SdkError::refer_pending);
  EXPECT_EQ(bob_.wait_for("onTransferRinging"), "onTransferRinging 1");
  EXPECT_EQ(carol_.agent.answerCall(1), 0);
  EXPECT_EQ(bob_.wait_for("onACTVTransferSuccess"), "onACTVTransferSuccess 1");
  EXPECT_EQ(alice_.wait_for("onInviteClosed"), "onInviteClosed 1");
  EXPECT_EQ(alice_.wait_for("onInviteConnected 2"), "onInviteConnected 2");
  EXPECT_EQ(carol_.wait_for("onInviteConnected 1"), "onInviteConnected 1");

  EXPECT_EQ(bob_.transfer_lines(), (Lines{"onReferAccepted 1", "onTransferTrying 1",
                                          "onTransferRinging 1", "onACTVTransferSuccess 1"}));
  EXPECT_EQ(alice_.transfer_lines(), Lines{"onReceivedRefer 1 1 " + carol_.uri + ' ' + bob_.uri});
  EXPECT_EQ(bob_.agent.hangUp(1), SdkError::call_is_closed);
  EXPECT_EQ(bob_.index, 1);
  EXPECT_EQ(bob_.object, 2);
}

TEST_F(AgentTransfer, ABareUserIsCompletedAndARefusalIsToldWithItsCode) {
  connect();
  EXPECT_EQ(bob_.agent.refer(1, "carol"), 0);
  const std::string heard = alice_.wait_for("onReceivedRefer");
  EXPECT_NE(heard.find(" sip:carol@127.0.0.1:" + std::to_string(bob_.agent.local_port())),
            std::string::npos)
      << heard;
  EXPECT_EQ(alice_.agent.rejectRefer(1, 404), SdkError::forbidden_status);
  EXPECT_EQ(alice_.agent.rejectRefer(1), 0);
  EXPECT_EQ(alice_.agent.rejectRefer(1), SdkError::refer_not_found);
  EXPECT_EQ(bob_.wait_for("onReferRejected"), "onReferRejected 1 Decline 603");
}

TEST_F(AgentTransfer, AFailedTransferKeepsTheCall) {
  connect();
  carol_.on_callback([this](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(carol_.agent.rejectCall(session, 486), 0);
    }
  });
  alice_.on_callback([this](std::string_view callback, Int32) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.agent.acceptRefer(alice_.refer_id), 2);
    }
  });
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), 0);
  EXPECT_EQ(bob_.wait_for("onACTVTransferFailure"), "onACTVTransferFailure 1 Busy Here 486");
  EXPECT_EQ(alice_.wait_for("onInviteFailure"), "onInviteFailure 2 Busy Here 486");
  EXPECT_EQ(bob_.agent.hangUp(1), 0) << "the old call stands";
  EXPECT_EQ(alice_.wait_for("onInviteClosed"), "onInviteClosed 1");
}

//   alice                bob                carol
//     |<==== call 1 ======>|<==== call 2 =====>|
//     |<--- REFER (Replaces)                   |
//     |---- INVITE (Replaces) ---------------->|
//     |                    |<--- BYE ----------|
//     |---- NOTIFY 200 --->|                   |
TEST_F(AgentTransfer, AnAttendedTransferReplacesTheConsultation) {
  connect();
  answer_at_once(carol_);  // also what is answered already
  alice_.on_callback([this](std::string_view callback, Int32) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.agent.acceptRefer(alice_.refer_id, alice_.message), 2);
    }
  });
  EXPECT_EQ(bob_.agent.hold(1), 0);
  EXPECT_EQ(alice_.wait_for("onRemoteHold"), "onRemoteHold 1");
  EXPECT_EQ(bob_.wait_for("onInviteUpdated"), "onInviteUpdated 1");
  EXPECT_EQ(bob_.agent.hold(1), SdkError::call_already_held);
  EXPECT_EQ(bob_.agent.call(carol_.uri), 2);
  ASSERT_NE(bob_.wait_for("onInviteConnected 2"), "");
  EXPECT_EQ(bob_.agent.attendedRefer(1, 1), SdkError::same_session);
  EXPECT_EQ(bob_.agent.attendedRefer(1, 2), 0);
  EXPECT_EQ(bob_.wait_for("onACTVTransferSuccess"), "onACTVTransferSuccess 1");
  EXPECT_EQ(bob_.wait_for("onInviteClosed"), "onInviteClosed 2");
  EXPECT_EQ(carol_.wait_for("onInviteClosed"), "onInviteClosed 1");
  EXPECT_EQ(carol_.wait_for("onInviteConnected 2"), "onInviteConnected 2");
  EXPECT_EQ(alice_.wait_for("onInviteConnected 2"), "onInviteConnected 2");
  EXPECT_EQ(bob_.agent.transferState(1), static_cast<Int32>(TransferState::none));
  EXPECT_EQ(bob_.agent.cancelTransfer(1), SdkError::no_transfer);
}

// Field notes 3a, freeswitch#2391: a Replaces is looked up while other threads use the agents.
TEST_F(AgentTransfer, CommandsOfOtherThreadsDoNotDisturbAnAttendedTransfer) {
  connect();
  answer_at_once(carol_);
  alice_.on_callback([this](std::string_view callback, Int32) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.agent.acceptRefer(alice_.refer_id), 2);
    }
  });
  EXPECT_EQ(bob_.agent.call(carol_.uri), 2);
  ASSERT_NE(bob_.wait_for("onInviteConnected 2"), "");
  std::atomic<bool> done{false};
  std::vector<std::thread> others;
  for (Phone* phone : {&alice_, &bob_, &carol_}) {
    others.emplace_back([phone, &done] {
      while (!done) {
        EXPECT_GE(phone->agent.transferState(1), 0);
        EXPECT_EQ(phone->agent.attendedRefer(77, 78), SdkError::session_not_found);
        EXPECT_EQ(phone->agent.rejectRefer(99), SdkError::refer_not_found);
        EXPECT_GE(phone->agent.counters().messages_received, 1U);
      }
    });
  }
  EXPECT_EQ(bob_.agent.attendedRefer(1, 2), 0);
  EXPECT_EQ(bob_.wait_for("onACTVTransferSuccess"), "onACTVTransferSuccess 1");
  EXPECT_EQ(carol_.wait_for("onInviteClosed"), "onInviteClosed 1");
  done = true;
  for (std::thread& other : others) {
    other.join();
  }
}

TEST_F(AgentTransfer, ATransferThatIsNotWaitedForEndsWith487) {
  connect();
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), 0);
  ASSERT_NE(alice_.wait_for("onReceivedRefer"), "");
  EXPECT_EQ(bob_.agent.transferState(1), static_cast<Int32>(TransferState::sent));
  EXPECT_EQ(alice_.agent.acceptRefer(1), 2);
  ASSERT_NE(bob_.wait_for("onTransferTrying"), "");
  EXPECT_EQ(bob_.agent.cancelTransfer(1), 0);
  EXPECT_EQ(bob_.wait_for("onACTVTransferFailure"), "onACTVTransferFailure 1 reports cancelled 487");
}

TEST_F(AgentTransfer, OutsideOfCallsAReferIsRefusedUnlessItIsSwitchedOn) {
  EXPECT_EQ(bob_.agent.outOfDialogRefer(no_session, "", alice_.uri, carol_.uri), 0);
  EXPECT_EQ(bob_.wait_for("onReferRejected"), "onReferRejected -1 Forbidden 403");
}

TEST_F(AgentTransfer, APickupOfACallThatIsNotThereFails) {
  EXPECT_EQ(bob_.agent.pickup(alice_.uri, ""), SdkError::argument_incorrect);
  EXPECT_EQ(bob_.agent.pickup(alice_.uri, "no@call;to-tag=a;from-tag=b"), 1);
  EXPECT_NE(bob_.wait_for("onInviteFailure 1 "), "");
  EXPECT_EQ(alice_.all(), Lines{}) << "nobody is asked";
}

TEST_F(AgentTransfer, HangingUpInsideEveryCallbackIsSafe) {
  const auto hang_up = [](Phone& phone) {
    return [&phone](std::string_view, Int32 session) { phone.agent.hangUp(session); };
  };
  bob_.on_callback(hang_up(bob_));
  alice_.on_callback(hang_up(alice_));
  for (Int32 round = 1; round <= 5; ++round) {
    EXPECT_EQ(alice_.agent.call(bob_.uri), round);
    const std::string session = std::to_string(round);
    EXPECT_NE(bob_.wait_for("onInviteIncoming " + session), "");
  }
  bob_.agent.stop();
  alice_.agent.stop();
}

TEST_F(AgentTransfer, HangingUpWithinTheReferIsSafe) {
  connect();
  carol_.on_callback([this](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(carol_.agent.answerCall(session), 0);
    }
  });
  alice_.on_callback([this](std::string_view callback, Int32 session) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.agent.acceptRefer(alice_.refer_id), 2);
      EXPECT_EQ(alice_.agent.hangUp(session), 0);
    }
  });
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), 0);
  EXPECT_EQ(bob_.wait_for("onInviteClosed"), "onInviteClosed 1");
  EXPECT_EQ(bob_.wait_for("onACTVTransferSuccess"), "onACTVTransferSuccess 1");
}

TEST_F(AgentTransfer, StopRaisesThePendingOutcome) {
  connect();
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), 0);
  ASSERT_NE(alice_.wait_for("onReceivedRefer"), "");
  EXPECT_EQ(bob_.agent.stop(), 0);
  const Lines heard = bob_.transfer_lines();
  ASSERT_EQ(heard.size(), 1U) << "told when stop returns";
  EXPECT_TRUE(heard[0].starts_with("onReferRejected 1 ")) << heard[0];
  EXPECT_TRUE(heard[0].ends_with(" 503")) << heard[0];
  EXPECT_EQ(alice_.wait_for("onInviteClosed"), "onInviteClosed 1");
}

TEST_F(AgentTransfer, StopOfTheTransfereeAnswersTheRefer) {
  connect();
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), 0);
  ASSERT_NE(alice_.wait_for("onReceivedRefer"), "");
  EXPECT_EQ(alice_.agent.stop(), 0);
  EXPECT_EQ(alice_.all().back(), "onReferExpired 1 1");
  EXPECT_NE(bob_.wait_for("onReferRejected 1 "), "");
  EXPECT_EQ(bob_.wait_for("onInviteClosed"), "onInviteClosed 1");
}

}  // namespace
}  // namespace baton::test
