// A header's name at the beginning of its line.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "parser/cursor.hpp"
#include "parser/name_slots.hpp"
#include "parser/scan.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

struct FieldName {
  const char* colon = nullptr;
  std::size_t size = 0;  ///< 0: the line does not begin with a token and a colon
  HeaderId id = HeaderId::other;
};

/// Long and compact names in small letters, each in the room that a window compares at once.
struct alignas(32) NameRow {
  std::array<char, 31> small{};
  std::uint8_t size = 0;
};

struct NameRows {
  std::array<NameRow, header_id_count> names{};
  std::array<char, header_id_count> compact{};
};

constexpr NameRows make_name_rows() noexcept {
  NameRows rows;
  for (std::size_t row = 1; row < header_id_count; ++row) {
    const std::string_view name = header_rows[row].name;
    for (std::size_t at = 0; at < name.size(); ++at) {
      rows.names[row].small[at] = lower(name[at]);
    }
    rows.names[row].size = static_cast<std::uint8_t>(name.size());
    rows.compact[row] = header_rows[row].compact;
  }
  return rows;
}

inline constexpr NameRows name_rows = make_name_rows();

/// Any name: HCOLON = *( SP / HTAB ) ":" SWS.
inline FieldName look_up_any_name(const char* line, const char* end,
                                  const char* text_end) noexcept {
  FieldName name;
  const char* const name_end = Scan::run_end(line, end, text_end, token_char);
  name.colon = name_end;
  while (name.colon != end && is_wsp(*name.colon)) {
    ++name.colon;
  }
  if (name.colon != end && *name.colon == ':') {
    name.size = static_cast<std::size_t>(name_end - line);
    name.id = header_from({line, name.size});
  }
  return name;
}

/// The name that begins the line from `line` to `end`. The letters of the table are in small
/// letters, and an octet that becomes such a letter or "-" by 0x20 is a letter or "-" itself, but
/// for CR, which does not stand within a line.
template <class AnyScan = Scan>
FieldName look_up_name(const char* line, const char* end, const char* text_end) noexcept {
  if constexpr (AnyScan::has_windows) {
    const typename AnyScan::Window window(line, text_end);
    const std::uint64_t colons = window.equal(':');
    auto size = static_cast<std::size_t>(std::countr_zero(colons));
    if (window.size() == AnyScan::reach && colons != 0 && size != 0) [[likely]] {
      const char* const colon = line + size;
      while (size > 1 && is_wsp(line[size - 1])) {
        --size;
      }
      const HeaderId id = name_slots.ids[slot_of(line[0], line[size / 2], line[size - 1], size)];
      const auto row = static_cast<std::size_t>(id);
      const std::uint64_t differing = window.differing_small(name_rows.names[row].small.data());
      const bool same = (differing & ((std::uint64_t{1} << size) - 1U)) == 0 &&
                        name_rows.names[row].size == size;
      if (same) [[likely]] {
        return {colon, size, id};
      }
      if (size == 1 && lower(line[0]) == name_rows.compact[row] && row != 0) {
        return {colon, size, id};
      }
    }
  }
  return look_up_any_name(line, end, text_end);
}

}  // namespace BATON_PATH
}  // namespace baton::parser
