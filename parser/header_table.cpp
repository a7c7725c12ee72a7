#include "parser/header_table.hpp"

#include <array>

#include "parser/char_class.hpp"
#include "parser/header_rows.hpp"

namespace baton {
namespace {

using parser::HeaderTraits;

constexpr auto& traits = parser::header_rows;

/// The rows stand in the order of HeaderId.
constexpr bool rows_are_in_order() {
  for (unsigned row = 0; row < header_id_count; ++row) {
    if (static_cast<unsigned>(traits[row].id) != row) {
      return false;
    }
  }
  return true;
}
static_assert(rows_are_in_order());

/// A perfect hash of all names, long and compact: first, middle and last letter without case, and
/// the size.
constexpr std::uint32_t slot_of(std::string_view name) noexcept {
  const auto octet = [&](std::size_t index) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(name[index])) | 0x20U;
  };
  const std::uint32_t key = octet(0) | octet(name.size() / 2) << 8U |
                            octet(name.size() - 1) << 16U |
                            static_cast<std::uint32_t>(name.size()) << 24U;
  return (key * 0xF6CE16C9U) >> 23U;
}

struct Slots {
  std::array<HeaderId, 512> ids{};
  bool collision = false;

  constexpr void add(std::string_view name, HeaderId id) noexcept {
    HeaderId& slot = ids[slot_of(name)];
    collision = collision || slot != HeaderId::other;
    slot = id;
  }
};

constexpr Slots make_slots() {
  Slots slots;
  for (unsigned row = 1; row < header_id_count; ++row) {
    slots.add(traits[row].name, traits[row].id);
    if (traits[row].compact != '\0') {
      slots.add({&traits[row].compact, 1}, traits[row].id);
    }
  }
  return slots;
}
constexpr Slots slots = make_slots();
static_assert(!slots.collision, "two names share a slot: look for another multiplier");

}  // namespace

namespace parser {

const HeaderTraits& traits_of(HeaderId id) noexcept {
  const auto row = static_cast<std::size_t>(id);
  return traits[row < header_id_count ? row : 0];
}

}  // namespace parser

HeaderId header_from(std::string_view name) noexcept {
  if (name.empty() || name.size() > 255) {
    return HeaderId::other;
  }
  const HeaderId id = slots.ids[slot_of(name)];
  const std::string_view known = name.size() == 1 ? compact_name(id) : header_name(id);
  // Most names come spelled as the RFCs spell them.
  return name == known || parser::same_ignoring_case(name, known) ? id : HeaderId::other;
}

std::string_view header_name(HeaderId id) noexcept {
  return parser::traits_of(id).name;
}

std::string_view compact_name(HeaderId id) noexcept {
  const HeaderTraits& row = parser::traits_of(id);
  return row.compact == '\0' ? std::string_view{} : std::string_view(&row.compact, 1);
}

}  // namespace baton
