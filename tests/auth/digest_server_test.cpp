// Challenges, and the verdict on credentials with a nonce that is fresh. All time is virtual.
#include "src/auth/digest_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "tests/auth/server_side.hpp"

namespace baton::core {
namespace {

using test::bobs_answer;
using test::hashes;
using test::lines_of;
using test::Parsed;
using test::replaced;
using test::Side;
using test::value_of;

/// RFC 8760 2.3: one field an algorithm, the most preferred first; qop always stands.
TEST(DigestServer, OffersTheStrongestFirst) {
  Side side;
  side.offer.algorithms.md5 = true;
  const std::vector<std::string> lines = lines_of(side.challenges());
  ASSERT_EQ(lines.size(), 3U);
  const DigestAlgorithm order[] = {DigestAlgorithm::sha512_256, DigestAlgorithm::sha256, DigestAlgorithm::md5};
  std::string nonce;
  for (std::size_t at = 0; at < 3; ++at) {
    EXPECT_TRUE(lines[at].starts_with("WWW-Authenticate: Digest realm=\"biloxi.com\", qop=\"auth\", algorithm="));
    const std::string value = value_of(lines[at]);
    ChallengeView view;
    ASSERT_EQ(parse_challenge(value, view), Errc::ok);
    EXPECT_EQ(view.algorithm, order[at]);
    EXPECT_FALSE(view.stale);
    EXPECT_EQ(view.nonce.size(), 32U);
    EXPECT_TRUE(view.opaque.has_value());
    if (at == 0) nonce = view.nonce;
    EXPECT_EQ(view.nonce, nonce);
  }
}

TEST(DigestServer, OffersWhatItsOwnerWants) {
  Side side;
  EXPECT_EQ(lines_of(side.challenges()).size(), 2U) << "no MD5 unless it is asked for (RFC 8760 3)";
  side.offer.algorithms.sha512_256 = false;
  side.offer.integrity = true;
  side.offer.realm = "say \"hi\"";
  EXPECT_TRUE(side.challenges(true, HeaderId::proxy_authenticate)
                  .starts_with("Proxy-Authenticate: Digest realm=\"say \\\"hi\\\"\", qop=\"auth,auth-int\", "
                               "algorithm=SHA-256, nonce=\""));
  EXPECT_TRUE(side.challenges(true).ends_with("\", stale=true\r\n"));
  side.offer.integrity_only = true;
  EXPECT_NE(side.challenges().find("qop=\"auth-int\","), std::string::npos);
}

TEST(DigestServer, CannotChallengeWithoutHashAlgorithmOrRealm) {
  const auto error = [](const DigestOffer& offer, const Environment& environment, std::size_t room = 1'000) {
    std::vector<char> buffer(room);
    MessageWriter writer(buffer);
    DigestServer server = DigestServer::make(environment);
    const Errc result =
        server.write_challenges(Time{0}, offer, false, HeaderId::www_authenticate, environment, writer);
    EXPECT_TRUE(room < 1'000 || result == Errc::ok || writer.written().empty());
    return result;
  };
  Environment deaf = hashes();
  deaf.hash = nullptr;
  EXPECT_EQ(error({.realm = "r"}, deaf), Errc::challenge_unusable);
  EXPECT_EQ(error({.realm = ""}, hashes()), Errc::bad_argument);
  EXPECT_EQ(error({.realm = "r", .algorithms = {false, false, false}}, hashes()), Errc::bad_argument);
  EXPECT_EQ(error({.realm = "r\r\n"}, hashes()), Errc::injection);
  EXPECT_EQ(error({.realm = "r\x7F"}, hashes()), Errc::injection);
  for (std::size_t room = 0; room < 150; ++room) {
    EXPECT_EQ(error({.realm = "r"}, hashes(), room), Errc::buffer_too_small) << room;
  }
  EXPECT_EQ(error({.realm = "r"}, hashes()), Errc::ok);
}

TEST(DigestServer, FindsWhoKnowsTheSecretGood) {
  Side side;
  side.offer.algorithms.md5 = true;
  side.offer.integrity = true;
  for (const std::string& line : lines_of(side.challenges())) {
    for (const bool integrity : {false, true}) {
      side.answer.prefer_integrity = integrity;
      EXPECT_EQ(side.answered(value_of(line)), DigestVerdict::good) << line;
      EXPECT_EQ(side.user, "bob");
      ++side.answer.nc;  // they share a nonce
    }
  }
}

TEST(DigestServer, TakesHashedSecretsOfTheAlgorithm) {
  Side side;
  side.what.secrets.find = [](void*, std::string_view, std::string_view, HashAlgorithm algorithm,
                              DigestSecret& into) noexcept {
    static HexDigest secret;
    into = {.text = {}, .hashed = true};
    if (!hash_secret(hashes(), algorithm, "bob", "biloxi.com", "zanzibar", secret)) return false;
    into.text = secret.text();
    return true;
  };
  for (const std::string& line : lines_of(side.challenges())) {
    EXPECT_EQ(side.answered(value_of(line)), DigestVerdict::good) << line;
    ++side.answer.nc;
  }
}

TEST(DigestServer, TakesPasswordsFromTheEnvironment) {
  Side side;
  side.environment.password = [](void*, std::string_view realm, std::string_view user,
                                 std::span<char> out) noexcept -> std::size_t {
    const std::string_view password = "zanzibar";
    if (user == "long") return out.size() + 1;
    if (user != "bob" || realm != "biloxi.com") return 0;
    password.copy(out.data(), out.size());
    return password.size();
  };
  EnvironmentPasswords passwords(side.environment);
  side.what.secrets = passwords.secrets();
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::good);
  DigestSecret secret;
  EXPECT_FALSE(side.what.secrets.find(side.what.secrets.context, "long", "biloxi.com", HashAlgorithm::md5, secret));
  for (const char* nobody : {"carol", "long"}) {
    side.answer.user.user = nobody;
    side.answer.user.secret.text = "";
    EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::bad) << nobody;
  }
  side.environment.password = nullptr;
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::bad);
}

