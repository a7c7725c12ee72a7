// The input of a fuzz target that plays a session, read as a script: each read takes octets from the front,
// and past the end everything is zero.
#pragma once

#include <array>
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
  bool flag() noexcept { return (octet() & 1) != 0; }
  std::uint32_t number(std::size_t below) noexcept {
    return below == 0 ? 0 : static_cast<std::uint32_t>(octet() % below);
  }
  template <class T, std::size_t n>
  const T& pick(const std::array<T, n>& from) noexcept {
    return from[number(n)];
  }
  std::string_view text(std::size_t size) noexcept {
    if (size > rest_.size()) size = rest_.size();
    const std::string_view taken(reinterpret_cast<const char*>(rest_.data()), size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  /// As many octets as the next ones say, or as are left.
  std::string_view text() noexcept {
    std::size_t size = octet();
    size |= static_cast<std::size_t>(octet() & 3) << 8;
    return text(size);
  }

 private:
  std::span<const std::uint8_t> rest_;
};

}  // namespace baton::fuzz
