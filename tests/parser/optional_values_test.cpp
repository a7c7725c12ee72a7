// Every header whose values are TEXT to a lenient validation, held to its grammar.
#include "parser/optional_values.hpp"

#include <gtest/gtest.h>

#include "parser/element.hpp"
#include "parser/header_rows.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

struct Row {
  std::string_view header;
  std::string_view value;  // one list element
  Errc error;
  std::size_t culprit;  // offset in the value; of no meaning for a good one
  std::string_view reason;
};

constexpr Row rows[] = {
    {"Accept", "application/sdp;level=1", Errc::ok, 0, ""},
    {"Accept", "text;q=1", Errc::bad_header_value, 4, "no slash"},
    {"Accept", "", Errc::bad_header_value, 0, "an empty element"},
    {"Accept-Contact", "*;audio;require", Errc::ok, 0, ""},
    {"Accept-Contact", "*;require;x;require", Errc::bad_header_value, 12, "twice"},
    {"Accept-Encoding", "gzip;q=1.0", Errc::ok, 0, ""},
    {"Accept-Encoding", "gzip;q=7", Errc::bad_number, 5, "above 1"},
    {"Accept-Language", "en-gb;q=0.8", Errc::ok, 0, ""},
    {"Accept-Language", "en_gb", Errc::bad_header_value, 2, "an underscore"},
    {"Alert-Info", "<http://www.example.com/sounds/moo.wav>", Errc::ok, 0, ""},
    {"Alert-Info", "http://www.example.com", Errc::bad_header_value, 0, "no brackets"},
    {"Allow", "INVITE", Errc::ok, 0, ""},
    {"Allow", "INVITE ACK", Errc::bad_header_value, 7, "no comma"},
    {"Allow", "", Errc::bad_header_value, 0, "an empty element"},
    {"Allow-Events", "presence.winfo", Errc::ok, 0, ""},
    {"Allow-Events", "a;b", Errc::bad_header_value, 1, "no parameters"},
    {"Also", "<sip:a@example.com>", Errc::ok, 0, ""},
    {"Also", "x", Errc::bad_header_value, 1, "no URI"},
    {"Authentication-Info", "nextnonce=\"47364c23432d2e131a5fb210812c\"", Errc::ok, 0, ""},
    {"Authentication-Info", "nextnonce=4", Errc::bad_header_value, 0, "unquoted"},
    {"Authorization", "Basic QWxhZGRpbg==", Errc::ok, 0, ""},
    {"Authorization", "Digest username=\"a\" realm=\"b\"", Errc::bad_header_value, 20, "no comma"},
    {"Call-Info", "<http://a/photo.jpg> ;purpose=icon", Errc::ok, 0, ""},
    {"Call-Info", "<http://a/photo.jpg> purpose=icon", Errc::bad_header_value, 21, "no semicolon"},
    {"Content-Disposition", "session;handling=required", Errc::ok, 0, ""},
    {"Content-Disposition", "session;handling", Errc::bad_header_value, 8, "no value"},
    {"Content-Language", "fr", Errc::ok, 0, ""},
    {"Content-Language", "fr;q=1", Errc::bad_header_value, 2, "no parameters"},
    {"Date", "Sat, 13 Nov 2010 23:29:00 GMT", Errc::ok, 0, ""},
    {"Date", "Sat, 13 Nov 2010 23:29:00 EST", Errc::bad_header_value, 26, "GMT only"},
    {"Date", "Sat, 13 Nov 2010 24:29:00 GMT", Errc::bad_header_value, 17, "no such hour"},
    {"Date", "Fri, 13 Nov 2010 23:29:00 GMT", Errc::bad_header_value, 0, "another weekday"},
    {"Date", "Wed, 31 Nov 2010 23:29:00 GMT", Errc::bad_header_value, 5, "no such day"},
    {"Error-Info", "<sip:not-in-service-recording@atlanta.com>", Errc::ok, 0, ""},
    {"Error-Info", "<sip:a@[1]>", Errc::bad_address, 7, "a URI"},
    {"Flow-Timer", "120", Errc::ok, 0, ""},
    {"Flow-Timer", "120s", Errc::bad_header_value, 3, "text behind"},
    {"History-Info", "<sip:bob@example.com>;index=1.1;rc=1", Errc::ok, 0, ""},
    {"History-Info", "<sip:bob@example.com>;x;index=1.01", Errc::bad_header_value, 24, "a leading zero"},
    {"History-Info", "<sip:bob@example.com>;x", Errc::bad_header_value, 23, "no index"},
    {"Identity", "abc/+.;info=<https://biloxi.example.org/biloxi.cer>;alg=ES256", Errc::ok, 0, ""},
    {"Identity", "abc;alg=ES256", Errc::bad_header_value, 13, "no info"},
    {"In-Reply-To", "70710@saturn.bell-tel.com", Errc::ok, 0, ""},
    {"In-Reply-To", "a@b c", Errc::bad_header_value, 4, "two"},
    {"Info-Package", "foo;x=y", Errc::ok, 0, ""},
    {"Info-Package", "foo,bar", Errc::bad_header_value, 3, "no list"},
    {"Join", "a@b;to-tag=1;from-tag=2", Errc::ok, 0, ""},
    {"Join", "a@b;to-tag=1", Errc::bad_header_value, 12, "one tag"},
    {"MIME-Version", "1.0", Errc::ok, 0, ""},
    {"MIME-Version", "1", Errc::bad_header_value, 1, "no point"},
    {"Min-SE", "60;x", Errc::ok, 0, ""},
    {"Min-SE", "4294967296", Errc::bad_number, 0, "33 bits"},
    {"Organization", "Boxes by \xE2\x82\xAC Bob", Errc::ok, 0, "UTF-8"},
    {"Organization", "", Errc::ok, 0, "RFC 3261 20.25: may be empty"},
    {"Organization", "a \xE2\x82 b", Errc::bad_character, 2, "half a character"},
    {"Organization", "\x80", Errc::bad_character, 0, "no first octet"},
    {"P-Asserted-Identity", "\"A\" <sip:a@b>", Errc::ok, 0, ""},
    {"P-Asserted-Identity", "tel:+14085264000", Errc::ok, 0, ""},
    {"P-Asserted-Identity", "<sip:a@b>;x", Errc::bad_header_value, 9, "RFC 3325 9.1: no parameters"},
    {"P-Asserted-Identity", "*", Errc::bad_header_value, 0, "no address"},
    {"P-Preferred-Identity", "<sip:a@b>", Errc::ok, 0, ""},
    {"P-Preferred-Identity", "<sip:a@b", Errc::bad_header_value, 8, "no end"},
    {"Path", "<sip:P2.EXAMPLEHOME.COM;lr>", Errc::ok, 0, ""},
    {"Path", "sip:p.example.com;lr", Errc::bad_header_value, 0, "no brackets"},
    {"Priority", "emergency", Errc::ok, 0, ""},
    {"Priority", "not now", Errc::bad_header_value, 4, "two words"},
    {"Privacy", "header;id", Errc::ok, 0, ""},
    {"Privacy", "header,id", Errc::bad_header_value, 6, "semicolons"},
    {"Proxy-Authenticate", "Digest realm=\"a\",nonce=\"b\"", Errc::ok, 0, ""},
    {"Proxy-Authenticate", "Digest realm=a,nonce=\"b\"", Errc::bad_header_value, 7, "unquoted"},
    {"Proxy-Authorization", "Bearer abc", Errc::ok, 0, ""},
    {"Proxy-Authorization", "Digest", Errc::bad_header_value, 6, "no parameters"},
    {"Proxy-Require", "sec-agree", Errc::ok, 0, ""},
    {"Proxy-Require", "", Errc::bad_header_value, 0, "an empty element"},
    {"RAck", "776656 1 INVITE", Errc::ok, 0, ""},
    {"RAck", "776656 1", Errc::bad_header_value, 8, "no method"},
    {"Reason", "SIP;cause=200;text=\"Call completed elsewhere\"", Errc::ok, 0, ""},
    {"Reason", "SIP;x;cause=OK", Errc::bad_number, 6, "no number"},
    {"Recv-Info", "foo", Errc::ok, 0, ""},
    {"Recv-Info", "foo bar", Errc::bad_header_value, 4, "no comma"},
    {"Refer-Events-At", "<sips:v@example.com;gr>", Errc::ok, 0, ""},
    {"Refer-Events-At", "sip:v@example.com", Errc::bad_header_value, 0, "no brackets"},
    {"Refer-Sub", "false", Errc::ok, 0, ""},
    {"Refer-Sub", "no", Errc::bad_header_value, 0, "neither"},
    {"Reject-Contact", "*;actor=\"msg-taker\";video", Errc::ok, 0, ""},
    {"Reject-Contact", "sip:a@b", Errc::bad_header_value, 0, "no star"},
    {"Reply-To", "Bob <sip:bob@biloxi.com>", Errc::ok, 0, ""},
    {"Reply-To", "*", Errc::bad_header_value, 0, "no address"},
    {"Reply-To", "sip:a@b?c=d", Errc::bad_header_value, 0, "RFC 3261 20: brackets"},
    {"Request-Disposition", "no-fork", Errc::ok, 0, ""},
    {"Request-Disposition", "spoon", Errc::bad_header_value, 0, "no directive"},
    {"Retry-After", "120 (I'm in a meeting)", Errc::ok, 0, ""},
    {"Retry-After", "120 (I'm in a meeting", Errc::bad_header_value, 21, "no end"},
    {"RSeq", "988789", Errc::ok, 0, ""},
    {"RSeq", "0", Errc::bad_number, 0, "RFC 3262 7.1: from 1 on"},
    {"Server", "HomeServer v2", Errc::ok, 0, ""},
    {"Server", "HomeServer/", Errc::bad_header_value, 11, "no version"},
    {"Service-Route", "<sip:P1.EXAMPLEHOME.COM;lr>", Errc::ok, 0, ""},
    {"Service-Route", "*", Errc::bad_header_value, 0, "no address"},
    {"Session-Expires", "4000;refresher=uac", Errc::ok, 0, ""},
    {"Session-Expires", "4000;refresher=us", Errc::bad_header_value, 5, "neither"},
    {"SIP-ETag", "dx200xyz", Errc::ok, 0, ""},
    {"SIP-ETag", "\"dx200xyz\"", Errc::bad_header_value, 0, "HTTP's quotes"},
    {"SIP-If-Match", "dx200xyz", Errc::ok, 0, ""},
    {"SIP-If-Match", "a,b", Errc::bad_header_value, 1, "one tag"},
    {"Subject", "Need more boxes \"unbalanced", Errc::ok, 0, "TEXT"},
    {"Subject", "a\r\nb", Errc::bad_character, 1, "a CRLF that is no fold"},
    {"Subscription-State", "active;expires=60", Errc::ok, 0, ""},
    {"Subscription-State", "terminated;reason=noresource;retry-after=1", Errc::ok, 0, ""},
    {"Subscription-State", "active;expires=soon", Errc::bad_number, 7, "no number"},
    {"Subscription-State", "active;expires=1;expires=1", Errc::bad_header_value, 17, "twice"},
    {"Supported", "100rel", Errc::ok, 0, ""},
    {"Supported", "a b", Errc::bad_header_value, 2, "no comma"},
    {"Target-Dialog", "a@b;local-tag=1;remote-tag=2", Errc::ok, 0, ""},
    {"Target-Dialog", "a@b;local-tag=1;local-tag=2", Errc::bad_header_value, 16, "twice"},
    {"Timestamp", "54.3 0.1", Errc::ok, 0, ""},
    {"Timestamp", "now", Errc::bad_number, 0, "no digit"},
    {"Unsupported", "foo", Errc::ok, 0, ""},
    {"Unsupported", "<foo>", Errc::bad_header_value, 0, "no token"},
    {"User-Agent", "Softphone/1 (beta) Beta1.5", Errc::ok, 0, ""},
    {"User-Agent", "Softphone <sip:a>", Errc::bad_header_value, 10, "no token"},
    {"User-Agent", "", Errc::bad_header_value, 0, "one product at least"},
    {"User-to-User", "56a390f3d2b7310023a2;encoding=hex", Errc::ok, 0, ""},
    {"User-to-User", "56;encoding=\"hex\"", Errc::bad_header_value, 3, "quoted"},
    {"Warning", "307 isi.edu \"Session parameter 'foo' not understood\"", Errc::ok, 0, ""},
    {"Warning", "307 isi.edu Session", Errc::bad_quoted_string, 12, "unquoted"},
    {"WWW-Authenticate", "Digest realm=\"a\",nonce=\"b\",qop=\"auth\"", Errc::ok, 0, ""},
    {"WWW-Authenticate", "Digest realm=\"a\",nonce=\"b\",nonce=\"c\"", Errc::bad_header_value, 27, "twice"},
};

