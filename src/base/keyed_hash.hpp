// SipHash-2-4: the hash of every table that a stranger's octets can reach.
#pragma once

#include <cstdint>
#include <string_view>

namespace baton::core {

/// Sixteen random octets; the reference's k0 and k1, read as little-endian numbers.
struct HashKey {
  std::uint64_t a = 0, b = 0;
};

/// SipHash-2-4 of plain octets, as its authors publish it.
std::uint64_t siphash24(const HashKey& key, std::string_view octets) noexcept;

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
  friend std::uint64_t siphash24(const HashKey& key, std::string_view octets) noexcept;

  void octets(std::string_view text, bool fold) noexcept;
  void number(std::uint64_t value, unsigned width) noexcept;
  void word(std::uint64_t value) noexcept;
  void round() noexcept;

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t pending_ = 0;  ///< the last `length_ % 8` octets, not yet mixed in
  std::uint64_t length_ = 0;   ///< octets so far
};

}  // namespace baton::core
