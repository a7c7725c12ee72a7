// Transfers by id through an agent: several at once on a session, their events heard by the observer.
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "tests/sdk/phone.hpp"

namespace baton::test {
namespace {

/// Notes the events of transfers, each under its id.
class Transfers final : public EventObserver {
 public:
  void onEvent(Time, Int32 sessionId, const Event& event) override {
    if (!event.transfer) {
      return;
    }
    const std::lock_guard lock(mutex_);
    heard_[event.transfer.index].push_back(std::string(name(event.kind)) + ' ' + std::to_string(sessionId));
    changed_.notify_all();
  }
  /// Waits until the transfer's last event is `kind`; what it heard.
  Lines wait_for(TransferId transfer, const std::string& last) {
    std::unique_lock lock(mutex_);
    Lines& lines = heard_[transfer.index];
    changed_.wait_for(lock, std::chrono::seconds(30), [&] { return !lines.empty() && lines.back() == last; });
    return lines;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint32_t, Lines> heard_;
};

AgentOptions taking_several(std::string_view user) {
  AgentOptions options = options_for(user);
  options.stack.referral.live_per_call = 8;
  options.stack.referral.outside_dialogs = true;
  return options;
}

AgentOptions observed(std::string_view user, EventObserver& observer) {
  AgentOptions options = options_for(user);
  options.observer = &observer;
  return options;
}

/// Bob has been called by Alice, who takes several REFERs; session 1 at both.
class AgentById : public testing::Test {
 protected:
  void SetUp() override {
    answer_at_once(bob_);
    alice_.on_callback([this](std::string_view callback, Int32) {
      if (callback == "onReceivedRefer") {
        EXPECT_GT(alice_.agent.acceptRefer(alice_.refer_id), 0);
      }
    });
    ASSERT_EQ(alice_.agent.call(bob_.uri), 1);
    ASSERT_EQ(bob_.wait_for("onInviteConnected"), "onInviteConnected 1");
  }

  Transfers told_;
  Phone carol_{"carol"};
  Phone bob_{observed("bob", told_)};
  Phone alice_{taking_several("alice")};
};

const Lines success{"refer_accepted 1", "transfer_trying 1", "transfer_succeeded 1"};

TEST_F(AgentById, SeveralTransfersOfOneSessionEachHaveTheirOutcome) {
  const BegunTransfer first = bob_.agent.beginTransfer(1, no_session, carol_.uri);
  const BegunTransfer second = bob_.agent.beginTransfer(1, no_session, carol_.uri);
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), 0);
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), SdkError::refer_pending);
  ASSERT_TRUE(first && second);
  for (Int32 session = 1; session <= 3; ++session) {
    ASSERT_NE(carol_.wait_for("onInviteIncoming " + std::to_string(session)), "");
    EXPECT_EQ(carol_.agent.answerCall(session), 0);
  }
  EXPECT_EQ(told_.wait_for(first.id, "transfer_succeeded 1"), success);
  EXPECT_EQ(told_.wait_for(second.id, "transfer_succeeded 1"), success);
  EXPECT_EQ(bob_.wait_for("onACTVTransferSuccess"), "onACTVTransferSuccess 1");
  EXPECT_EQ(bob_.transfer_lines().size(), 3U) << "the callbacks tell of their one alone";
  EXPECT_EQ(bob_.agent.transferState(first.id), 0);
}

TEST_F(AgentById, OneIsGivenUpByItsId) {
  const BegunTransfer first = bob_.agent.beginTransfer(1, no_session, carol_.uri);
  const BegunTransfer second = bob_.agent.beginTransfer(1, no_session, carol_.uri);
  told_.wait_for(first.id, "transfer_trying 1");
  told_.wait_for(second.id, "transfer_trying 1");
  EXPECT_EQ(bob_.agent.transferState(first.id), static_cast<Int32>(TransferState::reporting));
  EXPECT_EQ(bob_.agent.cancelTransfer(1), SdkError::no_transfer);
  EXPECT_EQ(bob_.agent.cancelTransfer(first.id), 0);
  EXPECT_EQ(told_.wait_for(first.id, "transfer_failed 1").size(), 3U);
  EXPECT_EQ(bob_.agent.cancelTransfer(first.id), SdkError::no_transfer);
  EXPECT_EQ(bob_.agent.transferState(second.id), static_cast<Int32>(TransferState::reporting));
}

TEST_F(AgentById, OutsideOfCallsToo) {
  answer_at_once(carol_);
  const BegunTransfer begun = bob_.agent.beginTransferOutside(no_session, alice_.uri, carol_.uri);
  ASSERT_TRUE(begun);
  EXPECT_EQ(told_.wait_for(begun.id, "transfer_succeeded -1").size(), 3U);
}

TEST_F(AgentById, ManyThreadsBeginAndGiveUp) {
  alice_.on_callback([this](std::string_view callback, Int32) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice_.agent.rejectRefer(alice_.refer_id), 0);
    }
  });
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this] {
      for (int round = 0; round < 20; ++round) {
        const BegunTransfer begun = bob_.agent.beginTransfer(1, no_session, carol_.uri);
        if (begun) {
          EXPECT_GE(bob_.agent.transferState(begun.id), 0);
          bob_.agent.cancelTransfer(begun.id);
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(bob_.agent.stop(), 0);
  const BegunTransfer late = bob_.agent.beginTransfer(1, no_session, carol_.uri);
  EXPECT_FALSE(late);
  EXPECT_EQ(late.error, SdkError::not_started);
}

TEST_F(AgentById, RefersOfOneSessionAreSwitchedOff) {
  EXPECT_EQ(alice_.agent.allowRefers(1, false), 0);
  EXPECT_EQ(bob_.agent.refer(1, carol_.uri), 0);
  EXPECT_EQ(bob_.wait_for("onReferRejected"), "onReferRejected 1 Forbidden 403");
  EXPECT_EQ(alice_.agent.allowRefers(9, false), SdkError::session_not_found);
}

}  // namespace
}  // namespace baton::test
