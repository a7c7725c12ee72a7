// A user agent on a simulated network with a bridge, and an application that does what the test says.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "baton/callback_bridge.hpp"
#include "tests/callbacks/recorder.hpp"
#include "tests/simulation/scene.hpp"

namespace baton::test {

using Lines = std::vector<std::string>;

class BridgedPhone : public Recorder {
 public:
  BridgedPhone(simulation::Scene& scene, const std::string& name, std::uint16_t port,
        const Limits& limits = Limits::host(8), const StackOptions& options = {})
      : scene_(scene),
        party(scene.add(name, port, limits, options)),
        sessions_(session_slots(limits)),
        refers_(refer_slots(limits)),
        bridge(party.stack(), *this, 1, port, sessions_, refers_) {
    bridge.set_account(party.account);
    party.on_event = [this](simulation::Party&, const Event& event) { bridge.deliver(scene_.now, event); };
  }

  /// What the application does about a callback, inside of it.
  std::function<void(std::string_view callback, Int32 sessionId)> does;

  Int32 call(const BridgedPhone& callee) { return bridge.call(scene_.now, callee.party.uri); }
  Int32 answer(Int32 session) { return bridge.answerCall(scene_.now, session); }
  Int32 hang_up(Int32 session) { return bridge.hangUp(scene_.now, session); }
  Int32 hold(Int32 session) { return bridge.hold(scene_.now, session); }
  Int32 unhold(Int32 session) { return bridge.unHold(scene_.now, session); }
  Int32 attended(Int32 session, Int32 replaced, std::string_view target = {}) {
    return bridge.attendedRefer(scene_.now, session, replaced, target);
  }
  Int32 outside(Int32 replaced, const BridgedPhone& to, std::string_view target) {
    return bridge.outOfDialogRefer(scene_.now, replaced, {}, to.party.uri, target);
  }
  Int32 cancel(Int32 session) { return bridge.cancelTransfer(scene_.now, session); }
  TransferState state(Int32 session) {
    return static_cast<TransferState>(bridge.transferState(session));
  }
  Int32 refer(Int32 session, const BridgedPhone& target) {
    return bridge.refer(scene_.now, session, target.party.uri);
  }
  Int32 accept(Int32 refer) { return bridge.acceptRefer(scene_.now, refer, message); }
  Int32 reject(Int32 refer, Int32 code = 603) {
    return bridge.rejectRefer(scene_.now, refer, code);
  }

 private:
  void react(std::string_view callback, Int32 sessionId) override {
    if (does) {
      does(callback, sessionId);
    }
  }

  simulation::Scene& scene_;

 public:
  simulation::Party& party;

 private:
  std::vector<SessionSlot> sessions_;
  std::vector<ReferSlot> refers_;

 public:
  CallbackBridge bridge;
};

class ThreePhones : public testing::Test {
 protected:
  void settle() { scene_.run(seconds(1)); }

  void answers_at_once(BridgedPhone& phone) {
    phone.does = [&phone](std::string_view callback, Int32 session) {
      if (callback == "onInviteIncoming") {
        EXPECT_EQ(phone.answer(session), 0);
      }
    };
  }

  /// Alice (transferee) has called Bob (transferor), who answered. Both know it as session 1.
  void connect() {
    answers_at_once(bob_);
    ASSERT_EQ(alice_.call(bob_), 1);
    settle();
    bob_.does = nullptr;
    ASSERT_EQ(alice_.lines.back(), "onInviteConnected 1");
    ASSERT_EQ(bob_.lines.back(), "onInviteConnected 1");
    alice_.take();
    bob_.take();
  }

  simulation::Scene scene_;
  explicit ThreePhones(const StackOptions& options_of_carol = {})
      : carol_(scene_, "carol", 5063, Limits::host(8), options_of_carol) {}

  BridgedPhone alice_{scene_, "alice", 5061};
  BridgedPhone bob_{scene_, "bob", 5062};
  BridgedPhone carol_;
};

/// Bob, whom Alice has called, consults Carol.
class ConsultingPhones : public ThreePhones {
 protected:
  using ThreePhones::ThreePhones;

  /// Beside the call with Alice (1), Bob has called Carol (2), who knows it as her session 1.
  void consult() {
    connect();
    answers_at_once(carol_);
    ASSERT_EQ(bob_.call(carol_), 2);
    settle();
    carol_.does = nullptr;
    ASSERT_EQ(bob_.lines.back(), "onInviteConnected 2");
    bob_.take();
    carol_.take();
  }

  /// Alice accepts whatever she is asked.
  void alice_accepts() {
    alice_.does = [this](std::string_view callback, Int32) {
      if (callback == "onReceivedRefer") {
        EXPECT_GT(alice_.accept(alice_.refer_id), 0);
      }
    };
  }
  void carol_answers() { answers_at_once(carol_); }

  /// The last REFER that was sent.
  const simulation::Packet* sent_refer() const {
    for (auto at = scene_.log.rbegin(); at != scene_.log.rend(); ++at) {
      if (at->text.starts_with("REFER ")) {
        return &*at;
      }
    }
    return nullptr;
  }
};

}  // namespace baton::test
