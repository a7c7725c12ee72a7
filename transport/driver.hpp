// The driver's inside: the loop of the core's contract, around sockets, a timer and a resolver.
#pragma once

#include <asio/steady_timer.hpp>
#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "baton/driver.hpp"
#include "transport/name_lookup.hpp"
#include "transport/udp_flow.hpp"

namespace baton {

/// Handlers that Asio holds keep it alive, so that a Driver may be destroyed at any moment, inside
/// an event too; `closed_` then tells the loops to stop.
class Driver::Impl final : public std::enable_shared_from_this<Driver::Impl>,
                           private transport::UdpFlow::Owner {
 public:
  Impl(const asio::any_io_executor& executor, const DriverOptions& options);
  Errc build(const DriverOptions& options);

  FlowId open_udp(const Endpoint& local, std::error_code& error, const Endpoint& advertised);
  Endpoint local_endpoint(FlowId flow) const noexcept;
  void close_flow(FlowId flow);
  void close();
  void wake();
  void tick();

  EventHandler* handler = nullptr;
  MessageTap* tap = nullptr;
  Stack* stack = nullptr;
  DriverCounters counters;

 private:
  using Flow = std::shared_ptr<transport::UdpFlow>;

  struct Report {
    FlowId flow;
    Endpoint peer;  ///< family none: the flow was closed
  };

  void on_datagram(transport::UdpFlow& flow, const Endpoint& peer,
                   std::span<const std::byte> datagram) override;
  void on_unreachable(transport::UdpFlow& flow, const Endpoint& peer) override;

  void pump();
  void send(const Transmit& out);
  void report_failure(FlowId flow, const Endpoint& peer);
  void give_report();
  void arm_timer();
  void start_lookups();
  void finish_lookup(LookupId id, std::vector<Target> targets);
  bool has_flow(Family family) const noexcept;
  Flow find(FlowId flow) const noexcept;
  void show(Direction direction, const transport::UdpFlow& flow, const Endpoint& peer,
            std::span<const std::byte> bytes);

  asio::any_io_executor executor_;
  asio::steady_timer timer_;
  transport::NameLookup names_;
  std::vector<std::uint64_t> state_;  ///< 64 bits: the alignment that the Stack asks for
  std::vector<std::uint64_t> work_;
  std::vector<std::byte> in_;  ///< one octet more than a message may have, so that it shows
  std::vector<std::byte> out_;
  std::vector<Flow> flows_;
  std::deque<Report> reports_;  ///< inputs that came up while the Stack was not drained
  Time armed_ = never;
  bool running_ = false;
  bool wake_posted_ = false;
  bool closed_ = false;
};

}  // namespace baton
