// The transferee on the wire, row by row of the outcome table's section 2: Alice is a Stack, the
// transferor and the transfer target are scripted peers.
#include <gtest/gtest.h>

#include "tests/simulation/scripted_peer.hpp"

namespace baton {
namespace {

using simulation::fragment;
using simulation::Heard;
using simulation::Packet;
using simulation::Party;
using simulation::Scene;
using simulation::ScriptedPeer;

class TransfereeRows : public testing::Test {
 protected:
  explicit TransfereeRows(const StackOptions& options = {})
      : alice(scene.add("alice", 5070, Limits::host(8), options)),
        bob(scene, 5091, alice),
        carol(scene, 5092, alice) {
    carol.own_tag = "carol-tag";
  }

  void SetUp() override {
    alice.on_event = [this](Party& self, const Event& event) {
      if (event.kind == EventKind::call_incoming) {
        EXPECT_EQ(self.stack().answer(scene.now, event.call), Errc::ok);
        call = event.call;
      } else if (event.kind == EventKind::refer_received) {
        transfer = event.transfer;
        EXPECT_EQ(event.call, call);
        ASSERT_NE(event.message, nullptr);
        refer_text = std::string(event.message->bytes());
      }
    };
    bob.place_call();
  }

  std::string refer_to() const { return "Refer-To: <" + carol.uri() + ">\r\n"; }
  void send_refer(std::string_view extra = {}) {
    bob.request("REFER", extra.empty() ? refer_to() : std::string(extra));
    refer_cseq = bob.cseq;
    scene.run(milliseconds(5));
  }
  /// Accepts; then the INVITE waits at Carol.
  void accept() {
    const auto made = alice.stack().accept_refer(scene.now, transfer);
    ASSERT_TRUE(made) << name(made.error());
    referred = *made;
    const auto packet = carol.expect("INVITE");
    ASSERT_TRUE(packet);
    invite = *packet;
  }
  /// The next NOTIFY at Bob, answered with `status`.
  Packet notified(int status = 200, std::string_view extra = {}, Microseconds limit = seconds(40)) {
    const auto packet = bob.expect("NOTIFY", limit);
    EXPECT_TRUE(packet);
    if (!packet) return {};
    if (status != 0) bob.respond(*packet, status, extra);
    return *packet;
  }
  static std::string body_of(const Packet& packet) {
    return packet.text.substr(packet.text.find("\r\n\r\n") + 4);
  }
  void expect_refused(int status, std::string_view refer) {
    bob.forget();
    send_refer(refer);
    EXPECT_TRUE(bob.has("SIP/2.0 " + std::to_string(status))) << refer;
    EXPECT_EQ(alice.count(EventKind::refer_received), 0u) << refer;
    EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
  }

  Scene scene;
  Party& alice;
  ScriptedPeer bob, carol;
  CallId call, referred;
  TransferId transfer;
  std::string refer_text;
  std::uint32_t refer_cseq = 0;
  Packet invite;
};

// --- 2.1: from the REFER to its final response ---------------------------------------------------

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
  // Require is looked at for every request, a doubled Refer-To by the parser.
  EXPECT_EQ(alice.stack().counters().refers_refused, 6u);
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
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::unknown_handle) << "its last event was taken";
  send_refer();
  EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer, 486), Errc::ok);
  EXPECT_TRUE(bob.expect("SIP/2.0 486", seconds(1)));
}

TEST_F(TransfereeRows, RejectReferRefusesStatusesThatWouldEndTheDialog_Rfc5057_5_1) {
  send_refer();
  for (const int status : {200, 302, 404, 405, 408, 410, 416, 480, 481, 485, 489, 501, 502, 604, 700}) {
    EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer, static_cast<std::uint16_t>(status)), Errc::forbidden_status) << status;
  }
  EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided);
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

TEST_F(TransfereeRows, ADoubledReferredByIsCopiedNeitherWay_Rfc3892) {
  send_refer(refer_to() + "Referred-By: <sip:a@example.com>\r\nReferred-By: <sip:b@example.com>\r\n");
  if (bob.has("SIP/2.0 400")) return;  // refusing it outright is as good
  accept();
  EXPECT_EQ(invite.header("Referred-By"), "");
}

TEST_F(TransfereeRows, UriParametersReachTheRequestUriByteForByteTheMethodNever) {
  send_refer("Refer-To: <sip:carol@127.0.0.1:5092;x-Private=%41b;method=INVITE;lr>\r\n");
  accept();
  EXPECT_EQ(invite.first_line(), "INVITE sip:carol@127.0.0.1:5092;x-Private=%41b;lr SIP/2.0");
}

TEST_F(TransfereeRows, ReplacesIsUnescapedIntoTheInviteAndCannotInjectALine) {
  send_refer("Refer-To: <" + carol.uri() + "?Replaces=abc%40x%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n");
  accept();
  EXPECT_EQ(invite.header("Replaces"), "abc@x;to-tag=1;from-tag=2");
  carol.respond(invite, 486);
  scene.run(seconds(1));
  send_refer("Refer-To: <" + carol.uri() + "?Replaces=abc%0D%0AX:y%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n");
  EXPECT_FALSE(alice.stack().accept_refer(scene.now, transfer));
  EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided) << "an error leaves it undecided";
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

