// What ends beside a re-INVITE of ours, and the peer's own hold (RFC 3261 14, RFC 3264 8.4, RFC 5057 5).
#include "tests/agent/hold_fixture.hpp"

namespace baton {
namespace {

using simulation::cseq_of;
using simulation::Packet;
using Hold = simulation::HoldTest;

// --- The peer has lost the call (RFC 5057 5.1, 5.2) --------------------------------------------------

TEST_F(Hold, A481EndsTheCallWithoutABye_Rfc5057_5_1) {
  connect_in();
  refuse(hold(), 481);
  expect_modified(481);
  expect_ended(481, Cause::usage_lost);
  EXPECT_EQ(sent("BYE"), 0u);
}

TEST_F(Hold, A408EndsTheCallByBye_Rfc3261_12_2_1_2) {
  connect_in();
  refuse(hold(), 408);
  expect_modified(408);
  answer_bye();
  expect_ended(408, Cause::usage_lost);
}

TEST_F(Hold, NoAnswerWithin64T1EndsTheCallByBye) {
  connect_in();
  hold();
  scene.run(limit_64_t1 + milliseconds(10));
  expect_modified(408, Cause::timeout);
  answer_bye();
  expect_ended(408, Cause::usage_lost);
}

TEST_F(Hold, OnlyTheInviteUsageIsLost_Rfc5057_5_1) {
  connect_in();
  const auto transfer = bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1:5093");
  ASSERT_TRUE(transfer);
  const auto refer = peer.expect("REFER");
  ASSERT_TRUE(refer);
  peer.respond(*refer, 202);
  peer.notify("active;expires=60", simulation::fragment(100), cseq_of(*refer));
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  refuse(hold(), 481);
  expect_ended(481, Cause::usage_lost);
  peer.notify("terminated;reason=noresource", simulation::fragment(200), cseq_of(*refer));
  EXPECT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(bob.count(EventKind::transfer_succeeded), 1u);
}

TEST_F(Hold, A503ChangesNothing_Rfc5057_5_1) {
  connect_in();
  refuse(hold(), 503);
  expect_modified(503);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(Hold, OneThatRingsAndRingsIsCancelledAndTheCallStands) {
  connect_in();
  const Packet request = hold();
  peer.respond(request, 180);
  const auto cancel = peer.expect("CANCEL", seconds(33));
  ASSERT_TRUE(cancel);
  peer.respond(*cancel, 200);
  refuse(request, 487);
  expect_modified(487);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(Hold, A2xxOfSomebodyElseGetsAckAndByeAndCountsForNothing_Rfc3261_13_2_2_4) {
  connect_in();
  const Packet request = hold();
  std::string to = request.header("To");
  to.replace(to.find(";tag=") + 5, std::string::npos, "stranger");
  raw_response(request, 200, to, "Contact: <sip:s@127.0.0.1:5099>\r\n");
  EXPECT_EQ(sent("BYE sip:s@127.0.0.1:5099"), 1u);
  EXPECT_EQ(sent("ACK sip:s@127.0.0.1:5099"), 1u);
  EXPECT_EQ(bob.count(EventKind::call_modified), 0u);
  scene.run(limit_64_t1 + seconds(1));
  expect_modified(408, Cause::timeout);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_FALSE(bob.stack().on_hold(call));
}

// --- Ends while it is open ---------------------------------------------------------------------------

TEST_F(Hold, WeHangUpMeanwhileAndALate2xxIsAcknowledged) {
  connect_in();
  const Packet request = hold();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE", milliseconds(10));
  ASSERT_TRUE(bye);
  EXPECT_NE(accept(request).text, "");
  peer.respond(*bye, 200);
  expect_ended(0, Cause::local);
  EXPECT_EQ(bob.count(EventKind::call_modified), 0u);
  EXPECT_NE(accept(request).text, "") << "and once more after the end";
  EXPECT_EQ(sent("BYE"), 1u);
}

TEST_F(Hold, WeHangUpMeanwhileAndItIsRefused) {
  connect_in();
  const Packet request = hold();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE", milliseconds(10));
  ASSERT_TRUE(bye);
  refuse(request, 487);
  peer.respond(*bye, 200);
  expect_ended(0, Cause::local);
  EXPECT_EQ(bob.count(EventKind::call_modified), 0u);
}

TEST_F(Hold, ThePeerHangsUpMeanwhile) {
  connect_in();
  const Packet request = hold();
  peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(10)));
  expect_ended(0, Cause::bye);
  EXPECT_NE(accept(request).text, "") << "a 2xx is acknowledged all the same";
  EXPECT_EQ(sent("BYE"), 0u);
  EXPECT_EQ(bob.count(EventKind::call_modified), 0u);
}

TEST_F(Hold, ALate2xxBehindANameIsAcknowledgedAfterTheEndToo) {
  connect_in();
  const Packet request = hold();
  peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(10)));
  expect_ended(0, Cause::bye);
  raw_response(request, 200, request.header("To"), "Contact: <sip:peer@phone.example.com>\r\n");
  EXPECT_TRUE(peer.has("ACK"));
  EXPECT_EQ(sent("BYE"), 0u);
}

TEST_F(Hold, ThePeerHangsUpInTheWaitAfter491) {
  connect_in();
  refuse(hold(), 491);
  peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(10)));
  expect_ended(0, Cause::bye);
  EXPECT_EQ(until_sent("INVITE"), -1);
}

// --- The peer holds us -------------------------------------------------------------------------------

TEST_F(Hold, ThePeersHoldAndResumeAreTold_Rfc3264_8_4) {
  connect_in();
  change("INVITE", audio + "a=sendonly\r\n");
  change("INVITE", audio);
  change("UPDATE", audio + "a=inactive\r\n");
  change("UPDATE", audio + "a=recvonly\r\n");
  change("INVITE", "v=0\r\no=- 1 9 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n");
  change("INVITE", audio);
  change("INVITE", audio);
  EXPECT_EQ(story(),
            "call_incoming call_connected call_held call_resumed call_held call_resumed call_held call_resumed "
            "call_updated");
}

TEST_F(Hold, ACallThatBeginsOnHoldIsResumedLater) {
  ring_in({}, "application/sdp", audio + "a=sendonly\r\n");
  answer();
  acknowledge();
  change("INVITE", audio);
  EXPECT_EQ(story(), "call_incoming call_connected call_resumed");
}

TEST_F(Hold, TheAnswerInAnAckCanHoldToo) {
  connect_in();
  peer.request("INVITE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  acknowledge(audio + "a=sendonly\r\n");
  EXPECT_EQ(story(), "call_incoming call_connected call_held");
}

}  // namespace
}  // namespace baton
