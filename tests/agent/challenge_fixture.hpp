// Bob, a subscriber whose outbound proxy is the scripted peer, which challenges what he sends.
#pragma once

#include "tests/agent/call_fixture.hpp"

namespace baton::simulation {

inline constexpr std::string_view proxy_asks =
    "Proxy-Authenticate: Digest realm=\"here\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"\r\n";
inline constexpr std::string_view server_asks =
    "WWW-Authenticate: Digest realm=\"here\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\"\r\n";

class ChallengeTest : public CallTest {
 protected:
  explicit ChallengeTest(const Limits& limits = Limits::host(8)) : CallTest(limits) {}

  /// An account whose outbound proxy is the scripted peer.
  AccountId subscriber(std::string_view realm = {}) {
    AccountView view;
    view.uri = "sip:bob@example.com";
    view.proxy = "sip:127.0.0.1:5090;lr";
    view.password = "secret";
    view.realm = realm;
    return *bob.stack().add_account(scene.now, view);
  }
  Packet dial_as(AccountId account, std::string_view target) {
    const auto made = bob.stack().call(scene.now, account, target);
    EXPECT_TRUE(made) << name(made.error());
    if (made) call = *made;
    return received_invite();
  }
  /// A call through the proxy that stands, without a challenge.
  void connect_as(AccountId account) {
    invite = dial_as(account, "sip:alice@example.com");
    peer.respond(invite, 200, allow, "application/sdp", sdp);
    ASSERT_TRUE(peer.expect("ACK"));
  }
  /// The challenge, and the request that comes again, or an empty packet.
  Packet challenge(const Packet& request, int status, std::string_view headers) {
    peer.respond(request, status, headers);
    const std::string method = request.first_line().substr(0, request.first_line().find(' '));
    const std::string before = request.header("CSeq");
    scene.run(milliseconds(20));
    while (peer.has(method)) {
      const Packet again = peer.expect(method).value_or(Packet{});
      if (again.header("CSeq") != before) return again;
    }
    return {};
  }
};

}  // namespace baton::simulation
