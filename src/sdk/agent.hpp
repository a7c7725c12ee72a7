// An agent's inside: the driver, the bridge, and the thread between them and the application.
//
// Threads. `driver_`, `bridge_` and the timer belong to the agent's thread from the moment it runs
// until it has been joined; whoever else wants them posts to it. `mutex_` guards the state and what
// is asked from outside; it is never held while the application or the Stack is called.
// `life_mutex_` orders start, stop and destruction, and is never taken on the agent's thread.
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "baton/agent.hpp"
#include "baton/callback_bridge.hpp"
#include "baton/driver.hpp"
#include "src/sdk/secret_source.hpp"

namespace baton {

class Agent::Impl final : public std::enable_shared_from_this<Agent::Impl>, private EventHandler {
 public:
  /// `shared` null: with a thread of its own.
  Impl(SIPCallbackEvents& callbacks, AgentOptions options, asio::io_context* shared);

  std::error_code start();
  Int32 stop();
  /// The end of the Agent object: no callback comes any more.
  void abandon();
  bool running() const noexcept { return state_.load() != State::stopped; }

  /// Runs `command(bridge, now)` where the Stack may be used, and sends what it queued.
  template <class Command>
  Int32 command(Command command);
  /// The same with a command that begins a transfer.
  template <class Command>
  BegunTransfer begin(Command command);

  std::string contact_uri() const;
  std::uint16_t local_port() const noexcept { return port_.load(); }
  Counters counters();
  Usage usage();

 private:
  enum class State : std::uint8_t { stopped, running, stopping };

  void on_event(Time now, const Event& event) override;
  void on_drained() override;

  bool here() const noexcept;
  template <class Value, class Function>
  Value ask(Function function, Value if_stopped);
  bool proofs_can_be_given() const noexcept;
  StackOptions stack_options() const noexcept;
  std::error_code build();
  std::error_code start_thread();
  void clear();
  void run_thread();
  void begin_stop();
  void finish_stop();
  void join();

  SIPCallbackEvents& callbacks_;
  const AgentOptions options_;
  // What `options_.stack` borrowed when it was given.
  const std::string digest_realm_;
  const std::string hosts_;
  const std::string refused_numbers_;
  const std::string allowed_numbers_;
  SecretSource secrets_;
  asio::io_context* const shared_;

  std::unique_ptr<asio::io_context> own_;
  asio::io_context* context_ = nullptr;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work_;
  std::optional<asio::steady_timer> stop_timer_;
  std::string account_uri_;
  std::vector<SessionSlot> sessions_;
  std::vector<ReferSlot> refers_;
  std::unique_ptr<Driver> driver_;
  std::optional<CallbackBridge> bridge_;

  std::thread thread_;
  std::atomic<std::thread::id> thread_id_{};
  std::atomic<State> state_{State::stopped};
  std::atomic<std::uint16_t> port_{0};
  std::mutex life_mutex_;
  mutable std::mutex mutex_;
  std::string contact_uri_;
  Counters last_counters_;
};

template <class Value, class Function>
Value Agent::Impl::ask(Function function, Value if_stopped) {
  if (here()) {
    return running() ? function() : if_stopped;
  }
  std::promise<Value> promise;
  std::future<Value> answer = promise.get_future();
  {
    // Under the mutex, so that the thread's last look at its queue comes later.
    const std::lock_guard lock(mutex_);
    if (!running()) {
      return if_stopped;
    }
    asio::post(*context_, [this, &function, if_stopped, promise = std::move(promise)]() mutable {
      promise.set_value(running() ? function() : if_stopped);
    });
  }
  return answer.get();
}

template <class Command>
Int32 Agent::Impl::command(Command command) {
  const auto run = [&] {
    if (secrets_.asking()) {
      return to_int(SdkError::in_callback);
    }
    if (state_.load() == State::stopping) {
      return to_int(SdkError::stopping);
    }
    const Int32 result = command(*bridge_, Driver::now());
    driver_->wake();
    return result;
  };
  return ask<Int32>(run, to_int(SdkError::not_started));
}

template <class Command>
BegunTransfer Agent::Impl::begin(Command command) {
  BegunTransfer begun;
  const Int32 result = this->command([&](CallbackBridge& bridge, Time now) {
    begun = command(bridge, now);
    return to_int(begun.error);
  });
  begun.error = static_cast<SdkError>(result);
  return begun;
}

}  // namespace baton
