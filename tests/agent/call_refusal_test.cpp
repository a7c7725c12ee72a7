// Requests that are refused before anybody hears of them, with the headers that go with each status
// (RFC 3261 8.2, 12.2.2).
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::Packet;
using CallRefusal = simulation::CallTest;

TEST_F(CallRefusal, AnUnknownBodyIs415WithAccept_Rfc3261_8_2_3) {
  ring_in({}, "text/plain", "hello");
  const auto refusal = peer.expect("SIP/2.0 415", milliseconds(5));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->header("Accept"), "application/sdp");
  EXPECT_FALSE(tag_in(refusal->header("To")).empty());
  ring_in({}, "multipart/mixed;boundary=x", "--x--");
  EXPECT_TRUE(peer.expect("SIP/2.0 415", milliseconds(5)));
  ring_in("Content-Encoding: gzip\r\n");
  EXPECT_TRUE(peer.expect("SIP/2.0 415", milliseconds(5)));
  EXPECT_EQ(story(), "");
}

TEST_F(CallRefusal, AForeignSchemeIs416_Rfc3261_8_2_2_1) {
  const std::string text = ring_in();
  cancel(text);
  std::string other = text;
  other.replace(other.find("sip:bob"), bob.uri.size(), "tel:+1234");
  other.replace(other.find("z9hG4bK"), 7, "z9hG4bKother");
  other.replace(other.find("Call-ID: "), 9, "Call-ID: other-");
  scene.inject(peer.address(), bob, other);
  EXPECT_TRUE(peer.expect("SIP/2.0 416", milliseconds(5)));
}

TEST_F(CallRefusal, AForeignSchemeIs416ForOptionsToo_Rfc3261_11_2) {
  peer.call_id = "options";
  peer.local = "<" + peer.uri() + ">;tag=a";
  peer.remote = "<" + bob.uri + ">";
  for (const char* const uri : {"tel:+1234", "urn:service:sos", "http://example.com/"}) {
    peer.target = uri;
    peer.request("OPTIONS");
    EXPECT_TRUE(peer.expect("SIP/2.0 416", milliseconds(5))) << uri;
  }
  peer.target = bob.uri;
  peer.request("OPTIONS");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
}

TEST_F(CallRefusal, AnUnknownExtensionIs420WithUnsupported_Rfc3261_8_2_2_3) {
  ring_in("Require: 100rel, replaces\r\nRequire: timer\r\n");
  const auto refusal = peer.expect("SIP/2.0 420", milliseconds(5));
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->text.find("Unsupported: 100rel\r\nUnsupported: timer\r\n"), std::string::npos);
  connect_in();
  peer.request("UPDATE", "Require: timer\r\n");
  EXPECT_TRUE(peer.expect("SIP/2.0 420", milliseconds(5)));
}

TEST_F(CallRefusal, AMalformedDescriptionIs400) {
  ring_in({}, "application/sdp", "v=1\r\n");
  EXPECT_TRUE(peer.expect("SIP/2.0 400", milliseconds(5)));
}

TEST_F(CallRefusal, AnInviteWithoutAUsableContactIs400_Rfc3261_12_1_1) {
  const std::string text = ring_in();
  cancel(text);
  int number = 0;
  for (const std::string_view contact : {"", "Contact: *\r\n", "Contact: <tel:+1>\r\n", "Contact: <mailto:a@b>\r\n"}) {
    std::string other = text;
    const std::size_t at = other.find("Contact: ");
    other.replace(at, other.find("\r\n", at) + 2 - at, contact);
    other.replace(other.find("z9hG4bK"), 7, "z9hG4bKother" + std::to_string(++number));
    other.replace(other.find("Call-ID: "), 9, "Call-ID: other" + std::to_string(number));
    scene.inject(peer.address(), bob, other);
    EXPECT_TRUE(peer.expect("SIP/2.0 400", milliseconds(5))) << contact;
  }
  EXPECT_EQ(bob.count(EventKind::call_incoming), 1u);
}

TEST_F(CallRefusal, UnknownMethodsAre501AndKnownOnes405WithAllow_Rfc3261_8_2_1) {
  connect_in();
  for (const bool inside : {true, false}) {
    if (!inside) peer.remote = "<" + bob.uri + ">";
    for (const auto& [method, status] :
         {std::pair{"DANCE", "SIP/2.0 501"}, {"MESSAGE", "SIP/2.0 405"}, {"INFO", "SIP/2.0 405"}}) {
      peer.request(method);
      const auto refusal = peer.expect(status, milliseconds(5));
      ASSERT_TRUE(refusal) << method << inside;
      EXPECT_NE(refusal->header("Allow").find("INVITE, ACK, CANCEL, BYE"), std::string::npos);
    }
  }
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

TEST_F(CallRefusal, TheSameRequestIsRefusedWithTheSameTag_Rfc3261_8_2_7) {
  const std::string text = ring_in("Require: x\r\n");
  const auto first = peer.expect("SIP/2.0 420");
  scene.inject(peer.address(), bob, text);
  const auto second = peer.expect("SIP/2.0 420");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->text, second->text);
}

