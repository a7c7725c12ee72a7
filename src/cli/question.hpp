// Questions that a person answers on standard input while the agent goes on.
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <deque>
#include <functional>
#include <string>

#include "baton/callbacks.hpp"

namespace baton::cli {

/// Each line that begins with "y" answers the oldest open question with yes, "n" with no; other
/// lines are ignored. Where standard input has ended, or cannot be waited for, the answer is no.
class Question {
 public:
  explicit Question(asio::io_context& context);

  void ask(Int32 refer, std::function<void(bool yes)> answer);
  /// Nobody waits for this answer any more.
  void withdraw(Int32 refer);
  /// No more questions: the io_context runs out of this one's work.
  void close();

 private:
  struct Open {
    Int32 refer;
    std::function<void(bool yes)> answer;
  };

  void wait();
  void read();
  void take_line(bool yes);
  void end();

  asio::posix::stream_descriptor input_;
  std::string line_;  ///< as much of it as has come
  std::deque<Open> open_;
  bool waiting_ = false;
  bool ended_ = false;
};

}  // namespace baton::cli
