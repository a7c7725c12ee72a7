#include "bench/message_bench.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

#include "bench/allocations.hpp"
#include "bench/corpus.hpp"
#include "bench/levels.hpp"

namespace baton::bench {
namespace {

using Messages = std::vector<std::string>;

/// Takes the messages in turn, one an iteration.
template <class Work>
void measure(benchmark::State& state, const Messages& messages, Work work) {
  std::size_t next = 0;
  std::uint64_t octets = 0;
  const std::uint64_t before = allocations();
  for (auto _ : state) {
    const std::string& message = messages[next];
    benchmark::DoNotOptimize(work(std::string_view(message)));
    octets += message.size();
    next = next + 1 == messages.size() ? 0 : next + 1;
  }
  const auto counted = static_cast<double>(allocations() - before);
  state.SetBytesProcessed(static_cast<std::int64_t>(octets));
  state.SetItemsProcessed(state.iterations());
  // Google Benchmark itself allocates a few times a run; a message's share of that is none.
  const auto iterations = static_cast<double>(std::max<std::int64_t>(state.iterations(), 1));
  state.counters["allocs"] = benchmark::Counter(counted / iterations);
}

void add(const std::string& name, const Messages& (*messages)(), std::uint64_t (*work)(std::string_view)) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [=](benchmark::State& state) { measure(state, messages(), work); });
}

void add(const std::string& name, const Messages& (*messages)(), const Decoder& decoder) {
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    measure(state, messages(), [&decoder](std::string_view message) {
      Weigher sink;
      return decoder.weigh(message, sink) ? sink.sum() : 0;
    });
  });
}

}  // namespace

void register_message_benchmarks() {
  struct Set {
    const char* name;
    const Messages& (*messages)();
  };
  for (const Set& set : {Set{"varied", varied_messages}, Set{"hot", hot_messages}}) {
    for (const Level& level : levels) {
      add(std::string(set.name) + "/" + std::string(level.name), set.messages, level.work);
    }
    for (const Decoder& decoder : decoders().subspan(1)) {
      add(std::string(set.name) + "/typed/" + std::string(decoder.name), set.messages, decoder);
    }
  }
}

}  // namespace baton::bench
