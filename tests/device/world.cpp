#include "tests/device/world.hpp"

#include <algorithm>

#include "tests/device/semihosting.hpp"
#include "tests/device/time_text.hpp"

namespace baton::device {
namespace {

/// More steps than any story takes: what needs more goes round in circles.
constexpr int most_steps = 10'000;

void print_message(Time now, std::string_view from, std::string_view to, std::string_view text,
                   bool lost) noexcept {
  Line line;
  start_line(line, now, from);
  line << "-> " << to;
  line.column(30) << std::string_view{text.data(), std::min(text.find('\r'), text.size())};
  if (lost) {
    line << "  (lost)";
  }
}

}  // namespace

bool World::start(Memory& memory) noexcept {
  wire_ = memory.wire;
  for (std::size_t i = 0; i < parties_.size(); ++i) {
    if (!parties_[i].start(now_, memory.states[i], memory.work)) {
      return false;
    }
  }
  return true;
}

bool World::run_for(Microseconds length) noexcept {
  const Time end = now_ + length;
  for (int step = 0; step < most_steps; ++step) {
    if (!deliver_all()) {
      return false;
    }
    const Time next = next_time();
    if (next > end) {
      now_ = end;
      return true;
    }
    now_ = std::max(now_, next);
    for (Party& party : parties_) {
      party.stack().advance(now_);
      party.drain();
      if (party.next_action() <= now_) {
        party.act();
      }
    }
  }
  return false;
}

bool World::deliver_all() noexcept {
  for (int step = 0; step < most_steps; ++step) {
    bool moved = false;
    for (Party& party : parties_) {
      moved |= deliver_one(party);
    }
    if (!moved) {
      return true;
    }
  }
  return false;
}

bool World::deliver_one(Party& from) noexcept {
  const auto transmit = from.stack().next_transmit(wire_);
  if (!transmit) {
    return false;
  }
  ++datagrams_;
  Party* const to = party_at(transmit->peer);
  const bool lost = to == nullptr || luck_.next() % 100 < loss_percent_;
  lost_ += lost ? 1 : 0;
  if (show_messages_) {
    print_message(now_, from.name(), to != nullptr ? to->name() : "nobody",
                  {reinterpret_cast<const char*>(wire_.data()), transmit->size}, lost);
  }
  if (!lost) {
    // What it thinks of the message is its own affair: a refused one counts as lost on the way.
    static_cast<void>(
        to->stack().receive(now_, to->flow(), from.endpoint(),
                            std::span<const std::byte>{wire_.data(), transmit->size}));
    to->drain();
  }
  return true;
}

Party* World::party_at(const Endpoint& endpoint) noexcept {
  for (Party& party : parties_) {
    if (party.endpoint() == endpoint) {
      return &party;
    }
  }
  return nullptr;
}

Time World::next_time() noexcept {
  Time next = never;
  for (Party& party : parties_) {
    next = std::min({next, party.stack().next_deadline(), party.next_action()});
  }
  return next;
}

}  // namespace baton::device
