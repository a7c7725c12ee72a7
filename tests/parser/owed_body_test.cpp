// What broke other SIP stacks in bodies: multipart, session descriptions, fragments, quoted strings;
// docs/parser-tests.md names the published fault behind each test.
#include <gtest/gtest.h>

#include <vector>

#include "baton/multipart.hpp"
#include "baton/quoted.hpp"
#include "baton/sdp.hpp"
#include "baton/sipfrag.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using test::Exact;

void expect_inside(std::string_view part, std::string_view whole) {
  if (part.empty()) return;
  ASSERT_GE(part.data(), whole.data());
  ASSERT_LE(part.data() + part.size(), whole.data() + whole.size());
}

/// Every octet of `hostile` at every place of the text, and every prefix, each in its own block.
template <class Read>
void read_damaged(std::string_view good, Read&& read) {
  constexpr std::string_view hostile(
      "\0\r\n \t\"-=:/;\x7F\x80\xFF"
      "9",
      15);
  for (std::size_t place = 0; place <= good.size(); ++place) {
    read(Exact(good.substr(0, place)).view());
    read(Exact(good.substr(place)).view());
    if (place == good.size()) break;
    std::string changed(good);
    for (const char c : hostile) {
      changed[place] = c;
      read(Exact(changed).view());
    }
    changed.erase(place, 1);
    read(Exact(changed).view());
  }
}

// CVE-2017-7853, CVE-2022-41550, CVE-2022-21723, GHSA-x5pq-qrp4-fmrj, CVE-2026-41415, CVE-2026-110658
TEST(OwedBody, DamagedMultipartBodiesAreReadWithinTheirBounds) {
  constexpr std::string_view body =
      "preamble\r\n--b1\r\nContent-Type: a/b;\r\n\tc=d\r\nContent-ID: <a@b>\r\n\r\nx\r\n--b1\r\n--b1\r\n\r\n"
      "\r\n--b1\r\nContent-ID: a\r\n\r\n\r\n--b1--\r\nepilogue";
  read_damaged(body, [](std::string_view octets) {
    for (const std::string_view boundary : {"b1", "b", "", "b1--\r\nepilogue and more than there is"}) {
      const Exact own(boundary);
      MultipartIterator parts(octets, own.view());
      unsigned count = 0;
      while (const auto part = parts.next()) {
        ASSERT_LE(++count, multipart_parts_max);
        for (const std::string_view view :
             {part->headers, part->content_type, part->content_id, part->content_disposition, part->body})
          ASSERT_NO_FATAL_FAILURE(expect_inside(view, octets));
        (void)part->header("content-id");
      }
      EXPECT_NE(parts.state(), MultipartState::reading);
    }
  });
}

// CVE-2017-7853, CVE-2026-110658
TEST(OwedBody, BoundariesOfEverySizeAgainstBodiesOfEverySize) {
  const std::string long_body = "--" + std::string(80, 'b') + "\r\n\r\nx\r\n--" + std::string(80, 'b') + "--";
  for (std::size_t boundary = 0; boundary <= 75; ++boundary) {
    for (std::size_t size = 0; size <= 80; ++size) {
      const Exact name(std::string(boundary, 'b'));
      const Exact body(long_body.substr(0, size));
      MultipartIterator parts(body.view(), name.view());
      ASSERT_FALSE(parts.next()) << "each line is longer than the boundary";
      ASSERT_EQ(parts.state(), MultipartState::truncated);
      const Exact only("--" + std::string(boundary, 'b'));
      MultipartIterator empty(only.view(), name.view());
      unsigned count = 0;
      while (const auto part = empty.next()) {
        ASSERT_TRUE(part->headers.empty() && part->body.empty());
        ASSERT_LE(++count, 1U);
      }
    }
  }
}

