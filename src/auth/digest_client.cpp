#include "src/auth/digest_client.hpp"

#include "parser/written_text.hpp"

namespace baton::core {
namespace {

using parser::breaks_line;

/// What of the challenge's offer is used; empty: the form of RFC 2069.
std::string_view chosen_qop(const ChallengeView& challenge, bool prefer_integrity) noexcept {
  if (!challenge.qop.any()) {
    return hash_of(challenge.algorithm) == HashAlgorithm::md5 ? "" : "auth";
  }
  return challenge.qop.auth_int && (prefer_integrity || !challenge.qop.auth) ? "auth-int" : "auth";
}

HeaderId answering(HeaderId challenge_header) noexcept {
  return challenge_header == HeaderId::proxy_authenticate ? HeaderId::proxy_authorization
                                                          : HeaderId::authorization;
}

/// The eight digits of "nc".
struct NonceCount {
  explicit NonceCount(std::uint32_t count) noexcept {
    std::array<std::byte, 4> octets{};
    for (unsigned at = 0; at < 4; ++at) octets[at] = static_cast<std::byte>(count >> (24 - 8 * at));
    hex_text(octets, digits);
  }
  std::string_view text() const noexcept { return {digits.data(), digits.size()}; }
  std::array<char, 8> digits{};
};

/// All that the header field tells.
struct Written {
  std::string_view user, realm, nonce, opaque;  ///< plain
  DigestTerms terms;
  HexDigest response;
  HexDigest user_hash;
};

void add_parameter(MessageWriter& into, std::string_view name, std::string_view value) noexcept {
  into.add(", ");
  into.add(name);
  into.add("=");
  into.add(value);
}

void add_quoted(MessageWriter& into, std::string_view name, std::string_view plain) noexcept {
  add_parameter(into, name, {});
  into.add_quoted(plain);
}

/// A text of the peer's goes back as it stands, its escapes too, since few unescape what they compare; but
/// no fold does, nor a NUL. One that has to be quoted anew must not hold what cannot stand in quotes.
bool is_returnable(std::string_view quoted, std::string_view plain) noexcept {
  return !breaks_line(quoted) || is_line_text(plain);
}

void add_returned(MessageWriter& into, std::string_view name, std::string_view quoted,
                  std::string_view plain) noexcept {
  if (breaks_line(quoted)) {
    add_quoted(into, name, plain);
    return;
  }
  add_parameter(into, name, "\"");
  into.add(quoted);
  into.add("\"");
}

void write(const ChallengeView& challenge, HeaderId header, const DigestAnswer& answer, const Written& what,
           MessageWriter& into) noexcept {
  into.begin(answering(header));
  into.add("Digest username=");
  into.add_quoted(challenge.userhash ? what.user_hash.text() : what.user);
  add_returned(into, "realm", challenge.realm, what.realm);
  add_returned(into, "nonce", challenge.nonce, what.nonce);
  add_quoted(into, "uri", answer.request.uri);
  add_quoted(into, "response", what.response.text());
  if (!challenge.algorithm_text.empty()) {
    add_parameter(into, "algorithm", challenge.algorithm_text);
  }
  if (!what.terms.qop.empty()) {
    add_quoted(into, "cnonce", what.terms.cnonce);
    add_parameter(into, "qop", what.terms.qop);
    add_parameter(into, "nc", what.terms.nc);
  }
  if (challenge.opaque) {
    add_returned(into, "opaque", *challenge.opaque, what.opaque);
  }
  if (challenge.userhash) {
    add_parameter(into, "userhash", "true");
  }
  into.end();
}

Errc check(const DigestAnswer& answer, std::string_view qop) noexcept {
  if (answer.user.user.empty() || (!qop.empty() && (answer.nc == 0 || answer.cnonce.empty()))) {
    return Errc::bad_argument;
  }
  for (const std::string_view text : {answer.user.user, answer.request.uri, answer.cnonce}) {
    if (!is_line_text(text)) return Errc::injection;
  }
  return Errc::ok;
}

/// The hashes of an answer, whose plain texts stand in `what`.
bool compute(const ChallengeView& challenge, const DigestAnswer& answer, const Environment& environment,
             Written& what) noexcept {
  const HashAlgorithm algorithm = hash_of(challenge.algorithm);
  HexDigest secret;
  if (!answer.user.secret.hashed &&
      !hash_secret(environment, algorithm, what.user, what.realm, answer.user.secret.text, secret)) {
    return false;
  }
  if (challenge.userhash &&  // RFC 7616 3.4.4
      !hash_text(environment, algorithm, {what.user, ":", what.realm}, what.user_hash)) {
    return false;
  }
  return digest_response(environment, what.terms, answer.request,
                         answer.user.secret.hashed ? answer.user.secret.text : secret.text(), what.response);
}

}  // namespace

bool is_answerable(const ChallengeView& challenge, std::string_view realm,
                   const DigestAlgorithms& algorithms) noexcept {
  if (challenge.scheme != AuthScheme::digest || !algorithms.has(challenge.algorithm)) return false;
  if (!realm.empty() && !stands_for(challenge.realm, realm)) return false;
  if (challenge.qop.any()) return challenge.qop.auth || challenge.qop.auth_int;
  return challenge.algorithm != DigestAlgorithm::md5_sess;
}

Errc choose_challenge(const MessageView& response, HeaderId header, std::string_view realm,
                      const DigestAlgorithms& algorithms, ChallengeView& into) noexcept {
  into = {};
  bool found = false;
  for (const HeaderEntry& entry : response.headers()) {
    if (entry.id != header) continue;
    found = true;
    ChallengeView challenge;
    if (parse_challenge(response.value_of(entry), challenge) == Errc::ok &&
        is_answerable(challenge, realm, algorithms)) {
      into = challenge;
      return Errc::ok;
    }
  }
  return found ? Errc::challenge_unusable : Errc::missing_header;
}

Errc write_credentials(const ChallengeView& challenge, HeaderId header, const DigestAnswer& answer,
                       const Environment& environment, std::span<char> scratch, MessageWriter& into) noexcept {
  constexpr DigestAlgorithms all;
  if (!is_answerable(challenge, answer.user.realm, all)) return Errc::challenge_unusable;
  const std::string_view qop = chosen_qop(challenge, answer.prefer_integrity);
  if (const Errc error = check(answer, qop); error != Errc::ok) return error;

  PlainTexts plain(scratch);
  Written what;
  what.user = answer.user.user;
  what.realm = plain.of(challenge.realm);
  what.nonce = plain.of(challenge.nonce);
  what.opaque = plain.of(challenge.opaque.value_or(std::string_view{}));
  if (plain.error() == Errc::buffer_too_small) return Errc::buffer_too_small;
  const bool returnable =
      is_returnable(challenge.realm, what.realm) && is_returnable(challenge.nonce, what.nonce) &&
      (!challenge.opaque || is_returnable(*challenge.opaque, what.opaque));
  if (plain.error() != Errc::ok || !returnable) return Errc::challenge_unusable;

  const NonceCount count(answer.nc);
  what.terms = {.algorithm = challenge.algorithm,
                .nonce = what.nonce,
                .qop = qop,
                .nc = count.text(),
                .cnonce = answer.cnonce,
                .integrity = qop == "auth-int"};
  if (!compute(challenge, answer, environment, what)) return Errc::challenge_unusable;
  write(challenge, header, answer, what, into);
  return into.error();
}

bool carries_credentials(const MessageView& request, HeaderId challenge_header,
                         const ChallengeView& challenge) noexcept {
  for (const HeaderEntry& entry : request.headers()) {
    CredentialsView credentials;
    if (entry.id == answering(challenge_header) &&
        parse_credentials(request.value_of(entry), credentials) == Errc::ok &&
        credentials.scheme == AuthScheme::digest && credentials.realm == challenge.realm) {
      return true;
    }
  }
  return false;
}

bool DigestTries::take(HeaderId header, bool refused, bool stale) noexcept {
  const bool stale_before = (bits_ & stale_bit(header)) != 0;
  if ((bits_ & 15U) == answers_max || (refused && (!stale || stale_before))) return false;
  const unsigned kind = answered_bit(header) | (refused ? stale_bit(header) : 0U);
  bits_ = static_cast<std::uint8_t>((bits_ + 1U) | kind);
  return true;
}

}  // namespace baton::core
