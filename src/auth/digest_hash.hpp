// What both sides of digest compute: A1, A2 and the response (RFC 7616 3.4.1 to 3.4.3, RFC 8760 2.6).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "baton/auth_values.hpp"
#include "baton/environment.hpp"

namespace baton::core {

/// A hash as hexadecimal digits, small letters (RFC 8760 2.2).
struct HexDigest {
  std::array<char, 64> digits{};
  std::uint8_t size = 0;
  std::string_view text() const noexcept { return {digits.data(), size}; }
};

/// Which algorithms are used, whole sessions (-sess) included. MD5 is not recommended (RFC 8760 3).
struct DigestAlgorithms {
  bool md5 = true;
  bool sha256 = true;
  bool sha512_256 = true;
  bool has(DigestAlgorithm) const noexcept;
};

/// The request that is protected.
struct DigestRequest {
  std::string_view method;  ///< as it stands in the request line
  std::string_view uri;     ///< the Request-URI, as it stands in the request line
  std::string_view body;    ///< for `auth-int`; empty: none
};

/// What the response depends on beside the secret and the request. All texts without escapes.
struct DigestTerms {
  DigestAlgorithm algorithm = DigestAlgorithm::md5;
  std::string_view nonce;
  std::string_view qop;     ///< as it is sent; empty: the form of RFC 2069, and the next two are not used
  std::string_view nc;      ///< eight digits, as they are sent
  std::string_view cnonce;
  bool integrity = false;   ///< qop is auth-int
};

/// A password, or H(user:realm:password) in small hexadecimal digits ("HA1").
struct DigestSecret {
  std::string_view text;
  bool hashed = false;
};

/// The hash of a digest algorithm; MD5 for `other`, which no caller uses.
HashAlgorithm hash_of(DigestAlgorithm) noexcept;
bool is_session(DigestAlgorithm) noexcept;

/// Hashes the parts joined. False: there is no hash function, or it failed.
bool hash_text(const Environment&, HashAlgorithm, std::initializer_list<std::string_view> parts,
               HexDigest& into) noexcept;

/// H(A1) of an algorithm without session, from a password. False as above.
bool hash_secret(const Environment&, HashAlgorithm, std::string_view user, std::string_view realm,
                 std::string_view password, HexDigest& into) noexcept;

/// The response to `terms` by who knows `secret`, which is H(user:realm:password). False as above.
bool digest_response(const Environment&, const DigestTerms&, const DigestRequest&, std::string_view secret,
                     HexDigest& into) noexcept;

/// The digits of `octets`, two each, small letters: a cnonce from random octets. What `into` has no
/// room for is left out. The view lies in `into`.
std::string_view hex_text(std::span<const std::byte> octets, std::span<char> into) noexcept;

/// Whether `text` can stand in a quoted-string once quotes and backslashes are escaped: no control character
/// but HTAB.
bool is_line_text(std::string_view text) noexcept;

/// Makes the texts that quoted-strings stand for. Those with neither escape nor fold are taken as
/// they stand; others are written into the room that the caller gives, which as many octets as the
/// header field has always suffice for.
class PlainTexts {
 public:
  explicit PlainTexts(std::span<char> room) noexcept : room_(room) {}
  /// Lives as long as `quoted` and the room. Empty after an error.
  std::string_view of(std::string_view quoted) noexcept;
  Errc error() const noexcept { return error_; }  ///< `buffer_too_small`, `bad_quoted_string`

 private:
  std::span<char> room_;
  Errc error_ = Errc::ok;
};

/// Whether a quoted-string stands for `plain`, where no fold is in it; one with a fold stands for nothing here.
bool stands_for(std::string_view quoted, std::string_view plain) noexcept;

}  // namespace baton::core
