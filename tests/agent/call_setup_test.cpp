// A call that cannot be placed leaves nothing behind and sends nothing; who is called by which account;
// messages at the length limit.
#include "tests/agent/call_fixture.hpp"

namespace baton {
namespace {

using simulation::fragment;
using simulation::Packet;

class CallSetup : public simulation::CallTest {
 protected:
  explicit CallSetup(const Limits& limits = Limits::host(8)) : CallTest(limits) {}
  /// Placing this call fails so, and nothing has changed.
  void expect_refused(Errc error, std::string_view target, const CallOptions& options = {}) {
    const Usage before = bob.stack().usage();
    EXPECT_EQ(name(bob.stack().call(scene.now, bob.account, target, options).error()), name(error)) << target;
    const Usage after = bob.stack().usage();
    EXPECT_EQ(after.calls.used, before.calls.used);
    EXPECT_EQ(after.dialogs.used, before.dialogs.used);
    EXPECT_EQ(after.blocks.used, before.blocks.used);
    EXPECT_EQ(after.transactions.used, before.transactions.used);
    EXPECT_EQ(after.outputs.used, before.outputs.used);
  }
};

TEST_F(CallSetup, TargetsThatCannotBeCalled) {
  expect_refused(Errc::bad_uri, "");
  expect_refused(Errc::bad_uri, "sip:");
  expect_refused(Errc::bad_uri, "sip:x@127.0.0.1?Route=%3Csip:y%3E");
  expect_refused(Errc::unsupported_uri, "tel:+1234");
  expect_refused(Errc::no_flow, "sip:x@127.0.0.1;transport=tcp");
  expect_refused(Errc::no_flow, "sips:x@127.0.0.1");
  expect_refused(Errc::no_flow, "sip:x@[2001:db8::1]");
  expect_refused(Errc::dialog_text_full, "sip:" + std::string(900, 'x') + "@127.0.0.1");
}

TEST_F(CallSetup, ABareNumberIsCompletedWithTheAccountsDomain) {
  const auto made = bob.stack().call(scene.now, bob.account, "1234");
  ASSERT_TRUE(made) << name(made.error());
  call = *made;
  scene.run(milliseconds(2));
  EXPECT_EQ(scene.log.front().first_line(), "INVITE sip:1234@127.0.0.1:5071 SIP/2.0");
}

TEST_F(CallSetup, AnUnknownAccountHasNoCalls) {
  EXPECT_EQ(bob.stack().call(scene.now, AccountId{7, 1}, peer.uri()).error(), Errc::unknown_handle);
}

TEST_F(CallSetup, ADisplayNameCannotBreakTheLine) {
  const auto account = bob.stack().add_account(scene.now, {.uri = "sip:evil@127.0.0.1",
                                                           .display_name = "x\r\nEvil: 1",
                                                           .contact_user = {},
                                                           .proxy = {},
                                                           .user_agent = {}});
  ASSERT_TRUE(account);
  EXPECT_EQ(bob.stack().call(scene.now, *account, peer.uri()).error(), Errc::injection);
}

class CallSetupTight : public CallSetup {
 protected:
  CallSetupTight() : CallSetup(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.transactions = 6;
    limits.reserved = 2;
    limits.blocks = 40;
    limits.block_bytes = 128;
    limits.message_bytes = 8'000;
    return limits;
  }
};

TEST_F(CallSetupTight, AStoreWithoutRoomForTheDescriptionOrTheInvite) {
  const std::string larger_than_the_store(5'200, 'x');
  const std::string half(2'000, 'x');
  expect_refused(Errc::store_full, peer.uri(), {.sdp = larger_than_the_store});
  expect_refused(Errc::store_full, peer.uri(), {.sdp = half});
}

TEST_F(CallSetupTight, ATransactionTableWithoutRoomForStrangers) {
  for (int i = 0; i < 4; ++i) {
    peer.call_id = "options" + std::to_string(i);
    peer.local = "<" + peer.uri() + ">;tag=x";
    peer.remote = "<" + bob.uri + ">";
    peer.target = bob.uri;
    peer.request("OPTIONS");
    scene.run(milliseconds(2));
  }
  expect_refused(Errc::transactions_full, peer.uri());
}

class CallSetupTwoDialogs : public CallSetup {
 protected:
  CallSetupTwoDialogs() : CallSetup(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.dialogs = 2;
    return limits;
  }
};

TEST_F(CallSetupTwoDialogs, DialogsAllInUse) {
  connect_out();
  connect_out();
  expect_refused(Errc::calls_full, peer.uri());
  ring_in();
  EXPECT_TRUE(peer.expect("SIP/2.0 486", milliseconds(5)));
}

// Bob            Peer
//  |---- REFER --->|
//  |<---- 202 -----|
//  |<--- NOTIFY ---|  the outcome; the subscription stays for late NOTIFYs
//  |<---- BYE -----|
//  |--- INVITE --->|  another call needs the dialog
TEST_F(CallSetupTwoDialogs, ATombstoneGivesWayToACall) {
  for (int i = 0; i < 2; ++i) {
    connect_out();
    ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1"));
    peer.respond(*peer.expect("REFER"), 202);
    peer.notify("terminated;reason=noresource", fragment(200));
    peer.request("BYE");
    scene.run(seconds(6));
    EXPECT_EQ(bob.stack().state(call), CallState::none);
  }
  EXPECT_EQ(bob.stack().usage().dialogs.used, 2u);
  EXPECT_NE(dial().text, "");
  EXPECT_EQ(bob.stack().usage().dialogs.used, 2u);
}

class CallSetupShort : public CallSetup {
 protected:
  CallSetupShort() : CallSetup(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.message_bytes = 1'000;
    return limits;
  }
};

TEST_F(CallSetupShort, AnInviteThatCouldNotBeAnsweredIsNotTaken) {
  std::string text = "INVITE " + bob.uri +
                     " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5090;branch=z9hG4bK1;padding=p\r\nFrom: <" + peer.uri() +
                     ">;tag=x\r\nTo: <" + bob.uri + ">\r\ni: long\r\nCSeq: 1 INVITE\r\nm: <sip:1>\r\nl: 0\r\n\r\n";
  text.insert(text.find("padding=") + 8, std::string(1'000 - text.size(), 'p'));
  scene.inject(peer.address(), bob, text);
  scene.run(milliseconds(5));
  EXPECT_EQ(story(), "") << "the 100 would be longer than a message";
  EXPECT_EQ(bob.stack().usage().transactions.used, 0u);
  EXPECT_EQ(bob.stack().usage().calls.used, 0u);
}

TEST_F(CallSetupShort, AnOfferThatMakesTheInviteTooLongIsRefused) {
  const std::string offer(900, 'x');
  expect_refused(Errc::message_too_long, peer.uri(), {.sdp = offer});
}

TEST_F(CallSetup, TheAccountIsTheOneThatTheRequestUriNames) {
  const auto second = bob.stack().add_account(
      scene.now,
      {.uri = "sip:robert@example.com", .display_name = {}, .contact_user = "r2", .proxy = {}, .user_agent = {}});
  ASSERT_TRUE(second);
  AccountId heard;
  bob.on_event = [&](simulation::Party&, const Event& event) {
    if (event.kind != EventKind::call_incoming) return;
    call = event.call;
    heard = event.account;
  };
  for (const auto& [user, account] :
       {std::pair{"bob", bob.account}, {"robert", *second}, {"r2", *second}, {"nobody", bob.account}}) {
    peer.call_id = user;
    peer.local = "\"The Peer\" <" + peer.uri() + ">;tag=peer-tag";
    peer.remote = "<" + bob.uri + ">";
    peer.target = "sip:" + std::string(user) + "@127.0.0.1:5071";
    peer.request("INVITE", {}, "application/sdp", simulation::sdp);
    scene.run(milliseconds(2));
    EXPECT_EQ(heard, account) << user;
    EXPECT_EQ(bob.stack().remote_uri(call), peer.uri());
    answer();
    acknowledge();
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    const auto bye = peer.expect("BYE");
    ASSERT_TRUE(bye);
    EXPECT_EQ(bye->header("To"), peer.local) << "the peer's name goes back";
    peer.respond(*bye, 200);
    scene.run(milliseconds(2));
  }
}

}  // namespace
}  // namespace baton
