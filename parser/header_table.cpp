#include "parser/header_table.hpp"

#include <array>

#include "parser/char_class.hpp"
#include "parser/header_rows.hpp"
#include "parser/name_slots.hpp"

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
  const HeaderId id = parser::name_slots.ids[parser::slot_of(name)];
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
