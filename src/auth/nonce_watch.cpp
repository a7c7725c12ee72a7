#include "src/auth/nonce_watch.hpp"

namespace baton::core {

NonceWatch::NonceWatch(std::span<NonceUse> places) noexcept : places_(places) {
  for (NonceUse& place : places_) place = {};
}

NonceState NonceWatch::use(std::int64_t issue, std::uint32_t count) noexcept {
  if (count == 0) return NonceState::repeated;
  NonceUse* room = nullptr;  // a free place, else that of the oldest issue
  for (NonceUse& place : places_) {
    if (place.count != 0 && place.issue == issue) {
      if (count <= place.count) return NonceState::repeated;
      place.count = count;
      return NonceState::fresh;
    }
    if (room == nullptr || (room->count != 0 && (place.count == 0 || place.issue < room->issue))) {
      room = &place;
    }
  }
  if (issue <= forgotten_) return NonceState::forgotten;
  if (room == nullptr || (room->count != 0 && issue < room->issue)) {
    forgotten_ = issue;  // no place for it: it has served now
    return NonceState::fresh;
  }
  if (room->count != 0) forgotten_ = room->issue;
  *room = {issue, count};
  return NonceState::fresh;
}

}  // namespace baton::core
