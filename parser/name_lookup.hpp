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
  std::size_t colon = 0;  ///< offset in the line
  std::size_t size = 0;   ///< 0: the line does not begin with a token and a colon
  HeaderId id = HeaderId::other;
  std::uint8_t entry_size = 0;  ///< as HeaderEntry has it
};

/// All names, long and compact, in small letters, each in the room that a window compares at once.
struct NameRows {
  struct alignas(32) Row {
    std::array<char, 32> small{};
  };
  static constexpr std::size_t count = 1 + 2 * header_id_count;

  std::array<Row, count> rows{};
  std::array<std::uint8_t, count> sizes{};
  std::array<HeaderId, count> ids{};
  std::array<std::uint8_t, slot_count> row_of_slot{};
  std::uint8_t used = 1;  ///< row 0 is no name's

  constexpr void add(std::string_view name, HeaderId id) noexcept {
    for (std::size_t at = 0; at < name.size(); ++at) {
      rows[used].small[at] = lower(name[at]);
    }
    sizes[used] = static_cast<std::uint8_t>(name.size());
    ids[used] = id;
    row_of_slot[slot_of(name)] = used++;
  }
};

constexpr NameRows make_name_rows() noexcept {
  NameRows rows;
  for (const HeaderTraits& row : header_rows) {
    if (row.id != HeaderId::other) {
      rows.add(row.name, row.id);
      if (row.compact != '\0') {
        rows.add({&row.compact, 1}, row.id);
      }
    }
  }
  return rows;
}

/// Any name: HCOLON = *( SP / HTAB ) ":" SWS.
[[gnu::noinline]] inline FieldName look_up_any_name(const char* line, const char* end,
                                  const char* text_end) noexcept {
  FieldName name;
  const char* const name_end = Scan::run_end(line, end, text_end, token_char);
  const char* colon = name_end;
  while (colon != end && is_wsp(*colon)) {
    ++colon;
  }
  if (colon != end && *colon == ':') {
    name.colon = static_cast<std::size_t>(colon - line);
    name.size = static_cast<std::size_t>(name_end - line);
    name.id = header_from({line, name.size});
    name.entry_size = static_cast<std::uint8_t>(name.size < 255 ? name.size : 255);
  }
  return name;
}

/// The name that begins the line from `line` to `end`. The letters of the table are in small
/// letters, and an octet that becomes such a letter or "-" by 0x20 is a letter or "-" itself, but
/// for CR, which does not stand within a line.
BATON_INLINE FieldName look_up_name(const char* line, const char* end,
                                    const char* text_end) noexcept {
  static constexpr NameRows names = make_name_rows();
  if (text_end - line >= Scan::name_room) [[likely]] {
    const Scan::NameWindow window(line);
    const std::size_t colon = window.colon();
    if (colon - 1 < Scan::name_window - 1) [[likely]] {
      std::size_t size = colon;
      while (is_wsp(line[size - 1]) && size > 1) [[unlikely]] {
        --size;
      }
      const std::size_t slot = slot_of(line[0], line[size / 2], line[size - 1], size);
      const std::size_t row = names.row_of_slot[slot];
      if (names.sizes[row] == size &&
          window.begins_small(names.rows[row].small.data(), size)) [[likely]] {
        return {colon, size, names.ids[row], names.sizes[row]};
      }
    }
  }
  return look_up_any_name(line, end, text_end);
}

}  // namespace BATON_PATH
}  // namespace baton::parser
