// Challenges of SUBSCRIBE, and of requests whose body the credentials protect (RFC 7616 3.4.3: auth-int).
#include "tests/agent/challenge_fixture.hpp"
#include "tests/simulation/scene_hash.hpp"

namespace baton::simulation {
namespace {

class SubscribeChallenge : public ChallengeTest {
 protected:
  /// A REFER of Bob's that was accepted, with these wishes.
  void transfer_with(Reports reports, std::string_view accepting) {
    connect_as(subscriber());
    const auto made = bob.stack().refer(scene.now, call, "sip:carol@example.com", {.reports = reports});
    ASSERT_TRUE(made);
    transfer = *made;
    refer = peer.expect("REFER").value_or(Packet{});
    peer.local = refer.header("To");
    peer.remote = refer.header("From");
    peer.respond(refer, 202, "Contact: <" + peer.uri() + ">\r\n" + std::string(accepting));
    scene.run(milliseconds(5));
    ASSERT_EQ(bob.count(EventKind::refer_accepted), 1u);
  }
  void report(std::string_view state, int status) {
    peer.notify(state, fragment(status), cseq_of(refer));
    ASSERT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  }
  TransferId transfer;
  Packet refer;
};

// Bob             peer
//  |-- SUBSCRIBE -->|   the refresh, half of 30 s before the end
//  |<----- 407 -----|
//  |-- SUBSCRIBE -->|   the same with credentials
//  |<----- 200 -----|
TEST_F(SubscribeChallenge, ARefreshIsSentAgainAndTheReportsGoOn) {
  transfer_with(Reports::implicit, {});
  report("active;expires=30", 100);
  const auto refresh = peer.expect("SUBSCRIBE", seconds(25));
  ASSERT_TRUE(refresh);
  const Packet again = challenge(*refresh, 407, proxy_asks);
  ASSERT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_EQ(cseq_of(again), cseq_of(*refresh) + 1);
  for (const char* const header : {"Event", "Expires", "Call-ID", "To", "From", "Contact"}) {
    EXPECT_EQ(again.header(header), refresh->header(header));
  }
  peer.respond(again, 200, "Expires: 30\r\n");
  report("active;expires=30", 180);
  scene.run(seconds(10));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::reporting);
  report("terminated;reason=noresource", 200);
  EXPECT_EQ(bob.count(EventKind::transfer_succeeded), 1u);
}

TEST_F(SubscribeChallenge, AnEndIsSentAgainThoughTheTransferIsOver) {
  transfer_with(Reports::implicit, {});
  report("active;expires=60", 100);
  ASSERT_EQ(bob.stack().cancel_transfer(scene.now, transfer), Errc::ok);
  const auto last = peer.expect("SUBSCRIBE", seconds(1));
  ASSERT_TRUE(last);
  EXPECT_EQ(last->header("Expires"), "0");
  const Packet again = challenge(*last, 407, proxy_asks);
  ASSERT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_EQ(again.header("Expires"), "0");
  peer.respond(again, 200, "Expires: 0\r\n");
  report("terminated;reason=timeout", 100);
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 1u);
}

TEST_F(SubscribeChallenge, AnExplicitOneIsSentAgainInItsOwnDialog_Rfc7614_4_4) {
  transfer_with(Reports::explicitsub, "Refer-Events-At: <sip:events@127.0.0.1:5090>\r\nRequire: explicitsub\r\n");
  const auto subscribe = peer.expect("SUBSCRIBE", seconds(1));
  ASSERT_TRUE(subscribe);
  const Packet again = challenge(*subscribe, 407, proxy_asks);
  ASSERT_NE(again.header("Proxy-Authorization"), "");
  EXPECT_EQ(again.header("Call-ID"), subscribe->header("Call-ID"));
  EXPECT_EQ(again.first_line(), subscribe->first_line());
  peer.respond(again, 200, "Expires: 60\r\n");
  ScriptedPeer notifier(scene, 5090, bob);
  notifier.call_id = again.header("Call-ID");
  notifier.local = again.header("To") + ";tag=notifier";
  notifier.remote = again.header("From");
  notifier.target = bob.uri;
  notifier.notify("terminated;reason=noresource", fragment(486));
  ASSERT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 1u);
  EXPECT_EQ(bob.last(EventKind::transfer_failed)->status, 486);
}

TEST_F(SubscribeChallenge, OneThatIsRefusedAgainEndsAsItsStatusSays) {
  transfer_with(Reports::explicitsub, "Refer-Events-At: <sip:events@127.0.0.1:5090>\r\nRequire: explicitsub\r\n");
  const auto subscribe = peer.expect("SUBSCRIBE", seconds(1));
  ASSERT_TRUE(subscribe);
  const Packet again = challenge(*subscribe, 407, proxy_asks);
  ASSERT_NE(again.text, "");
  EXPECT_EQ(challenge(again, 407, proxy_asks).text, "");
  EXPECT_EQ(bob.stack().state(transfer), TransferState::unknown);
}

