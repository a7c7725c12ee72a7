// Session descriptions: faults by both sets of rules, and the values of single lines.
#include "baton/sdp.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

enum Verdict { good, lenient, bad };  // lenient: a fault by the strict rules only

struct Row {
  std::string_view name;
  std::string text;
  Verdict verdict;
};

const std::string head = "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\n";
const std::string session = head + "c=IN IP4 192.0.2.1\r\nt=0 0\r\n";
const std::string audio = "m=audio 4000 RTP/AVP 0\r\n";

std::string origin(std::string_view value) {
  return "v=0\r\no=" + std::string(value) + "\r\ns=-\r\nt=0 0\r\n";
}
std::string connection(std::string_view value) {
  return head + "c=" + std::string(value) + "\r\nt=0 0\r\n" + audio;
}
std::string times(std::string_view value) {
  return head + "t=" + std::string(value) + "\r\n";
}
std::string media(std::string_view value) {
  return session + "m=" + std::string(value) + "\r\n";
}

std::vector<Row> order_rows() {
  return {
      {"RFC 8866 5, the example",
       "v=0\r\no=jdoe 3724394400 3724394405 IN IP4 198.51.100.1\r\ns=Call to John Smith\r\n"
       "i=SDP Offer #1\r\nu=http://www.jdoe.example.com/home.html\r\ne=Jane Doe <jane@jdoe.example.com>\r\n"
       "p=+1 617 555-6011\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 49170 RTP/AVP 0\r\n"
       "m=audio 49180 RTP/AVP 0\r\nm=video 51372 RTP/AVP 99\r\nc=IN IP6 2001:db8::2\r\n"
       "a=rtpmap:99 h263-1998/90000\r\n",
       good},
      {"every line in its order",
       head + "i=i\r\nu=http://a\r\ne=e\r\ne=f\r\np=1\r\np=2\r\nc=IN IP4 192.0.2.1\r\nb=AS:1\r\nb=CT:2\r\n"
              "t=0 0\r\nr=1 2 3\r\nr=1 2 3\r\nz=1 2\r\nt=0 0\r\nk=prompt\r\na=a\r\na=b\r\n"
              "m=audio 1 RTP/AVP 0\r\ni=i\r\nc=IN IP4 192.0.2.1\r\nc=IN IP4 "
              "192.0.2.2\r\nb=AS:1\r\nk=prompt\r\na=c\r\n",
       good},
      {"no media", session, good},
      {"sipp",
       "v=0\r\no=user1 53655765 2353687637 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
       "m=audio 6000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n",
       good},
      {"linphone",
       "v=0\r\no=alice 3425 2834 IN IP4 192.168.0.2\r\ns=Talk\r\nc=IN IP4 192.168.0.2\r\nt=0 0\r\n"
       "a=ice-pwd:ee9a3a4b1b4d4e4f\r\na=ice-ufrag:aaaa\r\na=rtcp-xr:rcvr-rtt=all:10000 "
       "stat-summary=loss,dup\r\n"
       "a=record:off\r\nm=audio 7078 RTP/AVPF 96 97 98 0 8\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 "
       "useinbandfec=1\r\n"
       "a=rtcp-fb:* trr-int 1000\r\na=candidate:1 1 UDP 2130706303 192.168.0.2 7078 typ host\r\n",
       good},
      {"a browser",
       "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
       "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=sendrecv\r\n",
       good},
      {"T.38", media("image 5000 udptl t38") + "a=T38FaxVersion:0\r\n", good},
      {"an attribute nobody knows", session + "a=x-y:~~\r\n", good},
      {"lines ended by LF", "v=0\no=a 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n", lenient},
      {"no end of the last line", session.substr(0, session.size() - 2), lenient},
      {"CR alone at the end", session.substr(0, session.size() - 1), lenient},
      {"an empty line at the end", session + "\r\n", lenient},
      {"an empty s=", "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=\r\nt=0 0\r\n", lenient},
      {"s= with a space", "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns= \r\nt=0 0\r\n", good},
      {"white space at the end of a=", media("audio 1 RTP/AVP 0") + "a=recvonly \r\n", lenient},
      {"white space at the end of c=", connection("IN IP4 192.0.2.1 "), lenient},
      {"white space at the end of m=", media("audio 1 RTP/AVP 0 "), lenient},
      {"a= before t=", head + "a=x\r\nt=0 0\r\n", lenient},
      {"b= before c=", head + "b=AS:1\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n", lenient},
      {"c= behind t=", head + "t=0 0\r\nc=IN IP4 192.0.2.1\r\n" + audio, lenient},
      {"a= before c= in media", session + audio + "a=x\r\nc=IN IP4 192.0.2.1\r\n", lenient},
      {"i= twice", head + "i=a\r\ni=b\r\nt=0 0\r\n", lenient},
      {"r= behind no t=", head + "r=1 2 3\r\nt=0 0\r\n", lenient},
      {"z= behind no r=", head + "t=0 0\r\nz=1 2\r\n", lenient},
      {"GB/T 28181's y= and f=", session + audio + "y=0100000001\r\nf=\r\n", lenient},
      {"an empty a=", session + "a=\r\n", lenient},
      {"a= without a value", session + "a=x:\r\n", lenient},
      {"a= that is no token", session + "a= x\r\n", lenient},
      {"rtpmap without a clock rate", session + audio + "a=rtpmap:0 PCMU\r\n", lenient},
      {"ptime of nothing", session + audio + "a=ptime:0\r\n", lenient},
      {"o= in a media section", session + audio + "o=a 1 1 IN IP4 192.0.2.1\r\n", bad},
      {"s= in a media section", session + audio + "s=-\r\n", bad},
      {"t= in a media section", session + audio + "t=0 0\r\n", bad},
      {"v= in a media section", session + audio + "v=0\r\n", bad},
      {"u= in a media section", session + audio + "u=http://a\r\n", bad},
      {"z= in a media section", session + audio + "z=1 2\r\n", bad},
      {"t= in a media section only", head + "c=IN IP4 192.0.2.1\r\n" + audio + "t=0 0\r\n", bad},
      {"o= twice", head + "o=a 1 1 IN IP4 192.0.2.1\r\nt=0 0\r\n", bad},
      {"s= before o=", "v=0\r\ns=-\r\no=a 1 1 IN IP4 192.0.2.1\r\nt=0 0\r\n", bad},
      {"c= before o=", "v=0\r\nc=IN IP4 192.0.2.1\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n", bad},
      {"v= twice", "v=0\r\nv=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n", bad},
      {"c= twice for the session", head + "c=IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n", bad},
      {"an empty line within", head + "\r\nt=0 0\r\n", bad},
      {"a type in capitals", session + "A=x\r\n", bad},
      {"a line of one letter", session + "a\r\n", bad},
      {"white space before =", session + "a =x\r\n", bad},
      {"NUL in a line", session + std::string("a=x\0y\r\n", 7), bad},
      {"CR in a line", session + "a=x\ry\r\n", bad},
      {"a blank before v=", "\r\n" + session, bad},
      {"version 1", "v=1\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n", bad},
      {"no line at all", "", bad},
  };
}

