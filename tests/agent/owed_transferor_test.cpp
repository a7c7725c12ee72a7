// What user agents in the field get wrong when they refer others, row by row of the field notes (docs/transfer.md,
// "Published faults, row by row"). Rows that have a test elsewhere are not repeated here.
#include "tests/agent/attended_scene.hpp"
#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

class OwedTransferor : public TransferorRows {
 protected:
  std::size_t sent(std::string_view start) const {
    std::size_t count = 0;
    for (const Packet& packet : scene.log)
      count += packet.from == bob.address && packet.text.starts_with(start) ? 1u : 0u;
    return count;
  }
  std::size_t outcomes() const {
    return bob.count(EventKind::transfer_succeeded) + bob.count(EventKind::transfer_failed) +
           bob.count(EventKind::refer_rejected);
  }
};

// A middlebox has hidden the dialog from the transferee, or the Refer-To from the target.
TEST_F(OwedTransferor, Rows13And14_A481IsTheOutcomeAtOnceAndTheCallIsKept) {
  peer.respond(refer, 481);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 481);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  bob.heard.clear();
  send_refer();
  accept();
  notify("terminated;reason=noresource", 481);
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  EXPECT_EQ(outcome()->status, 481);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(OwedTransferor, Row38_APeerThatSaysNoMoreThan100) {
  accept();
  notify("active;expires=600", 100);
  scene.run(seconds(60));
  EXPECT_EQ(story(), "refer_accepted transfer_trying") << "a 1xx is no outcome";
  scene.run(seconds(300));
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_failed") << "but not for ever";
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(OwedTransferor, Row38_AByeBehindThe100IsNoOutcomeByItself) {
  accept();
  notify("active;expires=600", 100);
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  notify("active;expires=600", 180);
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
}

TEST_F(OwedTransferor, Row39_A202AndThenByeInPlaceOfReports) {
  accept();
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  scene.run(seconds(400));
  EXPECT_EQ(outcomes(), 1u);
  EXPECT_EQ(bob.heard.back().kind, EventKind::transfer_failed);
  EXPECT_EQ(bob.stack().usage().transfers.used, 0u);
}

TEST_F(OwedTransferor, Rows47And56And68_NobodyIsHeldOrHungUpUnasked) {
  accept();
  scene.run(seconds(2));
  EXPECT_EQ(story(), "refer_accepted") << "accepted is not succeeded";
  notify("active;expires=600", 100);
  notify("active;expires=600", 180);
  notify("terminated;reason=noresource", 200);
  scene.run(seconds(600));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed) << "the application decides on success";
  send_refer();
  accept();
  notify("terminated;reason=noresource", 486);
  scene.run(seconds(600));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  EXPECT_EQ(sent("BYE"), 0u);
  EXPECT_EQ(sent("INVITE"), 1u) << "the call's own: nothing was held";
  EXPECT_EQ(sent("UPDATE"), 0u);
}

TEST_F(OwedTransferor, Row51_ASecondReferRightBehindAFailedOne) {
  for (const bool with_id : {true, false}) {
    accept();
    notify("terminated;reason=noresource", 486);
    send_refer();
    accept();
    peer.notify("active;expires=60", fragment(180), with_id ? simulation::cseq_of(refer) : 0);
    EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
    EXPECT_EQ(bob.last(EventKind::transfer_ringing)->transfer, transfer) << "the one that lives";
    peer.notify("terminated;reason=noresource", fragment(200), with_id ? simulation::cseq_of(refer) : 0);
    EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
    EXPECT_EQ(bob.last(EventKind::transfer_succeeded)->transfer, transfer);
    EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
    bob.heard.clear();
    send_refer();
  }
}

TEST_F(OwedTransferor, Row55_TheEndOfTheReportsIsNotTheEndOfTheCall) {
  for (const char* const package : {"refer", "Refer", "REFER"}) {
    accept();
    const std::string state = "Subscription-State: Terminated;reason=noresource\r\n";
    peer.request("NOTIFY", "Event: " + std::string(package) + "\r\n" + state, "message/sipfrag", fragment(200));
    EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1))) << package;
    EXPECT_EQ(story(), "refer_accepted transfer_succeeded") << package;
    bob.heard.clear();
    send_refer();
  }
  peer.respond(refer, 603);
  scene.run(milliseconds(5));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
  peer.request("BYE");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  EXPECT_EQ(bob.count(EventKind::call_ended), 1u);
}

