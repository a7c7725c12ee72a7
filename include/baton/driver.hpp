// A Stack on Asio: sockets, one timer and host names, on the io_context or strand that you bring.
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <system_error>

#include "baton/endpoint.hpp"
#include "baton/environment.hpp"
#include "baton/event.hpp"
#include "baton/limits.hpp"
#include "baton/message_tap.hpp"
#include "baton/options.hpp"
#include "baton/stack.hpp"

namespace baton {

/// Who hears of a driver's events.
class EventHandler {
 public:
  /// One event, on the driver's executor. Commands to the Stack may be given here and need nothing
  /// more; the driver itself may be destroyed here.
  virtual void on_event(Time now, const Event& event) = 0;
  /// All that was due is done and all messages are sent: the driver goes to sleep. It may be
  /// destroyed here too.
  virtual void on_drained() {}

 protected:
  ~EventHandler() = default;
};

struct DriverOptions {
  Limits limits = Limits::host(64);
  StackOptions stack;
  Environment environment;  ///< without `random`: that of the system
};

/// Monotonous counters since the driver was made; those of the core are in Stack::counters.
struct DriverCounters {
  std::uint64_t datagrams_in = 0;
  std::uint64_t datagrams_out = 0;
  std::uint64_t junk = 0;         ///< datagrams that the parser rejected
  std::uint64_t strays = 0;       ///< responses and ACKs that belong to nothing
  std::uint64_t dropped_in = 0;   ///< no room in the core just then
  std::uint64_t dropped_out = 0;  ///< the socket would have blocked
  std::uint64_t send_errors = 0;  ///< the socket refused: reported to the core
  std::uint64_t unreachable = 0;  ///< ICMP errors: reported to the core
  std::uint64_t lookups = 0;
  std::uint64_t lookups_failed = 0;
};

/// Not thread-safe: use it on its executor only (its io_context's one thread, or a strand).
class Driver {
 public:
  /// Allocates the memory of a Stack and builds it. Null, and `error` set: `bad_limits`, `bad_options`.
  static std::unique_ptr<Driver> make(const asio::any_io_executor& executor,
                                      const DriverOptions& options, std::error_code& error);
  static std::unique_ptr<Driver> make(asio::io_context& context, const DriverOptions& options,
                                      std::error_code& error);
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  /// As `close`. May be called inside `on_event`.
  ~Driver();

  /// Null: events are thrown away. Kept as a pointer, as is the tap.
  void set_handler(EventHandler* handler) noexcept;
  void set_tap(MessageTap* tap) noexcept;

  /// Opens a UDP socket. Port 0 takes a free one. For the wildcard address (0.0.0.0, ::) peers are
  /// told `advertised`, or without one the address of the interface with the default route. On an
  /// error the handle is none and `error` says why: std::errc::address_in_use,
  /// address_not_available, permission_denied ..., or Errc `bad_address`, `flows_full`,
  /// `not_drained` (inside `on_event`).
  FlowId open_udp(const Endpoint& local, std::error_code& error, const Endpoint& advertised = {});
  /// What the flow's peers are told: a concrete address and port. Family none: no such flow.
  Endpoint local_endpoint(FlowId flow) const noexcept;
  void close_flow(FlowId flow);
  /// Closes all sockets, cancels the timer, and raises no event any more. The io_context runs out
  /// of this driver's work.
  void close();

  /// After commands given outside of `on_event`: sends, raises events and re-arms the timer, soon
  /// (`wake`) or before it returns (`run_now`; inside `on_event` both do nothing).
  void wake();
  void run_now();

  Stack& stack() noexcept;
  const Stack& stack() const noexcept;
  /// The clock of this driver, for `now` of the Stack's commands: monotonic, the same in the
  /// process.
  static Time now() noexcept;
  const DriverCounters& counters() const noexcept;

  class Impl;

 private:
  explicit Driver(std::shared_ptr<Impl> impl) noexcept;
  std::shared_ptr<Impl> impl_;
};

}  // namespace baton
