#include "baton/auth_values.hpp"

#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

TEST(ParseChallenge, ReadsDigest) {
  // RFC 3261 20.27, with the quotes that its erratum and 25.1 want around a single qop.
  const test::Exact text(
      "Digest realm=\"atlanta.com\",\r\n domain=\"sip:ss1.carrier.com\", qop=\"auth,auth-int\",\r\n"
      " nonce=\"f84f1cec41e6cbe5aea9c8e88d359\",\r\n opaque=\"\", stale=FALSE, algorithm=MD5");
  ChallengeView view;
  ASSERT_EQ(parse_challenge(text.view(), view), Errc::ok);
  EXPECT_EQ(view.scheme, AuthScheme::digest);
  EXPECT_EQ(view.scheme_text, "Digest");
  EXPECT_EQ(view.realm, "atlanta.com");
  EXPECT_EQ(view.domain, "sip:ss1.carrier.com");
  EXPECT_EQ(view.nonce, "f84f1cec41e6cbe5aea9c8e88d359");
  ASSERT_TRUE(view.opaque.has_value());
  EXPECT_EQ(*view.opaque, "");
  EXPECT_FALSE(view.stale);
  EXPECT_EQ(view.algorithm, DigestAlgorithm::md5);
  EXPECT_EQ(view.algorithm_text, "MD5");
  EXPECT_TRUE(view.qop.auth);
  EXPECT_TRUE(view.qop.auth_int);
  EXPECT_FALSE(view.qop.other);
}

TEST(ParseChallenge, ReadsWhatRfc7616Adds) {
  ChallengeView view;
  ASSERT_EQ(parse_challenge("Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256,"
                            " nonce=\"5TsQ\", opaque=\"HRPC\", charset=UTF-8, userhash=true",
                            view),
            Errc::ok);
  EXPECT_EQ(view.algorithm, DigestAlgorithm::sha512_256);
  EXPECT_TRUE(view.userhash);
  EXPECT_TRUE(view.utf8);
  EXPECT_EQ(*view.opaque, "HRPC");
}

TEST(ParseChallenge, KnowsTheAlgorithms) {
  struct Row {
    std::string_view text;
    DigestAlgorithm algorithm;
  };
  const Row rows[] = {
      {"", DigestAlgorithm::md5},
      {",algorithm=MD5-sess", DigestAlgorithm::md5_sess},
      {",algorithm=sha-256", DigestAlgorithm::sha256},
      {",algorithm=SHA-256-sess", DigestAlgorithm::sha256_sess},
      {",algorithm=\"SHA-512-256\"", DigestAlgorithm::sha512_256},
      {",algorithm=SHA-512-256-sess", DigestAlgorithm::sha512_256_sess},
      {",algorithm=AKAv1-MD5", DigestAlgorithm::other},
      {",algorithm=SHA-2567", DigestAlgorithm::other},
  };
  for (const Row& row : rows) {
    ChallengeView view;
    const std::string text = "Digest realm=\"a\",nonce=\"b\"" + std::string(row.text);
    ASSERT_EQ(parse_challenge(test::Exact(text).view(), view), Errc::ok) << text;
    EXPECT_EQ(view.algorithm, row.algorithm) << text;
    EXPECT_FALSE(view.opaque.has_value());
    EXPECT_FALSE(view.qop.any());
  }
}

