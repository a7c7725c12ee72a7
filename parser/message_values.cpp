#include "baton/message_values.hpp"

namespace baton {

void MessageValues::reset() noexcept {
  const std::span<NameAddrView> route = route_room;
  const std::span<NameAddrView> record_route = record_route_room;
  *this = {};
  route_room = route;
  record_route_room = record_route;
}

}  // namespace baton
