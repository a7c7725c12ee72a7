// More published faults of other stacks (field notes, 3a): forged reports, subscriptions ended inside themselves,
// connections that are cut, challenges without end.
#include <algorithm>

#include "tests/agent/call_fixture.hpp"
#include "tests/agent/transferee_scene.hpp"
#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

class OwedReports : public TransferorRows {};

TEST_F(OwedReports, Cve2013_3401_AForgedNotifyIs481AndNothingIsHeard) {
  accept();
  const std::string call_id = peer.call_id, local = peer.local, remote = peer.remote;
  const std::string id = std::to_string(simulation::cseq_of(refer));
  ScriptedPeer mallory(scene, 5099, bob);
  mallory.cseq = 9'000;
  const auto told = [&](const std::string& event, int status = 481) {
    mallory.call_id = peer.call_id;
    mallory.local = peer.local;
    mallory.remote = peer.remote;
    mallory.target = peer.target;
    mallory.request("NOTIFY", "Event: " + event + "\r\nSubscription-State: terminated;reason=noresource\r\n",
                    "message/sipfrag", fragment(200));
    const auto answer = mallory.expect("SIP/2.0 ", seconds(1));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->text.substr(8, 3), std::to_string(status)) << event << mallory.remote;
  };
  peer.call_id = "another";
  told("refer;id=" + id);
  peer.call_id = call_id;
  peer.local = "<" + peer.uri() + ">;tag=wrong";
  told("refer;id=" + id);
  peer.local = local;
  peer.remote = "<" + bob.uri + ">;tag=wrong";
  told("refer;id=" + id);
  peer.remote = local;  // swapped
  peer.local = remote;
  told("refer;id=" + id);
  peer.local = local;
  peer.remote = "<" + bob.uri + ">";  // none
  told("refer;id=" + id);
  peer.remote = remote;
  told("refer;id=4711");
  told("presence", 489);
  EXPECT_EQ(story(), "refer_accepted");
  EXPECT_EQ(bob.stack().state(transfer), TransferState::accepted);
}

