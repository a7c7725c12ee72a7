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

  /// Given by the caller: room for the values of Route and Record-Route, in the order of the
  /// message, Route first. May be empty.
  std::span<NameAddrView> room;
  std::uint32_t routes = 0;          ///< Route values in all: the first of `room`
  std::uint32_t record_routes = 0;   ///< Record-Route values in all: those of `room` behind them

  /// Whether `room` held all of `routes` and `record_routes`. If not, its content is unspecified
  /// and MessageView::values walks them all.
  bool complete() const noexcept { return std::size_t{routes} + record_routes <= room.size(); }
};

/// As `parse_message`, with the values. On an error `values` holds nothing but its `room`.
ParseError parse_message(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                         MessageValues& values, const ParseOptions& = {}) noexcept;

}  // namespace baton
