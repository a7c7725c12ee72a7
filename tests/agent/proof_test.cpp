// Digest on requests of others (RFC 7616, RFC 3891 3 and 8): who proves to be the replaced peer may replace its call.
#include "tests/agent/replaces_fixture.hpp"

namespace baton::simulation {
namespace {

StackOptions strict_with_digest() {
  StackOptions options = replacing(ReplacesLevel::strict);
  options.digest_realm = "here";
  return options;
}

class ProofTest : public ReplacesTest {
 protected:
  ProofTest() : ReplacesTest(strict_with_digest()), dave(scene.add("dave", 5095)) {}

  /// Dave asks Bob to replace his call with the peer; Dave can prove to be `user`, whose password the scene knows.
  CallId take_over_as(std::string_view user, std::string_view password = "secret") {
    AccountView view;
    view.uri = "sip:dave@127.0.0.1:5071";  // an account of Bob's own server
    view.auth_user = user;
    view.password = password;
    view.realm = "here";
    const AccountId account = *dave.stack().add_account(scene.now, view);
    replaces_text = replaces();
    const auto made = dave.stack().call(scene.now, account, bob.uri, {.sdp = {}, .replaces = replaces_text});
    EXPECT_TRUE(made) << name(made.error());
    scene.run(milliseconds(50));
    return made ? *made : CallId{};
  }
  std::size_t answered_with(std::string_view status) const {
    return static_cast<std::size_t>(std::count_if(scene.log.begin(), scene.log.end(), [&](const Packet& packet) {
      return packet.to == dave.address && packet.first_line().starts_with(status);
    }));
  }

  Party& dave;
  std::string replaces_text;
};

/// Peer             Bob              Dave
///  |<== call =======>|                |
///  |                 |<--- INVITE ----|  Replaces
///  |                 |----- 401 ----->|
///  |                 |<--- INVITE ----|  Replaces, credentials of the peer's user
///  |                 |----- 200 ----->|
///  |<----- BYE ------|<---- ACK ------|
TEST_F(ProofTest, Row5WhoProvesToBeTheReplacedPeersUserReplacesItsCall) {
  connect_in();
  const CallId taken = take_over_as("peer");
  EXPECT_EQ(answered_with("SIP/2.0 401"), 1u);
  EXPECT_EQ(dave.stack().state(taken), CallState::confirmed);
  ASSERT_TRUE(peer.expect("BYE", seconds(1)));
  EXPECT_EQ(bob.count(EventKind::call_replacing), 1u);
}

TEST_F(ProofTest, Row5AnotherUserOfTheRealmMayNot) {
  connect_in();
  const CallId taken = take_over_as("mallory");
  EXPECT_EQ(answered_with("SIP/2.0 401"), 1u);
  EXPECT_EQ(answered_with("SIP/2.0 403"), 1u);
  EXPECT_EQ(dave.stack().state(taken), CallState::none);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(bob.count(EventKind::call_replacing), 0u);
}

/// sip:peer@partner.example is another person than the user "peer" of our own realm.
TEST_F(ProofTest, Row5TheSameNameInAnotherDomainIsAnotherUser) {
  caller = "sip:peer@partner.example";
  connect_in();
  ASSERT_EQ(bob.stack().remote_uri(call), "sip:peer@partner.example");
  const CallId taken = take_over_as("peer");
  EXPECT_EQ(answered_with("SIP/2.0 401"), 1u);
  EXPECT_EQ(answered_with("SIP/2.0 403"), 1u);
  EXPECT_EQ(dave.stack().state(taken), CallState::none);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(ProofTest, Row5ThePeersHostMayBeTheRealm) {
  caller = "sip:peer@HERE";
  connect_in();
  const CallId taken = take_over_as("peer");
  EXPECT_EQ(dave.stack().state(taken), CallState::confirmed);
  ASSERT_TRUE(peer.expect("BYE", seconds(1)));
}

TEST_F(ProofTest, Row5AWrongPasswordIsAskedAgainAndGivenUp) {
  connect_in();
  const CallId taken = take_over_as("peer", "guessed");
  EXPECT_EQ(answered_with("SIP/2.0 401"), 2u);
  EXPECT_EQ(answered_with("SIP/2.0 200"), 0u);
  EXPECT_EQ(dave.stack().state(taken), CallState::none);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

/// RFC 7616 5.4: credentials that somebody overheard prove nothing a second time.
TEST_F(ProofTest, OverheardCredentialsProveNothingASecondTime) {
  connect_in();
  std::string overheard;
  take_over_as("peer");
  for (const Packet& packet : scene.log) {
    if (packet.to == bob.address && packet.text.find("Authorization:") != std::string::npos &&
        packet.first_line().starts_with("INVITE")) {
      overheard = packet.header("Authorization");
    }
  }
  ASSERT_NE(overheard, "");
  peer.forget();
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\nAuthorization: " + overheard + "\r\n");
  EXPECT_EQ(answer_to_carol(), 401);
  EXPECT_NE(last_answer.header("WWW-Authenticate").find("stale=true"), std::string::npos)
      << last_answer.header("WWW-Authenticate");
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(ProofTest, TheChallengeNamesTheRealmAndTheStrongestAlgorithmFirst) {
  connect_in();
  ask_with("Replaces: " + replaces() + "\r\n");
  EXPECT_EQ(answer_to_carol(), 401);
  const std::string challenge = last_answer.header("WWW-Authenticate");
  EXPECT_NE(challenge.find("realm=\"here\""), std::string::npos) << challenge;
  EXPECT_NE(challenge.find("SHA-512-256"), std::string::npos) << challenge;
  EXPECT_NE(challenge.find("qop=\"auth"), std::string::npos) << challenge;
}

}  // namespace
}  // namespace baton::simulation
