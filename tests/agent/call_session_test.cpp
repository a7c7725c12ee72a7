// re-INVITE and UPDATE of the peer, and the descriptions that answer them (RFC 3261 14.2, RFC 3311,
// RFC 3264 6 and 8).
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::cseq_of;
using simulation::Packet;
using simulation::ScriptedPeer;

constexpr std::string_view hold =
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=sendonly\r\n";
constexpr std::string_view video =
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 9 RTP/AVP 96\r\n";
constexpr std::string_view given =
    "v=0\r\no=bob 77 5 IN IP4 192.0.2.7\r\ns=given\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n";

class CallSession : public simulation::CallTest {
 protected:
  /// A re-INVITE or UPDATE and its 200, acknowledged.
  Packet change(std::string_view method, std::string_view offer) {
    peer.request(method, {}, offer.empty() ? "" : "application/sdp", offer);
    const Packet ok = peer.expect("SIP/2.0 200", milliseconds(5)).value_or(Packet{});
    if (method == "INVITE") acknowledge(offer.empty() ? simulation::sdp : "");
    return ok;
  }
  static std::string version_of(const Packet& packet) {
    const std::string line = line_of(body_of(packet), "o=");
    const std::size_t at = line.find(' ', line.find(' ') + 1) + 1;
    return line.substr(at, line.find(' ', at) - at);
  }
};

