// The transferee from the REFER to its final response (outcome table 2.1).
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

TEST_F(TransfereeRows, TheApplicationDecidesBeforeAnyFinalResponse) {
  send_refer();
  EXPECT_EQ(alice.count(EventKind::refer_received), 1u);
  scene.run(seconds(3));
  EXPECT_FALSE(bob.has("SIP/2.0 202"));
  EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided);
}

TEST_F(TransfereeRows, ARetransmittedReferIsAbsorbed) {
  const std::string text = bob.request("REFER", refer_to());
  scene.run(milliseconds(5));
  scene.inject(bob.address(), alice, text);
  scene.run(milliseconds(5));
  EXPECT_EQ(alice.count(EventKind::refer_received), 1u);
}

TEST_F(TransfereeRows, RefusalsByRule) {
  expect_refused(420, refer_to() + "Require: multiple-refer\r\n");
  expect_refused(400, "Referred-By: <sip:bob@127.0.0.1>\r\n");
  expect_refused(400, refer_to() + refer_to());
  expect_refused(400, refer_to() + "Contact: <sip:second@127.0.0.1>\r\n");
  expect_refused(403, "Refer-To: <" + carol.uri() + ";method=BYE>\r\n");
  expect_refused(403, "Refer-To: <" + carol.uri() + "?Route=%3Csip:evil%3E>\r\n");
  expect_refused(603, "Refer-To: <tel:+15551234>\r\n");
  expect_refused(603, "Refer-To: <http://example.com/>\r\n");
  // A doubled Refer-To is refused by the parser.
  EXPECT_EQ(alice.stack().counters().refers_refused, 7u);
}

TEST_F(TransfereeRows, TheUnsupportedTagIsNamed_Rfc3261_8_2_2_3) {
  send_refer(refer_to() + "Require: multiple-refer\r\n");
  EXPECT_EQ(bob.expect("SIP/2.0 420")->header("Unsupported"), "multiple-refer");
}

TEST_F(TransfereeRows, OutOfDialogIs403_Rfc3515_5_2) {
  ScriptedPeer stranger(scene, 5099, alice);
  stranger.call_id = "stranger";
  stranger.local = "<sip:stranger@127.0.0.1:5099>;tag=x";
  stranger.remote = "<" + alice.uri + ">";
  stranger.target = alice.uri;
  stranger.request("REFER", refer_to());
  EXPECT_TRUE(stranger.expect("SIP/2.0 403", seconds(1)));
  stranger.remote += ";tag=forged";
  stranger.request("REFER", refer_to());
  EXPECT_TRUE(stranger.expect("SIP/2.0 481", seconds(1))) << "a To tag without a dialog";
  EXPECT_EQ(alice.count(EventKind::refer_received), 0u);
}

TEST_F(TransfereeRows, GlareWithOurOwnUnansweredReferIs491) {
  ASSERT_TRUE(alice.stack().refer(scene.now, call, "sip:x@127.0.0.1:5099"));
  send_refer();
  EXPECT_TRUE(bob.has("SIP/2.0 491"));
}

TEST_F(TransfereeRows, A100ComesAt7T1AndNeverEarlier_Rfc4320_4_1) {
  const Time start = scene.now;
  send_refer();
  const auto trying = bob.expect("SIP/2.0 100", seconds(10));
  ASSERT_TRUE(trying);
  EXPECT_NEAR(static_cast<double>(scene.now - start), 3.5e6, 5e3);
}

TEST_F(TransfereeRows, AnUndecidedReferIs603AtTheDeadline) {
  const Time start = scene.now;
  send_refer();
  ASSERT_TRUE(bob.expect("SIP/2.0 603"));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 20e6, 5e3);
  EXPECT_EQ(alice.last(EventKind::referral_ended)->cause, Cause::decision_time_over);
  EXPECT_EQ(alice.stack().accept_refer(scene.now, transfer).error(), Errc::unknown_handle);
}

TEST_F(TransfereeRows, ByeWhileUndecidedIs487AndTheReferIdIsGone_Rfc3261_15_1_2) {
  send_refer();
  bob.request("BYE");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
  EXPECT_TRUE(bob.has("SIP/2.0 487") || bob.expect("SIP/2.0 487", seconds(1)));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->cause, Cause::bye);
  EXPECT_EQ(alice.stack().accept_refer(scene.now, transfer).error(), Errc::unknown_handle);
}

