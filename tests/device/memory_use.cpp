#include "tests/device/memory_use.hpp"

#include "tests/device/linker_symbols.hpp"

namespace baton::device {
namespace {

constexpr std::uint32_t paint = 0x5AFE5AFE;

/// A place a little below what the running function uses.
const std::uint32_t* below_stack_pointer() noexcept {
  std::uintptr_t pointer = 0;
  asm volatile("mov %0, sp" : "=r"(pointer));
  return reinterpret_cast<const std::uint32_t*>(pointer - 32);
}

std::size_t stack_high_water() noexcept {
  const volatile std::uint32_t* at = stack_begin;
  while (at < stack_end && *at == paint) {
    at = at + 1;
  }
  return address(stack_end) - reinterpret_cast<std::uintptr_t>(at);
}

}  // namespace

void paint_stack() noexcept {
  const std::uint32_t* const end = below_stack_pointer();
  // Volatile keeps this a loop: a call would write over its own frame.
  for (volatile std::uint32_t* at = stack_begin; at < end; at = at + 1) {
    *at = paint;
  }
}

MemoryUse measure_memory() noexcept {
  return {.parser = bytes_between(parser_begin, parser_end),
          .core = bytes_between(core_begin, core_end),
          .callbacks = bytes_between(callbacks_begin, callbacks_end),
          .runtime = bytes_between(runtime_begin, runtime_end),
          .flash = bytes_between(flash_begin, flash_end),
          .flash_there = address(flash_bytes),
          .data = bytes_between(data_begin, data_end),
          .bss = bytes_between(bss_begin, bss_end),
          .stack = stack_high_water(),
          .stack_there = bytes_between(stack_begin, stack_end),
          .ram_there = address(ram_bytes)};
}

}  // namespace baton::device
