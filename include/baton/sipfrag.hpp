// message/sipfrag (RFC 3420): reports on a referral (RFC 3515 2.4.5), and whole fragments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/message.hpp"

namespace baton {

/// The status line of a fragment. `reason` borrows the body.
struct SipfragView {
  std::uint16_t status = 0;
  std::string_view reason;
};

/// Reads the first line of a NOTIFY's body: "SIP/2.0 180 Ringing", ended by CRLF, LF or nothing,
/// whatever follows. Errors: `bad_body` (not a status line: a request line, a status outside 100 to
/// 699, more than three digits, nothing at all). Sizes are bounded by the body's own.
Errc parse_sipfrag(std::string_view body, SipfragView& into) noexcept;

/// What a fragment begins with.
enum class SipfragStart : std::uint8_t { none, request, response };

/// A whole fragment. It borrows the index, and the fragment or the room: see `index_sipfrag`.
struct SipfragMessage {
  SipfragStart start = SipfragStart::none;
  /// The headers, their values and the body. Where `start` is `none`, `message` claims to be a
  /// response with status 200, which no one sent: look at `start` first. A header that a message must
  /// have may be missing: `from()`, `top_via()` and the like are default-constructed then.
  MessageView message;
};

/// More room than the fragment's own size that `index_sipfrag` may need, in octets.
inline constexpr std::size_t sipfrag_room_extra = 20;

/// Reads a whole fragment: [ start-line ] *message-header [ CRLF [ message-body ] ] (RFC 3420 2), the
/// last line with its CRLF or without. What stands must be valid by RFC 3261, as `validate` has it:
/// the start line complete, each value by its grammar, single headers once, CSeq's method that of a
/// request line; nothing is mandatory. A body needs its Content-Type (RFC 3261 7.4.1); Content-Length
/// may not exceed it, and octets behind it are ignored (18.3). Nothing at all is a fragment too.
///
/// The index is that of `index_message`, which wants a start line and an empty line. A fragment with
/// both is read in place and its views borrow `fragment`. Any other is completed in `room` first, and
/// they borrow `room`, which needs up to `sipfrag_room_extra` octets more than the fragment has.
/// Line ends are CRLF: reports with other ones are read by `parse_sipfrag` only.
///
/// Errors: those of `parse_message` but `missing_header`, `empty_message` and `truncated`, with the
/// offset into `fragment`; `missing_header` with `content_type` for a body without it;
/// `buffer_too_small`: no room. On an error `into` holds as much as was read; do not act on it.
ParseError index_sipfrag(std::string_view fragment, std::span<char> room, std::span<HeaderEntry> index,
                         SipfragMessage& into) noexcept;

}  // namespace baton
