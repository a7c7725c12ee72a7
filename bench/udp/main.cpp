// bench_udp: complete transfers over loopback UDP, three agents on one thread: REFER to final NOTIFY, then the BYE
// of the old call, with the times from refer() to its 2xx and to the outcome.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <asio.hpp>

#include "baton/agent.hpp"

namespace {

using namespace baton;
using Clock = std::chrono::steady_clock;

struct Measured {
  std::vector<double> accepted_us, ended_us;
};

Limits limits_for(std::uint32_t transfers) {
  const std::uint32_t calls = 2 * transfers + 16;
  Limits limits = Limits::host(calls);
  limits.transactions = 14 * transfers + 1'000;
  limits.reserved = 500;
  limits.transfers = transfers + 16;
  limits.subscriptions = 2 * transfers + 16;
  limits.dialogs = 3 * transfers + 64;
  limits.blocks = 3 * limits.transactions;
  limits.message_bytes = 1'500;
  return limits;
}

AgentOptions options_for(const char* user, std::uint32_t transfers) {
  AgentOptions options;
  options.user = user;
  options.local_port = 0;
  options.limits = limits_for(transfers);
  options.stack.referral.per_minute = 0;
  options.stop_limit = milliseconds(100);
  return options;
}

/// Answers every call and accepts every REFER.
class Answering final : public SIPCallbackEvents {
 public:
  Answering(const char* user, std::uint32_t transfers, asio::io_context& context)
      : agent(*this, options_for(user, transfers), context) {}
  Int32 onInviteIncoming(Int32, Int32, Int32 session, std::string_view, std::string_view, std::string_view) override {
    return agent.answerCall(session);
  }
  Int32 onReceivedRefer(Int32, Int32, Int32, Int32 refer, std::string_view, std::string_view,
                        std::string_view) override {
    if (agent.acceptRefer(refer) <= 0) std::fprintf(stderr, "bench_udp: a REFER could not be accepted\n");
    return 0;
  }
  Agent agent;
};

/// Calls, refers as many as may be under way at once, and hangs up what has succeeded.
class Referring final : public SIPCallbackEvents {
 public:
  Referring(std::uint32_t transfers, asio::io_context& context)
      : agent(*this, options_for("bob", transfers), context), begun_(transfers * 2 + 16), transfers_(transfers) {}

  Int32 onInviteConnected(Int32, Int32, Int32 session) override {
    sessions_.push_back(session);
    return 0;
  }
  Int32 onReferAccepted(Int32, Int32, Int32 session) override {
    measured.accepted_us.push_back(since(session));
    return 0;
  }
  Int32 onReferRejected(Int32, Int32, Int32, std::string_view reason, Int32 code) override {
    return failed(reason, code);
  }
  Int32 onACTVTransferFailure(Int32, Int32, Int32, std::string_view reason, Int32 code) override {
    return failed(reason, code);
  }
  Int32 onACTVTransferSuccess(Int32, Int32, Int32 session) override {
    measured.ended_us.push_back(since(session));
    (void)agent.hangUp(session);
    refer_next();
    return 0;
  }
  void refer_next() {
    if (next_ == sessions_.size()) return;
    const Int32 session = sessions_[next_++];
    begun_[static_cast<std::size_t>(session)] = Clock::now();
    if (agent.refer(session, target) != 0) std::exit(1);
  }
  std::size_t connected() const { return sessions_.size(); }
  bool done() const { return measured.ended_us.size() + failures_ >= transfers_; }
  std::size_t failures() const { return failures_; }

  Agent agent;
  std::string target;
  Measured measured;

 private:
  double since(Int32 session) const {
    return std::chrono::duration<double, std::micro>(Clock::now() - begun_[static_cast<std::size_t>(session)]).count();
  }
  Int32 failed(std::string_view reason, Int32 code) {
    if (failures_++ < 3) {
      std::fprintf(stderr, "bench_udp: %d %.*s\n", code, static_cast<int>(reason.size()), reason.data());
    }
    refer_next();
    return 0;
  }
  std::vector<Clock::time_point> begun_;
  std::vector<Int32> sessions_;
  std::size_t next_ = 0, failures_ = 0;
  std::size_t transfers_;
};

double percentile(std::vector<double>& values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

void line(const char* what, std::vector<double>& values) {
  std::printf("%s: median %.0f us, 90 %% %.0f, 99 %% %.0f, 99.9 %% %.0f\n", what, percentile(values, 0.5),
              percentile(values, 0.9), percentile(values, 0.99), percentile(values, 0.999));
}

int run(std::uint32_t transfers, std::uint32_t at_once) {
  asio::io_context context;
  Answering alice("alice", transfers, context);
  Answering carol("carol", transfers, context);
  Referring bob(transfers, context);
  if (alice.agent.start() || carol.agent.start() || bob.agent.start()) {
    std::fprintf(stderr, "bench_udp: no socket\n");
    return 1;
  }
  bob.target = carol.agent.contact_uri();
  for (std::uint32_t called = 0; called < transfers;) {
    for (std::uint32_t i = 0; i < at_once && called < transfers; ++i, ++called) {
      if (bob.agent.call(alice.agent.contact_uri()) <= 0) return 1;
    }
    while (bob.connected() < called) context.run_one();
  }
  const auto begin = Clock::now();
  for (std::uint32_t i = 0; i < at_once; ++i) bob.refer_next();
  while (!bob.done()) context.run_one();
  const std::chrono::duration<double> took = Clock::now() - begin;
  const Counters counters = bob.agent.counters();
  std::printf("%u transfers, %u under way at once: %.0f transfers/s, %zu failed, %u retransmissions\n", transfers,
              at_once, transfers / took.count(), bob.failures(), counters.retransmissions_sent);
  line("from refer() to its 2xx", bob.measured.accepted_us);
  line("from refer() to the final NOTIFY", bob.measured.ended_us);
  std::fflush(stdout);
  std::_Exit(bob.failures() == 0 ? 0 : 1);  // thousands of standing calls need no orderly end here
}

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc == 2 && std::strcmp(argv[1], "--quick") == 0;
  if (argc > 2 || (argc == 2 && !quick)) {
    std::fprintf(stderr,
                 "usage: bench_udp [--quick]\n\nComplete transfers per second of three agents on one thread over UDP "
                 "on 127.0.0.1,\nand percentiles of the time to the 2xx of REFER and to the final NOTIFY.\n");
    return argc == 2 && std::strcmp(argv[1], "--help") == 0 ? 0 : 2;
  }
  return run(quick ? 1'000 : 20'000, 16);
}
