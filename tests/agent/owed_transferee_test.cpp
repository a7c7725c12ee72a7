// What user agents in the field get wrong when they are referred, row by row of the field notes (docs/transfer.md,
// "Published faults, row by row"). Rows that have a test elsewhere are not repeated here.
#include <algorithm>
#include <cctype>

#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

class OwedTransferee : public TransfereeRows {
 protected:
  explicit OwedTransferee(const StackOptions& options = {}) : TransfereeRows(options) {}

  /// How many messages Alice has sent to a port whose first line begins so, from the `from`-th of the log on.
  std::size_t sent_to(const ScriptedPeer& peer, std::string_view start, std::size_t from = 0) const {
    std::size_t count = 0;
    for (std::size_t i = from; i < scene.log.size(); ++i) {
      const Packet& packet = scene.log[i];
      count += packet.from == alice.address && packet.to == peer.address() && packet.text.starts_with(start) ? 1u : 0u;
    }
    return count;
  }
  void carol_answers() {
    carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
    EXPECT_TRUE(carol.expect("ACK", seconds(1)));
  }
};

TEST_F(OwedTransferee, Row12_AnEmptyTagInReplacesIsMalformed) {
  for (const char* const tags : {"%3Bto-tag%3D%3Bfrom-tag%3D2", "%3Bto-tag%3D1%3Bfrom-tag%3D", "%3Bfrom-tag%3D2",
                                 "%3Bto-tag%3Bfrom-tag%3D2"}) {
    expect_refused(400, "Refer-To: <" + carol.uri() + "?Replaces=abc%40x" + tags + ">\r\n");
  }
  EXPECT_EQ(sent_to(carol, "INVITE"), 0u);
}

// As Teams refers: no user, long private parameters, names of headers in capitals.
TEST_F(OwedTransferee, Row16_PrivateParametersReachTheRequestUriOctetForOctet) {
  const std::string uri = "sip:127.0.0.1:5092;x-m=8:orgid:" + std::string(120, 'f') + ";x-t=%7B%22a%22%3A1%7d;X-I=" +
                          std::string(120, 'A') + ";transport=udp";
  const std::string line = "\r\n";
  ++bob.cseq;
  std::string text = "REFER " + bob.target + " SIP/2.0" + line;
  text += "VIA: SIP/2.0/UDP 127.0.0.1:5091;branch=z9hG4bKteams" + line + "FROM: " + bob.local + line;
  text += "TO: " + bob.remote + line + "CALL-ID: " + bob.call_id + line;
  text += "CSEQ: " + std::to_string(bob.cseq) + " REFER" + line + "MAX-FORWARDS: 70" + line;
  text += "CONTACT: <" + bob.uri() + ">" + line + "REFER-TO: <" + uri + "?X-Unknown=1>" + line;
  std::string plain = text;
  plain.replace(plain.find("?X-Unknown=1"), 12, "");
  scene.inject(bob.address(), alice, text + "CONTENT-LENGTH: 0" + line + line);
  EXPECT_TRUE(bob.expect("SIP/2.0 403", seconds(1))) << "parameters are kept, headers are not";
  plain.replace(plain.find("z9hG4bKteams"), 12, "z9hG4bKplain");
  plain.replace(plain.find(std::to_string(bob.cseq) + " REFER"), 9, std::to_string(bob.cseq + 1) + " REFER");
  scene.inject(bob.address(), alice,
               plain + "REFERRED-BY: <sip:bob@127.0.0.1:5091;x-m=" + std::string(300, 'g') + ">" + line +
                   "CONTENT-LENGTH: 0" + line + line);
  scene.run(milliseconds(5));
  ASSERT_EQ(alice.count(EventKind::refer_received), 1u);
  accept();
  EXPECT_EQ(invite.first_line(), "INVITE " + uri + " SIP/2.0");
  EXPECT_EQ(invite.header("Referred-By"), "<sip:bob@127.0.0.1:5091;x-m=" + std::string(300, 'g') + ">");
}

