#include "baton/identity_values.hpp"

#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

/// The names of what is set, for the tables.
std::string names_of(const PrivacyView& view) {
  std::string names;
  const auto add = [&names](bool set, std::string_view name) {
    if (set) {
      names.append(name).append(" ");
    }
  };
  add(view.none, "none");
  add(view.header, "header");
  add(view.session, "session");
  add(view.user, "user");
  add(view.id, "id");
  add(view.history, "history");
  add(view.critical, "critical");
  add(view.unknown, "unknown");
  return names;
}

TEST(ParsePrivacy, IsASet_Rfc3323_4_2) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view set;
    std::string_view reason;
  };
  const Row rows[] = {
      {"none", Errc::ok, "none ", ""},
      {"id", Errc::ok, "id ", "RFC 3325 9.3"},
      {"header;session;user;critical", Errc::ok, "header session user critical ", "RFC 3323 4.2"},
      {"History ; ID", Errc::ok, "id history ", "RFC 7044 14.2; no case"},
      {"id;token", Errc::ok, "id unknown ", "a token"},
      {"id;id", Errc::ok, "id ", "a set"},
      {"none;id", Errc::ok, "none id ", "a contradiction, left to the caller"},
      {"", Errc::bad_header_value, "", "nothing"},
      {"id;", Errc::bad_header_value, "", "an empty value"},
      {";id", Errc::bad_header_value, "", "an empty value"},
      {"id,header", Errc::bad_header_value, "", "semicolons, not commas"},
      {"id header", Errc::bad_header_value, "", "no semicolon"},
      {"id=1", Errc::bad_header_value, "", "no token"},
      {"\"id\"", Errc::bad_header_value, "", "no token"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    PrivacyView view{.none = true, .header = true};
    EXPECT_EQ(parse_privacy(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(names_of(view), row.set) << row.text;
  }
}

TEST(ReadIdentities, TakesOneSipAndOneTel_Rfc3325_9_1_Rfc5876_4_5) {
  struct Row {
    std::string_view lines;
    Errc error;
    std::string_view sip, tel;
    std::uint32_t ignored;
    std::string_view reason;
  };
  const Row rows[] = {
      {"", Errc::ok, "", "", 0, "none"},
      {"P-Asserted-Identity: \"Cullen Jennings\" <sip:fluffy@cisco.com>\r\n", Errc::ok,
       "sip:fluffy@cisco.com", "", 0, "RFC 3325 9.1"},
      {"P-Asserted-Identity: tel:+14085264000\r\n", Errc::ok, "", "tel:+14085264000", 0, "RFC 3325 9.1"},
      {"P-Asserted-Identity: <sips:a@b>, <tel:+1>\r\n", Errc::ok, "sips:a@b", "tel:+1", 0, "a list"},
      {"P-Asserted-Identity: <tel:+1>\r\nP-Asserted-Identity: <sip:a@b>\r\n", Errc::ok, "sip:a@b", "tel:+1",
       0, "two fields"},
      {"P-Asserted-Identity: <sip:a@b>,<sips:c@d>,<tel:+1>,<tel:+2>,<http://x>\r\n", Errc::ok, "sip:a@b",
       "tel:+1", 3, "too many"},
      {"P-Preferred-Identity: <sip:a@b>\r\n", Errc::ok, "", "", 0, "another header"},
      {"P-Asserted-Identity: <sip:a@b>, \r\n", Errc::bad_header_value, "", "", 0, "an empty value"},
      {"P-Asserted-Identity: *\r\n", Errc::bad_header_value, "", "", 0, "no address"},
      {"P-Asserted-Identity: <sip:a@b>, x\r\n", Errc::bad_header_value, "", "", 0, "no address"},
  };
  for (const Row& row : rows) {
    const test::Parsed parsed(test::request_with(row.lines));
    ASSERT_FALSE(parsed.error) << row.lines;
    IdentitiesView view;
    view.ignored = 7;
    EXPECT_EQ(read_identities(parsed.message, HeaderId::p_asserted_identity, view), row.error)
        << row.lines << row.reason;
    EXPECT_EQ(view.has_sip, !row.sip.empty()) << row.lines;
    EXPECT_EQ(view.has_tel, !row.tel.empty()) << row.lines;
    EXPECT_EQ(view.sip.uri_text, row.sip) << row.lines;
    EXPECT_EQ(view.tel.uri_text, row.tel) << row.lines;
    EXPECT_EQ(view.ignored, row.ignored) << row.lines;
  }
}

TEST(ParseHistoryInfo, ReadsOneEntry_Rfc7044_5) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view uri, index, rc, mp, np;
    std::string_view reason;
  };
  const Row rows[] = {
      {"<sip:bob@example.com>;index=1", Errc::ok, "sip:bob@example.com", "1", "", "", "", "RFC 7044 5"},
      {"<sip:UserA@ims.example.com>;index=1.1;rc=1", Errc::ok, "sip:UserA@ims.example.com", "1.1", "1", "",
       "", ""},
      {"\"B\" <sip:b@c> ; Index = 1.20.0 ; MP = 1.2;x=\"y\"", Errc::ok, "sip:b@c", "1.20.0", "", "1.2", "",
       ""},
      {"<sip:b@c>;np=1;index=1.1", Errc::ok, "sip:b@c", "1.1", "", "", "1", "any order"},
      {"<sip:b@c>", Errc::bad_header_value, "", "", "", "", "", "no index"},
      {"sip:b@c;index=1", Errc::bad_header_value, "", "", "", "", "", "no name-addr"},
      {"<sip:b@c>;index", Errc::bad_header_value, "", "", "", "", "", "no value"},
      {"<sip:b@c>;index=\"1\"", Errc::bad_header_value, "", "", "", "", "", "quoted"},
      {"<sip:b@c>;index=1.", Errc::bad_header_value, "", "", "", "", "", "a number is missing"},
      {"<sip:b@c>;index=.1", Errc::bad_header_value, "", "", "", "", "", "a number is missing"},
      {"<sip:b@c>;index=1..1", Errc::bad_header_value, "", "", "", "", "", "a number is missing"},
      {"<sip:b@c>;index=01", Errc::bad_header_value, "", "", "", "", "", "a leading zero"},
      {"<sip:b@c>;index=1.1a", Errc::bad_header_value, "", "", "", "", "", "no number"},
      {"<sip:b@c>;index=1;index=1", Errc::bad_header_value, "", "", "", "", "", "twice"},
      {"<sip:b@c>;index=1.1;rc=x", Errc::bad_header_value, "", "", "", "", "", "rc is an index"},
      {"*", Errc::bad_header_value, "", "", "", "", "", "no address"},
      {"", Errc::bad_header_value, "", "", "", "", "", "nothing"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    HistoryInfoView view;
    EXPECT_EQ(parse_history_info(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.target.uri_text, row.uri) << row.text;
    EXPECT_EQ(view.index, row.index) << row.text;
    EXPECT_EQ(view.rc, row.rc) << row.text;
    EXPECT_EQ(view.mp, row.mp) << row.text;
    EXPECT_EQ(view.np, row.np) << row.text;
  }
}

TEST(ParseHistoryInfo, ReadsTheHeadersOfTheUri_Rfc7044_5) {
  const test::Exact text("<sip:UserA@ims.example.com?Reason=SIP%3Bcause%3D302&Privacy=history>;index=1.1");
  HistoryInfoView view;
  ASSERT_EQ(parse_history_info(text.view(), view), Errc::ok);
  EXPECT_EQ(view.reason, "SIP%3Bcause%3D302");
  EXPECT_EQ(view.privacy, "history");
}

TEST(ParseIdentity, ReadsItsParts_Rfc8224_4) {
  struct Row {
    std::string_view text;
    Errc error;
    std::string_view digest, info, alg, ppt;
    std::string_view reason;
  };
  const Row rows[] = {
      {"sv5CTo05KqpSmtHt3dcEiO/1CWTSZtnG3iV+1nmurLXV/"
       "HmtyNS7Ltrg9dlxkWzoeU7d7OV8HweTTDobV3itTmgPwCFjaEmMyEI3d7SyN2"
       "1yNDo2ER/Ovgtw0Lu5csIp;info=<https://biloxi.example.org/biloxi.cer>",
       Errc::ok,
       "sv5CTo05KqpSmtHt3dcEiO/1CWTSZtnG3iV+1nmurLXV/"
       "HmtyNS7Ltrg9dlxkWzoeU7d7OV8HweTTDobV3itTmgPwCFjaEmMyEI3d7SyN2"
       "1yNDo2ER/Ovgtw0Lu5csIp",
       "https://biloxi.example.org/biloxi.cer", "", "", "RFC 8224 4"},
      {"..sig_-= ; info = <http://a>;alg=ES256;ppt=\"shaken\";x", Errc::ok, "..sig_-=", "http://a", "ES256",
       "shaken", "the compact form, base64url, quotes"},
      {"a;alg=ES256;info=<http://a>", Errc::ok, "a", "http://a", "ES256", "", "info need not be the first"},
      {"", Errc::bad_header_value, "", "", "", "", "nothing"},
      {"a", Errc::bad_header_value, "", "", "", "", "no info"},
      {";info=<http://a>", Errc::bad_header_value, "", "", "", "", "no digest"},
      {"a;info=http://a", Errc::bad_header_value, "", "", "", "", "no brackets"},
      {"a;info=<http://a", Errc::bad_header_value, "", "", "", "", "no end"},
      {"a;info=<>", Errc::bad_uri, "", "", "", "", "no URI"},
      {"a;info=<http://a b>", Errc::bad_uri, "", "", "", "", "no URI"},
      {"a;info", Errc::bad_header_value, "", "", "", "", "no value"},
      {"a;info=<http://a>;info=<http://a>", Errc::bad_header_value, "", "", "", "", "twice"},
      {"a;info=<http://a>;alg=\"ES256\"", Errc::bad_header_value, "", "", "", "", "alg is a token"},
      {"a;info=<http://a>;", Errc::bad_header_value, "", "", "", "", "an empty parameter"},
      {"\"a\";info=<http://a>", Errc::bad_header_value, "", "", "", "", "RFC 4474's quotes"},
  };
  for (const Row& row : rows) {
    const test::Exact text(row.text);
    IdentityView view;
    EXPECT_EQ(parse_identity(text.view(), view), row.error) << row.text << ": " << row.reason;
    EXPECT_EQ(view.digest, row.digest) << row.text;
    EXPECT_EQ(view.info, row.info) << row.text;
    EXPECT_EQ(view.alg, row.alg) << row.text;
    EXPECT_EQ(view.ppt, row.ppt) << row.text;
  }
}

}  // namespace
}  // namespace baton