class IntegrityChallenge : public ChallengeTest {
 protected:
  static constexpr std::string_view asks =
      "Proxy-Authenticate: Digest realm=\"here\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth-int\"\r\n";
  static std::string part(const std::string& credentials, const std::string& name) {
    const std::size_t at = credentials.find(" " + name + "=\"");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 3;
    return credentials.substr(begin, credentials.find('"', begin) - begin);
  }
  /// RFC 7616 3.4.1: with auth-int the hash of the body is part of A2.
  static std::string response_over(const Packet& request, const std::string& body) {
    const auto hash = [](const std::string& text) { return hash_text(HashAlgorithm::sha256, text); };
    const std::string credentials = request.header("Proxy-Authorization");
    const std::string line = request.first_line();
    const std::string method = line.substr(0, line.find(' '));
    const std::string a2 = method + ":" + part(credentials, "uri") + ":" + hash(body);
    return hash(hash("bob:here:secret") + ":n1:00000001:" + part(credentials, "cnonce") + ":auth-int:" + hash(a2));
  }
  /// The challenged request, sent again with its body as it was, which the response is about.
  void expect_protected(const Packet& request) {
    const Packet again = challenge(request, 407, asks);
    ASSERT_NE(again.text, "");
    EXPECT_EQ(body_of(again), body_of(request));
    EXPECT_EQ(again.header("Content-Type"), request.header("Content-Type"));
    EXPECT_EQ(again.header("Content-Length"), request.header("Content-Length"));
    const std::string credentials = again.header("Proxy-Authorization");
    EXPECT_NE(credentials.find("qop=auth-int"), std::string::npos) << credentials;
    EXPECT_EQ(part(credentials, "response"), response_over(again, body_of(again))) << again.text;
    EXPECT_NE(part(credentials, "response"), response_over(again, body_of(again) + " ")) << "another body, another one";
    sent_again = again;
  }
  Packet sent_again;
};

TEST_F(IntegrityChallenge, AnInviteWithItsOffer) {
  invite = dial_as(subscriber(), "sip:alice@example.com");
  ASSERT_NE(body_of(invite), "");
  expect_protected(invite);
  peer.respond(sent_again, 200, allow, "application/sdp", sdp);
  EXPECT_TRUE(peer.expect("ACK", seconds(1)));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(IntegrityChallenge, AHoldWithItsOffer) {
  connect_as(subscriber());
  ASSERT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
  expect_protected(peer.expect("INVITE", milliseconds(10)).value_or(Packet{}));
  peer.respond(sent_again, 200, allow, "application/sdp", sdp);
  EXPECT_TRUE(peer.expect("ACK", seconds(1)));
  EXPECT_TRUE(bob.stack().on_hold(call));
}

TEST_F(IntegrityChallenge, AReferWithoutABodyIsAboutAnEmptyOne) {
  connect_as(subscriber());
  ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@example.com"));
  const Packet refer = peer.expect("REFER").value_or(Packet{});
  ASSERT_EQ(body_of(refer), "");
  expect_protected(refer);
  peer.respond(sent_again, 603);
  scene.run(milliseconds(5));
  EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 603);
}

TEST_F(IntegrityChallenge, ANotifyWithItsFragment) {
  connect_as(subscriber());
  peer.local = invite.header("To") + ";tag=" + peer.own_tag;
  bob.on_event = [this](Party& self, const Event& event) {
    if (event.kind == EventKind::refer_received) (void)self.stack().accept_refer(scene.now, event.transfer);
  };
  peer.request("REFER", "Refer-To: <sip:carol@example.com>\r\n");
  const Packet notify = peer.expect("NOTIFY", seconds(1)).value_or(Packet{});
  ASSERT_EQ(body_of(notify), fragment(100));
  expect_protected(notify);
  peer.respond(sent_again, 200);
}

/// The referred INVITE carries what Referred-By points at, too (RFC 3892 5): two parts, both protected.
TEST_F(IntegrityChallenge, AReferredInviteWithItsToken) {
  connect_as(subscriber());
  peer.local = invite.header("To") + ";tag=" + peer.own_tag;
  bob.on_event = [this](Party& self, const Event& event) {
    if (event.kind == EventKind::refer_received) (void)self.stack().accept_refer(scene.now, event.transfer);
  };
  peer.request("REFER", "Refer-To: <sip:carol@example.com>\r\nReferred-By: <sip:alice@example.com>;cid=\"t@x\"\r\n",
               "multipart/mixed;boundary=b",
               "--b\r\nContent-Type: message/sipfrag\r\nContent-ID: <t@x>\r\n\r\nFrom: <sip:alice@example.com>\r\n"
               "--b--\r\n");
  const Packet referred = peer.expect("INVITE", seconds(1)).value_or(Packet{});
  ASSERT_NE(referred.header("Content-Type").find("multipart/mixed"), std::string::npos) << referred.text;
  expect_protected(referred);
  peer.respond(sent_again, 486);
  scene.run(milliseconds(5));
}

}  // namespace
}  // namespace baton::simulation
