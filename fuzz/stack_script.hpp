// The input of the Stack's fuzz target, read as a script: each read takes octets from the front, and
// past the end everything is zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace baton::fuzz {

class Script {
 public:
  Script(const std::uint8_t* data, std::size_t size) noexcept : rest_(data, size) {}

  bool more() const noexcept { return !rest_.empty(); }
  std::uint8_t octet() noexcept {
    if (rest_.empty()) return 0;
    const std::uint8_t value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
  }
  std::uint32_t number(std::uint32_t below) noexcept { return below == 0 ? 0 : octet() % below; }
  /// As many octets as the next one says, or as are left.
  std::string_view text() noexcept {
    std::size_t size = octet();
    size |= static_cast<std::size_t>(octet() & 3) << 8;
    if (size > rest_.size()) size = rest_.size();
    const std::string_view taken(reinterpret_cast<const char*>(rest_.data()), size);
    rest_ = rest_.subspan(size);
    return taken;
  }

 private:
  std::span<const std::uint8_t> rest_;
};

}  // namespace baton::fuzz
