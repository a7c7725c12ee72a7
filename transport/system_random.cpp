#include "baton/system_random.hpp"

#include <unistd.h>
#ifdef __APPLE__
#include <sys/random.h>
#endif

#include <algorithm>
#include <exception>

namespace baton {

void system_random(void* /*context*/, std::span<std::byte> out) noexcept {
  constexpr std::size_t most_at_once = 256;  // getentropy's own limit
  while (!out.empty()) {
    const std::size_t size = std::min(out.size(), most_at_once);
    if (getentropy(out.data(), size) != 0) {
      std::terminate();
    }
    out = out.subspan(size);
  }
}

Environment system_environment() noexcept {
  Environment environment;
  environment.random = &system_random;
  return environment;
}

}  // namespace baton
