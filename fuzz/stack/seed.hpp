// A script put together by name, for seeds and tests.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "fuzz/stack/commands.hpp"
#include "fuzz/stack/steps.hpp"

namespace baton::fuzz {

/// Lengths of steps by name: places in `step_lengths`.
namespace lengths {
enum : std::uint8_t { ms5, ms50, ms200, ms600, s1, s2, ms3600, s4, s8, s16, s21, s33, s65, s125, s190, ms1 };
}

class Seed {
 public:
  explicit Seed(std::uint8_t choices = 0) : octets_(1 + 3 * agent_choice_octets, 0) { octets_[0] = choices; }

  Seed& limits(int agent, std::uint8_t octet) { return choose(agent, 0, octet); }
  Seed& extensions(int agent, std::uint8_t bits) { return choose(agent, 1, bits); }
  Seed& answers(int agent, std::uint8_t bits) { return choose(agent, 2, bits); }
  Seed& referral(int agent, std::uint8_t bits) { return choose(agent, 3, bits); }
  Seed& guards(int agent, std::uint8_t bits) { return choose(agent, 4, bits); }
  Seed& timing(int agent, std::uint8_t octet) { return choose(agent, 5, octet); }
  Seed& manners(int agent, std::uint8_t bits) { return choose(agent, 6, bits); }

  Seed& step(Step step, std::initializer_list<int> operands = {}) {
    add(static_cast<int>(step));
    for (const int operand : operands)
      add(operand);
    return *this;
  }
  Seed& settle(int length) { return step(Step::settle, {length}); }
  Seed& wait(int length) { return step(Step::wait, {length}); }
  Seed& deliver(int count) { return step(Step::deliver, {count - 1}); }
  Seed& command(int agent, Command command, std::initializer_list<int> operands = {}) {
    step(Step::command, {agent, static_cast<int>(command)});
    for (const int operand : operands)
      add(operand);
    return *this;
  }
  Seed& bend(int message, Bend bend, std::initializer_list<int> operands = {}) {
    step(Step::bend, {message, static_cast<int>(bend)});
    for (const int operand : operands)
      add(operand);
    return *this;
  }
  Seed& text(std::string_view text) {
    add(static_cast<int>(text.size() & 255));
    add(static_cast<int>(text.size() >> 8));
    octets_.insert(octets_.end(), text.begin(), text.end());
    return *this;
  }
  const std::vector<std::uint8_t>& octets() const { return octets_; }

 private:
  void add(int octet) { octets_.push_back(static_cast<std::uint8_t>(octet)); }
  Seed& choose(int agent, std::size_t place, std::uint8_t octet) {
    octets_[1 + static_cast<std::size_t>(agent) * agent_choice_octets + place] = octet;
    return *this;
  }
  std::vector<std::uint8_t> octets_;
};

}  // namespace baton::fuzz
