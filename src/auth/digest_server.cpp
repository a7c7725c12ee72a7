#include "src/auth/digest_server.hpp"

#include <optional>

#include "baton/uri.hpp"
#include "parser/char_class.hpp"
#include "parser/slice.hpp"

namespace baton::core {
namespace {

/// What opens every keyed hash, so that no value of one kind is one of another.
enum class Kind : std::uint64_t { nonce, opaque };

/// Sixteen hexadecimal digits.
struct HexNumber {
  explicit HexNumber(std::uint64_t number) noexcept {
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, number >>= 4) {
      *digit = "0123456789abcdef"[number & 15];
    }
  }
  std::string_view text() const noexcept { return {digits.data(), digits.size()}; }
  std::array<char, 16> digits{};
};

std::optional<std::uint64_t> number_from(std::string_view digits) noexcept {
  std::uint64_t number = 0;
  for (const char c : digits) {
    // As it was written and no other way: one nonce has one text.
    if (!parser::is(c, parser::hex_char) || (c >= 'A' && c <= 'F')) return std::nullopt;
    number = number << 4 | parser::hex_value(c);
  }
  return number;
}

/// A nonce is the number of its issue and a keyed hash of that and the realm.
std::uint64_t seal(const HashKey& key, std::uint64_t issue, std::string_view realm) noexcept {
  KeyedHash hash(key);
  return hash.add(static_cast<std::uint64_t>(Kind::nonce)).add(issue).add(realm).finish();
}

std::uint64_t opaque_of(const HashKey& key, std::string_view realm) noexcept {
  KeyedHash hash(key);
  return hash.add(static_cast<std::uint64_t>(Kind::opaque)).add(realm).finish();
}

/// When a nonce was issued; none if it was not issued with this key for this realm.
std::optional<std::int64_t> issue_of(const HashKey& key, std::string_view realm,
                                     const CredentialsView& credentials) noexcept {
  const std::string_view nonce = credentials.nonce;
  if (nonce.size() != 32) return std::nullopt;
  if (credentials.opaque && *credentials.opaque != HexNumber(opaque_of(key, realm)).text()) return std::nullopt;
  const std::optional<std::uint64_t> issue = number_from(parser::slice(nonce, 0, 16));
  const std::optional<std::uint64_t> sealed = number_from(parser::slice(nonce, 16));
  if (!issue || !sealed || *sealed != seal(key, *issue, realm)) return std::nullopt;
  return static_cast<std::int64_t>(*issue);
}

/// Nonces of one moment are issued a little ahead of the time.
bool is_old(std::int64_t issue, Time now, Microseconds life) noexcept {
  return now.us > issue &&
         static_cast<std::uint64_t>(now.us) - static_cast<std::uint64_t>(issue) > static_cast<std::uint64_t>(life);
}

bool is_same_uri(std::string_view a, std::string_view b) noexcept {
  UriView first;
  UriView second;
  return a == b || (parse_uri(a, first) == Errc::ok && parse_uri(b, second) == Errc::ok && equal(first, second));
}

bool is_ours(std::string_view uri, const DigestCase& what) noexcept {
  if (is_same_uri(uri, what.request.uri)) return true;
  for (const std::string_view own : what.own_uris) {
    if (is_same_uri(uri, own)) return true;
  }
  return false;
}

bool is_offered(const DigestOffer& offer, const CredentialsView& credentials) noexcept {
  return credentials.scheme == AuthScheme::digest && offer.algorithms.has(credentials.algorithm) &&
         !is_session(credentials.algorithm) && stands_for(credentials.realm, offer.realm);
}

/// A client of RFC 2069 sends no qop; a server that allows MD5 serves it (RFC 3261 22.4), unless it wants the
/// body protected.
bool is_offered_qop(const DigestOffer& offer, const CredentialsView& credentials) noexcept {
  if (credentials.qop.auth_int) return offer.integrity || offer.integrity_only;
  if (credentials.qop.auth) return !offer.integrity_only;
  return !credentials.qop.any() && !offer.integrity_only && hash_of(credentials.algorithm) == HashAlgorithm::md5;
}

/// In a time that tells nothing of where they differ, and without case.
bool is_same_digest(std::string_view given, std::string_view right) noexcept {
  if (given.size() != right.size()) return false;
  int differences = 0;
  for (std::size_t at = 0; at < right.size(); ++at) {
    differences |= parser::lower(given[at]) ^ right[at];
  }
  return differences == 0;
}

/// Whether the response is by who knows the secret of `user`. What is not found is computed all the same, so
/// that the time tells little of which users there are.
bool is_right(const DigestOffer& offer, const DigestCase& what, const CredentialsView& credentials,
              const Environment& environment, std::string_view user, PlainTexts& plain) noexcept {
  const HashAlgorithm algorithm = hash_of(credentials.algorithm);
  const DigestTerms terms{.algorithm = credentials.algorithm,
                          .nonce = plain.of(credentials.nonce),
                          .qop = credentials.qop.text,
                          .nc = credentials.nc_text,
                          .cnonce = plain.of(credentials.cnonce),
                          .integrity = credentials.qop.auth_int};
  const DigestRequest request{what.request.method, plain.of(credentials.uri), what.request.body};
  if (plain.error() != Errc::ok || !is_ours(request.uri, what)) return false;

  DigestSecret secret;
  const bool found = what.secrets.find != nullptr &&
                     what.secrets.find(what.secrets.context, user, offer.realm, algorithm, secret);
  if (!found) secret = {};
  HexDigest hashed;
  if (!secret.hashed) {
    if (!hash_secret(environment, algorithm, user, offer.realm, secret.text, hashed)) return false;
    secret.text = hashed.text();
  }
  HexDigest right;
  return digest_response(environment, terms, request, secret.text, right) &&
         is_same_digest(credentials.response, right.text()) && found;
}

void write_challenge(HeaderId header, std::string_view realm, std::string_view qop, std::string_view algorithm,
                     const std::array<HexNumber, 3>& texts, bool stale, MessageWriter& into) noexcept {
  into.begin(header);
  into.add("Digest realm=");
  into.add_quoted(realm);
  into.add(", qop=\"");
  into.add(qop);
  into.add("\", algorithm=");
  into.add(algorithm);
  into.add(", nonce=\"");
  into.add(texts[0].text());
  into.add(texts[1].text());
  into.add("\", opaque=\"");
  into.add(texts[2].text());
  into.add(stale ? "\", stale=true" : "\"");
  into.end();
}

}  // namespace

