// Events that wait to be taken, as small records: texts and messages are joined when they are taken.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "baton/event.hpp"
#include "baton/limits.hpp"
#include "src/base/arena.hpp"

namespace baton::core {

/// An event without its borrowed parts. `reason_*` are offsets into the received message.
struct QueuedEvent {
  CallId call;
  TransferId transfer;        ///< of call_incoming and call_replacing: the index and generation of Event::other
  std::uint32_t account = 0;  ///< index; its generation is looked up when the event is taken
  EventKind kind = EventKind::none;
  Cause cause = Cause::message;
  std::uint16_t status = 0;
  std::uint16_t reason_begin = 0;  ///< of refer_refused: the ReferralRefusal
  std::uint16_t reason_size = 0;
  bool has_message = false;
  Proof proof = Proof::none;
};
static_assert(sizeof(QueuedEvent) <= record_bytes::event);

class EventQueue {
 public:
  EventQueue() = default;
  EventQueue(Arena& arena, std::uint32_t capacity) noexcept : ring_(arena.take_zeroed<QueuedEvent>(capacity)) {}

  bool push(const QueuedEvent& event) noexcept {
    if (count_ == ring_.size()) return false;
    ring_[(first_ + count_) % ring_.size()] = event;
    if (++count_ > high_water_) high_water_ = count_;
    return true;
  }
  std::optional<QueuedEvent> pop() noexcept {
    if (count_ == 0) return std::nullopt;
    const QueuedEvent event = ring_[first_];
    first_ = static_cast<std::uint32_t>((first_ + 1) % ring_.size());
    --count_;
    return event;
  }
  bool empty() const noexcept { return count_ == 0; }
  std::uint32_t used() const noexcept { return count_; }
  std::uint32_t free() const noexcept { return static_cast<std::uint32_t>(ring_.size()) - count_; }
  std::uint32_t high_water() const noexcept { return high_water_; }

 private:
  std::span<QueuedEvent> ring_;
  std::uint32_t first_ = 0, count_ = 0, high_water_ = 0;
};

}  // namespace baton::core
