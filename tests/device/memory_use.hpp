// What the image takes of flash and RAM, as the linker laid it out and as the stack was used.
#pragma once

#include <cstddef>

namespace baton::device {

struct MemoryUse {
  // Flash.
  std::size_t parser = 0;  ///< code and constants of each library that was linked
  std::size_t core = 0;
  std::size_t callbacks = 0;
  std::size_t runtime = 0;  ///< of the C library and the compiler's helpers
  std::size_t flash = 0;    ///< all of the above, this program and the initial values of .data
  std::size_t flash_there = 0;
  // RAM.
  std::size_t data = 0;
  std::size_t bss = 0;
  std::size_t stack = 0;        ///< high-water mark
  std::size_t stack_there = 0;  ///< set aside for it
  std::size_t ram_there = 0;
};

/// Covers the unused part of the stack with a pattern. The startup code calls it once.
void paint_stack() noexcept;

MemoryUse measure_memory() noexcept;

}  // namespace baton::device
