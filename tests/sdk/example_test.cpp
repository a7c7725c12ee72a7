// The examples as a person runs them: each a process of its own, transferring our call.
#include <array>
#include <cstdio>
#include <memory>

#include "tests/sdk/phone.hpp"

#ifdef BATON_EXAMPLE

namespace baton::test {
namespace {

/// What a command prints.
std::string output_of(const std::string& command) {
  std::string text;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::array<char, 256> buffer{};
  while (pipe && std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) {
    text += buffer.data();
  }
  return text;
}

std::string example(const char* program, const std::string& callee, const std::string& target) {
  return output_of(std::string(program) + " '" + callee + "' '" + target + "'");
}

TEST(Example, TransfersACall) {
  Phone alice("alice");
  Phone carol("carol");
  answer_at_once(carol);
  alice.on_callback([&](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(alice.agent.answerCall(session), 0);
    } else if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice.agent.acceptRefer(alice.refer_id, alice.message), 2);
    }
  });
  EXPECT_EQ(example(BATON_EXAMPLE, alice.uri, carol.uri), "transferred\n");
  EXPECT_EQ(carol.wait_for("onInviteConnected"), "onInviteConnected 1");
  EXPECT_EQ(alice.wait_for("onInviteClosed"), "onInviteClosed 1") << "its stop hung up";
}

TEST(Example, SaysWhatWentWrong) {
  Phone alice("alice");
  answer_at_once(alice);
  EXPECT_EQ(example(BATON_EXAMPLE, alice.uri, "sip:"), "bad target\n");
  EXPECT_EQ(example(BATON_EXAMPLE, "sip:", "sip:"), "usage: transfer CALLEE TARGET\n");
}

TEST(Example, JoinsTwoCalls) {
  Phone alice("alice");
  Phone carol("carol");
  answer_at_once(carol);
  alice.on_callback([&](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(alice.agent.answerCall(session), 0);
    } else if (callback == "onReceivedRefer") {
      EXPECT_EQ(alice.agent.acceptRefer(alice.refer_id, alice.message), 2);
    }
  });
  EXPECT_EQ(example(BATON_EXAMPLE_ATTENDED, alice.uri, carol.uri), "joined\n");
  EXPECT_EQ(alice.wait_for("onRemoteHold"), "onRemoteHold 1");
  EXPECT_EQ(carol.wait_for("onInviteConnected 2"), "onInviteConnected 2");
  EXPECT_EQ(carol.wait_for("onInviteClosed"), "onInviteClosed 1") << "that call was replaced";
  EXPECT_EQ(alice.wait_for("onInviteClosed"), "onInviteClosed 1") << "its stop hung up";
}

TEST(Example, SaysWhyTwoCallsAreNotJoined) {
  Phone alice("alice");
  answer_at_once(alice);
  EXPECT_EQ(example(BATON_EXAMPLE_ATTENDED, alice.uri, "sip:"), "bad target\n");
  EXPECT_EQ(example(BATON_EXAMPLE_ATTENDED, "sip:", "sip:"), "usage: attended CALLEE TARGET\n");
}

}  // namespace
}  // namespace baton::test

#endif