TEST_F(TransfereeRows, RejectReferIs603OrTheGivenCode) {
  send_refer();
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
  EXPECT_TRUE(bob.expect("SIP/2.0 603", seconds(1)));
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::unknown_handle)
      << "its last event was taken";
  send_refer();
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer, 486), Errc::ok);
  EXPECT_TRUE(bob.expect("SIP/2.0 486", seconds(1)));
}

TEST_F(TransfereeRows, RejectReferRefusesStatusesThatWouldEndTheDialog_Rfc5057_5_1) {
  send_refer();
  for (const int status : {200, 302, 404, 405, 408, 410, 416, 480, 481, 485, 489, 501, 502, 604, 700}) {
    EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer, static_cast<std::uint16_t>(status)),
              Errc::forbidden_status)
        << status;
  }
  EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided);
}

class ReferredFromOutside : public TransfereeRows {
 protected:
  ReferredFromOutside() : TransfereeRows(options()), dave(scene, 5093, alice) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.outside_dialogs = true;
    return options;
  }
  void SetUp() override {
    TransfereeRows::SetUp();
    alice.on_event = [this](Party&, const Event& event) {
      if (event.kind == EventKind::refer_received) transfer = event.transfer;
    };
  }
  ScriptedPeer dave;
};

/// The REFER makes no dialog that its refusal could end.
TEST_F(ReferredFromOutside, RejectReferKnowsOfNoStatusThatWouldEndADialog_Rfc5057_5_1) {
  for (const int status : {400, 404, 405, 410, 416, 480, 481, 485, 489, 501, 502, 604}) {
    const auto wanted = static_cast<std::uint16_t>(status);
    dave.call_id = "dave-" + std::to_string(status);
    dave.local = "<" + dave.uri() + ">;tag=dave-tag";
    dave.remote = "<" + alice.uri + ">";
    dave.target = alice.uri;
    dave.request("REFER", refer_to());
    scene.run(milliseconds(5));
    for (const int never : {200, 302, 408, 700}) {
      EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer, static_cast<std::uint16_t>(never)),
                Errc::forbidden_status)
          << never;
    }
    EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer, wanted), Errc::ok) << status;
    EXPECT_TRUE(dave.expect("SIP/2.0 " + std::to_string(status), seconds(1))) << status;
  }
}

TEST_F(TransfereeRows, OnlyAnAcceptedReferMovesTheRemoteTarget_Rfc5057_5_4) {
  ScriptedPeer moved(scene, 5095, alice);
  moved.call_id = bob.call_id;
  moved.local = bob.local;
  moved.remote = bob.remote;
  moved.target = bob.target;
  moved.cseq = bob.cseq;
  moved.request("REFER", refer_to());
  scene.run(milliseconds(5));
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
  moved.request("REFER", refer_to());
  scene.run(milliseconds(5));
  moved.forget();
  EXPECT_EQ(alice.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_TRUE(bob.expect("BYE", seconds(1))) << "neither refused nor undecided ones move it";
}

TEST_F(TransfereeRows, AnAcceptedReferMovesTheRemoteTarget_Rfc5057_5_4) {
  ScriptedPeer moved(scene, 5095, alice);
  moved.call_id = bob.call_id;
  moved.local = bob.local;
  moved.remote = bob.remote;
  moved.target = bob.target;
  moved.cseq = bob.cseq;
  moved.request("REFER", refer_to());
  scene.run(milliseconds(5));
  accept();
  EXPECT_TRUE(moved.expect("NOTIFY", seconds(1)));
}

TEST_F(TransfereeRows, AcceptanceIs202ThenNotifyThenInvite) {
  send_refer();
  const std::size_t before = scene.log.size();
  accept();
  ASSERT_GE(scene.log.size(), before + 3);
  EXPECT_EQ(scene.log[before].first_line(), "SIP/2.0 202 Accepted");
  EXPECT_NE(scene.log[before].header("Contact"), "");
  EXPECT_TRUE(scene.log[before + 1].text.starts_with("NOTIFY"));
  EXPECT_TRUE(scene.log[before + 2].text.starts_with("INVITE"));
  const Packet& notify = scene.log[before + 1];
  EXPECT_EQ(notify.header("Event"), "refer;id=" + std::to_string(refer_cseq));
  EXPECT_EQ(notify.header("Subscription-State"), "active;expires=180");
  EXPECT_EQ(notify.header("Content-Type"), "message/sipfrag;version=2.0");
  EXPECT_EQ(body_of(notify), "SIP/2.0 100 Trying\r\n");
  EXPECT_NE(notify.header("Contact"), "");
}

TEST_F(TransfereeRows, APeerPastRfc7647Gets200_Rfc7647_5) {
  send_refer(refer_to() + "Supported: tdialog\r\n");
  accept();
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
}

TEST_F(TransfereeRows, TheReferredInviteIsAFreshCallWithReferredByAndExpires) {
  send_refer(refer_to() + "Referred-By: <sip:bob@example.com>;cid=\"1@x\"\r\n");
  accept();
  EXPECT_EQ(invite.first_line(), "INVITE " + carol.uri() + " SIP/2.0");
  EXPECT_EQ(invite.header("Referred-By"), "<sip:bob@example.com>;cid=\"1@x\"");
  EXPECT_EQ(invite.header("Expires"), "120");
  EXPECT_NE(invite.header("Call-ID"), bob.call_id);
  EXPECT_NE(body_of(invite).find("m=audio"), std::string::npos);
}

class ReferredForAMoment : public TransfereeRows {
 protected:
  ReferredForAMoment() : TransfereeRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.transferee.referred_call = milliseconds(1500);
    return options;
  }
};

