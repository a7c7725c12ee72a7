// A hash table over pooled records: buckets of chains linked by index through the records.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "src/base/arena.hpp"
#include "src/base/slab.hpp"

namespace baton::core {

/// `Key` and `Next` are members of Record: the keyed hash under which it stands, and the link. Keys
/// come from a seeded hash, so a stranger cannot aim at a bucket. Newer records stand first.
template <class Record, std::uint64_t Record::*Key, std::uint32_t Record::*Next>
class HashIndex {
 public:
  HashIndex() = default;
  HashIndex(Arena& arena, Slab<Record>& slab) noexcept
      : slab_(&slab), heads_(arena.take<std::uint32_t>(bucket_count(slab.capacity()))) {
    for (auto& head : heads_)
      head = no_index;
  }

  static constexpr std::size_t bucket_count(std::size_t records) noexcept {
    return records == 0 ? 1 : std::bit_ceil(records);
  }

  void insert(Record& record) noexcept {
    std::uint32_t& head = head_of(record.*Key);
    record.*Next = head;
    head = slab_->index_of(record);
  }

  void erase(Record& record) noexcept {
    std::uint32_t* link = &head_of(record.*Key);
    const std::uint32_t index = slab_->index_of(record);
    while (*link != no_index && *link != index)
      link = &(slab_->at(*link).*Next);
    if (*link == index)
      *link = record.*Next;
    record.*Next = no_index;
  }

  /// The newest record under `key` for which `matches(record)` holds, or null.
  template <class Matches>
  Record* find(std::uint64_t key, Matches matches) noexcept {
    if (heads_.empty())
      return nullptr;
    for (std::uint32_t at = head_of(key); at != no_index; at = slab_->at(at).*Next) {
      Record& record = slab_->at(at);
      if (record.*Key == key && matches(record))
        return &record;
    }
    return nullptr;
  }

 private:
  std::uint32_t& head_of(std::uint64_t key) noexcept {
    return heads_[static_cast<std::size_t>(key) & (heads_.size() - 1)];
  }

  Slab<Record>* slab_ = nullptr;
  std::span<std::uint32_t> heads_;
};

}  // namespace baton::core
