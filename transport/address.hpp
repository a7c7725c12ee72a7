// Endpoints between the core's form, Asio's, and the system's.
#pragma once

#include <asio/ip/udp.hpp>

#include "baton/endpoint.hpp"

struct sockaddr;

namespace baton::transport {

asio::ip::udp::endpoint to_asio(const Endpoint& endpoint);
Endpoint from_asio(const asio::ip::address& address, std::uint16_t port);
/// Family none for anything but IPv4 and IPv6.
Endpoint from_system(const sockaddr& address);

bool is_wildcard(const Endpoint& endpoint) noexcept;

/// The address of the interface that packets to the world leave by; without one, loopback. Sends
/// nothing: the system chooses a source address when a UDP socket is connected.
Endpoint default_interface(const asio::any_io_executor& executor, Family family);

}  // namespace baton::transport
