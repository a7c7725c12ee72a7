#include "src/agent/proof.hpp"

#include "baton/quoted.hpp"

namespace baton::core {
namespace {

DigestOffer offer_of(const Core& core) noexcept { return {.realm = core.options.digest_realm}; }

}  // namespace

bool can_challenge(const Core& core) noexcept {
  const Environment& environment = core.environment;
  return !core.options.digest_realm.empty() && environment.hash != nullptr &&
         (environment.password != nullptr || environment.hashed_password != nullptr);
}

std::string_view proven_user(Core& core, const MessageView& request) noexcept {
  core.nonce_is_stale = false;
  CredentialsView credentials;
  if (!can_challenge(core) ||
      find_credentials(request, HeaderId::authorization, offer_of(core), credentials) != Errc::ok) {
    return {};
  }
  // A proxy may have rewritten the Request-URI: its sender knew us by an address of record (RFC 8760 2.6).
  std::array<std::string_view, 4> own_uris{};
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < core.accounts.capacity() && count < own_uris.size(); ++i) {
    if (core.accounts.live(i)) own_uris[count++] = core.accounts.at(i).view.uri;
  }
  EnvironmentPasswords passwords(core.environment);
  const DigestCase what{
      .request = {.method = request.method_text(), .uri = request.request_uri(), .body = request.body()},
      .own_uris = std::span(own_uris).first(count),
      .secrets = passwords.secrets()};
  const DigestJudgement judgement = core.digest.judge(core.now, offer_of(core), what, credentials, core.environment,
                                                      core.nonces, core.work.built);
  core.nonce_is_stale = is_stale(judgement.verdict);
  return judgement.verdict == DigestVerdict::good ? judgement.user : std::string_view{};
}

Result<std::size_t> named_user(const Core& core, const MessageView& request, std::span<char> into) noexcept {
  CredentialsView credentials;
  if (const Errc error = find_credentials(request, HeaderId::authorization, offer_of(core), credentials);
      error != Errc::ok) {
    return error;
  }
  return unquote(credentials.username, into);
}

void write_challenge(Core& core, MessageWriter& writer) noexcept {
  if (!can_challenge(core)) return;
  (void)core.digest.write_challenges(core.now, offer_of(core), core.nonce_is_stale, HeaderId::www_authenticate,
                                     core.environment, writer);
}

}  // namespace baton::core
