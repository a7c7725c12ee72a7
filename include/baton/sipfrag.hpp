// message/sipfrag (RFC 3420), as far as reports on a referral need it (RFC 3515 2.4.5).
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/errc.hpp"

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

}  // namespace baton
