// Counts the process's calls of malloc, calloc and realloc, those of shared libraries included, so
// that "no allocation" is shown and not claimed.
#pragma once

#include <cstdint>

namespace baton::bench {

/// How many there have been; always 0 with a C library other than glibc, where nothing is counted.
std::uint64_t allocations();

}  // namespace baton::bench
