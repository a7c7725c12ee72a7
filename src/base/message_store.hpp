// Whole messages in chains of fixed blocks, so that a message costs its own length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "baton/result.hpp"
#include "src/base/arena.hpp"
#include "src/base/slab.hpp"

namespace baton::core {

/// A stored message: the index of its first block, or `no_index`. Chains are counted: every holder
/// (a transaction, a call, a waiting output) retains its own reference.
using Chain = std::uint32_t;

/// The first block of a chain opens with size and reference count (8 octets); links are 4 octets a
/// block, kept apart. Chains become contiguous only in the caller's buffer.
class MessageStore {
 public:
  MessageStore() = default;
  MessageStore(Arena& arena, std::uint32_t blocks, std::uint32_t block_bytes) noexcept;

  /// Copies `octets` into a new chain with one reference, leaving at least `keep_free` octets of
  /// blocks for others. Error: `store_full`.
  Result<Chain> store(std::string_view octets, std::size_t keep_free = 0) noexcept;
  /// A second reference to the same chain; `no_index` is passed through.
  Chain retain(Chain chain) noexcept;
  /// Gives one reference back and sets `chain` to `no_index`; harmless on `no_index`.
  void release(Chain& chain) noexcept;

  std::size_t size(Chain chain) const noexcept;
  /// Copies the whole message, or nothing if `into` is too small or `chain` is `no_index`; the view
  /// returned lies in `into`.
  std::string_view copy(Chain chain, std::span<char> into) const noexcept;

  /// Whether `octets` could be stored now with `keep_free` left.
  bool has_room(std::size_t octets, std::size_t keep_free = 0) const noexcept;

  std::uint32_t capacity_blocks() const noexcept {
    return static_cast<std::uint32_t>(links_.size());
  }
  std::uint32_t used_blocks() const noexcept { return used_; }
  std::uint32_t high_water_blocks() const noexcept { return high_water_; }

 private:
  static constexpr std::size_t prefix_bytes = 8;  ///< u32 size, u32 references

  std::uint64_t blocks_for(std::size_t octets) const noexcept;
  std::byte* block(std::uint32_t index) const noexcept;
  std::uint32_t prefix(Chain chain, std::size_t at) const noexcept;
  void set_prefix(Chain chain, std::size_t at, std::uint32_t value) noexcept;

  std::span<std::uint32_t> links_;  ///< next block of the chain, or of the free list
  std::span<std::byte> memory_;
  std::uint32_t block_bytes_ = 0;
  std::uint32_t free_ = no_index;
  std::uint32_t used_ = 0;
  std::uint32_t high_water_ = 0;
};

}  // namespace baton::core