std::vector<Row> value_rows() {
  return {
      {"a name as origin", origin("- 0 18446744073709551615 IN IP4 host.example.com"), good},
      {"IPv6", origin("- 1 1 IN IP6 2001:db8::1"), good},
      {"an id beyond 64 bits", origin("- 99999999999999999999 1 IN IP4 192.0.2.1"), good},
      {"another network", origin("- 1 1 TN RFC2543 +1-201-406-4090"), good},
      {"a short name", origin("- 1 1 IN IP4 h"), lenient},
      {"an address of the other type", origin("- 1 1 IN IP4 2001:db8::1"), lenient},
      {"white space at the end of o=", origin("- 1 1 IN IP4 192.0.2.1 "), lenient},
      {"no username", origin(" 1 1 IN IP4 192.0.2.1"), bad},
      {"five fields", origin("1 1 IN IP4 192.0.2.1"), bad},
      {"seven fields", origin("a b 1 1 IN IP4 192.0.2.1"), bad},
      {"eight fields", origin("a 1 1 IN IP4 192.0.2.1 x"), bad},
      {"two spaces", origin("a  1 1 IN IP4 192.0.2.1"), bad},
      {"an id of letters", origin("a x 1 IN IP4 192.0.2.1"), bad},
      {"a negative version", origin("a 1 -1 IN IP4 192.0.2.1"), bad},
      {"nothing", origin(""), bad},

      {"c= of IPv6", connection("IN IP6 2001:db8::1"), good},
      {"c= of a name", connection("IN IP4 host.example.com"), good},
      {"c= on hold", connection("IN IP4 0.0.0.0"), good},
      {"IPv4 multicast", connection("IN IP4 233.252.0.1/127"), good},
      {"IPv4 multicast, three of them", connection("IN IP4 233.252.0.1/127/3"), good},
      {"IPv6 multicast", connection("IN IP6 ff00::db8:0:101"), good},
      {"IPv6 multicast, three of them", connection("IN IP6 ff00::db8:0:101/3"), good},
      {"c= of another network", connection("ATM NSAP 47.0091"), good},
      {"a short name in c=", connection("IN IP4 h"), lenient},
      {"an underscore in a name", connection("IN IP4 sip_host"), lenient},
      {"IPv4 multicast without its TTL", connection("IN IP4 233.252.0.1"), bad},
      {"a TTL of 256", connection("IN IP4 233.252.0.1/256"), bad},
      {"an empty TTL", connection("IN IP4 233.252.0.1/"), bad},
      {"no addresses", connection("IN IP4 233.252.0.1/127/0"), bad},
      {"three numbers", connection("IN IP4 233.252.0.1/127/1/1"), bad},
      {"a TTL of unicast", connection("IN IP4 192.0.2.1/127"), bad},
      {"a TTL of IPv6", connection("IN IP6 ff00::1/127/3"), bad},
      {"a count of IPv6 unicast", connection("IN IP6 2001:db8::1/3"), bad},
      {"IPv6 as IP4", connection("IN IP4 2001:db8::1"), bad},
      {"IPv4 as IP6", connection("IN IP6 192.0.2.1"), bad},
      {"brackets", connection("IN IP6 [2001:db8::1]"), bad},
      {"no address", connection("IN IP4"), bad},
      {"an address out of range", connection("IN IP4 256.0.0.1"), bad},
      {"half an address", connection("IN IP4 192.0.2"), bad},
      {"two addresses", connection("IN IP4 192.0.2.1 192.0.2.2"), bad},
      {"no c= at all", head + "t=0 0\r\n" + audio, bad},
      {"no c= for the second media", head + "t=0 0\r\n" + audio + "c=IN IP4 192.0.2.1\r\n" + audio, bad},
      {"c= in each media",
       head + "t=0 0\r\n" + audio + "c=IN IP4 192.0.2.1\r\n" + audio + "c=IN IP4 192.0.2.1\r\n", good},

      {"times", times("3724394400 3724398000"), good},
      {"a short time", times("1 2"), lenient},
      {"one time", times("0"), bad},
      {"three times", times("0 0 0"), bad},
      {"no number", times("0 x"), bad},
      {"no time", times(""), bad},
      {"no t=", head, bad},

      {"bandwidth", head + "b=X-YZ:128\r\nt=0 0\r\n", good},
      {"bandwidth without its type", head + "b=:128\r\nt=0 0\r\n", bad},
      {"bandwidth without a number", head + "b=AS:\r\nt=0 0\r\n", bad},
      {"bandwidth with a fraction", head + "b=AS:1.5\r\nt=0 0\r\n", bad},
      {"bandwidth without a colon", head + "b=AS\r\nt=0 0\r\n", bad},

      {"two ports", media("video 49170/2 RTP/AVP 31"), good},
      {"a refused stream", media("video 0 RTP/AVP 31"), good},
      {"many formats", media("audio 1 RTP/AVP 0 8 101"), good},
      {"no ports", media("video 49170/0 RTP/AVP 31"), lenient},
      {"two spaces between formats", media("audio 1 RTP/AVP 0  8"), lenient},
      {"a protocol that is none", media("audio 1 RTP//AVP 0"), lenient},
      {"a port count without a number", media("audio 1/ RTP/AVP 0"), bad},
      {"a port count beyond 32 bits", media("audio 1/4294967296 RTP/AVP 0"), bad},
      {"port 65536", media("audio 65536 RTP/AVP 0"), bad},
      {"a negative port", media("audio -1 RTP/AVP 0"), bad},
      {"no port", media("audio RTP/AVP 0"), bad},
      {"no format", media("audio 1 RTP/AVP"), bad},
      {"nothing after m=", media(""), bad},
  };
}