// --- 2.2: from acceptance to the last NOTIFY -------------------------------------------------------

TEST_F(TransfereeRows, ProgressIsReportedOnceEachAndTheFinalOneTerminates) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 100);
  carol.respond(invite, 180, {}, {}, {}, milliseconds(2));
  carol.respond(invite, 180, {}, {}, {}, milliseconds(50));
  const Packet ringing = notified();
  EXPECT_EQ(body_of(ringing), "SIP/2.0 180 Ringing\r\n");
  EXPECT_TRUE(ringing.header("Subscription-State").starts_with("active;expires="));
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp, milliseconds(3000));
  const Packet last = notified();
  EXPECT_EQ(body_of(last), "SIP/2.0 200 OK\r\n");
  EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
  scene.run(seconds(1));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 200);
  EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed) << "nothing here ends the old call";
}

TEST_F(TransfereeRows, OurOwnPhraseIsReportedNeverTheTargets_Rfc3515_5_3_3) {
  send_refer();
  accept();
  notified();
  Packet forged = invite;
  std::string text = "SIP/2.0 486 <script>\r\nVia: " + invite.header("Via") + "\r\nFrom: " + invite.header("From") +
                     "\r\nTo: " + invite.header("To") + ";tag=z\r\nCall-ID: " + invite.header("Call-ID") +
                     "\r\nCSeq: " + invite.header("CSeq") + "\r\nContent-Length: 0\r\n\r\n";
  scene.inject(carol.address(), alice, text);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 486 Busy Here\r\n");
}

TEST_F(TransfereeRows, A100AndA199AreNotReported) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 100);
  carol.respond(invite, 199, {}, {}, {}, milliseconds(5));
  scene.run(seconds(3));
  EXPECT_FALSE(bob.has("NOTIFY"));
}

TEST_F(TransfereeRows, OneNotifyIsUnansweredAtATimeAndTheNewestStateWaits) {
  send_refer();
  accept();
  const Packet first = notified(0);
  carol.respond(invite, 183);
  carol.respond(invite, 180, {}, {}, {}, milliseconds(2));
  scene.run(milliseconds(100));
  EXPECT_FALSE(bob.has("NOTIFY"));
  bob.respond(first, 200);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 180 Ringing\r\n");
}

TEST_F(TransfereeRows, AFinalReportGoesOutBesideOneUnansweredForFourSeconds) {
  send_refer();
  accept();
  const Packet first = notified(0);
  const Time start = scene.now;
  carol.respond(invite, 486);
  ASSERT_TRUE(scene.run_until([&] {
    for (const Packet& packet : scene.log) {
      if (packet.text.starts_with("NOTIFY") && body_of(packet) == "SIP/2.0 486 Busy Here\r\n") return true;
    }
    return false;
  }));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 4e6, 2e4);
}

TEST_F(TransfereeRows, ASecond18xWaitsForASecond_Rfc3515_3_10) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  const Time start = scene.now;
  carol.respond(invite, 183);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 183 Session Progress\r\n");
  EXPECT_GE(scene.now - start, milliseconds(950));
}

TEST_F(TransfereeRows, NoAnswerWithin64T1IsReportedAs408) {
  send_refer();
  accept();
  notified();
  EXPECT_EQ(body_of(notified()), "SIP/2.0 408 Request Timeout\r\n");
}

TEST_F(TransfereeRows, ATransportErrorIsReportedAs503) {
  send_refer();
  accept();
  notified();
  EXPECT_EQ(alice.stack().flow_failed(scene.now, alice.flow, carol.address()), Errc::ok);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 503 Service Unavailable\r\n");
}

TEST_F(TransfereeRows, TheReferredInviteIsCancelledAfter120SecondsAndReportedAs408) {
  send_refer();
  accept();
  notified();
  const Time start = scene.now;
  carol.respond(invite, 180);
  notified();
  const auto cancel = carol.expect("CANCEL", seconds(130));
  ASSERT_TRUE(cancel);
  EXPECT_NEAR(static_cast<double>(scene.now - start), 120e6, 1e5);
  carol.respond(*cancel, 200);
  carol.respond(invite, 487);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 408 Request Timeout\r\n");
}

TEST_F(TransfereeRows, HangUpOfTheReferredCallIsReportedAs487) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok);
  const auto cancel = carol.expect("CANCEL", seconds(1));
  ASSERT_TRUE(cancel);
  carol.respond(*cancel, 200);
  carol.respond(invite, 487);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 487 Request Terminated\r\n");
}

TEST_F(TransfereeRows, A2xxThatCrossesOurCancelIsEndedAndNotReportedAsSuccess) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok);
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  EXPECT_TRUE(carol.expect("ACK", seconds(1)));
  EXPECT_TRUE(carol.expect("BYE", seconds(1)));
  EXPECT_EQ(body_of(notified()), "SIP/2.0 487 Request Terminated\r\n");
}

