// What broke other SIP stacks in start lines, header names, URIs and single values; docs/parser-tests.md
// names the published fault behind each test.
#include <gtest/gtest.h>

#include <vector>

#include "baton/auth_values.hpp"
#include "baton/editor.hpp"
#include "baton/message_values.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using test::Exact;
using test::Parsed;
using test::request_with;

/// `request_with("")` with one of its texts replaced.
std::string request_but(std::string_view old, std::string_view text) {
  std::string request = request_with("");
  return request.replace(request.find(old), old.size(), text);
}

// CVE-2017-9372
TEST(OwedLine, AHugeMethodInCSeqAndNoBranch) {
  for (const std::size_t size : {32U, 33U, 255U, 256U, 4'096U, 30'000U}) {
    const std::string method(size, 'M');
    std::string text = request_but("1 OPTIONS", "1 " + method);
    const std::string_view branch = ";branch=z9hG4bK1";
    text.erase(text.find(branch), branch.size());
    const Parsed mismatched(text);
    EXPECT_EQ(mismatched.error.code, Errc::method_mismatch) << size;
    EXPECT_EQ(mismatched.message.cseq().method_text.size(), size);
    text.replace(0, text.find(' '), method);
    const Parsed matched(text);
    ASSERT_FALSE(matched.error) << name(matched.error.code);
    EXPECT_EQ(matched.message.method(), Method::other);
    EXPECT_EQ(matched.message.method_text(), method);
    EXPECT_EQ(matched.message.top_via().branch, "") << "and none is made up";
  }
}

