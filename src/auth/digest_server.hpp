// Digest, the side that asks: challenges, and the verdict on credentials (RFC 7616 3.3, 3.4, 5.4; RFC 8760
// 2.3; RFC 3261 22.1, 22.2).
//
// A nonce tells by itself when it was issued and that it is ours, so none needs to be kept until it is used.
// An ACK and a CANCEL cannot be challenged (RFC 3261 22.1): judge the INVITE. Not offered: userhash and
// username* (credentials with them are `bad`), sessions (-sess), Authentication-Info.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "baton/auth_values.hpp"
#include "baton/environment.hpp"
#include "baton/message.hpp"
#include "baton/time.hpp"
#include "baton/writer.hpp"
#include "src/auth/digest_hash.hpp"
#include "src/auth/nonce_watch.hpp"
#include "src/base/keyed_hash.hpp"

namespace baton::core {

/// What is asked for.
struct DigestOffer {
  std::string_view realm;  ///< plain text; not empty
  DigestAlgorithms algorithms{.md5 = false};
  bool integrity = false;       ///< offers auth-int beside auth
  bool integrity_only = false;  ///< offers auth-int alone
  Microseconds nonce_life = seconds(300);  ///< then `stale`: one more round trip, unseen by the user
};

/// Where secrets come from. The texts that it gives must live until `judge` returns.
struct DigestSecrets {
  void* context = nullptr;
  /// False: no such user. A secret that is `hashed` must be of this algorithm.
  bool (*find)(void* context, std::string_view user, std::string_view realm, HashAlgorithm,
               DigestSecret& into) noexcept = nullptr;
};

/// The passwords that an Environment knows, plain or hashed, as secrets: give `secrets()` while this stands.
class EnvironmentPasswords {
 public:
  static constexpr std::size_t password_max = 128;  ///< a longer one is of nobody

  explicit EnvironmentPasswords(const Environment& environment) noexcept : environment_(environment) {}
  DigestSecrets secrets() noexcept { return {this, &find}; }

 private:
  static bool find(void* context, std::string_view user, std::string_view realm, HashAlgorithm,
                   DigestSecret& into) noexcept;

  const Environment& environment_;
  std::array<char, password_max> secret_{};
};

/// What is judged.
struct DigestCase {
  DigestRequest request;
  /// Other URIs that the peer may have written, since proxies retarget (RFC 8760 2.6, 6): our address of
  /// record.
  std::span<const std::string_view> own_uris;
  DigestSecrets secrets;
};

enum class DigestVerdict : std::uint8_t {
  good,
  bad,       ///< not by who knows the secret, or for another request: 401 without stale
  stale,     ///< by who knows the secret, with a nonce that is too old or not ours: 401 with stale=true
  replayed,  ///< the same with a count that was used: 401 with stale=true
};

struct DigestJudgement {
  DigestVerdict verdict = DigestVerdict::bad;
  std::string_view user;  ///< plain, as `secrets` knows it; only if `good`; borrows credentials or scratch
};

constexpr bool is_stale(DigestVerdict verdict) noexcept {
  return verdict == DigestVerdict::stale || verdict == DigestVerdict::replayed;
}

/// The first credentials of `request` for our realm by an algorithm that is offered. `header`: authorization
/// or proxy_authorization. `into` borrows the message. Error: `missing_header`, then ask.
Errc find_credentials(const MessageView& request, HeaderId header, const DigestOffer&,
                      CredentialsView& into) noexcept;

class DigestServer {
 public:
  /// Draws the secret that makes nonces unforgeable.
  static DigestServer make(const Environment&) noexcept;

  /// Writes one header field for each algorithm that is offered, the strongest first, all with one new
  /// nonce. `header`: www_authenticate or proxy_authenticate. Errors, with nothing written:
  /// `challenge_unusable` (no hash function, so no answer could be judged), `bad_argument` (no algorithm, no
  /// realm), `injection` (in the realm). And the writer's own.
  Errc write_challenges(Time now, const DigestOffer&, bool stale, HeaderId header, const Environment&,
                        MessageWriter& into) noexcept;

  /// Judges credentials of Digest. Where there is no hash function, or it fails, none is good. `scratch`
  /// holds texts without their escapes: the size of the header field always suffices, and one too small
  /// makes `bad`.
  DigestJudgement judge(Time now, const DigestOffer&, const DigestCase&, const CredentialsView&,
                        const Environment&, NonceWatch&, std::span<char> scratch) const noexcept;

 private:
  explicit DigestServer(const HashKey& key) noexcept : key_(key) {}

  HashKey key_;
  std::int64_t last_issue_ = INT64_MIN;  ///< in microseconds; no two nonces have the same
};

}  // namespace baton::core
