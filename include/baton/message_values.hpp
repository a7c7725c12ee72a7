// The typed values that the layers of a user agent read of a message, decoded in the very pass that
// validates them: nothing is read twice, nothing copied, nothing allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "baton/header_values.hpp"
#include "baton/message.hpp"

namespace baton {

/// Values of one accepted message; every view borrows its octets. Whatever the message does not
/// have is default-constructed. Of lists that may be long the caller gives the room.
struct MessageValues {
  UriView request_uri;               ///< requests only
  ViaView via;                       ///< the topmost
  std::uint32_t vias = 0;            ///< Via values in all
  NameAddrView from;
  NameAddrView to;
  std::string_view call_id;
  CSeqView cseq;
  std::optional<std::uint32_t> max_forwards;
  std::optional<std::uint32_t> content_length;
  NameAddrView contact;              ///< the first
  std::uint32_t contacts = 0;        ///< Contact values in all
  MediaTypeView content_type;
  NameAddrView refer_to;
  NameAddrView referred_by;          ///< the first
  EventView event;
  SubscriptionStateView subscription_state;
  ReplacesView replaces;

  std::uint32_t routes = 0;          ///< Route values in all
  std::uint32_t record_routes = 0;   ///< Record-Route values in all

  // Given by the caller, perhaps empty: room for the first Route and Record-Route values.
  std::span<NameAddrView> route_room;
  std::span<NameAddrView> record_route_room;

  /// All default-constructed but the rooms.
  void reset() noexcept;

  /// Whether the rooms held all of them. If not, MessageView::values walks the others.
  bool complete() const noexcept {
    return routes <= route_room.size() && record_routes <= record_route_room.size();
  }
};

/// As `parse_message`, with the values. On an error `values` holds nothing but its rooms.
[[gnu::always_inline]] inline ParseError parse_message(std::string_view bytes, std::span<HeaderEntry> index,
                                                       MessageView& into, MessageValues& values,
                                                       const ParseOptions& options = {}) noexcept {
  return parser::parse(bytes, index, into, &values, options);
}

}  // namespace baton
