// Drivers on loopback sockets, run on the test's own thread until something has happened. Nothing
// sleeps: `run_until` waits for events of the io_context, at most for a generous time.
#pragma once

#include <gtest/gtest.h>

#include <asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "baton/driver.hpp"
#include "baton/error_code.hpp"

namespace baton::test {

inline Endpoint address(std::string_view text, std::uint16_t port = 0) {
  return *parse_address(text, port);
}

/// Runs the context until `done`; whether it came to that.
inline bool run_until(asio::io_context& context, const std::function<bool()>& done,
                      std::chrono::seconds limit = std::chrono::seconds(20)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  context.restart();
  while (!done()) {
    if (context.run_one_until(end) == 0) {
      return done();
    }
  }
  return true;
}

/// What a tap saw, one line a message: "out OPTIONS sip:x SIP/2.0".
class TapLog final : public MessageTap {
 public:
  void on_message(const TappedMessage& message) override {
    const std::string_view line = message.bytes.substr(0, message.bytes.find("\r\n"));
    lines.push_back((message.direction == Direction::in ? "in " : "out ") + std::string(line));
    last = std::string(message.bytes);
    peer = message.peer;
    local = message.local;
    ordered = ordered && message.time >= time;
    time = message.time;
  }
  std::vector<std::string> lines;
  std::string last;
  Endpoint peer;
  Endpoint local;
  Time time;
  bool ordered = true;
};

/// A driver with one socket and an account, that writes down the kinds of its events.
class Station final : public EventHandler {
 public:
  explicit Station(asio::io_context& context, const Endpoint& local = address("127.0.0.1"),
                   const StackOptions& options = {}) {
    std::error_code error;
    DriverOptions driver_options;
    driver_options.limits = Limits::host(8);
    driver_options.stack = options;
    driver = Driver::make(context, driver_options, error);
    EXPECT_FALSE(error) << error.message();
    driver->set_handler(this);
    driver->set_tap(&tap);
    flow = driver->open_udp(local, error);
    EXPECT_FALSE(error) << error.message();
    char buffer[endpoint_text_size];
    uri = "sip:test@" + std::string(format_endpoint(driver->local_endpoint(flow), buffer));
    account = *driver->stack().add_account(Driver::now(), account_of(uri));
  }

  Endpoint local() const { return driver->local_endpoint(flow); }
  bool heard(std::string_view kind) const {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  }

  void on_event(Time, const Event& event) override {
    kinds.emplace_back(name(event.kind));
    last = event.status;
    cause = event.cause;
    if (event.kind == EventKind::call_incoming || event.kind == EventKind::call_connected) {
      call = event.call;
    }
    if (does) {
      does(event);
    }
  }

  std::unique_ptr<Driver> driver;
  TapLog tap;
  FlowId flow;
  std::string uri;
  AccountId account;
  std::vector<std::string> kinds;
  std::uint16_t last = 0;
  Cause cause = Cause::message;
  CallId call;
  std::function<void(const Event&)> does;

 private:
  static AccountView account_of(std::string_view uri) {
    AccountView view;
    view.uri = uri;
    return view;
  }
};

}  // namespace baton::test