/// Else the target's own limit would come first, and its 487 be the outcome.
TEST_F(ReferredForAMoment, TheExpiresOfTheReferredInviteIsRoundedUp) {
  send_refer();
  accept();
  EXPECT_EQ(invite.header("Expires"), "2");
}

TEST_F(TransfereeRows, ADoubledReferredByIsCopiedNeitherWay_Rfc3892) {
  send_refer(refer_to() + "Referred-By: <sip:a@example.com>\r\nReferred-By: <sip:b@example.com>\r\n");
  accept();
  EXPECT_EQ(invite.header("Referred-By"), "");
}

TEST_F(TransfereeRows, UriParametersReachTheRequestUriByteForByteTheMethodNever) {
  send_refer("Refer-To: <sip:carol@127.0.0.1:5092;x-Private=%41b;method=INVITE;lr>\r\n");
  accept();
  EXPECT_EQ(invite.first_line(), "INVITE sip:carol@127.0.0.1:5092;x-Private=%41b;lr SIP/2.0");
}

TEST_F(TransfereeRows, LongPrivateUriParametersAreCarried) {
  const std::string uri = "sip:127.0.0.1:5092;x-private=" + std::string(400, 'a');
  send_refer("Refer-To: <" + uri + ">\r\nReferred-By: <sip:bob@example.com;y=" + std::string(400, 'b') +
             ">\r\n");
  accept();
  EXPECT_EQ(invite.first_line(), "INVITE " + uri + " SIP/2.0");
}

TEST_F(TransfereeRows, ReplacesIsUnescapedIntoTheInviteAndCannotInjectALine) {
  send_refer("Refer-To: <" + carol.uri() + "?Replaces=abc%40x%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n");
  accept();
  EXPECT_EQ(invite.header("Replaces"), "abc@x;to-tag=1;from-tag=2");
  carol.respond(invite, 486);
  scene.run(seconds(1));
  bob.forget();
  send_refer("Refer-To: <" + carol.uri() + "?Replaces=abc%0D%0AX:y%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n");
  EXPECT_TRUE(bob.has("SIP/2.0 403"));
}

TEST_F(TransfereeRows, ATextHandedBackIsComparedWithTheStoredOne) {
  send_refer();
  std::string edited = refer_text;
  edited.replace(edited.find("5092"), 4, "5093");
  EXPECT_EQ(alice.stack().accept_refer(scene.now, transfer, edited).error(), Errc::refer_mismatch);
  EXPECT_EQ(alice.stack().accept_refer(scene.now, transfer, "junk").error(), Errc::refer_mismatch);
  EXPECT_TRUE(alice.stack().accept_refer(scene.now, transfer, refer_text));
}

TEST_F(TransfereeRows, ATargetThatCannotBeCalledLeavesTheReferUndecided) {
  send_refer("Refer-To: <sip:carol@[::1]:5092>\r\n");
  EXPECT_EQ(alice.stack().accept_refer(scene.now, transfer).error(), Errc::no_flow);
  EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided);
  EXPECT_FALSE(bob.has("SIP/2.0 202"));
}

class NoReferHandler : public TransfereeRows {
 protected:
  NoReferHandler() : TransfereeRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.handle_refer = false;
    return options;
  }
};

TEST_F(NoReferHandler, ReferIs405AndAbsentFromAllow) {
  send_refer();
  const auto answer = bob.expect("SIP/2.0 405", seconds(1));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Allow").find("REFER"), std::string::npos);
}

}  // namespace
}  // namespace baton