std::vector<Row> all_rows() {
  std::vector<Row> rows = order_rows();
  for (Row& row : value_rows()) {
    rows.push_back(std::move(row));
  }
  return rows;
}

TEST(SdpRules, ReceivedAndStrict) {
  for (const Row& row : all_rows()) {
    SCOPED_TRACE(row.name);
    const test::Exact text(row.text);
    const SdpError received = find_sdp_error(text.view());
    const SdpError strict = find_sdp_error(text.view(), SdpRules::strict);
    EXPECT_EQ(received.code, row.verdict == bad ? Errc::bad_body : Errc::ok) << received.rule;
    EXPECT_EQ(strict.code, row.verdict == good ? Errc::ok : Errc::bad_body) << strict.rule;
    EXPECT_EQ(check_sdp(text.view()), received.code);
    for (const SdpError& error : {received, strict}) {
      EXPECT_EQ(error.rule.empty(), error.code == Errc::ok);
      EXPECT_LE(error.offset, row.text.size());
      if (error.type != '\0') {
        EXPECT_EQ(row.text.at(error.offset), error.type);
      }
    }
  }
}

TEST(SdpRules, TheFaultIsNamed) {
  const SdpError type = find_sdp_error(connection("IN IP6 192.0.2.1"));
  EXPECT_EQ(type.type, 'c');
  EXPECT_EQ(type.offset, head.size());
  EXPECT_NE(type.rule.find("5.7"), std::string_view::npos);
  const SdpError missing = find_sdp_error(head);
  EXPECT_EQ(missing.type, '\0');
  EXPECT_EQ(missing.offset, head.size());
  EXPECT_NE(missing.rule.find("t="), std::string_view::npos);
  const SdpError place = find_sdp_error(session + audio + "t=0 0\r\n");
  EXPECT_EQ(place.type, 't');
  EXPECT_EQ(place.offset, session.size() + audio.size());
}

