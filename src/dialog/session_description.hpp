// The session descriptions that we send: one audio stream, G.711, telephone events (RFC 3264).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "baton/endpoint.hpp"
#include "baton/result.hpp"
#include "baton/sdp.hpp"

namespace baton::core {

/// Our end of the stream. Media is the application's own: this is what it is announced with.
struct LocalMedia {
  Endpoint address;              ///< its port is not used
  std::uint16_t port = 0;        ///< of RTP
  std::uint64_t session_id = 0;  ///< the same for the whole session (RFC 3264 5)
  std::uint32_t version = 0;     ///< one more with each change of the description (RFC 3264 8)
  MediaDirection direction = MediaDirection::sendrecv;  ///< as we see it
};

/// Writes an offer of one audio stream: RTP/AVP with PCMU, PCMA and telephone-event as 0, 8, 101.
/// Returns its size. Errors: `buffer_too_small`; `bad_address`, if the address is of no family.
Result<std::size_t> write_offer(const LocalMedia& media, std::span<char> into) noexcept;

/// Writes the answer to `offer` (RFC 3264 6): as many "m=" lines in the same order. The first audio
/// stream over RTP/AVP or RTP/AVPF with PCMU or PCMA as 0 or 8 is accepted with what we have in
/// common, in the offer's order and with its number for telephone-event; all others are refused.
/// `media.direction` is what we are willing to do; the answer narrows it to what the offer leaves.
/// An offer without streams, or with none that is active, gets an answer alike.
///
/// Returns its size. Errors: `bad_body`, if the offer is malformed; `bad_argument`, if streams are
/// offered and none is usable (488 for the caller to send); and as `write_offer`.
Result<std::size_t> write_answer(std::string_view offer, const LocalMedia& media,
                                 std::span<char> into) noexcept;

/// Whether its sender takes no media from us, so holds us (RFC 3264 8.4): no stream in use receives, by its
/// direction or by the address 0.0.0.0 of older equipment. None: no stream is in use, or it is malformed.
std::optional<bool> takes_no_media(std::string_view description) noexcept;
/// How many streams it has, refused ones too.
std::size_t stream_count(std::string_view description) noexcept;

}  // namespace baton::core
