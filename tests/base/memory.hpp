// Memory as a Stack gets it from its caller.
#pragma once

#include <cstddef>
#include <span>

/// `Bytes` octets, aligned to 8, full of junk: nobody promises a Stack zeros.
template <std::size_t Bytes>
class Memory {
 public:
  Memory() noexcept {
    for (std::byte& octet : bytes_) {
      octet = std::byte{0xa5};
    }
  }
  std::span<std::byte> span() noexcept { return bytes_; }

 private:
  alignas(8) std::byte bytes_[Bytes];
};