void read_all(std::string_view description) {
  (void)find_sdp_error(description, SdpRules::strict);
  SdpOriginView origin_view;
  (void)origin_of(description, origin_view);
  MediaIterator streams(description);
  for (int count = 0; const auto stream = streams.next(); ++count) {
    ASSERT_LE(count, 100);
    (void)connection_of(*stream);
    (void)packet_time_of(*stream);
    (void)rtpmap_of(*stream, 0);
    (void)fmtp_of(*stream, "0");
    SdpFormatIterator formats(stream->formats);
    while (formats.next()) {
    }
  }
  SdpAttributeIterator attributes(description);
  while (const auto attribute = attributes.next()) {
    RtpmapView map;
    FmtpView fmtp;
    (void)parse_rtpmap(attribute->value, map);
    (void)parse_fmtp(attribute->value, fmtp);
    (void)parse_packet_time(attribute->value);
  }
}

TEST(SdpRules, EveryPrefixIsReadWithoutHarm) {
  for (const Row& row : all_rows()) {
    for (std::size_t size = 0; size <= row.text.size(); ++size) {
      read_all(test::Exact(std::string_view(row.text).substr(0, size)).view());
    }
  }
}

TEST(SdpRules, ManyLinesCostLinearTime) {
  std::string text = session;
  while (text.size() < 65'000) {
    text += audio;
  }
  EXPECT_EQ(check_sdp(text), Errc::ok);
  std::size_t count = 0;
  MediaIterator streams(text);
  while (streams.next()) {
    ++count;
  }
  EXPECT_EQ(count, (text.size() - session.size()) / audio.size());
}

