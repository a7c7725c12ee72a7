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

/// Sixteen octets of hash, read as little-endian numbers.
struct Hash128 {
  std::uint64_t low = 0, high = 0;
  bool operator==(const Hash128&) const = default;
};

/// SipHash-2-4 of 128 bits, likewise.
Hash128 siphash24_128(const HashKey& key, std::string_view octets) noexcept;

/// Streams text into SipHash-2-4. Fields are separated (`add` appends the length), so that
/// "ab","c" and "a","bc" differ.
class KeyedHash {
 public:
  explicit KeyedHash(const HashKey& key) noexcept;
  KeyedHash& add(std::string_view text) noexcept;
  KeyedHash& add_ignoring_case(std::string_view text) noexcept;  ///< ASCII letters folded
  KeyedHash& add(std::uint64_t number) noexcept;
  std::uint64_t finish() noexcept;

 protected:
  friend std::uint64_t siphash24(const HashKey& key, std::string_view octets) noexcept;
  friend Hash128 siphash24_128(const HashKey& key, std::string_view octets) noexcept;

  void octets(std::string_view text, bool fold) noexcept;
  void number(std::uint64_t value, unsigned width) noexcept;
  void append(std::uint64_t value, unsigned shift, unsigned width) noexcept;
  void mix(std::uint64_t word) noexcept;
  void round() noexcept;
  void finalise(std::uint64_t mark) noexcept;

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t pending_ = 0;  ///< the last `length_ % 8` octets, not yet mixed in
  std::uint64_t length_ = 0;   ///< octets so far
};

/// The same with a hash of 128 bits. One pass, where equality of the hashes is to be identity.
class WideHash : private KeyedHash {
 public:
  explicit WideHash(const HashKey& key) noexcept;
  WideHash& add(std::string_view text) noexcept { return KeyedHash::add(text), *this; }
  WideHash& add_ignoring_case(std::string_view text) noexcept { return KeyedHash::add_ignoring_case(text), *this; }
  WideHash& add(std::uint64_t number) noexcept { return KeyedHash::add(number), *this; }
  Hash128 finish() noexcept;

 private:
  friend Hash128 siphash24_128(const HashKey& key, std::string_view octets) noexcept;
};

}  // namespace baton::core
