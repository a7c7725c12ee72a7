// bench_standing: complete transfers of calls that stand, in memory on virtual time: REFER, 202, NOTIFY, INVITE,
// 200, ACK, the final NOTIFY, BYE. Prints one line of figures a size, or, as JSON, an object a line.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include "bench/standing/world.hpp"

namespace {

using namespace baton;
using bench::StandingWorld;

/// Of this process: what other processes take of the core is no cost of ours.
double cpu_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// A world of so many calls that stand, and what a batch of transfers in it took.
struct Size {
  explicit Size(std::uint32_t count) : standing(count), world(count), calls(StandingWorld::batch) {}

  /// 32 ms of virtual time pass from one transfer to the next, so that a batch takes 32 s and the timers of what
  /// lingers fire within it; a call is reused 72 s after its transfer.
  void run_batch() {
    for (CallId& call : calls) call = world.set_up();
    const std::uint64_t before = world.transferred(), sent = world.messages();
    const double begin = cpu_microseconds();
    for (const CallId call : calls) {
      world.transfer(call);
      world.pass(milliseconds(32));
    }
    each.push_back((cpu_microseconds() - begin) / StandingWorld::batch);
    if (world.transferred() - before != StandingWorld::batch) {
      std::fprintf(stderr, "bench_standing: a transfer failed\n");
      std::exit(1);
    }
    messages = static_cast<double>(world.messages() - sent) / StandingWorld::batch;
    world.end_referred();
    world.pass(seconds(40));
  }
  double median() {
    std::sort(each.begin(), each.end());
    return each[each.size() / 2];
  }

  std::uint32_t standing;
  StandingWorld world;
  std::vector<CallId> calls;
  std::vector<double> each;
  double messages = 0;
};

/// Octets that the transferee's Stack holds for one of each.
void held() {
  StandingWorld world(0);
  const std::size_t empty = world.held_bytes();
  const CallId call = world.set_up();
  const std::size_t ringing_over = world.held_bytes();
  world.pass(seconds(40));
  const std::size_t standing = world.held_bytes();
  const Usage before = world.usage();
  world.transfer(call);
  const Usage after = world.usage();
  std::printf("held by a standing call: %zu octets\n", standing - empty);
  std::printf("held by its lingering INVITE server transaction beside it, up to 32 s: %zu octets\n",
              ringing_over - standing);
  std::printf("held by a refer subscription: %zu octets of records (a tombstone, 32 s)\n",
              (after.subscriptions.used - before.subscriptions.used) * record_bytes::subscription);
}

long resident_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc == 2 && std::strcmp(argv[1], "--quick") == 0;
  if (argc > 2 || (argc == 2 && !quick)) {
    std::fprintf(stderr,
                 "usage: bench_standing [--quick]\n\nComplete transfers per second of calls that stand, in memory: "
                 "with 100 and with\n100,000 calls standing (which takes some 1.1 GiB), and what one of each holds.\n"
                 "--quick: few batches, and 10,000 calls.\n");
    return argc == 2 && std::strcmp(argv[1], "--help") == 0 ? 0 : 2;
  }
  held();
  const long before = resident_kib();
  Size few(100), many(quick ? 10'000 : 100'000);
  const long grown = resident_kib() - before;
  few.run_batch();
  many.run_batch();
  few.each.clear();  // they only warmed up
  many.each.clear();
  for (int batch = 0; batch < (quick ? 3 : 25); ++batch) {  // side by side, so that both see the same machine
    few.run_batch();
    many.run_batch();
  }
  for (Size* size : {&few, &many}) {
    std::printf("%6u calls standing: %6.0f transfers/s and core, %5.2f us each, %.1f messages each, %.2f times the "
                "cost with 100\n",
                size->standing, 1e6 / size->median(), size->median(), size->messages, size->median() / few.median());
  }
  std::printf("resident with all of them, three agents each: %ld MiB\n", grown / 1024);
  return 0;
}