// Peer           Bob
//  |-- re-INVITE ->|
//  |<---- 200 -----|
//  |---- ACK ----->|
TEST_F(CallSession, AReinviteIsAnsweredAndTold_Rfc3261_14_2) {
  connect_in();
  const Packet ok = change("INVITE", hold);
  EXPECT_EQ(ok.header("To"), peer.remote);
  EXPECT_EQ(line_of(body_of(ok), "a=recvonly"), "a=recvonly");
  EXPECT_EQ(story(), "call_incoming call_connected call_held");
  change("INVITE", hold);
  EXPECT_EQ(story(), "call_incoming call_connected call_held call_updated") << "held already";
  EXPECT_EQ(until_sent("SIP/2.0 200", seconds(40)), -1) << "it was acknowledged";
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(CallSession, AReinviteInACallOfOursIsAnswered) {
  connect_out();
  peer.request("INVITE", {}, "application/sdp", hold);
  const auto ok = peer.expect("SIP/2.0 200", milliseconds(5));
  ASSERT_TRUE(ok);
  acknowledge();
  EXPECT_EQ(bob.count(EventKind::call_held), 1u);
}

TEST_F(CallSession, WithoutAnOfferTheAckBringsTheAnswer_Rfc3261_14_2) {
  connect_in();
  peer.request("INVITE");
  const auto ok = peer.expect("SIP/2.0 200", milliseconds(5));
  ASSERT_TRUE(ok);
  EXPECT_EQ(line_of(body_of(*ok), "m=audio"), "m=audio 9 RTP/AVP 0 8 101");
  EXPECT_EQ(bob.count(EventKind::call_updated), 0u);
  peer.request("UPDATE", {}, "application/sdp", hold);
  EXPECT_TRUE(peer.expect("SIP/2.0 491", milliseconds(5))) << "our offer has no answer yet (RFC 3311 5.2)";
  const std::uint32_t update = peer.cseq--;
  acknowledge(simulation::sdp);
  peer.cseq = update;
  EXPECT_EQ(bob.count(EventKind::call_updated), 1u);
  EXPECT_TRUE(bob.last(EventKind::call_updated)->had_message);
}

TEST_F(CallSession, AReinviteWithoutAckEndsTheCall_Rfc3261_14_2) {
  connect_in();
  peer.request("INVITE", {}, "application/sdp", hold);
  EXPECT_NEAR(static_cast<double>(until_sent("BYE")), 32e6, 2e4);
  answer_bye();
  expect_ended(408, Cause::no_ack);
}

TEST_F(CallSession, AByeDoesNotWaitForTheAckOfAReinvite) {
  connect_in();
  peer.request("INVITE", {}, "application/sdp", hold);
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  acknowledge();
  answer_bye();
  expect_ended(0, Cause::local);
}

// Peer           Bob
//  |--- INVITE --->|
//  |<---- 200 -----|
//  |-- re-INVITE ->|  the ACK is lost
//  |<---- 500 -----|
TEST_F(CallSession, AnInviteBeforeTheAckIs500WithRetryAfter_Rfc3261_14_2) {
  ring_in();
  answer();
  const std::uint32_t first = peer.cseq;
  for (int i = 0; i < 5; ++i) {
    peer.request("INVITE", {}, "application/sdp", hold);
    const auto refusal = peer.expect("SIP/2.0 500", milliseconds(5));
    ASSERT_TRUE(refusal);
    const int delay = std::stoi(refusal->header("Retry-After"));
    EXPECT_TRUE(delay >= 0 && delay <= 10) << delay;
  }
  const std::uint32_t last = peer.cseq;
  peer.cseq = first;
  acknowledge();
  peer.cseq = last;
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_NE(change("INVITE", hold).text, "");
}

TEST_F(CallSession, AReinviteRightBehindTheAckIsAnswered) {
  ring_in();
  answer();
  peer.request("ACK");
  peer.request("INVITE", {}, "application/sdp", hold);
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  acknowledge();
  EXPECT_EQ(story(), "call_incoming call_connected call_held");
}

TEST_F(CallSession, AnInviteWhileOursIsUnderWayIs491_Rfc3261_14_2) {
  invite = dial();
  peer.respond(invite, 180);
  peer.request("INVITE", {}, "application/sdp", hold);
  EXPECT_TRUE(peer.expect("SIP/2.0 491", milliseconds(5)));
}

TEST_F(CallSession, AnOfferWithNothingInCommonIs488AndChangesNothing_Rfc3261_14_2) {
  connect_in();
  for (const std::string_view method : {"INVITE", "UPDATE"}) {
    peer.request(method, {}, "application/sdp", video);
    const auto refusal = peer.expect("SIP/2.0 488", milliseconds(5));
    ASSERT_TRUE(refusal) << method;
    EXPECT_NE(refusal->header("Warning"), "");
  }
  EXPECT_EQ(bob.count(EventKind::call_updated), 0u);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

// --- UPDATE ----------------------------------------------------------------------------------------

TEST_F(CallSession, AnUpdateIsAnsweredWithAnAnswerToItsOffer_Rfc3311_5_2) {
  connect_in();
  const Packet with = change("UPDATE", hold);
  EXPECT_EQ(line_of(body_of(with), "a=recvonly"), "a=recvonly");
  const Packet without = change("UPDATE", {});
  EXPECT_EQ(body_of(without), "");
  EXPECT_NE(without.header("Contact"), "");
  EXPECT_EQ(story(), "call_incoming call_connected call_held call_updated");
}

TEST_F(CallSession, AnUpdateWithAnOfferInAnEarlyDialogMustWait_Rfc3311_5_2) {
  ring_in();
  EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
  learn(*peer.expect("SIP/2.0 180"));
  const std::uint32_t first = peer.cseq;
  peer.request("UPDATE", {}, "application/sdp", hold);
  const auto refusal = peer.expect("SIP/2.0 500", milliseconds(5));
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->header("Retry-After"), "");
  EXPECT_NE(change("UPDATE", {}).text, "") << "without an offer it only moves the target";
  answer();
  const std::uint32_t last = peer.cseq;
  peer.cseq = first;
  acknowledge();
  peer.cseq = last;
  invite = dial();
  peer.respond(invite, 180);
  peer.request("UPDATE", {}, "application/sdp", hold);
  EXPECT_TRUE(peer.expect("SIP/2.0 491", milliseconds(5))) << "our own offer has no answer yet";
}

// --- The remote target -----------------------------------------------------------------------------

TEST_F(CallSession, WhatIsAcceptedMovesTheTarget_Rfc3261_12_2_2) {
  for (const std::string_view method : {"INVITE", "UPDATE"}) {
    connect_in();
    ScriptedPeer moved(scene, 5091, bob);
    moved.call_id = peer.call_id;
    moved.local = peer.local;
    moved.remote = peer.remote;
    moved.target = peer.target;
    moved.cseq = peer.cseq;
    moved.request(method, {}, "application/sdp", hold);
    ASSERT_TRUE(moved.expect("SIP/2.0 200", milliseconds(5)));
    if (method == "INVITE") moved.request("ACK");
    scene.run(milliseconds(2));
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    const auto bye = moved.expect("BYE", milliseconds(5));
    ASSERT_TRUE(bye) << method;
    EXPECT_EQ(bye->first_line(), "BYE " + moved.uri() + " SIP/2.0");
    moved.respond(*bye, 200);
    scene.run(milliseconds(2));
  }
}

TEST_F(CallSession, WhatIsRefusedDoesNot_Rfc5057_5_4) {
  connect_in();
  ScriptedPeer moved(scene, 5091, bob);
  moved.call_id = peer.call_id;
  moved.local = peer.local;
  moved.remote = peer.remote;
  moved.target = peer.target;
  moved.cseq = peer.cseq;
  for (const std::string_view method : {"INVITE", "UPDATE"}) {
    moved.request(method, {}, "application/sdp", video);
    ASSERT_TRUE(moved.expect("SIP/2.0 488", milliseconds(5)));
  }
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  answer_bye();
}

TEST_F(CallSession, AReinviteWithoutContactLeavesTheTarget_Rfc3261_12_2_2) {
  connect_in();
  std::string text = peer.request("OPTIONS");
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  const std::size_t at = text.find("Contact: ");
  text.erase(at, text.find("\r\n", at) + 2 - at);
  text.replace(0, 7, "UPDATE");
  text.replace(text.find(" OPTIONS\r\n"), 8, " UPDATE");
  text.replace(text.find("CSeq: "), 6, "CSeq: 9");
  scene.inject(peer.address(), bob, text);
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  answer_bye();
}

// --- Versions and the application's own description ------------------------------------------------

TEST_F(CallSession, TheVersionRisesOnlyWithAChange_Rfc3264_8) {
  ring_in();
  const Packet first = answer();
  acknowledge();
  EXPECT_EQ(version_of(first), "1");
  const Packet same = change("INVITE", simulation::sdp);
  EXPECT_EQ(body_of(same), body_of(first));
  EXPECT_EQ(version_of(change("INVITE", hold)), "2");
  EXPECT_EQ(version_of(change("UPDATE", hold)), "2");
  EXPECT_EQ(version_of(change("UPDATE", {})), "") << "no description, no change";
  EXPECT_EQ(version_of(change("INVITE", {})), "3") << "an offer of everything";
  peer.request("INVITE", {}, "application/sdp", video);
  ASSERT_TRUE(peer.expect("SIP/2.0 488", milliseconds(5)));
  EXPECT_EQ(version_of(change("INVITE", simulation::sdp)), "4") << "the refused one does not count";
}

TEST_F(CallSession, TheOfferOfOurOwnCallIsTheFirstVersion_Rfc3264_8) {
  connect_out();
  EXPECT_EQ(version_of(invite), "1");
  const Packet ok = change("INVITE", simulation::sdp);
  EXPECT_EQ(version_of(ok), "2");
  const auto session = [](const Packet& packet) {
    const std::string origin = line_of(body_of(packet), "o=");
    return origin.substr(0, origin.find(' ', origin.find(' ') + 1));
  };
  EXPECT_EQ(session(ok), session(invite));
}

TEST_F(CallSession, AGivenOfferIsSentAsItIsAndAnswersLaterOffers) {
  connect_out({.sdp = given});
  EXPECT_EQ(body_of(invite), given);
  const Packet first = change("INVITE", simulation::sdp);
  EXPECT_EQ(body_of(first),
            "v=0\r\no=bob 77 6 IN IP4 192.0.2.7\r\ns=given\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n"
            "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n");
  EXPECT_EQ(body_of(change("INVITE", simulation::sdp)), body_of(first));
  const Packet held = change("INVITE", hold);
  EXPECT_EQ(version_of(held), "7");
  EXPECT_EQ(line_of(body_of(held), "a=recvonly"), "a=recvonly");
  EXPECT_EQ(version_of(change("INVITE", simulation::sdp)), "8");
  peer.request("INVITE", {}, "application/sdp", video);
  EXPECT_TRUE(peer.expect("SIP/2.0 488", milliseconds(5)));
}

TEST_F(CallSession, AGivenAnswerIsSentAsItIsAndAnswersLaterOffers) {
  ring_in();
  EXPECT_EQ(body_of(answer({.sdp = given})), given);
  acknowledge();
  EXPECT_EQ(line_of(body_of(change("UPDATE", hold)), "c="), "c=IN IP4 192.0.2.7");
  EXPECT_EQ(line_of(body_of(change("INVITE", {})), "m="), "m=audio 4000 RTP/AVP 0 8");
}

}  // namespace
}  // namespace baton
