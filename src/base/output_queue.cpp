#include "src/base/output_queue.hpp"

#include <algorithm>

namespace baton::core {
namespace {

FlowId flow_of(const Output& output) noexcept {
  return {output.flow_index, output.flow_generation};
}

}  // namespace

OutputQueue::OutputQueue(Arena& arena, std::uint32_t capacity, MessageStore& store) noexcept
    : ring_(arena.take_zeroed<Output>(capacity)), store_(&store) {}

bool OutputQueue::push(Chain chain, const Route& route) noexcept {
  if (free() == 0) {
    return false;
  }
  Output& output = slot(count_);
  output = {.peer = route.peer,
            .flow_index = route.flow.index,
            .flow_generation = route.flow.generation,
            .chain = store_->retain(chain),
            .transport = route.transport};
  ++count_;
  high_water_ = std::max(high_water_, count_);
  return true;
}

std::optional<Transmit> OutputQueue::pop(std::span<std::byte> into) noexcept {
  if (count_ == 0) {
    return std::nullopt;
  }
  Output& output = ring_[first_];
  const std::size_t size = store_->size(output.chain);
  if (size > into.size()) {
    return std::nullopt;
  }
  store_->copy(output.chain, {reinterpret_cast<char*>(into.data()), into.size()});
  const Transmit transmit{flow_of(output), output.transport, output.peer, size};
  store_->release(output.chain);
  first_ = first_ + 1 == ring_.size() ? 0 : first_ + 1;
  --count_;
  return transmit;
}

void OutputQueue::drop_flow(FlowId flow) noexcept {
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < count_; ++i) {
    Output& output = slot(i);
    if (flow_of(output) == flow) {
      store_->release(output.chain);
    } else {
      if (kept != i) {
        slot(kept) = output;
      }
      ++kept;
    }
  }
  count_ = kept;
}

/// The slot `position` places behind the oldest message.
Output& OutputQueue::slot(std::uint32_t position) noexcept {
  const std::size_t at = std::size_t{first_} + position;
  return ring_[at < ring_.size() ? at : at - ring_.size()];
}

}  // namespace baton::core