// Another telephone knows the Call-ID of the call, and not its tags.
TEST_F(OwedTransferee, Row24_ACallIdAloneNamesNoDialog) {
  ScriptedPeer mallory(scene, 5099, alice);
  mallory.call_id = bob.call_id;
  mallory.target = bob.target;
  mallory.cseq = 5'000;
  const std::string others[][2] = {{"<" + bob.uri() + ">;tag=forged", bob.remote},
                                   {bob.local, "<" + alice.uri + ">;tag=forged"},
                                   {"<" + mallory.uri() + ">;tag=m", "<" + alice.uri + ">;tag=m"},
                                   {bob.remote, bob.local}};
  for (const auto& [from, to] : others) {
    mallory.local = from;
    mallory.remote = to;
    for (const char* const method : {"REFER", "BYE", "NOTIFY", "INFO", "UPDATE", "SUBSCRIBE"}) {
      mallory.request(method, refer_to() + "Event: refer\r\nSubscription-State: active\r\n");
      EXPECT_TRUE(mallory.expect("SIP/2.0 481", seconds(1))) << method << ' ' << from;
    }
  }
  mallory.remote = "<" + alice.uri + ">";
  mallory.request("REFER", refer_to());
  EXPECT_TRUE(mallory.expect("SIP/2.0 403", seconds(1))) << "without a tag it stands out of dialog";
  EXPECT_EQ(alice.count(EventKind::refer_received), 0u);
  EXPECT_EQ(alice.count(EventKind::call_ended), 0u);
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
}

// Each exit of the notifier that hurts: the referred call is answered all the same, and stands.
TEST_F(OwedTransferee, Row34_ANotifierThatFailsNeverTouchesTheReferredCall) {
  for (const int failure : {0, 403, 404, 481, 500, 503, 600}) {
    SCOPED_TRACE(failure);
    send_refer();
    accept();
    carol.respond(invite, 180);
    notified(failure);
    scene.run(failure == 0 ? seconds(40) : seconds(2));  // 0: nobody answers
    EXPECT_EQ(alice.stack().state(referred), CallState::calling);
    carol_answers();
    scene.run(seconds(40));
    EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
    EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok);
    const auto bye = carol.expect("BYE", seconds(1));
    ASSERT_TRUE(bye);
    carol.respond(*bye, 200);
    scene.run(seconds(40));
    carol.forget();
    bob.forget();
  }
}

TEST_F(OwedTransferee, Row34_TheTransferorIsGoneBeforeTheTargetAnswers) {
  send_refer();
  accept();
  carol.respond(invite, 180);
  bob.request("BYE");
  scene.run(seconds(40));  // and nobody answers the NOTIFYs any more
  carol_answers();
  scene.run(seconds(80));
  EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
}

