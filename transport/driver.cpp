#include "baton/driver.hpp"

#include <chrono>
#include <utility>

#include "baton/error_code.hpp"
#include "transport/driver_impl.hpp"

namespace baton {

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
