// The account's name and password in an agent: a registrar of few words challenges what the agent sends.
#include <array>
#include <asio/io_context.hpp>
#include <asio/ip/udp.hpp>
#include <chrono>
#include <string>

#include "tests/sdk/phone.hpp"

#ifdef BATON_HAS_SYSTEM_HASH

namespace baton::test {
namespace {

/// A UDP socket that is read and written by hand.
class Server {
 public:
  Server() : socket_(context_, asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

  std::string address() const { return "127.0.0.1:" + std::to_string(socket_.local_endpoint().port()); }

  /// The next request of this method, retransmissions of others left out; "" after a generous time.
  std::string receive(std::string_view method) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    std::string got;
    while (got.empty() && std::chrono::steady_clock::now() < end) {
      std::array<char, 4'096> octets{};
      std::size_t size = 0;
      socket_.async_receive_from(asio::buffer(octets), peer_,
                                 [&](const asio::error_code& error, std::size_t count) {
                                   size = error ? 0 : count;
                                 });
      context_.restart();
      context_.run_until(end);
      const std::string_view text(octets.data(), size);
      got = text.starts_with(method) ? std::string(text) : std::string();
    }
    return got;
  }
  void answer(const std::string& request, const std::string& status, const std::string& headers) {
    std::string text = "SIP/2.0 " + status + "\r\n";
    for (const char* name : {"Via", "From", "To", "Call-ID", "CSeq"}) {
      text += std::string(name) + ": " + header(request, name) + (name[0] == 'T' ? ";tag=s" : "") + "\r\n";
    }
    text += headers + "Content-Length: 0\r\n\r\n";
    socket_.send_to(asio::buffer(text), peer_);
  }
  static std::string header(const std::string& message, const std::string& name) {
    const std::size_t at = message.find("\r\n" + name + ": ");
    if (at == std::string::npos) {
      return {};
    }
    const std::size_t from = at + name.size() + 4;
    return message.substr(from, message.find("\r\n", from) - from);
  }

 private:
  asio::io_context context_;
  asio::ip::udp::socket socket_;
  asio::ip::udp::endpoint peer_;
};

AgentOptions with_password(const Server& server) {
  AgentOptions options = options_for("alice");
  options.domain = server.address();
  options.auth_user = "a17";
  options.password = "open sesame";
  return options;
}

const std::string challenge =
    "WWW-Authenticate: Digest realm=\"home\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\"\r\n";

//   alice                server
//     |---- INVITE ------->|
//     |<--- 401 -----------|
//     |---- ACK ---------->|
//     |---- INVITE (Authorization) ->
TEST(Credentials, AnswerTheChallengeOfTheOwnServer) {
  Server server;
  Phone alice(with_password(server));
  ASSERT_EQ(alice.agent.call("bob"), 1);
  const std::string first = server.receive("INVITE ");
  EXPECT_EQ(Server::header(first, "Authorization"), "");
  server.answer(first, "401 Unauthorized", challenge);
  EXPECT_NE(server.receive("ACK "), "");
  const std::string second = server.receive("INVITE ");
  const std::string authorization = Server::header(second, "Authorization");
  EXPECT_NE(authorization.find("username=\"a17\""), std::string::npos) << authorization;
  EXPECT_NE(authorization.find("realm=\"home\""), std::string::npos) << authorization;
  EXPECT_EQ(second.find("sesame"), std::string::npos);
  server.answer(second, "486 Busy Here", "");
  EXPECT_EQ(alice.wait_for("onInviteFailure"), "onInviteFailure 1 Busy Here 486");
}

TEST(Credentials, AreForNoOtherRealmThanTheOneThatIsSet) {
  Server server;
  AgentOptions options = with_password(server);
  options.realm = "elsewhere";
  Phone alice(options);
  ASSERT_EQ(alice.agent.call("bob"), 1);
  server.answer(server.receive("INVITE "), "401 Unauthorized", challenge);
  EXPECT_EQ(alice.wait_for("onInviteFailure"), "onInviteFailure 1 Unauthorized 401");
}

TEST(Credentials, AreForNobodyButTheOwnServer) {
  Server home;
  Server stranger;
  Phone alice(with_password(home));
  ASSERT_EQ(alice.agent.call("sip:bob@" + stranger.address()), 1);
  stranger.answer(stranger.receive("INVITE "), "401 Unauthorized", challenge);
  EXPECT_EQ(alice.wait_for("onInviteFailure"), "onInviteFailure 1 Unauthorized 401");
}

}  // namespace
}  // namespace baton::test

#endif
