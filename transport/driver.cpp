#include "transport/driver.hpp"

#include <algorithm>
#include <asio/post.hpp>
#include <chrono>
#include <utility>

#include "baton/error_code.hpp"
#include "baton/system_random.hpp"
#include "transport/address.hpp"

namespace baton {
namespace {

/// More failures than this wait for nobody: transactions have timers of their own.
constexpr std::size_t most_reports = 64;
/// Addresses of one name that are worth trying.
constexpr std::size_t most_targets = 8;
/// Inputs that one turn gives the Stack before sockets get theirs again.
constexpr int inputs_per_turn = 256;

std::span<std::byte> octets(std::vector<std::uint64_t>& words) {
  return std::as_writable_bytes(std::span(words));
}

}  // namespace

Driver::Impl::Impl(const asio::any_io_executor& executor, const DriverOptions& options)
    : executor_(executor),
      timer_(executor),
      names_(executor),
      state_((state_bytes(options.limits) + 7) / 8),
      work_((work_bytes(options.limits) + 7) / 8),
      in_(std::size_t{options.limits.message_bytes} + 1),
      out_(options.limits.message_bytes) {}

Errc Driver::Impl::build(const DriverOptions& options) {
  Environment environment = options.environment;
  if (environment.random == nullptr) {
    environment.random = &system_random;
  }
  const Result<Stack*> made =
      Stack::make(options.limits, environment, octets(state_), octets(work_), options.stack);
  stack = made.value();
  return made.error();
}

FlowId Driver::Impl::open_udp(const Endpoint& local, std::error_code& error,
                              const Endpoint& advertised) {
  error.clear();
  if (local.family == Family::none || closed_) {
    error = Errc::bad_address;
    return {};
  }
  const Flow flow = std::make_shared<transport::UdpFlow>(executor_);
  flow->open(local, error);
  if (error) {
    // Asio's own category does not compare with std::errc.
    error = std::error_code(error.value(), std::system_category());
    return {};
  }
  if (advertised.family != Family::none) {
    flow->local = advertised;
  } else if (transport::is_wildcard(flow->bound)) {
    flow->local = transport::default_interface(executor_, local.family);
  }
  if (flow->local.port == 0) {
    flow->local.port = flow->bound.port;
  }
  const Result<FlowId> opened =
      stack->flow_opened(now(), {.transport = Transport::udp, .local = flow->local, .peer = {}});
  if (!opened) {
    flow->close();
    error = opened.error();
    return {};
  }
  flow->id = *opened;
  flows_.push_back(flow);
  flow->start(*this, in_, shared_from_this());
  wake();
  return flow->id;
}

Endpoint Driver::Impl::local_endpoint(FlowId flow) const noexcept {
  const Flow found = find(flow);
  return found ? found->local : Endpoint{};
}

void Driver::Impl::close_flow(FlowId flow) {
  const Flow found = find(flow);
  if (!found) {
    return;
  }
  found->close();
  std::erase(flows_, found);
  reports_.push_back({.flow = flow, .peer = {}});
  wake();
}

void Driver::Impl::close() {
  closed_ = true;
  handler = nullptr;
  tap = nullptr;
  for (const Flow& flow : std::exchange(flows_, {})) {
    flow->close();
  }
  timer_.cancel();
  names_.cancel();
}

void Driver::Impl::wake() {
  if (wake_posted_ || running_ || closed_) {
    return;
  }
  wake_posted_ = true;
  asio::post(executor_, [self = shared_from_this()] {
    self->wake_posted_ = false;
    self->tick();
  });
}

void Driver::Impl::on_datagram(transport::UdpFlow& flow, const Endpoint& peer,
                               std::span<const std::byte> datagram) {
  const std::shared_ptr<Impl> self = shared_from_this();  // an event may destroy the Driver
  ++counters.datagrams_in;
  show(Direction::in, flow, peer, datagram);
  Errc result = stack->receive(now(), flow.id, peer, datagram);
  if (result == Errc::output_full || result == Errc::not_drained) {
    tick();
    if (closed_) {
      return;
    }
    result = stack->receive(now(), flow.id, peer, datagram);
  }
  switch (result) {
    case Errc::malformed:
    case Errc::message_too_long:
      ++counters.junk;
      break;
    case Errc::stray_response:
    case Errc::stray_ack:
      ++counters.strays;
      break;
    case Errc::output_full:
    case Errc::not_drained:
      ++counters.dropped_in;
      break;
    default:
      break;
  }
  tick();
}

void Driver::Impl::on_unreachable(transport::UdpFlow& flow, const Endpoint& peer) {
  ++counters.unreachable;
  report_failure(flow.id, peer);
}

void Driver::Impl::report_failure(FlowId flow, const Endpoint& peer) {
  const bool known = std::ranges::any_of(
      reports_, [&](const Report& report) { return report.flow == flow && report.peer == peer; });
  if (!known && reports_.size() < most_reports) {
    reports_.push_back({.flow = flow, .peer = peer});
    wake();
  }
}

void Driver::Impl::tick() {
  if (running_ || closed_) {
    return;
  }
  const std::shared_ptr<Impl> self = shared_from_this();  // an event may destroy the Driver
  running_ = true;
  pump();
  int left = inputs_per_turn;
  while (!closed_ && left > 0) {
    if (!reports_.empty()) {
      give_report();
    } else if (stack->next_deadline() <= now()) {
      stack->advance(now());
    } else {
      break;
    }
    --left;
    pump();
  }
  running_ = false;
  if (closed_) {
    return;
  }
  start_lookups();
  if (left == 0) {
    wake();
    return;
  }
  arm_timer();
  if (handler != nullptr) {
    handler->on_drained();
  }
}

void Driver::Impl::pump() {
  while (!closed_) {
    while (const std::optional<Transmit> out = stack->next_transmit(out_)) {
      send(*out);
    }
    const std::optional<Event> event = stack->next_event();
    if (!event) {
      return;
    }
    if (handler != nullptr) {
      handler->on_event(now(), *event);
    }
  }
}

void Driver::Impl::send(const Transmit& out) {
  const std::span<const std::byte> bytes = std::span(out_).first(out.size);
  const Flow flow = find(out.flow);
  if (!flow) {
    ++counters.send_errors;  // closed; the Stack hears of it by a report that is under way
    return;
  }
  switch (flow->send(out.peer, bytes)) {
    case transport::UdpFlow::Sent::yes:
      ++counters.datagrams_out;
      show(Direction::out, *flow, out.peer, bytes);
      return;
    case transport::UdpFlow::Sent::would_block:
      ++counters.dropped_out;  // as if the network had lost it: retransmission is the remedy
      return;
    case transport::UdpFlow::Sent::failed:
      ++counters.send_errors;
      report_failure(out.flow, out.peer);
      return;
  }
}

void Driver::Impl::give_report() {
  const Report report = reports_.front();
  reports_.pop_front();
  // Drained just before, so there is room; and should there be none, timers decide.
  if (report.peer.family == Family::none) {
    static_cast<void>(stack->flow_closed(now(), report.flow));
  } else {
    static_cast<void>(stack->flow_failed(now(), report.flow, report.peer));
  }
}

void Driver::Impl::arm_timer() {
  const Time deadline = stack->next_deadline();
  if (deadline >= armed_) {
    return;  // firing early is legal, and cheaper than moving a timer with every message
  }
  armed_ = deadline;
  timer_.expires_at(std::chrono::steady_clock::time_point(std::chrono::microseconds(deadline.us)));
  timer_.async_wait([self = shared_from_this()](const asio::error_code& error) {
    if (error == asio::error::operation_aborted) {
      return;
    }
    self->armed_ = never;
    self->tick();
  });
}

void Driver::Impl::start_lookups() {
  while (const std::optional<Lookup> lookup = stack->next_lookup()) {
    ++counters.lookups;
    names_.start(*lookup, [self = shared_from_this(), id = lookup->id](std::vector<Target> found) {
      self->finish_lookup(id, std::move(found));
    });
  }
}

void Driver::Impl::finish_lookup(LookupId id, std::vector<Target> targets) {
  if (closed_) {
    return;
  }
  std::erase_if(targets, [&](const Target& target) { return !has_flow(target.peer.family); });
  targets.resize(std::min(targets.size(), most_targets));
  if (targets.empty()) {
    ++counters.lookups_failed;
  }
  tick();  // a command may have filled the outputs meanwhile
  if (closed_) {
    return;
  }
  static_cast<void>(stack->resolved(now(), id, targets));
  tick();
}

bool Driver::Impl::has_flow(Family family) const noexcept {
  return std::ranges::any_of(flows_,
                             [&](const Flow& flow) { return flow->local.family == family; });
}

Driver::Impl::Flow Driver::Impl::find(FlowId id) const noexcept {
  const auto found = std::ranges::find_if(flows_, [&](const Flow& flow) { return flow->id == id; });
  return found != flows_.end() ? *found : nullptr;
}

void Driver::Impl::show(Direction direction, const transport::UdpFlow& flow, const Endpoint& peer,
                        std::span<const std::byte> bytes) {
  if (tap == nullptr) {
    return;
  }
  tap->on_message({.time = now(),
                   .direction = direction,
                   .transport = Transport::udp,
                   .local = flow.local,
                   .peer = peer,
                   .bytes = {reinterpret_cast<const char*>(bytes.data()), bytes.size()}});
}

// --- The public face ---

std::unique_ptr<Driver> Driver::make(const asio::any_io_executor& executor,
                                     const DriverOptions& options, std::error_code& error) {
  auto impl = std::make_shared<Impl>(executor, options);
  error = impl->build(options);
  if (impl->stack == nullptr) {
    return nullptr;
  }
  error.clear();
  return std::unique_ptr<Driver>(new Driver(std::move(impl)));
}

std::unique_ptr<Driver> Driver::make(asio::io_context& context, const DriverOptions& options,
                                     std::error_code& error) {
  return make(asio::any_io_executor(context.get_executor()), options, error);
}

Driver::Driver(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

Driver::~Driver() {
  impl_->close();
}

void Driver::set_handler(EventHandler* handler) noexcept {
  impl_->handler = handler;
}

void Driver::set_tap(MessageTap* tap) noexcept {
  impl_->tap = tap;
}

FlowId Driver::open_udp(const Endpoint& local, std::error_code& error, const Endpoint& advertised) {
  return impl_->open_udp(local, error, advertised);
}

Endpoint Driver::local_endpoint(FlowId flow) const noexcept {
  return impl_->local_endpoint(flow);
}

void Driver::close_flow(FlowId flow) {
  impl_->close_flow(flow);
}

void Driver::close() {
  impl_->close();
}

void Driver::wake() {
  impl_->wake();
}

void Driver::run_now() {
  impl_->tick();
}

Stack& Driver::stack() noexcept {
  return *impl_->stack;
}

const Stack& Driver::stack() const noexcept {
  return *impl_->stack;
}

Time Driver::now() noexcept {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return Time{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

const DriverCounters& Driver::counters() const noexcept {
  return impl_->counters;
}

}  // namespace baton
