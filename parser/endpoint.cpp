#include "baton/endpoint.hpp"

#include "parser/char_class.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

using parser::slice;

using parser::digit_char;
using parser::hex_char;
using parser::hex_value;
using parser::is;
using parser::lower;

/// Four groups of one to three digits, at most 255 each (RFC 3261 25.1 IPv4address).
bool read_ipv4(std::string_view text, std::uint8_t* into) noexcept {
  std::size_t at = 0;
  for (unsigned group = 0; group < 4; ++group) {
    if (group != 0) {
      if (at == text.size() || text[at] != '.') {
        return false;
      }
      ++at;
    }
    unsigned value = 0;
    unsigned digits = 0;
    while (at < text.size() && is(text[at], digit_char) && digits < 3) {
      value = value * 10 + static_cast<unsigned>(text[at] - '0');
      ++digits;
      ++at;
    }
    if (digits == 0 || value > 255) {
      return false;
    }
    into[group] = static_cast<std::uint8_t>(value);
  }
  return at == text.size();
}

constexpr std::size_t no_gap = 255;

/// RFC 4291 2.2, with the third colon before an IPv4 address that the ABNF of RFC 3261 produced and
/// that RFC 5118 4.10 asks receivers to tolerate. No zone: SIP has none (RFC 3261 25.1).
bool read_ipv6(std::string_view text, std::array<std::uint8_t, 16>& into) noexcept {
  std::array<std::uint8_t, 16> octets{};
  std::size_t filled = 0;
  std::size_t gap = no_gap;  // where "::" stands
  std::size_t at = 0;
  if (text.size() >= 2 && text[0] == ':' && text[1] == ':') {
    gap = 0;
    at = 2;
  }
  while (at < text.size()) {
    const std::size_t start = at;
    unsigned value = 0;
    while (at < text.size() && is(text[at], hex_char) && at - start < 4) {
      value = value * 16 + hex_value(text[at]);
      ++at;
    }
    const bool third_colon = at == start && gap == filled && text[at] == ':';
    if (third_colon || (at < text.size() && text[at] == '.')) {
      if (filled > 12 ||
          !read_ipv4(slice(text, third_colon ? start + 1 : start), octets.data() + filled)) {
        return false;
      }
      filled += 4;
      at = text.size();
      break;
    }
    if (at == start || filled > 14) {
      return false;
    }
    octets[filled++] = static_cast<std::uint8_t>(value >> 8);
    octets[filled++] = static_cast<std::uint8_t>(value & 0xFFU);
    if (at == text.size()) {
      break;
    }
    if (text[at] != ':' || ++at == text.size()) {
      return false;
    }
    if (text[at] == ':') {
      if (gap != no_gap) {
        return false;
      }
      gap = filled;
      ++at;
    }
  }
  if (gap == no_gap) {
    if (filled != 16) {
      return false;
    }
    into = octets;
    return true;
  }
  if (filled > 14) {
    return false;  // "::" stands for one group of zeros at least
  }
  into = {};
  for (std::size_t index = 0; index < gap; ++index) {
    into[index] = octets[index];
  }
  for (std::size_t index = 0; index < filled - gap; ++index) {
    into[16 - (filled - gap) + index] = octets[gap + index];
  }
  return true;
}

/// A text under construction in a buffer that may be too small: then `good` turns false.
struct Text {
  std::span<char> room;
  std::size_t size = 0;
  bool good = true;

  void add(char c) noexcept {
    if (size < room.size()) {
      room[size++] = c;
    } else {
      good = false;
    }
  }
  void add_decimal(unsigned value) noexcept {
    unsigned unit = 1;
    while (value / unit >= 10) {
      unit *= 10;
    }
    for (; unit != 0; unit /= 10) {
      add(static_cast<char>('0' + (value / unit) % 10));
    }
  }
  void add_hex(unsigned value) noexcept {
    bool begun = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      const unsigned digit = (value >> shift) & 0xFU;
      begun = begun || digit != 0 || shift == 0;
      if (begun) {
        add("0123456789abcdef"[digit]);
      }
    }
  }
  std::string_view done() const noexcept {
    return good ? std::string_view(room.data(), size) : std::string_view{};
  }
};

void add_ipv4(Text& text, const std::uint8_t* octets) noexcept {
  for (unsigned group = 0; group < 4; ++group) {
    if (group != 0) {
      text.add('.');
    }
    text.add_decimal(octets[group]);
  }
}

bool is_mapped_ipv4(const std::array<std::uint8_t, 16>& octets) noexcept {
  for (std::size_t index = 0; index < 10; ++index) {
    if (octets[index] != 0) {
      return false;
    }
  }
  return octets[10] == 0xFF && octets[11] == 0xFF;
}

/// The canonical form of RFC 5952 4: lower case, no leading zeros, the longest run of zero groups
/// (the first of equals, two at least) as "::", mapped IPv4 addresses as dotted quads.
void add_ipv6(Text& text, const std::array<std::uint8_t, 16>& octets) noexcept {
  text.add('[');
  if (is_mapped_ipv4(octets)) {
    for (const char c : std::string_view("::ffff:")) {
      text.add(c);
    }
    add_ipv4(text, octets.data() + 12);
    text.add(']');
    return;
  }
  const auto group = [&](unsigned index) {
    return static_cast<unsigned>(octets[index * 2] << 8U | octets[index * 2 + 1]);
  };
  unsigned best = 8;
  unsigned best_size = 1;
  for (unsigned index = 0; index < 8;) {
    unsigned end = index;
    while (end < 8 && group(end) == 0) {
      ++end;
    }
    if (end - index > best_size) {
      best = index;
      best_size = end - index;
    }
    index = end + 1;
  }
  for (unsigned index = 0; index < 8; ++index) {
    if (index == best) {
      text.add(':');
      text.add(':');
      index += best_size - 1;
      continue;
    }
    if (index != 0 && !(best != 8 && index == best + best_size)) {
      text.add(':');
    }
    text.add_hex(group(index));
  }
  text.add(']');
}

bool add_address(Text& text, const Endpoint& endpoint) noexcept {
  switch (endpoint.family) {
    case Family::none:
      return false;
    case Family::ipv4:
      add_ipv4(text, endpoint.address.data());
      return true;
    case Family::ipv6:
      add_ipv6(text, endpoint.address);
      return true;
  }
  return false;
}

}  // namespace

std::string_view transport_token(Transport transport) noexcept {
  switch (transport) {
    case Transport::udp:
      return "UDP";
    case Transport::tcp:
      return "TCP";
    case Transport::tls:
      return "TLS";
    case Transport::ws:
      return "WS";
    case Transport::wss:
      return "WSS";
  }
  return {};
}

Result<Endpoint> parse_address(std::string_view text, std::uint16_t port) noexcept {
  Endpoint endpoint;
  endpoint.port = port;
  if (read_ipv4(text, endpoint.address.data())) {
    endpoint.family = Family::ipv4;
    return endpoint;
  }
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = slice(text, 1, text.size() - 2);
  }
  if (read_ipv6(text, endpoint.address)) {
    endpoint.family = Family::ipv6;
    return endpoint;
  }
  return Errc::bad_address;
}

std::string_view format_address(const Endpoint& endpoint, std::span<char> into) noexcept {
  Text text{into};
  return add_address(text, endpoint) ? text.done() : std::string_view{};
}

std::string_view format_endpoint(const Endpoint& endpoint, std::span<char> into) noexcept {
  Text text{into};
  if (!add_address(text, endpoint)) {
    return {};
  }
  text.add(':');
  text.add_decimal(endpoint.port);
  return text.done();
}

}  // namespace baton
