// The header field that answers a challenge: its texts, its limits, and hostile challenges.
#include <gtest/gtest.h>

#include "tests/auth/answering.hpp"

namespace baton::core {
namespace {

using test::answer;
using test::answer_within;
using test::Answered;
using test::bobs_answer;
using test::hashes;
using test::parameter;
using test::response_of;

const std::string plain_challenge =
    "Digest realm=\"biloxi.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", algorithm=SHA-256, qop=\"auth\"";
constexpr std::string_view plain_response = "c85c9ae2ee50b68e5a1be0cc15c048c06b66993f75cfe14af5113a11f2743513";

std::string with(const std::string& more) { return plain_challenge + more; }

/// A test's own hash, so that texts of any size are quick: it tells only that it was asked.
bool first_octets(void*, HashAlgorithm, std::span<const std::string_view>, std::span<std::byte> out) noexcept {
  for (std::byte& octet : out) octet = std::byte{0xAB};
  return true;
}

bool refuses(void*, HashAlgorithm, std::span<const std::string_view>, std::span<std::byte>) noexcept { return false; }

TEST(DigestClient, EscapesWhatIsItsOwnAndReturnsTheRestAsItStands) {
  DigestAnswer odd = bobs_answer();
  odd.user = {.user = "a\"b\\c", .secret = {.text = "p\"w\\"}, .realm = "say \"hi\" \\ there"};
  odd.request.uri = "sip:x@y";
  const Answered answered = answer(
      R"(Digest realm="say \"hi\" \\ ther\e", nonce="no\"nc\e", algorithm=SHA-256, qop="auth", opaque="\o")", odd);
  // By Python's hashlib over the texts without escapes.
  EXPECT_EQ(response_of(answered), "9a6527c67c5efca426f44dd5068471c187f94bb5cb77bacb0f092a0bcd0ca0e2");
  EXPECT_EQ(parameter(answered.line, "username"), R"(a\"b\\c)");
  EXPECT_EQ(parameter(answered.line, "realm"), R"(say \"hi\" \\ ther\e)");
  EXPECT_EQ(parameter(answered.line, "nonce"), R"(no\"nc\e)");
  EXPECT_EQ(parameter(answered.line, "opaque"), R"(\o)");
}

TEST(DigestClient, UnfoldsATextThatThePeerHasFolded) {
  DigestAnswer bobs = bobs_answer();
  bobs.user.realm = {};
  const Answered answered = answer("Digest realm=\"two\r\n words\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                                   "algorithm=SHA-256, qop=\"auth\", opaque=\"a\r\n\t b\"",
                                   bobs);
  EXPECT_EQ(response_of(answered), "86238a031f2718c30c56062bb7b7e8c4e00cfa9e24c58e1ba94a63153d3748ab");
  EXPECT_EQ(parameter(answered.line, "realm"), "two words");
  EXPECT_EQ(parameter(answered.line, "opaque"), "a b");
  EXPECT_EQ(answered.line.find('\n'), answered.line.size() - 1);
}

TEST(DigestClient, ReturnsAnEmptyOpaqueAndNoneWhereNoneStood) {
  EXPECT_EQ(parameter(answer(with(", opaque=\"\""), bobs_answer()).line, "opaque"), "");
  EXPECT_EQ(parameter(answer(plain_challenge, bobs_answer()).line, "opaque"), "(none)");
}

TEST(DigestClient, PrefersAuthUnlessToldOtherwise) {
  const std::string both = "Digest realm=\"biloxi.com\", nonce=\"n\", qop=\"auth-int,auth,new\"";
  DigestAnswer bobs = bobs_answer();
  EXPECT_EQ(parameter(answer(both, bobs).line, "qop"), "auth");
  bobs.prefer_integrity = true;
  EXPECT_EQ(parameter(answer(both, bobs).line, "qop"), "auth-int");
  EXPECT_EQ(parameter(answer("Digest realm=\"biloxi.com\", nonce=\"n\", qop=\"auth\"", bobs).line, "qop"), "auth");
}

TEST(DigestClient, SendsAuthToShaWithoutQop) {
  std::string challenge = plain_challenge;
  challenge.resize(challenge.find(", qop"));
  const Answered answered = answer(challenge, bobs_answer());
  EXPECT_EQ(parameter(answered.line, "qop"), "auth");
  EXPECT_EQ(response_of(answered), plain_response);
}

TEST(DigestClient, CountsInEightHexadecimalDigits) {
  DigestAnswer bobs = bobs_answer();
  bobs.nc = 0x00ABCDEF;
  EXPECT_EQ(parameter(answer(plain_challenge, bobs).line, "nc"), "00abcdef");
  bobs.nc = UINT32_MAX;
  EXPECT_EQ(parameter(answer(plain_challenge, bobs).line, "nc"), "ffffffff");
}

TEST(DigestClient, TakesAHashedSecret) {
  DigestAnswer bobs = bobs_answer();
  HexDigest secret;
  ASSERT_TRUE(hash_secret(hashes(), HashAlgorithm::sha256, "bob", "biloxi.com", "zanzibar", secret));
  bobs.user.secret = {.text = secret.text(), .hashed = true};
  EXPECT_EQ(response_of(answer(plain_challenge, bobs)), plain_response);
}

TEST(DigestClient, CannotAnswerWithoutAHash) {
  Environment environment = hashes();
  for (const auto hash : {static_cast<decltype(environment.hash)>(nullptr), &refuses}) {
    environment.hash = hash;
    const Answered answered = answer(plain_challenge, bobs_answer(), HeaderId::www_authenticate, environment);
    EXPECT_EQ(answered.error, Errc::challenge_unusable);
    EXPECT_EQ(answered.line, "");
  }
}

/// Whichever of the hashes fails, nothing is written.
TEST(DigestClient, CannotAnswerWhereAnyHashFails) {
  struct Budget {
    unsigned left;
    static bool hash(void* context, HashAlgorithm algorithm, std::span<const std::string_view> parts,
                     std::span<std::byte> out) noexcept {
      auto& budget = *static_cast<Budget*>(context);
      return budget.left-- != 0 && first_octets(nullptr, algorithm, parts, out);
    }
  };
  const std::string challenge =
      "Digest realm=\"biloxi.com\", nonce=\"n\", algorithm=SHA-256-sess, qop=\"auth-int\", userhash=true";
  unsigned hashes_needed = 0;
  for (;; ++hashes_needed) {
    ASSERT_LT(hashes_needed, 20U);
    Budget budget{hashes_needed};
    Environment environment;
    environment.context = &budget;
    environment.hash = &Budget::hash;
    const Answered answered = answer(challenge, bobs_answer(), HeaderId::www_authenticate, environment);
    if (answered.error == Errc::ok) break;
    EXPECT_EQ(answered.error, Errc::challenge_unusable);
    EXPECT_EQ(answered.line, "");
  }
  EXPECT_EQ(hashes_needed, 6U);  // secret, user, session, body, request, response
}

TEST(DigestClient, RefusesWhatItCannotAnswer) {
  for (const char* challenge :
       {"Basic realm=\"biloxi.com\"", "Digest realm=\"elsewhere\", nonce=\"n\"",
        "Digest realm=\"biloxi.com\", nonce=\"n\", algorithm=SHA3-256",
        "Digest realm=\"biloxi.com\", nonce=\"n\", algorithm=MD5-sess",
        "Digest realm=\"biloxi.com\", nonce=\"n\", qop=\"auth-conf\""}) {
    const Answered answered = answer(challenge, bobs_answer());
    EXPECT_EQ(answered.error, Errc::challenge_unusable) << challenge;
    EXPECT_EQ(answered.line, "");
  }
}

TEST(DigestClient, RefusesArgumentsThatMakeNoAnswer) {
  using Change = void (*)(DigestAnswer&);
  struct Row {
    Change change;
    Errc error;
  };
  const Row rows[] = {
      {[](DigestAnswer& it) { it.user.user = {}; }, Errc::bad_argument},
      {[](DigestAnswer& it) { it.nc = 0; }, Errc::bad_argument},
      {[](DigestAnswer& it) { it.cnonce = {}; }, Errc::bad_argument},
      {[](DigestAnswer& it) { it.user.user = "bob\r\nVia: x"; }, Errc::injection},
      {[](DigestAnswer& it) { it.request.uri = "sip:bob\n@biloxi.com"; }, Errc::injection},
      {[](DigestAnswer& it) { it.user.user = "bob\x01"; }, Errc::injection},
      {[](DigestAnswer& it) { it.cnonce = std::string_view("12345678\0", 9); }, Errc::injection},
  };
  for (const Row& row : rows) {
    DigestAnswer bobs = bobs_answer();
    row.change(bobs);
    const Answered answered = answer(plain_challenge, bobs);
    EXPECT_EQ(answered.error, row.error);
    EXPECT_EQ(answered.line, "");
  }
  DigestAnswer bobs = bobs_answer();
  bobs.cnonce = {};
  bobs.nc = 0;
  EXPECT_EQ(answer("Digest realm=\"biloxi.com\", nonce=\"n\"", bobs).error, Errc::ok) << "RFC 2069 has neither";
}

TEST(DigestClient, ReturnsNoNul) {
  for (const char* name : {"realm", "nonce", "opaque"}) {
    std::string challenge = "Digest";
    for (const char* each : {"realm", "nonce", "opaque"}) {
      challenge.append(each == std::string_view("realm") ? " " : ", ").append(each).append("=\"a");
      if (each == std::string_view(name)) challenge.append("\\").push_back('\0');
      challenge.append("\"");
    }
    DigestAnswer bobs = bobs_answer();
    bobs.user.realm = {};
    const Answered answered = answer(challenge, bobs);
    EXPECT_EQ(answered.error, Errc::challenge_unusable) << name;
    EXPECT_EQ(answered.line, "");
  }
}

/// A control character may stand behind a backslash, and goes back as it came; unless the text was folded, for
/// then it is quoted anew.
TEST(DigestClient, ReturnsControlCharactersAsTheyCameOrNotAtAll) {
  DigestAnswer bobs = bobs_answer();
  bobs.user.realm = {};
  const Answered answered = answer("Digest realm=\"a\\\x1D\", nonce=\"n\"", bobs);
  EXPECT_EQ(parameter(answered.line, "realm"), "a\\\x1D");
  EXPECT_EQ(answer("Digest realm=\"a\r\n b\\\x1D\", nonce=\"n\"", bobs).error, Errc::challenge_unusable);
}

/// Too long inputs at every size of the buffers (CVE-2022-24754, CVE-2026-40892): never an octet too many, and
/// all or an error.
TEST(DigestClient, WritesWithinEverySizeOfBuffer) {
  const std::string challenge =
      "Digest realm=\"bil\\oxi.com\", nonce=\"n\\once\", opaque=\"o\r\n p\", algorithm=MD5, qop=\"auth-int\", "
      "userhash=true";
  const Answered whole = answer(challenge, bobs_answer());
  ASSERT_EQ(whole.error, Errc::ok);
  for (std::size_t room = 0; room <= whole.line.size(); ++room) {
    const Answered answered = answer_within(challenge, bobs_answer(), challenge.size(), room);
    EXPECT_EQ(answered.error, room < whole.line.size() ? Errc::buffer_too_small : Errc::ok) << room;
    EXPECT_EQ(answered.line, whole.line.substr(0, answered.line.size()));
  }
  const std::size_t needed = std::string_view("biloxi.comnonceo p").size();
  for (std::size_t scratch = 0; scratch <= needed; ++scratch) {
    const Answered answered = answer_within(challenge, bobs_answer(), scratch, 1'000);
    EXPECT_EQ(answered.error, scratch < needed ? Errc::buffer_too_small : Errc::ok) << scratch;
    EXPECT_EQ(answered.line, scratch < needed ? "" : whole.line);
  }
}

TEST(DigestClient, NeedsNoScratchWhereNothingIsEscaped) {
  EXPECT_EQ(response_of(answer_within(plain_challenge, bobs_answer(), 0, 1'000)), plain_response);
}

TEST(DigestClient, StandsValuesOf64KiB) {
  Environment environment;
  environment.hash = &first_octets;
  for (const char* name : {"realm", "nonce", "opaque", "domain", "x-unknown"}) {
    for (const char* filling : {"a", "\\\"", "\\\\", " \r\n "}) {
      std::string longest;
      while (longest.size() < 65'536) longest += filling;
      std::string challenge = "Digest realm=\"r\", nonce=\"n\"";
      const std::string parameter_text = std::string(name) + "=\"" + longest + "\"";
      if (const std::size_t at = challenge.find(std::string(name) + "="); at != std::string::npos) {
        challenge.replace(at, std::string(name).size() + 4, parameter_text);
      } else {
        challenge += ", " + parameter_text;
      }
      DigestAnswer bobs = bobs_answer();
      bobs.user.realm = {};
      EXPECT_EQ(answer(challenge, bobs, HeaderId::www_authenticate, environment).error, Errc::ok) << name << filling;
      EXPECT_LE(answer_within(challenge, bobs, 512, 512, HeaderId::www_authenticate, environment).line.size(), 512U);
    }
  }
  const std::string longest(65'536, '"');
  DigestAnswer bobs = bobs_answer();
  bobs.user.user = bobs.user.secret.text = bobs.request.uri = bobs.cnonce = longest;
  EXPECT_EQ(answer_within(plain_challenge, bobs, 0, 6 * 65'536 + 1'000).error, Errc::ok);
  EXPECT_EQ(answer_within(plain_challenge, bobs, 0, 6 * 65'536).error, Errc::buffer_too_small);
}

TEST(DigestClient, EmptyParametersAreAnsweredAsTheyStand) {
  DigestAnswer bobs = bobs_answer();
  bobs.user.realm = {};
  const Answered answered = answer("Digest realm=\"\", nonce=\"\", opaque=\"\"", bobs);
  EXPECT_EQ(answered.error, Errc::ok);
  EXPECT_EQ(parameter(answered.line, "realm"), "");
  EXPECT_EQ(parameter(answered.line, "nonce"), "");
  EXPECT_EQ(answer("Digest realm=\"\", nonce=\"\"", bobs_answer()).error, Errc::challenge_unusable);
}

TEST(DigestClient, MakesACnonceOfRandomOctets) {
  const std::byte octets[] = {std::byte{0x0F}, std::byte{0xA0}, std::byte{0xFF}};
  std::array<char, 5> room{};
  EXPECT_EQ(hex_text(octets, std::span(room).first(5)), "0fa0");
  EXPECT_EQ(hex_text(octets, std::span(room).first(1)), "");
  std::array<char, 6> enough{};
  EXPECT_EQ(hex_text(octets, enough), "0fa0ff");
}

}  // namespace
}  // namespace baton::core