TEST(DigestServer, TakesHashedPasswordsFromTheEnvironmentFirst) {
  Side side;
  side.environment.hashed_password = [](void*, std::string_view realm, std::string_view user, HashAlgorithm algorithm,
                                        std::span<char> out) noexcept -> std::size_t {
    HexDigest secret;
    if (user != "bob" || !hash_secret(hashes(), algorithm, user, realm, "zanzibar", secret)) return 0;
    return secret.text().copy(out.data(), out.size());
  };
  EnvironmentPasswords passwords(side.environment);
  side.what.secrets = passwords.secrets();
  for (const std::string& line : lines_of(side.challenges())) {
    EXPECT_EQ(side.answered(value_of(line)), DigestVerdict::good) << line;
    ++side.answer.nc;
  }
  side.answer.user.user = "carol";
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::bad);
  side.environment.password = [](void*, std::string_view, std::string_view, std::span<char> out) noexcept {
    return std::string_view("zanzibar").copy(out.data(), out.size());
  };
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::good) << "who has no hash may have a password";
}

TEST(DigestServer, FindsCredentialsBadThatAreForSomethingElse) {
  using Change = void (*)(Side&);
  const std::map<std::string, Change> changes{
      {"another password", [](Side& it) { it.answer.user.secret.text = "zanzibaR"; }},
      {"another user", [](Side& it) { it.answer.user.user = "carol"; }},
      {"nobody, with no password",
       [](Side& it) {
         it.answer.user.user = "carol";
         it.answer.user.secret.text = "";
       }},
      {"no secrets at all", [](Side& it) { it.what.secrets = {}; }},
      {"another method", [](Side& it) { it.answer.request.method = "BYE"; }},
      {"another URI", [](Side& it) { it.answer.request.uri = "sip:carol@biloxi.com"; }},
      {"an algorithm that is not offered",
       [](Side& it) { it.offer.algorithms = {.md5 = true, .sha256 = true, .sha512_256 = false}; }},
      {"auth where auth-int alone is offered", [](Side& it) { it.offer.integrity_only = true; }},
      {"no hash", [](Side& it) { it.environment.hash = nullptr; }},
  };
  for (const auto& [which, change] : changes) {
    Side side;
    const std::string challenge = side.challenge();
    change(side);
    EXPECT_EQ(side.answered(challenge), DigestVerdict::bad) << which;
  }
}

