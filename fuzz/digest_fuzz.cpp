// The headers that authenticate: challenges, credentials, Authentication-Info; and what answers and judges them.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "baton/auth_values.hpp"
#include "baton/quoted.hpp"
#include "fuzz/header_parts.hpp"
#include "fuzz/value_checks.hpp"
#include "src/auth/digest_client.hpp"
#include "src/auth/digest_server.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;

void check_quoted(std::string_view text) {
  std::vector<char> plain(text.size());
  require(static_cast<bool>(unquote(text, plain)), "an accepted quoted text can be unquoted");
}

void check_algorithm(DigestAlgorithm algorithm, std::string_view text) {
  require(!text.empty() || algorithm == DigestAlgorithm::md5, "without a name the algorithm is MD5");
}

void check_qop(const DigestQop& qop) {
  require(qop.any() == !qop.text.empty(), "a qop names an option, and none stands without a text");
}

void check_challenge(const ChallengeView& challenge) {
  require(!challenge.scheme_text.empty(), "a challenge has a scheme");
  check_algorithm(challenge.algorithm, challenge.algorithm_text);
  check_qop(challenge.qop);
  check_quoted(challenge.realm);
  check_quoted(challenge.nonce);
  check_quoted(challenge.opaque.value_or(""));
  if (challenge.scheme != AuthScheme::digest) {
    require(challenge.realm.empty() && challenge.nonce.empty() && !challenge.opaque && !challenge.stale,
            "the members of Digest are empty for other schemes");
  }
}

bool is_hexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

void check_credentials(const CredentialsView& credentials) {
  require(!credentials.scheme_text.empty(), "credentials have a scheme");
  check_algorithm(credentials.algorithm, credentials.algorithm_text);
  check_qop(credentials.qop);
  for (const std::string_view text : {credentials.username, credentials.realm, credentials.nonce,
                                      credentials.uri, credentials.opaque.value_or("")}) {
    check_quoted(text);
  }
  require(is_hexadecimal(credentials.response), "a response is hexadecimal");
  if (credentials.scheme == AuthScheme::digest && credentials.qop.any()) {
    require(credentials.nc.has_value(), "nc stands where qop does (RFC 7616 3.4)");
  }
}

void check_info(const AuthenticationInfoView& info) {
  check_qop(info.qop);
  require(is_hexadecimal(info.rspauth.value_or("")), "rspauth is hexadecimal");
  check_quoted(info.nextnonce);
}

/// What is put behind a challenge is judged as a part of it.
void check_extended(std::string_view value) {
  ChallengeView whole;
  if (parse_challenge(value, whole) != Errc::ok || whole.scheme != AuthScheme::digest) {
    return;
  }
  const ExactText extended(std::string(value) + ",realm=\"twice\"");
  ChallengeView again;
  require(parse_challenge(extended.view(), again) != Errc::ok, "a second realm is refused");
  const ExactText added(std::string(value) + ", x-unknown=1");
  require(parse_challenge(added.view(), again) == Errc::ok && again.realm == whole.realm &&
              again.nonce == whole.nonce && again.qop.text == whole.qop.text,
          "an unknown parameter changes nothing");
}

constexpr std::string_view user = "a \"user\"";
constexpr std::string_view password = "secret";

/// Not a hash that protects, but one that tells texts apart.
bool quick_hash(void*, HashAlgorithm algorithm, std::span<const std::string_view> parts,
                std::span<std::byte> out) noexcept {
  std::uint64_t state = 14'695'981'039'346'656'037U + static_cast<std::uint64_t>(algorithm);
  for (const std::string_view part : parts) {
    for (const char c : part) state = (state ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  }
  for (std::byte& octet : out) {
    state = (state ^ state >> 29) * 1'099'511'628'211U;
    octet = static_cast<std::byte>(state >> 56);
  }
  return true;
}

void counting(void*, std::span<std::byte> out) noexcept {
  for (std::size_t at = 0; at < out.size(); ++at) out[at] = static_cast<std::byte>(at);
}

constexpr Environment environment{.random = counting, .hash = quick_hash};
constexpr core::DigestRequest request{"REFER", "sip:bob@example.com", "a body"};

/// The verdict of a server of this realm, which knows one user, on credentials with a nonce not its own.
core::DigestVerdict judged(const CredentialsView& credentials, std::string_view realm, std::size_t size) {
  static core::DigestServer server = core::DigestServer::make(environment);
  std::array<core::NonceUse, 2> places;
  core::NonceWatch watch(places);
  const core::DigestOffer offer{.realm = realm, .algorithms = {}, .integrity = true};
  const core::DigestSecrets secrets{nullptr, [](void*, std::string_view name, std::string_view, HashAlgorithm,
                                                core::DigestSecret& into) noexcept {
                                      into.text = password;
                                      return name == user;
                                    }};
  std::vector<char> scratch(size);
  return server.judge(Time{0}, offer, {request, {}, secrets}, credentials, environment, watch, scratch).verdict;
}

/// What answers a challenge can be read, and a server finds that it is by who knows the secret.
void check_answer(std::string_view value) {
  const ExactText text{std::string(value)};
  ChallengeView challenge;
  constexpr core::DigestAlgorithms all;
  if (parse_challenge(text.view(), challenge) != Errc::ok || !core::is_answerable(challenge, {}, all)) return;
  std::vector<char> scratch(value.size());
  std::vector<char> buffer(2 * value.size() + 512);
  MessageWriter writer(buffer);
  core::DigestAnswer answer;
  answer.user = {user, {password}, {}};
  answer.request = request;
  answer.cnonce = "0a4f113b";
  answer.prefer_integrity = value.size() % 2 != 0;
  const Errc error =
      core::write_credentials(challenge, HeaderId::www_authenticate, answer, environment, scratch, writer);
  const auto is_control = [](unsigned char c) { return (c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 127; };
  require(error == Errc::ok || (error == Errc::challenge_unusable && std::ranges::any_of(value, is_control)),
          "an answerable challenge without control characters is answered");
  if (error != Errc::ok) return;

  constexpr std::string_view name = "Authorization: ";
  std::string_view written = writer.written();
  written.remove_prefix(name.size());
  written.remove_suffix(2);
  const ExactText answered{std::string(written)};
  CredentialsView credentials;
  require(parse_credentials(answered.view(), credentials) == Errc::ok, "an answer can be read");
  if (challenge.userhash || core::is_session(challenge.algorithm)) return;
  std::vector<char> realm(challenge.realm.size());
  const std::size_t size = *unquote(challenge.realm, realm);
  require(judged(credentials, {realm.data(), size}, written.size()) == core::DigestVerdict::stale,
          "a server finds the answer right, and the nonce not its own");
}

/// Nobody's nonce lets in.
void check_judgement(std::string_view value) {
  const ExactText text{std::string(value)};
  CredentialsView credentials;
  if (parse_credentials(text.view(), credentials) != Errc::ok) return;
  std::vector<char> realm(credentials.realm.size());
  const auto size = unquote(credentials.realm, realm);
  require(judged(credentials, {realm.data(), *size}, value.size()) != core::DigestVerdict::good &&
              judged(credentials, "biloxi.com", value.size()) != core::DigestVerdict::good,
          "credentials with a nonce that was not issued are not good");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_value<ChallengeView>(input, parse_challenge, check_challenge);
  check_value<CredentialsView>(input, parse_credentials, check_credentials);
  check_value<AuthenticationInfoView>(input, parse_authentication_info, check_info);
  check_extended(input);
  check_answer(input);
  check_judgement(input);
  return 0;
}