Errc check(std::string_view value, HeaderId id, std::size_t& culprit) {
  const char* where = value.data();
  const Errc error = parser::check_optional_text(value, id, where);
  EXPECT_GE(where, value.data());
  EXPECT_LE(where, value.data() + value.size());
  culprit = static_cast<std::size_t>(where - value.data());
  return error;
}

TEST(OptionalValues, FollowTheirGrammars) {
  for (const Row& row : rows) {
    const HeaderId id = header_from(row.header);
    ASSERT_NE(id, HeaderId::other) << row.header;
    const test::Exact text(row.value);
    std::size_t culprit = 0;
    EXPECT_EQ(check(text.view(), id, culprit), row.error)
        << row.header << ": " << row.value << ": " << row.reason;
    EXPECT_EQ(culprit, row.error == Errc::ok ? row.value.size() : row.culprit)
        << row.header << ": " << row.value << ": " << row.reason;
  }
}

TEST(OptionalValues, EveryOpaqueHeaderHasAGoodRowAndABadOne) {
  for (unsigned index = 1; index < header_id_count; ++index) {
    const parser::HeaderTraits& traits = parser::header_rows[index];
    if (traits.grammar != parser::Grammar::opaque) {
      continue;
    }
    unsigned good = 0, bad = 0;
    for (const Row& row : rows) {
      if (row.header == traits.name) {
        ++(row.error == Errc::ok ? good : bad);
      }
    }
    EXPECT_GT(good, 0U) << traits.name;
    EXPECT_GT(bad, 0U) << traits.name;
  }
}

