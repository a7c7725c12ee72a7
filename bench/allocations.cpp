#include "bench/allocations.hpp"

#include <cstdlib>

namespace {

// The benchmarks have one thread.
std::uint64_t count = 0;

}  // namespace

#ifdef __GLIBC__
// The names under which glibc keeps its own allocator reachable for whoever defines malloc. One
// addition a call: what it costs the parsers that allocate is below what can be measured.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) {
  ++count;
  return __libc_malloc(size);
}
void* calloc(std::size_t elements, std::size_t size) {
  ++count;
  return __libc_calloc(elements, size);
}
void* realloc(void* memory, std::size_t size) {
  ++count;
  return __libc_realloc(memory, size);
}
}
#endif

namespace baton::bench {

std::uint64_t allocations() {
  return count;
}

}  // namespace baton::bench