bool EnvironmentPasswords::find(void* context, std::string_view user, std::string_view realm,
                                HashAlgorithm algorithm, DigestSecret& into) noexcept {
  auto& self = *static_cast<EnvironmentPasswords*>(context);
  const Environment& environment = self.environment_;
  std::size_t size = 0;
  if (environment.hashed_password != nullptr) {
    size = environment.hashed_password(environment.context, realm, user, algorithm, self.secret_);
  }
  const bool hashed = size != 0;
  if (!hashed && environment.password != nullptr) {
    size = environment.password(environment.context, realm, user, self.secret_);
  }
  if (size == 0 || size > self.secret_.size()) return false;
  into = {.text = {self.secret_.data(), size}, .hashed = hashed};
  return true;
}

Errc find_credentials(const MessageView& request, HeaderId header, const DigestOffer& offer,
                      CredentialsView& into) noexcept {
  into = {};
  for (const HeaderEntry& entry : request.headers()) {
    CredentialsView credentials;
    if (entry.id == header && parse_credentials(request.value_of(entry), credentials) == Errc::ok &&
        is_offered(offer, credentials)) {
      into = credentials;
      return Errc::ok;
    }
  }
  return Errc::missing_header;
}

DigestServer DigestServer::make(const Environment& environment) noexcept {
  HashKey key;
  environment.random(environment.context, std::as_writable_bytes(std::span(&key, 1)));
  return DigestServer(key);
}

Errc DigestServer::write_challenges(Time now, const DigestOffer& offer, bool stale, HeaderId header,
                                    const Environment& environment, MessageWriter& into) noexcept {
  struct Row {
    bool offered;
    std::string_view name;
  };
  const Row rows[] = {{offer.algorithms.sha512_256, "SHA-512-256"},
                      {offer.algorithms.sha256, "SHA-256"},
                      {offer.algorithms.md5, "MD5"}};
  if (environment.hash == nullptr) return Errc::challenge_unusable;
  if (offer.realm.empty() || !(rows[0].offered || rows[1].offered || rows[2].offered)) return Errc::bad_argument;
  if (!is_line_text(offer.realm)) return Errc::injection;

  last_issue_ = now.us > last_issue_ || last_issue_ == INT64_MAX ? now.us : last_issue_ + 1;
  const auto issue = static_cast<std::uint64_t>(last_issue_);
  const std::array texts{HexNumber(issue), HexNumber(seal(key_, issue, offer.realm)),
                         HexNumber(opaque_of(key_, offer.realm))};
  const std::string_view qop = offer.integrity_only ? "auth-int" : offer.integrity ? "auth,auth-int" : "auth";
  for (const Row& row : rows) {
    if (row.offered) write_challenge(header, offer.realm, qop, row.name, texts, stale, into);
  }
  return into.error();
}

DigestJudgement DigestServer::judge(Time now, const DigestOffer& offer, const DigestCase& what,
                                    const CredentialsView& credentials, const Environment& environment,
                                    NonceWatch& watch, std::span<char> scratch) const noexcept {
  if (!is_offered(offer, credentials) || !is_offered_qop(offer, credentials) || credentials.userhash ||
      !credentials.extended_username.empty()) {
    return {};
  }
  PlainTexts plain(scratch);
  const std::string_view user = plain.of(credentials.username);
  if (!is_right(offer, what, credentials, environment, user, plain)) return {};

  const std::optional<std::int64_t> issue = issue_of(key_, offer.realm, credentials);
  if (!issue || is_old(*issue, now, offer.nonce_life)) return {DigestVerdict::stale, {}};
  // Without a count a nonce serves once.
  switch (watch.use(*issue, credentials.qop.any() ? credentials.nc.value_or(0) : UINT32_MAX)) {
    case NonceState::fresh: return {DigestVerdict::good, user};
    case NonceState::repeated: return {DigestVerdict::replayed, {}};
    case NonceState::forgotten: break;
  }
  return {DigestVerdict::stale, {}};
}

}  // namespace baton::core
