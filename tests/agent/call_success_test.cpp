// The 2xx of Bob's INVITE in all its forms: forks, routes, targets, and what is missing from it
// (RFC 3261 12.1.2, 12.2.1.1, 13.2.2.4).
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::cseq_of;
using simulation::Packet;
using CallSuccess = simulation::CallTest;

// Bob         Fork A   Fork B
//  |- INVITE ->|--------->|
//  |<-- 200 ---|          |
//  |--- ACK -->|          |
//  |<-------- 200 --------|
//  |--------- ACK ------->|
//  |--------- BYE ------->|
TEST_F(CallSuccess, ASecondForksSuccessIsAcknowledgedAndEndedTheFirstStands_Rfc3261_13_2_2_4) {
  invite = dial();
  peer.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  ASSERT_TRUE(peer.expect("ACK"));
  const std::string other = invite.header("To") + ";tag=fork-b";
  raw_response(invite, 200, other, "Contact: <sip:b@127.0.0.1:5090>\r\nRecord-Route: <sip:127.0.0.1:5090;lr>\r\n");
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->header("To"), other);
  EXPECT_EQ(ack->first_line(), "ACK sip:b@127.0.0.1:5090 SIP/2.0");
  EXPECT_EQ(ack->header("Route"), "<sip:127.0.0.1:5090;lr>");
  EXPECT_EQ(cseq_of(*ack), cseq_of(invite));
  const auto bye = peer.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->header("To"), other);
  EXPECT_EQ(bye->header("From"), invite.header("From"));
  EXPECT_EQ(cseq_of(*bye), cseq_of(invite) + 1);
  peer.respond(*bye, 200);
  scene.run(milliseconds(2));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(story(), "call_answered call_connected");
}

TEST_F(CallSuccess, ARepeatedStraySuccessMakesNoSecondBye) {
  connect_out();
  std::string branch;
  for (int i = 0; i < 4; ++i) {
    raw_response(invite, 200, invite.header("To") + ";tag=fork-b", "Contact: <sip:b@127.0.0.1:5090>\r\n");
    scene.run(milliseconds(100));
  }
  EXPECT_EQ(sent("ACK"), 5u);
  EXPECT_EQ(sent("BYE"), 1u);
  const auto bye = peer.expect("BYE");
  ASSERT_TRUE(bye);
  peer.respond(*bye, 481);
  scene.run(milliseconds(2));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(CallSuccess, AForkThatAnswersAfterTheCallHasEndedIsEndedToo_Rfc3261_13_2_2_4) {
  connect_out();
  peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  expect_ended(0, Cause::bye);
  raw_response(invite, 200, invite.header("To") + ";tag=fork-b", "Contact: <sip:b@127.0.0.1:5090>\r\n");
  EXPECT_TRUE(peer.expect("ACK", seconds(1)));
  const auto bye = peer.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  peer.respond(*bye, 200);
}

TEST_F(CallSuccess, ASuccessOfAnotherForkThanTheOneThatRangWins_Rfc3261_13_2_2_4) {
  invite = dial();
  raw_response(invite, 180, invite.header("To") + ";tag=fork-a", "Contact: <sip:a@127.0.0.1:5090>\r\n");
  peer.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  const auto ack = peer.expect("ACK");
  ASSERT_TRUE(ack);
  EXPECT_EQ(tag_in(ack->header("To")), peer.own_tag);
  EXPECT_EQ(story(), "call_ringing call_answered call_connected");
  peer.request("OPTIONS", {}, {}, {}, 1);  // its own CSeq space, whatever the other fork has sent
  EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
}

TEST_F(CallSuccess, ASuccessBehindARefusalChangesNothing_Rfc6026_7_2) {
  invite = dial();
  peer.respond(invite, 486);
  expect_ended(486, Cause::message);
  peer.respond(invite, 200);
  scene.run(seconds(1));
  EXPECT_EQ(sent("BYE"), 0u);
}

// --- Routes ----------------------------------------------------------------------------------------

TEST_F(CallSuccess, TheRouteSetIsTheReversedRecordRoute_Rfc3261_12_1_2) {
  invite = dial();
  raw_response(invite, 200, invite.header("To") + ";tag=x",
               "Record-Route: <sip:127.0.0.1:5093;lr>, <sip:127.0.0.1:5092;lr>\r\n"
               "Record-Route: <sip:127.0.0.1:5090;lr;x=1>\r\nContact: <sip:c@127.0.0.1:5099>\r\n");
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack) << "to the last proxy named, the first on our way";
  EXPECT_EQ(ack->first_line(), "ACK sip:c@127.0.0.1:5099 SIP/2.0");
  EXPECT_EQ(ack->header("Route"), "<sip:127.0.0.1:5090;lr;x=1>, <sip:127.0.0.1:5092;lr>, <sip:127.0.0.1:5093;lr>");
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->header("Route"), ack->header("Route"));
}

