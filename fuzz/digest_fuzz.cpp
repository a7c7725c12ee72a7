// The headers that authenticate: challenges, credentials, Authentication-Info.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "baton/auth_values.hpp"
#include "baton/quoted.hpp"
#include "fuzz/header_parts.hpp"
#include "fuzz/value_checks.hpp"

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_value<ChallengeView>(input, parse_challenge, check_challenge);
  check_value<CredentialsView>(input, parse_credentials, check_credentials);
  check_value<AuthenticationInfoView>(input, parse_authentication_info, check_info);
  check_extended(input);
  return 0;
}
