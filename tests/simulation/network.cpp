#include "tests/simulation/network.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace baton::simulation {

void Network::begin(const Weather& now) {
  weather = now;
  for (const Entry& entry : heap_)
    free_.push_back(entry.slot);
  heap_.clear();
  order_ = 0;
}

bool Network::send(Time now, Random& random, Port from, Port to, std::string_view bytes) {
  if (random.chance(weather.loss)) return true;
  const unsigned copies = random.chance(weather.doubled) ? 2 : 1;
  for (unsigned i = 0; i < copies; ++i) {
    Microseconds delay = random.between(weather.least, weather.most);
    if (random.chance(weather.stray)) delay += random.between(0, weather.straying);
    put(now + delay, from, to, bytes);
  }
  return false;
}

void Network::put(Time arrival, Port from, Port to, std::string_view bytes) {
  if (bytes.size() > datagram_bytes) std::abort();
  std::uint32_t at = 0;
  if (free_.empty()) {
    at = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back({.bytes = std::make_unique<char[]>(datagram_bytes)});
  } else {
    at = free_.back();
    free_.pop_back();
  }
  Slot& slot = slots_[at];
  slot.from = from;
  slot.to = to;
  slot.size = static_cast<std::uint32_t>(bytes.size());
  std::memcpy(slot.bytes.get(), bytes.data(), bytes.size());
  heap_.push_back({arrival.us, order_++, at});
  std::push_heap(heap_.begin(), heap_.end());
  ++carried;
}

Datagram Network::take() {
  if (taken_ != UINT32_MAX) free_.push_back(taken_);
  std::pop_heap(heap_.begin(), heap_.end());
  taken_ = heap_.back().slot;
  heap_.pop_back();
  const Slot& slot = slots_[taken_];
  return {slot.from, slot.to, {slot.bytes.get(), slot.size}};
}

}  // namespace baton::simulation
