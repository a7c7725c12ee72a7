// What the network says of datagrams that did not arrive (RFC 3261 18.4). An unconnected UDP socket
// hears of ICMP errors, and whom they are about, only through a queue that Linux keeps on request.
#pragma once

#include <optional>

#include "baton/endpoint.hpp"

namespace baton::transport {

/// Asks for the queue. Elsewhere than on Linux nothing happens, and the queue stays empty.
void request_icmp_errors(int socket, Family family) noexcept;

struct IcmpError {
  Endpoint peer;       ///< whom the datagram was for
  bool fatal = false;  ///< unreachable or a parameter problem; not: time exceeded, too big
};

/// The next report of the queue, or none.
std::optional<IcmpError> next_icmp_error(int socket) noexcept;

}  // namespace baton::transport