TEST(SdpOrigin, IdAndVersionHave64Bits) {
  SdpOriginView view;
  const test::Exact text("v=0\r\no=- 18446744073709551615 0 IN IP6 2001:db8::1\r\n");
  ASSERT_EQ(origin_of(text.view(), view), Errc::ok);
  EXPECT_EQ(view.username, "-");
  EXPECT_EQ(view.session_id, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(view.version, 0U);
  EXPECT_EQ(view.network_type, "IN");
  EXPECT_EQ(view.address_type, "IP6");
  EXPECT_EQ(view.address, "2001:db8::1");
  EXPECT_EQ(parse_sdp_origin("- 18446744073709551616 0 IN IP4 h", view), Errc::bad_number);
  EXPECT_EQ(view.username, "");
  EXPECT_EQ(parse_sdp_origin("- 1 99999999999999999999x IN IP4 h", view), Errc::bad_body);
  EXPECT_EQ(origin_of("v=0\r\n", view), Errc::bad_body);
}

TEST(SdpConnection, IsTheMediasElseTheSessions) {
  const test::Exact text(head + "c=IN IP4 192.0.2.1\r\nt=0 0\r\n" + audio + audio +
                         "c=IN IP6 2001:db8::1\r\n" + audio + "c=IN IP4 233.252.0.1/127/3\r\n" + audio +
                         "c=IN IP4 host.example.com\r\n" + audio + "c=broken\r\n");
  MediaIterator streams(text.view());
  struct Expected {
    std::string_view type, address;
    Family family;
    std::optional<std::uint8_t> ttl;
    std::uint32_t count;
  };
  for (const Expected& row : {
           Expected{"IP4", "192.0.2.1", Family::ipv4, {}, 1},
           Expected{"IP6", "2001:db8::1", Family::ipv6, {}, 1},
           Expected{"IP4", "233.252.0.1", Family::ipv4, 127, 3},
           Expected{"IP4", "host.example.com", Family::none, {}, 1},
           Expected{"IP4", "192.0.2.1", Family::ipv4, {}, 1},
       }) {
    const auto stream = streams.next();
    ASSERT_TRUE(stream);
    const auto found = connection_of(*stream);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->address_type, row.type);
    EXPECT_EQ(found->address, row.address);
    EXPECT_EQ(found->endpoint.family, row.family);
    EXPECT_EQ(found->ttl, row.ttl);
    EXPECT_EQ(found->count, row.count);
  }
  MediaIterator without(audio);
  EXPECT_FALSE(connection_of(*without.next()));
}

