#include "src/base/keyed_hash.hpp"

#include <bit>
#include <cstring>

namespace baton::core {
namespace {

/// `count` octets, at most 8, as a little-endian number, on every platform alike.
std::uint64_t load(const char* octets, std::size_t count) noexcept {
  std::uint64_t value = 0;
  if constexpr (std::endian::native == std::endian::little && sizeof(void*) == 8) {
    if (count == 8) {
      std::memcpy(&value, octets, 8);
      return value;
    }
    if (count >= 4) {  // two that overlap
      std::uint32_t low = 0;
      std::uint32_t high = 0;
      std::memcpy(&low, octets, 4);
      std::memcpy(&high, octets + count - 4, 4);
      return low | std::uint64_t{high} << (8 * (count - 4));
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(octets[i])} << (8 * i);
  }
  return value;
}

/// Folds 'A' to 'Z' in all eight octets at once. Both sums set an octet's high bit from a bound
/// upward without carrying into its neighbour, so that they differ exactly for the letters.
constexpr std::uint64_t fold_case(std::uint64_t octets) noexcept {
  constexpr std::uint64_t each = 0x0101010101010101;
  const std::uint64_t low = octets & (each * 0x7f);
  const std::uint64_t from_a = low + each * (0x80 - 'A');
  const std::uint64_t above_z = low + each * (0x7f - 'Z');
  const std::uint64_t letters = (from_a ^ above_z) & ~octets & (each * 0x80);
  return octets | (letters >> 2);
}

}  // namespace

KeyedHash::KeyedHash(const HashKey& key) noexcept
    : v0_(key.a ^ 0x736f6d6570736575),
      v1_(key.b ^ 0x646f72616e646f6d),
      v2_(key.a ^ 0x6c7967656e657261),
      v3_(key.b ^ 0x7465646279746573) {}

KeyedHash& KeyedHash::add(std::string_view text) noexcept {
  octets(text, false);
  number(text.size(), 4);
  return *this;
}

KeyedHash& KeyedHash::add_ignoring_case(std::string_view text) noexcept {
  octets(text, true);
  number(text.size(), 4);
  return *this;
}

KeyedHash& KeyedHash::add(std::uint64_t value) noexcept {
  number(value, 8);
  return *this;
}

[[gnu::always_inline]] inline void KeyedHash::round() noexcept {
  v0_ += v1_;
  v1_ = std::rotl(v1_, 13) ^ v0_;
  v0_ = std::rotl(v0_, 32);
  v2_ += v3_;
  v3_ = std::rotl(v3_, 16) ^ v2_;
  v0_ += v3_;
  v3_ = std::rotl(v3_, 21) ^ v0_;
  v2_ += v1_;
  v1_ = std::rotl(v1_, 17) ^ v2_;
  v2_ = std::rotl(v2_, 32);
}

inline void KeyedHash::mix(std::uint64_t value) noexcept {
  v3_ ^= value;
  for (int i = 0; i < 2; ++i) {
    round();
  }
  v0_ ^= value;
}

/// Appends `width` octets, at most 8, to those pending, which take `shift` bits; those above must be zero.
inline void KeyedHash::append(std::uint64_t value, unsigned shift, unsigned width) noexcept {
  pending_ |= value << shift;
  if (shift + width * 8 < 64) {
    return;
  }
  mix(pending_);
  pending_ = shift == 0 ? 0 : value >> (64 - shift);
}

/// Everything on copies: the compiler then keeps the state in registers over the whole text.
void KeyedHash::octets(std::string_view text, bool fold) noexcept {
  KeyedHash state = *this;
  const auto shift = static_cast<unsigned>(state.length_ % 8) * 8;
  state.length_ += text.size();
  for (; text.size() >= 8; text.remove_prefix(8)) {
    const std::uint64_t octets = load(text.data(), 8);
    const std::uint64_t value = fold ? fold_case(octets) : octets;
    state.mix(state.pending_ | (value << shift));
    state.pending_ = shift == 0 ? 0 : value >> (64 - shift);
  }
  const std::uint64_t octets = load(text.data(), text.size());
  state.append(fold ? fold_case(octets) : octets, shift, static_cast<unsigned>(text.size()));
  *this = state;
}

/// Appends the low `width` octets of `value`; those above must be zero.
void KeyedHash::number(std::uint64_t value, unsigned width) noexcept {
  const auto shift = static_cast<unsigned>(length_ % 8) * 8;
  length_ += width;
  append(value, shift, width);
}

void KeyedHash::finalise(std::uint64_t mark) noexcept {
  v2_ ^= mark;
  for (int i = 0; i < 4; ++i) {
    round();
  }
}

std::uint64_t KeyedHash::finish() noexcept {
  mix(pending_ | (length_ << 56));
  finalise(0xff);
  return v0_ ^ v1_ ^ v2_ ^ v3_;
}

WideHash::WideHash(const HashKey& key) noexcept : KeyedHash(key) {
  v1_ ^= 0xee;
}

Hash128 WideHash::finish() noexcept {
  mix(pending_ | (length_ << 56));
  finalise(0xee);
  const std::uint64_t low = v0_ ^ v1_ ^ v2_ ^ v3_;
  v1_ ^= 0xdd;
  finalise(0);
  return {low, v0_ ^ v1_ ^ v2_ ^ v3_};
}

std::uint64_t siphash24(const HashKey& key, std::string_view octets) noexcept {
  KeyedHash hash(key);
  hash.octets(octets, false);
  return hash.finish();
}

Hash128 siphash24_128(const HashKey& key, std::string_view octets) noexcept {
  WideHash hash(key);
  hash.octets(octets, false);
  return hash.finish();
}

}  // namespace baton::core
