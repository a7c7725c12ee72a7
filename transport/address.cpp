#include "transport/address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace baton::transport {

asio::ip::udp::endpoint to_asio(const Endpoint& endpoint) {
  if (endpoint.family == Family::ipv4) {
    asio::ip::address_v4::bytes_type bytes;
    std::copy_n(endpoint.address.begin(), bytes.size(), bytes.begin());
    return {asio::ip::address_v4(bytes), endpoint.port};
  }
  asio::ip::address_v6::bytes_type bytes;
  std::copy_n(endpoint.address.begin(), bytes.size(), bytes.begin());
  return {asio::ip::address_v6(bytes, endpoint.scope), endpoint.port};
}

Endpoint from_asio(const asio::ip::address& address, std::uint16_t port) {
  Endpoint result;
  result.port = port;
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    std::ranges::copy(bytes, result.address.begin());
    result.family = Family::ipv4;
  } else {
    const auto bytes = address.to_v6().to_bytes();
    std::ranges::copy(bytes, result.address.begin());
    result.scope = static_cast<std::uint32_t>(address.to_v6().scope_id());
    result.family = Family::ipv6;
  }
  return result;
}

Endpoint from_system(const sockaddr& address) {
  Endpoint result;
  // Copied out, since the storage that `address` lies in is of another type.
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    std::memcpy(result.address.data(), &in.sin_addr, sizeof in.sin_addr);
    result.port = ntohs(in.sin_port);
    result.family = Family::ipv4;
  } else if (address.sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &address, sizeof in);
    std::memcpy(result.address.data(), &in.sin6_addr, sizeof in.sin6_addr);
    result.port = ntohs(in.sin6_port);
    result.scope = in.sin6_scope_id;
    result.family = Family::ipv6;
  }
  return result;
}

bool is_wildcard(const Endpoint& endpoint) noexcept {
  return std::ranges::all_of(endpoint.address, [](std::uint8_t octet) { return octet == 0; });
}

Endpoint default_interface(const asio::any_io_executor& executor, Family family) {
  // Addresses for documentation: routed like the world, owned by nobody.
  const bool four = family == Family::ipv4;
  const asio::ip::udp::endpoint world(
      four ? asio::ip::address(asio::ip::address_v4(0xC0000201U))
           : asio::ip::address(asio::ip::address_v6(
                 {0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})),
      9);
  asio::error_code error;
  asio::ip::udp::socket probe(executor);
  probe.open(world.protocol(), error);
  if (!error) {
    probe.connect(world, error);
  }
  if (!error) {
    const asio::ip::udp::endpoint local = probe.local_endpoint(error);
    if (!error && !local.address().is_unspecified()) {
      return from_asio(local.address(), 0);
    }
  }
  return from_asio(four ? asio::ip::address(asio::ip::address_v4::loopback())
                        : asio::ip::address(asio::ip::address_v6::loopback()),
                   0);
}

}  // namespace baton::transport
