// Messages that wait to be taken by the driver: first in, first out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "baton/endpoint.hpp"
#include "src/base/arena.hpp"
#include "src/base/message_store.hpp"

namespace baton::core {

/// Where a message goes.
struct Route {
  FlowId flow;
  Endpoint peer;
  Transport transport = Transport::udp;
};

/// One waiting message; it holds a reference to its chain.
struct Output {
  Endpoint peer;
  std::uint32_t flow_index = 0, flow_generation = 0;
  Chain chain = no_index;
  Transport transport = Transport::udp;
};
static_assert(sizeof(Output) <= 40);

class OutputQueue {
 public:
  OutputQueue() = default;
  OutputQueue(Arena& arena, std::uint32_t capacity, MessageStore& store) noexcept;

  /// Queues the message, retaining a reference of its own to `chain`. False: no slot.
  bool push(Chain chain, const Route& route) noexcept;
  /// The oldest message, copied into `into`, and off the queue. Nothing if the queue is empty, or
  /// if `into` is too small for it (it then stays).
  std::optional<Transmit> pop(std::span<std::byte> into) noexcept;

  /// Drops every message waiting for a flow that has gone.
  void drop_flow(FlowId flow) noexcept;

  std::uint32_t free() const noexcept { return static_cast<std::uint32_t>(ring_.size()) - count_; }
  std::uint32_t used() const noexcept { return count_; }
  std::uint32_t high_water() const noexcept { return high_water_; }

 private:
  Output& slot(std::uint32_t position) noexcept;

  std::span<Output> ring_;
  MessageStore* store_ = nullptr;
  std::uint32_t first_ = 0, count_ = 0, high_water_ = 0;
};

}  // namespace baton::core
