#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

struct Good {
  std::string_view text;
  UriScheme scheme;
  std::string_view user, password, host;
  unsigned port;
  std::string_view parameters, headers;
  std::string_view reason;
};

constexpr auto sip = UriScheme::sip;
constexpr auto sips = UriScheme::sips;
constexpr auto tel = UriScheme::tel;
constexpr auto other = UriScheme::other;

const Good good[] = {
    // RFC 3261 19.1.3, the examples
    {"sip:alice@atlanta.com", sip, "alice", "", "atlanta.com", 0, "", "", "19.1.3"},
    {"sip:alice:secretword@atlanta.com;transport=tcp", sip, "alice", "secretword", "atlanta.com", 0,
     ";transport=tcp", "", "19.1.3"},
    {"sips:alice@atlanta.com?subject=project%20x&priority=urgent", sips, "alice", "", "atlanta.com",
     0, "", "subject=project%20x&priority=urgent", "19.1.3"},
    {"sip:+1-212-555-1212:1234@gateway.com;user=phone", sip, "+1-212-555-1212", "1234",
     "gateway.com", 0, ";user=phone", "", "19.1.3"},
    {"sips:1212@gateway.com", sips, "1212", "", "gateway.com", 0, "", "", "19.1.3"},
    {"sip:alice@192.0.2.4", sip, "alice", "", "192.0.2.4", 0, "", "", "19.1.3"},
    {"sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com", sip, "", "", "atlanta.com", 0,
     ";method=REGISTER", "to=alice%40atlanta.com", "19.1.3"},
    {"sip:alice;day=tuesday@atlanta.com", sip, "alice;day=tuesday", "", "atlanta.com", 0, "", "",
     "19.1.3: the semicolon is the user's"},
    // schemes and hosts
    {"SIP:a@B", sip, "a", "", "B", 0, "", "", "schemes have no case"},
    {"sip:example.com.", sip, "", "", "example.com.", 0, "", "", "hostname may end with a dot"},
    {"sip:a@3f2a9b1c", sip, "a", "", "3f2a9b1c", 0, "", "", "RFC 1123 2.1: a digit may begin"},
    {"sip:a@my_host", sip, "a", "", "my_host", 0, "", "", "machines are called so"},
    {"sip:a@b:5060", sip, "a", "", "b", 5060, "", "", "port"},
    {"sip:a@b:05060", sip, "a", "", "b", 5060, "", "", "1*DIGIT"},
    {"sip:a@b:65535;lr", sip, "a", "", "b", 65535, ";lr", "", "a flag"},
    {"sip:[2001:db8::10]", sip, "", "", "[2001:db8::10]", 0, "", "", "RFC 5118 4.1"},
    {"sip:[2001:db8::10:5070]", sip, "", "", "[2001:db8::10:5070]", 0, "", "", "RFC 5118 4.3"},
    {"sip:[2001:db8::10]:5070", sip, "", "", "[2001:db8::10]", 5070, "", "", "RFC 5118 4.4"},
    {"sip:user@[2001:db8:::192.0.2.1]", sip, "user", "", "[2001:db8:::192.0.2.1]", 0, "", "",
     "RFC 5118 4.10"},
    // escapes and odd characters
    {"sip:sips%3Auser%40example.com@example.net", sip, "sips%3Auser%40example.com", "",
     "example.net", 0, "", "", "RFC 4475 3.1.1.3"},
    {"sip:null-%00-null@example.com", sip, "null-%00-null", "", "example.com", 0, "", "",
     "RFC 4475 3.1.1.4"},
    {"sip:user;par=u%40example.net@example.com", sip, "user;par=u%40example.net", "", "example.com",
     0, "", "", "RFC 4475 3.1.1.9"},
    {"sip:a?b@c", sip, "a?b", "", "c", 0, "", "", "user-unreserved"},
    {"sip:a@b;%6C%72;n%61me=v%61lue%25%34%31", sip, "a", "", "b", 0,
     ";%6C%72;n%61me=v%61lue%25%34%31", "", "RFC 4475 3.1.1.3"},
    {"sip:a@b;x=[1]/:&+$", sip, "a", "", "b", 0, ";x=[1]/:&+$", "", "paramchar"},
    {"sip:a@b?x=", sip, "a", "", "b", 0, "", "x=", "hvalue may be empty"},
    {"sip:a:@b", sip, "a", "", "b", 0, "", "", "password may be empty"},
    // tel, RFC 3966
    {"tel:+1-201-555-0123", tel, "+1-201-555-0123", "", "", 0, "", "", "RFC 3966 6"},
    {"tel:7042;phone-context=example.com", tel, "7042", "", "", 0, ";phone-context=example.com", "",
     "RFC 3966 6"},
    {"tel:*72#", tel, "*72#", "", "", 0, "", "", "phonedigit-hex"},
    // anything else
    {"isbn:2983792873", other, "", "", "", 0, "", "", "RFC 4475 3.3.4"},
    {"http://www.example.com/a?b=c", other, "", "", "", 0, "", "", "RFC 4475 3.3.4"},
    {"soap.beep://192.0.2.103:3002", other, "", "", "", 0, "", "", "RFC 4475 3.3.3"},
    {"urn:service:sos", other, "", "", "", 0, "", "", "RFC 5031"},
    {"mailto:a@b", other, "", "", "", 0, "", "", ""},
};

