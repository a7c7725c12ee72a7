// Which dialog a request belongs to, and in which order (RFC 3261 12.2.2), and that dialogs hold usages
// (RFC 5057).
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::fragment;
using simulation::Packet;
using simulation::ScriptedPeer;
using DialogRequests = simulation::CallTest;

TEST_F(DialogRequests, WithoutADialogIs481_Rfc3261_12_2_2) {
  connect_in();
  const std::string call_id = peer.call_id, local = peer.local, remote = peer.remote;
  for (const std::string_view method : {"BYE", "INVITE", "UPDATE", "NOTIFY", "SUBSCRIBE", "REFER", "OPTIONS", "INFO"}) {
    const auto refused = [&](const char* what) {
      peer.request(method, "Event: refer\r\nRefer-To: <sip:c@127.0.0.1>\r\n");
      EXPECT_TRUE(peer.expect("SIP/2.0 481", milliseconds(5))) << method << ": " << what;
    };
    peer.call_id = call_id + "x";
    refused("another Call-ID");
    peer.call_id = call_id;
    peer.local = "<" + peer.uri() + ">;tag=wrong";
    refused("another From tag");
    peer.local = local;
    peer.remote = "<" + bob.uri + ">;tag=wrong";
    refused("another To tag");
    peer.local = remote;
    peer.remote = local;
    refused("tags swapped");
    peer.local = "<" + peer.uri() + ">";
    peer.remote = remote;
    peer.request(method, "Event: refer\r\n");
    EXPECT_TRUE(peer.expect("SIP/2.0 4", milliseconds(5))) << method << ": no From tag";
    peer.local = local;
  }
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(story(), "call_incoming call_connected");
}

