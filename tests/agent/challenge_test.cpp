// Challenges of our own requests (RFC 3261 22, RFC 7616): sent again with credentials, bound to the account's own
// server and realm, and no more often than that makes sense.
#include "tests/agent/challenge_fixture.hpp"

namespace baton::simulation {
namespace {

/// Bob      proxy
///  |--INVITE->|
///  |<---407---|
///  |---ACK--->|
///  |--INVITE->|  CSeq + 1, another branch, Proxy-Authorization
///  |<---200---|
///  |---ACK--->|  the same credentials (RFC 3261 13.2.2.4)
TEST_F(ChallengeTest, AnInviteIsSentAgainAndItsAckCarriesTheSameCredentials) {
  invite = dial_as(subscriber(), "sip:alice@example.com");
  EXPECT_EQ(invite.header("Proxy-Authorization"), "");
  const Packet again = challenge(invite, 407, proxy_asks);
  ASSERT_NE(again.text, "");
  EXPECT_EQ(cseq_of(again), cseq_of(invite) + 1);
  EXPECT_NE(again.header("Via"), invite.header("Via"));
  EXPECT_EQ(again.header("Call-ID"), invite.header("Call-ID"));
  EXPECT_EQ(again.header("From"), invite.header("From"));
  EXPECT_EQ(again.header("Route"), invite.header("Route"));
  const std::string credentials = again.header("Proxy-Authorization");
  for (const char* part : {"username=\"bob\"", "realm=\"here\"", "nonce=\"n1\"", "uri=\"sip:alice@example.com\"",
                           "qop=auth", "nc=00000001", "cnonce=\"", "response=\""}) {
    EXPECT_NE(credentials.find(part), std::string::npos) << part << " in " << credentials;
  }
  peer.respond(again, 200, allow, "application/sdp", sdp);
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(cseq_of(*ack), cseq_of(again));
  EXPECT_EQ(ack->header("Proxy-Authorization"), credentials);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(bob.stack().counters().challenges_answered, 1u);
  EXPECT_EQ(bob.count(EventKind::call_ended), 0u);
}

TEST_F(ChallengeTest, AHoldIsSentAgainAndItsAckCarriesTheSameCredentials) {
  connect_as(subscriber());
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
  const Packet request = peer.expect("INVITE", milliseconds(10)).value_or(Packet{});
  const Packet again = challenge(request, 407, proxy_asks);
  ASSERT_NE(again.text, "");
  EXPECT_EQ(body_of(again), body_of(request));
  EXPECT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_EQ(bob.count(EventKind::call_modified), 0u);
  peer.respond(again, 200, allow, "application/sdp", sdp);
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(cseq_of(*ack), cseq_of(again));
  EXPECT_EQ(ack->header("Proxy-Authorization"), again.header("Proxy-Authorization"));
  EXPECT_TRUE(bob.stack().on_hold(call));
  EXPECT_EQ(bob.count(EventKind::call_modified), 1u);
}

TEST_F(ChallengeTest, AHoldWhoseCredentialsAreRefusedLeavesTheCallAsItWas) {
  connect_as(subscriber());
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
  const Packet again = challenge(peer.expect("INVITE", milliseconds(10)).value_or(Packet{}), 407, proxy_asks);
  ASSERT_NE(again.text, "");
  EXPECT_EQ(challenge(again, 407, proxy_asks).text, "");
  ASSERT_EQ(bob.count(EventKind::call_modified), 1u);
  EXPECT_EQ(bob.last(EventKind::call_modified)->status, 407);
  EXPECT_FALSE(bob.stack().on_hold(call));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(ChallengeTest, AProxyAndAServerAreBothAnswered) {
  invite = dial_as(subscriber(), "sip:alice@127.0.0.1:5090");
  const Packet second = challenge(invite, 407, proxy_asks);
  ASSERT_NE(second.text, "");
  const Packet third = challenge(second, 401, server_asks);
  ASSERT_NE(third.text, "");
  EXPECT_NE(third.header("Proxy-Authorization"), "") << "credentials for the proxy stay (RFC 3261 22.3)";
  EXPECT_NE(third.header("Authorization").find("algorithm=SHA-256"), std::string::npos);
  peer.respond(third, 486);
  ASSERT_TRUE(peer.expect("ACK"));
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 486);
}

TEST_F(ChallengeTest, AWrongPasswordIsTriedOnceAndAStaleNonceOnceMore) {
  invite = dial_as(subscriber(), "sip:alice@example.com");
  const Packet second = challenge(invite, 407, proxy_asks);
  ASSERT_NE(second.text, "");
  const Packet third = challenge(second, 407,
                                 "Proxy-Authenticate: Digest realm=\"here\", nonce=\"n2\", stale=true, "
                                 "algorithm=MD5, qop=\"auth\"\r\n");
  ASSERT_NE(third.text, "");
  EXPECT_NE(third.header("Proxy-Authorization").find("nonce=\"n2\""), std::string::npos);
  EXPECT_EQ(challenge(third, 407, proxy_asks).text, "");
  ASSERT_NE(bob.last(EventKind::call_ended), nullptr);
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 407);
  EXPECT_EQ(bob.stack().counters().challenges_unanswered, 1u);
}

/// CVE-2020-28242: a server whose nonce changes each time.
TEST_F(ChallengeTest, ANonceThatIsStaleForEverIsNotFollowedForEver) {
  Packet request = invite = dial_as(subscriber(), "sip:alice@example.com");
  int sent = 1;
  for (; sent < 20; ++sent) {
    const Packet again =
        challenge(request, 407, "Proxy-Authenticate: Digest realm=\"here\", nonce=\"" + std::to_string(sent) +
                                    "\", stale=true, algorithm=MD5, qop=\"auth\"\r\n");
    if (again.text.empty()) break;
    request = again;
  }
  EXPECT_LE(sent, 5);
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 407);
}