// CVE-2018-8828
TEST(OwedLine, BranchesAndTagsOfAnySize) {
  for (const std::size_t size : {0U, 1U, 255U, 256U, 31'000U}) {
    const std::string text(size, 'x');
    std::string request = request_but(";branch=z9hG4bK1", ";branch=" + text);
    request.replace(request.find(";tag=a1"), 7, ";tag=" + text);
    const Parsed parsed(request);
    EXPECT_EQ(parsed.error.code, size == 0 ? Errc::bad_header_value : Errc::ok) << size;
    EXPECT_EQ(parsed.message.top_via().branch.size(), size);
    EXPECT_EQ(parsed.message.from().tag().size(), size);
  }
  for (const std::string_view old : {";branch=z9hG4bK1", ";tag=a1"}) {
    const std::string name(old.substr(0, old.find('=') + 1));
    const Parsed beyond(request_but(old, name + std::string(65'535, 'x')));
    EXPECT_EQ(beyond.error.code, Errc::message_too_long) << name;
  }
}

// CVE-2020-27507
TEST(OwedLine, ASecondOneOfASingleHeaderIsRefusedAndTheFirstStays) {
  struct Row {
    HeaderId id;
    std::string_view first, second;  ///< what the second one begins with
  };
  const Row rows[] = {
      {HeaderId::from, "", "<sip:mallory@example.net>;tag="},
      {HeaderId::to, "", "<sip:mallory@example.net>;tag="},
      {HeaderId::call_id, "", "mallory"},
      {HeaderId::cseq, "", "2 "},
      {HeaderId::max_forwards, "70", "1"},
      {HeaderId::content_type, "text/plain", "text/"},
      {HeaderId::content_length, "0", "1"},
      {HeaderId::event, "refer", "presence;id="},
      {HeaderId::expires, "60", "1"},
      {HeaderId::refer_to, "<sip:c@example.com>", "<sip:d@example.com>;x="},
      {HeaderId::replaces, "a;to-tag=1;from-tag=2", "b;to-tag=1;from-tag="},
      {HeaderId::subscription_state, "active", "terminated;reason="},
      {HeaderId::session_expires, "90", "91;x="},
      {HeaderId::refer_sub, "true", "false;x="},
      {HeaderId::target_dialog, "a;local-tag=1;remote-tag=2", "b;local-tag=1;remote-tag="},
      {HeaderId::join, "a;to-tag=1;from-tag=2", "b;to-tag=1;from-tag="},
      {HeaderId::rack, "1 1 INVITE", "1 2 "},
      {HeaderId::rseq, "1", "1"},
  };
  for (const Row& row : rows) {
    const std::string name(header_name(row.id));
    const std::string first = row.first.empty() ? "" : name + ": " + std::string(row.first) + "\r\n";
    for (const std::size_t size : {1U, 255U, 256U, 60'000U}) {
      const std::string second(std::string(row.second) + std::string(size, '9'));
      const Parsed parsed(request_with(first + name + " :" + second + "\r\n"));
      EXPECT_EQ(parsed.error.code, Errc::repeated_header) << name << ", " << size;
      EXPECT_EQ(parsed.error.header, row.id) << name;
      EXPECT_EQ(status_for(parsed.message, parsed.error.code), 400) << name;
      EXPECT_EQ(parsed.message.count(row.id), 2U) << name;
      if (!first.empty()) {
        EXPECT_EQ(parsed.message.value(row.id), row.first) << name;
      }
      EXPECT_EQ(parsed.message.from().tag(), "a1");
      EXPECT_EQ(parsed.message.to().uri.user, "bob");
      EXPECT_EQ(parsed.message.call_id(), "c1@example.com");
      EXPECT_EQ(parsed.message.cseq().number, 1U);
    }
  }
}

// CVE-2020-28361
TEST(OwedLine, AHeaderIsRemovedHoweverItsNameIsSpelled) {
  for (const std::string_view name : {"Replaces", "Replaces ", "Replaces\t", "rEPLACES \t \t"}) {
    const Exact text(request_with(std::string(name) + ": a;to-tag=1;from-tag=2\r\n"));
    std::vector<char> buffer(text.view().size());
    MessageEditor editor(text.view(), buffer);
    editor.remove(HeaderId::replaces);
    ASSERT_TRUE(editor.finish()) << name;
    EXPECT_EQ(editor.text(), request_with("")) << name;
    EXPECT_FALSE(Parsed(editor.text()).message.has(HeaderId::replaces)) << name;
  }
}

// CVE-2016-9938, GHSA-4h4c-qgxg-p3qv
TEST(OwedLine, OnlySpaceAndTabAreWhiteSpaceAboutAHeadersName) {
  for (const HeaderId id : {HeaderId::authorization, HeaderId::replaces, HeaderId::referred_by}) {
    for (unsigned octet = 0; octet < 256; ++octet) {
      const char c = static_cast<char>(octet);
      const std::string value = id == HeaderId::replaces ? "a;to-tag=1;from-tag=2" : "<sip:a@b>";
      const std::string name(header_name(id));
      const Parsed behind(request_with(name + c + ": " + value + "\r\n"));
      EXPECT_EQ(behind.message.has(id), c == ' ' || c == '\t' || c == ':') << name << ", octet " << octet;
      const Parsed before(request_with(std::string(1, c) + name + ": " + value + "\r\n"));
      EXPECT_FALSE(before.message.has(id)) << name << " behind octet " << octet;
    }
  }
}

bool is_empty(const ViaView& via) {
  return via.protocol.empty() && via.transport_text.empty() && via.host.empty() && via.port == 0 &&
         via.parameters.empty() && via.branch.empty() && via.received.empty() && via.maddr.empty() &&
         !via.has_rport && via.rport == 0;
}
bool is_empty(const UriView& uri) {
  return uri.text.empty() && uri.scheme_text.empty() && uri.user.empty() && uri.password.empty() &&
         uri.host.empty() && uri.port == 0 && uri.parameters.empty() && uri.headers.empty();
}
bool is_empty(const NameAddrView& address) {
  return address.display_name.empty() && is_empty(address.uri) && address.uri_text.empty() &&
         address.parameters.empty() && address.tag().empty() && !address.bracketed && !address.star;
}
bool is_empty(const CredentialsView& view) {
  return view.scheme_text.empty() && view.parameters.empty() && view.username.empty() && view.realm.empty() &&
         view.nonce.empty() && view.uri.empty() && view.response.empty() && !view.opaque && !view.nc &&
         view.cnonce.empty() && !view.qop.any();
}
bool is_empty(const ChallengeView& view) {
  return view.scheme_text.empty() && view.parameters.empty() && view.realm.empty() && view.nonce.empty() &&
         !view.opaque && view.domain.empty() && !view.qop.any() && !view.stale;
}

/// All or nothing: a reader that fails leaves nothing of what it read.
template <class View, class Read>
void read_each_octet_changed(std::string_view good, Read&& read) {
  std::size_t refused = 0;
  for (std::size_t place = 0; place <= good.size(); ++place) {
    for (unsigned octet = 0; octet < 256; ++octet) {
      std::string text(good.substr(0, place));
      if (octet != 255) text += static_cast<char>(octet);  // at 255: no octet more, a prefix
      if (octet != 255 && place < good.size()) text += good.substr(place + 1);
      const Exact block(text);
      View view;
      if (read(block.view(), view)) continue;
      ++refused;
      ASSERT_TRUE(is_empty(view)) << text;
    }
  }
  EXPECT_GT(refused, 0U) << "a reader that refuses nothing proves nothing";
}

// GHSA-wxfg-3gwh-rhvx
TEST(OwedLine, AViaIsReadWholeOrNotAtAll) {
  for (const std::string_view text : {"SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bK;received=::1;rport=1",
                                      "SIP / 2.0 / TCP h : 1 ;maddr=a;x=\"\\\"\""}) {
    read_each_octet_changed<ViaView>(
        text, [](std::string_view octets, ViaView& via) { return parse_via(octets, via) == Errc::ok; });
  }
}

// GHSA-358f-935m-7p9c
TEST(OwedLine, AUriIsReadWholeOrNotAtAll) {
  for (const std::string_view text : {"sip:u%41;x:p%40w@[2001:db8::1]:5070;lr;a=%42?h=%43&i=",
                                      "sips:[fe80::1%25e]:1", "tel:+1-2;ext=3", "urn:service:sos"}) {
    read_each_octet_changed<UriView>(
        text, [](std::string_view octets, UriView& uri) { return parse_uri(octets, uri) == Errc::ok; });
  }
}

// OSV-2021-1585, CVE-2021-43611, CVE-2011-2665
TEST(OwedLine, AnAddressIsReadWholeOrNotAtAll) {
  for (const std::string_view text : {"\"B \\\\ \\\"b\" <sip:b@h>;tag=1;x=\"\\y\"", "sip:b@h;tag=1", "*"}) {
    read_each_octet_changed<NameAddrView>(text, [](std::string_view octets, NameAddrView& address) {
      return parse_name_addr(octets, address) == Errc::ok;
    });
  }
}

// CVE-2023-28098, GHSA-64qc-9x89-rx5j
TEST(OwedLine, CredentialsAndChallengesAreReadWholeOrNotAtAll) {
  read_each_octet_changed<CredentialsView>(
      "Digest username=\"u\\\"\",realm=\"r\",nonce=\"n\",uri=\"/\",response=\"0f\",qop=auth,nc=00000001,"
      "cnonce=\"c\",opaque=\"\"",
      [](std::string_view octets, CredentialsView& view) {
        return parse_credentials(octets, view) == Errc::ok;
      });
  read_each_octet_changed<ChallengeView>(
      "Digest realm=\"r\" , nonce=\"n\",qop=\"auth,auth-int\",stale=true,domain=\"/\",opaque=\"o\"",
      [](std::string_view octets, ChallengeView& view) { return parse_challenge(octets, view) == Errc::ok; });
}

// CVE-2022-45909
TEST(OwedLine, ALongRequestUri) {
  for (const std::size_t size : {255U, 256U, 8'192U, 60'000U}) {
    for (const std::string_view shape : {"sip:*@h", "sip:h;p=*", "sip:h;*", "sips:u:*@h", "urn:*", "sip:*"}) {
      std::string uri(shape);
      uri.replace(uri.find('*'), 1, std::string(size, 'x'));
      const Parsed parsed(request_but("sip:bob@example.com SIP", uri + " SIP"));
      ASSERT_FALSE(parsed.error) << shape << ", " << size << ": " << name(parsed.error.code);
      EXPECT_EQ(parsed.message.request_uri(), uri);
    }
    const Parsed headers(
        request_but("sip:bob@example.com SIP", "sip:h?a=" + std::string(size, 'x') + " SIP"));
    EXPECT_EQ(headers.error.code, Errc::bad_request_uri) << "RFC 4475 3.1.2.11";
  }
  const Parsed beyond(request_but("bob@example.com SIP", std::string(65'536, 'x') + " SIP"));
  EXPECT_EQ(beyond.error.code, Errc::message_too_long);
}

// sngrep CVE-2026-90558
TEST(OwedLine, ALongCallId) {
  for (const std::size_t size : {255U, 256U, 8'192U, 60'000U}) {
    const std::string call_id(size, 'i');
    const Parsed parsed(request_but("c1@example.com", call_id + "@" + call_id.substr(0, 5'000)));
    ASSERT_FALSE(parsed.error) << name(parsed.error.code);
    EXPECT_EQ(parsed.message.call_id().size(), size + 1 + std::min<std::size_t>(size, 5'000));
  }
}

}  // namespace
}  // namespace baton
