// SipHash-2-4: the hash of every table that a stranger's octets can reach.
#pragma once

#include <cstdint>
#include <string_view>

namespace baton::core {

struct HashKey {
  std::uint64_t a = 0, b = 0;
};

/// Streams text into SipHash-2-4. Fields are separated (`add` appends the length), so that
/// "ab","c" and "a","bc" differ.
class KeyedHash {
 public:
  explicit KeyedHash(const HashKey& key) noexcept;
  KeyedHash& add(std::string_view text) noexcept;
  KeyedHash& add_ignoring_case(std::string_view text) noexcept;  ///< ASCII letters folded
  KeyedHash& add(std::uint64_t number) noexcept;
  std::uint64_t finish() noexcept;

 private:
  void octet(std::uint8_t value) noexcept;
  void word(std::uint64_t value) noexcept;

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t pending_ = 0;
  std::uint64_t length_ = 0;
};

}  // namespace baton::core
