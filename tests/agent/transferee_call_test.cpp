// The call that an accepted REFER makes (RFC 3515 2.4.3, RFC 3892, RFC 3261 19.1.5, 19.1.6).
#include <algorithm>

#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

class ReferredCall : public TransfereeRows {
 protected:
  explicit ReferredCall(const StackOptions& options = {}) : TransfereeRows(options) {}

  /// Sends a REFER with a body.
  void send_with_body(const std::string& headers, const std::string& type, const std::string& body) {
    bob.request("REFER", refer_to() + headers, type, body);
    refer_cseq = bob.cseq;
    scene.run(milliseconds(5));
  }
};

TEST_F(ReferredCall, TheApplicationsDescriptionIsItsOffer) {
  send_refer();
  const auto made = alice.stack().accept_refer(scene.now, transfer, {}, {.sdp = simulation::sdp});
  ASSERT_TRUE(made);
  const auto packet = carol.expect("INVITE");
  ASSERT_TRUE(packet);
  EXPECT_EQ(body_of(*packet), simulation::sdp);
}

TEST_F(ReferredCall, WhatIsReplacedIsForTheReferToSay) {
  send_refer();
  EXPECT_EQ(alice.stack().accept_refer(scene.now, transfer, {}, {.replaces = "a;to-tag=1;from-tag=2"}).error(),
            Errc::bad_argument);
  EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided);
}

TEST_F(ReferredCall, HeadersOfTheReferToUriPassByAllowList_Rfc3261_19_1_5) {
  send_refer("Refer-To: <" + carol.uri() +
             "?Replaces=abc%40x%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces%2Ctdialog&Accept-Contact=*%3Baudio"
             "&User-to-User=56a3%3Bencoding%3Dhex&Target-Dialog=c%3Blocal-tag%3D3%3Bremote-tag%3D4>\r\n");
  accept();
  EXPECT_EQ(invite.header("Replaces"), "abc@x;to-tag=1;from-tag=2");
  EXPECT_NE(invite.text.find("\r\nRequire: replaces\r\n"), std::string::npos);
  EXPECT_NE(invite.text.find("\r\nRequire: tdialog\r\n"), std::string::npos);
  EXPECT_EQ(invite.text.find("Require: replaces"), invite.text.rfind("Require: replaces"));
  EXPECT_EQ(invite.header("Accept-Contact"), "*;audio");
  EXPECT_EQ(invite.header("User-to-User"), "56a3;encoding=hex");
  EXPECT_EQ(invite.header("Target-Dialog"), "c;local-tag=3;remote-tag=4");
  EXPECT_EQ(invite.first_line(), "INVITE " + carol.uri() + " SIP/2.0");
}

TEST_F(ReferredCall, TheTokenOfReferredByGoesWithTheOffer_Rfc3892_5) {
  const std::string token =
      "Content-Type: message/sipfrag\r\nContent-ID: <tok@bob>\r\n\r\nReferred-By: <sip:bob@example.com>\r\n";
  send_with_body("Referred-By: <sip:bob@example.com>;cid=\"tok@bob\";x=y\r\n", "multipart/mixed; boundary=\"b 1\"",
                 "--b 1\r\nContent-Type: text/plain\r\n\r\nother\r\n--b 1\r\n" + token + "\r\n--b 1--\r\n");
  accept();
  EXPECT_EQ(invite.header("Referred-By"), "<sip:bob@example.com>;cid=\"tok@bob\";x=y") << "copied unmodified";
  const std::string type = invite.header("Content-Type");
  ASSERT_EQ(type.substr(0, 25), "multipart/mixed;boundary=");
  const std::string delimiter = "--" + type.substr(25);
  const std::string body = body_of(invite);
  EXPECT_EQ(body.find(delimiter + "\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"), 0u);
  EXPECT_NE(body.find("\r\n" + delimiter + "\r\n" + token + "\r\n" + delimiter + "--\r\n"), std::string::npos)
      << "octet for octet";
  EXPECT_EQ(body.find("text/plain"), std::string::npos);
  EXPECT_EQ(invite.header("Content-Length"), std::to_string(body.size()));
}