TEST(DigestServer, FindsCredentialsBadThatWereChanged) {
  Side side;
  const std::string good = side.credentials(side.challenge());
  struct Row {
    std::string_view what, with;
  };
  const Row rows[] = {
      {"username=\"bob\"", "username=\"Bob\""},
      {" nonce=\"0", " nonce=\"1"},
      {"cnonce=\"0", "cnonce=\"1"},
      {"nc=00000001", "nc=00000002"},
      {"response=\"", "response=\"0"},
      {"qop=auth", "qop=AUTH"},
      {"qop=auth", "qop=auth-int"},
      {"algorithm=SHA-512-256", "algorithm=SHA-256"},
      {"biloxi.com\",", "biloxi.org\","},
      {"qop=auth", "userhash=true, qop=auth"},
      {"username=\"bob\"", "username*=UTF-8''bob"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(side.verdict(replaced(good, row.what, row.with)), DigestVerdict::bad) << row.with;
  }
  EXPECT_EQ(side.verdict(good), DigestVerdict::good) << "none of these has used it up";
}

TEST(DigestServer, ReadsADigestInEitherCase) {
  Side side;
  std::string credentials = side.credentials(side.challenge());
  const std::size_t at = credentials.find("response=\"") + 10;
  std::transform(credentials.begin() + static_cast<std::ptrdiff_t>(at),
                 credentials.begin() + static_cast<std::ptrdiff_t>(at + 64),
                 credentials.begin() + static_cast<std::ptrdiff_t>(at), [](char c) {
                   return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
                 });
  EXPECT_EQ(side.verdict(credentials), DigestVerdict::good);
}

/// The response covers the digits of nc as they were sent.
TEST(DigestServer, ReadsACountInEitherCase) {
  Side side;
  side.answer.nc = 0xABC;
  const std::string challenge = side.challenge();
  const std::string credentials = side.credentials(challenge);
  ChallengeView view;
  ASSERT_EQ(parse_challenge(challenge, view), Errc::ok);
  HexDigest secret;
  HexDigest response;
  ASSERT_TRUE(hash_secret(hashes(), HashAlgorithm::sha512_256, "bob", "biloxi.com", "zanzibar", secret));
  ASSERT_TRUE(digest_response(hashes(), {view.algorithm, view.nonce, "auth", "00000ABC", "0a4f113b", false},
                              side.answer.request, secret.text(), response));
  const std::string changed = replaced(credentials, "00000abc", "00000ABC");
  EXPECT_EQ(side.verdict(changed), DigestVerdict::bad);
  EXPECT_EQ(side.verdict(replaced(changed, test::parameter(credentials, "response"), response.text())),
            DigestVerdict::good);
}

/// Escaped texts, and a peer that puts no quotes where RFC 7616 wants them in none.
TEST(DigestServer, ReadsTextsThatAreEscaped) {
  Side side;
  const std::string credentials = side.credentials(side.challenge());
  const std::string escaped = replaced(replaced(replaced(credentials, "\"bob\"", "\"b\\ob\""), "biloxi.com\", nonce",
                                                "biloxi\\.com\", nonce"),
                                       "sip:bob@", "s\\ip:bob@");
  EXPECT_EQ(side.verdict(escaped), DigestVerdict::good);
  EXPECT_EQ(side.user, "bob");
}

TEST(DigestServer, ComparesUrisAsUris) {
  Side side;
  side.answer.request.uri = "SIP:bob@BILOXI.com";
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::good);
  // RFC 8760 2.6, 6: a proxy has retargeted the request to our contact.
  side.what.request.uri = "sip:bob@192.0.2.4:5062";
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::bad);
  const std::array<std::string_view, 2> own{"sip:robert@biloxi.com", "sip:bob@biloxi.com"};
  side.what.own_uris = own;
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::good);
  side.answer.request.uri = side.what.request.uri = "not a URI";
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::good) << "equal octet by octet";
}

TEST(DigestServer, TakesNoQualityThatItDoesNotOffer) {
  Side side;
  const std::string challenge = replaced(side.challenge(), "\"auth\"", "\"auth-int\"");
  EXPECT_EQ(side.answered(challenge), DigestVerdict::bad);
  side.offer.integrity = true;
  EXPECT_EQ(side.answered(challenge), DigestVerdict::good);
}

