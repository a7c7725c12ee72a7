// REFER outside of calls by session id: the outcome is told under the replaced session's id, or under -1.
#include <gtest/gtest.h>

#include <string>

#include "tests/callbacks/bridged_phone.hpp"

namespace baton::test {
namespace {

class BridgeOutside : public ConsultingPhones {};

TEST_F(BridgeOutside, OutOfDialogReferIsToldUnderMinusOneOneAtATime) {
  StackOptions options;
  options.referral.outside_dialogs = true;
  BridgedPhone desk(scene_, "desk", 5064, Limits::host(8), options);
  desk.does = [&](std::string_view callback, Int32 session) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(session, no_session);
      EXPECT_EQ(desk.bridge.transferState(no_session), static_cast<Int32>(TransferState::undecided));
      EXPECT_EQ(desk.accept(desk.refer_id), 1);
    }
  };
  carol_answers();
  EXPECT_EQ(bob_.outside(no_session, desk, carol_.party.uri), 0);
  EXPECT_EQ(bob_.state(no_session), TransferState::sent);
  EXPECT_EQ(bob_.outside(no_session, desk, carol_.party.uri), SdkError::refer_pending);
  settle();
  const Lines heard = bob_.take();
  ASSERT_GE(heard.size(), 2U);
  EXPECT_EQ(heard.front(), "onReferAccepted -1");
  EXPECT_EQ(heard.back(), "onACTVTransferSuccess -1");
  EXPECT_EQ(carol_.lines.back(), "onInviteConnected 1");
  EXPECT_EQ(bob_.outside(no_session, desk, carol_.party.uri), 0) << "the next may follow";
}

TEST_F(BridgeOutside, OutOfDialogReferIsToldUnderTheSessionThatItReplaces) {
  StackOptions options;
  options.referral.outside_dialogs = true;
  BridgedPhone desk(scene_, "desk", 5064, Limits::host(8), options);
  desk.does = [&](std::string_view callback, Int32) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(desk.accept(desk.refer_id), 1);
    }
  };
  consult();
  EXPECT_EQ(bob_.outside(2, desk, {}), 0);
  EXPECT_EQ(bob_.outside(2, desk, {}), SdkError::refer_pending);
  EXPECT_EQ(bob_.outside(no_session, alice_, carol_.party.uri), 0) << "each id has one of its own";
  settle();
  const Lines heard = bob_.take();
  EXPECT_NE(std::ranges::find(heard, "onReferAccepted 2"), heard.end());
  EXPECT_NE(std::ranges::find(heard, "onACTVTransferSuccess 2"), heard.end());
  EXPECT_NE(std::ranges::find(heard, "onInviteClosed 2"), heard.end());
  EXPECT_NE(std::ranges::find(heard, "onReferRejected -1 Forbidden 403"), heard.end());
}

}  // namespace
}  // namespace baton::test