TEST_F(ReferredCall, WithoutItsTokenABodyOfTheReferGoesNowhere) {
  send_with_body("Referred-By: <sip:bob@example.com>;cid=\"other@bob\"\r\n", "multipart/mixed;boundary=b",
                 "--b\r\nContent-ID: <tok@bob>\r\n\r\nx\r\n--b--\r\n");
  accept();
  EXPECT_EQ(invite.header("Content-Type"), "application/sdp");
}

TEST_F(ReferredCall, AMissingReferredByIsNo429_Rfc3892_5) {
  send_refer();
  EXPECT_FALSE(bob.has("SIP/2.0 429"));
  accept();
  EXPECT_EQ(invite.header("Referred-By"), "");
}

TEST_F(ReferredCall, ATargetThatWantsAReferredByIsReportedAs429_Rfc3892_5) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 429);
  const Packet last = notified();
  EXPECT_EQ(body_of(last), "SIP/2.0 429 Provide Referrer Identity\r\n");
  EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
  scene.run(milliseconds(10));
  EXPECT_EQ(alice.last(EventKind::referral_ended)->status, 429);
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
}

class TelAllowed : public ReferredCall {
 protected:
  TelAllowed() : ReferredCall(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.referral.tel = true;
    return options;
  }
};

// Alice's account has no proxy: the number goes to its domain, which here is her own address.
TEST_F(TelAllowed, ANumberIsCalledThroughTheAccountsDomain_Rfc3261_19_1_6) {
  send_refer("Refer-To: <tel:+1-555-1234;ext=5>\r\n");
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  scene.run(milliseconds(1));
  const auto invited = std::find_if(scene.log.begin(), scene.log.end(), [](const Packet& packet) {
    return packet.first_line() == "INVITE sip:+1-555-1234;ext=5@127.0.0.1:5070;user=phone SIP/2.0";
  });
  EXPECT_NE(invited, scene.log.end());
}

class RedirectsFollowed : public ReferredCall {
 protected:
  explicit RedirectsFollowed(const StackOptions& wishes = options())
      : ReferredCall(wishes), dave(scene, 5093, alice) {
    dave.own_tag = "dave-tag";
  }
  static StackOptions options() {
    StackOptions options;
    options.referral.follow_redirects = true;
    options.referral.refused_numbers = "+1900";
    return options;
  }
  /// Carol's response in place of the call.
  void redirect(int status, const std::string& contacts) {
    const std::string text =
        simulation::fragment(status) + "Via: " + invite.header("Via") + "\r\nFrom: " + invite.header("From") +
        "\r\nTo: " + invite.header("To") + ";tag=carol-tag\r\nCall-ID: " + invite.header("Call-ID") +
        "\r\nCSeq: " + invite.header("CSeq") + "\r\n" + contacts + "Content-Length: 0\r\n\r\n";
    scene.inject(carol.address(), alice, text);
  }
  ScriptedPeer dave;
};