TEST(ParseChallenge, HoldsToItsGrammar) {
  using namespace std::string_view_literals;
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view reason;
  };
  const Row rows[] = {
      {"digest realm=\"a\" , nonce = \"b\"", Errc::ok, "no case, LWS around separators"},
      {"Digest realm=\"a \\\" b\",nonce=\"b\"", Errc::ok, "an escaped quote"},
      {"Digest realm=\"\",nonce=\"\"", Errc::ok, "quoted strings may be empty"},
      {"Digest realm=\"a\",nonce=\"b\",x=y,z=\"\"", Errc::ok, "auth-param"},
      {"Digest realm=\"a\",nonce=\"b\",qop=auth", Errc::ok, "one qop without quotes, as many send it"},
      {"Digest realm=\"a\",nonce=\"b\",qop=\"auth, x\"", Errc::ok, "an option that is not known"},
      {"Digest realm=\"a\",nonce=\"b\",stale=perhaps", Errc::ok, "RFC 7616 3.3: false"},
      {"Digest realm=\"a,nonce=b\",nonce=\"b\"", Errc::ok, "a comma in quotes"},
      {"Basic realm=\"a\"", Errc::ok, "another scheme"},
      {"Bearer scope=\"x\",authz_server=\"https://a\"", Errc::ok, "RFC 8898 4"},
      {"NTLM", Errc::ok, "RFC 7235 2.1: a scheme alone"},
      {"Negotiate YWJjZA==", Errc::ok, "RFC 7235 2.1: token68"},
      {"", Errc::bad_header_value, "nothing"},
      {" ", Errc::bad_header_value, "nothing"},
      {"Digest", Errc::bad_header_value, "no parameters"},
      {"Digest ", Errc::bad_header_value, "no parameters"},
      {"Digest=\"a\"", Errc::bad_header_value, "no scheme"},
      {"Digest,realm=\"a\"", Errc::bad_header_value, "no LWS"},
      {"Digest realm=\"a\"", Errc::bad_header_value, "no nonce"},
      {"Digest nonce=\"a\"", Errc::bad_header_value, "no realm"},
      {"Digest realm=a,nonce=\"b\"", Errc::bad_header_value, "an unquoted realm"},
      {"Digest realm=\"a\",nonce=b", Errc::bad_header_value, "an unquoted nonce"},
      {"Digest realm=\"a\",nonce=\"b\",opaque=c", Errc::bad_header_value, "an unquoted opaque"},
      {"Digest realm=\"a\" nonce=\"b\"", Errc::bad_header_value, "no comma"},
      {"Digest realm=\"a\",,nonce=\"b\"", Errc::bad_header_value, "an empty parameter"},
      {"Digest realm=\"a\",nonce=\"b\",", Errc::bad_header_value, "a comma at the end"},
      {"Digest ,realm=\"a\",nonce=\"b\"", Errc::bad_header_value, "a comma at the start"},
      {"Digest realm,nonce=\"b\"", Errc::bad_header_value, "no value"},
      {"Digest realm=,nonce=\"b\"", Errc::bad_header_value, "no value"},
      {"Digest realm=\"a\",nonce=\"b\",stale", Errc::bad_header_value, "no value"},
      {"Digest realm=\"a\",nonce=\"b\",realm=\"c\"", Errc::bad_header_value, "realm twice"},
      {"Digest realm=\"a\",nonce=\"b\",NONCE=\"b\"", Errc::bad_header_value, "nonce twice"},
      {"Digest realm=\"a\",nonce=\"b\",qop=\"\"", Errc::bad_header_value, "no qop in it"},
      {"Digest realm=\"a\",nonce=\"b\",qop=\"auth,\"", Errc::bad_header_value, "an empty qop"},
      {"Digest realm=\"a\",nonce=\"b\",qop=\"auth auth-int\"", Errc::bad_header_value, "no comma"},
      {"Digest realm=\"a\",nonce=\"b\",algorithm=\"a b\"", Errc::bad_header_value, "no token"},
      {"Digest realm=\"a\",nonce=\"b\",userhash=1", Errc::bad_header_value, "neither true nor false"},
      {"Digest realm=\"a\",nonce=\"b", Errc::bad_quoted_string, "no end"},
      {"Digest realm=\"a\\", Errc::bad_quoted_string, "an escape of nothing"},
      {"Digest realm=\"a\r\nb\",nonce=\"c\"", Errc::bad_quoted_string, "a CRLF that is no fold"},
      {"Digest realm=\"a\0\",nonce=\"b\""sv, Errc::bad_quoted_string, "NUL"},
      {"Digest\0realm=\"a\",nonce=\"b\""sv, Errc::bad_header_value, "NUL"},
      {"Digest realm=\"a\",nonce=\"b\"\0"sv, Errc::bad_header_value, "NUL"},
      {"Basic realm", Errc::ok, "a token68, as any word is"},
      {"Basic a=b c", Errc::bad_header_value, "neither token68 nor a list"},
      {"Basic =", Errc::bad_header_value, "padding alone"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    ChallengeView view;
    view.realm = "before";
    EXPECT_EQ(parse_challenge(text.view(), view), row.error) << row.text << ": " << row.reason;
    if (row.error != Errc::ok) {
      EXPECT_EQ(view.realm, "") << row.text;
      EXPECT_EQ(view.scheme_text, "") << row.text;
    }
  }
}

