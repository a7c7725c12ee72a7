// A session description that the application gave, used again as a later answer (RFC 3264 8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "baton/result.hpp"
#include "baton/sdp.hpp"

namespace baton::core {

/// Writes `own` as the answer to `offer`, or as an offer if `offer` is empty. Stream by stream the
/// answer keeps what both name: formats that the offer lacks are left out with their attributes, the
/// direction is narrowed (RFC 3264 6.1), a stream that is offered with port 0 or has no format in
/// common is refused with port 0. All else stays as it was, octet for octet, but for the version in
/// "o=", to which `changes` is added (RFC 3264 8). No direction goes beyond `willing`: sendonly holds the
/// peer, and inactive one that holds us (RFC 3264 8.4).
///
/// Returns its size. Errors: `bad_argument`, if the streams do not correspond (number, media,
/// protocol) or none of those offered is usable (488 for the caller to send); `bad_body`, if one of
/// the two is malformed; `buffer_too_small`.
Result<std::size_t> answer_with(std::string_view own, std::string_view offer, std::uint32_t changes,
                                MediaDirection willing, std::span<char> into) noexcept;

/// A description that was made here, as an offer of as many streams (RFC 3264 8): those in use go in the
/// directions of `willing`, whatever the last offer had left of them. Errors: `buffer_too_small`.
Result<std::size_t> offer_again(std::string_view own, std::uint32_t changes, MediaDirection willing,
                                std::span<char> into) noexcept;

}  // namespace baton::core
