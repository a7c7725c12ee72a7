#include "tests/simulation/world.hpp"

#include <algorithm>

namespace baton::simulation {

void World::begin(std::uint64_t seed, const Weather& weather) {
  now = Time{1'000'000};
  random = Random(seed);
  network.begin(weather);
  violation.clear();
  last_token = 0;
  nodes_.clear();
  deadlines_.clear();
}

void World::join(Node& node) {
  nodes_.push_back(&node);
  deadlines_.push_back(never);
}

void World::leave_out() {
  nodes_.push_back(nullptr);
  deadlines_.push_back(never);
}

Node* World::at(Port port) const {
  const std::size_t index = static_cast<std::size_t>(port - first_port);
  return port >= first_port && index < nodes_.size() ? nodes_[index] : nullptr;
}

void World::send(Port from, Port to, std::string_view bytes) {
  if (carrier != nullptr) {
    if (watcher != nullptr) watcher->sent(now, from, to, bytes, false);
    return carrier->carry(from, to, bytes);
  }
  const bool lost = network.send(now, random, from, to, bytes);
  if (watcher != nullptr) watcher->sent(now, from, to, bytes, lost);
}

void World::touched(const Node& node) {
  deadlines_[static_cast<std::size_t>(node.port() - first_port)] = node.deadline();
}

bool World::step(Time end) {
  const auto earliest = std::min_element(deadlines_.begin(), deadlines_.end());
  const Time arrival = network.next_arrival();
  const Time timer = earliest == deadlines_.end() ? never : *earliest;
  const Time next = std::min(arrival, timer);
  if (next == never || next > end) return false;
  now = std::max(now, next);
  if (arrival <= timer) {
    const Datagram datagram = network.take();
    if (Node* const node = at(datagram.to)) {
      node->receive(datagram.from, datagram.bytes);
      touched(*node);
    }
    return true;
  }
  Node& node = *nodes_[static_cast<std::size_t>(earliest - deadlines_.begin())];
  node.advance();
  touched(node);
  return true;
}

bool World::pass_time(Time end) {
  const auto earliest = std::min_element(deadlines_.begin(), deadlines_.end());
  if (earliest == deadlines_.end() || *earliest == never || *earliest > end) return false;
  now = std::max(now, *earliest);
  Node& node = *nodes_[static_cast<std::size_t>(earliest - deadlines_.begin())];
  node.advance();
  touched(node);
  return true;
}

void World::run(Time end) {
  while (step(end) && violation.empty()) {
  }
}

}  // namespace baton::simulation