TEST_F(CallSuccess, AStrictRouterGetsItselfAsRequestUri_Rfc3261_12_2_1_1) {
  invite = dial();
  raw_response(invite, 200, invite.header("To") + ";tag=x",
               "Record-Route: <sip:127.0.0.1:5092;lr>, <sip:127.0.0.1:5090>\r\nContact: <sip:c@127.0.0.1:5099>\r\n");
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->first_line(), "ACK sip:127.0.0.1:5090 SIP/2.0");
  EXPECT_EQ(ack->header("Route"), "<sip:127.0.0.1:5092;lr>, <sip:c@127.0.0.1:5099>");
}

TEST_F(CallSuccess, TheRouteSetOfTheSuccessReplacesThatOfTheProvisional_Rfc3261_13_2_2_4) {
  invite = dial();
  raw_response(invite, 180, invite.header("To") + ";tag=x",
               "Record-Route: <sip:127.0.0.1:5093;lr>\r\nContact: <sip:early@127.0.0.1:5099>\r\n");
  raw_response(invite, 200, invite.header("To") + ";tag=x", "Contact: <sip:c@127.0.0.1:5090>\r\n");
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->first_line(), "ACK sip:c@127.0.0.1:5090 SIP/2.0");
  EXPECT_EQ(ack->header("Route"), "");
}

TEST_F(CallSuccess, AnOutboundProxyIsThePreloadedRouteOfTheInviteAlone_Rfc3261_8_1_2) {
  const auto account = bob.stack().add_account(scene.now, {.uri = "sip:bob@example.com",
                                                           .display_name = "Bob \"B\"",
                                                           .contact_user = "b",
                                                           .proxy = "sip:127.0.0.1:5090;lr",
                                                           .user_agent = "Test/1"});
  ASSERT_TRUE(account);
  const auto made = bob.stack().call(scene.now, *account, "sip:carol@example.com");
  ASSERT_TRUE(made) << name(made.error());
  call = *made;
  invite = received_invite();
  EXPECT_EQ(invite.first_line(), "INVITE sip:carol@example.com SIP/2.0");
  EXPECT_EQ(invite.header("Route"), "<sip:127.0.0.1:5090;lr>");
  EXPECT_TRUE(invite.header("From").starts_with("\"Bob \\\"B\\\"\" <sip:bob@example.com>;tag="));
  EXPECT_EQ(invite.header("Contact"), "<sip:b@127.0.0.1:5071>");
  EXPECT_EQ(invite.header("User-Agent"), "Test/1");
  peer.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->header("Route"), "");
  EXPECT_EQ(ack->first_line(), "ACK " + peer.uri() + " SIP/2.0");
}

TEST_F(CallSuccess, RequestsInTheDialogCountUpByOne_Rfc3261_12_2_1_1) {
  connect_out();
  std::uint32_t last = cseq_of(invite);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1"));
    const auto refer = peer.expect("REFER");
    ASSERT_TRUE(refer);
    EXPECT_EQ(cseq_of(*refer), ++last);
    peer.respond(*refer, 603);
  }
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE");
  ASSERT_TRUE(bye);
  EXPECT_EQ(cseq_of(*bye), last + 1);
}

// --- What is missing or wrong ----------------------------------------------------------------------

TEST_F(CallSuccess, WithoutAUsableContactTheRequestUriStaysTheTarget) {
  for (const std::string_view contact :
       {"", "Contact: *\r\n", "Contact: <tel:+1234>\r\n", "Contact: <mailto:a@b>\r\n"}) {
    invite = dial();
    raw_response(invite, 200, invite.header("To") + ";tag=x", contact);
    const auto ack = peer.expect("ACK", seconds(1));
    ASSERT_TRUE(ack) << contact;
    EXPECT_EQ(ack->first_line(), "ACK " + peer.uri() + " SIP/2.0");
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    answer_bye();
  }
}

