// Questions to the table of rooms.
#pragma once

#include <string_view>

#include "tests/repo/layering_table.hpp"

namespace baton::repo {

inline constexpr std::string_view public_folder = "include/baton/";

/// The room of a file, or null where the table has none.
const Room* room_of(std::string_view path);

/// Whether `word` is one of the words, which spaces separate.
bool has_word(std::string_view words, std::string_view word);

}  // namespace baton::repo