TEST_F(OwedReports, Cve2013_3401_WithoutAReferThereIsNoReport) {
  peer.respond(refer, 603);
  scene.run(milliseconds(5));
  bob.heard.clear();
  for (const char* const event : {"refer", "refer;id=1", "refer;id=101"}) {
    peer.request("NOTIFY", "Event: " + std::string(event) + "\r\nSubscription-State: active\r\n", "message/sipfrag",
                 fragment(200));
    EXPECT_TRUE(peer.expect("SIP/2.0 481", seconds(1))) << event;
  }
  EXPECT_TRUE(bob.heard.empty());
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

// We end the reports inside of each event that they raise.
TEST_F(OwedReports, Cve2026_28799_TheReportsAreEndedInsideTheirOwnEvents) {
  peer.respond(refer, 603);
  scene.run(milliseconds(5));
  for (const EventKind when : {EventKind::refer_accepted, EventKind::transfer_trying, EventKind::transfer_ringing,
                               EventKind::transfer_succeeded, EventKind::transfer_failed}) {
    SCOPED_TRACE(name(when));
    bob.heard.clear();
    bool cancelled = false;
    bob.on_event = [&](Party& self, const Event& event) {
      if (event.kind != when || cancelled) return;
      cancelled = true;
      (void)self.stack().cancel_transfer(scene.now, event.transfer);
      (void)self.stack().cancel_transfer(scene.now, event.transfer);
    };
    send_refer();
    peer.respond(refer, 202);
    scene.run(milliseconds(5));
    for (const int status : {100, 180, when == EventKind::transfer_succeeded ? 200 : 486}) {
      peer.notify(status < 200 ? "active;expires=60" : "terminated;reason=noresource", fragment(status),
                  simulation::cseq_of(refer));
      scene.run(milliseconds(5));
    }
    for (int i = 0; i < 100; ++i) {
      scene.run(seconds(1));
      while (const auto subscribe = peer.expect("SUBSCRIBE", milliseconds(1))) {
        EXPECT_EQ(subscribe->header("Expires"), "0");
        peer.respond(*subscribe, 200, "Expires: 0\r\n");
      }
    }
    EXPECT_TRUE(cancelled);
    EXPECT_EQ(bob.count(EventKind::transfer_succeeded) + bob.count(EventKind::transfer_failed), 1u) << story();
    EXPECT_EQ(bob.stack().usage().transfers.used + bob.stack().usage().subscriptions.used, 0u);
    EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
    peer.forget();
  }
}

class OwedNotifier : public TransfereeRows {};

// The peer ends them, at every stage of the referred call, twice, and while a NOTIFY has no answer.
TEST_F(OwedNotifier, Cve2026_28799_SubscribeWithExpires0AtEveryStage) {
  for (int stage = 0; stage < 6; ++stage) {
    SCOPED_TRACE(stage);
    bob.forget();
    carol.forget();
    alice.heard.clear();
    send_refer();
    if (stage > 0) accept();
    if (stage > 1) notified();
    if (stage > 2) carol.respond(invite, 180);
    if (stage > 3) notified();
    if (stage > 4) carol.respond(invite, 486);
    scene.run(milliseconds(3));
    const std::string event = "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 0\r\n";
    bob.request("SUBSCRIBE", event);
    bob.request("SUBSCRIBE", event);
    scene.run(milliseconds(3));
    if (stage == 0) {
      EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
    } else if (stage <= 4) {
      carol.respond(invite, 486);
    }
    for (int i = 0; i < 700; ++i) {
      scene.run(milliseconds(100));
      while (const auto notify = bob.expect("NOTIFY", milliseconds(1))) bob.respond(*notify, 200);
    }
    EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
    EXPECT_EQ(alice.stack().usage().transfers.used + alice.stack().usage().subscriptions.used, 0u);
    EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
  }
}

// CVE-2018-7286, CVE-2020-28327: a burst of INVITEs over a connection, which then is cut. How a stream is cut
// inside a message is the framer's.
class OwedConnection : public testing::TestWithParam<int> {};

TEST_P(OwedConnection, Cve2018_7286AndCve2020_28327_ABurstOfInvitesAndTheConnectionIsCut) {
  for (const int decided : {0, 1, 2}) {  // nothing, each rung, each answered
    Scene scene;
    Party& bob = scene.add("bob", 5071, Limits::host(16));
    const Endpoint peer = simulation::loopback(5099);
    bob.flow = *bob.stack().flow_opened(scene.now,
                                        {.transport = Transport::tcp, .local = bob.address, .peer = peer});
    bob.on_event = [&](Party& self, const Event& event) {
      if (event.kind != EventKind::call_incoming) return;
      if (decided == 1) (void)self.stack().ring(scene.now, event.call);
      if (decided == 2) (void)self.stack().answer(scene.now, event.call);
    };
    for (int i = 0; i < GetParam(); ++i) {
      const std::string n = std::to_string(i);
      scene.inject(peer, bob,
                   "INVITE " + bob.uri + " SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5099;branch=z9hG4bK" + n +
                       "\r\nMax-Forwards: 70\r\nFrom: <sip:m@127.0.0.1>;tag=" + n + "\r\nTo: <" + bob.uri +
                       ">\r\nCall-ID: burst-" + n + "\r\nCSeq: 1 INVITE\r\nContact: <sip:m@127.0.0.1:5099;"
                       "transport=tcp>\r\nContent-Length: 0\r\n\r\n");
    }
    scene.run(0);  // all of it at one moment
    EXPECT_EQ(bob.stack().flow_closed(scene.now, bob.flow), Errc::ok);
    scene.run(seconds(5));
    // Whoever rings there may still be answered; nothing can be sent.
    for (const Heard& event : bob.heard) {
      if (event.kind == EventKind::call_incoming) (void)bob.stack().hang_up(scene.now, event.call);
    }
    scene.run(seconds(300));
    EXPECT_EQ(bob.count(EventKind::call_ended), bob.count(EventKind::call_incoming));
    EXPECT_GE(bob.count(EventKind::call_incoming), 1u);
    const Usage usage = bob.stack().usage();
    EXPECT_EQ(usage.calls.used + usage.dialogs.used + usage.transactions.used + usage.blocks.used, 0u) << decided;
    EXPECT_LE(usage.calls.high_water, usage.calls.capacity);
    EXPECT_EQ(bob.stack().next_deadline(), never);
  }
}

INSTANTIATE_TEST_SUITE_P(OfEverySize, OwedConnection, testing::Values(1, 2, 10, 100, 1000));

constexpr std::string_view server = "sip:127.0.0.1:5090;lr";

/// Alice, who has a password for her own server, in a call with Bob, who refers her to Carol.
class OwedDigest : public TransfereeRows {};

// CVE-2021-41158: the target of a REFER asks for the account's password.
TEST_F(OwedDigest, Cve2021_41158_TheTargetOfAReferGetsNoDigest) {
  AccountView view;
  view.uri = "sip:alice@example.com";
  view.contact_user = "secretive";
  view.password = "secret";
  ASSERT_TRUE(alice.stack().add_account(scene.now, view));
  bob.call_id = "second";
  bob.local = "<" + bob.uri() + ">;tag=second";
  bob.remote = "<sip:alice@example.com>";
  bob.target = "sip:secretive@127.0.0.1:5070";
  bob.request("INVITE", {}, "application/sdp", simulation::sdp);
  const auto answer = bob.expect("SIP/2.0 200", seconds(1));
  ASSERT_TRUE(answer);
  bob.remote = answer->header("To");
  bob.request("ACK");
  scene.run(milliseconds(5));
  for (const int status : {401, 407}) {
    send_refer();
    accept();
    notified();
    const std::string asks = "-Authenticate: Digest realm=\"here\", nonce=\"n\"\r\n";
    carol.respond(invite, status, (status == 401 ? "WWW" : "Proxy") + asks);
    const Packet last = notified();
    EXPECT_EQ(body_of(last), fragment(status));
    scene.run(seconds(2));
    carol.forget();
  }
  for (const Packet& packet : scene.log) {
    EXPECT_EQ(packet.text.find("\r\nAuthorization:"), std::string::npos) << packet.text;
    EXPECT_EQ(packet.text.find("\r\nProxy-Authorization:"), std::string::npos) << packet.text;
  }
}

/// Bob, whose server is the peer. It challenges each request for ever, each time with another nonce.
class OwedChallenges : public simulation::CallTest {
 protected:
  void connect() {
    AccountView view;
    view.uri = "sip:bob@example.com";
    view.proxy = server;
    view.password = "secret";
    const auto made = bob.stack().call(scene.now, *bob.stack().add_account(scene.now, view), "sip:alice@example.com");
    ASSERT_TRUE(made);
    call = *made;
    invite = received_invite();
  }
  /// Challenges the method as often as it comes; how often it came.
  int challenged(const std::string& method, bool stale) {
    int count = 0;
    std::string last;
    while (const auto packet = peer.expect(method, seconds(40))) {
      if (packet->header("CSeq") != last) ++count;
      last = packet->header("CSeq");
      peer.respond(*packet, 407,
                   "Proxy-Authenticate: Digest realm=\"here\", nonce=\"n" + std::to_string(count) +
                       "\", algorithm=MD5, qop=\"auth\"" + (stale ? ", stale=TRUE" : "") + "\r\n");
      if (count > 50) break;
      scene.run(milliseconds(5));
    }
    return count;
  }
  static void expect_between(int count, int least, int most) {
    EXPECT_GE(count, least);
    EXPECT_LE(count, most);
  }
};

TEST_F(OwedChallenges, Cve2020_28242_ANonceThatChangesForEverIsFollowedAFewTimes) {
  for (const bool stale : {true, false}) {
    connect();
    peer.respond(invite, 200, allow, "application/sdp", simulation::sdp);
    ASSERT_TRUE(peer.expect("ACK"));
    ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@example.com"));
    expect_between(challenged("REFER", stale), 2, 5);
    ASSERT_NE(bob.last(EventKind::refer_rejected), nullptr);
    EXPECT_EQ(bob.last(EventKind::refer_rejected)->status, 407);
    bob.on_event = [this](Party& self, const Event& event) {
      if (event.kind == EventKind::refer_received) {
        EXPECT_TRUE(self.stack().accept_refer(scene.now, event.transfer));
      }
    };
    peer.request("REFER", "Refer-To: <sip:carol@example.com>\r\n");
    expect_between(challenged("NOTIFY", stale), 2, 12);  // the first report and the last, each a few times
    peer.forget();
    EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
    expect_between(challenged("INVITE", stale), 2, 9);
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    expect_between(challenged("BYE", stale), 2, 5);
    scene.run(seconds(200));
    peer.forget();
    bob.heard.clear();
  }
}

}  // namespace
}  // namespace baton
