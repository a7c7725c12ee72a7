#include "src/base/arena.hpp"

#include <cstring>

namespace baton::core {

void* Arena::claim(std::size_t count, std::size_t size, std::size_t alignment) noexcept {
  if (count == 0) {
    return nullptr;
  }
  const auto misfit = reinterpret_cast<std::uintptr_t>(rest_.data()) % alignment;
  const std::size_t skip = misfit == 0 ? 0 : alignment - misfit;
  if (rest_.size() < skip || (rest_.size() - skip) / size < count) {
    exhausted_ = true;
    rest_ = {};
    return nullptr;
  }
  void* const first = rest_.data() + skip;
  std::memset(first, 0, count * size);
  rest_ = rest_.subspan(skip + count * size);
  return first;
}

}  // namespace baton::core
