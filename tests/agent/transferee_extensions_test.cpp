// REFERs that want fewer reports, or none, or to ask for them: RFC 4488 and RFC 7614; and what is said of it.
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

class ExtensionRows : public TransfereeRows {
 protected:
  explicit ExtensionRows(const StackOptions& options = {}) : TransfereeRows(options), eve(scene, 5094, alice) {}

  /// Accepts a REFER that wants this, and the answer to it.
  Packet accepted(const std::string& extra) {
    send_refer(refer_to() + extra);
    accept();
    const auto answer = bob.expect("SIP/2.0 2");
    EXPECT_TRUE(answer);
    return answer.value_or(Packet{});
  }
  /// The URI of Refer-Events-At, for Eve to subscribe at.
  void eve_knows(const Packet& answer) {
    const std::string at = answer.header("Refer-Events-At");
    ASSERT_EQ(at.substr(0, 5), "<sip:");
    eve.target = at.substr(1, at.size() - 2);
    eve.call_id = "eve-subscribes-" + std::to_string(++subscriptions);
    eve.local = "<" + eve.uri() + ">;tag=eve-tag";
    eve.remote = "<" + eve.target + ">";
  }
  void eve_subscribes(int expires, std::string_view event = "refer") {
    eve.forget();
    eve.request("SUBSCRIBE",
                "Event: " + std::string(event) + "\r\nExpires: " + std::to_string(expires) + "\r\n");
    scene.run(milliseconds(5));
  }
  Packet eve_is_notified() {
    const auto packet = eve.expect("NOTIFY");
    EXPECT_TRUE(packet);
    if (!packet) return {};
    eve.respond(*packet, 200);
    scene.run(milliseconds(5));
    return *packet;
  }

  ScriptedPeer eve;
  int subscriptions = 0;
};

TEST_F(ExtensionRows, NosubMakesNoSubscriptionAndNoNotify_Rfc7614_5_3) {
  const Packet answer = accepted("Require: nosub\r\n");
  EXPECT_EQ(answer.first_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answer.header("Refer-Sub"), "");
  carol.respond(invite, 180);
  scene.run(milliseconds(5));
  bob.request("SUBSCRIBE", "Event: refer;id=" + std::to_string(refer_cseq) + "\r\nExpires: 60\r\n");
  EXPECT_TRUE(bob.expect("SIP/2.0 403", seconds(1))) << "there is none to refresh";
  carol.respond(invite, 486);
  scene.run(seconds(1));
  EXPECT_FALSE(bob.has("NOTIFY"));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 486);
  EXPECT_EQ(alice.stack().usage().transfers.used, 0u);
  EXPECT_EQ(alice.stack().usage().subscriptions.used, 0u);
}

TEST_F(ExtensionRows, ReferSubFalseIsGrantedAndSaidSo_Rfc4488_4) {
  const Packet answer = accepted("Refer-Sub: false\r\n");
  EXPECT_EQ(answer.first_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answer.header("Refer-Sub"), "false");
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  scene.run(seconds(1));
  EXPECT_FALSE(bob.has("NOTIFY"));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 200);
}

TEST_F(ExtensionRows, ReferSubTrueIsAnOrdinaryRefer) {
  const Packet answer = accepted("Refer-Sub: true\r\nRequire: norefersub\r\n");
  EXPECT_EQ(answer.header("Refer-Sub"), "");
  EXPECT_EQ(body_of(notified()), "SIP/2.0 100 Trying\r\n");
}

// Bob            Alice           Carol          Eve
//  |--- REFER ----->|  (explicitsub)
//  |<---- 200 ------|--- INVITE --->|
//  |                |<---- 180 -----|
//  |                |<--------- SUBSCRIBE ---------|
//  |                |------- 200, NOTIFY 180 ----->|
//  |                |<---- 200 -----|
//  |                |--------- NOTIFY 200 -------->|
TEST_F(ExtensionRows, ExplicitsubReportsToWhoSubscribesAtReferEventsAt_Rfc7614_4) {
  const Packet answer = accepted("Require: explicitsub\r\n");
  EXPECT_EQ(answer.first_line(), "SIP/2.0 200 OK");
  eve_knows(answer);
  carol.respond(invite, 180);
  scene.run(seconds(5));
  EXPECT_FALSE(bob.has("NOTIFY"));
  eve_subscribes(60);
  const auto granted = eve.expect("SIP/2.0 200");
  ASSERT_TRUE(granted);
  EXPECT_EQ(granted->header("Expires"), "60");
  EXPECT_NE(granted->header("To").find(";tag="), std::string::npos);
  const Packet first = eve_is_notified();
  EXPECT_EQ(body_of(first), "SIP/2.0 180 Ringing\r\n");
  EXPECT_EQ(first.header("Subscription-State"), "active;expires=60");
  EXPECT_EQ(first.header("Event"), "refer");
  EXPECT_EQ(first.header("Call-ID"), eve.call_id);
  carol.respond(invite, 200, {}, "application/sdp", simulation::sdp);
  const Packet last = eve_is_notified();
  EXPECT_EQ(body_of(last), "SIP/2.0 200 OK\r\n");
  EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
  EXPECT_FALSE(bob.has("NOTIFY"));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 200);
}

