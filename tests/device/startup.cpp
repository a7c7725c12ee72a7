// From reset to the program, on a core without an operating system.
#include "tests/device/linker_symbols.hpp"
#include "tests/device/memory_use.hpp"
#include "tests/device/run.hpp"
#include "tests/device/semihosting.hpp"

namespace baton::device {
namespace {

/// Makes every access below the stack a fault. Without it the emulator ignores such writes, and
/// what was pushed there comes back as zeros.
void guard_stack() noexcept {
  // ARMv7-M Architecture Reference Manual, B3.5: region number, base address, attributes and size.
  auto* const control = reinterpret_cast<volatile std::uint32_t*>(0xE000ED94);
  auto* const region = reinterpret_cast<volatile std::uint32_t*>(0xE000ED98);
  constexpr std::uint32_t guard_bytes = 4096;
  constexpr std::uint32_t no_access = 1U << 28;  // nor execution
  constexpr std::uint32_t size_4096 = 11U << 1;
  region[0] = 0;
  region[1] = address(stack_begin) - guard_bytes;
  region[2] = no_access | size_4096 | 1;
  *control = 1U << 2 | 1;  // the rest of the memory as without regions
}

/// Says what went wrong; `stack_pointer` is where the fault found it.
[[noreturn, gnu::used]] void report_fault(std::uintptr_t stack_pointer) noexcept {
  if (stack_pointer < address(stack_begin)) {
    Line() << "FAILED: the C stack of "
           << static_cast<std::int64_t>(bytes_between(stack_begin, stack_end))
           << " bytes is too small";
  } else {
    Line() << "FAILED: the processor faulted";
  }
  leave(2);
}

/// A stack that left the RAM holds no frame, so this starts on a fresh one.
[[gnu::naked]] void on_fault() {
  asm volatile(
      "mov r0, sp\n"
      "ldr r1, =stack_end\n"
      "mov sp, r1\n"
      "b %0\n"
      ".ltorg"
      :
      : "i"(report_fault));
}

}  // namespace
}  // namespace baton::device

extern "C" [[noreturn]] void reset_handler() {
  using namespace baton::device;
  const std::uint32_t* from = data_load;
  for (std::uint32_t* to = data_begin; to < data_end; ++to, ++from) {
    *to = *from;
  }
  for (std::uint32_t* to = bss_begin; to < bss_end; ++to) {
    *to = 0;
  }
  paint_stack();
  guard_stack();
  leave(run());
}

namespace baton::device {
namespace {

// ARMv7-M Architecture Reference Manual, B1.5.3: the stack pointer, reset, then the exceptions. The
// interrupts that follow stay off, as they are at reset.
struct VectorTable {
  std::uint32_t* stack;
  void (*handlers[15])();
};
[[gnu::section(".vectors"), gnu::used]] const VectorTable vectors = {
    stack_end,
    {reset_handler, on_fault, on_fault, on_fault, on_fault, on_fault, nullptr, nullptr, nullptr,
     nullptr, on_fault, on_fault, nullptr, on_fault, on_fault}};

}  // namespace
}  // namespace baton::device
