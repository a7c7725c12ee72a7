// The number of bits set in a word, for machines without an instruction for it.
#pragma once

#include <cstdint>

namespace baton::parser {

constexpr unsigned bits_set(std::uint64_t bits) noexcept {
  bits -= bits >> 1U & 0x5555555555555555U;
  bits = (bits & 0x3333333333333333U) + (bits >> 2U & 0x3333333333333333U);
  bits = (bits + (bits >> 4U)) & 0x0F0F0F0F0F0F0F0FU;
  return static_cast<unsigned>(bits * 0x0101010101010101U >> 56U);
}

}  // namespace baton::parser