// Bob            Alice           Carol          Dave
//  |--- REFER ----->|--- INVITE --->|              |
//  |                |<---- 302 -----|              |
//  |                |---- ACK ----->|              |
//  |                |----------- INVITE ---------->|
//  |<-- NOTIFY 200 -|<----------- 200 -------------|
TEST_F(RedirectsFollowed, ARedirectIsFollowedToTheFirstContactThatThePolicyLetsThrough) {
  send_refer(refer_to() + "Referred-By: <sip:bob@example.com>\r\n");
  accept();
  notified();
  carol.respond(invite, 180);
  notified();
  redirect(302, "Contact: <tel:+1>, <sip:+1900@127.0.0.1:5093>, <sip:alice@127.0.0.1:5070>\r\n"
                "Contact: <sip:dave@127.0.0.1:5093>;q=0.1, <sip:later@127.0.0.1:5092>\r\n");
  EXPECT_TRUE(carol.expect("ACK", seconds(1)));
  const auto again = dave.expect("INVITE", seconds(1));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->first_line(), "INVITE sip:dave@127.0.0.1:5093 SIP/2.0");
  EXPECT_EQ(again->header("Call-ID"), invite.header("Call-ID"));
  EXPECT_EQ(again->header("To"), invite.header("To"));
  EXPECT_EQ(again->header("Referred-By"), "<sip:bob@example.com>");
  EXPECT_EQ(simulation::cseq_of(*again), simulation::cseq_of(invite) + 1);
  EXPECT_EQ(body_of(*again), body_of(invite));
  dave.respond(*again, 200, {}, "application/sdp", simulation::sdp);
  const auto ack = dave.expect("ACK", seconds(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->header("CSeq"), std::to_string(simulation::cseq_of(*again)) + " ACK");
  EXPECT_NE(ack->header("To").find(";tag=dave-tag"), std::string::npos);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 200 OK\r\n");
  EXPECT_EQ(alice.stack().state(referred), CallState::confirmed);
}

class OneRedirectFollowed : public RedirectsFollowed {
 protected:
  static StackOptions options() {
    StackOptions options = RedirectsFollowed::options();
    options.referral.redirects = 1;
    return options;
  }
  OneRedirectFollowed() : RedirectsFollowed(options()) {}
};

TEST_F(OneRedirectFollowed, TheNextIsReported) {
  send_refer();
  accept();
  notified();
  redirect(302, "Contact: <sip:again@127.0.0.1:5092>\r\n");
  const auto again = carol.expect("INVITE", seconds(1));
  ASSERT_TRUE(again);
  invite = *again;
  redirect(302, "Contact: <sip:again@127.0.0.1:5092>\r\n");
  EXPECT_EQ(body_of(notified()), "SIP/2.0 302 Moved Temporarily\r\n");
}

TEST_F(RedirectsFollowed, ARedirectThatThePolicyRefusesIsReported) {
  send_refer();
  accept();
  notified();
  redirect(302, "Contact: <sip:+1900@127.0.0.1:5093>\r\n");
  EXPECT_EQ(body_of(notified()), "SIP/2.0 302 Moved Temporarily\r\n");
  EXPECT_FALSE(dave.has("INVITE"));
}

TEST_F(RedirectsFollowed, NotForEver) {
  send_refer();
  accept();
  notified();
  for (int i = 0; i < 3; ++i) {
    redirect(302, "Contact: <" + carol.uri() + ">\r\n");
    const auto again = carol.expect("INVITE", seconds(1));
    ASSERT_TRUE(again);
    invite = *again;
  }
  redirect(302, "Contact: <" + carol.uri() + ">\r\n");
  EXPECT_EQ(body_of(notified()), "SIP/2.0 302 Moved Temporarily\r\n");
}

TEST_F(RedirectsFollowed, ARedirectedCallIsCancelledWhereItWent) {
  send_refer();
  accept();
  notified();
  redirect(302, "Contact: <sip:dave@127.0.0.1:5093>\r\n");
  const auto again = dave.expect("INVITE", seconds(1));
  ASSERT_TRUE(again);
  dave.respond(*again, 180);
  notified();
  EXPECT_EQ(alice.stack().hang_up(scene.now, referred), Errc::ok);
  EXPECT_TRUE(dave.expect("CANCEL", seconds(1)));
  dave.respond(*again, 487);
  EXPECT_EQ(body_of(notified()), "SIP/2.0 487 Request Terminated\r\n");
}

TEST_F(ReferredCall, ARedirectIsReportedByDefaultAndNotFollowed) {
  send_refer();
  accept();
  notified();
  carol.respond(invite, 302, "Contact: <sip:dave@127.0.0.1:5093>\r\n");
  const Packet last = notified();
  EXPECT_EQ(body_of(last), "SIP/2.0 302 Moved Temporarily\r\n");
  EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
}

}  // namespace
}  // namespace baton