/// CVE-2021-41158: whoever is called must not be handed a digest of the account's password.
TEST_F(ChallengeTest, AStrangerWhoIsCalledDirectlyGetsNoDigest) {
  AccountView view;
  view.uri = "sip:bob@example.com";
  view.password = "secret";
  invite = dial_as(*bob.stack().add_account(scene.now, view), peer.uri());
  EXPECT_EQ(challenge(invite, 401, server_asks).text, "");
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 401);
}

TEST_F(ChallengeTest, AStrangerBehindTheProxyGetsNoDigest) {
  invite = dial_as(subscriber(), "sip:mallory@elsewhere.example");
  EXPECT_EQ(challenge(invite, 401, server_asks).text, "");
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 401);
}

TEST_F(ChallengeTest, OnlyTheAccountsRealmIsAnsweredWhereItNamesOne) {
  invite = dial_as(subscriber("elsewhere"), "sip:alice@example.com");
  EXPECT_EQ(challenge(invite, 407, proxy_asks).text, "");
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 407);
}

TEST_F(ChallengeTest, WithoutAPasswordTheChallengeIsTheOutcome) {
  AccountView view;
  view.uri = "sip:bob@example.com";
  view.proxy = "sip:127.0.0.1:5090;lr";
  invite = dial_as(*bob.stack().add_account(scene.now, view), "sip:alice@example.com");
  EXPECT_EQ(challenge(invite, 407, proxy_asks).text, "");
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 407);
}

TEST_F(ChallengeTest, WhoHangsUpMeanwhileSendsNoInviteAgain) {
  invite = dial_as(subscriber(), "sip:alice@example.com");
  peer.respond(invite, 100);
  scene.run(milliseconds(5));
  ASSERT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_EQ(challenge(invite, 407, proxy_asks).text, "");
  ASSERT_NE(bob.last(EventKind::call_ended), nullptr);
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 487);
}

TEST_F(ChallengeTest, WhoHangsUpMeanwhileSendsNoHoldAgain) {
  connect_as(subscriber());
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
  const Packet request = peer.expect("INVITE", milliseconds(10)).value_or(Packet{});
  ASSERT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_EQ(challenge(request, 407, proxy_asks).text, "");
  answer_bye();
  expect_ended(0, Cause::local);
}

TEST_F(ChallengeTest, AByeIsSentAgainAndTheCallEndsOnce) {
  connect_as(subscriber());
  ASSERT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE");
  ASSERT_TRUE(bye);
  const Packet again = challenge(*bye, 407, proxy_asks);
  ASSERT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_EQ(bob.count(EventKind::call_ended), 0u);
  peer.respond(again, 200);
  scene.run(milliseconds(5));
  EXPECT_EQ(bob.count(EventKind::call_ended), 1u);
}

