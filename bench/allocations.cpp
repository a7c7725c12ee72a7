#include "bench/allocations.hpp"

#include <cstdlib>

#if defined(BATON_COUNT_ALLOCATIONS) && defined(__GLIBC__)
namespace {

// The benchmarks have one thread.
std::uint64_t count = 0;

}  // namespace

// The names under which glibc keeps its own allocator reachable for whoever defines malloc.
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

std::optional<std::uint64_t> baton::bench::allocations() {
  return count;
}
#else
std::optional<std::uint64_t> baton::bench::allocations() {
  return std::nullopt;
}
#endif
