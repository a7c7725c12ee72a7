#include "bench/message_bench.hpp"

#include <benchmark/benchmark.h>

#include <string>

#include "bench/corpus.hpp"
#include "bench/measure.hpp"
#include "bench/subjects.hpp"

namespace baton::bench {

void register_message_benchmarks() {
  struct Set {
    std::string name;
    const std::vector<std::string>& (*messages)();
  };
  for (const Set& set : {Set{"varied/", varied_messages}, Set{"hot/", hot_messages}}) {
    for (const Subject& subject : subjects()) {
      const auto run = [&subject, messages = set.messages](benchmark::State& state) {
        const ParserPath before = parser_path();
        select_parser_path(subject.path);
        measure(state, messages(), subject.work);
        select_parser_path(before);
      };
      benchmark::RegisterBenchmark((set.name + subject.name).c_str(), run);
    }
  }
}

}  // namespace baton::bench
