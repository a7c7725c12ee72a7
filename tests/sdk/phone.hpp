// An agent with an application that tests can wait for. Callbacks come on the agent's thread, so
// what is read from outside goes through a mutex, and nothing sleeps.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "baton/agent.hpp"
#include "tests/callbacks/recorder.hpp"

namespace baton::test {

using Lines = std::vector<std::string>;

inline AgentOptions options_for(std::string_view user) {
  AgentOptions options;
  options.callbackIndex = 1;
  options.callbackObject = 2;
  options.user = user;
  options.local_port = 0;
  options.limits = Limits::host(8);
  return options;
}

class Phone final : public Recorder {
 public:
  explicit Phone(std::string_view user) : Phone(options_for(user)) {}
  explicit Phone(AgentOptions options)
      : owner_(std::make_unique<Agent>(*this, std::move(options))), agent(*owner_) {
    start();
  }
  Phone(AgentOptions options, asio::io_context& context)
      : owner_(std::make_unique<Agent>(*this, std::move(options), context)), agent(*owner_) {
    start();
  }
  ~Phone() override { destroy(); }  // before what its callbacks use

  void destroy() { owner_.reset(); }
  bool destroyed() const { return owner_ == nullptr; }

  /// What the application does about a callback, inside of it.
  using Reaction = std::function<void(std::string_view callback, Int32 sessionId)>;
  void on_callback(Reaction reaction) {
    const std::lock_guard lock(mutex_);
    reaction_ = std::move(reaction);
  }

  /// Waits until a line begins with `start`; the line, or "" after a generous time.
  std::string wait_for(std::string_view start) {
    std::unique_lock lock(mutex_);
    std::string found;
    heard_.wait_for(lock, std::chrono::seconds(30), [&] {
      const auto at = std::ranges::find_if(
          safe_, [&](const std::string& line) { return line.starts_with(start); });
      found = at != safe_.end() ? *at : std::string();
      return !found.empty();
    });
    return found;
  }
  Lines all() const {
    const std::lock_guard lock(mutex_);
    return safe_;
  }
  /// Those of transfers only.
  Lines transfer_lines() const {
    Lines result;
    for (const std::string& line : all()) {
      if (!line.starts_with("onInvite")) {
        result.push_back(line);
      }
    }
    return result;
  }

 private:
  std::unique_ptr<Agent> owner_;

 public:
  Agent& agent;  ///< a reference of its own: callbacks may use it while the owner lets go
  std::string uri;

 private:
  void start() {
    const std::error_code error = agent.start();
    EXPECT_FALSE(error) << error.message();
    uri = agent.contact_uri();
  }
  void react(std::string_view callback, Int32 sessionId) override {
    Reaction reaction;
    {
      const std::lock_guard lock(mutex_);
      reaction = reaction_;
    }
    if (reaction) {
      reaction(callback, sessionId);
    }
    // After what it did: who waits for the line finds it done.
    const std::lock_guard lock(mutex_);
    safe_.push_back(lines.back());
    heard_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable heard_;
  Reaction reaction_;
  Lines safe_;
};

inline void answer_at_once(Phone& phone) {
  phone.on_callback([&phone](std::string_view callback, Int32 session) {
    if (callback == "onInviteIncoming") {
      EXPECT_EQ(phone.agent.answerCall(session), 0);
    }
  });
}

}  // namespace baton::test