TEST_F(DialogRequests, AByeWithoutTagsIs481_Rfc3261_15_1_2) {
  connect_in();
  peer.remote = "<" + bob.uri + ">";
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 481", milliseconds(5)));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(DialogRequests, OutOfOrderIs500WithRetryAfterAndLeapsAreFine_Rfc3261_12_2_2) {
  connect_in();
  for (const auto& [cseq, status] : {std::pair{5'000u, "SIP/2.0 200"}, {4'999u, "SIP/2.0 500"}, {5'000u, "SIP/2.0 500"},
                                    {5'001u, "SIP/2.0 200"}, {2'147'483'647u, "SIP/2.0 200"}}) {
    peer.request("OPTIONS", {}, {}, {}, cseq);
    const auto answer = peer.expect(status, milliseconds(5));
    ASSERT_TRUE(answer) << cseq;
    EXPECT_EQ(answer->header("Retry-After").empty(), answer->text.starts_with("SIP/2.0 200"));
  }
  peer.request("BYE", {}, {}, {}, 4'000);
  EXPECT_TRUE(peer.expect("SIP/2.0 500", milliseconds(5)));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(DialogRequests, TwoCallsWithOneCallIdAreToldApartByTheirTags) {
  connect_in();
  const CallId first = call;
  const std::string first_remote = peer.remote;
  peer.call_id = "incoming-1";
  peer.own_tag = "second";
  peer.local = "<" + peer.uri() + ">;tag=second";
  peer.remote = "<" + bob.uri + ">";
  peer.request("INVITE", {}, "application/sdp", simulation::sdp);
  scene.run(milliseconds(2));
  ASSERT_NE(call, first);
  answer();
  acknowledge();
  const CallId second = call;
  EXPECT_EQ(bob.stack().state(second), CallState::confirmed);
  const std::string second_remote = peer.remote;
  peer.remote = first_remote;  // our tag of one, theirs of the other
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 481", milliseconds(5)));
  peer.remote = second_remote;
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  EXPECT_EQ(bob.stack().state(second), CallState::none);
  EXPECT_EQ(bob.stack().state(first), CallState::confirmed);
}

TEST_F(DialogRequests, CallsInBothDirectionsStandBesideEachOther) {
  connect_in();
  const CallId in = call;
  connect_out();
  EXPECT_EQ(bob.stack().state(in), CallState::confirmed);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  answer_bye();
  EXPECT_EQ(bob.stack().state(in), CallState::confirmed);
}

// Bob            Peer
//  |---- REFER --->|
//  |<---- 202 -----|
//  |<---- BYE -----|  ends the INVITE usage only
//  |---- 200 ----->|
//  |<--- INVITE ---|  no INVITE usage: 481
//  |<--- NOTIFY ---|  the subscription lives
//  |---- 200 ----->|
TEST_F(DialogRequests, AByeLeavesTheOtherUsages_Rfc5057_5_5) {
  connect_out();
  ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1"));
  peer.respond(*peer.expect("REFER"), 202);
  peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  expect_ended(0, Cause::bye);
  for (const std::string_view method : {"BYE", "INVITE", "UPDATE"}) {
    peer.request(method);
    EXPECT_TRUE(peer.expect("SIP/2.0 481", milliseconds(5))) << method;
  }
  peer.request("ACK");
  peer.notify("terminated;reason=noresource", fragment(200));
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  EXPECT_EQ(bob.count(EventKind::transfer_succeeded), 1u);
}

TEST_F(DialogRequests, ARequestThatIsNoTargetRefreshLeavesTheTarget_Rfc3261_12_2) {
  connect_in();
  ScriptedPeer moved(scene, 5091, bob);
  moved.call_id = peer.call_id;
  moved.local = peer.local;
  moved.remote = peer.remote;
  moved.target = peer.target;
  moved.cseq = peer.cseq;
  moved.request("OPTIONS");
  ASSERT_TRUE(moved.expect("SIP/2.0 200", milliseconds(5)));
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  answer_bye();
}

TEST_F(DialogRequests, OneThatIsLongerThanTheWholeStoreIs513) {
  connect_in();
  const std::string headers = "Subject: " + std::string(bob.limits.blocks * bob.limits.block_bytes, 'x') + "\r\n";
  for (const char* const method : {"INFO", "REFER", "BYE"}) {
    peer.request(method, headers);
    EXPECT_TRUE(peer.expect("SIP/2.0 513", milliseconds(5))) << method;
  }
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

// A request of every method in every state of a call: no state is harmed by what it refuses, and all is
// given back in the end.
TEST_F(DialogRequests, EachMethodInEachStateIsAnswered_Cve2012_2416) {
  for (const std::string_view method : {"INVITE", "UPDATE", "REFER", "NOTIFY", "SUBSCRIBE", "OPTIONS", "INFO",
                                        "MESSAGE", "PRACK", "PUBLISH", "REGISTER", "X", "BYE"}) {
    for (int state = 0; state < 8; ++state) {
      if (state == 0) {
        peer.respond(dial(), 180);
      } else {
        ring_in();
        EXPECT_EQ(bob.stack().ring(scene.now, call), Errc::ok);
        learn(*peer.expect("SIP/2.0 180"));
        if (state > 1) answer();
        if (state > 2) acknowledge();
        if (state == 4) (void)bob.stack().hang_up(scene.now, call);
        if (state > 4) (void)bob.stack().hold(scene.now, call);  // our re-INVITE is open, accepted, refused
        if (state > 5) peer.respond(peer.expect("INVITE").value_or(Packet{}), state == 6 ? 200 : 491);
      }
      scene.run(milliseconds(2));
      const std::size_t answers = sent("SIP/2.0 ");
      const std::uint32_t cseq = peer.cseq;
      peer.request(method, "Event: refer\r\nRefer-To: <sip:c@127.0.0.1>\r\n");
      scene.run(milliseconds(3));
      EXPECT_GE(sent("SIP/2.0 "), answers + (method == "REFER" && state != 0 && state != 1 && state != 4 ? 0 : 1))
          << method << " in state " << state;
      if (state == 2 && bob.stack().state(call) == CallState::answered) peer.request("ACK", {}, {}, {}, cseq);
      scene.run(milliseconds(2));
      (void)bob.stack().hang_up(scene.now, call);
      scene.run(seconds(100));
      EXPECT_EQ(bob.stack().state(call), CallState::none) << method << " in state " << state;
      peer.forget();
    }
  }
}

}  // namespace
}  // namespace baton
