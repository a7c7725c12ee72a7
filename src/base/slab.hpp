// A fixed pool of records with generation-checked handles.
#pragma once

#include <cstdint>
#include <span>

#include "baton/handle.hpp"
#include "src/base/arena.hpp"

namespace baton::core {

/// "No record" wherever records name each other by index.
inline constexpr std::uint32_t no_index = UINT32_MAX;

/// What every pooled record starts with. An odd generation is a live record's, an even one that of
/// a free slot, so that no handle with generation 0 ever finds anything.
struct Pooled {
  std::uint32_t generation = 0;
  std::uint32_t next_free = no_index;
};

/// `Record` derives from Pooled and is trivially copyable. Slots are reused in a fixed order: first
/// the lowest never used, then the one freed last. One that was never used is all zeros: generation 0.
template <class Record>
class Slab {
 public:
  Slab() = default;
  Slab(Arena& arena, std::uint32_t capacity) noexcept : records_(arena.take_zeroed<Record>(capacity)) {}

  /// A default-valued record, or null when the pool is empty. One copy of it a pool: it is long, and asked for in
  /// many places.
  [[gnu::noinline]] Record* allocate() noexcept {
    Record* record = nullptr;
    if (free_ != no_index) {
      record = &records_[free_];
      free_ = record->next_free;
    } else if (fresh_ < records_.size()) {
      record = &records_[fresh_++];
    } else {
      return nullptr;
    }
    const std::uint32_t generation = record->generation + 1;
    *record = Record{};
    record->generation = generation;
    if (++used_ > high_water_) {
      high_water_ = used_;
    }
    return record;
  }

  void release(Record& record) noexcept {
    ++record.generation;
    record.next_free = free_;
    free_ = index_of(record);
    --used_;
  }

  std::uint32_t index_of(const Record& record) const noexcept {
    return static_cast<std::uint32_t>(&record - records_.data());
  }
  Record& at(std::uint32_t index) noexcept { return records_[index]; }
  const Record& at(std::uint32_t index) const noexcept { return records_[index]; }
  bool live(std::uint32_t index) const noexcept {
    return index < records_.size() && (records_[index].generation & 1) != 0;
  }

  template <class Of>
  Handle<Of> handle_of(const Record& record) const noexcept {
    return {index_of(record), record.generation};
  }
  /// The live record that `handle` names, or null.
  template <class Of>
  Record* find(Handle<Of> handle) noexcept {
    if (!live(handle.index) || records_[handle.index].generation != handle.generation) {
      return nullptr;
    }
    return &records_[handle.index];
  }
  template <class Of>
  const Record* find(Handle<Of> handle) const noexcept {
    return const_cast<Slab*>(this)->find(handle);
  }

  std::uint32_t capacity() const noexcept { return static_cast<std::uint32_t>(records_.size()); }
  std::uint32_t used() const noexcept { return used_; }
  std::uint32_t free() const noexcept { return capacity() - used_; }
  std::uint32_t high_water() const noexcept { return high_water_; }

 private:
  std::span<Record> records_;
  std::uint32_t free_ = no_index;
  std::uint32_t fresh_ = 0;
  std::uint32_t used_ = 0;
  std::uint32_t high_water_ = 0;
};

}  // namespace baton::core
