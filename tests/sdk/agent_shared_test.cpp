// Several agents on one io_context that the test runs: no threads, and callbacks come inside run.
#include <asio/io_context.hpp>

#include "tests/sdk/phone.hpp"

namespace baton::test {
namespace {

/// Runs the context until `done`, for a generous time at most.
bool run_until(asio::io_context& context, const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  context.restart();
  while (!done()) {
    if (context.run_one_until(end) == 0) {
      return done();
    }
  }
  return true;
}

bool heard(const Phone& phone, std::string_view line) {
  return std::ranges::find(phone.lines, line) != phone.lines.end();
}

class CountingTap final : public MessageTap {
 public:
  void on_message(const TappedMessage& message) override {
    ++(message.direction == Direction::in ? in : out);
  }
  std::uint64_t in = 0;
  std::uint64_t out = 0;
};

TEST(SharedContext, ThreeAgentsTransferACall) {
  asio::io_context context;
  CountingTap tap;
  AgentOptions options = options_for("alice");
  options.tap = &tap;
  Phone alice(options, context);
  options.user = "bob";
  Phone bob(options, context);
  options.user = "carol";
  Phone carol(options, context);

  answer_at_once(bob);
  answer_at_once(carol);
  alice.on_callback([&](std::string_view callback, Int32 session) {
    if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice.agent.acceptRefer(alice.refer_id, alice.message), 2);
      EXPECT_EQ(alice.agent.hangUp(session), 0);
    }
  });
  EXPECT_EQ(alice.agent.call(bob.uri), 1);
  ASSERT_TRUE(run_until(context, [&] { return heard(bob, "onInviteConnected 1"); }));
  EXPECT_EQ(bob.agent.refer(1, carol.uri), 0);
  ASSERT_TRUE(run_until(context, [&] {
    return heard(bob, "onACTVTransferSuccess 1") && heard(bob, "onInviteClosed 1") &&
           heard(carol, "onInviteConnected 1");
  }));
  EXPECT_TRUE(run_until(context, [&] { return tap.in == tap.out; }))
      << "each message leaves one agent and reaches another";

  EXPECT_EQ(alice.agent.stop(), 0);
  EXPECT_EQ(alice.agent.stop(), SdkError::stopping) << "it ends while the context runs";
  ASSERT_TRUE(run_until(
      context, [&] { return !alice.agent.running() && heard(carol, "onInviteClosed 1"); }));
  EXPECT_EQ(bob.agent.stop(), 0);
  EXPECT_EQ(carol.agent.stop(), 0);
  ASSERT_TRUE(run_until(context, [&] { return !bob.agent.running() && !carol.agent.running(); }));
  context.restart();
  context.run_for(std::chrono::seconds(30));
  EXPECT_TRUE(context.stopped()) << "stopped agents leave no work behind";
}

TEST(SharedContext, AnAgentMayBeDestroyedInsideItsOwnCallback) {
  asio::io_context context;
  Phone alice(options_for("alice"), context);
  Phone bob(options_for("bob"), context);
  bob.on_callback([&](std::string_view, Int32) { bob.destroy(); });
  EXPECT_EQ(alice.agent.call(bob.uri), 1);
  ASSERT_TRUE(run_until(context, [&] { return bob.destroyed(); }));
  EXPECT_EQ(alice.agent.hangUp(1), 0);
  alice.destroy();
  context.restart();
  context.run_for(std::chrono::seconds(30));
  EXPECT_TRUE(context.stopped());
}

// The transferor or the transferee is gone when its callback returns; the others come to an end without it.
TEST(SharedContext, AnAgentMayBeDestroyedInsideEachOfTheSeven) {
  for (const std::string_view fatal :
       {"onReceivedRefer", "onReferAccepted", "onReferRejected", "onTransferTrying",
        "onTransferRinging", "onACTVTransferSuccess", "onACTVTransferFailure"}) {
    SCOPED_TRACE(fatal);
    asio::io_context context;
    Phone alice(options_for("alice"), context);
    Phone bob(options_for("bob"), context);
    Phone carol(options_for("carol"), context);
    bool gone = false;
    const auto plays = [&](Phone& phone) {
      return [&](std::string_view callback, Int32 session) {
        if (callback == fatal) {
          gone = true;
          phone.destroy();
        } else if (callback == "onReceivedRefer") {
          fatal == "onReferRejected" ? phone.agent.rejectRefer(phone.refer_id)
                                     : phone.agent.acceptRefer(phone.refer_id);
        } else if (callback == "onInviteIncoming" && &phone == &carol) {
          phone.agent.ringCall(session);
          fatal == "onACTVTransferFailure" ? phone.agent.rejectCall(session, 486)
                                           : phone.agent.answerCall(session);
        } else if (callback == "onInviteIncoming") {
          phone.agent.answerCall(session);
        }
      };
    };
    alice.on_callback(plays(alice));
    bob.on_callback(plays(bob));
    carol.on_callback(plays(carol));
    ASSERT_EQ(alice.agent.call(bob.uri), 1);
    ASSERT_TRUE(run_until(context, [&] { return heard(bob, "onInviteConnected 1"); }));
    ASSERT_EQ(bob.agent.refer(1, carol.uri), 0);
    EXPECT_TRUE(run_until(context, [&] { return gone; }));
    for (Phone* phone : {&alice, &bob, &carol}) {
      phone->destroy();
    }
    context.restart();
    context.run_for(std::chrono::seconds(30));
    EXPECT_TRUE(context.stopped()) << "nothing is left behind";
  }
}

}  // namespace
}  // namespace baton::test