TEST_F(TransfereeRows, ReportsGoOnAfterTheTransferorsBye_Rfc5057_5_5) {
  send_refer();
  accept();
  notified();
  bob.request("BYE");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
  EXPECT_EQ(alice.count(EventKind::call_ended), 1u);
  carol.respond(invite, 180);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 180 Ringing\r\n");
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 200 OK\r\n");
}

TEST_F(TransfereeRows, OurByeWaitsForAnUnansweredNotifyAtMostTwoSeconds) {
  send_refer();
  accept();
  const Packet first = notified(0);
  EXPECT_EQ(alice.stack().hang_up(scene.now, call), Errc::ok);
  scene.run(milliseconds(500));
  EXPECT_FALSE(bob.has("BYE"));
  bob.respond(first, 200);
  EXPECT_TRUE(bob.expect("BYE", milliseconds(100)));
}

TEST_F(TransfereeRows, OurByeGoesOutAfterTwoSecondsOfSilence) {
  send_refer();
  accept();
  notified(0);
  const Time start = scene.now;
  EXPECT_EQ(alice.stack().hang_up(scene.now, call), Errc::ok);
  EXPECT_TRUE(bob.expect("BYE", seconds(5)));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 2e6, 1e4);
}

TEST_F(TransfereeRows, ANotifyAnswered481EndsTheSubscriptionAndNothingElse) {
  send_refer();
  accept();
  notified(481);
  carol.respond(invite, 180);
  scene.run(seconds(2));
  EXPECT_FALSE(bob.has("NOTIFY"));
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
  EXPECT_EQ(alice.stack().state(referred), CallState::calling);
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
}

TEST_F(TransfereeRows, ANotifyAnsweredWithRetryAfterComesAgainThen) {
  send_refer();
  accept();
  notified(500, "Retry-After: 3\r\n");
  const Time start = scene.now;
  EXPECT_EQ(body_of(notified()), "SIP/2.0 100 Trying\r\n");
  EXPECT_NEAR(static_cast<double>(scene.now - start), 3e6, 2e4);
}

TEST_F(TransfereeRows, AFinalReportRefusedOtherwiseIsSentOnceMoreAfterASecond) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 486);
  notified(400);
  const Time start = scene.now;
  EXPECT_EQ(body_of(notified(400)), "SIP/2.0 486 Busy Here\r\n");
  EXPECT_NEAR(static_cast<double>(scene.now - start), 1e6, 2e4);
  scene.run(seconds(10));
  EXPECT_FALSE(bob.has("NOTIFY"));
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
}

TEST_F(TransfereeRows, SubscribeRefreshGets200AndThePresentState_Rfc6665_4_2_1_4) {
  send_refer();
  accept();
  notified();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 60\r\n");
  const auto answer = bob.expect("SIP/2.0 200", seconds(1));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Expires"), "60");
  const Packet notify = notified();
  EXPECT_EQ(notify.header("Subscription-State"), "active;expires=60");
  EXPECT_EQ(body_of(notify), "SIP/2.0 100 Trying\r\n");
}

TEST_F(TransfereeRows, SubscribeWithExpires0EndsTheReportsNotTheCall) {
  send_refer();
  accept();
  notified();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 0\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
  const Packet notify = notified();
  EXPECT_EQ(notify.header("Subscription-State"), "terminated;reason=timeout");
  EXPECT_EQ(alice.stack().state(referred), CallState::calling);
}

TEST_F(TransfereeRows, SubscribeForAnEndedIdIs481ForAnUnknownOne403) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 486);
  notified();
  scene.run(milliseconds(10));
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 0\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 481", seconds(1)));
  bob.request("SUBSCRIBE", "Event: refer;id=4711\r\nExpires: 0\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 403", seconds(1)));
  bob.request("SUBSCRIBE", "Event: presence\r\nExpires: 60\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 489", seconds(1)));
}

TEST_F(TransfereeRows, TheSubscriptionRunsOutWithReasonTimeout) {
  send_refer();
  accept();
  notified();
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 5\r\n");
  notified();
  const Packet notify = notified(200, {}, seconds(10));
  EXPECT_EQ(notify.header("Subscription-State"), "terminated;reason=timeout");
}

TEST_F(TransfereeRows, ShutdownWhileUndecidedIs603) {
  send_refer();
  alice.stack().shutdown(scene.now);
  EXPECT_TRUE(bob.expect("SIP/2.0 603", seconds(1)));
}

TEST_F(TransfereeRows, ShutdownWhileReferringCancelsAndReports487) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  alice.stack().shutdown(scene.now);
  const auto cancel = carol.expect("CANCEL", seconds(1));
  ASSERT_TRUE(cancel);
  carol.respond(*cancel, 200);
  carol.respond(invite, 487);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 487 Request Terminated\r\n");
}

TEST_F(TransfereeRows, SeveralRefersInOneDialogAreReportedById) {
  send_refer();
  accept();
  const Packet first = notified();
  const TransferId first_transfer = transfer;
  send_refer();
  EXPECT_NE(transfer, first_transfer);
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  const Packet second = notified();
  EXPECT_NE(first.header("Event"), second.header("Event"));
  EXPECT_EQ(second.header("Event"), "refer;id=" + std::to_string(refer_cseq));
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