/// Every reader of a session description over the octets, whether the check accepts them or not.
void read_description(std::string_view text) {
  (void)find_sdp_error(text, SdpRules::received);
  (void)find_sdp_error(text, SdpRules::strict);
  SdpOriginView origin;
  (void)origin_of(text, origin);
  expect_inside(origin.address, text);
  MediaIterator walk(text);
  std::size_t sections = 0;
  while (const auto media = walk.next()) {
    ASSERT_LE(++sections, text.size());
    ASSERT_NO_FATAL_FAILURE(expect_inside(media->section, text));
    ASSERT_NO_FATAL_FAILURE(expect_inside(media->session, text));
    if (const auto connection = connection_of(*media)) expect_inside(connection->address, text);
    (void)packet_time_of(*media);
    SdpFormatIterator formats(media->formats);
    while (const auto format = formats.next()) {
      ASSERT_NO_FATAL_FAILURE(expect_inside(*format, text));
      if (const auto parameters = fmtp_of(*media, *format)) expect_inside(*parameters, text);
    }
    for (const unsigned payload : {0U, 96U, 127U, 128U, 255U})
      if (const auto map = rtpmap_of(*media, static_cast<std::uint8_t>(payload)))
        expect_inside(map->encoding, text);
    SdpAttributeIterator attributes(media->section);
    while (const auto attribute = attributes.next()) {
      RtpmapView map;
      FmtpView parameters;
      ASSERT_NO_FATAL_FAILURE(expect_inside(attribute->value, text));
      (void)parse_rtpmap(attribute->value, map);
      (void)parse_fmtp(attribute->value, parameters);
      (void)parse_packet_time(attribute->value);
    }
  }
  SdpLineIterator lines(text);
  while (const auto line = lines.next()) {
    SdpConnectionView connection;
    SdpBandwidthView bandwidth;
    (void)parse_sdp_connection(line->value, connection);
    (void)parse_sdp_bandwidth(line->value, bandwidth);
    (void)parse_sdp_origin(line->value, origin);
  }
}

constexpr std::string_view description =
    "v=0\r\no=- 18446744073709551615 1 IN IP6 2001:db8::1\r\ns=-\r\nc=IN IP4 224.2.36.42/127/3\r\nb=AS:64\r\n"
    "t=0 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20|1:4\r\n"
    "m=audio 49170/2 RTP/SAVP 0 96\r\nb=TIAS:99999999999999999999\r\na=rtpmap:96 opus/48000/2\r\n"
    "a=fmtp:96 useinbandfec=1;a=\r\na=ptime:20.5\r\na=sendonly\r\nm=video 0 udp 31\r\nc=IN IP6 ::1\r\n";

// CVE-2018-1000098, CVE-2018-1000099, CVE-2022-31003, CVE-2026-57162, CVE-2026-46334, OSV-2024-1210,
// OSV-2024-1230, OSV-2024-1244
TEST(OwedBody, DamagedDescriptionsAreReadWithinTheirBounds) {
  EXPECT_EQ(check_sdp(Exact(description).view()), Errc::ok);
  read_damaged(description, read_description);
}

// CVE-2018-1000098, CVE-2018-1000099, CVE-2022-31003
TEST(OwedBody, AttributesOfDescriptionsAreReadWithinTheirBounds) {
  const std::string session =
      "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 h\r\nt=0 0\r\nm=audio 9 RTP/AVP 96\r\n";
  for (const std::string_view name : {"a=fmtp", "a=rtpmap", "a=crypto", "a=ptime", "b", "c", "o", "m"}) {
    for (const std::string_view value : {"",
                                         ":",
                                         ":96",
                                         ":96 ",
                                         ":96 a",
                                         ":96 a/",
                                         ":96 a/b",
                                         ":96 a/0",
                                         ":96 /8000",
                                         ":256 a/8000",
                                         ":-1 a/8000",
                                         ":96 a/99999999999999999999",
                                         ":96\ta/8000",
                                         ": 96 a/8000",
                                         ":96 a/8000/",
                                         ":99999999999",
                                         "=",
                                         "=AS",
                                         "=AS:",
                                         "=:",
                                         "=AS:-1",
                                         "=AS:99999999999999999999999",
                                         "=IN",
                                         "=IN IP4",
                                         "=IN IP4 ",
                                         "=IN IP4 h/",
                                         "=IN IP4 224.0.0.1/999",
                                         "=IN IP6 ::/",
                                         "=a",
                                         "=a 1",
                                         "=a 1/",
                                         "=a 1/0 b",
                                         "=a 1 b",
                                         "=a 1 b "}) {
      const std::string line = std::string(name) + std::string(value);
      read_description(Exact(session + line).view());
      read_description(Exact(session + line + "\r\n").view());
      read_description(Exact(line).view());
    }
  }
}