TEST(ParseUri, SplitsWhatTheGrammarAllows) {
  for (const Good& row : good) {
    const test::Exact text(row.text);
    UriView uri;
    ASSERT_EQ(parse_uri(text.view(), uri), Errc::ok) << row.text << ": " << row.reason;
    EXPECT_EQ(uri.text, row.text);
    EXPECT_EQ(uri.scheme, row.scheme) << row.text;
    EXPECT_EQ(uri.user, row.user) << row.text;
    EXPECT_EQ(uri.password, row.password) << row.text;
    EXPECT_EQ(uri.host, row.host) << row.text;
    EXPECT_EQ(uri.port, row.port) << row.text;
    EXPECT_EQ(uri.parameters, row.parameters) << row.text;
    EXPECT_EQ(uri.headers, row.headers) << row.text;
  }
}

struct Bad {
  std::string_view text;
  Errc error;
  std::string_view reason;
};

const Bad bad[] = {
    {"", Errc::bad_uri, "nothing"},
    {"/", Errc::bad_uri, "no scheme"},
    {":", Errc::bad_uri, "no scheme"},
    {"a", Errc::bad_uri, "no colon"},
    {"1a:b", Errc::bad_uri, "a scheme begins with a letter"},
    {"sip", Errc::bad_uri, "no colon"},
    {"sip:", Errc::bad_uri, "no host"},
    {"sip:@b", Errc::bad_uri, "an empty user"},
    {"sip::pw@b", Errc::bad_uri, "an empty user"},
    {"sip:a@", Errc::bad_uri, "no host"},
    {"sip:a@@b", Errc::bad_uri, "two"},
    {"sip:a@b@c", Errc::bad_uri, "two"},
    {"sip:a b@c", Errc::bad_uri, "white space"},
    {" sip:a@c", Errc::bad_uri, "white space"},
    {"sip:a@c ", Errc::bad_uri, "white space"},
    {"<sip:a@c>", Errc::bad_uri, "angle brackets"},
    {"sip:a@c>", Errc::bad_uri, "angle brackets"},
    {"sip:a\x01@c", Errc::bad_uri, "a control character"},
    {"sip:\xC3\xA9@c", Errc::bad_uri, "not ASCII: must be escaped"},
    {"sip:a#b@c", Errc::bad_uri, "must be escaped"},
    {"sip:a@.b", Errc::bad_uri, "an empty label"},
    {"sip:a@b..c", Errc::bad_uri, "an empty label"},
    {"sip:a@-b", Errc::bad_uri, "a label begins with alphanum"},
    {"sip:a@b-.c", Errc::bad_uri, "a label ends with alphanum"},
    {"sip:a@1.2.3", Errc::bad_uri, "neither a name nor an address"},
    {"sip:a@1.2.3.256", Errc::bad_uri, "neither a name nor an address"},
    {"sip:a@1234", Errc::bad_uri, "neither a name nor an address"},
    {"sip:a@1.2.N.4", Errc::bad_uri, "neither a name nor an address"},
    {"sip:a@N.2.3.4", Errc::bad_uri, "neither a name nor an address"},
    {"sip:2001:db8::10", Errc::bad_uri, "RFC 5118 4.2: no brackets"},
    {"sip:a@[2001:db8::10", Errc::bad_address, "half a bracket"},
    {"sip:a@[1.2.3.4]", Errc::bad_address, "no IPv6 address"},
    {"sip:a@[fe80::1%25eth0]", Errc::bad_address, "no zone in SIP"},
    {"sip:a@[::1]x", Errc::bad_uri, "text behind the bracket"},
    {"sip:a@b:", Errc::bad_number, "no port"},
    {"sip:a@b:x", Errc::bad_number, "no port"},
    {"sip:a@b:0", Errc::bad_number, "port 0 cannot be reached"},
    {"sip:a@b:65536", Errc::bad_number, "too large"},
    {"sip:a@b:4294967297", Errc::bad_number, "too large for 32 bits"},
    {"sip:a@b:5060x", Errc::bad_uri, "text behind the port"},
    {"sip:a@b;", Errc::bad_uri, "an empty parameter"},
    {"sip:a@b;;lr", Errc::bad_uri, "an empty parameter"},
    {"sip:a@b;=x", Errc::bad_uri, "no name"},
    {"sip:a@b;x=", Errc::bad_uri, "pvalue = 1*paramchar"},
    {"sip:a@b;x=\"y\"", Errc::bad_uri, "a quote"},
    {"sip:a@b; lr", Errc::bad_uri, "RFC 4475 3.1.2.8"},
    {"sip:a@b?", Errc::bad_uri, "no header"},
    {"sip:a@b?x", Errc::bad_uri, "header = hname \"=\" hvalue"},
    {"sip:a@b?=x", Errc::bad_uri, "no name"},
    {"sip:a@b?x=y&", Errc::bad_uri, "an empty header"},
    {"sip:a@b?x=y;z", Errc::bad_uri, "must be escaped"},
    {"sip:a%@b", Errc::bad_escape, ""},
    {"sip:a%4@b", Errc::bad_escape, ""},
    {"sip:a%zz@b", Errc::bad_escape, ""},
    {"sip:a:%@b", Errc::bad_escape, "password"},
    {"sip:a@b;x=%", Errc::bad_escape, "the last octet"},
    {"sip:a@b;x=%4", Errc::bad_escape, "the last octets"},
    {"sip:a@b;%zz", Errc::bad_escape, ""},
    {"sip:a@b?x=%", Errc::bad_escape, "the last octet"},
    {"sip:a@b?x=%4", Errc::bad_escape, "the last octets"},
    {"sip:a@b?x=%zz", Errc::bad_escape, "the last octets"},
    {"sip:a@b%20c", Errc::bad_uri, "no escapes in a host"},
    {"tel:", Errc::bad_uri, "no number"},
    {"tel:-", Errc::bad_uri, "visual separators only"},
    {"tel:+", Errc::bad_uri, "no digit"},
    {"tel:1;", Errc::bad_uri, "an empty parameter"},
    {"tel:1?a=b", Errc::bad_uri, "no headers in RFC 3966"},
    {"tel:1x", Errc::bad_uri, "no digit"},
    {"http:", Errc::bad_uri, "nothing behind the scheme"},
    {"http:a b", Errc::bad_uri, "white space"},
    {"http:a%2", Errc::bad_escape, ""},
};