/// Two accounts of two servers; the peer is the way to both.
TEST(OwedAccounts, Row28_CredentialsAreThoseOfTheCallsAccount) {
  Scene scene;
  Party& bob = scene.add("bob", 5071, Limits::host(8));
  const auto subscribe = [&](std::string_view uri, std::string_view user) {
    AccountView view;
    view.uri = uri;
    view.proxy = "sip:127.0.0.1:5090;lr";
    view.auth_user = user;
    view.password = "secret";
    return *bob.stack().add_account(scene.now, view);
  };
  const AccountId accounts[] = {subscribe("sip:one@one.example", "user-one"),
                                subscribe("sip:two@two.example", "user-two")};
  for (std::size_t i : {std::size_t{1}, std::size_t{0}}) {
    ScriptedPeer peer(scene, 5090, bob);
    const auto call = bob.stack().call(scene.now, accounts[i],
                                       i == 0 ? "sip:carol@one.example" : "sip:carol@two.example");
    ASSERT_TRUE(call);
    peer.take_call();
    ASSERT_TRUE(bob.stack().refer(scene.now, *call, "sip:dave@one.example"));
    const auto refer = peer.expect("REFER", seconds(1));
    ASSERT_TRUE(refer);
    peer.respond(*refer, 407,
                 "Proxy-Authenticate: Digest realm=\"here\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"\r\n");
    scene.run(milliseconds(10));
    const auto again = peer.expect("REFER", seconds(1));
    ASSERT_TRUE(again);
    const std::string credentials = again->header("Proxy-Authorization");
    EXPECT_NE(credentials.find(i == 0 ? "username=\"user-one\"" : "username=\"user-two\""), std::string::npos)
        << credentials;
    EXPECT_EQ(again->header("Referred-By"), i == 0 ? "<sip:one@one.example>" : "<sip:two@two.example>");
  }
}

class OwedEarlyLeg : public AttendedScene {};

//   peer             Bob             target
//    |                |--- INVITE ---->|
//    |                |<-- 180 --------|
//    |<-- REFER ------|                |   Replaces of the early dialog
//    |                |<-- 486 --------|   the target rejects
//    |--- NOTIFY 481->|--- ACK ------->|
TEST_F(OwedEarlyLeg, Row64_ATargetThatRejectsLeavesNothingRinging) {
  for (const EarlyLeg how : {EarlyLeg::replace, EarlyLeg::wait}) {
    ring_target(180);
    refer_attended({}, {.early_leg = how});
    if (how == EarlyLeg::replace) {
      expect_refer();
      accept();
    }
    target.respond(invite, 486);
    EXPECT_TRUE(target.expect("ACK", seconds(1)));
    scene.run(milliseconds(5));
    EXPECT_EQ(bob.last(EventKind::call_ended)->call, leg);
    if (how == EarlyLeg::replace) notify("terminated;reason=noresource", 481);
    EXPECT_EQ(story(), how == EarlyLeg::replace ? "refer_accepted transfer_failed" : "refer_rejected");
    EXPECT_EQ(bob.stack().state(leg), CallState::none);
    EXPECT_EQ(bob.stack().usage().calls.used, 1u) << "the first call, and no ghost";
    EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
    target.forget();
  }
}

//   peer             Bob             target
//    |                |--- INVITE ---->|
//    |                |<-- 180 --------|
//    |<-- REFER ------|                |   Replaces of the early dialog
//    |--- NOTIFY 200->|--- CANCEL ---->|   the target took it, and left the old INVITE ringing
TEST_F(OwedEarlyLeg, Row64_AfterSuccessWhatStillRingsIsCancelled) {
  ring_target(180);
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  expect_refer();
  accept();
  EXPECT_FALSE(target.has("CANCEL"));
  notify("terminated;reason=noresource", 200);
  const auto cancel = target.expect("CANCEL", seconds(1));
  ASSERT_TRUE(cancel);
  EXPECT_EQ(cancel->header("Reason"), "SIP;cause=200;text=\"Call completed elsewhere\"");
  target.respond(*cancel, 200);
  target.respond(invite, 487);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  ASSERT_EQ(bob.count(EventKind::call_ended), 1u);
  EXPECT_EQ(bob.last(EventKind::call_ended)->call, leg);
  EXPECT_EQ(bob.last(EventKind::call_ended)->cause, Cause::replaced);
  EXPECT_EQ(bob.last(EventKind::call_ended)->status, 487);
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(OwedEarlyLeg, Row64_A200ThatCrossesThatCancelIsEnded) {
  ring_target(180);
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  expect_refer();
  accept();
  notify("terminated;reason=noresource", 200);
  ASSERT_TRUE(target.expect("CANCEL", seconds(1)));
  target.respond(invite, 200, answer_headers, "application/sdp", simulation::sdp);
  ASSERT_TRUE(target.expect("ACK", seconds(1)));
  const auto bye = target.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  target.respond(*bye, 200);
  scene.run(milliseconds(10));
  EXPECT_EQ(bob.last(EventKind::call_ended)->call, leg);
  EXPECT_EQ(bob.count(EventKind::call_answered), 0u);
}

TEST_F(OwedEarlyLeg, Row64_AfterFailureItRingsOnAndMayBeAnswered) {
  ring_target(180);
  refer_attended({}, {.early_leg = EarlyLeg::replace});
  expect_refer();
  accept();
  notify("terminated;reason=noresource", 481);
  scene.run(seconds(5));
  EXPECT_FALSE(target.has("CANCEL"));
  target.respond(invite, 200, answer_headers, "application/sdp", simulation::sdp);
  EXPECT_TRUE(target.expect("ACK", seconds(1)));
  EXPECT_EQ(bob.stack().state(leg), CallState::confirmed);
}

}  // namespace
}  // namespace baton
