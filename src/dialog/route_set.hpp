// Route sets (RFC 3261 12.1) and the next hop they lead to (12.2.1.1, 8.1.2).
#pragma once

#include <span>
#include <string_view>

#include "baton/message.hpp"

namespace baton::core {

/// The Record-Route values of `message` joined by ", ": as they stand for a UAS (12.1.1), in reverse
/// for a UAC (12.1.2). Errors: `buffer_too_small`, `too_many_headers` (more than 16 proxies).
Result<std::size_t> collect_routes(const MessageView& message, bool reversed,
                                   std::span<char> into) noexcept;

/// Where a request goes, and what it says of it.
struct RequestRoute {
  std::string_view request_uri;
  std::string_view routes;         ///< of the Route header, before `last_route`
  std::string_view last_route;     ///< strict routing: the remote target as last Route; else empty
  std::string_view next_hop;       ///< the URI whose host is sent to
};

/// RFC 3261 12.2.1.1: loose routing, or strict where the first route has no `lr`.
RequestRoute route_request(std::string_view target, std::string_view routes) noexcept;

}  // namespace baton::core
