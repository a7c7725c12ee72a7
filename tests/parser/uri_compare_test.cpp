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
    // RFC 3261 19.1.4, the examples
    {"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true,
     "19.1.4"},
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
    // the rules, one by one
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
    {"sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0::1]", true,
     "RFC 5118 4: one address, two spellings"},
    {"sip:a@[2001:db8::1]", "sip:a@[2001:db8::2]", false, ""},
    {"sip:a@b:5060", "sip:a@b:5060", true, ""},
    // other schemes
    {"tel:+1", "tel:+1", true, ""},
    {"tel:+1", "tel:+1-0", false, ""},
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

}  // namespace
}  // namespace baton
