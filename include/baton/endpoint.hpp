// Addresses, transports and flows: what the core needs to know of the network, as plain values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "baton/handle.hpp"
#include "baton/result.hpp"

namespace baton {

enum class Family : std::uint8_t { none, ipv4, ipv6 };

/// The transports of RFC 3261 section 18 and RFC 7118.
enum class Transport : std::uint8_t { udp, tcp, tls, ws, wss };

/// Whether a transport delivers without loss, which turns retransmission off (RFC 3261 17.1.1.1).
constexpr bool is_reliable(Transport transport) noexcept { return transport != Transport::udp; }

/// The token of a Via's sent-protocol: "UDP", "TCP", "TLS", "WS", "WSS".
std::string_view transport_token(Transport transport) noexcept;

/// An IP address and port. IPv4 addresses use the first four octets; the rest is zero.
struct Endpoint {
  std::array<std::uint8_t, 16> address{};
  std::uint32_t scope = 0;  ///< IPv6 scope id, else 0
  std::uint16_t port = 0;   ///< host byte order; 0: none
  Family family = Family::none;
  bool operator==(const Endpoint&) const = default;
};

/// Reads an IPv4 dotted quad, or an IPv6 address with or without brackets.
/// Errors: `bad_address` (names are not addresses).
Result<Endpoint> parse_address(std::string_view text, std::uint16_t port) noexcept;

/// The room that `format_address` and `format_endpoint` may need, in characters.
inline constexpr std::size_t endpoint_text_size = 64;

/// Writes the address without its port: "192.0.2.1", or "[2001:db8::1]" as a URI wants it. The
/// view returned lies in `into`; it is empty if `into` is too small or the family is none.
std::string_view format_address(const Endpoint&, std::span<char> into) noexcept;

/// Writes address and port: "192.0.2.1:5060", "[2001:db8::1]:5060". As `format_address`.
std::string_view format_endpoint(const Endpoint&, std::span<char> into) noexcept;

/// What a driver says of a flow when it opens it.
struct FlowInfo {
  Transport transport = Transport::udp;
  Endpoint local;  ///< a concrete address that peers can reach, never 0.0.0.0 or ::
  Endpoint peer;   ///< streams only; a UDP socket talks to many
};

/// An outgoing message: where it goes and how many octets it has in the caller's buffer.
struct Transmit {
  FlowId flow;
  Transport transport = Transport::udp;
  Endpoint peer;
  std::size_t size = 0;
};

/// One address to try for a name, as RFC 3263 orders them.
struct Target {
  Transport transport = Transport::udp;
  Endpoint peer;
};

}  // namespace baton