/// With auth-int a changed body is noticed, with auth it is not.
TEST(DigestServer, ProtectsTheBodyWhereItIsAskedTo) {
  Side side;
  side.offer.integrity = true;
  const std::string challenge = side.challenge();
  const std::string plain = side.credentials(challenge);
  side.answer.prefer_integrity = true;
  ++side.answer.nc;
  const std::string protecting = side.credentials(challenge);
  side.what.request.body = "v=1\r\n";
  EXPECT_EQ(side.verdict(plain), DigestVerdict::good);
  EXPECT_EQ(side.verdict(protecting), DigestVerdict::bad);
  side.what.request.body = bobs_answer().request.body;
  EXPECT_EQ(side.verdict(protecting), DigestVerdict::good);
}

/// SHA-256 is served with a qop alone: its digest without qop is no other algorithm's.
TEST(DigestServer, WantsAQopOfSha) {
  Side side;
  side.offer.algorithms = {.md5 = true, .sha256 = true, .sha512_256 = false};
  const std::string challenge = side.challenge();
  ChallengeView view;
  ASSERT_EQ(parse_challenge(challenge, view), Errc::ok);
  HexDigest secret;
  HexDigest response;
  ASSERT_TRUE(hash_secret(hashes(), HashAlgorithm::sha256, "bob", "biloxi.com", "zanzibar", secret));
  ASSERT_TRUE(digest_response(hashes(), {view.algorithm, view.nonce, "", "", "", false}, side.answer.request,
                              secret.text(), response));
  std::string credentials = "Digest username=\"bob\", realm=\"biloxi.com\", algorithm=SHA-256, uri=\"";
  credentials.append(side.answer.request.uri).append("\", nonce=\"").append(view.nonce);
  credentials.append("\", response=\"").append(response.text()).append("\"");
  EXPECT_EQ(side.verdict(credentials), DigestVerdict::bad);
}

TEST(DigestServer, JudgesWithinTheScratchAlone) {
  Side side;
  const std::string credentials = replaced(side.credentials(side.challenge()), "\"bob\"", "\"b\\o\\b\"");
  CredentialsView view;
  ASSERT_EQ(parse_credentials(credentials, view), Errc::ok);
  for (std::size_t size = 0; size <= 3; ++size) {
    std::vector<char> scratch(size);
    const DigestVerdict verdict =
        side.server.judge(side.now, side.offer, side.what, view, side.environment, side.watch, scratch).verdict;
    EXPECT_EQ(verdict, size < 3 ? DigestVerdict::bad : DigestVerdict::good) << size;
  }
}

TEST(DigestServer, FindsTheCredentialsForItsRealm) {
  const auto fields = [](std::string_view realm, std::string_view more) {
    std::string text = "Authorization: Digest username=\"u\", nonce=\"n\", uri=\"sip:b@c\", response=\"00\", realm=\"";
    return text.append(realm).append("\"").append(more).append("\r\n");
  };
  const DigestOffer offer{.realm = "biloxi.com"};
  const auto found = [&](const std::string& extra, HeaderId header = HeaderId::authorization) {
    const Parsed request(baton::test::request_with(extra));
    CredentialsView view;
    const Errc error = find_credentials(request.message, header, offer, view);
    return error == Errc::ok ? std::string(view.algorithm_text) : std::string(name(error));
  };
  const std::string good = fields("biloxi.com", ", algorithm=SHA-256");
  EXPECT_EQ(found(good), "SHA-256");
  EXPECT_EQ(found(good, HeaderId::proxy_authorization), "missing_header");
  EXPECT_EQ(found(""), "missing_header");
  EXPECT_EQ(found(fields("biloxi.com", "")), "missing_header") << "MD5 was not offered";
  EXPECT_EQ(found(fields("biloxi.com", ", algorithm=SHA-256-sess")), "missing_header");
  EXPECT_EQ(found(fields("atlanta.com", ", algorithm=SHA-256")), "missing_header");
  EXPECT_EQ(found(fields("atlanta.com", ", algorithm=SHA-256") + "Authorization: Digest x\r\n" +
                  "Authorization: Basic Ym9iOg==\r\n" + fields("biloxi.com", "") + good),
            "SHA-256");
}

}  // namespace
}  // namespace baton::core
