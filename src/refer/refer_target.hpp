// Refer targets: completing what an application names, and picking a received Refer-To apart.
#pragma once

#include <span>
#include <string_view>

#include "baton/method.hpp"
#include "baton/uri.hpp"

namespace baton::core {

/// A whole URI (with or without angle brackets) is kept octet for octet; `user@host` gets "sip:" in
/// front; a bare number or user is escaped and completed with the account's host and port. The view
/// lies in `into` or in `text`. Errors: `bad_uri` (empty, malformed), `unsupported_uri` (a scheme other
/// than sip, sips, tel), `buffer_too_small`.
Errc complete_target(std::string_view text, std::string_view account_uri, std::span<char> into,
                     std::string_view& uri) noexcept;

/// What a Refer-To URI asks for (RFC 3515 2.1, RFC 3261 19.1.5).
struct ReferTarget {
  UriView uri;
  std::string_view method;     ///< of its method parameter; empty: INVITE
  std::string_view replaces;   ///< its Replaces header, escaped; empty: none
  bool other_headers = false;  ///< headers that no allow-list knows
};
Errc read_refer_target(std::string_view refer_to, ReferTarget& target) noexcept;

/// The Request-URI of the referred INVITE: the target without headers and method parameter, else octet
/// for octet. The view lies in `into` or in the target's text. Error: `buffer_too_small`.
Errc request_uri_of(const ReferTarget& target, std::span<char> into, std::string_view& uri) noexcept;

}  // namespace baton::core
