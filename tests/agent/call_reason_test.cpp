// Why a call ends, as messages say it (RFC 3326), and CANCEL in every state (RFC 3261 9.2).
#include "tests/agent/replaces_fixture.hpp"

namespace baton {
namespace {

using simulation::Packet;
using CallReason = simulation::ReplacesTest;

// --- Said by us --------------------------------------------------------------------------------------

TEST_F(CallReason, AnOrdinaryHangUpSaysNone) {
  connect_in();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE");
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->header("Reason"), "");
  peer.respond(*bye, 200);
}

TEST_F(CallReason, AnOrdinaryCancelSaysNone) {
  invite = dial();
  peer.respond(invite, 180);
  scene.run(milliseconds(2));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto cancel = peer.expect("CANCEL");
  ASSERT_TRUE(cancel);
  EXPECT_EQ(cancel->header("Reason"), "");
}

TEST_F(CallReason, AReplacedCallIsHungUpAsCompletedElsewhere_Rfc3326_2) {
  connect_in();
  ask_to_replace();
  const auto bye = peer.expect("BYE");
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->header("Reason"), "SIP;cause=200;text=\"Call completed elsewhere\"");
}

TEST_F(CallReason, AReplacedEarlyCallIsCancelledAsCompletedElsewhere_Rfc3326_3_1) {
  invite = dial();
  peer.respond(invite, 180);
  scene.run(milliseconds(2));
  ask_to_replace();
  const auto cancel = peer.expect("CANCEL");
  ASSERT_TRUE(cancel);
  EXPECT_EQ(cancel->header("Reason"), "SIP;cause=200;text=\"Call completed elsewhere\"");
}

TEST_F(CallReason, AMissingAckIsNamed) {
  ring_in();
  answer();
  const auto bye = peer.expect("BYE", seconds(33));
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->header("Reason"), "SIP;cause=408;text=\"No ACK\"");
}

TEST_F(CallReason, APeerThatDoesNotAnswerAReinviteIsTold) {
  connect_in();
  EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE", seconds(33));
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->header("Reason"), "SIP;cause=408;text=\"No answer to a re-INVITE\"");
}

// --- Said by the peer ----------------------------------------------------------------------------------

TEST_F(CallReason, ThatOfAByeIsHandedOn) {
  connect_in();
  peer.request("BYE", "Reason: Q.850;cause=16, SIP;cause=200;text=\"Call completed elsewhere\"\r\n");
  expect_ended(0, Cause::bye);
  EXPECT_EQ(ended().reason, "Call completed elsewhere");
}

TEST_F(CallReason, ThatOfACancelIsHandedOn) {
  ring_in();
  std::string text = invite_text;
  text.replace(text.find("Allow: "), 0, "Reason: SIP;cause=200;text=\"Somebody else took it\"\r\n");
  cancel(text);
  expect_ended(487, Cause::cancel);
  EXPECT_EQ(ended().reason, "Somebody else took it");
}

TEST_F(CallReason, WithoutATextOrMalformedItIsTheUsualOne) {
  for (const char* value : {"SIP;cause=200", "SIP;cause=x;text=\"y\"", "SIP;cause=200;text=\"\""}) {
    connect_in();
    bob.heard.clear();
    peer.request("BYE", "Reason: " + std::string(value) + "\r\n");
    expect_ended(0, Cause::bye);
    EXPECT_EQ(ended().reason, "the peer hung up") << value;
    peer.forget();
  }
}

// --- CANCEL in every state -----------------------------------------------------------------------------

TEST_F(CallReason, ACancelBeforeAndBehindRingingIs200And487_Rfc3261_9_2) {
  for (const bool ringing : {false, true}) {
    ring_in();
    bob.heard.clear();
    if (ringing) (void)bob.stack().ring(scene.now, call);
    cancel(invite_text);
    EXPECT_TRUE(peer.has("SIP/2.0 200"));
    const auto refused = peer.expect("SIP/2.0 487");
    ASSERT_TRUE(refused);
    acknowledge_refusal(invite_text, *refused);
    expect_ended(487, Cause::cancel);
    peer.forget();
    cancel(invite_text);
    EXPECT_TRUE(peer.has("SIP/2.0 200")) << "once more: the INVITE is still known";
    scene.run(seconds(40));
    peer.forget();
    cancel(invite_text);
    EXPECT_TRUE(peer.has("SIP/2.0 481")) << "and then no more";
  }
}

TEST_F(CallReason, ACancelBehindOur2xxHasNoEffect_Rfc3261_9_2) {
  ring_in();
  answer();
  cancel(invite_text);
  EXPECT_TRUE(peer.has("SIP/2.0 200"));
  EXPECT_EQ(bob.stack().state(call), CallState::answered);
  acknowledge();
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  cancel(invite_text);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(sent("SIP/2.0 487"), 0u);
}

TEST_F(CallReason, ACancelOfAReinviteThatIsAnsweredHasNoEffect_Rfc3261_9_2) {
  connect_in();
  const std::string text =
      peer.request("INVITE", std::string(allow), "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  cancel(text);
  EXPECT_TRUE(peer.has("SIP/2.0 200"));
  acknowledge();
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(bob.count(EventKind::call_ended), 0u);
}

TEST_F(CallReason, ACancelWhileOurRefusalIsUnacknowledgedHasNoEffect) {
  ring_in();
  EXPECT_EQ(bob.stack().reject(scene.now, call, 486), Errc::ok);
  scene.run(milliseconds(3));
  cancel(invite_text);
  EXPECT_TRUE(peer.has("SIP/2.0 200"));
  EXPECT_EQ(bob.count(EventKind::call_ended), 1u);
  EXPECT_EQ(ended().status, 486);
}

}  // namespace
}  // namespace baton
