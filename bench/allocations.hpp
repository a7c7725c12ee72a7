// How often the process has called malloc, calloc and realloc, shared libraries included, so that "no
// allocation" is shown and not claimed.
//
// Counting costs a parser that allocates some 2 ns each time. So it is done by an executable of its
// own, parse_allocations, which has the same benchmarks; in bench_parse nothing stands in between.
#pragma once

#include <cstdint>
#include <optional>

namespace baton::bench {

/// None where nothing is counted: in bench_parse, and with a C library other than glibc.
std::optional<std::uint64_t> allocations();

}  // namespace baton::bench
