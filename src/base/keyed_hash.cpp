#include "src/base/keyed_hash.hpp"

#include <bit>
#include <cstring>

namespace baton::core {
namespace {

/// At most 8 octets as a little-endian number, on every platform alike.
std::uint64_t load_some(const char* octets, std::size_t count) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(octets[i])} << (8 * i);
  }
  return value;
}

/// Eight octets likewise.
std::uint64_t load_word(const char* octets) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t value = 0;
    std::memcpy(&value, octets, sizeof value);
    return value;
  } else {
    return load_some(octets, 8);
  }
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

void KeyedHash::octets(std::string_view text, bool fold) noexcept {
  for (; text.size() >= 8; text.remove_prefix(8)) {
    const std::uint64_t value = load_word(text.data());
    number(fold ? fold_case(value) : value, 8);
  }
  const std::uint64_t value = load_some(text.data(), text.size());
  number(fold ? fold_case(value) : value, static_cast<unsigned>(text.size()));
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

void KeyedHash::word(std::uint64_t value) noexcept {
  // On a copy: the compiler then keeps the four words in registers over both rounds.
  KeyedHash state = *this;
  state.v3_ ^= value;
  for (int i = 0; i < 2; ++i) {
    state.round();
  }
  state.v0_ ^= value;
  *this = state;
}

/// Appends the low `width` octets of `value`; those above must be zero.
void KeyedHash::number(std::uint64_t value, unsigned width) noexcept {
  const auto held = static_cast<unsigned>(length_ % 8);
  length_ += width;
  pending_ |= value << (8 * held);
  if (held + width < 8) {
    return;
  }
  word(pending_);
  pending_ = held == 0 ? 0 : value >> (8 * (8 - held));
}

std::uint64_t KeyedHash::finish() noexcept {
  word(pending_ | (length_ << 56));
  v2_ ^= 0xff;
  for (int i = 0; i < 4; ++i) {
    round();
  }
  return v0_ ^ v1_ ^ v2_ ^ v3_;
}

std::uint64_t siphash24(const HashKey& key, std::string_view octets) noexcept {
  KeyedHash hash(key);
  hash.octets(octets, false);
  return hash.finish();
}

}  // namespace baton::core
