// Others prove themselves to an agent by digest (RFC 7616): who wants to replace a call (RFC 3891 3), who refers us.
#include <array>
#include <functional>
#include <mutex>
#include <optional>

#include "baton/error_code.hpp"
#include "baton/system_hash.hpp"
#include "tests/sdk/phone.hpp"

#ifdef BATON_HAS_SYSTEM_HASH

namespace baton::test {
namespace {

/// Alice and Bob, whose passwords are known or only hashed.
class Users final : public DigestUsers {
 public:
  explicit Users(bool keeps_passwords = true) : keeps_passwords_(keeps_passwords) {}

  std::optional<std::string> password(std::string_view realm, std::string_view user) override {
    std::function<void()> inside;
    {
      const std::lock_guard lock(mutex_);
      inside = inside_;
    }
    if (inside) {
      inside();
    }
    return keeps_passwords_ ? secret_of(realm, user) : std::nullopt;
  }
  std::optional<std::string> hashed_password(std::string_view realm, std::string_view user,
                                             HashAlgorithm algorithm) override {
    const std::optional<std::string> secret = secret_of(realm, user);
    if (keeps_passwords_ || !secret) {
      return std::nullopt;
    }
    const std::string_view parts[] = {user, ":", realm, ":", *secret};
    std::array<std::byte, 32> hash{};
    EXPECT_TRUE(system_hash(nullptr, algorithm, parts, hash));
    std::string hex;
    for (const std::byte octet : hash) {
      hex += "0123456789abcdef"[std::to_integer<unsigned>(octet) >> 4U];
      hex += "0123456789abcdef"[std::to_integer<unsigned>(octet) & 15U];
    }
    return hex;
  }

  /// Done while a password is asked for.
  void inside(std::function<void()> what) {
    const std::lock_guard lock(mutex_);
    inside_ = std::move(what);
  }

 private:
  static std::optional<std::string> secret_of(std::string_view realm, std::string_view user) {
    const bool known = realm == "home" && (user == "alice" || user == "bob");
    return known ? std::optional<std::string>("of " + std::string(user)) : std::nullopt;
  }

  std::mutex mutex_;
  std::function<void()> inside_;
  const bool keeps_passwords_;
};

/// Who asks others to prove themselves.
AgentOptions careful(DigestUsers& users) {
  AgentOptions options = options_for("desk");
  options.stack.digest_realm = "home";
  options.stack.replaces.level = ReplacesLevel::strict;
  options.stack.referral.want_digest = true;
  options.digest_users = &users;
  return options;
}

/// An account of the desk's, who answers for its own server.
AgentOptions account_of(const Phone& desk, const std::string& user, const std::string& password) {
  AgentOptions options = options_for(user);
  options.domain = "127.0.0.1:" + std::to_string(desk.agent.local_port());
  options.password = password;
  return options;
}

std::string after(std::string_view message, std::string_view what) {
  const std::size_t at = message.find(what);
  const std::size_t begin = at == std::string_view::npos ? message.size() : at + what.size();
  return std::string(message.substr(begin, message.find_first_of(";\r", begin) - begin));
}

class Proof : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override { answer_at_once(desk_); }
  /// Alice calls the desk: session 1 of both. What an INVITE must say to replace that call.
  std::string call_the_desk() {
    EXPECT_EQ(alice_.agent.call(desk_.uri), 1);
    EXPECT_NE(alice_.wait_for("onInviteConnected 1"), "");
    EXPECT_NE(desk_.wait_for("onInviteConnected 1"), "");
    const std::string answer = alice_.message;  // the 200
    const std::string to = answer.substr(answer.find("\r\nTo: "));
    return after(answer, "Call-ID: ") + ";to-tag=" + after(to, "tag=") + ";from-tag=" + after(answer, "tag=");
  }

