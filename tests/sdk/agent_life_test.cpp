// The life of an agent: start, stop, destruction, from outside and from inside callbacks, and what
// its calls return meanwhile.
#include <asio/io_context.hpp>
#include <asio/ip/udp.hpp>
#include <future>
#include <thread>

#include "baton/error_code.hpp"
#include "tests/sdk/phone.hpp"

namespace baton::test {
namespace {

TEST(AgentLife, WithoutStartEveryCallSaysSo) {
  Recorder recorder;
  Agent agent(recorder, options_for("alice"));
  EXPECT_FALSE(agent.running());
  EXPECT_EQ(agent.call("sip:bob@192.0.2.1"), SdkError::not_started);
  EXPECT_EQ(agent.hangUp(1), SdkError::not_started);
  EXPECT_EQ(agent.acceptRefer(1), SdkError::not_started);
  EXPECT_EQ(agent.hold(1), SdkError::not_started);
  EXPECT_EQ(agent.unHold(1), SdkError::not_started);
  EXPECT_EQ(agent.attendedRefer(1, 2), SdkError::not_started);
  EXPECT_EQ(agent.attendedRefer2(1, 2, "INVITE", "", ""), SdkError::not_started);
  EXPECT_EQ(agent.outOfDialogRefer(no_session, "", "sip:a@192.0.2.1", "sip:b@192.0.2.1"),
            SdkError::not_started);
  EXPECT_EQ(agent.cancelTransfer(1), SdkError::not_started);
  EXPECT_EQ(agent.transferState(1), SdkError::not_started);
  EXPECT_EQ(agent.pickup("sip:bob@192.0.2.1", "a;to-tag=b;from-tag=c"), SdkError::not_started);
  EXPECT_EQ(agent.stop(), SdkError::not_started);
  EXPECT_EQ(agent.contact_uri(), "");
  EXPECT_EQ(agent.local_port(), 0);
  EXPECT_EQ(agent.counters().messages_received, 0U);
}

TEST(AgentLife, StartsOnceAndAgainAfterStop) {
  Phone phone("alice");
  EXPECT_TRUE(phone.agent.running());
  EXPECT_EQ(phone.agent.start(), std::errc::already_connected);
  EXPECT_EQ(phone.uri, "sip:alice@127.0.0.1:" + std::to_string(phone.agent.local_port()));
  EXPECT_EQ(phone.agent.stop(), 0);
  EXPECT_FALSE(phone.agent.running());
  EXPECT_EQ(phone.agent.call(phone.uri), SdkError::not_started);
  EXPECT_FALSE(phone.agent.start());
  EXPECT_TRUE(phone.agent.running());
  EXPECT_EQ(phone.agent.hangUp(1), SdkError::session_not_found);
}

TEST(AgentLife, StartSaysWhatIsWrong) {
  Recorder recorder;
  Phone other("bob");
  AgentOptions options = options_for("alice");
  options.local_port = other.agent.local_port();
  EXPECT_EQ(Agent(recorder, options).start(), std::errc::address_in_use);
  options.local_port = 0;
  options.local_address = "192.0.2.77";
  EXPECT_EQ(Agent(recorder, options).start(), std::errc::address_not_available);
  options.local_address = "not an address";
  EXPECT_EQ(Agent(recorder, options).start(), Errc::bad_address);
  options.local_address = "127.0.0.1";
  options.domain = "two words";
  EXPECT_EQ(Agent(recorder, options).start(), Errc::bad_uri);
  options.domain = "example.com";
  options.limits = Limits{};
  EXPECT_EQ(Agent(recorder, options).start(), Errc::bad_limits);
  options.limits = Limits::device();
  Agent agent(recorder, options);
  EXPECT_FALSE(agent.start());
}

TEST(AgentLife, SpeaksIPv6) {
  AgentOptions options = options_for("alice");
  options.local_address = "::1";
  Phone alice(options);
  options.user = "bob";
  Phone bob(options);
  answer_at_once(bob);
  EXPECT_EQ(alice.uri.substr(0, 16), "sip:alice@[::1]:");
  EXPECT_EQ(alice.agent.call(bob.uri), 1);
  EXPECT_EQ(alice.wait_for("onInviteConnected"), "onInviteConnected 1");
}

TEST(AgentLife, StopHangsUpWhatStands) {
  Phone bob("bob");
  Phone alice("alice");
  answer_at_once(bob);
  EXPECT_EQ(alice.agent.call(bob.uri), 1);
  ASSERT_NE(bob.wait_for("onInviteConnected"), "");
  EXPECT_EQ(alice.agent.stop(), 0);
  EXPECT_EQ(bob.wait_for("onInviteClosed"), "onInviteClosed 1");
  EXPECT_GT(alice.agent.counters().messages_sent, 0U) << "counters outlive the stop";
}

TEST(AgentLife, StopDoesNotWaitLongerThanItsLimit) {
  AgentOptions options = options_for("alice");
  options.stop_limit = milliseconds(50);
  Phone alice(options);
  // A peer that never answers: the call cannot end in order before Timer B.
  asio::io_context context;
  const asio::ip::udp::socket silent(context,
                                     asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), 0));
  EXPECT_EQ(
      alice.agent.call("sip:nobody@127.0.0.1:" + std::to_string(silent.local_endpoint().port())),
      1);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(alice.agent.stop(), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(AgentLife, StopInsideACallbackReturnsAtOnceAndEndsLater) {
  Phone bob("bob");
  Phone alice("alice");
  std::promise<Int32> second;
  bob.on_callback([&](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(bob.agent.stop(), 0);
      EXPECT_EQ(bob.agent.answerCall(session), SdkError::stopping);
      second.set_value(bob.agent.stop());
    }
  });
  EXPECT_EQ(alice.agent.call(bob.uri), 1);
  EXPECT_EQ(second.get_future().get(), to_int(SdkError::stopping));
  EXPECT_NE(alice.wait_for("onInviteFailure 1 "), "");
  EXPECT_EQ(bob.agent.stop(), 0) << "from outside: waits for the end";
  EXPECT_FALSE(bob.agent.running());
  bob.on_callback(nullptr);
  EXPECT_FALSE(bob.agent.start());
}

TEST(AgentLife, AnAgentMayBeDestroyedInsideItsOwnCallback) {
  Phone bob("bob");
  Phone alice("alice");
  bob.on_callback([&](std::string_view callback, Int32) {
    if (callback == "onInviteIncoming") {
      bob.destroy();
    }
  });
  EXPECT_EQ(alice.agent.call(bob.uri), 1);
  EXPECT_NE(bob.wait_for("onInviteIncoming"), "");
  EXPECT_TRUE(bob.destroyed());
  EXPECT_EQ(bob.all().size(), 1U);
}

TEST(AgentLife, DestructionRaisesNoCallback) {
  Phone bob("bob");
  Phone alice("alice");
  answer_at_once(bob);
  EXPECT_EQ(alice.agent.call(bob.uri), 1);
  ASSERT_NE(alice.wait_for("onInviteConnected"), "");
  const Lines before = alice.all();
  alice.destroy();
  EXPECT_EQ(alice.all(), before);
}

TEST(AgentLife, CallsMayComeFromManyThreads) {
  AgentOptions options = options_for("bob");
  options.limits = Limits::host(64);
  Phone bob(options);
  options.user = "alice";
  Phone alice(options);
  bob.on_callback([&](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      bob.agent.rejectCall(session, 486);
    }
  });
  std::vector<std::thread> threads;
  std::atomic<int> placed{0};
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&] {
      for (int round = 0; round < 10; ++round) {
        const Int32 session = alice.agent.call(bob.uri);
        placed += session > 0 ? 1 : 0;
        alice.agent.hangUp(session);
        alice.agent.counters();
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(placed, 40);
  EXPECT_EQ(alice.agent.stop(), 0);
}

TEST(AgentLife, StopRacesWithCallsWithoutHarm) {
  for (int round = 0; round < 20; ++round) {
    Phone alice("alice");
    std::thread caller([&] {
      while (alice.agent.hangUp(1) != SdkError::not_started) {
      }
    });
    EXPECT_EQ(alice.agent.stop(), 0);
    caller.join();
  }
}

}  // namespace
}  // namespace baton::test