TEST_F(CallRefusal, OptionsIsAnsweredOutsideOfADialogAndWithin_Rfc3261_11_2) {
  peer.call_id = "options";
  peer.local = "<" + peer.uri() + ">;tag=x";
  peer.remote = "<" + bob.uri + ">";
  peer.target = bob.uri;
  peer.request("OPTIONS");
  const auto outside = peer.expect("SIP/2.0 200", milliseconds(5));
  ASSERT_TRUE(outside);
  EXPECT_NE(outside->header("Allow").find("OPTIONS"), std::string::npos);
  EXPECT_NE(outside->header("Accept").find("application/sdp"), std::string::npos);
  connect_in();
  peer.request("OPTIONS");
  EXPECT_TRUE(peer.expect("SIP/2.0 200", milliseconds(5)));
  EXPECT_EQ(bob.stack().state(call), CallState::confirmed);
}

class FullHouse : public simulation::CallTest {
 protected:
  explicit FullHouse(const Limits& sizes = limits()) : CallTest(sizes) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.calls = 1;
    return limits;
  }
};

TEST_F(FullHouse, ACallTooManyIs486AndTheOneThatStandsIsUnharmed) {
  connect_in();
  const CallId first = call;
  ring_in();
  EXPECT_TRUE(peer.expect("SIP/2.0 486", milliseconds(5)));
  EXPECT_EQ(bob.stack().state(first), CallState::confirmed);
  EXPECT_EQ(bob.stack().counters().refused_for_room, 1u);
  EXPECT_EQ(bob.stack().call(scene.now, bob.account, peer.uri()).error(), Errc::calls_full);
}

class ShortTexts : public FullHouse {
 protected:
  ShortTexts() : FullHouse(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.dialog_text = 256;
    return limits;
  }
};

TEST_F(ShortTexts, ADialogThatDoesNotFitIs513) {
  ring_in("Record-Route: <sip:" + std::string(300, 'x') + ";lr>\r\n");
  EXPECT_TRUE(peer.expect("SIP/2.0 513", milliseconds(5)));
  EXPECT_EQ(bob.stack().usage().calls.used, 0u);
  std::string routes;
  for (int i = 0; i < 17; ++i) routes += "Record-Route: <sip:a;lr>\r\n";
  ring_in(routes);
  EXPECT_TRUE(peer.expect("SIP/2.0 513", milliseconds(5)));
}

TEST_F(ShortTexts, ARefreshThatDoesNotFitIs513AndTheOldTargetStays) {
  connect_in();
  std::string text = peer.request("OPTIONS");  // for its form only
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  for (const std::string_view method : {"INVITE", "UPDATE"}) {
    std::string request = text;
    request.replace(0, 7, method);
    request.replace(request.find(" OPTIONS\r\n"), 8, " " + std::string(method));
    const std::size_t at = request.find("Contact: <sip:peer");
    request.replace(at + 14, 4, std::string(250, 'p'));
    request.replace(request.find("z9hG4bK"), 7, "z9hG4bK" + std::string(method));
    const std::size_t cseq = request.find("CSeq: ");
    request.replace(cseq, 6, "CSeq: 9");
    scene.inject(peer.address(), bob, request);
    EXPECT_TRUE(peer.expect("SIP/2.0 513", milliseconds(5))) << method;
    text.replace(text.find("CSeq: "), 6, "CSeq: 9");
  }
  EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE", milliseconds(5));
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->first_line(), "BYE " + peer.uri() + " SIP/2.0");
}

class FewTransactions : public FullHouse {
 protected:
  FewTransactions() : FullHouse(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.transactions = 4;
    limits.reserved = 3;
    return limits;
  }
};

TEST_F(FewTransactions, AFullTableIs503WithRetryAfterForStrangers) {
  ring_in();
  const CallId first = call;
  ring_in();
  const auto refusal = peer.expect("SIP/2.0 503", milliseconds(5));
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->header("Retry-After"), "");
  EXPECT_EQ(bob.stack().usage().calls.used, 1u);
  EXPECT_EQ(bob.stack().reject(scene.now, first), Errc::ok);
}

class FewBlocks : public FullHouse {
 protected:
  FewBlocks() : FullHouse(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.reserved = 2;
    limits.blocks = 20;
    limits.block_bytes = 128;
    return limits;
  }
};

TEST_F(FewBlocks, AFullStoreIs500WithRetryAfterForStrangers) {
  ring_in("Subject: " + std::string(1000, 'x') + "\r\n");
  const CallId first = call;
  ring_in("Subject: " + std::string(1000, 'x') + "\r\n");
  const auto refusal = peer.expect("SIP/2.0 500", milliseconds(5));
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->header("Retry-After"), "");
  EXPECT_EQ(bob.stack().usage().calls.used, 1u);
  EXPECT_EQ(bob.stack().usage().dialogs.used, 1u);
  EXPECT_EQ(bob.stack().reject(scene.now, first), Errc::ok);
  EXPECT_TRUE(peer.expect("SIP/2.0 603", milliseconds(5)));
}

}  // namespace
}  // namespace baton
