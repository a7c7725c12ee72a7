// What an observer of an agent hears: each step of a transfer, with its id, its cause and its message.
#include <mutex>

#include "tests/sdk/phone.hpp"

namespace baton::test {
namespace {

class Observed final : public EventObserver {
 public:
  void onEvent(Time, Int32 sessionId, const Event& event) override {
    std::string line(name(event.kind));
    line += " session=" + std::to_string(sessionId) + " cause=" + std::string(name(event.cause));
    if (event.message != nullptr) {
      const std::string_view bytes = event.message->bytes();
      line += " by=" + std::string(bytes, 0, bytes.find(' '));
    }
    const std::lock_guard lock(mutex_);
    (event.transfer ? transfers_ : calls_).push_back(std::move(line));
    if (event.transfer) {
      ids_.push_back(event.transfer);
    }
  }
  Lines transfers() const {
    const std::lock_guard lock(mutex_);
    return transfers_;
  }
  Lines calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  std::vector<TransferId> ids() const {
    const std::lock_guard lock(mutex_);
    return ids_;
  }

 private:
  mutable std::mutex mutex_;
  Lines transfers_;
  Lines calls_;
  std::vector<TransferId> ids_;
};

AgentOptions observed(std::string_view user, EventObserver& observer) {
  AgentOptions options = options_for(user);
  options.observer = &observer;
  return options;
}

TEST(Observer, HearsEachStepOfATransferWithItsIdAndItsCause) {
  Observed at_bob;
  Observed at_alice;
  Phone carol("carol");
  Phone bob(observed("bob", at_bob));
  Phone alice(observed("alice", at_alice));
  answer_at_once(bob);
  answer_at_once(carol);
  alice.on_callback([&](std::string_view callback, Int32) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice.agent.acceptRefer(alice.refer_id), 2);
    }
  });
  ASSERT_EQ(alice.agent.call(bob.uri), 1);
  ASSERT_NE(bob.wait_for("onInviteConnected"), "");
  EXPECT_EQ(bob.agent.refer(1, carol.uri), 0);
  ASSERT_NE(bob.wait_for("onACTVTransferSuccess"), "");
  bob.agent.stop();
  alice.agent.stop();

  EXPECT_EQ(at_bob.transfers(), (Lines{"refer_accepted session=1 cause=message by=SIP/2.0",
                                       "transfer_trying session=1 cause=message by=NOTIFY",
                                       "transfer_succeeded session=1 cause=message by=NOTIFY"}));
  const auto ids = at_bob.ids();
  EXPECT_TRUE(std::ranges::all_of(ids, [&](TransferId id) { return id && id == ids.front(); }));
  const Lines alice_heard = at_alice.transfers();
  ASSERT_GE(alice_heard.size(), 2U);
  EXPECT_EQ(alice_heard.front(), "refer_received session=1 cause=message by=REFER");
  EXPECT_TRUE(alice_heard.back().starts_with("referral_ended session=1 ")) << alice_heard.back();
  EXPECT_EQ(at_bob.calls().front(), "call_incoming session=-1 cause=message by=INVITE")
      << "the session is opened by the event itself";
}

}  // namespace
}  // namespace baton::test