TEST(ParseUri, RejectsAllElseAndGivesNothing) {
  for (const Bad& row : bad) {
    const test::Exact text(row.text);
    UriView uri;
    uri.user = "left over";
    EXPECT_EQ(parse_uri(text.view(), uri), row.error) << row.text << ": " << row.reason;
    EXPECT_TRUE(uri.text.empty() && uri.user.empty() && uri.host.empty()) << row.text;
  }
}

TEST(ParseUri, EveryPrefixOfAUriIsReadWithoutHarm) {
  for (const Good& row : good) {
    for (std::size_t size = 0; size <= row.text.size(); ++size) {
      const test::Exact text(row.text.substr(0, size));
      UriView uri;
      (void)parse_uri(text.view(), uri);
    }
  }
}

TEST(ParseUri, LongPartsAreReadWhole) {
  for (const std::size_t size : {255U, 256U, 8192U, 65536U}) {
    const std::string user(size, 'u');
    const test::Exact text("sip:" + user + "@h;p=" + user + "?h=" + user);
    UriView uri;
    ASSERT_EQ(parse_uri(text.view(), uri), Errc::ok);
    EXPECT_EQ(uri.user.size(), size);
    EXPECT_EQ(uri.parameters.size(), size + 3);
    EXPECT_EQ(uri.headers.size(), size + 2);
  }
}

