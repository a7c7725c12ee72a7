// Refer-To as we write it: the target, the method and the Replaces of an attended transfer (RFC 3515 2.1,
// RFC 3891 6.1, RFC 3261 19.1.1).
#pragma once

#include <string_view>

#include "baton/errc.hpp"
#include "src/dialog/text_joiner.hpp"

namespace baton::core {

/// The dialog that a Replaces names, as its owner has it.
struct ReplacesTexts {
  std::string_view call_id;
  std::string_view local_tag;
  std::string_view remote_tag;
};

/// The URI of a Refer-To: `uri` with `method` (empty: none) as its last parameter and, for `replaced` (null:
/// none), a Replaces as its last header, every octet of it escaped that the value of a header in a URI may not
/// hold. Without both, `uri` itself. Errors: `bad_uri` (malformed, a method that is no token, a method or
/// Replaces that it has already), `unsupported_uri` (method or Replaces where the scheme has no place for
/// them), `buffer_too_small`, `injection`.
Errc compose_refer_to(std::string_view uri, std::string_view method, const ReplacesTexts* replaced,
                      TextJoiner& into, std::string_view& refer_to) noexcept;

/// A peer's URI as a refer target: without headers and method parameter, else octet for octet. Errors:
/// `bad_uri`, `buffer_too_small`.
Errc bare_target(std::string_view uri, TextJoiner& into, std::string_view& target) noexcept;

/// Whether `text` is the user of `uri`, escaped or not, without any host.
bool names_user_of(std::string_view text, std::string_view uri) noexcept;

/// Whether the URI has the host of an anonymous caller (RFC 3323 4.1): nobody can be referred to it.
bool is_anonymous(std::string_view uri) noexcept;

}  // namespace baton::core
