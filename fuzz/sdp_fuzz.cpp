// Session descriptions.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "baton/sdp.hpp"
#include "fuzz/parts.hpp"
#include "fuzz/value_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace baton {

using fuzz::Parts;

inline void add_parts(Parts& parts, const Endpoint& endpoint) {
  for (const std::uint8_t octet : endpoint.address) {
    parts.add(octet);
  }
  parts.add_all(endpoint.scope, endpoint.port, endpoint.family);
}
inline void add_parts(Parts& parts, const SdpOriginView& view) {
  parts.add_all(view.username, view.session_id, view.version, view.network_type, view.address_type,
                view.address);
}
inline void add_parts(Parts& parts, const SdpConnectionView& view) {
  parts.add_all(view.network_type, view.address_type, view.address, view.endpoint, view.ttl, view.count);
}
inline void add_parts(Parts& parts, const SdpBandwidthView& view) {
  parts.add_all(view.type, view.value);
}
inline void add_parts(Parts& parts, const RtpmapView& view) {
  parts.add_all(view.payload, view.encoding, view.clock, view.parameters);
}
inline void add_parts(Parts& parts, const FmtpView& view) {
  parts.add_all(view.format, view.parameters);
}
inline void add_parts(Parts& parts, const MediaView& view) {
  parts.add_all(view.media, view.port, view.protocol, view.formats, view.section, view.direction, view.ports,
                view.session);
}

}  // namespace baton

namespace {

using namespace baton;
using namespace baton::fuzz;

void check_attributes(std::string_view text, std::string_view description) {
  std::size_t steps = 0;
  SdpAttributeIterator attributes(text);
  while (const auto attribute = attributes.next()) {
    require(inside(attribute->name, description) && inside(attribute->value, description),
            "an attribute lies inside the description");
    require(attribute->has_value || attribute->value.empty(), "no value without a colon");
    require(++steps <= text.size(), "the walk over attributes ends");
    check_value<RtpmapView>(attribute->value, parse_rtpmap, [](const RtpmapView& map) {
      require(map.payload <= 127 && map.clock != 0 && !map.encoding.empty(), "an rtpmap is whole");
    });
    check_value<FmtpView>(attribute->value, parse_fmtp);
    (void)parse_packet_time(attribute->value);
  }
}

void check_lines(std::string_view description) {
  std::size_t steps = 0;
  SdpLineIterator lines(description);
  while (const auto line = lines.next()) {
    require(inside(line->value, description), "a line lies inside the description");
    require(line->value.find('\n') == std::string_view::npos, "a line is one line");
    require(++steps <= description.size(), "the walk over lines ends");
    check_value<SdpOriginView>(line->value, parse_sdp_origin);
    check_value<SdpConnectionView>(line->value, parse_sdp_connection);
    check_value<SdpBandwidthView>(line->value, parse_sdp_bandwidth);
  }
}

std::size_t check_media(std::string_view description) {
  std::size_t sections = 0;
  const char* from = description.data();
  MediaIterator media(description);
  while (const auto section = media.next()) {
    (void)parts_of(*section, description);
    require(section->section.data() >= from, "sections come in order and do not overlap");
    from = section->section.data() + section->section.size();
    require(++sections <= description.size(), "the walk over media ends");
    if (const auto connection = connection_of(*section)) {
      (void)parts_of(*connection, description);
    }
    std::size_t formats = 0;
    SdpFormatIterator each(section->formats);
    while (const auto format = each.next()) {
      require(!format->empty() && inside(*format, section->formats), "a format is a word of the m= line");
      require(++formats <= section->formats.size(), "the walk over formats ends");
      (void)fmtp_of(*section, *format);
    }
    (void)rtpmap_of(*section, 101);
    (void)packet_time_of(*section);
    check_attributes(section->section, description);
  }
  return sections;
}

std::size_t count_of_media_lines(std::string_view description) {
  std::size_t count = 0;
  SdpLineIterator lines(description);
  while (const auto line = lines.next()) {
    if (line->type == 'm') {
      ++count;
    }
  }
  return count;
}

void check_accepted(std::string_view description, std::size_t sections) {
  require(sections == count_of_media_lines(description), "every media section of an accepted one is walked");
  MediaIterator media(description);
  while (const auto section = media.next()) {
    require(connection_of(*section).has_value(), "an accepted description says where each stream goes");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ExactText text({reinterpret_cast<const char*>(data), size});
  const std::string_view description = text.view();
  const SdpError error = find_sdp_error(description);
  const SdpError strict = find_sdp_error(description, SdpRules::strict);
  for (const SdpError& each : {error, strict}) {
    require(each.offset <= size, "a fault's offset lies inside the description");
    require(!each || (each.code == Errc::bad_body && !each.rule.empty()), "a fault has its rule");
  }
  require(strict || !error, "what the lenient rules refuse, the strict ones do");
  require(check_sdp(description) == error.code, "both checks say the same");
  check_lines(description);
  check_attributes(description, description);
  const std::size_t sections = check_media(description);
  if (!error) {
    check_accepted(description, sections);
    SdpOriginView origin;
    const Errc read = origin_of(description, origin);
    require(read == Errc::ok || read == Errc::bad_number, "an accepted description has an origin");
  }
  return 0;
}