  Users users_{GetParam()};
  Phone desk_{careful(users_)};
  Phone alice_{"alice"};
};

INSTANTIATE_TEST_SUITE_P(, Proof, testing::Bool(),
                         [](const auto& keeps) { return keeps.param ? "ByPassword" : "ByHash"; });

//   alice               desk             alice's other phone
//     |==== call 1 ======>|                   |
//     |                   |<--- INVITE -------|  Replaces
//     |                   |---- 401 --------->|
//     |                   |<--- INVITE -------|  Replaces, Authorization
//     |<--- BYE ----------|---- 200 --------->|
TEST_P(Proof, WhoProvesToBeTheReplacedPeersUserReplacesItsCall) {
  const std::string dialog = call_the_desk();
  Phone other(account_of(desk_, "alice", "of alice"));
  EXPECT_EQ(other.agent.call(desk_.uri, {.replaces = dialog}), 1);
  EXPECT_EQ(other.wait_for("onInviteConnected"), "onInviteConnected 1");
  EXPECT_EQ(alice_.wait_for("onInviteClosed"), "onInviteClosed 1");
}

TEST_P(Proof, WithTheWrongPasswordOrAnotherNameNobodyDoes) {
  const std::string dialog = call_the_desk();
  Phone guesses(account_of(desk_, "alice", "guessed"));
  EXPECT_EQ(guesses.agent.call(desk_.uri, {.replaces = dialog}), 1);
  EXPECT_EQ(guesses.wait_for("onInviteFailure"), "onInviteFailure 1 Unauthorized 401");
  Phone bob(account_of(desk_, "bob", "of bob"));
  EXPECT_EQ(bob.agent.call(desk_.uri, {.replaces = dialog}), 1);
  EXPECT_EQ(bob.wait_for("onInviteFailure"), "onInviteFailure 1 Forbidden 403");
  Phone carol(account_of(desk_, "carol", "of carol"));
  EXPECT_EQ(carol.agent.call(desk_.uri, {.replaces = dialog}), 1);
  EXPECT_EQ(carol.wait_for("onInviteFailure"), "onInviteFailure 1 Unauthorized 401");
  EXPECT_EQ(alice_.agent.hangUp(1), 0) << "the call stands";
}

TEST_P(Proof, WhoRefersMustProveWhoHeIs) {
  Phone bob(account_of(desk_, "bob", "of bob"));
  ASSERT_EQ(bob.agent.call(desk_.uri), 1);
  ASSERT_NE(bob.wait_for("onInviteConnected"), "");
  EXPECT_EQ(bob.agent.refer(1, alice_.uri), 0);
  EXPECT_NE(desk_.wait_for("onReceivedRefer 1 1 "), "");
  EXPECT_EQ(desk_.agent.rejectRefer(1), 0);
  EXPECT_EQ(bob.wait_for("onReferRejected"), "onReferRejected 1 Decline 603");

  call_the_desk();
  EXPECT_EQ(alice_.agent.refer(1, bob.uri), 0);
  EXPECT_EQ(alice_.wait_for("onReferRejected"), "onReferRejected 1 Unauthorized 401");
}

TEST_P(Proof, NoCommandsAreTakenWhileAPasswordIsAskedFor) {
  std::vector<Int32> results;
  users_.inside([&] { results = {desk_.agent.hangUp(1), desk_.agent.stop(), desk_.agent.call("alice")}; });
  Phone bob(account_of(desk_, "bob", "of bob"));
  ASSERT_EQ(bob.agent.call(desk_.uri), 1);
  ASSERT_NE(bob.wait_for("onInviteConnected"), "");
  EXPECT_EQ(bob.agent.refer(1, alice_.uri), 0);
  EXPECT_NE(desk_.wait_for("onReceivedRefer"), "");
  if (GetParam()) {
    EXPECT_EQ(results, std::vector<Int32>(3, to_int(SdkError::in_callback)));
  }
}

TEST(ProofOptions, TextsAreBorrowedNoLongerThanTheAgentIsBeingMade) {
  Users users;
  AgentOptions options = careful(users);
  std::string realm = "home";
  std::string hosts = "192.0.2.7";
  options.stack.digest_realm = realm;
  options.stack.referral.hosts = hosts;
  Phone desk(options);
  realm = "else";
  hosts = "127.0.0.1";
  answer_at_once(desk);
  Phone bob(account_of(desk, "bob", "of bob"));
  ASSERT_EQ(bob.agent.call(desk.uri), 1);
  ASSERT_NE(bob.wait_for("onInviteConnected"), "");
  EXPECT_EQ(bob.agent.refer(1, "sip:carol@127.0.0.1"), 0);
  EXPECT_EQ(bob.wait_for("onReferRejected"), "onReferRejected 1 Forbidden 403") << "proven, but of another host";
}

TEST(ProofOptions, ProofsThatNobodyCouldGiveAreNotAskedFor) {
  const auto start_of = [](const AgentOptions& options) {
    Recorder callbacks;
    return Agent(callbacks, options).start();
  };
  Users users;
  AgentOptions options = careful(users);
  options.digest_users = nullptr;
  EXPECT_EQ(start_of(options), Errc::bad_argument);
  options = careful(users);
  options.stack.digest_realm = {};
  EXPECT_EQ(start_of(options), Errc::bad_argument);
  options.stack.referral.want_digest = false;
  EXPECT_EQ(start_of(options), std::error_code()) << "strict without digest: nobody replaces a call";
}

TEST(ProofOptions, RefersAreRefusedWhereTheAccountDoesNotTakeThem) {
  AgentOptions options = options_for("desk");
  options.allow_refer = false;
  Phone desk(options);
  answer_at_once(desk);
  Phone bob("bob");
  ASSERT_EQ(bob.agent.call(desk.uri), 1);
  ASSERT_NE(bob.wait_for("onInviteConnected"), "");
  EXPECT_EQ(bob.agent.refer(1, "sip:carol@127.0.0.1"), 0);
  EXPECT_EQ(bob.wait_for("onReferRejected"), "onReferRejected 1 Forbidden 403");
}

}  // namespace
}  // namespace baton::test

#endif
