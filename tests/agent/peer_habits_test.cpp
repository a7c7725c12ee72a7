// What real user agents put on the wire, each habit as a scripted peer that has it; docs/interop.md has the same
// against the real ones.
#include "tests/agent/attended_scene.hpp"
#include "tests/agent/replaces_fixture.hpp"
#include "tests/agent/transferee_scene.hpp"
#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

constexpr std::string_view hold_body =
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=sendonly\r\n";

/// Bob, a Stack, refers peers that have habits.
struct HabitsOfTransferees : TransferorRows {
  /// A NOTIFY with just these headers and this body; its answer's status.
  int told(const std::string& headers, std::string_view body, std::string_view type = "message/sipfrag") {
    peer.request("NOTIFY", headers, type, body);
    const auto answer = peer.expect("SIP/2.0 ", seconds(2));
    return answer ? std::stoi(answer->text.substr(8, 3)) : 0;
  }
  /// The same call's next transfer, accepted.
  void another_transfer() {
    scene.run(seconds(5));
    peer.forget();
    bob.heard.clear();
    send_refer();
    accept();
  }
  void expect_call_kept() { EXPECT_EQ(bob.stack().state(call), CallState::confirmed); }
};

/// Alice, a Stack, is referred by peers that have habits.
struct HabitsOfTransferors : TransfereeRows {
  /// Carol is busy, and Bob is told so.
  void end_of_transfer() {
    carol.respond(invite, 486);
    ASSERT_TRUE(carol.expect("ACK"));
    while (!notified().header("Subscription-State").starts_with("terminated")) {
    }
    scene.run(seconds(1));
  }
};

struct HabitsOfConsultations : AttendedScene {};

using HabitsOfReplacing = simulation::ReplacesTest;

//   Bob             Alice            Carol
//    |--- REFER ----->|                |  as sip:..., not <sip:...>
//    |<-- 202 --------|                |
//    |<-- NOTIFY 100 -|--- INVITE ---->|  Referred-By
TEST_F(HabitsOfTransferors, Habit1_NoAngleBracketsAndEventAndExpiresInTheReferOrNeither) {
  for (const std::string_view more : {"", "Event: refer\r\n", "Event: refer\r\nExpires: 60\r\n"}) {
    for (const std::string_view bracket : {"", "<"}) {
      const std::string end = bracket.empty() ? "" : ">";
      bob.forget();
      send_refer("Refer-To: " + std::string(bracket) + carol.uri() + end + "\r\nReferred-By: " + std::string(bracket) +
                 bob.uri() + end + "\r\n" + std::string(more));
      accept();
      ASSERT_TRUE(bob.has("SIP/2.0 202")) << more << bracket;
      EXPECT_EQ(invite.first_line(), "INVITE " + carol.uri() + " SIP/2.0");
      EXPECT_NE(invite.header("Referred-By").find(bob.uri()), std::string::npos) << more << bracket;
      end_of_transfer();
    }
  }
}

TEST_F(HabitsOfTransferees, Habit2_AFragmentWithoutVersionInOneLineWithAndWithoutItsEnd) {
  accept();
  for (const std::string_view end : {"\r\n", "\n", ""}) {
    for (const std::string_view type : {"message/sipfrag", "message/sipfrag;version=2.0"}) {
      const std::string event = "Event: refer;id=" + std::to_string(simulation::cseq_of(refer)) + "\r\n";
      EXPECT_EQ(told(event + "Subscription-State: active\r\n", "SIP/2.0 100 Trying" + std::string(end), type), 200);
      const std::string last = event + "Subscription-State: terminated;reason=noresource\r\n";
      EXPECT_EQ(told(last, "SIP/2.0 200 Ok" + std::string(end), type), 200);
      EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_succeeded") << type << end;
      another_transfer();
    }
  }
}

TEST_F(HabitsOfTransferees, Habit3_TheIdOnTheFirstReferTooOrNever) {
  accept();
  for (const bool with_id : {true, false, true, false}) {
    const std::string id = with_id ? ";id=" + std::to_string(simulation::cseq_of(refer)) : "";
    EXPECT_EQ(told("Event: refer" + id + "\r\nSubscription-State: active;expires=60\r\n", fragment(180)), 200);
    EXPECT_EQ(told("Event: refer" + id + "\r\nSubscription-State: terminated;reason=noresource\r\n", fragment(200)),
              200);
    EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded") << with_id;
    another_transfer();
  }
}

