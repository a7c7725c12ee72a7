#include "src/cli/question.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <asio/post.hpp>
#include <cerrno>
#include <utility>

namespace baton::cli {

Question::Question(asio::io_context& context) : input_(context) {}

void Question::ask(Int32 refer, std::function<void(bool yes)> answer) {
  open_.push_back({refer, std::move(answer)});
  if (!ended_ && !input_.is_open()) {
    std::error_code error;
    const int copy = dup(STDIN_FILENO);
    if (copy >= 0) {
      input_.assign(copy, error);
    }
    ended_ = copy < 0 || error;  // a plain file cannot be waited for
  }
  if (ended_) {
    asio::post(input_.get_executor(), [this] { end(); });
  } else {
    wait();
  }
}

void Question::withdraw(Int32 refer) {
  std::erase_if(open_, [refer](const Open& open) { return open.refer == refer; });
}

void Question::close() {
  ended_ = true;
  open_.clear();
  std::error_code ignored;
  input_.close(ignored);
}

void Question::wait() {
  if (waiting_ || open_.empty()) {
    return;
  }
  waiting_ = true;
  // Waiting, rather than reading through Asio, leaves the terminal's file in blocking mode:
  // standard output shares it.
  input_.async_wait(asio::posix::stream_descriptor::wait_read,
                    [this](const std::error_code& error) {
                      waiting_ = false;
                      if (error) {
                        end();
                      } else {
                        read();
                      }
                    });
}

void Question::read() {
  std::array<char, 256> octets{};
  const ssize_t size = ::read(input_.native_handle(), octets.data(), octets.size());
  if (size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN)) {
    end();
    return;
  }
  for (ssize_t at = 0; at < size; ++at) {
    const char c = octets[static_cast<std::size_t>(at)];
    if (c != '\n') {
      line_.resize(std::min<std::size_t>(line_.size(), 1));  // the first character decides
      line_ += c;
      continue;
    }
    const char first = line_.empty() ? '\0' : line_[0];
    line_.clear();
    if (first == 'y' || first == 'n') {
      take_line(first == 'y');
    }
  }
  wait();
}

void Question::take_line(bool yes) {
  if (!open_.empty()) {
    const Open first = std::move(open_.front());
    open_.pop_front();
    first.answer(yes);
  }
}

void Question::end() {
  ended_ = true;
  while (!open_.empty()) {
    take_line(false);
  }
}

}  // namespace baton::cli
