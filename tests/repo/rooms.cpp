#include "tests/repo/rooms.hpp"

#include <algorithm>
#include <sstream>
#include <string>

namespace baton::repo {

bool has_word(std::string_view words, std::string_view word) {
  std::istringstream stream{std::string(words)};
  for (std::string each; stream >> each;) {
    if (each == word) {
      return true;
    }
  }
  return false;
}

const Room* room_of(std::string_view path) {
  if (path.starts_with(public_folder)) {
    const std::string_view name = path.substr(public_folder.size());
    const auto header = std::ranges::find(public_headers, name, &PublicHeader::name);
    if (header == public_headers.end()) {
      return nullptr;
    }
    return &*std::ranges::find(rooms, header->room, &Room::name);
  }
  const Room* best = nullptr;
  for (const Room& room : rooms) {
    const bool inside =
        path.starts_with(room.folder) && path.substr(room.folder.size()).starts_with('/');
    if (inside && (best == nullptr || room.folder.size() > best->folder.size())) {
      best = &room;
    }
  }
  return best;
}

}  // namespace baton::repo
