// REFERs outside of dialogs: refused, let in by switch, or by a Target-Dialog of ours (outcome table 2.1, RFC 4538 4).
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

class OutsideRows : public TransfereeRows {
 protected:
  explicit OutsideRows(const StackOptions& options = {}) : TransfereeRows(options), dave(scene, 5093, alice) {
    dave.own_tag = "dave-tag";
  }
  void SetUp() override {
    TransfereeRows::SetUp();
    alice.on_event = [this](Party&, const Event& event) {
      if (event.kind != EventKind::refer_received) return;
      transfer = event.transfer;
      heard_call = event.call;
      heard_account = event.account;
    };
    dave.call_id = "dave-refers";
    dave.local = "<" + dave.uri() + ">;tag=dave-tag";
    dave.remote = "<" + alice.uri + ">";
    dave.target = alice.uri;
  }
  std::string alice_tag() const { return bob.remote.substr(bob.remote.find(";tag=") + 5); }
  std::string target_dialog(const std::string& call_id, const std::string& local, const std::string& remote) const {
    return "Target-Dialog: " + call_id + ";local-tag=" + local + ";remote-tag=" + remote + "\r\n";
  }
  /// Dave's REFER; what answered it.
  Packet refers(std::string_view extra = {}) {
    const std::string headers = refer_to() + std::string(extra);
    dave.forget();
    dave.request("REFER", headers);
    scene.run(milliseconds(5));
    refer_cseq = dave.cseq;
    if (!dave.has("SIP/2.0 ")) return {};
    return *dave.expect("SIP/2.0 ");
  }

  ScriptedPeer dave;
  CallId heard_call;
  AccountId heard_account;
};

TEST_F(OutsideRows, OutOfDialogIs403ByDefault_Rfc3515_5_2) {
  EXPECT_EQ(refers().first_line(), "SIP/2.0 403 Forbidden");
  EXPECT_EQ(alice.last(EventKind::refer_refused)->reason, text(ReferralRefusal::outside_dialog));
  EXPECT_EQ(alice.last(EventKind::refer_refused)->call, CallId{});
  EXPECT_EQ(alice.stack().usage().dialogs.used, 1u) << "nothing is kept of it";
}

// Dave            Alice           Carol      with Target-Dialog of Alice's call with Bob
//  |--- REFER ------>|
//  |<---- 202 -------|
//  |<-- NOTIFY 100 --|
//  |                 |--- INVITE --->|
//  |<-- NOTIFY 486 --|<---- 486 -----|
TEST_F(OutsideRows, ATargetDialogOfAConfirmedSessionOfOursIsAsIfInIt_Rfc4538_4) {
  EXPECT_EQ(refers(target_dialog(bob.call_id, alice_tag(), "peer-tag")).text, "");
  EXPECT_EQ(heard_call, call);
  accept();
  const auto accepted = dave.expect("SIP/2.0 202");
  ASSERT_TRUE(accepted);
  const std::string to = accepted->header("To");
  EXPECT_NE(to.find(";tag="), std::string::npos);
  const auto first = dave.expect("NOTIFY");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->header("From"), to);
  EXPECT_EQ(first->header("To"), dave.local);
  EXPECT_EQ(first->header("Call-ID"), "dave-refers");
  EXPECT_EQ(first->header("Event"), "refer;id=" + std::to_string(refer_cseq));
  dave.respond(*first, 200);
  carol.respond(invite, 486);
  const auto last = dave.expect("NOTIFY");
  ASSERT_TRUE(last);
  EXPECT_EQ(body_of(*last), "SIP/2.0 486 Busy Here\r\n");
  dave.respond(*last, 200);
  scene.run(seconds(40));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 486);
  EXPECT_EQ(alice.stack().usage().dialogs.used, 1u) << "the REFER's dialog is gone, the call's stands";
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
}

TEST_F(OutsideRows, ATargetDialogNeedsBothTagsAsTheyAreThere) {
  const std::string mine = alice_tag();
  for (const std::string& wrong :
       {target_dialog(bob.call_id, mine, "other"), target_dialog(bob.call_id, "other", "peer-tag"),
        target_dialog("other", mine, "peer-tag"), target_dialog(bob.call_id, "peer-tag", mine),
        "Target-Dialog: " + bob.call_id + ";local-tag=" + mine + "\r\n"}) {
    EXPECT_EQ(refers(wrong).first_line(), "SIP/2.0 403 Forbidden") << wrong;
  }
  bob.request("BYE");
  scene.run(milliseconds(5));
  EXPECT_EQ(refers(target_dialog(bob.call_id, mine, "peer-tag")).first_line(), "SIP/2.0 403 Forbidden")
      << "the session has ended";
}

TEST_F(OutsideRows, ARejectedReferWithTargetDialogLeavesNoDialog) {
  (void)refers(target_dialog(bob.call_id, alice_tag(), "peer-tag"));
  EXPECT_EQ(alice.stack().usage().dialogs.used, 2u);
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
  const auto answer = dave.expect("SIP/2.0 603", seconds(1));
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->header("To").find(";tag="), std::string::npos);
  EXPECT_EQ(alice.stack().usage().dialogs.used, 1u);
}

// Bob             Alice           Dave
//  |                 |<--- REFER ----|  with Target-Dialog of Alice's call with Bob
//  |------ BYE ----->|
//  |<---- 200 -------|---- 487 ----->|  as if in that session (outcome table 2.1)
TEST_F(OutsideRows, ByeOfTheNamedCallWhileUndecidedIs487_Rfc3261_15_1_2) {
  (void)refers(target_dialog(bob.call_id, alice_tag(), "peer-tag"));
  bob.request("BYE");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", milliseconds(10)));
  EXPECT_TRUE(dave.expect("SIP/2.0 487", milliseconds(10)));
  EXPECT_EQ(alice.count(EventKind::call_ended), 1u);
  ASSERT_EQ(alice.count(EventKind::referral_ended), 1u);
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 487);
  EXPECT_FALSE(alice.stack().accept_refer(scene.now, transfer));
  EXPECT_EQ(alice.stack().usage().dialogs.used, 0u);
}