TEST(ParseCredentials, ReadsDigest) {
  // RFC 3261 20.7, with the nonce count of RFC 2617's example.
  const test::Exact text(
      "Digest username=\"Alice\", realm=\"atlanta.com\",\r\n nonce=\"84a4cc6f3082121f32b42a2187831a9e\","
      "\r\n uri=\"sip:atlanta.com\", response=\"7587245234b3434cc3412213e5f113a5\", qop=auth,"
      " nc=0000001A, cnonce=\"0a4f113b\", opaque=\"5ccc\", algorithm=SHA-256");
  CredentialsView view;
  ASSERT_EQ(parse_credentials(text.view(), view), Errc::ok);
  EXPECT_EQ(view.scheme, AuthScheme::digest);
  EXPECT_EQ(view.username, "Alice");
  EXPECT_EQ(view.realm, "atlanta.com");
  EXPECT_EQ(view.nonce, "84a4cc6f3082121f32b42a2187831a9e");
  EXPECT_EQ(view.uri, "sip:atlanta.com");
  EXPECT_EQ(view.response, "7587245234b3434cc3412213e5f113a5");
  EXPECT_TRUE(view.qop.auth);
  EXPECT_FALSE(view.qop.auth_int);
  EXPECT_EQ(view.nc, std::optional<std::uint32_t>(26));
  EXPECT_EQ(view.cnonce, "0a4f113b");
  EXPECT_EQ(view.opaque, std::optional<std::string_view>("5ccc"));
  EXPECT_EQ(view.algorithm, DigestAlgorithm::sha256);
  EXPECT_FALSE(view.userhash);
}

TEST(ParseCredentials, ReadsAnExtendedUserName_Rfc7616_3_9_2) {
  CredentialsView view;
  ASSERT_EQ(parse_credentials("Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, realm=\"a\", uri=\"/\","
                              " nonce=\"n\", response=\"\", userhash=false",
                              view),
            Errc::ok);
  EXPECT_EQ(view.extended_username, "UTF-8''J%C3%A4s%C3%B8n%20Doe");
  EXPECT_EQ(view.username, "");
}

TEST(ParseCredentials, HoldsToItsGrammar) {
  const std::string whole = "Digest username=\"u\",realm=\"r\",nonce=\"n\",uri=\"sip:a\",response=\"0f\"";
  struct Row {
    std::string_view more;
    Errc error;
    std::string_view reason;
  };
  const Row rows[] = {
      {"", Errc::ok, "RFC 2069 had no qop"},
      {",qop=auth,cnonce=\"c\",nc=00000001", Errc::ok, ""},
      {",qop=\"auth\",cnonce=\"c\",nc=\"00000001\"", Errc::ok, "quotes where none belong"},
      {",nc=ffffffff", Errc::ok, "the last"},
      {",username=\"v\"", Errc::bad_header_value, "twice"},
      {",username*=UTF-8''v", Errc::bad_header_value, "RFC 7616 3.4: both user names"},
      {",username*=v", Errc::bad_header_value, "no charset"},
      {",username*=\"UTF-8''v\"", Errc::bad_header_value, "quoted"},
      {",qop=auth", Errc::bad_header_value, "no cnonce and nc"},
      {",qop=auth,cnonce=\"c\"", Errc::bad_header_value, "no nc"},
      {",qop=\"auth,auth-int\",cnonce=\"c\",nc=00000001", Errc::bad_header_value, "two qop"},
      {",nc=1", Errc::bad_number, "eight digits"},
      {",nc=000000001", Errc::bad_number, "eight digits"},
      {",nc=0000000g", Errc::bad_number, "hexadecimal"},
      {",nc=00000001,nc=00000001", Errc::bad_header_value, "twice"},
      {",cnonce=c", Errc::bad_header_value, "unquoted"},
      {",userhash=maybe", Errc::bad_header_value, "neither true nor false"},
      {" x", Errc::bad_header_value, "text behind"},
  };
  for (const Row& row : rows) {
    CredentialsView view;
    const test::Exact text(whole + std::string(row.more));
    EXPECT_EQ(parse_credentials(text.view(), view), row.error) << text.view() << ": " << row.reason;
    EXPECT_EQ(view.realm, row.error == Errc::ok ? "r" : "") << text.view();
  }
  for (const std::string_view text :
       {"Digest realm=\"r\",nonce=\"n\",uri=\"u\",response=\"0\"", "Digest username=\"u\"",
        "Digest username=\"u\",nonce=\"n\",uri=\"u\",response=\"0\"",
        "Digest username=\"u\",realm=\"r\",uri=\"u\",response=\"0\"",
        "Digest username=\"u\",realm=\"r\",nonce=\"n\",response=\"0\"",
        "Digest username=\"u\",realm=\"r\",nonce=\"n\",uri=\"u\"",
        "Digest username=\"u\",realm=\"r\",nonce=\"n\",uri=\"u\",response=\"xyz\"",
        "Digest username=\"u\",realm=\"r\",nonce=\"n\",uri=\"u\",response=0f"}) {
    CredentialsView view;
    EXPECT_EQ(parse_credentials(test::Exact(text).view(), view), Errc::bad_header_value) << text;
  }
}

