// How calls end: BYE in and out, glare, every state (RFC 3261 15).
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::cseq_of;
using simulation::Packet;
using CallEnd = simulation::CallTest;

TEST_F(CallEnd, APeersByeIsAnsweredAndEndsTheCall_Rfc3261_15_1_2) {
  connect_in();
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  expect_ended(0, Cause::bye);
  EXPECT_TRUE(ended().had_message);
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 481", milliseconds(5)));
}

TEST_F(CallEnd, ARepeatedByeIsAnsweredAgain) {
  connect_in();
  const std::string bye = peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  scene.inject(peer.address(), bob, bye);
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
}

TEST_F(CallEnd, WhateverAnswersOurByeEndsTheCall_Rfc3261_15_1_1) {
  for (const int status : {200, 302, 401, 403, 408, 481, 491, 500, 603}) {
    connect_in();
    bob.heard.clear();
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::wrong_state);
    EXPECT_EQ(bob.stack().state(call), CallState::ending);
    const auto bye = peer.expect("BYE");
    ASSERT_TRUE(bye);
    peer.respond(*bye, 100);
    scene.run(milliseconds(2));
    EXPECT_EQ(story(), "");
    peer.respond(*bye, status);
    expect_ended(0, Cause::local);
  }
}

// Bob            Peer
//  |----- BYE ----->|
//  |<--- 500 -------|  Retry-After: 2, the session stands there
//  |----- BYE ----->|  with the next CSeq
TEST_F(CallEnd, AByeIsSentAgainToAPeerThatSaysRetryAfter_Rfc3261_12_2_2) {
  for (const int status : {500, 503}) {
    connect_in();
    bob.heard.clear();
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    const auto first = peer.expect("BYE");
    ASSERT_TRUE(first);
    peer.respond(*first, status, "Retry-After: 2\r\n");
    const Time answered = scene.now;
    const auto second = peer.expect("BYE");
    ASSERT_TRUE(second);
    EXPECT_GE(scene.now - answered, seconds(2));
    EXPECT_EQ(cseq_of(*second), cseq_of(*first) + 1);
    EXPECT_EQ(bob.count(EventKind::call_ended), 0u);
    peer.respond(*second, 200);
    expect_ended(0, Cause::local);
  }
}

TEST_F(CallEnd, AByeIsNotSentAgainForEver) {
  connect_in();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  for (int i = 0; i < 4; ++i) {
    const auto bye = peer.expect("BYE");
    ASSERT_TRUE(bye) << i;
    EXPECT_EQ(bob.count(EventKind::call_ended), 0u);
    peer.respond(*bye, 500, "Retry-After: 60\r\n");
  }
  expect_ended(0, Cause::local);
  EXPECT_FALSE(peer.expect("BYE"));
}

TEST_F(CallEnd, AByeThatNobodyAnswersEndsTheCallAfter64T1_Rfc3261_15_1_1) {
  connect_out();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const Time start = scene.now;
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::call_ended) == 1; }));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 32e6, 1e4);
  expect_ended(0, Cause::local);
}

TEST_F(CallEnd, ATransportErrorOfTheByeEndsTheCall) {
  connect_out();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_EQ(bob.stack().flow_failed(scene.now, bob.flow, peer.address()), Errc::ok);
  expect_ended(0, Cause::local);
}

TEST_F(CallEnd, WithoutAFlowTheCallEndsOnOurSide) {
  connect_out();
  EXPECT_EQ(bob.stack().flow_closed(scene.now, bob.flow), Errc::ok);
  scene.run(milliseconds(1));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  expect_ended(0, Cause::local);
}

// Peer           Bob
//  |--- BYE ---X---|
//  |---X--- BYE ---|
//  |<---- 200 -----|
//  |---- 200 ----->|
TEST_F(CallEnd, ByesThatCrossEndTheCallOnce_Rfc3261_15) {
  connect_in();
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  peer.request("BYE");
  const auto bye = peer.expect("BYE");
  ASSERT_TRUE(bye);
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  expect_ended(0, Cause::local);
  peer.respond(*bye, 481);
  scene.run(milliseconds(5));
  EXPECT_EQ(bob.count(EventKind::call_ended), 1u);
}

// Bob            Peer
//  |--- INVITE --->|
//  |<---- 180 -----|
//  |<---- BYE -----|  a callee must not
//  |---- 200 ----->|
//  |--- CANCEL --->|
TEST_F(CallEnd, AByeInTheEarlyDialogOfOurCallCancelsTheInvite) {
  const Packet packet = dial();
  peer.respond(packet, 180);
  peer.request("BYE");
  const auto cancel = peer.expect("CANCEL", milliseconds(5));
  ASSERT_TRUE(cancel);
  expect_ended(0, Cause::bye);
  EXPECT_EQ(sent("SIP/2.0 200"), 1u);
  peer.respond(packet, 200, {}, "application/sdp", simulation::sdp);
  EXPECT_TRUE(peer.expect("ACK", seconds(1))) << "it was accepted all the same";
  EXPECT_TRUE(peer.expect("BYE", seconds(1)));
}

