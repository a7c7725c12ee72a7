#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

struct Pair {
  std::string_view a, b;
  bool same;
  std::string_view reason;
};

const Pair pairs[] = {
    // RFC 3261 19.1.4, the examples: every pair of every set
    {"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true, "19.1.4"},
    {"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true, "19.1.4"},
    {"sip:carol@chicago.com", "sip:carol@chicago.com;security=on", true, "19.1.4"},
    {"sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on", true, "19.1.4"},
    {"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
     "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", true, "19.1.4"},
    {"sip:alice@atlanta.com?subject=project%20x&priority=urgent",
     "sip:alice@atlanta.com?priority=urgent&subject=project%20x", true, "19.1.4"},
    {"SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false,
     "19.1.4: different usernames"},
    {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false, "19.1.4: ports"},
    {"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false, "19.1.4: transports"},
    {"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false, "19.1.4: both"},
    {"sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false,
     "19.1.4: header component"},
    {"sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false, "19.1.4: no DNS"},
    {"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false,
     "19.1.4: equality is not transitive"},
    {"sip:carol@chicago.com", "sip:carol@chicago.com;security=off", true,
     "19.1.4: yet each equals what has neither"},
    {"SIP:alice@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", true,
     "with one username they would be equal"},
    // the rules, one by one
    {"sip:a:@b", "sip:a@b", false, "an empty password is a password"},
    {"sip:a:@b", "sip:a:@b", true, ""},
    {"sip:a:%70w@b", "sip:a:pw@b", true, "a password's escapes"},
    {"sip:a@b;transport=udp", "sip:a@b;transport=tcp", false, "transports differ"},
    {"sip:a@b;%74ransport=udp", "sip:a@b", false, "transport, escaped, never matches its absence"},
    {"sip:a@b;ttl=1", "sip:a@b;ttl=2", false, "ttls differ"},
    {"sip:a@b;user=ip", "sip:a@b;user=phone", false, "users differ"},
    {"sip:a@b;method=INVITE", "sip:a@b;method=invite", false, "25.1: methods are in capitals"},
    {"sip:a@b;METHOD=INVITE", "sip:a@b;method=%49NVITE", true, ""},
    {"sip:a@b;maddr=[2001:db8::1]", "sip:a@b;maddr=[2001:DB8:0::1]", true, "maddr is a host"},
    {"sip:a@b;maddr=c", "sip:a@b;maddr=d", false, "hosts differ"},
    {"sip:a@b;x=1;y=2;z=3", "sip:a@b;z=3;x=1;y=2", true, "order does not count"},
    {"sip:a@b;x=1;x=2", "sip:a@b;X=2;X=1", true, "not even of one that stands twice"},
    {"sip:a@b;x=1;x=1", "sip:a@b;x=1", false, "but then it must in both"},
    {"sip:a@b;x=%61", "sip:a@b;x=A", true, "an escape, case ignored"},
    {"sip:a@b;x=%2B", "sip:a@b;x=+", false, "a reserved character is not its escape"},
    {"sip:a@b;x=%2b", "sip:a@b;x=%2B", true, "but its own escape"},
    {"sip:a@b;x", "sip:a@b;y", true, "each ignored"},
    {"sip:a@b:5061", "sip:a@b:5060", false, "ports"},
    {"sips:a@b", "sips:a@b:5061", false, "a default port is not an explicit one"},
    {"sip:a@b:05060", "sip:a@b:5060", true, "one number"},
    {"sip:a@192.0.2.1", "sip:a@192.0.2.1", true, ""},
    {"sip:a@b", "sip:a@b.", false, "hosts are compared as they stand"},
    {"sip:a@B", "sip:A@b", false, "the host has no case, the user has"},
    {"sip:a@b?x=1", "sip:a@b", false, "headers are never ignored"},
    {"sip:a@b?x=1&y=2&z=3", "sip:a@b?z=3&x=1&y=2", true, "order does not count"},
    {"sip:a@b?x=1", "sip:a@b?x=1&x=1", false, "as often as it stands"},
    {"sip:a@b?x=", "sip:a@b?x=", true, "an empty header"},
    {"sip:a@b?x=", "sip:a@b?x=1", false, ""},
    {"sip:a@b?s=lunch", "sip:a@b?Subject=Lunch", true, "7.3.3: compact and long are one header"},
    {"sip:a@b?%73=x", "sip:a@b?subject=x", true, "escaped too"},
    {"sip:a@b?s=x", "sip:a@b?f=x", false, "other headers are not"},
    {"sip:a@b?Call-ID=x", "sip:a@b?i=X", false, "20.8: case matters in a Call-ID"},
    {"sip:a@b?i=x", "sip:a@b?Call-ID=x", true, ""},
    {"sip:a@b?body=x", "sip:a@b?body=X", false, "a body is not compared without case"},
    {"sip:a@b?x=%20", "sip:a@b?x=%09", false, ""},
    {"sip:a@b", "sips:a@b", false, "SIP and SIPS are never equivalent"},
    {"sip:a:pw@b", "sip:a@b", false, "a password omitted"},
    {"sip:a:pw@b", "sip:a:PW@b", false, "userinfo is case-sensitive"},
    {"sip:b", "sip:a@b", false, "a user omitted"},
    {"sip:a%3Bb@c", "sip:a;b@c", false, "reserved characters differ from their escapes"},
    {"sip:a%2Db@c", "sip:a-b@c", true, "unreserved characters do not"},
    {"sip:%61%6c@c", "sip:%61%6C@c", true, "hexadecimal digits have no case"},
    {"sip:null-%00-null@c", "sip:null-@c", false, "RFC 4475 3.1.1.4"},
    {"sip:%00@c", "sip:%00%00@c", false, "RFC 4475 3.1.1.4"},
    {"sip:a@b;user=phone", "sip:a@b", false, "user never matches its absence"},
    {"sip:a@b;ttl=1", "sip:a@b", false, "nor does ttl"},
    {"sip:a@b;method=INVITE", "sip:a@b", false, "nor method"},
    {"sip:a@b;maddr=c", "sip:a@b", false, "nor maddr"},
    {"sip:a@b;MADDR=c", "sip:a@b;maddr=C", true, "parameters have no case"},
    {"sip:a@b;lr", "sip:a@b;lr=on", false, "a flag is not a value"},
    {"sip:a@b;lr", "sip:a@b", true, "lr is ignored where it is missing"},
    {"sip:a@b;%6Cr;x=1", "sip:a@b;lr;x=1", true, "escaped names"},
    {"sip:a@b?x=1", "sip:a@b?x=2", false, "headers must match"},
    {"sip:a@b?x=1&x=1", "sip:a@b?x=1&x=2", false, "each of them"},
    {"sip:a@b?x=1&x=2&x=1", "sip:a@b?x=2&x=2&x=1", false, "as often as it stands"},
    {"sip:a@b?x=1&x=2", "sip:a@b?X=2&X=1", true, "in any order"},
    {"sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0::1]", true, "RFC 5118 4: one address, two spellings"},
    {"sip:a@[2001:db8::9:192.0.2.1]", "sip:a@[2001:db8::9:c000:201]", true,
     "RFC 5118 4.5: an IPv4 address inside"},
    {"sip:a@[2001:db8:::192.0.2.1]", "sip:a@[2001:db8::192.0.2.1]", true, "RFC 5118 4.10: the third colon"},
    {"sip:a@[::1]:5060", "sip:a@[::1]", false, "ports"},
    {"sip:a@[2001:db8::1]:5070", "sip:a@[2001:db8:0::1]:5070", true, "RFC 5118 4.3: a port"},
    {"sip:a@[2001:db8::1]", "sip:a@[2001:db8::2]", false, ""},
    {"sip:a@b:5060", "sip:a@b:5060", true, ""},
    // other schemes
    {"tel:+1", "tel:+1", true, ""},
    {"tel:+1", "tel:+1-0", false, "numbers differ"},
    {"tel:+1-212-555-0100", "tel:+1(212)5550100", true, "RFC 3966 4: visual separators"},
    {"TEL:+1-2", "tel:+1.2", true, "the scheme has no case"},
    {"tel:+1", "tel:1", false, "global and local"},
    {"tel:AB*", "tel:ab*", true, "no case"},
    {"tel:+1;ext=1-2", "tel:+1;EXT=12", true, "extensions: separators, names without case"},
    {"tel:+1;ext=1", "tel:+1;ext=2", false, ""},
    {"tel:+1;ext=1", "tel:+1", false, "a parameter in one only"},
    {"tel:+1;x=1;y=2", "tel:+1;y=2;x=1", true, "in any order"},
    {"tel:+1;x=a", "tel:+1;X=A", true, "values have no case"},
    {"tel:+1;x=%61", "tel:+1;x=a", true, "RFC 3966 3: escapes"},
    {"tel:+1;x=%2B", "tel:+1;x=+", false, "of reserved characters they differ"},
    {"tel:+1;x", "tel:+1;x=1", false, "a flag is not a value"},
    {"tel:1;phone-context=EXAMPLE.com", "tel:1;phone-context=example.COM", true, "compared as a host name"},
    {"tel:1;phone-context=+1-2", "tel:1;phone-context=+12", true, "digit by digit"},
    {"tel:1;phone-context=a-b.c", "tel:1;phone-context=ab.c", false, "a host's hyphen is no separator"},
    {"tel:1;phone-context=+1", "tel:1;phone-context=+2", false, ""},
    {"tel:1;x=1-2", "tel:1;x=12", false, "other values keep their hyphens"},
    {"tel:+1;x=1;x=2", "tel:+1;x=2;x=1", true, "what stands twice, in any order"},
    {"tel:+1;x=1;x=1", "tel:+1;x=1", false, "as often"},
    {"sip:+1-2@b;user=phone", "sip:+12@b;user=phone", false,
     "RFC 3261 19.1.6: in a SIP URI they are not compared as numbers"},
    {"mailto:a@b", "MAILTO:a@b", false, "octet by octet"},
    {"tel:+1", "sip:+1@b", false, ""},
    {"urn:x:y", "urn:x:y", true, ""},
    {"urn:x:y", "urn:x:Y", false, "octet by octet"},
};

UriView parsed(std::string_view text) {
  UriView uri;
  EXPECT_EQ(parse_uri(text, uri), Errc::ok) << text;
  return uri;
}

TEST(UriEqual, FollowsRfc3261_19_1_4_InBothDirections) {
  for (const Pair& row : pairs) {
    const test::Exact a(row.a);
    const test::Exact b(row.b);
    EXPECT_EQ(equal(parsed(a.view()), parsed(b.view())), row.same)
        << row.a << " " << row.b << ": " << row.reason;
    EXPECT_EQ(equal(parsed(b.view()), parsed(a.view())), row.same)
        << row.b << " " << row.a << ": " << row.reason;
    EXPECT_TRUE(equal(parsed(a.view()), parsed(a.view()))) << row.a;
  }
}

TEST(UriEqual, ManyParametersCostNoQuadraticTime) {
  std::string many = "sip:a@b";
  for (int count = 0; count < 30'000; ++count) {
    many += ";a";
  }
  const std::string other = many + ";b";
  EXPECT_TRUE(equal(parsed(many), parsed(many)));
  EXPECT_FALSE(equal(parsed(many), parsed(other))) << "more parameters than are compared";
}

TEST(UriEqual, IsNotTransitive_Rfc3261_19_1_4) {
  const UriView bare = parsed("sip:carol@chicago.com");
  const UriView on = parsed("sip:carol@chicago.com;security=on");
  const UriView off = parsed("sip:carol@chicago.com;security=off");
  EXPECT_TRUE(equal(on, bare) && equal(bare, off));
  EXPECT_FALSE(equal(on, off));
}

/// A URI with `count` parts of one kind, each like " ;p17=x" or "&p17=x".
std::string with_parts(std::string_view start, char separator, std::size_t count, bool backwards) {
  std::string text(start);
  for (std::size_t at = 0; at < count; ++at) {
    text += at == 0 && start.ends_with('?') ? std::string() : std::string(1, separator);
    text += "p" + std::to_string(backwards ? count - 1 - at : at) + "=x";
  }
  return text;
}

TEST(UriEqual, ComparesAsManyPartsAsItSays) {
  struct Row {
    std::string_view start;
    char separator;
  };
  for (const Row& row : {Row{"sip:a@b", ';'}, Row{"tel:+1", ';'}, Row{"sip:a@b?", '&'}}) {
    for (const std::size_t count : {uri_parts_compared_max, uri_parts_compared_max + 1}) {
      const std::string a = with_parts(row.start, row.separator, count, false);
      const std::string b = with_parts(row.start, row.separator, count, true);
      const bool few = count == uri_parts_compared_max;
      EXPECT_EQ(equal(parsed(a), parsed(b)), few) << row.start << count;
      EXPECT_EQ(equal(parsed(b), parsed(a)), few) << row.start << count;
      EXPECT_TRUE(equal(parsed(a), parsed(std::string(a)))) << row.start << count;
    }
  }
}

TEST(UriEqual, HostilePartsOf64KiBCostLittleTime) {
  // 64 parameters of a thousand octets each that differ in the last: the most work there can be.
  for (const std::string_view start : {"sip:a@b", "tel:+1"}) {
    std::string a(start);
    for (int count = 0; count < 64; ++count) {
      a += ";p=" + std::string(1'000, 'x') + std::to_string(10 + count);
    }
    std::string b = a;
    b.back() = 'y';
    EXPECT_FALSE(equal(parsed(a), parsed(b)));
    EXPECT_FALSE(equal(parsed(b), parsed(a)));
  }
}

TEST(UriEqual, EveryPrefixIsComparedWithoutHarm) {
  for (const Pair& row : pairs) {
    const UriView whole = parsed(row.a);
    for (std::size_t size = 0; size <= row.b.size(); ++size) {
      const test::Exact text(row.b.substr(0, size));
      UriView uri;
      if (parse_uri(text.view(), uri) == Errc::ok) {
        EXPECT_TRUE(equal(uri, uri)) << text.view();
        EXPECT_EQ(equal(uri, whole), equal(whole, uri)) << text.view();
      }
    }
  }
}

}  // namespace
}  // namespace baton
