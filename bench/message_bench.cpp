#include "bench/message_bench.hpp"

#include <benchmark/benchmark.h>

#include <string>

#include "bench/corpus.hpp"
#include "bench/levels.hpp"
#include "bench/measure.hpp"

namespace baton::bench {
namespace {

using Messages = std::vector<std::string>;

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
