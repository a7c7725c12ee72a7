// The perfect hash of all header names, long and compact.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "parser/header_rows.hpp"

namespace baton::parser {

inline constexpr std::size_t slot_count = 512;

/// Of a name's first, middle and last letter, case ignored, and its size, which is 1 to 255.
constexpr std::uint32_t slot_of(char first, char middle, char last, std::size_t size) noexcept {
  const auto octet = [](char c) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(c));
  };
  const std::uint32_t key = octet(first) | octet(middle) << 8U | octet(last) << 16U | 0x202020U |
                            static_cast<std::uint32_t>(size) << 24U;
  return (key * 0xF6CE16C9U) >> 23U;
}

constexpr std::uint32_t slot_of(std::string_view name) noexcept {
  return slot_of(name.front(), name[name.size() / 2], name.back(), name.size());
}

struct NameSlots {
  std::array<HeaderId, slot_count> ids{};
  bool collision = false;

  constexpr void add(std::string_view name, HeaderId id) noexcept {
    HeaderId& slot = ids[slot_of(name)];
    collision = collision || slot != HeaderId::other;
    slot = id;
  }
};

constexpr NameSlots make_name_slots() noexcept {
  NameSlots slots;
  for (const HeaderTraits& row : header_rows) {
    if (row.id != HeaderId::other) {
      slots.add(row.name, row.id);
      if (row.compact != '\0') {
        slots.add({&row.compact, 1}, row.id);
      }
    }
  }
  return slots;
}

inline constexpr NameSlots name_slots = make_name_slots();
static_assert(!name_slots.collision, "two names share a slot: look for another multiplier");

}  // namespace baton::parser
