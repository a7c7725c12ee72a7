// The session descriptions that offer/answer needs (RFC 3264, RFC 8866): a check of all lines, and
// readers of those that decide, on demand; nothing is copied.
//
// Attribute names are compared with case (RFC 8866 6), names of encodings without (RFC 4855 4).
// Views borrow the description. Readers never fail on a malformed line: they skip it, or say so.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "baton/endpoint.hpp"
#include "baton/errc.hpp"

namespace baton {

enum class MediaDirection : std::uint8_t { sendrecv, sendonly, recvonly, inactive };

/// One "m=" section; views borrow the description.
struct MediaView {
  std::string_view media;                               ///< "audio"
  std::uint16_t port = 0;                               ///< 0: refused
  std::string_view protocol;                            ///< "RTP/AVP"
  std::string_view formats;                             ///< "0 8 101"
  std::string_view section;                             ///< everything from "m=" to the next one
  MediaDirection direction = MediaDirection::sendrecv;  ///< its own, else the session's
  std::uint32_t ports = 1;                              ///< the count behind "/" of the port
  std::string_view session = {};                        ///< everything before the first "m="
};

/// Walks the media sections of a description, up to the first malformed "m=" line.
class MediaIterator {
 public:
  explicit MediaIterator(std::string_view description) noexcept;
  std::optional<MediaView> next() noexcept;

 private:
  std::string_view rest_;
  std::string_view session_lines_;
  MediaDirection session_ = MediaDirection::sendrecv;
};

/// Which faults of a description count.
enum class SdpRules : std::uint8_t {
  received,  ///< those that offer/answer cannot work with
  strict,    ///< every one that RFC 8866 9 does not produce
};

/// The first fault of a description.
struct SdpError {
  Errc code = Errc::ok;      ///< `bad_body` if there is one
  char type = '\0';          ///< of the line; NUL: it has none, or a line is missing
  std::uint32_t offset = 0;  ///< of the line; the description's size for one that is missing
  std::string_view rule;     ///< what it breaks, with the section; lives for ever
  explicit constexpr operator bool() const noexcept { return code != Errc::ok; }
};

/// Checks a description against RFC 8866 5 and 9. By the rules for what is received, these hold:
/// v=0, o= and s= come first, in this order, once each, and t= stands in the session's part; o= has
/// six fields with a numeric session id and version; there is a c= for the session or for each
/// media, at most one for the session; each c= has an address of its type, or a name, and a TTL where
/// the address is IPv4 multicast (5.7); each m= has media, port, protocol and a format; each t= two
/// numbers, each b= a type and a number; no v=, o=, s=, u=, e=, p=, t=, r= or z= stands in a media
/// section; no line holds a control character but HTAB, which the ABNF would let pass, as answers
/// repeat some of the text. Tolerated, and faults by the strict rules only: lines ended by LF; no end
/// of the last line; one empty line at the end; an empty s=; white space at the end of a line; other
/// lines in any order within the session or the media section; types of lines that RFC 8866 does not
/// know (5 says to ignore such a description: equipment of GB/T 28181 sends "y=" and "f="); a
/// malformed a=, i=, k=, r=, u=, z=; names shorter than four characters; formats that are no tokens.
/// The strict rules do not look into u=, e=, p=, r=, z= and k=, and of attributes only into rtpmap
/// and ptime.
SdpError find_sdp_error(std::string_view description, SdpRules = SdpRules::received) noexcept;

/// `find_sdp_error` by the rules for what is received. Error: `bad_body`.
Errc check_sdp(std::string_view description) noexcept;

/// One line: type "=" value, without its line end.
struct SdpLine {
  char type = '\0';
  std::string_view value;
};

/// Walks the lines of a description, of its session part or of a section; what is no line of SDP is
/// left out.
class SdpLineIterator {
 public:
  explicit SdpLineIterator(std::string_view text) noexcept : rest_(text) {}
  std::optional<SdpLine> next() noexcept;

