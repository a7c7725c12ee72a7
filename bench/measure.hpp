// The one loop of every benchmark: inputs in turn, octets and allocations counted.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "bench/allocations.hpp"

namespace baton::bench {

/// Does `work` for the inputs in turn, one an iteration; `size` gives the octets of one.
template <class Input, class Work, class Size>
void measure(benchmark::State& state, const std::vector<Input>& inputs, Work work, Size size) {
  if (const std::optional<std::uint64_t> before = allocations()) {
    // A pass of its own, as Google Benchmark allocates within its loop.
    for (const Input& input : inputs)
      benchmark::DoNotOptimize(work(input));
    const auto counted = static_cast<double>(*allocations() - *before);
    state.counters["allocs"] = counted / static_cast<double>(inputs.size());
  }
  std::size_t next = 0;
  std::uint64_t octets = 0;
  for (auto _ : state) {
    const Input& input = inputs[next];
    benchmark::DoNotOptimize(work(input));
    octets += size(input);
    next = next + 1 == inputs.size() ? 0 : next + 1;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(octets));
  state.SetItemsProcessed(state.iterations());
}

/// The same for inputs that are texts.
template <class Input, class Work>
void measure(benchmark::State& state, const std::vector<Input>& inputs, Work work) {
  measure(state, inputs, work, [](const Input& input) { return input.size(); });
}

}  // namespace baton::bench
