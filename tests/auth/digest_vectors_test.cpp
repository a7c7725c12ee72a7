// Published examples, and values of other implementations for what nobody published.
#include <gtest/gtest.h>

#include "tests/auth/answering.hpp"

namespace baton::core {
namespace {

using test::answer;
using test::Answered;
using test::bobs_answer;
using test::parameter;
using test::response_of;

DigestAnswer mufasas_answer() {
  DigestAnswer answer;
  answer.user = {.user = "Mufasa", .secret = {.text = "Circle of Life"}, .realm = "http-auth@example.org"};
  answer.request = {.method = "GET", .uri = "/dir/index.html", .body = {}};
  answer.cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  return answer;
}

std::string mufasas_challenge(const std::string& algorithm) {
  return "Digest\r\n realm=\"http-auth@example.org\",\r\n qop=\"auth, auth-int\",\r\n algorithm=" + algorithm +
         ",\r\n nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
         "\r\n opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
}

TEST(DigestVectors, Rfc7616Section391) {
  EXPECT_EQ(response_of(answer(mufasas_challenge("MD5"), mufasas_answer())), "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_EQ(response_of(answer(mufasas_challenge("SHA-256"), mufasas_answer())),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

/// The whole field: what is quoted and what is not (RFC 7616 3.4), and what goes back unchanged.
TEST(DigestVectors, Rfc7616Section391AsTheWholeField) {
  EXPECT_EQ(answer(mufasas_challenge("MD5"), mufasas_answer(), HeaderId::proxy_authenticate).line,
            "Proxy-Authorization: Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
            "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", "
            "response=\"8ca523f5e9506fed4657c9700eebdbec\", algorithm=MD5, "
            "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, nc=00000001, "
            "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"\r\n");
}

/// With a hashed user name, and the digests of erratum 4897: the RFC prints those of SHA-512 cut short, which
/// SHA-512/256 is not.
TEST(DigestVectors, Rfc7616Section392) {
  DigestAnswer jasons;
  jasons.user = {.user = "J\xC3\xA4s\xC3\xB8n Doe", .secret = {.text = "Secret, or not?"}, .realm = "api@example.org"};
  jasons.request = {.method = "GET", .uri = "/doe.json", .body = {}};
  jasons.cnonce = "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v";
  const Answered answered = answer(
      "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, "
      "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", "
      "opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8, userhash=true",
      jasons);
  EXPECT_EQ(parameter(answered.line, "username"), "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
  EXPECT_EQ(response_of(answered), "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
  EXPECT_EQ(parameter(answered.line, "userhash"), "true");
}

/// RFC 2617 3.5, whose numbers RFC 3261 22.2 repeats.
TEST(DigestVectors, Rfc2617Section35) {
  DigestAnswer mufasas = mufasas_answer();
  mufasas.user.secret.text = "Circle Of Life";
  mufasas.user.realm = "testrealm@host.com";
  mufasas.cnonce = "0a4f113b";
  EXPECT_EQ(response_of(answer("Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", "
                               "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                               "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
                               mufasas)),
            "6629fae49393a05397450978507c4ef1");
}

/// RFC 2069 2.4 with its erratum 749: no qop, no cnonce, no nc.
TEST(DigestVectors, Rfc2069Section24) {
  DigestAnswer mufasas = mufasas_answer();
  mufasas.user.secret.text = "CircleOfLife";
  mufasas.user.realm = "testrealm@host.com";
  const Answered answered = answer(
      "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
      "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
      mufasas);
  EXPECT_EQ(answered.line,
            "Authorization: Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
            "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
            "response=\"1949323746fe6a43ef61f9606e7febea\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"\r\n");
}

/// Every algorithm and quality; the digests were computed by Python's hashlib.
TEST(DigestVectors, EveryAlgorithmAndQuality) {
  struct Row {
    std::string_view algorithm, qop, response;
  };
  const Row rows[] = {
      {"MD5", "auth", "8522b280f47f359d1ef748bc3f37daf8"},
      {"MD5-sess", "auth", "f26b0e0580055247cc6463ffcea5e4a4"},
      {"MD5", "auth-int", "a599eb2305efef59be52652949140e56"},
      {"MD5-sess", "auth-int", "ce966c2145efa92cf88297303c134ba8"},
      {"SHA-256", "auth", "c85c9ae2ee50b68e5a1be0cc15c048c06b66993f75cfe14af5113a11f2743513"},
      {"SHA-256-sess", "auth", "2c61c7f4203365080bfc2c0c95e15ed824d97e4f5847f5ea57dc418283bbdb48"},
      {"SHA-256", "auth-int", "e7e02034b364de27ea22080eb4e5ac9a987da2c8265d1982613d23aed1291130"},
      {"SHA-256-sess", "auth-int", "5f666c3d62634bd6e86ebc2bab7becb0df8c793ff168e7a21fd0aefade1b8439"},
      {"SHA-512-256", "auth", "b23b8731cb67a559c2635b257b8a3a3d00e7d4d3499e0d2380322d916d0a288c"},
      {"SHA-512-256-sess", "auth", "57c8587fb0233ead2a60698ee03415b9be62894d6bcbee2478aabf7de46694b6"},
      {"SHA-512-256", "auth-int", "594aadba81bc43f0fe777fe4bbdd561ce590d4bd1ab35192e197362012ac26d7"},
      {"SHA-512-256-sess", "auth-int", "6e8f11508f0cdb5ef3a4844f94220a7dcd68127f424a112e0ca7768c329e63e5"},
  };
  for (const Row& row : rows) {
    std::string challenge = "Digest realm=\"biloxi.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", algorithm=";
    challenge.append(row.algorithm).append(", qop=\"").append(row.qop).append("\"");
    const Answered answered = answer(challenge, bobs_answer());
    EXPECT_EQ(response_of(answered), row.response) << challenge;
    EXPECT_EQ(parameter(answered.line, "algorithm"), row.algorithm);
    EXPECT_EQ(parameter(answered.line, "qop"), row.qop);
  }
}

/// RFC 8760 2.6, 7: a body of no octets is hashed as such.
TEST(DigestVectors, Rfc8760EmptyBody) {
  DigestAnswer bobs = bobs_answer();
  bobs.request.body = {};
  EXPECT_EQ(response_of(answer("Digest realm=\"biloxi.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                               "algorithm=SHA-256, qop=\"auth-int\"",
                               bobs)),
            "619310660c1e96df2519f53ca282a5850a8932889b323f6d981e36f97d2cfbbe");
  HexDigest empty;
  ASSERT_TRUE(hash_text(test::hashes(), HashAlgorithm::sha256, {""}, empty));
  EXPECT_EQ(empty.text(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace baton::core