TEST(UriParameters, AreFoundWithoutCase) {
  UriView uri;
  ASSERT_EQ(parse_uri("sip:a@b;Transport=TCP;lr;maddr=[::1]", uri), Errc::ok);
  EXPECT_EQ(uri.parameter("transport")->value, "TCP");
  EXPECT_TRUE(uri.parameter("LR").has_value());
  EXPECT_FALSE(uri.parameter("LR")->has_value);
  EXPECT_EQ(uri.parameter("maddr")->value, "[::1]");
  EXPECT_FALSE(uri.parameter("ttl"));
  EXPECT_FALSE(uri.parameter(""));
}

TEST(UriHeaders, AreWalkedEscaped) {
  UriHeaderIterator walk("Replaces=a%40b%3Bto-tag%3D1&x=&y&=z");
  auto header = walk.next();
  EXPECT_EQ(header->name, "Replaces");
  EXPECT_EQ(header->value, "a%40b%3Bto-tag%3D1");
  header = walk.next();
  EXPECT_EQ(header->name, "x");
  EXPECT_TRUE(header->has_value);
  EXPECT_EQ(header->value, "");
  header = walk.next();
  EXPECT_EQ(header->name, "y");
  EXPECT_FALSE(header->has_value);
  header = walk.next();
  EXPECT_EQ(header->name, "");
  EXPECT_EQ(header->value, "z");
  EXPECT_FALSE(walk.next());
  EXPECT_FALSE(UriHeaderIterator("").next());
}

TEST(ParameterIterator, WalksAHeadersParametersToo) {
  const test::Exact text(" ;a = b\r\n ; c ; d=\"x;y=\\\"z\\\"\" ;e=[::1]");
  ParameterIterator walk(text.view());
  auto parameter = walk.next();
  EXPECT_EQ(parameter->name, "a");
  EXPECT_EQ(parameter->value, "b");
  parameter = walk.next();
  EXPECT_EQ(parameter->name, "c");
  EXPECT_FALSE(parameter->has_value);
  parameter = walk.next();
  EXPECT_EQ(parameter->name, "d");
  EXPECT_TRUE(parameter->quoted);
  EXPECT_EQ(parameter->value, "x;y=\\\"z\\\"");
  parameter = walk.next();
  EXPECT_EQ(parameter->name, "e");
  EXPECT_EQ(parameter->value, "[::1]");
  EXPECT_FALSE(walk.next());
  EXPECT_FALSE(walk.next());
}

TEST(ParameterIterator, StopsAtTheFirstMalformedOne) {
  for (const std::string_view text :
       {"", "x", ";", ";;a", "a;b", ";=b", ";a=\"b", ";a=\"b\\", "; "}) {
    const test::Exact exact(text);
    ParameterIterator walk(exact.view());
    int count = 0;
    while (walk.next()) {
      ++count;
    }
    EXPECT_LE(count, 1) << text;
  }
  ParameterIterator walk(";a;b c;d");
  EXPECT_EQ(walk.next()->name, "a");
  EXPECT_EQ(walk.next()->name, "b");
  EXPECT_FALSE(walk.next());
}

}  // namespace
}  // namespace baton