TEST_F(ExtensionRows, TheFinalStateIsKeptFor64Seconds_Rfc7614_4_7) {
  eve_knows(accepted("Require: explicitsub\r\n"));
  carol.respond(invite, 486);
  scene.run(seconds(63));
  EXPECT_EQ(alice.count(EventKind::referral_ended), 0u);
  eve_subscribes(60);
  const Packet last = eve_is_notified();
  EXPECT_EQ(body_of(last), "SIP/2.0 486 Busy Here\r\n");
  EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 486);
}

class FinalStateForAMoment : public ExtensionRows {
 protected:
  FinalStateForAMoment() : ExtensionRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.transferee.final_state = seconds(5);
    return options;
  }
};

TEST_F(FinalStateForAMoment, ItIsKeptAsLongAsTheOptionSays) {
  (void)accepted("Require: explicitsub\r\n");
  carol.respond(invite, 486);
  scene.run(milliseconds(4'900));
  EXPECT_EQ(alice.count(EventKind::referral_ended), 0u);
  scene.run(milliseconds(200));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 486);
}

TEST_F(ExtensionRows, WhereNobodySubscribedNothingIsSentAndThenItIsGone) {
  eve_knows(accepted("Require: explicitsub\r\n"));
  carol.respond(invite, 486);
  scene.run(seconds(65));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 486);
  EXPECT_EQ(alice.stack().usage().subscriptions.used, 0u);
  eve_subscribes(60);
  EXPECT_TRUE(eve.has("SIP/2.0 403"));
  EXPECT_FALSE(eve.has("NOTIFY"));
}

TEST_F(ExtensionRows, AFinalStateThatNobodyAsksForDoesNotStopTheNextRefer) {
  (void)accepted("Require: explicitsub\r\n");
  carol.respond(invite, 486);
  scene.run(milliseconds(5));
  send_refer();
  EXPECT_EQ(alice.count(EventKind::refer_received), 2u);
}

TEST_F(ExtensionRows, ReferEventsAtCannotBeGuessed) {
  eve_knows(accepted("Require: explicitsub\r\n"));
  const std::string known = eve.target;
  const std::size_t user = known.find("sip:refer.") + 10;
  for (std::size_t at = user; at < user + 16; ++at) {
    eve.target = known;
    eve.target[at] = eve.target[at] == '0' ? '1' : '0';
    eve_subscribes(60);
    EXPECT_TRUE(eve.has("SIP/2.0 403")) << eve.target;
  }
  for (const char* const wrong : {"sip:alice@127.0.0.1:5070", "sip:refer.@127.0.0.1:5070", "sip:refer.9@127.0.0.1",
                                  "sip:refer.0123456789abcdef.4294967295@127.0.0.1:5070"}) {
    eve.target = wrong;
    eve_subscribes(60);
    EXPECT_TRUE(eve.has("SIP/2.0 403")) << wrong;
  }
}

/// The To tag of a stateless answer is a keyed hash of what a stranger wrote. He may write what the user part at
/// Refer-Events-At is made from: the prefix for a Call-ID, two empty tags for the index 0, the generation for a CSeq.
TEST_F(ExtensionRows, ReferEventsAtCannotBeHadFromTheToTagsOfRefusals) {
  eve_knows(accepted("Require: explicitsub\r\n"));
  const auto bits = [](std::string_view text, std::string_view digits, unsigned width) {
    std::uint64_t value = 0;
    for (std::size_t i = text.size(); i-- != 0;) value = value << width | digits.find(text[i]);
    return value & ((std::uint64_t{1} << 60) - 1);
  };
  const std::string user = eve.target.substr(eve.target.find("sip:refer.") + 10, 16);
  const std::uint64_t secret = bits(user, "0123456789abcdef", 4);
  for (int cseq = 1; cseq < 10; ++cseq) {
    eve.forget();
    scene.inject(eve.address(), alice,
                 "BYE " + alice.uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5094\r\nFrom: <" + eve.uri() +
                     ">\r\nTo: <" + alice.uri + ">\r\nCall-ID: refer.\r\nCSeq: " + std::to_string(cseq) +
                     " BYE\r\nContent-Length: 0\r\n\r\n");
    const auto refusal = eve.expect("SIP/2.0 481", milliseconds(5));
    ASSERT_TRUE(refusal);
    const std::string to = refusal->header("To");
    EXPECT_NE(bits(to.substr(to.find(";tag=") + 5), "abcdefghijklmnopqrstuvwxyz234567", 5), secret) << cseq;
  }
}

