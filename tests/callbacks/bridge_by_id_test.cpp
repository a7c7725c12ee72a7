// Transfers by id: several at once on a session, told by events, beside the one that the callbacks tell.
#include <gtest/gtest.h>

#include <string>

#include "tests/callbacks/bridged_phone.hpp"

namespace baton::test {
namespace {

StackOptions taking_several() {
  StackOptions options;
  options.referral.live_per_call = 3;
  options.referral.outside_dialogs = true;
  return options;
}

/// Dora, whom Bob refers, takes several REFERs at once; Bob notes the events of his transfers.
class BridgeById : public ConsultingPhones {
 protected:
  BridgeById() : dora_(scene_, "dora", 5064, Limits::host(8), taking_several()) {
    dora_.does = [this](std::string_view callback, Int32) {
      if (callback == "onReceivedRefer") {
        EXPECT_GT(dora_.accept(dora_.refer_id), 0);
      }
    };
    bob_.party.on_event = [this](simulation::Party&, const Event& event) {
      if (event.transfer) {
        told_.emplace_back(event.transfer, event.kind);
      }
      bob_.bridge.deliver(scene_.now, event);
    };
  }
  /// Bob calls Dora: his session 1.
  void call_dora() {
    const auto refers = std::move(dora_.does);
    answers_at_once(dora_);
    ASSERT_EQ(bob_.call(dora_), 1);
    settle();
    ASSERT_EQ(bob_.take().back(), "onInviteConnected 1");
    dora_.does = refers;
  }
  BegunTransfer begin(const std::string& target, const ReferOptions& options = {}) {
    return bob_.bridge.beginTransfer(scene_.now, 1, no_session, target, options);
  }
  std::vector<EventKind> told(TransferId transfer) const {
    std::vector<EventKind> kinds;
    for (const auto& [of, kind] : told_) {
      if (of == transfer) {
        kinds.push_back(kind);
      }
    }
    return kinds;
  }

