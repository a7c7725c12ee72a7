// Typed views of the header values that authenticate (RFC 3261 22 and 25.1, RFC 7616, RFC 8760).
//
// Every parse function takes one field's value, since these headers have no lists (RFC 3261 7.3.1).
// Views borrow the value. A function that fails leaves its output default-constructed. Quoted texts
// stand without their quotes, escapes untouched. A parameter known here that stands twice is an
// error, `bad_header_value`; unknown ones are checked for their form and passed over.
//
// RFC 7616 names the parameters that a sender quotes and those that it does not, "for historical
// reasons". What must be quoted is refused without quotes; what must not be is read in quotes too.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "baton/errc.hpp"

namespace baton {

enum class AuthScheme : std::uint8_t { other, digest };

/// The digest algorithms of RFC 7616 6.1 and RFC 8760 2.1.
enum class DigestAlgorithm : std::uint8_t {
  other,  ///< compare its text; a challenge with it is passed over (RFC 7616 3.3)
  md5,    ///< the default, where no algorithm is named
  md5_sess,
  sha256,
  sha256_sess,
  sha512_256,
  sha512_256_sess,
};

/// The qualities of protection that a value names. Neither set, `other` neither: no qop stands.
struct DigestQop {
  bool auth = false;
  bool auth_int = false;
  bool other = false;     ///< an option that is not known here
  std::string_view text;  ///< as it stands, without quotes
  constexpr bool any() const noexcept { return auth || auth_int || other; }
};

/// WWW-Authenticate, Proxy-Authenticate (RFC 3261 20.27, 20.44; RFC 7616 3.3).
struct ChallengeView {
  AuthScheme scheme = AuthScheme::other;
  std::string_view scheme_text;
  std::string_view parameters;  ///< all that follows the scheme, trimmed; perhaps a token68

  // Digest only. `realm` and `nonce` always stand, perhaps empty.
  std::string_view realm;
  std::string_view nonce;
  std::optional<std::string_view> opaque;  ///< must be sent back, also where it is empty
  std::string_view domain;                 ///< URIs with spaces between them; empty: none
  DigestAlgorithm algorithm = DigestAlgorithm::md5;
  std::string_view algorithm_text;  ///< empty: none stands, so MD5
  DigestQop qop;
  bool stale = false;     ///< "true"; anything else is false (RFC 7616 3.3)
  bool userhash = false;  ///< the server reads hashed user names
  bool utf8 = false;      ///< charset=UTF-8
};
/// Errors: `bad_header_value`, `bad_quoted_string`.
Errc parse_challenge(std::string_view value, ChallengeView& into) noexcept;

/// Authorization, Proxy-Authorization (RFC 3261 20.7, 20.28; RFC 7616 3.4).
struct CredentialsView {
  AuthScheme scheme = AuthScheme::other;
  std::string_view scheme_text;
  std::string_view parameters;  ///< all that follows the scheme, trimmed; perhaps a token68

  // Digest only. A user name, `realm`, `nonce`, `uri` and `response` always stand.
  std::string_view username;
  std::string_view extended_username;  ///< username*, as it stands: UTF-8''J%C3%A4s%C3%B8n
  std::string_view realm;
  std::string_view nonce;
  std::string_view uri;
  std::string_view response;  ///< hexadecimal digits, 32 for MD5, 64 for SHA; empty in RFC 3310
  std::optional<std::string_view> opaque;
  DigestAlgorithm algorithm = DigestAlgorithm::md5;
  std::string_view algorithm_text;
  DigestQop qop;            ///< one at most
  std::string_view cnonce;  ///< stands, as `nc` does, where `qop` does (RFC 7616 3.4)
  std::optional<std::uint32_t> nc;
  std::string_view nc_text;  ///< its digits as they stand, which the response covers
  bool userhash = false;  ///< `username` is a hash
};
/// Errors: `bad_header_value`, `bad_quoted_string`, `bad_number` (nc: not 8 hexadecimal digits).
Errc parse_credentials(std::string_view value, CredentialsView& into) noexcept;

/// Authentication-Info (RFC 3261 20.6, RFC 7616 3.5).
struct AuthenticationInfoView {
  std::string_view nextnonce;               ///< empty: none
  std::optional<std::string_view> rspauth;  ///< hexadecimal digits
  DigestQop qop;                            ///< one at most
  std::string_view cnonce;
  std::optional<std::uint32_t> nc;
};
/// Errors: as `parse_credentials`.
Errc parse_authentication_info(std::string_view value, AuthenticationInfoView& into) noexcept;

}  // namespace baton
