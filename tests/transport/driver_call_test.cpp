// Calls between drivers over real sockets.
#include <asio/ip/udp.hpp>
#include <string>

#include "tests/transport/loopback.hpp"

namespace baton::test {
namespace {

StackOptions fast() {
  StackOptions options;
  options.transaction.t1 = milliseconds(10);
  options.transaction.t2 = milliseconds(40);
  options.transaction.t4 = milliseconds(50);
  return options;
}

void call(Station& from, std::string_view target) {
  const Result<CallId> made = from.driver->stack().call(Driver::now(), from.account, target);
  ASSERT_TRUE(made) << name(made.error());
  from.call = *made;
  from.driver->wake();
}

void answer_at_once(Station& station) {
  station.does = [&station](const Event& event) {
    if (event.kind == EventKind::call_incoming) {
      EXPECT_EQ(station.driver->stack().answer(Driver::now(), event.call), Errc::ok);
    }
  };
}

class CallOver : public testing::TestWithParam<const char*> {};

TEST_P(CallOver, IsSetUpAndEnded) {
  asio::io_context context;
  Station alice(context, address(GetParam()));
  Station bob(context, address(GetParam()));
  answer_at_once(bob);
  call(alice, bob.uri);
  ASSERT_TRUE(run_until(
      context, [&] { return alice.heard("call_connected") && bob.heard("call_connected"); }));
  EXPECT_EQ(bob.driver->stack().hang_up(Driver::now(), bob.call), Errc::ok);
  bob.driver->wake();
  ASSERT_TRUE(
      run_until(context, [&] { return alice.heard("call_ended") && bob.heard("call_ended"); }));
  EXPECT_EQ(alice.driver->counters().junk + bob.driver->counters().junk, 0U);
  EXPECT_EQ(alice.driver->counters().strays + bob.driver->counters().strays, 0U);
}

INSTANTIATE_TEST_SUITE_P(Loopback, CallOver, testing::Values("127.0.0.1", "::1"));

TEST(DriverCall, ATapSeesEveryMessageInTheOrderOfTheWire) {
  asio::io_context context;
  Station alice(context);
  Station bob(context);
  answer_at_once(bob);
  call(alice, bob.uri);
  ASSERT_TRUE(run_until(
      context, [&] { return alice.heard("call_connected") && bob.heard("call_connected"); }));
  ASSERT_GE(alice.tap.lines.size(), 3U);
  EXPECT_EQ(alice.tap.lines.front(), "out INVITE " + bob.uri + " SIP/2.0");
  EXPECT_TRUE(alice.tap.lines.back().starts_with("out ACK ")) << alice.tap.lines.back();
  EXPECT_EQ(alice.tap.lines[alice.tap.lines.size() - 2], "in SIP/2.0 200 OK");
  EXPECT_EQ(alice.tap.local, alice.local());
  EXPECT_EQ(alice.tap.peer, bob.local());
  EXPECT_TRUE(alice.tap.ordered);
  EXPECT_EQ(alice.tap.last, bob.tap.last) << "the same octets at both ends";
}

TEST(DriverCall, TheTimerDrivesRetransmissionAndTimeout) {
  asio::io_context context;
  Station alice(context, address("127.0.0.1"), fast());
  // A socket that is open but that nobody reads: no answer and no ICMP error.
  asio::ip::udp::socket silent(context,
                               asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), 0));
  const Time start = Driver::now();
  call(alice, "sip:nobody@127.0.0.1:" + std::to_string(silent.local_endpoint().port()));
  ASSERT_TRUE(run_until(context, [&] { return alice.heard("call_ended"); }));
  EXPECT_EQ(alice.cause, Cause::timeout);
  EXPECT_EQ(alice.last, 408);
  EXPECT_GE(Driver::now() - start, 64 * milliseconds(10)) << "Timer B is not early";
  // Timer A doubles, so six retransmissions fit; a busy machine is late with some.
  EXPECT_GE(alice.driver->counters().datagrams_out, 3U);
  EXPECT_LE(alice.driver->counters().datagrams_out, 7U);
}

#ifdef __linux__
TEST(DriverCall, AnUnreachablePortFailsTheCallAtOnce) {
  asio::io_context context;
  Station alice(context);  // with T1 of 500 ms: a timeout would take 32 s
  std::uint16_t port = 0;
  {
    const asio::ip::udp::socket closed(
        context, asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), 0));
    port = closed.local_endpoint().port();
  }
  call(alice, "sip:nobody@127.0.0.1:" + std::to_string(port));
  ASSERT_TRUE(run_until(context, [&] { return alice.heard("call_ended"); }));
  EXPECT_EQ(alice.cause, Cause::transport);
  EXPECT_EQ(alice.last, 503);
  EXPECT_EQ(alice.driver->counters().unreachable, 1U);
}
#endif

TEST(DriverCall, AHostNameIsLookedUp) {
  asio::io_context context;
  Station alice(context);
  Station bob(context);
  answer_at_once(bob);
  call(alice, "sip:bob@localhost:" + std::to_string(bob.local().port));
  ASSERT_TRUE(run_until(context, [&] { return alice.heard("call_connected"); }));
  EXPECT_EQ(alice.driver->counters().lookups, 1U);
  EXPECT_EQ(alice.driver->counters().lookups_failed, 0U);
}

TEST(DriverCall, AnUnknownHostNameFailsTheCall) {
  asio::io_context context;
  Station alice(context);
  call(alice, "sip:bob@host.invalid");  // RFC 6761 6.4: never exists
  ASSERT_TRUE(run_until(
      context, [&] { return alice.heard("call_ended"); }, std::chrono::seconds(60)));
  EXPECT_EQ(alice.driver->counters().lookups_failed, 1U);
  EXPECT_GE(alice.last, 400);
}

TEST(DriverCall, ADriverMayBeDestroyedInsideItsOwnEvent) {
  asio::io_context context;
  Station alice(context);
  Station bob(context);
  bob.does = [&bob](const Event& event) {
    if (event.kind == EventKind::call_incoming) {
      EXPECT_EQ(bob.driver->stack().answer(Driver::now(), event.call), Errc::ok);
      bob.driver.reset();
    }
  };
  call(alice, bob.uri);
  ASSERT_TRUE(run_until(context, [&] { return bob.heard("call_incoming"); }));
  EXPECT_EQ(bob.driver, nullptr);
  alice.driver.reset();
  context.run_for(std::chrono::seconds(20));
  EXPECT_TRUE(context.stopped());
}

TEST(DriverCall, CommandsGivenInsideAnEventAreSentWithoutMore) {
  asio::io_context context;
  Station alice(context);
  Station bob(context);
  answer_at_once(bob);
  alice.does = [&alice](const Event& event) {
    if (event.kind == EventKind::call_connected) {
      alice.driver->run_now();  // does nothing here
      alice.driver->wake();
      EXPECT_EQ(alice.driver->stack().hang_up(Driver::now(), event.call), Errc::ok);
    }
  };
  call(alice, bob.uri);
  EXPECT_TRUE(run_until(context, [&] { return bob.heard("call_ended"); }));
  EXPECT_TRUE(run_until(context, [&] { return alice.heard("call_ended"); }));
}

}  // namespace
}  // namespace baton::test