  BridgedPhone dora_;
  std::vector<std::pair<TransferId, EventKind>> told_;
};

const std::vector<EventKind> success{EventKind::refer_accepted, EventKind::transfer_trying,
                                     EventKind::transfer_succeeded};

//   bob                 dora               carol
//    |==== call 1 =======>|                   |
//    |---- REFER id=1 --->|---- INVITE ------>|
//    |---- REFER id=2 --->|---- INVITE ------>|
//    |---- REFER id=3 --->|---- INVITE ------>|   the callbacks tell this one
TEST_F(BridgeById, SeveralTransfersOfASessionAreToldApart) {
  call_dora();
  carol_answers();
  const BegunTransfer first = begin(carol_.party.uri);
  const BegunTransfer second = begin(carol_.party.uri);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first.id, second.id);
  EXPECT_EQ(bob_.refer(1, carol_), 0) << "the one of the callbacks goes beside them";
  EXPECT_EQ(bob_.refer(1, carol_), SdkError::refer_pending);
  EXPECT_EQ(bob_.bridge.transferState(first.id), static_cast<Int32>(TransferState::sent));
  settle();
  EXPECT_EQ(told(first.id), success);
  EXPECT_EQ(told(second.id), success);
  EXPECT_EQ(bob_.take(), (Lines{"onReferAccepted 1", "onTransferTrying 1", "onACTVTransferSuccess 1"}));
  EXPECT_EQ(bob_.bridge.transferState(first.id), 0);
  EXPECT_EQ(bob_.bridge.cancelTransfer(scene_.now, first.id), SdkError::no_transfer);
}

TEST_F(BridgeById, OneIsGivenUpAndTheOthersGoOn) {
  call_dora();  // nobody answers at Carol's
  const BegunTransfer first = begin(carol_.party.uri);
  const BegunTransfer second = begin(carol_.party.uri);
  settle();
  EXPECT_EQ(bob_.cancel(1), SdkError::no_transfer) << "none of the callbacks";
  EXPECT_EQ(bob_.state(1), TransferState::none);
  EXPECT_EQ(bob_.bridge.transferState(first.id), static_cast<Int32>(TransferState::reporting));
  EXPECT_EQ(bob_.bridge.cancelTransfer(scene_.now, first.id), 0);
  settle();
  EXPECT_EQ(told(first.id).back(), EventKind::transfer_failed);
  EXPECT_EQ(told(second.id).back(), EventKind::transfer_trying);
  EXPECT_EQ(carol_.answer(2), 0);
  settle();
  EXPECT_EQ(told(second.id).back(), EventKind::transfer_succeeded);
  EXPECT_EQ(bob_.take(), Lines{});
}

/// RFC 5057: the subscription outlives the call, and with it the session's number.
TEST_F(BridgeById, TheSessionStaysReservedUntilTheLastEvent) {
  call_dora();
  const BegunTransfer begun = begin(carol_.party.uri);
  settle();
  const CallId call = bob_.bridge.call_of(1);
  EXPECT_EQ(bob_.hang_up(1), 0);
  settle();
  const std::size_t rounds = session_slots(Limits::host(8));
  for (std::size_t round = 0; round < rounds; ++round) {
    const Int32 other = bob_.call(alice_);
    ASSERT_GT(other, 1);
    EXPECT_EQ(bob_.hang_up(other), 0);
    settle();
  }
  EXPECT_EQ(bob_.bridge.session_of(call), 1);
  EXPECT_EQ(carol_.answer(1), 0);
  settle();
  EXPECT_EQ(told(begun.id), success);
  while (bob_.bridge.session_of(call) == 1) {  // free again: the numbers come round to its slot
    const Int32 other = bob_.call(alice_);
    ASSERT_GT(other, 1);
    EXPECT_EQ(bob_.hang_up(other), 0);
    settle();
  }
}

TEST_F(BridgeById, WhatIsAskedForIsSaidByItsOptions) {
  call_dora();
  carol_answers();
  ASSERT_TRUE(begin(carol_.party.uri, {.reports = Reports::nosub, .no_reports_mean_success = true}));
  settle();
  EXPECT_EQ(told_.back().second, EventKind::transfer_succeeded);
  ASSERT_TRUE(begin(carol_.party.uri, {.method = "BYE"}));
  settle();
  EXPECT_EQ(told_.back().second, EventKind::refer_rejected) << "another method than INVITE: 403";
}

TEST_F(BridgeById, AnAttendedOneReplacesTheSessionThatItNames) {
  call_dora();
  answers_at_once(carol_);
  ASSERT_EQ(bob_.call(carol_), 2);
  settle();
  bob_.take();
  const BegunTransfer begun = bob_.bridge.beginTransfer(scene_.now, 1, 2, {}, {});
  ASSERT_TRUE(begun);
  settle();
  EXPECT_EQ(told(begun.id), success);
  EXPECT_EQ(bob_.take(), Lines{"onInviteClosed 2"});
}

TEST_F(BridgeById, OutsideOfCallsThereMayBeSeveralToo) {
  carol_answers();
  const auto ask = [&] {
    return bob_.bridge.beginTransferOutside(scene_.now, no_session, dora_.party.uri, carol_.party.uri, {});
  };
  const BegunTransfer first = ask();
  const BegunTransfer second = ask();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(bob_.outside(no_session, dora_, carol_.party.uri), 0);
  settle();
  EXPECT_EQ(told(first.id).back(), EventKind::transfer_succeeded);
  EXPECT_EQ(told(second.id).back(), EventKind::transfer_succeeded);
  const Lines heard = bob_.take();
  EXPECT_EQ(heard.front(), "onReferAccepted -1");
  EXPECT_EQ(heard.back(), "onACTVTransferSuccess -1");
  EXPECT_EQ(heard.size(), 3U);
}

TEST_F(BridgeById, WhatCannotBeBegunSaysWhy) {
  const auto why = [&](Int32 session, Int32 replaced, std::string_view target) {
    const BegunTransfer begun = bob_.bridge.beginTransfer(scene_.now, session, replaced, target, {});
    EXPECT_FALSE(begun);
    EXPECT_FALSE(begun.id);
    return begun.error;
  };
  EXPECT_EQ(why(7, no_session, "carol"), SdkError::session_not_found);
  call_dora();
  EXPECT_EQ(why(1, no_session, ""), SdkError::callee_empty);
  EXPECT_EQ(why(1, 1, ""), SdkError::same_session);
  EXPECT_EQ(why(1, 7, ""), SdkError::session_not_found);
  EXPECT_EQ(why(1, no_session, "<not a uri"), SdkError::invalid_uri);
  EXPECT_EQ(bob_.call(carol_), 2);
  EXPECT_EQ(why(2, no_session, "carol"), SdkError::call_not_established);
  EXPECT_EQ(bob_.bridge.beginTransferOutside(scene_.now, no_session, "", "carol", {}).error,
            SdkError::callee_empty);
  EXPECT_EQ(bob_.bridge.beginTransferOutside(scene_.now, 9, dora_.party.uri, "", {}).error,
            SdkError::session_not_found);
  while (begin(carol_.party.uri)) {
  }
  EXPECT_EQ(begin(carol_.party.uri).error, SdkError::no_free_session);
}

TEST_F(BridgeById, ARefersNumberIsNotThatOfATransferOfOurs) {
  call_dora();
  ASSERT_TRUE(begin(carol_.party.uri));
  EXPECT_EQ(bob_.accept(1), SdkError::refer_not_found);
  EXPECT_EQ(bob_.reject(1), SdkError::refer_not_found);
}

TEST_F(BridgeById, RefersOfOneSessionAreSwitchedOffAndOnAgain) {
  call_dora();
  EXPECT_EQ(dora_.bridge.allowRefers(scene_.now, 1, false), 0);
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  EXPECT_EQ(bob_.take(), Lines{"onReferRejected 1 Forbidden 403"});
  EXPECT_EQ(dora_.bridge.allowRefers(scene_.now, 1, true), 0);
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  EXPECT_EQ(bob_.take().front(), "onReferAccepted 1");
  EXPECT_EQ(dora_.bridge.allowRefers(scene_.now, 9, true), SdkError::session_not_found);
}

}  // namespace
}  // namespace baton::test
