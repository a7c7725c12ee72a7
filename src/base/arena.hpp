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
    T* const first = static_cast<T*>(claim(count, sizeof(T), alignof(T)));
    if (first == nullptr) {
      return {};
    }
    for (std::size_t i = 0; i < count; ++i) {
      ::new (static_cast<void*>(first + i)) T{};
    }
    return {first, count};
  }

  /// The same with every octet zero: for what gets its values before anybody reads them, so that no loop of
  /// constructors is made for it.
  template <class T>
  std::span<T> take_zeroed(std::size_t count) noexcept {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= 8);
    T* const first = static_cast<T*>(claim(count, sizeof(T), alignof(T)));
    if (first == nullptr) {
      return {};
    }
    return {first, count};
  }

  bool exhausted() const noexcept { return exhausted_; }
  std::size_t left() const noexcept { return rest_.size(); }

 private:
  /// `count` x `size` octets of zero at the next place of this alignment, or null.
  void* claim(std::size_t count, std::size_t size, std::size_t alignment) noexcept;

  std::span<std::byte> rest_;
  bool exhausted_ = false;
};

}  // namespace baton::core