TEST(ParseCredentials, KeepsOtherSchemesAsText) {
  CredentialsView view;
  ASSERT_EQ(parse_credentials("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== ", view), Errc::ok);
  EXPECT_EQ(view.scheme, AuthScheme::other);
  EXPECT_EQ(view.scheme_text, "Basic");
  EXPECT_EQ(view.parameters, "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST(ParseAuthenticationInfo, ReadsItsParameters) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view nextnonce;
    std::string_view reason;
  };
  const Row rows[] = {
      {"nextnonce=\"47364c23432d2e131a5fb210812c\"", Errc::ok, "47364c23432d2e131a5fb210812c",
       "RFC 3261 20.6"},
      {"qop=auth, rspauth=\"6629fae4\", cnonce=\"0a4f113b\", nc=00000001, nextnonce=\"x\"", Errc::ok, "x",
       "all"},
      {"", Errc::bad_header_value, "", "nothing"},
      {"nextnonce=x", Errc::bad_header_value, "", "unquoted"},
      {"rspauth=\"g\"", Errc::bad_header_value, "", "not hexadecimal"},
      {"nc=1", Errc::bad_number, "", "eight digits"},
      {"nextnonce=\"a\",nextnonce=\"a\"", Errc::bad_header_value, "", "twice"},
      {"Digest nextnonce=\"a\"", Errc::bad_header_value, "", "it has no scheme"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    AuthenticationInfoView view;
    EXPECT_EQ(parse_authentication_info(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.nextnonce, row.nextnonce) << row.text;
  }
  AuthenticationInfoView view;
  ASSERT_EQ(parse_authentication_info(rows[1].text, view), Errc::ok);
  EXPECT_EQ(view.rspauth, std::optional<std::string_view>("6629fae4"));
  EXPECT_EQ(view.nc, std::optional<std::uint32_t>(1));
  EXPECT_TRUE(view.qop.auth);
}

TEST(AuthValues, ValuesOf64KiB) {
  const std::string long_text(65536, 'a');
  ChallengeView challenge;
  ASSERT_EQ(parse_challenge(test::Exact("Digest realm=\"r\",nonce=\"" + long_text + "\"").view(), challenge),
            Errc::ok);
  EXPECT_EQ(parse_challenge(test::Exact(std::string(65536, '"')).view(), challenge), Errc::bad_header_value);
  std::string many = "Digest realm=\"r\",nonce=\"n\"";
  while (many.size() < 65536) {
    many += ",a=b";
  }
  EXPECT_EQ(parse_challenge(test::Exact(many).view(), challenge), Errc::ok);
  many += ",realm=\"r\"";
  EXPECT_EQ(parse_challenge(test::Exact(many).view(), challenge), Errc::bad_header_value);
}

}  // namespace
}  // namespace baton
