// Which challenge of a 401 or 407 is answered, and how often: no hash is needed to decide that.
#include <gtest/gtest.h>

#include "src/auth/digest_client.hpp"
#include "tests/parser/exact.hpp"

namespace baton::core {
namespace {

using baton::test::Parsed;
using baton::test::request_with;

constexpr HeaderId from_server = HeaderId::www_authenticate;
constexpr HeaderId from_proxy = HeaderId::proxy_authenticate;

std::string unauthorized(const std::string& fields) {
  return "SIP/2.0 401 Unauthorized\r\n"
         "Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK1\r\n"
         "From: <sip:alice@example.com>;tag=a1\r\n"
         "To: <sip:bob@example.com>;tag=b1\r\n"
         "Call-ID: c1@example.com\r\n"
         "CSeq: 1 OPTIONS\r\n" +
         fields + "\r\n";
}

std::string challenge(const std::string& parameters) {
  return "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"" + parameters + "\r\n";
}

/// The algorithm of the challenge that is chosen, or the error.
std::string chosen(const std::string& fields, std::string_view realm = "r", const DigestAlgorithms& algorithms = {}) {
  const Parsed response(unauthorized(fields));
  EXPECT_EQ(response.error.code, Errc::ok) << fields;
  ChallengeView view;
  const Errc error = choose_challenge(response.message, from_server, realm, algorithms, view);
  if (error != Errc::ok) {
    EXPECT_EQ(view.scheme_text, "");
    return std::string(name(error));
  }
  return view.algorithm_text.empty() ? "(none)" : std::string(view.algorithm_text);
}

TEST(ChallengeChoice, TakesTheTopmost) {
  EXPECT_EQ(chosen(challenge(",algorithm=SHA-512-256,qop=\"auth\"") + challenge(",algorithm=SHA-256,qop=\"auth\"")),
            "SHA-512-256");
  EXPECT_EQ(chosen(challenge(",algorithm=MD5,qop=\"auth\"") + challenge(",algorithm=SHA-256,qop=\"auth\"")), "MD5");
}

TEST(ChallengeChoice, PassesOverWhatItDoesNotUnderstand) {
  const std::string good = challenge(",algorithm=SHA-256,qop=\"auth\"");
  for (const std::string& passed :
       {std::string("WWW-Authenticate: Basic realm=\"r\"\r\n"), std::string("WWW-Authenticate: NTLM\r\n"),
        std::string("WWW-Authenticate: Digest\r\n"), std::string("WWW-Authenticate: Digest realm=\"r\r\n"),
        std::string("WWW-Authenticate: Digest realm=\"r\"\r\n"), std::string("WWW-Authenticate:\r\n"),
        challenge(",algorithm=SHA3-256,qop=\"auth\""), challenge(",algorithm=AKAv1-MD5,qop=\"auth\""),
        challenge(",algorithm=SHA-256,qop=\"auth-conf\""), challenge(",algorithm=MD5-sess"),
        challenge(",algorithm=,qop=\"auth\"")}) {
    EXPECT_EQ(chosen(passed + good), "SHA-256") << passed;
    EXPECT_EQ(chosen(passed), "challenge_unusable") << passed;
  }
}

TEST(ChallengeChoice, TakesAlgorithmsThatAreAllowedAlone) {
  const std::string all = challenge(",algorithm=SHA-512-256,qop=\"auth\"") +
                          challenge(",algorithm=SHA-256-sess,qop=\"auth\"") +
                          challenge(",algorithm=MD5,qop=\"auth\"");
  EXPECT_EQ(chosen(all, "r", {.sha512_256 = false}), "SHA-256-sess");
  EXPECT_EQ(chosen(all, "r", {.sha256 = false, .sha512_256 = false}), "MD5");
  EXPECT_EQ(chosen(challenge(",qop=\"auth\""), "r", {.md5 = false}), "challenge_unusable");
}

TEST(ChallengeChoice, TakesMd5WithoutQopAndOthersAsIfAuthWereOffered) {
  EXPECT_EQ(chosen(challenge("")), "(none)");
  EXPECT_EQ(chosen(challenge(",algorithm=SHA-256")), "SHA-256");
  EXPECT_EQ(chosen(challenge(",algorithm=SHA-256-sess")), "SHA-256-sess");
}

/// A password goes to its own realm (CVE-2021-41158).
TEST(ChallengeChoice, AnswersItsOwnRealmAlone) {
  const std::string foreign = "WWW-Authenticate: Digest realm=\"elsewhere\", nonce=\"n\", algorithm=MD5\r\n";
  const std::string own = challenge(",algorithm=SHA-256,qop=\"auth\"");
  EXPECT_EQ(chosen(foreign + own), "SHA-256");
  EXPECT_EQ(chosen(foreign), "challenge_unusable");
  EXPECT_EQ(chosen(foreign + own, "R"), "challenge_unusable") << "the case counts";
  EXPECT_EQ(chosen(foreign + own, "r "), "challenge_unusable");
  EXPECT_EQ(chosen(foreign + own, ""), "MD5") << "any realm";
}

TEST(ChallengeChoice, ComparesARealmAsTheTextThatItStandsFor) {
  const auto asks = [](const std::string& quoted, std::string_view realm) {
    return chosen("WWW-Authenticate: Digest realm=\"" + quoted + "\", nonce=\"n\"\r\n", realm) == "(none)";
  };
  EXPECT_TRUE(asks("a\\\"b\\\\", "a\"b\\"));
  EXPECT_TRUE(asks("\\a\\b", "ab"));
  EXPECT_FALSE(asks("a\\\\b", "ab"));
  EXPECT_FALSE(asks("ab", "a"));
  EXPECT_FALSE(asks("a", "ab"));
  EXPECT_FALSE(asks("a\r\n b", "a b")) << "no realm is folded by who means well";
}

TEST(ChallengeChoice, LooksAtHeadersOfTheKindAskedForAlone) {
  const Parsed response(unauthorized("Proxy-Authenticate: Digest realm=\"r\", nonce=\"proxy\"\r\n"));
  ChallengeView view;
  EXPECT_EQ(choose_challenge(response.message, from_server, "r", {}, view), Errc::missing_header);
  ASSERT_EQ(choose_challenge(response.message, from_proxy, "r", {}, view), Errc::ok);
  EXPECT_EQ(view.nonce, "proxy");
}

TEST(ChallengeChoice, SeesCredentialsThatWereSent) {
  const std::string value = "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:b@c\", response=\"00\"\r\n";
  const Parsed request(request_with("Authorization: " + value));
  ChallengeView view;
  ASSERT_EQ(parse_challenge("Digest realm=\"r\", nonce=\"other\"", view), Errc::ok);
  EXPECT_TRUE(carries_credentials(request.message, from_server, view));
  EXPECT_FALSE(carries_credentials(request.message, from_proxy, view));
  ASSERT_EQ(parse_challenge("Digest realm=\"s\", nonce=\"n\"", view), Errc::ok);
  EXPECT_FALSE(carries_credentials(request.message, from_server, view));
  const Parsed broken(request_with("Authorization: Digest realm=\"s\"\r\nAuthorization: Bearer s\r\n"));
  EXPECT_FALSE(carries_credentials(broken.message, from_server, view));
  ASSERT_EQ(parse_challenge("Digest realm=\"\", nonce=\"n\"", view), Errc::ok);
  EXPECT_FALSE(carries_credentials(broken.message, from_server, view)) << "a realm of no name is not that of Bearer";
}

ChallengeView asked(bool stale) {
  ChallengeView view;
  view.scheme = AuthScheme::digest;
  view.stale = stale;
  return view;
}

/// A server whose nonce changes each time is not followed for ever (CVE-2020-28242).
TEST(DigestTries, ASecondChallengeEndsIt) {
  DigestTries tries;
  EXPECT_FALSE(tries.answered(from_server));
  EXPECT_TRUE(tries.take(from_server, asked(false)));
  EXPECT_TRUE(tries.answered(from_server));
  EXPECT_FALSE(tries.take(from_server, asked(false)));
  EXPECT_FALSE(tries.take(from_server, asked(false)));
}

TEST(DigestTries, AStaleNonceAllowsOneMore) {
  DigestTries tries;
  EXPECT_TRUE(tries.take(from_server, asked(false)));
  EXPECT_TRUE(tries.take(from_server, asked(true)));
  EXPECT_FALSE(tries.take(from_server, asked(true)));
  EXPECT_FALSE(tries.take(from_server, asked(false)));
}

TEST(DigestTries, CredentialsSentUnaskedAreNoAnswer) {
  DigestTries tries;
  EXPECT_TRUE(tries.take(from_server, asked(true))) << "the nonce of an earlier request had become old";
  EXPECT_TRUE(tries.take(from_server, asked(true)));
  EXPECT_FALSE(tries.take(from_server, asked(true)));
}

TEST(DigestTries, AProxyAndAServerMayEachAsk) {
  DigestTries tries;
  EXPECT_TRUE(tries.take(from_proxy, asked(false)));
  EXPECT_TRUE(tries.take(from_server, asked(false)));
  EXPECT_TRUE(tries.take(from_proxy, asked(true)));
  EXPECT_FALSE(tries.take(from_proxy, asked(true)));
  EXPECT_FALSE(tries.take(from_proxy, asked(false)));
  EXPECT_TRUE(tries.take(from_server, asked(true)));
  EXPECT_FALSE(tries.take(from_server, asked(true)));
}

TEST(DigestTries, SeveralRealmsOfAKindAreCappedInAll) {
  DigestTries tries;
  for (unsigned realm = 0; realm < DigestTries::answers_max; ++realm) {
    EXPECT_TRUE(tries.take(from_proxy, false, false)) << realm;
  }
  EXPECT_FALSE(tries.take(from_proxy, false, false));
  EXPECT_FALSE(tries.take(from_server, asked(false)));
}

}  // namespace
}  // namespace baton::core