TEST_F(HabitsOfTransferees, Habit4_ASubscriptionStateAgainstTheGrammarIsAnsweredAndEndsTheReports) {
  accept();
  EXPECT_EQ(told("Event: refer\r\nSubscription-State: terminated;reason=reason=noresource\r\n", "SIP/2.0 200 Ok\r\n"),
            200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  another_transfer();
  EXPECT_EQ(told("Event: refer\r\nSubscription-State: terminated;reason=reason=noresource\r\n",
                 "SIP/2.0 486 Busy here\r\n"),
            200);
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  expect_call_kept();
}

TEST_F(HabitsOfTransferees, Habit5_AFinalStatusUnderActiveEndsTheWait) {
  accept();
  EXPECT_EQ(told("Event: refer\r\nSubscription-State: active\r\n", fragment(100)), 200);
  EXPECT_EQ(told("Event: refer\r\nSubscription-State: active\r\n", fragment(488)), 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_failed");
  EXPECT_EQ(outcome()->status, 488);
  expect_call_kept();
  // Nothing more is coming, and nothing is waited for beyond what the other end is told.
  const auto unsubscribed = peer.expect("SUBSCRIBE", seconds(3));
  ASSERT_TRUE(unsubscribed);
  EXPECT_EQ(unsubscribed->header("Expires"), "0");
  peer.respond(*unsubscribed, 481);
  scene.run(seconds(70));
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 0u);
  expect_call_kept();
}

/// As transferee: the target is at port 5060, and the Replaces goes on as it was, unescaped.
TEST_F(HabitsOfTransferors, Habit6_AnAddressOfRecordWithoutPortAndEscapesInLowerCase) {
  simulation::ScriptedPeer target(scene, 5060, alice);
  send_refer("Refer-To: <sip:carol@127.0.0.1?Replaces=EbqlIrjipw%40x%3bfrom-tag%3d-yJUd34yb%3bto-tag%3dql36>\r\n");
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  const auto called = target.expect("INVITE");
  ASSERT_TRUE(called);
  EXPECT_EQ(called->first_line(), "INVITE sip:carol@127.0.0.1 SIP/2.0");
  EXPECT_EQ(called->header("Replaces"), "EbqlIrjipw@x;from-tag=-yJUd34yb;to-tag=ql36");
}

/// As target: from-tag before to-tag.
TEST_F(HabitsOfReplacing, Habit6_FromTagBeforeToTag) {
  connect_in();
  ask_with("Replaces: " + peer.call_id + ";from-tag=" + peer.own_tag + ";to-tag=" + tag_in(peer.remote) + "\r\n" +
           referred_by_peer());
  EXPECT_EQ(answer_to_carol(), 200);
  answer_bye();
  expect_old_call_replaced();
}

//   Bob             Alice
//    |-- INVITE ----->|  hold
//    |-- REFER ------>|
//    |<-- 200 --------|  of the INVITE
//    |<-- 202 --------|
//    |-- ACK -------->|
TEST_F(HabitsOfTransferors, Habit7_AReferRightBehindAHoldEvenBeforeItsAck) {
  bob.request("INVITE", {}, "application/sdp", hold_body);
  const std::uint32_t held = bob.cseq;
  send_refer();
  ASSERT_EQ(alice.count(EventKind::refer_received), 1u) << alice.story();
  accept();
  const auto ok = bob.expect("SIP/2.0 200");
  ASSERT_TRUE(ok);
  EXPECT_EQ(simulation::cseq_of(*ok), held);
  EXPECT_TRUE(bob.has("SIP/2.0 202"));
  bob.request("ACK", {}, {}, {}, held);
  scene.run(milliseconds(10));
  end_of_transfer();
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
}

/// As transferor: the peer's re-INVITE is over first; a 491 all the same means "again in a moment".
TEST_F(HabitsOfTransferees, Habit7_OurReferWaitsForAnOpenReinviteAndComesAgainAfter491) {
  accept();
  notify("terminated;reason=noresource", 486);
  peer.forget();
  bob.heard.clear();
  peer.request("INVITE", {}, "application/sdp", hold_body);
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1:5072"));
  scene.run(milliseconds(100));
  EXPECT_FALSE(peer.has("REFER"));
  peer.request("ACK");
  const auto first = peer.expect("REFER", milliseconds(100));
  ASSERT_TRUE(first);
  peer.respond(*first, 491);
  const Time refused = scene.now;
  const auto second = peer.expect("REFER", seconds(5));
  ASSERT_TRUE(second);
  EXPECT_GE(scene.now - refused, milliseconds(2100)) << "the call is ours (RFC 3261 14.1)";
  refer = *second;
  accept();
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

//  peer             Bob
//    |<-- REFER ------|
//    |--- 202 ------->|
//    |--- INVITE ---->|  hold
//    |<-- 200 --------|
//    |--- ACK ------->|
//    |--- NOTIFY ---->|  after the target was called
TEST_F(HabitsOfTransferees, Habit8_AHoldRightBehindThe202) {
  peer.respond(refer, 202);
  peer.request("INVITE", {}, "application/sdp", hold_body);
  const auto ok = peer.expect("SIP/2.0 200", milliseconds(100));
  ASSERT_TRUE(ok);
  EXPECT_NE(ok->text.find("a=recvonly"), std::string::npos);
  peer.request("ACK");
  scene.run(milliseconds(300));
  notify("active", 100);
  notify("terminated;reason=reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_succeeded");
  expect_call_kept();
}

TEST_F(HabitsOfTransferees, Habit9_TwoNotifiesBackToBackInOrderOrSwapped) {
  accept();
  peer.notify("active;expires=60", fragment(180));
  peer.notify("terminated;reason=noresource", fragment(200));
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");

  another_transfer();
  const std::string event = "Event: refer\r\nSubscription-State: ";
  const std::uint32_t older = peer.cseq + 1;
  peer.request("NOTIFY", event + "terminated;reason=noresource\r\n", "message/sipfrag", fragment(200), older + 1);
  peer.request("NOTIFY", event + "active;expires=60\r\n", "message/sipfrag", fragment(180), older);
  peer.cseq = older + 1;
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  const auto late = peer.expect("SIP/2.0 ");
  ASSERT_TRUE(late);
  EXPECT_EQ(late->first_line(), "SIP/2.0 500 Server Internal Error");
  EXPECT_NE(late->header("Retry-After"), "");
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(HabitsOfTransferees, Habit10_ANotifyRightBehindThe202OrAheadOfIt) {
  peer.respond(refer, 202);
  peer.notify("active;expires=60", fragment(100));
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(story(), "refer_accepted transfer_trying");
  notify("terminated;reason=noresource", 200);

  scene.run(seconds(5));
  peer.forget();
  bob.heard.clear();
  send_refer();
  peer.notify("active;expires=60", fragment(100));
  ASSERT_TRUE(peer.expect("SIP/2.0 200", milliseconds(50))) << "it is answered at once";
  EXPECT_EQ(story(), "") << "and told of when the 202 is there";
  peer.respond(refer, 202);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_accepted transfer_trying");
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_succeeded");
}

/// As transferor: the target ends the replaced call ahead of the last report, or behind it; one success either way.
TEST_F(HabitsOfConsultations, Habit11_TheTargetEndsTheReplacedCallBeforeItsAnswer) {
  consult();
  refer_attended();
  expect_refer();
  accept();
  target.request("BYE");
  ASSERT_TRUE(target.expect("SIP/2.0 200"));
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  EXPECT_EQ(bob.count(EventKind::call_ended), 1u) << "the consultation";
  scene.run(seconds(70));
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(HabitsOfConsultations, Habit11_TheTargetEndsTheReplacedCallAfterwards) {
  consult();
  refer_attended();
  expect_refer();
  accept();
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  EXPECT_EQ(bob.stack().state(leg), CallState::confirmed) << "nobody has asked us to end it";
  scene.run(milliseconds(200));
  target.request("BYE");
  ASSERT_TRUE(target.expect("SIP/2.0 200"));
  EXPECT_EQ(bob.count(EventKind::call_ended), 1u);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

/// As transferee: the target has a new offer as soon as it has our ACK.
TEST_F(HabitsOfTransferors, Habit11_AnUpdateWithANewOfferRightAfterTheAck) {
  send_refer();
  accept();
  carol.call_id = invite.header("Call-ID");
  carol.local = invite.header("To") + ";tag=" + carol.own_tag;
  carol.remote = invite.header("From");
  carol.target = alice.uri;
  carol.respond(invite, 200, "Allow: INVITE, ACK, BYE, CANCEL, UPDATE\r\n", "application/sdp", simulation::sdp);
  ASSERT_TRUE(carol.expect("ACK"));
  carol.request("UPDATE", {}, "application/sdp", hold_body);
  const auto ok = carol.expect("SIP/2.0 ");
  ASSERT_TRUE(ok);
  EXPECT_EQ(ok->first_line(), "SIP/2.0 200 OK");
  EXPECT_NE(ok->text.find("a=recvonly"), std::string::npos);
  EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
}

/// As transferor, we expect either.
TEST_F(HabitsOfConsultations, Habit12_ReplacesOfARingingCallIsAcceptedOr481) {
  ring_target(180);
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  expect_refer();
  accept();
  notify("terminated;reason=noresource", 481);
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  EXPECT_EQ(outcome()->status, 481);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(bob.stack().state(leg), CallState::calling) << "it rings on";

  bob.heard.clear();
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  expect_refer();
  accept();
  // The target takes it, and has no use for the ringing call any more.
  target.respond(invite, 603);
  ASSERT_TRUE(target.expect("ACK"));
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

}  // namespace
}  // namespace baton
