// Values of single lines and attributes of a description (RFC 8866 5, 6).
#include "baton/header_values.hpp"
#include "baton/sdp.hpp"
#include "parser/sdp_line.hpp"
#include "parser/uri_reader.hpp"

namespace baton {
namespace {

using parser::Cursor;
using parser::slice;
using parser::take_word;

/// Whether only visible characters stand in `text` (non-ws-string).
bool is_visible(std::string_view text) noexcept {
  for (const char c : text) {
    if (parser::is_wsp(c) || !parser::is(c, parser::text_char)) {
      return false;
    }
  }
  return !text.empty();
}

/// "/" integer, if there is one.
bool read_slash_number(Cursor& cursor, std::optional<std::uint32_t>& into) noexcept {
  if (!cursor.eat('/')) {
    return true;
  }
  std::uint32_t number = 0;
  if (parse_number(cursor.take(parser::digit_char), number) != Errc::ok) {
    return false;
  }
  into = number;
  return true;
}

bool is_multicast(const Endpoint& endpoint) noexcept {
  return endpoint.family == Family::ipv4 ? (endpoint.address[0] & 0xF0U) == 0xE0U
                                         : endpoint.address[0] == 0xFF;
}

/// What stands behind the address: "/" ttl ["/" numaddr] of IPv4 multicast, ["/" numaddr] of IPv6
/// multicast. Of a name it cannot be known which it is.
bool read_scope(Cursor& cursor, bool ipv4, SdpConnectionView& into) noexcept {
  std::optional<std::uint32_t> ttl;
  std::optional<std::uint32_t> count;
  if ((ipv4 && !read_slash_number(cursor, ttl)) || !read_slash_number(cursor, count) || !cursor.done() ||
      ttl.value_or(0) > 255 || count.value_or(1) == 0) {
    return false;
  }
  if (into.endpoint.family != Family::none) {
    const bool multicast = is_multicast(into.endpoint);
    if (multicast ? ipv4 && !ttl : ttl || count) {
      return false;
    }
  }
  if (ttl) {
    into.ttl = static_cast<std::uint8_t>(*ttl);
  }
  into.count = count.value_or(1);
  return true;
}

/// connection-address of "IN IP4" and "IN IP6".
bool read_internet_address(std::string_view text, bool ipv4, SdpConnectionView& into) noexcept {
  into.address = slice(text, 0, text.find('/'));
  Cursor cursor(slice(text, into.address.size()));
  if (const auto endpoint = parse_address(into.address, 0)) {
    into.endpoint = *endpoint;
    const Family wanted = ipv4 ? Family::ipv4 : Family::ipv6;
    return !into.address.starts_with('[') && into.endpoint.family == wanted && read_scope(cursor, ipv4, into);
  }
  Cursor name(into.address);
  std::string_view host;
  return parser::read_host(name, host) == Errc::ok && name.done() && read_scope(cursor, ipv4, into);
}

/// The first value of the attribute called `name` that `read` takes.
template <class Read>
bool find_value(std::string_view section, std::string_view name, const Read& read) noexcept {
  SdpAttributeIterator walk(section);
  while (const auto attribute = walk.next()) {
    if (attribute->has_value && attribute->name == name && read(attribute->value)) {
      return true;
    }
  }
  return false;
}

/// Without the white space at the end of a line that `check_sdp` lets stand.
std::string_view without_padding(std::string_view value) noexcept {
  while (!value.empty() && parser::is_wsp(value.back())) {
    value.remove_suffix(1);
  }
  return value;
}

}  // namespace

Errc parse_sdp_origin(std::string_view value, SdpOriginView& into) noexcept {
  into = {};
  SdpOriginView origin;
  std::string_view rest = value;
  origin.username = take_word(rest);
  bool long_id = false;
  bool long_version = false;
  const bool id = parser::read_digits(take_word(rest), origin.session_id, long_id);
  const bool version = parser::read_digits(take_word(rest), origin.version, long_version);
  origin.network_type = take_word(rest);
  origin.address_type = take_word(rest);
  origin.address = take_word(rest);
  if ((!id && !long_id) || (!version && !long_version) || !parser::trim(rest).empty() ||
      !is_visible(origin.username) || !parser::is_sdp_token(origin.network_type) ||
      !parser::is_sdp_token(origin.address_type) || !is_visible(origin.address)) {
    return Errc::bad_body;
  }
  if (long_id || long_version) {
    return Errc::bad_number;
  }
  into = origin;
  return Errc::ok;
}

Errc origin_of(std::string_view description, SdpOriginView& into) noexcept {
  into = {};
  SdpLineIterator lines(description);
  while (const auto line = lines.next()) {
    if (line->type == 'o') {
      return parse_sdp_origin(without_padding(line->value), into);
    }
  }
  return Errc::bad_body;
}

Errc parse_sdp_connection(std::string_view value, SdpConnectionView& into) noexcept {
  into = {};
  SdpConnectionView connection;
  std::string_view rest = value;
  connection.network_type = take_word(rest);
  connection.address_type = take_word(rest);
  const std::string_view address = take_word(rest);
  if (!parser::is_sdp_token(connection.network_type) || !parser::is_sdp_token(connection.address_type) ||
      !is_visible(address) || !parser::trim(rest).empty()) {
    return Errc::bad_body;
  }
  const bool ipv4 = connection.address_type == "IP4";
  connection.address = address;
  if (connection.network_type == "IN" && (ipv4 || connection.address_type == "IP6") &&
      !read_internet_address(address, ipv4, connection)) {
    return Errc::bad_body;
  }
  into = connection;
  return Errc::ok;
}

std::optional<SdpConnectionView> connection_of(const MediaView& media) noexcept {
  for (const std::string_view text : {media.section, media.session}) {
    std::optional<SdpConnectionView> found;
    SdpLineIterator lines(text);
    while (const auto line = lines.next()) {
      SdpConnectionView connection;
      if (line->type == 'c' && parse_sdp_connection(without_padding(line->value), connection) == Errc::ok) {
        found = connection;
      }
    }
    if (found) {
      return found;
    }
  }
  return std::nullopt;
}

Errc parse_sdp_bandwidth(std::string_view value, SdpBandwidthView& into) noexcept {
  into = {};
  const std::size_t colon = value.find(':');
  SdpBandwidthView bandwidth;
  bandwidth.type = slice(value, 0, colon);
  bool overflow = false;
  if (colon == std::string_view::npos || !parser::is_sdp_token(bandwidth.type) ||
      !parser::read_digits(parser::trim(slice(value, colon + 1)), bandwidth.value, overflow)) {
    return Errc::bad_body;
  }
  into = bandwidth;
  return Errc::ok;
}

Errc parse_rtpmap(std::string_view value, RtpmapView& into) noexcept {
  into = {};
  RtpmapView map;
  std::string_view rest = value;
  std::uint32_t payload = 0;
  if (parse_number(take_word(rest), payload) != Errc::ok || payload > 127) {
    return Errc::bad_body;
  }
  map.payload = static_cast<std::uint8_t>(payload);
  rest = parser::trim(rest);
  const std::size_t slash = rest.find('/');
  map.encoding = slice(rest, 0, slash);
  Cursor cursor(slice(rest, slash == std::string_view::npos ? rest.size() : slash + 1));
  if (!parser::is_sdp_token(map.encoding) ||
      parse_number(cursor.take(parser::digit_char), map.clock) != Errc::ok || map.clock == 0) {
    return Errc::bad_body;
  }
  if (cursor.eat('/')) {
    map.parameters = cursor.rest();
    if (!parser::is_sdp_token(map.parameters)) {
      return Errc::bad_body;
    }
  } else if (!cursor.done()) {
    return Errc::bad_body;
  }
  into = map;
  return Errc::ok;
}

Errc parse_fmtp(std::string_view value, FmtpView& into) noexcept {
  into = {};
  FmtpView fmtp;
  std::string_view rest = value;
  fmtp.format = take_word(rest);
  fmtp.parameters = parser::trim(rest);
  if (!parser::is_sdp_token(fmtp.format) || fmtp.parameters.empty()) {
    return Errc::bad_body;
  }
  into = fmtp;
  return Errc::ok;
}

std::optional<RtpmapView> rtpmap_of(const MediaView& media, std::uint8_t payload) noexcept {
  RtpmapView map;
  const bool found = find_value(media.section, "rtpmap", [&](std::string_view value) noexcept {
    return parse_rtpmap(value, map) == Errc::ok && map.payload == payload;
  });
  return found ? std::optional<RtpmapView>(map) : std::nullopt;
}

std::optional<std::string_view> fmtp_of(const MediaView& media, std::string_view format) noexcept {
  FmtpView fmtp;
  const bool found = find_value(media.section, "fmtp", [&](std::string_view value) noexcept {
    return parse_fmtp(value, fmtp) == Errc::ok && fmtp.format == format;
  });
  return found ? std::optional<std::string_view>(fmtp.parameters) : std::nullopt;
}

std::optional<std::uint32_t> parse_packet_time(std::string_view value) noexcept {
  // non-zero-int-or-real, in milliseconds
  Cursor cursor(parser::trim(value));
  std::uint32_t whole = 0;
  if (parse_number(cursor.take(parser::digit_char), whole) != Errc::ok) {
    return std::nullopt;
  }
  std::uint64_t time = whole * std::uint64_t{1000};
  if (cursor.eat('.')) {
    const std::string_view digits = cursor.take(parser::digit_char);
    if (digits.empty()) {
      return std::nullopt;
    }
    std::uint64_t unit = 100;
    for (const char c : slice(digits, 0, 3)) {
      time += static_cast<std::uint64_t>(c - '0') * unit;
      unit /= 10;
    }
  }
  if (!cursor.done() || time == 0 || time > UINT32_MAX) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(time);
}

std::optional<std::uint32_t> packet_time_of(const MediaView& media) noexcept {
  std::optional<std::uint32_t> time;
  (void)find_value(media.section, "ptime", [&](std::string_view value) noexcept {
    time = parse_packet_time(value);
    return time.has_value();
  });
  return time;
}

}  // namespace baton