 private:
  std::string_view rest_;
};

/// o= (RFC 8866 5.2).
struct SdpOriginView {
  std::string_view username;
  std::uint64_t session_id = 0;
  std::uint64_t version = 0;
  std::string_view network_type;  ///< "IN"
  std::string_view address_type;  ///< "IP4", "IP6"
  std::string_view address;
};

/// Reads the value of an "o=" line. Errors: `bad_body`; `bad_number`: an id or a version above
/// 2^64-1, which the RFC allows and nobody can compare. Then `into` is default-constructed.
Errc parse_sdp_origin(std::string_view value, SdpOriginView& into) noexcept;

/// The same for the first "o=" line of a description. Error `bad_body` too if there is none.
Errc origin_of(std::string_view description, SdpOriginView& into) noexcept;

/// c= (RFC 8866 5.7).
struct SdpConnectionView {
  std::string_view network_type;
  std::string_view address_type;
  std::string_view address;  ///< without TTL and count
  Endpoint endpoint;         ///< the same, port 0; its family is `none` for a name
  std::optional<std::uint8_t> ttl;
  std::uint32_t count = 1;  ///< of contiguous multicast addresses
};

/// Reads the value of a "c=" line. Error: `bad_body`; then `into` is default-constructed.
Errc parse_sdp_connection(std::string_view value, SdpConnectionView& into) noexcept;

/// Where a stream goes: the last readable "c=" of its section, else of the session; none if there is
/// none.
std::optional<SdpConnectionView> connection_of(const MediaView& media) noexcept;

/// b= (RFC 8866 5.8): "AS:64". Units are of the type: kilobits per second for "AS" and "CT".
struct SdpBandwidthView {
  std::string_view type;
  std::uint64_t value = 0;
};
/// Error: `bad_body`, also above 2^64-1; then `into` is default-constructed.
Errc parse_sdp_bandwidth(std::string_view value, SdpBandwidthView& into) noexcept;

/// a= (RFC 8866 5.13).
struct SdpAttributeView {
  std::string_view name;
  std::string_view value;  ///< behind the colon, as it stands
  bool has_value = false;
};

/// Walks the attributes of a section or of the session's part.
class SdpAttributeIterator {
 public:
  explicit SdpAttributeIterator(std::string_view text) noexcept : lines_(text) {}
  std::optional<SdpAttributeView> next() noexcept;

 private:
  SdpLineIterator lines_;
};

/// Walks the formats of an "m=" line; several spaces between two count as one.
class SdpFormatIterator {
 public:
  explicit SdpFormatIterator(std::string_view formats) noexcept : rest_(formats) {}
  std::optional<std::string_view> next() noexcept;

 private:
  std::string_view rest_;
};

/// a=rtpmap (RFC 8866 6.6): "101 telephone-event/8000", "96 opus/48000/2".
struct RtpmapView {
  std::uint8_t payload = 0;  ///< 0 to 127
  std::string_view encoding;
  std::uint32_t clock = 0;      ///< Hz, not 0
  std::string_view parameters;  ///< behind the second "/": for audio the channels; empty: none
};
/// Reads the value of an rtpmap attribute. Error: `bad_body`; then `into` is default-constructed.
Errc parse_rtpmap(std::string_view value, RtpmapView& into) noexcept;

/// a=fmtp (RFC 8866 6.15): "101 0-16".
struct FmtpView {
  std::string_view format;
  std::string_view parameters;
};
/// Reads the value of an fmtp attribute. Error: `bad_body`; then `into` is default-constructed.
Errc parse_fmtp(std::string_view value, FmtpView& into) noexcept;

/// The first readable rtpmap of `media` for a payload type; static ones (RFC 3551) may have none.
std::optional<RtpmapView> rtpmap_of(const MediaView& media, std::uint8_t payload) noexcept;

/// The parameters of the first fmtp of `media` for a format; none if there is none.
std::optional<std::string_view> fmtp_of(const MediaView& media, std::string_view format) noexcept;

/// Reads the value of a ptime or maxptime attribute (RFC 8866 6.4, 6.5), whole or with a fraction, in
/// microseconds; digits beyond that are dropped. None if malformed, zero or above 2^32-1.
std::optional<std::uint32_t> parse_packet_time(std::string_view value) noexcept;

/// ptime of `media` in microseconds; none if absent or malformed.
std::optional<std::uint32_t> packet_time_of(const MediaView& media) noexcept;

}  // namespace baton
