// Refer targets and the referral policy, as tables.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "src/refer/refer_target.hpp"

namespace baton::core {
namespace {

TEST(CompleteTarget, KeepsWholeUrisAndCompletesBareNumbers) {
  struct Row {
    const char* text;
    Errc error;
    const char* uri;
  };
  const Row rows[] = {
      {"sip:carol@example.com", Errc::ok, "sip:carol@example.com"},
      {"<sip:carol@example.com>", Errc::ok, "sip:carol@example.com"},
      {"SIP:carol@EXAMPLE.com;X-a=%41", Errc::ok, "SIP:carol@EXAMPLE.com;X-a=%41"},
      {"sips:carol@example.com", Errc::ok, "sips:carol@example.com"},
      {"tel:+15551234", Errc::ok, "tel:+15551234"},
      {"sip:example.com", Errc::ok, "sip:example.com"},
      {"sip:carol@[::1]:5070", Errc::ok, "sip:carol@[::1]:5070"},
      {"100", Errc::ok, "sip:100@home.example:5070"},
      {"+15551234", Errc::ok, "sip:+15551234@home.example:5070"},
      {"a%b", Errc::ok, "sip:a%25b@home.example:5070"},
      {"carol@example.com", Errc::ok, "sip:carol@example.com"},
      {"", Errc::bad_uri, ""},
      {"sip:", Errc::bad_uri, ""},
      {"sip:carol@exa mple", Errc::bad_uri, ""},
      {"100\r\nX: y", Errc::bad_uri, ""},
      {"sip:a@b\r\nX: y", Errc::bad_uri, ""},
      {"http://example.com/", Errc::unsupported_uri, ""},
  };
  for (const Row& row : rows) {
    std::array<char, 128> into{};
    std::string_view uri;
    EXPECT_EQ(complete_target(row.text, "sip:alice@home.example:5070;transport=udp", into, uri), row.error)
        << row.text;
    if (row.error == Errc::ok) {
      EXPECT_EQ(uri, row.uri) << row.text;
    }
  }
}

TEST(CompleteTarget, NeverWritesPastItsBuffer) {
  std::string_view uri;
  std::array<char, 32> into{};
  for (std::size_t size = 0; size < 20; ++size) {
    EXPECT_EQ(complete_target("100", "sip:alice@home.example", std::span(into).first(size), uri),
              Errc::buffer_too_small)
        << size;
  }
}

TEST(ReferTarget, IsPickedApart) {
  ReferTarget target;
  ASSERT_EQ(read_refer_target("<sip:c@h;method=INVITE?Replaces=x%3Bto-tag%3D1&Subject=hi>", target),
            Errc::ok);
  EXPECT_EQ(target.method, "INVITE");
  EXPECT_EQ(target.replaces, "x%3Bto-tag%3D1");
  EXPECT_TRUE(target.other_headers);
  ASSERT_EQ(read_refer_target("sip:c@h", target), Errc::ok) << "brackets may lack in the field";
  EXPECT_EQ(target.uri.text, "sip:c@h");
  EXPECT_NE(read_refer_target("", target), Errc::ok);
  EXPECT_NE(read_refer_target("<sip:c@h", target), Errc::ok);
}

TEST(ReferTarget, TheMethodNeverReachesTheRequestUri) {
  struct Row {
    const char* refer_to;
    const char* request_uri;
  };
  const Row rows[] = {
      {"<sip:c@h>", "sip:c@h"},
      {"<sip:c@h?Replaces=x>", "sip:c@h"},
      {"<sip:c@h;method=INVITE>", "sip:c@h"},
      {"<sip:c@h;Method=INVITE;user=phone>", "sip:c@h;user=phone"},
      {"<sip:c@h;a=%41;method=INVITE;b?Replaces=x>", "sip:c@h;a=%41;b"},
      {"<sip:c?who@h>", "sip:c?who@h"},  // RFC 3261 25.1, user-unreserved
      {"<sip:c?who@h?Replaces=x>", "sip:c?who@h"},
      {"<sip:c?who@h;method=INVITE;b?Replaces=x>", "sip:c?who@h;b"},
  };
  for (const Row& row : rows) {
    ReferTarget target;
    ASSERT_EQ(read_refer_target(row.refer_to, target), Errc::ok) << row.refer_to;
    std::array<char, 64> into{};
    std::string_view uri;
    ASSERT_EQ(request_uri_of(target, into, uri), Errc::ok);
    EXPECT_EQ(uri, row.request_uri);
  }
}

TEST(ReferTarget, ANumberIsCalledThroughADomain_Rfc3261_19_1_6) {
  struct Row {
    const char* tel;
    const char* account;
    const char* uri;
  };
  const Row rows[] = {
      {"tel:+15551234", "sip:alice@home.example", "sip:+15551234@home.example;user=phone"},
      {"tel:+1-555;ext=5", "sips:alice@home.example:5071;x=y", "sips:+1-555;ext=5@home.example:5071;user=phone"},
      {"tel:7042;phone-context=a.example", "sip:alice@h", "sip:7042;phone-context=a.example@h;user=phone"},
      {"tel:+1;isub=a%20b", "sip:alice@h", "sip:+1;isub=a%20b@h;user=phone"},
  };
  for (const Row& row : rows) {
    UriView tel;
    ASSERT_EQ(parse_uri(row.tel, tel), Errc::ok) << row.tel;
    std::array<char, 96> into{};
    std::string_view uri;
    EXPECT_EQ(sip_uri_of_tel(tel, row.account, into, uri), Errc::ok) << row.tel;
    EXPECT_EQ(uri, row.uri);
    UriView made;
    EXPECT_EQ(parse_uri(uri, made), Errc::ok) << uri;
    for (std::size_t size = 0; size < uri.size(); ++size) {
      std::array<char, 96> less{};
      std::string_view none;
      EXPECT_EQ(sip_uri_of_tel(tel, row.account, std::span(less).first(size), none), Errc::buffer_too_small) << size;
    }
  }
}

TEST(ReferTarget, EscapedOctetsAreWalked) {
  std::string walked;
  for (EscapedText text("a%41%6az%2f%"); const auto octet = text.next();) walked += *octet;
  EXPECT_EQ(walked, "aAjz/%");
}

TEST(ReferTarget, ListsAreWalkedWordByWord) {
  std::string walked;
  for (TokenList list(" a,b ,,\t c"); const auto word = list.next();) walked += "[" + std::string(*word) + "]";
  EXPECT_EQ(walked, "[a][b][c]");
}

}  // namespace
}  // namespace baton::core