TEST_F(CallEnd, AByeWhileOurCancelIsOutEndsTheCallOnce) {
  const Packet packet = dial();
  peer.respond(packet, 180);
  scene.run(milliseconds(2));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  expect_ended(487, Cause::local);
  peer.respond(packet, 487);
  EXPECT_TRUE(peer.expect("ACK", seconds(1)));
}

// Each in-dialog method after our BYE was sent, before its 200.
TEST_F(CallEnd, RequestsBehindOurByeAreRefusedAndHarmNothing) {
  for (const std::string_view method :
       {"INVITE", "UPDATE", "REFER", "NOTIFY", "SUBSCRIBE", "INFO", "OPTIONS", "MESSAGE", "PRACK", "X"}) {
    connect_in();
    bob.heard.clear();
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    const auto bye = peer.expect("BYE");
    ASSERT_TRUE(bye);
    const std::size_t answers = sent("SIP/2.0 ");
    for (const bool with_body : {false, true}) {
      peer.request(method, "Event: refer\r\nRefer-To: <sip:c@127.0.0.1>\r\n", with_body ? "application/sdp" : "",
                   with_body ? simulation::sdp : "");
      scene.run(milliseconds(2));
    }
    EXPECT_EQ(sent("SIP/2.0 "), answers + 2) << method << ": each is answered";
    EXPECT_EQ(story(), method == "REFER" ? "refer_refused refer_refused" : "") << method;
    EXPECT_TRUE((method != "INVITE" && method != "UPDATE") || peer.has("SIP/2.0 481")) << method;
    peer.respond(*bye, 200);
    expect_ended(0, Cause::local);
    peer.forget();
  }
}

TEST_F(CallEnd, HangingUpInsideTheEventsIsSafe) {
  for (const EventKind when :
       {EventKind::call_incoming, EventKind::call_connected, EventKind::call_updated, EventKind::call_ended}) {
    bob.on_event = [&](simulation::Party& self, const Event& event) {
      if (event.kind == EventKind::call_incoming) call = event.call;
      if (event.kind == when) (void)self.stack().hang_up(scene.now, event.call);
    };
    bob.heard.clear();
    ring_in();
    if (bob.stack().state(call) == CallState::incoming) {
      answer();
      acknowledge();
      peer.request("UPDATE");
      peer.request("BYE");
    }
    scene.run(seconds(40));
    EXPECT_EQ(bob.count(EventKind::call_ended), 1u) << name(when);
    peer.forget();
  }
}

// --- A BYE behind a NOTIFY of ours (outcome table 2) -------------------------------------------------

class HeldBye : public simulation::CallTest {
 protected:
  /// The peer refers Bob, who accepts: a NOTIFY waits for its answer.
  void accept_refer() {
    bob.on_event = [this](simulation::Party& self, const Event& event) {
      if (event.kind == EventKind::call_incoming) call = event.call;
      if (event.kind == EventKind::refer_received) {
        EXPECT_TRUE(self.stack().accept_refer(scene.now, event.transfer, {}));
      }
    };
    peer.request("REFER", "Refer-To: <sip:carol@127.0.0.1:5099>\r\n");
    notify = peer.expect("NOTIFY", seconds(1)).value_or(Packet{});
    ASSERT_NE(notify.text, "");
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    scene.run(milliseconds(100));
    EXPECT_EQ(sent("BYE"), 0u);
  }
  Packet notify;
};

TEST_F(HeldBye, GoesAsSoonAsTheNotifyIsAnsweredInCallsOfBothDirections) {
  for (const bool outgoing : {true, false}) {
    if (outgoing) connect_out();
    else connect_in();
    accept_refer();
    const CallId old = call;
    peer.respond(notify, 200);
    scene.run(milliseconds(1));
    EXPECT_TRUE(peer.has("BYE"));
    answer_bye();
    EXPECT_EQ(bob.stack().state(old), CallState::none) << outgoing;
    scene.log.clear();
  }
}

TEST_F(HeldBye, WaitsTwoSecondsAtMost) {
  connect_in();
  accept_refer();
  EXPECT_NEAR(static_cast<double>(until_sent("BYE")), 1.9e6, 5e3);
  answer_bye();
  EXPECT_EQ(bob.stack().state(call), CallState::none);
}

TEST_F(HeldBye, IsNotForgottenOverTheAckOfAReinvite) {
  connect_in();
  peer.request("INVITE", {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  const std::uint32_t reinvite = peer.cseq;
  accept_refer();
  peer.request("ACK", {}, {}, {}, reinvite);
  EXPECT_NEAR(static_cast<double>(until_sent("BYE")), 1.9e6, 5e3);
  answer_bye();
  EXPECT_EQ(bob.stack().state(call), CallState::none);
}

}  // namespace
}  // namespace baton
