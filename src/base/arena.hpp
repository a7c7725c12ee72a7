// Carves typed arrays out of the one block of memory that the caller gave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

namespace baton::core {

/// A bump pointer over the caller's span. Nothing is given back: pools live as long as the Stack.
class Arena {
 public:
  explicit Arena(std::span<std::byte> memory) noexcept : rest_(memory) {}

  /// `count` value-initialised objects, or an empty span if the memory does not suffice (then the
  /// arena is spent: `exhausted`).
  template <class T>
  std::span<T> take(std::size_t count) noexcept {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
    if (count == 0) {
      return {};
    }
    const auto misfit = reinterpret_cast<std::uintptr_t>(rest_.data()) % alignof(T);
    const std::size_t skip = misfit == 0 ? 0 : alignof(T) - misfit;
    if (rest_.size() < skip || (rest_.size() - skip) / sizeof(T) < count) {
      exhausted_ = true;
      rest_ = {};
      return {};
    }
    T* first = static_cast<T*>(static_cast<void*>(rest_.data() + skip));
    for (std::size_t i = 0; i < count; ++i) {
      ::new (static_cast<void*>(first + i)) T{};
    }
    rest_ = rest_.subspan(skip + count * sizeof(T));
    return {first, count};
  }

  bool exhausted() const noexcept { return exhausted_; }
  std::size_t left() const noexcept { return rest_.size(); }

 private:
  std::span<std::byte> rest_;
  bool exhausted_ = false;
};

}  // namespace baton::core
