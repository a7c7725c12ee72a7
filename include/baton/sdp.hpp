// The session descriptions that offer/answer needs (RFC 3264, RFC 8866): a reader for the lines
// that decide, leaving all others alone, and no more.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "baton/errc.hpp"

namespace baton {

enum class MediaDirection : std::uint8_t { sendrecv, sendonly, recvonly, inactive };

/// One "m=" section; views borrow the description.
struct MediaView {
  std::string_view media;     ///< "audio"
  std::uint16_t port = 0;     ///< 0: refused
  std::string_view protocol;  ///< "RTP/AVP"
  std::string_view formats;   ///< "0 8 101"
  std::string_view section;   ///< everything from "m=" to the next one
  MediaDirection direction = MediaDirection::sendrecv;  ///< its own, else the session's
};

/// Walks the media sections of a description.
class MediaIterator {
 public:
  explicit MediaIterator(std::string_view description) noexcept;
  std::optional<MediaView> next() noexcept;

 private:
  std::string_view rest_;
  MediaDirection session_ = MediaDirection::sendrecv;
};

/// Checks the lines that offer/answer depends on: v=0 first, o=, s=, t= present, well-formed
/// "m=" lines, "c=" for the session or each media. Lines end with CRLF or LF. Error: `bad_body`.
Errc check_sdp(std::string_view description) noexcept;

}  // namespace baton
