// Session descriptions: the values of single lines and attributes.
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "baton/sdp.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

const std::string head = "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\n";
const std::string session = head + "c=IN IP4 192.0.2.1\r\nt=0 0\r\n";
const std::string audio = "m=audio 4000 RTP/AVP 0\r\n";

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
  // Real descriptions have white space at the ends of their lines: whoever accepts that must read it, too.
  EXPECT_EQ(origin_of("v=0\r\no=- 1 1 IN IP4 0.0.0.0\t \r\n", view), Errc::ok);
  EXPECT_EQ(view.address, "0.0.0.0");
}

TEST(SdpConnection, IsReadWithThePaddingBehindItThatIsAccepted) {
  const std::string padded = head + "c=IN IP4 192.0.2.1\t \r\nt=0 0\r\n" + audio;
  ASSERT_EQ(check_sdp(padded), Errc::ok);
  MediaIterator media(padded);
  const auto section = media.next();
  ASSERT_TRUE(section);
  ASSERT_TRUE(connection_of(*section));
  EXPECT_EQ(connection_of(*section)->address, "192.0.2.1");
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
