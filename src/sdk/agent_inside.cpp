#include "src/sdk/agent.hpp"

#include <array>
#include <chrono>

#include "baton/error_code.hpp"
#ifdef BATON_HAS_SYSTEM_HASH
#include "baton/system_hash.hpp"
#endif

namespace baton {

Agent::Impl::Impl(SIPCallbackEvents& callbacks, AgentOptions options, asio::io_context* shared)
    : callbacks_(callbacks),
      options_(std::move(options)),
      digest_realm_(options_.stack.digest_realm),
      hosts_(options_.stack.referral.hosts),
      refused_numbers_(options_.stack.referral.refused_numbers),
      allowed_numbers_(options_.stack.referral.allowed_numbers),
      secrets_(options_.digest_users),
      shared_(shared) {}

/// Whether this is where the Stack may be used.
bool Agent::Impl::here() const noexcept {
  return shared_ != nullptr || thread_id_.load() == std::this_thread::get_id();
}

std::error_code Agent::Impl::start() {
  if (running()) {
    return std::make_error_code(std::errc::already_connected);
  }
  const std::lock_guard life(life_mutex_);
  if (running()) {
    return std::make_error_code(std::errc::already_connected);
  }
  join();  // a thread that a stop inside a callback left behind
  clear();
  std::error_code error = build();
  if (!error && shared_ == nullptr) {
    error = start_thread();
  }
  if (error) {
    state_ = State::stopped;
    clear();
    return error;
  }
  return {};
}

/// What lives on the context goes before it.
void Agent::Impl::clear() {
  bridge_.reset();
  driver_.reset();
  stop_timer_.reset();
  work_.reset();
  own_.reset();
}

std::error_code Agent::Impl::start_thread() {
  work_.emplace(context_->get_executor());
  try {
    thread_ = std::thread([self = shared_from_this()] { self->run_thread(); });
  } catch (const std::system_error& failure) {
    return failure.code();
  }
  return {};
}

/// Whether those who are to prove themselves could. Without a realm nobody is asked.
bool Agent::Impl::proofs_can_be_given() const noexcept {
  if (digest_realm_.empty()) {
    return !options_.stack.referral.want_digest;
  }
#ifdef BATON_HAS_SYSTEM_HASH
  return options_.digest_users != nullptr;
#else
  return false;
#endif
}

StackOptions Agent::Impl::stack_options() const noexcept {
  StackOptions stack = options_.stack;
  stack.digest_realm = digest_realm_;
  stack.referral.hosts = hosts_;
  stack.referral.refused_numbers = refused_numbers_;
  stack.referral.allowed_numbers = allowed_numbers_;
  return stack;
}

std::error_code Agent::Impl::build() {
  if (shared_ == nullptr) {
    own_ = std::make_unique<asio::io_context>();
  }
  context_ = shared_ != nullptr ? shared_ : own_.get();

  const Result<Endpoint> local = parse_address(options_.local_address, options_.local_port);
  if (!local) {
    return local.error();
  }
  if (!proofs_can_be_given()) {
    return Errc::bad_argument;
  }
  std::error_code error;
  DriverOptions driver_options;
  driver_options.limits = options_.limits;
  driver_options.stack = stack_options();
  secrets_.join(driver_options.environment);
#ifdef BATON_HAS_SYSTEM_HASH
  driver_options.environment.hash = &system_hash;  // without OpenSSL challenges go unanswered
#endif
  driver_ = Driver::make(*context_, driver_options, error);
  if (error) {
    return error;
  }
  const FlowId flow = driver_->open_udp(*local, error);
  if (error) {
    return error;
  }

  const Endpoint told = driver_->local_endpoint(flow);
  std::array<char, endpoint_text_size> buffer{};
  const std::string address(format_endpoint(told, buffer));
  const std::string user = options_.user.empty() ? std::string() : options_.user + '@';
  account_uri_ = "sip:" + user + (options_.domain.empty() ? address : options_.domain);
  const Result<AccountId> account =
      driver_->stack().add_account(Driver::now(), {.uri = account_uri_,
                                                   .display_name = options_.display_name,
                                                   .contact_user = options_.user,
                                                   .proxy = options_.proxy,
                                                   .user_agent = options_.user_agent,
                                                   .auth_user = options_.auth_user,
                                                   .password = options_.password,
                                                   .realm = options_.realm,
                                                   .allow_refer = options_.allow_refer,
                                                   .media_port = options_.media_port});
  if (!account) {
    return account.error();
  }

  sessions_.assign(session_slots(options_.limits), {});
  refers_.assign(refer_slots(options_.limits), {});
  bridge_.emplace(driver_->stack(), callbacks_, options_.callbackIndex, options_.callbackObject,
                  sessions_, refers_);
  bridge_->set_account(*account);
  bridge_->set_refer_options(options_.refer);
  stop_timer_.emplace(*context_);
  driver_->set_handler(this);
  driver_->set_tap(options_.tap);

  port_ = told.port;
  {
    const std::lock_guard lock(mutex_);
    contact_uri_ = "sip:" + user + address;
  }
  state_ = State::running;  // before the thread is: a first message may come at once
  return {};
}

void Agent::Impl::run_thread() {
  thread_id_ = std::this_thread::get_id();
  context_->run();
  thread_id_ = std::thread::id();
}

void Agent::Impl::on_event(Time now, const Event& event) {
  const std::shared_ptr<Impl> self = shared_from_this();  // the callback may destroy the Agent
  if (options_.observer != nullptr) {
    options_.observer->onEvent(now, bridge_->session_of(event.call), event);
  }
  bridge_->deliver(now, event);
}

void Agent::Impl::on_drained() {
  if (state_.load() == State::stopping && driver_->stack().idle()) {
    finish_stop();
  }
}

Int32 Agent::Impl::stop() {
  if (here()) {
    if (secrets_.asking()) {
      return to_int(SdkError::in_callback);
    }
    switch (state_.load()) {
      case State::stopped:
        return to_int(SdkError::not_started);
      case State::stopping:
        return to_int(SdkError::stopping);
      case State::running:
        begin_stop();
        return to_int(SdkError::none);
    }
  }
  const std::lock_guard life(life_mutex_);
  const bool was_running = thread_.joinable();
  ask<Int32>(
      [this] {
        if (state_.load() == State::running) {
          begin_stop();
        }
        return 0;
      },
      0);
  join();
  return to_int(was_running ? SdkError::none : SdkError::not_started);
}

void Agent::Impl::begin_stop() {
  state_ = State::stopping;
  stop_timer_->expires_after(std::chrono::microseconds(options_.stop_limit));
  stop_timer_->async_wait([weak = weak_from_this()](const asio::error_code& error) {
    const std::shared_ptr<Impl> self = weak.lock();
    if (self && error != asio::error::operation_aborted && self->state_.load() == State::stopping) {
      self->finish_stop();
    }
  });
  driver_->stack().shutdown(Driver::now());
  driver_->wake();
}

/// On the agent's thread, outside of every callback. The thread then runs out of work.
void Agent::Impl::finish_stop() {
  driver_->close();
  stop_timer_->cancel();
  const std::lock_guard lock(mutex_);
  last_counters_ = driver_->stack().counters();
  contact_uri_.clear();
  port_ = 0;
  state_ = State::stopped;
  work_.reset();
}

void Agent::Impl::join() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Agent::Impl::abandon() {
  if (shared_ != nullptr || here()) {
    if (running()) {
      finish_stop();
    }
    if (thread_.joinable()) {
      // Inside a callback: the thread ends when it returns, and holds what it needs till then.
      thread_.detach();
    }
    return;
  }
  const std::lock_guard life(life_mutex_);
  ask<Int32>(
      [this] {
        finish_stop();
        return 0;
      },
      0);
  join();
}

std::string Agent::Impl::contact_uri() const {
  const std::lock_guard lock(mutex_);
  return contact_uri_;
}

Counters Agent::Impl::counters() {
  const std::optional<Counters> now = ask<std::optional<Counters>>(
      [this] { return std::optional(driver_->stack().counters()); }, std::nullopt);
  if (now) {
    return *now;
  }
  const std::lock_guard lock(mutex_);
  return last_counters_;
}

Usage Agent::Impl::usage() {
  return ask<Usage>([this] { return driver_->stack().usage(); }, {});
}

}  // namespace baton
