// Three parties on a network that exists in memory only, in a time that passes only when nothing is
// left to do.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "tests/device/party.hpp"

namespace baton::device {

/// The memory of the three. They run on one thread, so one work area serves them all; and a message
/// taken from one is delivered to another before the next is taken, so one buffer does.
struct Memory {
  alignas(8) std::array<std::array<std::byte, state_bytes(limits)>, 3> states;
  alignas(8) std::array<std::byte, work_bytes(limits)> work;
  std::array<std::byte, limits.message_bytes> wire;
};

class World {
 public:
  bool start(Memory& memory) noexcept;

  Party& alice() noexcept { return parties_[0]; }
  std::span<Party> parties() noexcept { return parties_; }

  /// How many of a hundred datagrams get lost.
  void lose(std::uint32_t percent) noexcept { loss_percent_ = percent; }
  /// Prints each datagram.
  void show_messages(bool show) noexcept { show_messages_ = show; }

  /// Lets the time pass. False: the parties never came to rest.
  bool run_for(Microseconds length) noexcept;

  std::uint32_t datagrams() const noexcept { return datagrams_; }
  std::uint32_t lost() const noexcept { return lost_; }

 private:
  bool deliver_all() noexcept;
  bool deliver_one(Party& from) noexcept;
  Party* party_at(const Endpoint& endpoint) noexcept;
  Time next_time() noexcept;

  std::array<Party, 3> parties_{
      Party({.name = "alice", .uri = "sip:alice@192.0.2.1", .host = 1}),
      Party({.name = "bob", .uri = "sip:bob@192.0.2.2", .host = 2}),
      Party({.name = "carol", .uri = "sip:carol@192.0.2.3", .host = 3}),
  };
  std::span<std::byte> wire_;
  Time now_{};
  Random luck_{2463534242};
  std::uint32_t loss_percent_ = 0;
  bool show_messages_ = false;
  std::uint32_t datagrams_ = 0;
  std::uint32_t lost_ = 0;
};

}  // namespace baton::device