TEST(OptionalValues, GoodValuesAreOneElementOfTheirLists) {
  for (const Row& row : rows) {
    if (row.error != Errc::ok || row.value.empty()) {
      continue;
    }
    const parser::List list = parser::header_rows[static_cast<unsigned>(header_from(row.header))].list;
    parser::Elements elements(row.value, list);
    std::string_view element;
    ASSERT_TRUE(elements.next(element)) << row.header;
    EXPECT_EQ(element, row.value) << row.header;
    EXPECT_FALSE(elements.next(element)) << row.header;
  }
}

TEST(OptionalValues, HeadersWithAGrammarOfTheirOwnAndUnknownOnesAreLeftAlone) {
  for (const HeaderId id : {HeaderId::other, HeaderId::via, HeaderId::cseq, HeaderId::expires}) {
    std::size_t culprit = 0;
    EXPECT_EQ(check("\"", id, culprit), Errc::ok);
  }
}

TEST(OptionalValues, EveryPrefixOfEveryValueIsReadInItsBounds) {
  for (const Row& row : rows) {
    const HeaderId id = header_from(row.header);
    for (std::size_t size = 0; size <= row.value.size(); ++size) {
      const test::Exact text(row.value.substr(0, size));
      std::size_t culprit = 0;
      (void)check(text.view(), id, culprit);
    }
  }
}

