// Challenges within a dialog whose route set says the account's server in other words than the account does: by address
// instead of by name, or the other way round. Nobody else is answered, whatever realm he writes.
#include "tests/agent/call_fixture.hpp"

namespace baton::simulation {
namespace {

constexpr std::string_view asks = "Proxy-Authenticate: Digest realm=\"here\", nonce=\"n1\", qop=\"auth\"\r\n";
constexpr std::string_view server_asks = "WWW-Authenticate: Digest realm=\"here\", nonce=\"n1\", qop=\"auth\"\r\n";
constexpr std::string_view by_address = "Record-Route: <sip:127.0.0.1:5090;lr>\r\n";
constexpr std::string_view by_name = "Record-Route: <sip:proxy.example.com;lr>\r\n";

class InDialog : public CallTest {
 protected:
  AccountId subscriber(std::string_view proxy = "sip:proxy.example.com;lr", std::string_view realm = {}) {
    AccountView view;
    view.uri = "sip:bob@example.com";
    view.contact_user = "subscriber";
    view.proxy = proxy;
    view.password = "secret";
    view.realm = realm;
    return *bob.stack().add_account(scene.now, view);
  }
  /// The name that waits, if one does, is found here.
  void found_at(const Endpoint& where) {
    const auto lookup = bob.stack().next_lookup();
    if (!lookup) return;
    const Target target{.transport = Transport::udp, .peer = where};
    EXPECT_EQ(bob.stack().resolved(scene.now, lookup->id, std::span(&target, 1)), Errc::ok);
    scene.collect(bob);
  }
  void found() { found_at(peer.address()); }
  /// A call through the proxy, whose 2xx has these headers.
  void connect_as(AccountId account, std::string_view headers, std::string_view contact = {}) {
    const auto made = bob.stack().call(scene.now, account, "sip:alice@elsewhere.example");
    ASSERT_TRUE(made);
    call = *made;
    found();
    invite = received_invite();
    peer.contact = contact;
    peer.respond(invite, 200, std::string(allow) + std::string(headers), "application/sdp", sdp);
    scene.run(milliseconds(5));
    ASSERT_EQ(sent("ACK"), ++acknowledged);
  }
  /// A call from behind the proxy to Bob.
  void be_called(std::string_view headers) {
    peer.call_id = "incoming";
    peer.local = "<" + peer.uri() + ">;tag=" + peer.own_tag;
    peer.remote = "<sip:bob@example.com>";
    peer.target = "sip:subscriber@127.0.0.1:5071";
    peer.request("INVITE", std::string(allow) + std::string(headers), "application/sdp", sdp);
    scene.run(milliseconds(2));
    answer();
    acknowledge();
  }
  /// What follows a challenge of this request.
  Packet challenge(ScriptedPeer& by, const Packet& request, int status = 407) {
    by.forget();
    by.respond(request, status, status == 407 ? asks : server_asks);
    scene.run(milliseconds(5));
    const std::string method = request.first_line().substr(0, request.first_line().find(' '));
    return by.expect(method, milliseconds(5)).value_or(Packet{});
  }
  /// Hangs up; whether the challenge of the BYE is answered.
  bool answers_for_bye(ScriptedPeer& by, int status = 407) {
    EXPECT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
    found_at(by.address());
    const auto bye = by.expect("BYE", seconds(3));
    EXPECT_TRUE(bye);
    if (!bye) return false;
    const Packet again = challenge(by, *bye, status);
    const bool answered = again.text.find("uthorization: Digest") != std::string::npos;
    if (answered) by.respond(again, 200);
    scene.run(milliseconds(5));
    EXPECT_EQ(bob.count(EventKind::call_ended), 1u);
    return answered;
  }
  ScriptedPeer stranger{scene, 5096, bob};
  std::size_t acknowledged = 0;
};

/// Bob      proxy
///  |--INVITE->|  to proxy.example.com
///  |<---200---|  Record-Route: <sip:127.0.0.1:5090;lr>
///  |---ACK--->|
///  |---BYE--->|  to that address
///  |<---407---|
///  |---BYE--->|  with credentials: else the peer's call would stand
TEST_F(InDialog, AProxyByNameThatRecordRoutesItsAddressIsAnswered) {
  connect_as(subscriber(), by_address);
  EXPECT_TRUE(answers_for_bye(peer));
}

TEST_F(InDialog, AReferToItIsSentAgain) {
  connect_as(subscriber(), by_address);
  ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@example.com"));
  const auto refer = peer.expect("REFER", seconds(1));
  ASSERT_TRUE(refer);
  EXPECT_NE(challenge(peer, *refer).header("Proxy-Authorization"), "");
  EXPECT_EQ(bob.count(EventKind::refer_rejected), 0u);
}

TEST_F(InDialog, WhereTheNameLeadsElsewhereNextTimeTheDialogKeepsItsServer) {
  const AccountId account = subscriber();
  connect_as(account, by_address);
  const auto second = bob.stack().call(scene.now, account, "sip:dave@elsewhere.example");
  ASSERT_TRUE(second);
  found_at(stranger.address());
  const auto other = stranger.expect("INVITE", seconds(1));
  ASSERT_TRUE(other);
  stranger.respond(*other, 486);
  ASSERT_TRUE(stranger.expect("ACK", seconds(1)));
  bob.heard.clear();
  EXPECT_TRUE(answers_for_bye(peer));
}

TEST_F(InDialog, ACallThatCameThroughItIsAnsweredForOnceItsAddressIsKnown) {
  const AccountId account = subscriber();
  be_called(by_address);
  const CallId came = call;
  connect_as(account, by_address);
  ASSERT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  answer_bye();
  bob.heard.clear();
  call = came;
  EXPECT_TRUE(answers_for_bye(peer));
}

TEST_F(InDialog, AnAddressThatNoNameHasLedToIsNobodys) {
  subscriber();
  be_called(by_address);
  EXPECT_FALSE(answers_for_bye(peer));
}

TEST_F(InDialog, AStrangerInTheRouteSetGetsNothingWhateverItsRealm) {
  connect_as(subscriber("sip:proxy.example.com;lr", "here"), "Record-Route: <sip:127.0.0.1:5096;lr>\r\n");
  EXPECT_FALSE(answers_for_bye(stranger));
}

TEST_F(InDialog, AStrangerAtTheContactGetsNothing) {
  for (const int status : {401, 407}) {
    connect_as(subscriber("sip:proxy.example.com;lr", "here"), {}, "sip:mallory@127.0.0.1:5096");
    EXPECT_FALSE(answers_for_bye(stranger, status));
    bob.heard.clear();
  }
}

TEST_F(InDialog, AStrangerBehindTheProxysAddressGetsNothing) {
  connect_as(subscriber(), by_address, "sip:mallory@127.0.0.1:5096");
  EXPECT_FALSE(answers_for_bye(peer, 401));
}

/// A server that answers calls itself, as a PBX does.
TEST_F(InDialog, TheServerItselfAtTheContactIsAnswered) {
  for (const int status : {401, 407}) {
    connect_as(subscriber(), {}, "sip:alice@127.0.0.1:5090");
    EXPECT_TRUE(answers_for_bye(peer, status)) << status;
    bob.heard.clear();
  }
}

TEST_F(InDialog, AProxyByAddressThatRecordRoutesItsNameIsAnswered) {
  connect_as(subscriber("sip:127.0.0.1:5090;lr"), by_name);
  EXPECT_TRUE(answers_for_bye(peer));
}

TEST_F(InDialog, ANameThatLeadsElsewhereIsNotThatAddress) {
  connect_as(subscriber("sip:127.0.0.1:5090;lr"), by_name);
  EXPECT_FALSE(answers_for_bye(stranger));
}

/// The BYE of a late fork takes the INVITE's way, whatever name its route set has.
TEST_F(InDialog, TheByeOfALateForkIsAnsweredForWhereTheInviteWentToTheServer) {
  connect_as(subscriber(), by_name);
  raw_response(invite, 200, invite.header("To") + ";tag=late",
               "Contact: <sip:late@phone.example.com>\r\n" + std::string(by_name));
  const auto bye = peer.expect("BYE", milliseconds(5));
  ASSERT_TRUE(bye);
  const Packet again = challenge(peer, *bye);
  EXPECT_NE(again.header("Proxy-Authorization"), "");
  peer.respond(again, 200);
}

TEST_F(InDialog, AStrangersLateForkGetsNothingBehindOurServersName) {
  const auto made = bob.stack().call(scene.now, subscriber({}), stranger.uri());
  ASSERT_TRUE(made);
  call = *made;
  invite = stranger.expect("INVITE", seconds(1)).value_or(Packet{});
  stranger.respond(invite, 200, allow, "application/sdp", sdp);
  ASSERT_TRUE(stranger.expect("ACK", seconds(1)));
  raw_response(invite, 200, invite.header("To") + ";tag=late",
               "Contact: <sip:x@127.0.0.1:5096>\r\nRecord-Route: <sip:example.com;lr>\r\n");
  const auto bye = stranger.expect("BYE", milliseconds(5));
  ASSERT_TRUE(bye);
  EXPECT_EQ(challenge(stranger, *bye).text, "");
}

/// What runs over a connection goes to whoever made it. A route set that says our proxy's name there is the caller's.
TEST_F(InDialog, AStrangerOverAConnectionGetsNothingBehindOurProxysName) {
  subscriber();
  const FlowId udp = bob.flow;
  const auto tcp = bob.stack().flow_opened(
      scene.now, {.transport = Transport::tcp, .local = bob.address, .peer = peer.address()});
  ASSERT_TRUE(tcp);
  bob.flow = *tcp;
  be_called(by_name);
  EXPECT_FALSE(answers_for_bye(peer));
  bob.flow = udp;
}

}  // namespace
}  // namespace baton::simulation