//   Bob             Alice            Carol
//    |<-- NOTIFY 200 -|<--- 200 -------|  hang_up of the old call, at once
//    |--- 200 ------->|                |
//    |<-- BYE --------|                |
TEST_F(OwedTransferee, Row36_OurByeWaitsForTheAnswerToTheLastNotify) {
  send_refer();
  accept();
  notified();
  carol_answers();
  const Packet last = notified(0);
  ASSERT_TRUE(last.header("Subscription-State").starts_with("terminated"));
  EXPECT_EQ(alice.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(milliseconds(400));
  EXPECT_EQ(sent_to(bob, "BYE"), 0u);
  bob.respond(last, 200);
  EXPECT_TRUE(bob.expect("BYE", milliseconds(50)));
}

TEST_F(OwedTransferee, Row40_WhoHangsUpAtOnceReportsAllTheSame) {
  send_refer();
  accept();
  EXPECT_EQ(alice.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 100 Trying\r\n");
  const auto bye = bob.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  bob.respond(*bye, 200);
  carol.respond(invite, 180);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 180 Ringing\r\n");
  carol_answers();
  EXPECT_EQ(body_of(notified()), "SIP/2.0 200 OK\r\n");
}

// RFC 6665 4.2.2: the statuses that end a subscription are few.
TEST_F(OwedTransferee, Row53_AnyOtherRefusalOfANotifyLeavesTheSubscription) {
  for (const int status : {400, 403, 500, 503, 600, 603}) {
    send_refer();
    accept();
    notified(status);
    carol.respond(invite, 180);
    EXPECT_EQ(body_of(notified(200, {}, seconds(5))), "SIP/2.0 180 Ringing\r\n") << status;
    carol.respond(invite, 486);
    EXPECT_EQ(body_of(notified(200, {}, seconds(5))), "SIP/2.0 486 Busy Here\r\n") << status;
    scene.run(seconds(1));
    carol.forget();
  }
}

// The peer holds Alice first; what Carol is offered is not the call that is on hold.
TEST_F(OwedTransferee, Row66_TheReferredCallHasAFreshOffer) {
  const std::string hold = std::string(simulation::sdp) + "a=sendonly\r\n";
  bob.request("INVITE", {}, "application/sdp", hold);
  const auto held = bob.expect("SIP/2.0 200", seconds(1));
  ASSERT_TRUE(held);
  EXPECT_NE(held->text.find("a=recvonly"), std::string::npos);
  bob.request("ACK");
  scene.run(milliseconds(5));
  EXPECT_EQ(alice.count(EventKind::call_held), 1u);
  send_refer();
  accept();
  const std::string offer = body_of(invite);
  EXPECT_EQ(offer.find("v=0\r\n"), 0u);
  EXPECT_NE(offer.find("\r\nm=audio "), std::string::npos);
  EXPECT_EQ(offer.find("m=audio 0 "), std::string::npos);
  for (const char* const direction : {"recvonly", "sendonly", "inactive"})
    EXPECT_EQ(offer.find(direction), std::string::npos) << offer;
  EXPECT_NE(invite.header("Call-ID"), bob.call_id);
}

TEST_F(OwedTransferee, Row67_NothingIsAskedOfTheCallThatIsTransferred) {
  const std::size_t before = scene.log.size();
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  carol_answers();
  notified();
  scene.run(seconds(120));
  for (const char* const method : {"INVITE", "UPDATE", "BYE"}) EXPECT_EQ(sent_to(bob, method, before), 0u) << method;
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
}

// After an attended transfer elsewhere the same dialog leads to somebody else.
TEST_F(OwedTransferee, Row69_AnotherIdentityOfThePeerIsTold) {
  std::string identity;
  const auto rest = alice.on_event;
  alice.on_event = [&](Party& self, const Event& event) {
    if (event.kind == EventKind::call_updated && event.message != nullptr)
      identity = std::string(event.message->value(HeaderId::p_asserted_identity).value_or(""));
    rest(self, event);
  };
  bob.request("UPDATE", "P-Asserted-Identity: \"Dave\" <sip:dave@example.com>\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
  EXPECT_EQ(identity, "\"Dave\" <sip:dave@example.com>") << "by UPDATE without an offer";
  bob.request("INVITE", "P-Asserted-Identity: <sip:erin@example.com>\r\n", "application/sdp", simulation::sdp);
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
  bob.request("ACK");
  scene.run(milliseconds(5));
  EXPECT_EQ(identity, "<sip:erin@example.com>") << "by re-INVITE";
}

// Bob refers Alice to Carol, who refers her on to Dave.
TEST_F(OwedTransferee, Row30_ReferredByIsOfTheReferInHandAlone) {
  ScriptedPeer dave(scene, 5093, alice);
  dave.own_tag = "dave-tag";
  send_refer(refer_to() + "Referred-By: <sip:bob@example.com>\r\n");
  const auto made = alice.stack().accept_refer(scene.now, transfer);
  ASSERT_TRUE(made);
  carol.take_call();
  scene.run(milliseconds(5));
  call = *made;  // what the next REFER comes in
  carol.request("REFER", "Refer-To: <" + dave.uri() + ">\r\nReferred-By: <sip:carol@example.com>;x=1\r\n");
  scene.run(milliseconds(5));
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  const auto onward = dave.expect("INVITE");
  ASSERT_TRUE(onward);
  EXPECT_EQ(onward->header("Referred-By"), "<sip:carol@example.com>;x=1");
  EXPECT_EQ(onward->text.find("sip:bob@example.com"), std::string::npos);
  EXPECT_EQ(onward->text.find("Referred-By:"), onward->text.rfind("Referred-By:"));
}

}  // namespace
}  // namespace baton
