// The places that lm3s6965.ld names. Only their addresses mean something.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {
extern std::uint32_t flash_begin[], flash_end[], flash_bytes[], ram_bytes[];
extern std::uint32_t parser_begin[], parser_end[], core_begin[], core_end[];
extern std::uint32_t callbacks_begin[], callbacks_end[], runtime_begin[], runtime_end[];
extern std::uint32_t stack_begin[], stack_end[];
extern std::uint32_t data_begin[], data_end[], data_load[], bss_begin[], bss_end[];
}

namespace baton::device {

inline std::size_t address(const std::uint32_t* symbol) noexcept {
  return reinterpret_cast<std::uintptr_t>(symbol);
}
inline std::size_t bytes_between(const std::uint32_t* begin, const std::uint32_t* end) noexcept {
  return address(end) - address(begin);
}

}  // namespace baton::device