/// Bob      proxy
///  |--INVITE->|
///  |<---200---|  of one fork
///  |---ACK--->|
///  |<---200---|  of another
///  |---ACK--->|
///  |---BYE--->|  in the other's dialog
///  |<---407---|
///  |---BYE--->|  with credentials: else that fork would stand for ever
TEST_F(ChallengeTest, TheByeOfASecondForkIsSentAgain) {
  connect_as(subscriber());
  const Packet answered = invite;
  const std::string first_tag = peer.own_tag;
  peer.own_tag = "fork-b";
  peer.respond(answered, 200, std::string(allow) + "Record-Route: <sip:127.0.0.1:5090;lr>\r\n", "application/sdp", sdp);
  const auto bye = peer.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  EXPECT_NE(bye->header("To").find("fork-b"), std::string::npos);
  const Packet again = challenge(*bye, 407, proxy_asks);
  EXPECT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_EQ(again.header("To"), bye->header("To"));
  EXPECT_EQ(cseq_of(again), cseq_of(*bye) + 1);
  peer.respond(again, 200);
  scene.run(seconds(40));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

/// Field notes, row 49: the CSeq changes, and with it the id.
TEST_F(ChallengeTest, AReferIsSentAgainAndReportsOfEitherIdAreTaken) {
  for (const bool by_new_id : {true, false}) {
    connect_as(subscriber());
    const auto transfer = bob.stack().refer(scene.now, call, "sip:carol@example.com");
    ASSERT_TRUE(transfer);
    const auto refer = peer.expect("REFER");
    ASSERT_TRUE(refer);
    const Packet again = challenge(*refer, 407, proxy_asks);
    ASSERT_NE(again.header("Proxy-Authorization"), "");
    EXPECT_EQ(again.header("Refer-To"), refer->header("Refer-To"));
    peer.local = again.header("To");
    peer.remote = again.header("From");
    peer.respond(again, 202, "Contact: <" + peer.uri() + ">\r\n");
    peer.notify("terminated;reason=noresource", fragment(200), cseq_of(by_new_id ? again : *refer), milliseconds(2));
    scene.run(milliseconds(10));
    EXPECT_TRUE(peer.has("SIP/2.0 200"));
    EXPECT_EQ(bob.count(EventKind::refer_accepted), by_new_id ? 1u : 2u);
    EXPECT_EQ(bob.count(EventKind::transfer_succeeded), by_new_id ? 1u : 2u);
    peer.forget();
    ++peer.cseq;
  }
}

TEST_F(ChallengeTest, AReferChallengedInVainIsRejectedAndTheCallStands) {
  connect_as(subscriber("elsewhere"));
  ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@example.com"));
  const auto refer = peer.expect("REFER");
  ASSERT_TRUE(refer);
  EXPECT_EQ(challenge(*refer, 407, proxy_asks).text, "");
  ASSERT_NE(bob.last(EventKind::refer_rejected), nullptr);
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 407);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

/// Outcome table 1.5, row 30: what was cancelled while Sent is not sent once more.
TEST_F(ChallengeTest, AReferThatWasCancelledMeanwhileIsNotSentAgain) {
  connect_as(subscriber());
  const auto transfer = bob.stack().refer(scene.now, call, "sip:carol@example.com");
  ASSERT_TRUE(transfer);
  const auto refer = peer.expect("REFER");
  ASSERT_TRUE(refer);
  ASSERT_EQ(bob.stack().cancel_transfer(scene.now, *transfer), Errc::ok);
  EXPECT_EQ(challenge(*refer, 407, proxy_asks).text, "");
  ASSERT_EQ(bob.count(EventKind::refer_rejected), 1u);
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 407);
}

/// Outcome table 2.2: a NOTIFY of ours that is challenged.
TEST_F(ChallengeTest, ANotifyIsSentAgain) {
  connect_as(subscriber());
  peer.local = invite.header("To") + ";tag=" + peer.own_tag;
  bob.on_event = [this](Party& self, const Event& event) {
    if (event.kind == EventKind::refer_received) (void)self.stack().accept_refer(scene.now, event.transfer);
  };
  peer.request("REFER", "Refer-To: <sip:carol@example.com>\r\n");
  const auto notify = peer.expect("NOTIFY", seconds(1));
  ASSERT_TRUE(notify);
  const Packet again = challenge(*notify, 407, proxy_asks);
  ASSERT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_EQ(again.header("Subscription-State"), notify->header("Subscription-State"));
  EXPECT_NE(again.text.find(fragment(100)), std::string::npos);
  peer.respond(again, 200);
  scene.run(milliseconds(5));
  EXPECT_EQ(bob.count(EventKind::referral_ended), 0u);
}

}  // namespace
}  // namespace baton::simulation
