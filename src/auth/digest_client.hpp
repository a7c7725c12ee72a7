// Digest, the side that is asked: which challenge is answered, and the header field that answers it
// (RFC 7616 3.4, RFC 8760 2.4, RFC 3261 22).
//
// On a 401 or 407: `choose_challenge`, then `DigestTries::take` says whether to try again, then
// `write_credentials` into the request sent anew, with a higher CSeq (RFC 3261 22.2).
//
// Nothing here remembers anything. A caller that answers later requests unasked keeps the challenge's
// value and counts `nc` up; with a -sess algorithm it keeps the cnonce, too (RFC 7616 3.4.2).
// Not answered: schemes other than Digest, and AKA (RFC 3310), whose algorithm is another.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "baton/auth_values.hpp"
#include "baton/environment.hpp"
#include "baton/message.hpp"
#include "baton/writer.hpp"
#include "src/auth/digest_hash.hpp"

namespace baton::core {

/// Whose credentials they are. Texts are plain: not quoted, not escaped.
struct DigestUser {
  std::string_view user;
  DigestSecret secret;     ///< one that is `hashed` fits one algorithm only: allow no other
  std::string_view realm;  ///< answered alone, case counts; empty: any realm that asks
};

/// What an answer is made of.
struct DigestAnswer {
  DigestUser user;
  DigestRequest request;
  std::uint32_t nc = 1;     ///< which request with this nonce it is, counted from 1
  std::string_view cnonce;  ///< unpredictable, ASCII, 8 octets or more: `hex_text` of random ones
  bool prefer_integrity = false;  ///< auth-int where both are offered: elements between often change bodies
};

/// Whether a challenge can be answered: Digest, a realm that is ours, an algorithm that is allowed, a qop
/// that is known. Without a qop MD5 is answered as by RFC 2069, MD5-sess not at all (RFC 3261 22.4, 8) and
/// the others with `auth` (RFC 8760 2.6, 8).
bool is_answerable(const ChallengeView&, std::string_view realm, const DigestAlgorithms&) noexcept;

/// The topmost challenge of a 401 or 407 that is answerable (RFC 8760 2.4); those that cannot be read
/// are passed over. `header`: www_authenticate or proxy_authenticate; a response may hold both, each to
/// be answered. `into` borrows the message.
/// Errors: `missing_header` (no such field), `challenge_unusable` (none is answerable).
Errc choose_challenge(const MessageView& response, HeaderId header, std::string_view realm,
                      const DigestAlgorithms&, ChallengeView& into) noexcept;

/// Writes the Authorization (`header` www_authenticate) or Proxy-Authorization header field that answers.
/// Until all is computed nothing is written. `scratch` holds texts without their escapes: it may be empty
/// where realm, nonce and opaque have neither escape nor fold, and the size of the challenge always
/// suffices.
/// Errors, with nothing written: `challenge_unusable` (not answerable, or there is no hash function, or it
/// failed), `bad_argument` (no user, `nc` 0, no cnonce where one is needed), `injection` (a
/// control character in an argument), `buffer_too_small` (scratch). And the writer's own, which stick there.
Errc write_credentials(const ChallengeView&, HeaderId header, const DigestAnswer&, const Environment&,
                       std::span<char> scratch, MessageWriter& into) noexcept;

/// Whether `request` carried credentials for the challenge's realm, octet by octet as it stands.
bool carries_credentials(const MessageView& request, HeaderId challenge_header, const ChallengeView&) noexcept;

/// How often one request was sent again with credentials: the cap (CVE-2020-28242). One octet.
class DigestTries {
 public:
  static constexpr unsigned answers_max = 4;  ///< a proxy and a server, each once more for a stale nonce

  /// Whether this challenge is answered, which is counted then. A second one of the same kind ends it,
  /// since the secret is wrong, unless it says stale=true; that counts once a kind. Credentials sent unasked are no
  /// answer: a server that has forgotten their nonce may ask once without stale.
  bool take(HeaderId header, const ChallengeView& challenge) noexcept {
    return take(header, answered(header), challenge.stale);
  }
  /// The same where the caller knows better whether these credentials were refused: of one kind there may be
  /// several realms, see `carries_credentials`.
  bool take(HeaderId header, bool refused, bool stale) noexcept;
  bool answered(HeaderId header) const noexcept {
    return (bits_ & answered_bit(header)) != 0;
  }

 private:
  static constexpr unsigned answered_bit(HeaderId header) noexcept {
    return header == HeaderId::proxy_authenticate ? 16 : 32;
  }
  static constexpr unsigned stale_bit(HeaderId header) noexcept { return 4 * answered_bit(header); }

  std::uint8_t bits_ = 0;  ///< the number of answers, and the two bits of each kind
};
static_assert(sizeof(DigestTries) == 1);

}  // namespace baton::core
