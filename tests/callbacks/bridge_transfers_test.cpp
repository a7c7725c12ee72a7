// The commands of transfer by session id: attended, outside of calls, hold, cancel, and what each
// refuses; and the orders in which applications do things.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "tests/callbacks/bridged_phone.hpp"

namespace baton::test {
namespace {

class BridgeTransfers : public ConsultingPhones {};

TEST_F(BridgeTransfers, SayWhatIsWrong) {
  EXPECT_EQ(bob_.attended(1, 2), SdkError::session_not_found);
  EXPECT_EQ(bob_.hold(1), SdkError::session_not_found);
  EXPECT_EQ(bob_.unhold(1), SdkError::session_not_found);
  EXPECT_EQ(bob_.cancel(1), SdkError::session_not_found);
  EXPECT_EQ(bob_.cancel(no_session), SdkError::no_transfer);
  EXPECT_EQ(bob_.bridge.transferState(1), SdkError::session_not_found);
  EXPECT_EQ(bob_.state(no_session), TransferState::none);
  EXPECT_EQ(bob_.outside(1, alice_, carol_.party.uri), SdkError::session_not_found);
  EXPECT_EQ(bob_.bridge.outOfDialogRefer(scene_.now, no_session, {}, {}, carol_.party.uri),
            SdkError::callee_empty);
  EXPECT_EQ(bob_.outside(no_session, alice_, {}), SdkError::callee_empty);

  ASSERT_EQ(bob_.call(carol_), 1);
  EXPECT_EQ(bob_.hold(1), SdkError::call_not_established);
  EXPECT_EQ(bob_.unhold(1), SdkError::call_not_established);
  EXPECT_EQ(bob_.attended(1, 1), SdkError::same_session);
  EXPECT_EQ(bob_.attended(1, 7), SdkError::session_not_found);
  EXPECT_EQ(bob_.cancel(1), SdkError::no_transfer);
  EXPECT_EQ(bob_.state(1), TransferState::none);
  settle();
  EXPECT_EQ(bob_.hang_up(1), 0);
  settle();
  EXPECT_EQ(bob_.hold(1), SdkError::call_is_closed);
  EXPECT_EQ(bob_.attended(1, 1), SdkError::call_is_closed);
  EXPECT_EQ(bob_.cancel(1), SdkError::no_transfer);
}

TEST_F(BridgeTransfers, WithoutAnAccountNobodyIsReferred) {
  std::array<SessionSlot, 4> sessions;
  CallbackBridge bridge(alice_.party.stack(), alice_, 0, 0, sessions, {});
  EXPECT_EQ(bridge.outOfDialogRefer(scene_.now, no_session, {}, bob_.party.uri, carol_.party.uri),
            SdkError::account_not_found);
}

TEST_F(BridgeTransfers, AnEndedSessionCanNeitherBeTransferredNorReplace) {
  consult();
  EXPECT_EQ(bob_.hang_up(2), 0);
  EXPECT_EQ(bob_.attended(1, 2), SdkError::call_is_closed) << "as soon as it is told to end";
  settle();
  EXPECT_EQ(bob_.attended(1, 2), SdkError::call_is_closed);
  EXPECT_EQ(bob_.attended(2, 1), SdkError::call_is_closed);
  EXPECT_EQ(sent_refer(), nullptr) << "nothing was sent";
}

TEST_F(BridgeTransfers, TheStateOfATransferCanBeAsked) {
  connect();
  EXPECT_EQ(bob_.state(1), TransferState::none);
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  EXPECT_EQ(bob_.state(1), TransferState::sent);
  settle();
  EXPECT_EQ(alice_.state(1), TransferState::undecided);
  EXPECT_EQ(alice_.accept(1), 2);
  EXPECT_EQ(alice_.state(1), TransferState::referring);
  EXPECT_EQ(alice_.state(2), TransferState::none);
  settle();
  EXPECT_EQ(bob_.state(1), TransferState::reporting);
  carol_.answer(1);
  settle();
  EXPECT_EQ(bob_.take().back(), "onACTVTransferSuccess 1");
  EXPECT_EQ(bob_.state(1), TransferState::none);
}

TEST_F(BridgeTransfers, TheNumbersOfTheStatesAreThoseOfTheContract) {
  constexpr std::array states{TransferState::none,      TransferState::held,
                              TransferState::sent,      TransferState::accepted,
                              TransferState::reporting, TransferState::unknown,
                              TransferState::undecided, TransferState::referring,
                              TransferState::ended};
  for (std::size_t number = 0; number < states.size(); ++number) {
    EXPECT_EQ(static_cast<std::size_t>(states[number]), number);
  }
}

// The three habits of applications that accept (and of the transferor, who waits).

//   alice                bob                carol
//     |<==== call 1 ======>|                   |
//     |<--- REFER ---------|                   |
//     |---- 202, NOTIFY 100, BYE ->            |
//     |---- INVITE --------------------------->|
//     |<--- 180, 200 --------------------------|
//     |---- NOTIFY 200 --->|                   |
TEST_F(BridgeTransfers, HangUpTheOldCallAtOnce) {
  connect();
  carol_answers();
  alice_.does = [this](std::string_view callback, Int32 session) {
    if (callback == "onReceivedRefer") {
      const Int32 referred = alice_.accept(alice_.refer_id);
      EXPECT_GT(referred, 0);
      EXPECT_EQ(alice_.hang_up(session), 0);
    }
  };
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  scene_.run(seconds(5));
  const Lines heard = bob_.take();
  EXPECT_EQ(std::multiset<std::string>(heard.begin(), heard.end()),
            (std::multiset<std::string>{"onReferAccepted 1", "onTransferTrying 1", "onInviteClosed 1",
                                        "onACTVTransferSuccess 1"}));
  EXPECT_EQ(heard.front(), "onReferAccepted 1");
  EXPECT_EQ(bob_.hang_up(1), SdkError::call_is_closed) << "mild, and documented";
}

TEST_F(BridgeTransfers, DoNothingAboutTheOldCall) {
  connect();
  carol_answers();
  alice_accepts();
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  scene_.run(seconds(200));
  EXPECT_EQ(bob_.take(), (Lines{"onReferAccepted 1", "onTransferTrying 1", "onACTVTransferSuccess 1"}))
      << "no BYE that nobody asked for";
  EXPECT_EQ(bob_.hang_up(1), 0);
  settle();
  EXPECT_EQ(alice_.take().back(), "onInviteClosed 1");
}

TEST_F(BridgeTransfers, ASessionIdIsNotGivenOutAgainWhileATransferReportsUnderIt) {
  connect();
  EXPECT_EQ(bob_.refer(1, carol_), 0);
  settle();
  EXPECT_EQ(alice_.accept(1), 2);
  EXPECT_EQ(alice_.hang_up(1), 0);
  scene_.run(seconds(3));
  ASSERT_EQ(bob_.take().back(), "onInviteClosed 1");
  // More calls than there are slots: none of them is session 1.
  for (std::size_t round = 0; round < session_slots(Limits::host(8)) + 2; ++round) {
    const Int32 session = bob_.call(alice_);
    EXPECT_GT(session, 1);
    scene_.run(seconds(2));
    EXPECT_EQ(bob_.hang_up(session), 0);
    scene_.run(seconds(2));
  }
  bob_.take();
  EXPECT_EQ(carol_.answer(1), 0);
  settle();
  EXPECT_EQ(bob_.take(), Lines{"onACTVTransferSuccess 1"});
}

// Every command, inside every callback of a transfer (field notes 3d, 13). None of them may do harm, and
// the contract of the outcome holds.
TEST_F(BridgeTransfers, EveryCommandIsSafeInsideEveryCallback) {
  using Command = std::function<void(BridgedPhone&, Int32 session)>;
  const std::vector<std::pair<const char*, Command>> commands{
      {"hangUp", [](BridgedPhone& phone, Int32 session) { phone.hang_up(session); }},
      {"refer", [this](BridgedPhone& phone, Int32 session) { phone.refer(session, carol_); }},
      {"attendedRefer", [](BridgedPhone& phone, Int32 session) { phone.attended(session, 2); }},
      {"outOfDialogRefer",
       [this](BridgedPhone& phone, Int32) { phone.outside(no_session, alice_, carol_.party.uri); }},
      {"acceptRefer", [](BridgedPhone& phone, Int32) { phone.accept(phone.refer_id); }},
      {"rejectRefer", [](BridgedPhone& phone, Int32) { phone.reject(phone.refer_id); }},
      {"hold", [](BridgedPhone& phone, Int32 session) { phone.hold(session); }},
      {"unHold", [](BridgedPhone& phone, Int32 session) { phone.unhold(session); }},
      {"cancelTransfer", [](BridgedPhone& phone, Int32 session) { phone.cancel(session); }},
      {"answerCall", [](BridgedPhone& phone, Int32 session) { phone.answer(session); }},
      {"call", [this](BridgedPhone& phone, Int32) { phone.call(alice_); }},
  };
  const std::array callbacks{"onReceivedRefer",   "onReferAccepted",       "onReferRejected",
                             "onTransferTrying",  "onTransferRinging",     "onACTVTransferSuccess",
                             "onACTVTransferFailure"};
  std::set<std::string> reached;
  for (const auto& each : commands) {
    const auto& [name, called] = each;
    const auto& command = called;  // a lambda of clang 14 cannot capture a structured binding
    for (const std::string callback : callbacks) {
      SCOPED_TRACE(std::string(name) + " inside " + callback);
      simulation::Scene scene;
      BridgedPhone alice(scene, "alice", 5061);
      BridgedPhone bob(scene, "bob", 5062);
      BridgedPhone carol(scene, "carol", 5063);
      bool once = false;
      const auto does = [&](BridgedPhone& phone) {
        return [&](std::string_view heard, Int32 session) {
          if (heard == callback && !once) {
            once = true;
            reached.insert(callback);
            command(phone, session);
          }
          if (heard == "onInviteIncoming") {
            if (&phone == &carol && session == 2 && callback == "onACTVTransferFailure") {
              phone.bridge.rejectCall(scene.now, session, 486);
            } else {
              phone.bridge.ringCall(scene.now, session);
              phone.answer(session);
            }
          } else if (heard == "onReceivedRefer") {
            callback == "onReferRejected" ? phone.reject(phone.refer_id) : phone.accept(phone.refer_id);
          }
        };
      };
      alice.does = does(alice);
      bob.does = does(bob);
      carol.does = does(carol);
      ASSERT_EQ(alice.call(bob), 1);
      scene.run(seconds(1));
      ASSERT_EQ(bob.call(carol), 2);  // a consultation, which some commands replace
      scene.run(seconds(1));
      ASSERT_EQ(bob.refer(1, carol), 0);
      scene.run(seconds(400));
      std::size_t accepted = 0;
      std::size_t firsts = 0;
      std::size_t lasts = 0;
      for (const std::string& line : bob.lines) {
        accepted += line.starts_with("onReferAccepted 1");
        firsts += line.starts_with("onReferAccepted 1") || line.starts_with("onReferRejected 1");
        lasts += line.starts_with("onACTVTransfer");
      }
      const bool refers_again = std::string_view(name).find("efer") != std::string_view::npos;
      if (refers_again) {
        EXPECT_GE(firsts, 1U);
      } else {
        EXPECT_EQ(firsts, 1U);
        EXPECT_EQ(lasts, accepted);
      }
      EXPECT_LE(lasts, accepted + 1) << "one more may be that of the REFER without a session";
    }
  }
  EXPECT_EQ(reached.size(), callbacks.size()) << "each callback was raised in some run";
}

}  // namespace
}  // namespace baton::test