TEST_F(CallSuccess, HeadersOfAContactUriDoNotReachTheRequestUri_Rfc3261_19_1_1) {
  invite = dial();
  raw_response(invite, 200, invite.header("To") + ";tag=x",
               "Contact: <sip:c@127.0.0.1:5090;x=y?Route=%3Csip:evil%3E>\r\n");
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->first_line(), "ACK sip:c@127.0.0.1:5090;x=y SIP/2.0");
}

TEST_F(CallSuccess, AQuestionMarkInTheUserOfAContactIsKept_Rfc3261_25_1) {
  invite = dial();
  raw_response(invite, 200, invite.header("To") + ";tag=x", "Contact: <sip:c?d@127.0.0.1:5090;x=y?Subject=z>\r\n");
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->first_line(), "ACK sip:c?d@127.0.0.1:5090;x=y SIP/2.0");
}

TEST_F(CallSuccess, AMalformedOneIsDropped) {
  invite = dial();
  raw_response(invite, 200, invite.header("To") + ";tag=x", "Contact: <sip:\"\r\n");
  EXPECT_EQ(sent("ACK"), 0u);
  EXPECT_EQ(bob.stack().state(call), CallState::calling);
  EXPECT_EQ(bob.stack().counters().malformed, 1u);
}

TEST_F(CallSuccess, WithoutAToTagThePeersTagIsNull_Rfc3261_12_1_2) {
  invite = dial();
  for (int i = 0; i < 2; ++i) {
    raw_response(invite, 200, invite.header("To"), "Contact: <sip:c@127.0.0.1:5090>\r\n");
    const auto ack = peer.expect("ACK", seconds(1));
    ASSERT_TRUE(ack);
    EXPECT_EQ(ack->header("To"), invite.header("To"));
  }
  peer.request("BYE");  // with a tag: another dialog
  EXPECT_TRUE(peer.expect("SIP/2.0 481", seconds(1)));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(sent("BYE"), 0u);
}

TEST_F(CallSuccess, BehindAHostNameTheAckTakesTheInvitesWay) {
  invite = dial();
  raw_response(invite, 200, invite.header("To") + ";tag=x", "Contact: <sip:c@phone.example.com>\r\n");
  const auto ack = peer.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->first_line(), "ACK sip:c@phone.example.com SIP/2.0");
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(CallSuccess, ASecondViaIsNotForUs_Rfc3261_8_1_3_3) {
  invite = dial();
  raw_response(invite, 200, invite.header("To") + ";tag=x",
               "Contact: <sip:c@127.0.0.1:5090>\r\nVia: SIP/2.0/UDP other;branch=z9hG4bKx\r\n");
  EXPECT_EQ(sent("ACK"), 0u);
}

class CallSuccessWithoutRoom : public simulation::CallTest {
 protected:
  CallSuccessWithoutRoom() : CallTest(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.dialog_text = 300;
    return limits;
  }
};

// Bob            Peer
//  |--- INVITE --->|
//  |<---- 200 -----|  its route set does not fit
//  |---- ACK ----->|
//  |---- BYE ----->|
TEST_F(CallSuccessWithoutRoom, ADialogThatDoesNotFitIsAcknowledgedAndEnded) {
  invite = dial();
  std::string routes;
  for (int i = 0; i < 10; ++i) routes += "Record-Route: <sip:127.0.0.1:5090;lr;number=" + std::to_string(i) + ">\r\n";
  raw_response(invite, 200, invite.header("To") + ";tag=x", routes + "Contact: <sip:c@127.0.0.1:5090>\r\n");
  EXPECT_TRUE(peer.expect("ACK", seconds(1)));
  expect_ended(513, Cause::no_resource);
  answer_bye();
}

TEST_F(CallSuccessWithoutRoom, AProvisionalThatDoesNotFitIsToldAllTheSame) {
  invite = dial();
  raw_response(invite, 180, invite.header("To") + ";tag=x",
               "Contact: <sip:" + std::string(300, 'c') + "@127.0.0.1:5090>\r\n");
  EXPECT_EQ(story(), "call_ringing");
  peer.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  EXPECT_TRUE(peer.expect("ACK", seconds(1)));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

}  // namespace
}  // namespace baton
