// The smallest program on the core alone: no exceptions, no RTTI, no heap, no Asio.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

#include "baton/stack.hpp"

namespace {

constexpr baton::Limits limits = baton::Limits::device();
alignas(8) std::array<std::byte, baton::state_bytes(limits)> state;
alignas(8) std::array<std::byte, baton::work_bytes(limits)> work;

// Good enough for a program that never meets the network.
void count_up(void* context, std::span<std::byte> out) noexcept {
  auto& next = *static_cast<std::uint8_t*>(context);
  for (std::byte& each : out) {
    each = std::byte{next++};
  }
}

}  // namespace

int main() {
  std::uint8_t counter = 0;
  baton::Environment environment;
  environment.context = &counter;
  environment.random = count_up;
  const baton::Result<baton::Stack*> made = baton::Stack::make(limits, environment, state, work);
  if (!made) {
    std::printf("consumer: no stack, error %d\n", static_cast<int>(made.error()));
    return 1;
  }
  std::printf("consumer: a stack in %zu bytes\n", state.size() + work.size());
  return (*made)->next_deadline() == baton::never ? 0 : 1;
}
