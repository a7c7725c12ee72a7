#include "src/trace/capture_file.hpp"

#include <span>

namespace baton::trace {
namespace {

constexpr std::size_t udp_header = 8;
constexpr std::size_t ipv4_header = 20;
constexpr std::uint8_t protocol_udp = 17;
constexpr std::uint8_t hops = 64;

constexpr std::uint32_t pcap_magic = 0xA1B2C3D4;  // microseconds, little-endian as written here
constexpr std::uint32_t link_type_raw = 101;      // the record begins with an IP header

void put8(std::string& to, std::uint32_t value) {
  to += static_cast<char>(static_cast<unsigned char>(value & 0xFFU));
}
void put16(std::string& to, std::uint32_t value) {
  put8(to, value >> 8U);
  put8(to, value);
}
void put32_little(std::string& to, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    put8(to, value >> shift);
  }
}
void put_address(std::string& to, const Endpoint& endpoint, std::size_t octets) {
  for (const std::uint8_t octet : std::span(endpoint.address).first(octets)) {
    put8(to, octet);
  }
}

/// RFC 1071.
std::uint16_t checksum(std::string_view octets) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < octets.size(); ++at) {
    const auto octet = static_cast<unsigned char>(octets[at]);
    sum += at % 2 == 0 ? static_cast<std::uint32_t>(octet) << 8U : octet;
  }
  while (sum > 0xFFFF) {
    sum = (sum & 0xFFFFU) + (sum >> 16U);
  }
  return static_cast<std::uint16_t>(~sum);
}

void set16(std::string& text, std::size_t at, std::uint16_t value) {
  text[at] = static_cast<char>(value >> 8U);
  text[at + 1] = static_cast<char>(value & 0xFFU);
}

std::string udp_datagram(const Endpoint& source, const Endpoint& destination,
                         std::string_view octets, std::size_t address_octets) {
  const auto size = static_cast<std::uint32_t>(udp_header + octets.size());
  std::string datagram;
  put16(datagram, source.port);
  put16(datagram, destination.port);
  put16(datagram, size);
  put16(datagram, 0);
  datagram += octets;

  // RFC 768, RFC 8200 8.1: the sum covers the addresses too. The order of the pseudo-header's
  // fields differs between the two, the sum does not.
  std::string summed;
  put_address(summed, source, address_octets);
  put_address(summed, destination, address_octets);
  put16(summed, protocol_udp);
  put16(summed, size);
  summed += datagram;
  const std::uint16_t sum = checksum(summed);
  set16(datagram, 6, sum == 0 ? 0xFFFF : sum);
  return datagram;
}

}  // namespace

std::string ip_datagram(const Endpoint& source, const Endpoint& destination,
                        std::string_view octets) {
  const bool ipv4 = source.family == Family::ipv4;
  const std::size_t room = 65'535 - udp_header - (ipv4 ? ipv4_header : 0);
  if (source.family != destination.family || source.family == Family::none ||
      octets.size() > room) {
    return {};
  }
  const std::size_t address_octets = ipv4 ? 4 : 16;
  const std::string datagram = udp_datagram(source, destination, octets, address_octets);
  std::string packet;
  if (ipv4) {
    put8(packet, 0x45);
    put8(packet, 0);
    put16(packet, static_cast<std::uint32_t>(ipv4_header + datagram.size()));
    put16(packet, 0);       // identification
    put16(packet, 0x4000);  // do not fragment
    put8(packet, hops);
    put8(packet, protocol_udp);
    put16(packet, 0);
  } else {
    put16(packet, 0x6000);
    put16(packet, 0);
    put16(packet, static_cast<std::uint32_t>(datagram.size()));
    put8(packet, protocol_udp);
    put8(packet, hops);
  }
  put_address(packet, source, address_octets);
  put_address(packet, destination, address_octets);
  if (ipv4) {
    set16(packet, 10, checksum(packet));
  }
  return packet + datagram;
}

std::unique_ptr<CaptureFile> CaptureFile::create(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "wbe");
  if (file == nullptr) {
    return nullptr;
  }
  std::unique_ptr<CaptureFile> capture(new CaptureFile(file));
  std::string header;
  put32_little(header, pcap_magic);
  put32_little(header, 0x00040002);  // version 2.4
  put32_little(header, 0);           // times are UTC
  put32_little(header, 0);
  put32_little(header, 0x40000);  // no record is longer
  put32_little(header, link_type_raw);
  return capture->put(header) ? std::move(capture) : nullptr;
}

bool CaptureFile::write(std::int64_t unix_us, const Endpoint& source, const Endpoint& destination,
                        std::string_view octets) {
  const std::string packet = ip_datagram(source, destination, octets);
  if (packet.empty()) {
    return false;
  }
  std::string record;
  put32_little(record, static_cast<std::uint32_t>(unix_us / 1'000'000));
  put32_little(record, static_cast<std::uint32_t>(unix_us % 1'000'000));
  put32_little(record, static_cast<std::uint32_t>(packet.size()));
  put32_little(record, static_cast<std::uint32_t>(packet.size()));
  return put(record + packet);
}

bool CaptureFile::put(std::string_view octets) noexcept {
  return std::fwrite(octets.data(), 1, octets.size(), file_.get()) == octets.size() &&
         std::fflush(file_.get()) == 0;
}

}  // namespace baton::trace
