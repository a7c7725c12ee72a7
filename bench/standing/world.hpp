// Three agents in one process on virtual time, joined by a queue without delay: calls that stand, and their
// transfers. What is measured is the core alone.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "baton/stack.hpp"

namespace baton::bench {

/// The transferee answers and accepts, the transferor calls, refers and hangs up, the target answers.
class StandingWorld {
 public:
  /// Limits for `standing` calls beside those that are transferred.
  explicit StandingWorld(std::uint32_t standing);

  /// One more call from the transferor to the transferee.
  CallId set_up();
  /// REFER to final NOTIFY and BYE of the old call, without any lingering timer.
  void transfer(CallId call);
  /// Ends the calls that transfers have made.
  void end_referred();
  /// Lets time pass, in steps from deadline to deadline.
  void pass(Microseconds length);

  std::uint64_t transferred() const { return transferred_; }
  std::uint64_t messages() const { return messages_; }
  /// Octets of records and blocks that the transferee holds: the difference of two says what something takes.
  std::size_t held_bytes() const;
  Usage usage() const { return party_[0]->stack->usage(); }

  static constexpr std::uint32_t batch = 1'000;  ///< transfers between two reuses of a call

 private:
  struct Party {
    std::uint64_t random = 0;
    std::vector<std::uint64_t> state, work;
    Stack* stack = nullptr;
    FlowId flow;
    AccountId account;
    std::string uri;
    Endpoint address;
  };
  struct Slot {
    std::size_t from = 0, to = 0, size = 0;
    std::vector<std::byte> bytes;
  };
  static void draw(void* context, std::span<std::byte> out) noexcept;
  void add(std::size_t index);
  void settle();
  void collect(Party& party);
  void drain(Party& party);

  Limits limits_;
  Time now_{1'000'000};
  std::array<std::unique_ptr<Party>, 3> party_;
  std::array<Slot, 64> queue_;
  std::size_t first_ = 0, last_ = 0;
  std::vector<CallId> referred_;
  std::uint64_t transferred_ = 0, messages_ = 0;
};

}  // namespace baton::bench
