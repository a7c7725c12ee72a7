// Sockets: opened, refused, closed; junk; unreachable peers; lookups; the end of a driver.
#include <asio/ip/udp.hpp>
#include <asio/post.hpp>
#include <asio/strand.hpp>
#include <random>

#include "tests/transport/loopback.hpp"

namespace baton::test {
namespace {

/// A socket of no user agent.
class Stranger {
 public:
  explicit Stranger(asio::io_context& context)
      : socket_(context, asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

  void send(const Endpoint& to, std::string_view text) {
    socket_.send_to(asio::buffer(text.data(), text.size()),
                    asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), to.port));
  }
  std::uint16_t port() const { return socket_.local_endpoint().port(); }
  std::string read() {
    std::string text(65'535, '\0');
    asio::ip::udp::endpoint from;
    text.resize(socket_.receive_from(asio::buffer(text), from));
    return text;
  }

 private:
  asio::ip::udp::socket socket_;
};

std::string options_request(const Endpoint& to, std::uint16_t from_port,
                            std::string_view sent_by = "192.0.2.99:5060") {
  char buffer[endpoint_text_size];
  const std::string host(format_endpoint(to, buffer));
  return "OPTIONS sip:test@" + host + " SIP/2.0\r\nVia: SIP/2.0/UDP " + std::string(sent_by) +
         ";rport;branch=z9hG4bKstranger" + std::to_string(from_port) +
         "\r\nMax-Forwards: 70\r\nFrom: <sip:stranger@192.0.2.99>;tag=1\r\nTo: <sip:test@" + host +
         ">\r\nCall-ID: stranger\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
}

TEST(Driver, AnswersWhereTheRequestCameFrom) {
  asio::io_context context;
  Station station(context);
  Stranger stranger(context);
  // The Via names an address where nobody is: only rport and received lead back (RFC 3581 4).
  stranger.send(station.local(), options_request(station.local(), stranger.port()));
  ASSERT_TRUE(run_until(context, [&] { return station.driver->counters().datagrams_out > 0; }));
  const std::string answer = stranger.read();
  EXPECT_TRUE(answer.starts_with("SIP/2.0 200 ")) << answer;
  EXPECT_NE(answer.find("received=127.0.0.1"), std::string::npos) << answer;
  EXPECT_NE(answer.find("rport=" + std::to_string(stranger.port())), std::string::npos) << answer;
}

TEST(Driver, APortInUseIsSaidSo) {
  asio::io_context context;
  Station station(context);
  std::error_code error;
  const auto driver = Driver::make(context, {}, error);
  ASSERT_TRUE(driver) << error.message();
  EXPECT_FALSE(driver->open_udp(address("127.0.0.1", station.local().port), error));
  EXPECT_EQ(error, std::errc::address_in_use);
  EXPECT_FALSE(driver->open_udp(address("192.0.2.77"), error));
  EXPECT_EQ(error, std::errc::address_not_available);
  EXPECT_FALSE(driver->open_udp({}, error));
  EXPECT_EQ(error, Errc::bad_address);
  EXPECT_TRUE(driver->open_udp(address("127.0.0.1"), error));
  EXPECT_FALSE(error);
}

TEST(Driver, BadLimitsAreAnError) {
  asio::io_context context;
  std::error_code error;
  DriverOptions options;
  options.limits = Limits{};
  EXPECT_EQ(Driver::make(context, options, error), nullptr);
  EXPECT_EQ(error, Errc::bad_limits);
}

TEST(Driver, MoreSocketsThanFlowsAreRefused) {
  asio::io_context context;
  std::error_code error;
  DriverOptions options;
  options.limits = Limits::device();  // two flows
  const auto driver = Driver::make(context, options, error);
  ASSERT_TRUE(driver->open_udp(address("127.0.0.1"), error));
  ASSERT_TRUE(driver->open_udp(address("127.0.0.1"), error));
  EXPECT_FALSE(driver->open_udp(address("127.0.0.1"), error));
  EXPECT_EQ(error, Errc::flows_full);
}

TEST(Driver, TheWildcardAddressIsToldAsAConcreteOne) {
  asio::io_context context;
  std::error_code error;
  const auto driver = Driver::make(context, {}, error);
  const FlowId flow = driver->open_udp(address("0.0.0.0"), error);
  ASSERT_TRUE(flow) << error.message();
  EXPECT_NE(driver->local_endpoint(flow).address, address("0.0.0.0").address);
  EXPECT_NE(driver->local_endpoint(flow).port, 0);
  const FlowId told = driver->open_udp(address("0.0.0.0"), error, address("192.0.2.5"));
  ASSERT_TRUE(told) << error.message();
  EXPECT_EQ(driver->local_endpoint(told).address, address("192.0.2.5").address);
  EXPECT_NE(driver->local_endpoint(told).port, 0);
  EXPECT_EQ(driver->local_endpoint({}).family, Family::none);
}

TEST(Driver, JunkIsCountedAndChangesNothing) {
  asio::io_context context;
  Station station(context);
  Stranger stranger(context);
  const Usage before = station.driver->stack().usage();
  std::minstd_rand random(7);
  constexpr int count = 200;
  for (int number = 0; number < count; ++number) {
    std::string junk(1 + random() % 200, '\0');
    for (char& octet : junk) {
      octet = static_cast<char>(random());
    }
    junk[0] = '\x01';
    stranger.send(station.local(), junk);
    // In step, so that the socket's own buffer never overflows.
    ASSERT_TRUE(run_until(context, [&] {
      return station.driver->counters().datagrams_in == static_cast<unsigned>(number) + 1;
    }));
  }
  EXPECT_EQ(station.driver->counters().junk, static_cast<unsigned>(count));
  EXPECT_EQ(station.driver->counters().datagrams_out, 0U);
  EXPECT_EQ(station.driver->stack().usage().transactions.used, before.transactions.used);
  EXPECT_EQ(station.kinds.size(), 0U);
  EXPECT_EQ(station.tap.lines.size(), static_cast<unsigned>(count)) << "a tap sees junk too";

  stranger.send(station.local(), options_request(station.local(), stranger.port()));
  EXPECT_TRUE(run_until(context, [&] { return station.driver->counters().datagrams_out > 0; }));
}

TEST(Driver, ADatagramLongerThanAMessageMayBeIsJunk) {
  asio::io_context context;
  std::error_code error;
  DriverOptions options;
  options.limits = Limits::device();  // 1,300 octets
  const auto driver = Driver::make(context, options, error);
  const FlowId flow = driver->open_udp(address("127.0.0.1"), error);
  Stranger stranger(context);
  stranger.send(driver->local_endpoint(flow), std::string(5'000, 'x'));
  ASSERT_TRUE(run_until(context, [&] { return driver->counters().datagrams_in == 1; }));
  EXPECT_EQ(driver->counters().junk, 1U);
}

TEST(Driver, AStrayResponseIsCounted) {
  asio::io_context context;
  Station station(context);
  Stranger stranger(context);
  stranger.send(station.local(),
                "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKnone\r\n"
                "From: <sip:a@192.0.2.1>;tag=1\r\nTo: <sip:b@192.0.2.1>;tag=2\r\nCall-ID: x\r\n"
                "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(run_until(context, [&] { return station.driver->counters().datagrams_in == 1; }));
  EXPECT_EQ(station.driver->counters().strays, 1U);
}

TEST(Driver, ADriverWithoutWorkLetsTheContextEnd) {
  asio::io_context context;
  Station station(context);
  station.driver->close();
  context.run_for(std::chrono::seconds(20));
  EXPECT_TRUE(context.stopped());
}

TEST(Driver, AClosedFlowIsGone) {
  asio::io_context context;
  Station station(context);
  const std::uint16_t port = station.local().port;
  station.driver->close_flow(station.flow);
  station.driver->close_flow(station.flow);
  EXPECT_EQ(station.local().family, Family::none);
  // The port is free again at once, the core's record after its turn.
  std::error_code error;
  ASSERT_TRUE(run_until(context, [&] { return station.driver->stack().usage().flows.used == 0; }));
  EXPECT_TRUE(station.driver->open_udp(address("127.0.0.1", port), error)) << error.message();
}

TEST(Driver, RunsOnAStrandOfAContextWithSeveralThreads) {
  asio::io_context context;
  std::error_code error;
  const auto driver = Driver::make(asio::any_io_executor(asio::make_strand(context)), {}, error);
  ASSERT_TRUE(driver) << error.message();
  EXPECT_TRUE(driver->open_udp(address("127.0.0.1"), error));
}

}  // namespace
}  // namespace baton::test