TEST(SdpAttributes, AreReadOnDemand) {
  const test::Exact text(
      session +
      "a=ptime:30\r\nm=audio 4000/2 RTP/AVP 0 96  101\r\nb=AS:64\r\na=rtpmap:96 opus/48000/2\r\n"
      "a=rtpmap:101 telephone-event/8000 \r\na=fmtp:96 useinbandfec=1; stereo=0\r\na=ptime:20\r\n"
      "a=sendonly \r\na=rtpmap:bad\r\na=x:\r\n");
  MediaIterator streams(text.view());
  const auto stream = streams.next();
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->ports, 2U);
  EXPECT_EQ(stream->direction, MediaDirection::sendonly);
  EXPECT_EQ(stream->session, session + "a=ptime:30\r\n");
  const auto opus = rtpmap_of(*stream, 96);
  ASSERT_TRUE(opus);
  EXPECT_EQ(opus->encoding, "opus");
  EXPECT_EQ(opus->clock, 48'000U);
  EXPECT_EQ(opus->parameters, "2");
  const auto event = rtpmap_of(*stream, 101);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->encoding, "telephone-event");
  EXPECT_EQ(event->parameters, "");
  EXPECT_FALSE(rtpmap_of(*stream, 0)) << "a static type has none";
  EXPECT_EQ(fmtp_of(*stream, "96"), "useinbandfec=1; stereo=0");
  EXPECT_FALSE(fmtp_of(*stream, "9"));
  EXPECT_EQ(packet_time_of(*stream), 20'000U);
  std::vector<std::string_view> formats;
  SdpFormatIterator walk(stream->formats);
  while (const auto format = walk.next()) {
    formats.push_back(*format);
  }
  EXPECT_EQ(formats, (std::vector<std::string_view>{"0", "96", "101"}));
  SdpLineIterator lines(stream->section);
  EXPECT_EQ(lines.next()->type, 'm');
  const auto bandwidth = lines.next();
  SdpBandwidthView view;
  EXPECT_EQ(parse_sdp_bandwidth(bandwidth->value, view), Errc::ok);
  EXPECT_EQ(view.type, "AS");
  EXPECT_EQ(view.value, 64U);
  std::vector<std::string_view> names;
  SdpAttributeIterator attributes(stream->section);
  while (const auto attribute = attributes.next()) {
    names.push_back(attribute->name);
    EXPECT_EQ(attribute->has_value, attribute->name != "sendonly");
  }
  EXPECT_EQ(names,
            (std::vector<std::string_view>{"rtpmap", "rtpmap", "fmtp", "ptime", "sendonly", "rtpmap", "x"}));
}

TEST(SdpAttributes, MalformedRtpmapsFmtpsAndTimes) {
  for (const std::string_view value :
       {"", "0", "0 ", "0 PCMU", "0 PCMU/", "0 PCMU/x", "0 PCMU/0", "0 PCMU/8000/", "0 PCMU/8000/1/2",
        "128 PCMU/8000", "-1 PCMU/8000", "x PCMU/8000", "0 /8000", "0 PCMU/4294967296", "0 PCMU/8000x",
        " 0 PCMU/8000", "0 A B/8000"}) {
    RtpmapView map;
    EXPECT_EQ(parse_rtpmap(test::Exact(value).view(), map), Errc::bad_body) << value;
    EXPECT_EQ(map.clock, 0U) << value;
  }
  for (const std::string_view value : {"", "0", "0 ", " 0 x"}) {
    FmtpView fmtp;
    EXPECT_EQ(parse_fmtp(test::Exact(value).view(), fmtp), Errc::bad_body) << value;
  }
  struct Time {
    std::string_view text;
    std::optional<std::uint32_t> time;
  };
  for (const Time& row : {Time{"20", 20'000}, Time{"2.5", 2'500}, Time{"0.125", 125}, Time{"0.1259", 125},
                          Time{"20 ", 20'000}, Time{"4294967", 4'294'967'000U}, Time{"4294968", {}},
                          Time{"0", {}}, Time{"0.0", {}}, Time{"", {}}, Time{"x", {}}, Time{"-20", {}},
                          Time{"20.", {}}, Time{".5", {}}, Time{"20 ms", {}}, Time{"99999999999", {}}}) {
    EXPECT_EQ(parse_packet_time(test::Exact(row.text).view()), row.time) << row.text;
  }
  for (const std::string_view value :
       {"", ":", "AS", "AS:", ":1", "AS:x", "AS:18446744073709551616", "A S:1"}) {
    SdpBandwidthView view;
    EXPECT_EQ(parse_sdp_bandwidth(test::Exact(value).view(), view), Errc::bad_body) << value;
  }
}

}  // namespace
}  // namespace baton