TEST(OptionalValues, NoValueMayHoldNulOrALineEnd) {
  for (const Row& row : rows) {
    if (row.error != Errc::ok || row.value.empty()) {
      continue;
    }
    const HeaderId id = header_from(row.header);
    for (std::size_t at = 0; at <= row.value.size(); ++at) {
      for (const std::string_view octets : {std::string_view("\0", 1), std::string_view("\r\n")}) {
        std::string changed(row.value);
        changed.insert(at, octets);
        const test::Exact text(changed);
        std::size_t culprit = 0;
        const bool in_lws =
            at < row.value.size() && octets.size() == 2 && (row.value[at] == ' ' || row.value[at] == '\t');
        if (!in_lws || id == HeaderId::date) {
          EXPECT_NE(check(text.view(), id, culprit), Errc::ok) << row.header << ": " << changed;
        }
      }
    }
  }
}

TEST(OptionalValues, FoldsStandWhereverLwsDoes) {
  for (const Row& row : rows) {
    // SIP-date has SP alone; a scheme's parameters stand behind LWS.
    if (row.error != Errc::ok || row.header == "Date") {
      continue;
    }
    std::string folded;
    for (const char c : row.value) {
      folded.append(c == ' ' ? "\r\n " : std::string(1, c));
    }
    const test::Exact text(folded);
    std::size_t culprit = 0;
    EXPECT_EQ(check(text.view(), header_from(row.header), culprit), Errc::ok) << row.header << ": " << folded;
  }
}

TEST(OptionalValues, ValuesOf64KiBAreReadInTheirBounds) {
  for (const Row& row : rows) {
    if (row.error != Errc::ok) {
      continue;
    }
    const HeaderId id = header_from(row.header);
    // Its own text again and again, and its last octet and each separator for long.
    std::string repeated(row.value);
    while (!row.value.empty() && repeated.size() < 65536) {
      repeated.append(row.value);
    }
    std::size_t culprit = 0;
    (void)check(test::Exact(repeated).view(), id, culprit);
    for (const char c : {';', ',', '"', '(', 'a', '1'}) {
      const std::string long_value = std::string(row.value) + std::string(65536, c);
      (void)check(test::Exact(long_value).view(), id, culprit);
    }
    const std::string trailing = std::string(row.value) + std::string(65536, ' ');
    EXPECT_EQ(check(test::Exact(trailing).view(), id, culprit), Errc::ok) << row.header;
  }
}

TEST(OptionalValues, ACursorOfAnyPathIsLeftAtTheCulprit) {
  const test::Exact text("SIP;cause=1;cause=2");
  parser::Cursor cursor(text.view());
  EXPECT_EQ(parser::check_optional_value(cursor, HeaderId::reason), Errc::bad_header_value);
  EXPECT_EQ(cursor.rest(), "cause=2");
  parser::Cursor good(text.view().substr(0, 11));
  EXPECT_EQ(parser::check_optional_value(good, HeaderId::reason), Errc::ok);
  EXPECT_TRUE(good.done());
}

}  // namespace
}  // namespace baton