// CVE-2013-5642
TEST(OwedBody, MediaBeforeAnyConnection) {
  struct Row {
    std::string_view text;
    Errc error;
    bool connected;
  };
  const Row rows[] = {
      {"v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n", Errc::bad_body, false},
      {"v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\nm=audio 9 RTP/AVP 0\r\nc=IN IP4 "
       "h\r\n",
       Errc::bad_body, false},
      {"v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\nc=IN IP4 h\r\n", Errc::ok, true},
      {"m=audio 9 RTP/AVP 0\r\nv=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 h\r\nt=0 0\r\n", Errc::bad_body,
       true},
      {"m=audio 9 RTP/AVP 0", Errc::bad_body, false},
      {"m=audio 9 RTP/AVP 0\r\nc=", Errc::bad_body, false},
  };
  for (const Row& row : rows) {
    const Exact text(row.text);
    EXPECT_EQ(check_sdp(text.view()), row.error) << row.text;
    MediaIterator walk(text.view());
    const auto media = walk.next();
    ASSERT_TRUE(media) << row.text;
    EXPECT_EQ(connection_of(*media).has_value(), row.connected) << row.text;
  }
}

// CVE-2017-11521
TEST(OwedBody, ManyMediaLinesHoldNoMemory) {
  std::string text = "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 h\r\nt=0 0\r\n";
  while (text.size() < 65'000)
    text += "m=a 9 b c\r\n";
  const Exact block(text);
  EXPECT_EQ(check_sdp(block.view()), Errc::ok);
  MediaIterator walk(block.view());
  std::size_t sections = 0;
  while (walk.next())
    ++sections;
  EXPECT_EQ(sections, (text.size() - text.find("m=")) / 11);
  // Each is a view of its own, and the walk is as large for thousands as for one.
  static_assert(sizeof(MediaIterator) <= 64 && sizeof(MediaView) <= 160);
}

// belle-sip#24
TEST(OwedBody, ShortQuotedStringsAreUnquotedWithinTheirBounds) {
  constexpr std::string_view octets = "\"\\x \r";
  const auto expect_bounded = [](const std::string& text) {
    const Exact block(text);
    for (std::size_t room = 0; room <= text.size(); ++room) {
      const auto into = std::make_unique<char[]>(room);
      const auto size = unquote(block.view(), {into.get(), room});
      ASSERT_LE(*size, room) << text;
    }
  };
  expect_bounded("");
  for (const char a : octets) {
    expect_bounded({a});
    for (const char b : octets) {
      expect_bounded({a, b});
      for (const char c : octets)
        expect_bounded({a, b, c});
    }
  }
}

// CVE-2007-1594, GHSA-w3jr-jp8f-r2vr
TEST(OwedBody, StatusesThatAreNoneInAFragmentAndInAMessage) {
  for (const std::string_view status :
       {"0",     "00", "000",  "1", "99",   "099", "700",  "999",  "1000", "2000",
        "65736", "-1", "+200", "",  " 200", "20",  "2 00", "200.", "0x64", "2\x80\x80"}) {
    const Exact line("SIP/2.0 " + std::string(status) + " reason\r\n");
    SipfragView fragment;
    EXPECT_EQ(parse_sipfrag(line.view(), fragment), Errc::bad_body) << status;
    EXPECT_EQ(fragment.status, 0) << status;
    std::array<HeaderEntry, 16> index{};
    std::vector<char> room(line.view().size() + sipfrag_room_extra);
    SipfragMessage whole;
    EXPECT_TRUE(index_sipfrag(line.view(), room, index, whole)) << status;
    std::string response = test::request_with("");
    response.replace(0, response.find('\r') + 2, line.view());
    const test::Parsed parsed(response);
    EXPECT_EQ(parsed.error.code, Errc::bad_status_code) << status;
    EXPECT_EQ(parsed.message.status(), 0) << status;
    EXPECT_EQ(status_for(parsed.message, parsed.error.code), 0) << "a response is never answered";
  }
}

}  // namespace
}  // namespace baton