TEST_F(OutsideRows, TheNamedCallsEndIsNothingToAReferThatWasAccepted_Rfc5057_5_5) {
  (void)refers(target_dialog(bob.call_id, alice_tag(), "peer-tag"));
  accept();
  const auto first = dave.expect("NOTIFY");
  ASSERT_TRUE(first);
  dave.respond(*first, 200);
  bob.request("BYE");
  scene.run(milliseconds(10));
  carol.respond(invite, 486);
  const auto last = dave.expect("NOTIFY");
  ASSERT_TRUE(last);
  EXPECT_EQ(body_of(*last), "SIP/2.0 486 Busy Here\r\n");
  dave.respond(*last, 200);
  scene.run(milliseconds(10));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 486);
}

TEST_F(OutsideRows, TheSameReferByAnotherPathIs482_Rfc3261_8_2_2_2) {
  const std::string text = dave.request("REFER", refer_to() + target_dialog(bob.call_id, alice_tag(), "peer-tag"));
  scene.run(milliseconds(5));
  std::string other = text;
  other.replace(other.find("z9hG4bK"), 7, "z9hG4bKfork");
  scene.inject(dave.address(), alice, other);
  EXPECT_TRUE(dave.expect("SIP/2.0 482", seconds(1)));
  EXPECT_EQ(alice.count(EventKind::refer_received), 1u);
}

class TargetDialogOff : public OutsideRows {
 protected:
  TargetDialogOff() : OutsideRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.tdialog = false;
    return options;
  }
};

TEST_F(TargetDialogOff, TargetDialogIsNotHeededAndItsTagIs420) {
  EXPECT_EQ(refers(target_dialog(bob.call_id, alice_tag(), "peer-tag")).first_line(), "SIP/2.0 403 Forbidden");
  const Packet refusal = refers("Require: tdialog\r\n");
  EXPECT_EQ(refusal.first_line(), "SIP/2.0 420 Bad Extension");
  EXPECT_EQ(refusal.header("Unsupported"), "tdialog");
}

class OutsideAllowed : public OutsideRows {
 protected:
  OutsideAllowed() : OutsideRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.outside_dialogs = true;
    return options;
  }
};

TEST_F(OutsideAllowed, SwitchedOnItReachesTheApplicationWithoutACall) {
  EXPECT_EQ(refers("Record-Route: <sip:127.0.0.1:5093;lr>\r\n").text, "");
  EXPECT_EQ(heard_call, CallId{});
  EXPECT_EQ(heard_account, alice.account);
  accept();
  const auto accepted = dave.expect("SIP/2.0 202");
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->header("Record-Route"), "<sip:127.0.0.1:5093;lr>");
  const auto first = dave.expect("NOTIFY");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->header("Route"), "<sip:127.0.0.1:5093;lr>");
  dave.respond(*first, 200);
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  const auto last = dave.expect("NOTIFY");
  ASSERT_TRUE(last);
  EXPECT_EQ(last->header("Subscription-State"), "terminated;reason=noresource");
  dave.respond(*last, 200);
  scene.run(seconds(1));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 200);
  EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
}

// Dave            Alice
//  |---- REFER ---->|
//  |<---- 202 ------|
//  |---- REFER ---->|  a repetition that took longer than Timer J
//  |<---- 482 ------|  and not a second call
TEST_F(OutsideAllowed, ARepetitionBehindTimerJIsNoSecondRefer_Rfc3261_17_2_2) {
  EXPECT_EQ(refers().text, "");
  accept();
  const auto first = dave.expect("NOTIFY");
  ASSERT_TRUE(first);
  dave.respond(*first, 200);
  scene.run(seconds(33));
  dave.forget();
  dave.request("REFER", refer_to(), {}, {}, refer_cseq);
  EXPECT_TRUE(dave.expect("SIP/2.0 482", seconds(1)));
  EXPECT_EQ(alice.count(EventKind::refer_received), 1u);
  dave.request("REFER", refer_to());
  scene.run(milliseconds(50));
  EXPECT_EQ(alice.count(EventKind::refer_received), 2u) << "another one is another one";
}

TEST_F(OutsideAllowed, ARefreshInItsDialogIsGrantedAndAnotherDialogIs481) {
  (void)refers();
  accept();
  const auto first = dave.expect("NOTIFY");
  ASSERT_TRUE(first);
  dave.respond(*first, 200);
  dave.remote = first->header("From");
  dave.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 60\r\n");
  EXPECT_EQ(dave.expect("SIP/2.0 200")->header("Expires"), "60");
  dave.remote += "x";
  dave.request("SUBSCRIBE", "Event: refer\r\nExpires: 60\r\n");
  EXPECT_TRUE(dave.expect("SIP/2.0 481", seconds(1))) << "RFC 3261 12.2.2";
}

TEST_F(OutsideAllowed, ASubscribeOutOfDialogIs403_Rfc3515_2_4_4) {
  dave.request("SUBSCRIBE", "Event: refer\r\nExpires: 60\r\n");
  EXPECT_TRUE(dave.expect("SIP/2.0 403", seconds(1)));
  dave.request("SUBSCRIBE", "Event: presence\r\nExpires: 60\r\n");
  EXPECT_EQ(dave.expect("SIP/2.0 489")->header("Allow-Events"), "refer");
}

}  // namespace
}  // namespace baton
