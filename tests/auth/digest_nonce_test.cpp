// Nonces: too old, forged, used before. All time is virtual.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "tests/auth/server_side.hpp"

namespace baton::core {
namespace {

using test::bobs_answer;
using test::replaced;
using test::Side;

TEST(DigestNonce, FindsAnOldNonceStale) {
  Side side;
  const std::string challenge = side.challenge();
  side.now = side.now + side.offer.nonce_life;
  EXPECT_EQ(side.answered(challenge), DigestVerdict::good) << "on its last microsecond";
  side.now = side.now + 1;
  ++side.answer.nc;
  EXPECT_EQ(side.answered(challenge), DigestVerdict::stale);
  side.answer.user.secret.text = "wrong";
  EXPECT_EQ(side.answered(challenge), DigestVerdict::bad) << "stale is for who knows the secret (RFC 7616 3.3)";
  EXPECT_TRUE(is_stale(DigestVerdict::stale) && is_stale(DigestVerdict::replayed));
  EXPECT_FALSE(is_stale(DigestVerdict::good) || is_stale(DigestVerdict::bad));
}

/// A nonce that is not ours: forged, of a server before a restart, of another realm, or a changed one. Who knows
/// the secret gets a new one; nobody gets in.
TEST(DigestNonce, FindsAForgedNonceStale) {
  Side side;
  const std::string challenge = side.challenge();
  const std::string nonce = test::parameter(challenge, "nonce");
  const auto stale = [&](const std::string& text, const std::string& with) {
    return side.answered(replaced(challenge, text, with));
  };
  for (std::size_t digit = 0; digit < nonce.size(); ++digit) {
    std::string forged = nonce;
    forged[digit] = forged[digit] == '7' ? '8' : '7';
    EXPECT_EQ(stale(nonce, forged), DigestVerdict::stale) << digit;
  }
  for (const std::string& forged : {std::string(), std::string("0"), std::string(32, '0'), nonce + "0",
                                    nonce.substr(1), std::string(31, '0') + "g", std::string(32, 'F')}) {
    EXPECT_EQ(stale(nonce, forged), DigestVerdict::stale) << forged;
  }
  std::string capitals = nonce;
  std::ranges::transform(capitals, capitals.begin(), [](unsigned char c) { return std::toupper(c); });
  ASSERT_NE(capitals, nonce);
  EXPECT_EQ(stale(nonce, capitals), DigestVerdict::stale) << "a nonce has one text";
  EXPECT_EQ(stale("opaque=\"", "opaque=\"0"), DigestVerdict::stale);
  Side restarted;
  EXPECT_EQ(restarted.answered(challenge), DigestVerdict::stale);
  EXPECT_EQ(side.answered(challenge), DigestVerdict::good);
}

TEST(DigestNonce, BindsANonceToItsRealm) {
  Side side;
  const std::string challenge = side.challenge();
  side.offer.realm = "atlanta.com";
  side.answer.user.realm = "atlanta.com";
  side.what.secrets.find = [](void*, std::string_view, std::string_view, HashAlgorithm, DigestSecret& into) noexcept {
    into.text = "zanzibar";
    return true;
  };
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::good);
  std::string other = replaced(challenge, "biloxi.com", "atlanta.com");
  other.erase(other.find(", opaque"));
  EXPECT_EQ(side.answered(other), DigestVerdict::stale);
}

TEST(DigestNonce, AsksNoOpaqueOfThoseWhoForgetIt) {
  Side side;
  std::string challenge = side.challenge();
  challenge.erase(challenge.find(", opaque"));
  EXPECT_EQ(side.answered(challenge), DigestVerdict::good);
}

/// RFC 7616 5.5: what was heard on the wire serves nobody.
TEST(DigestNonce, FindsARepetitionReplayed) {
  Side side;
  const std::string challenge = side.challenge();
  const std::string first = side.credentials(challenge);
  side.answer.nc = 3;
  const std::string third = side.credentials(challenge);
  side.answer.nc = 2;
  const std::string second = side.credentials(challenge);
  EXPECT_EQ(side.verdict(first), DigestVerdict::good);
  EXPECT_EQ(side.verdict(first), DigestVerdict::replayed);
  EXPECT_EQ(side.verdict(third), DigestVerdict::good);
  EXPECT_EQ(side.verdict(second), DigestVerdict::replayed);
  EXPECT_EQ(side.user, "");
  side.answer.nc = 1;
  EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::good) << "a new nonce starts anew";
}

TEST(DigestNonce, FindsANonceStaleThatHadToMakeRoom) {
  Side side;
  const std::string first = side.challenge();
  EXPECT_EQ(side.answered(first), DigestVerdict::good);
  for (std::size_t more = 0; more < side.places.size(); ++more) {
    EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::good);
  }
  EXPECT_EQ(side.answered(first), DigestVerdict::stale) << "a replay";
  side.answer.nc = 2;
  EXPECT_EQ(side.answered(first), DigestVerdict::stale) << "none, but nobody can tell";
}

/// Only who knows a secret takes a place.
TEST(DigestNonce, LetsNoStrangerMakeItForget) {
  Side side;
  const std::string first = side.challenge();
  EXPECT_EQ(side.answered(first), DigestVerdict::good);
  side.answer.user.secret.text = "guess";
  for (unsigned guess = 0; guess < 20; ++guess) {
    EXPECT_EQ(side.answered(side.challenge()), DigestVerdict::bad);
  }
  side.answer = bobs_answer();
  side.answer.nc = 2;
  EXPECT_EQ(side.answered(first), DigestVerdict::good);
}

/// A client of RFC 2069 has no count: a nonce serves it once, where MD5 is allowed at all.
TEST(DigestNonce, ServesAClientWithoutQopOnceANonce) {
  Side side;
  side.offer.algorithms = {.md5 = true, .sha256 = false, .sha512_256 = false};
  const std::string challenge = replaced(side.challenge(), "qop=\"auth\", ", "");
  const std::string credentials = side.credentials(challenge);
  EXPECT_EQ(credentials.find("qop"), std::string::npos);
  EXPECT_EQ(side.verdict(credentials), DigestVerdict::good);
  EXPECT_EQ(side.verdict(credentials), DigestVerdict::replayed);
  side.answer.nc = 2;
  EXPECT_EQ(side.answered(replaced(challenge, "algorithm", "qop=\"auth\", algorithm")), DigestVerdict::replayed)
      << "not with a count either";
  side.offer.integrity_only = true;
  EXPECT_EQ(side.answered(challenge), DigestVerdict::bad);
}

TEST(DigestNonce, IssuesNoNonceTwiceInOneMoment) {
  Side side;
  const std::string first = side.challenge();
  const std::string second = side.challenge();
  EXPECT_NE(test::parameter(first, "nonce"), test::parameter(second, "nonce"));
  EXPECT_EQ(side.answered(second), DigestVerdict::good);
  EXPECT_EQ(side.answered(first), DigestVerdict::good);
  for (const Time time : {Time{INT64_MIN}, Time{-1}, Time{INT64_MAX - 1}, never}) {
    Side other;
    other.now = time;
    EXPECT_EQ(other.answered(other.challenge()), DigestVerdict::good) << time.us;
    other.challenges();
    other.challenges();
    other.challenges();
  }
}

}  // namespace
}  // namespace baton::core