TEST_F(ExtensionRows, OneSubscribesAtATimeAndAfterItsEndAnother) {
  const Packet answer = accepted("Require: explicitsub\r\n");
  carol.respond(invite, 180);
  scene.run(milliseconds(5));
  eve_knows(answer);
  eve_subscribes(60);
  (void)eve_is_notified();
  const std::string call_id = eve.call_id;
  eve_knows(answer);
  eve_subscribes(60);
  EXPECT_TRUE(eve.has("SIP/2.0 403"));
  scene.run(seconds(61));
  const auto ended = eve.expect("NOTIFY");
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->header("Call-ID"), call_id);
  EXPECT_EQ(ended->header("Subscription-State"), "terminated;reason=timeout");
  eve.respond(*ended, 200);
  carol.respond(invite, 183);
  scene.run(milliseconds(10));
  eve_knows(answer);
  eve_subscribes(60);
  EXPECT_EQ(body_of(eve_is_notified()), "SIP/2.0 183 Session Progress\r\n");
}

TEST_F(ExtensionRows, ASubscribeWithExpires0IsToldTheStateOnce) {
  const Packet answer = accepted("Require: explicitsub\r\n");
  eve_knows(answer);
  eve_subscribes(0);
  const Packet polled = eve_is_notified();
  EXPECT_EQ(polled.header("Subscription-State"), "terminated;reason=timeout");
  EXPECT_EQ(body_of(polled), "SIP/2.0 100 Trying\r\n");
  EXPECT_EQ(alice.count(EventKind::referral_ended), 0u);
  carol.respond(invite, 486);
  scene.run(milliseconds(10));
  eve_knows(answer);
  eve_subscribes(0);
  EXPECT_EQ(body_of(eve_is_notified()), "SIP/2.0 486 Busy Here\r\n");
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
}

TEST_F(ExtensionRows, ARefreshInTheDialogOfTheSubscriptionIsGranted) {
  eve_knows(accepted("Require: explicitsub\r\n"));
  eve_subscribes(60, "refer;id=9");
  const Packet first = eve_is_notified();
  EXPECT_EQ(first.header("Event"), "refer;id=9");
  eve.remote = first.header("From");
  eve.target = first.header("Contact").substr(1, first.header("Contact").size() - 2);
  eve_subscribes(100, "refer;id=9");
  EXPECT_EQ(eve_is_notified().header("Subscription-State"), "active;expires=100");
}

TEST_F(ExtensionRows, ShutdownKeepsNothingForLater) {
  (void)accepted("Require: explicitsub\r\n");
  carol.respond(invite, 486);
  scene.run(milliseconds(5));
  alice.stack().shutdown(scene.now);
  scene.run(milliseconds(5));
  EXPECT_EQ(alice.count(EventKind::referral_ended), 1u);
}

TEST_F(ExtensionRows, OnlyTheUnsupportedTagsAreNamed_Rfc3261_8_2_2_3) {
  bob.request("REFER", refer_to() + "Require: nosub, multiple-refer\r\nRequire: norefersub, x\r\n");
  const auto refusal = bob.expect("SIP/2.0 420", seconds(1));
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->text.find("\r\nUnsupported: multiple-refer\r\nUnsupported: x\r\n"), std::string::npos);
  EXPECT_EQ(refusal->text.find("Unsupported: nosub"), std::string::npos);
}

TEST_F(ExtensionRows, WhatIsSwitchedOnIsSaidInEveryMessageThatSaysIt) {
  const std::string tags = "replaces, norefersub, nosub, explicitsub, tdialog";
  bob.request("OPTIONS");
  const auto options = bob.expect("SIP/2.0 200");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->header("Accept"), "application/sdp, message/sipfrag, multipart/mixed");
  const Packet answer = accepted({});
  for (const Packet& packet : {*options, answer, invite, notified()}) {
    EXPECT_EQ(packet.header("Supported"), tags) << packet.first_line();
    EXPECT_NE(packet.header("Allow").find("REFER"), std::string::npos) << packet.first_line();
    EXPECT_EQ(packet.header("Allow-Events"), "refer") << packet.first_line();
  }
}

class ExtensionsOff : public ExtensionRows {
 protected:
  ExtensionsOff() : ExtensionRows(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.norefersub = options.nosub = options.explicitsub = options.tdialog = false;
    options.replaces.level = ReplacesLevel::off;
    return options;
  }
};

TEST_F(ExtensionsOff, EachIs420AndNotNamed) {
  for (const char* const tag : {"norefersub", "nosub", "explicitsub", "tdialog"}) {
    bob.forget();
    bob.request("REFER", refer_to() + "Require: " + tag + "\r\n");
    const auto refusal = bob.expect("SIP/2.0 420", seconds(1));
    ASSERT_TRUE(refusal) << tag;
    EXPECT_EQ(refusal->header("Unsupported"), tag);
  }
  bob.request("OPTIONS");
  const auto options = bob.expect("SIP/2.0 200");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->text.find("Supported:"), std::string::npos);
}

TEST_F(ExtensionsOff, ReferSubFalseIsNotGranted_Rfc4488_4) {
  const Packet answer = accepted("Refer-Sub: false\r\n");
  EXPECT_EQ(answer.header("Refer-Sub"), "");
  EXPECT_EQ(body_of(notified()), "SIP/2.0 100 Trying\r\n");
}

}  // namespace
}  // namespace baton
