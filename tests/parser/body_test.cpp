// Sipfrag and SDP.
#include <gtest/gtest.h>

#include "baton/sdp.hpp"
#include "baton/sipfrag.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

TEST(Sipfrag, ReadsTheStatusLineHoweverItEnds) {
  struct Row {
    std::string_view body;
    std::uint16_t status;
    std::string_view reason;
  };
  for (const Row& row : {
           Row{"SIP/2.0 100 Trying", 100, "Trying"},
           Row{"SIP/2.0 100 Trying\n", 100, "Trying"},
           Row{"SIP/2.0 100 Trying\r\n", 100, "Trying"},
           Row{"SIP/2.0 100 Trying\r\n\r\n", 100, "Trying"},
           Row{"SIP/2.0 200 OK\r\nContact: <sip:a@b>\r\n\r\nbody", 200, "OK"},
           Row{"SIP/2.0 603", 603, ""},
           Row{"SIP/2.0 603 ", 603, ""},
           Row{"SIP/2.0 603\r\n", 603, ""},
           Row{"sip/2.0 699 \xC3\xA9", 699, "\xC3\xA9"},
       }) {
    const test::Exact body(row.body);
    SipfragView fragment;
    EXPECT_EQ(parse_sipfrag(body.view(), fragment), Errc::ok) << row.body;
    EXPECT_EQ(fragment.status, row.status) << row.body;
    EXPECT_EQ(fragment.reason, row.reason) << row.body;
  }
}

TEST(Sipfrag, RejectsAllElse) {
  for (const std::string_view body : {"",
                                      "\r\n",
                                      "\r\nSIP/2.0 200 OK",
                                      " SIP/2.0 200 OK",
                                      "SIP/2.0",
                                      "SIP/2.0 ",
                                      "SIP/2.0 0",
                                      "SIP/2.0 99 x",
                                      "SIP/2.0 099 x",
                                      "SIP/2.0 700 x",
                                      "SIP/2.0 1000 x",
                                      "SIP/2.0 -1 x",
                                      "SIP/2.0 99999999999 x",
                                      "SIP/2.0  200 OK",
                                      "SIP/2.0 200x",
                                      "SIP/2.0\t200 OK",
                                      "SIP/3.0 200 OK",
                                      "SIP/2.0200 OK",
                                      "HTTP/1.1 200 OK",
                                      "INVITE sip:a@b SIP/2.0\r\n",
                                      "From: <sip:a@b>\r\n",
                                      "200 OK",
                                      "SIP/2.0 200 a\x01",
                                      "SIP/2.0 200 a\rb",
                                      "SIP/2.0 200 a\r\r\n"}) {
    SipfragView fragment;
    fragment.status = 1;
    EXPECT_EQ(parse_sipfrag(test::Exact(body).view(), fragment), Errc::bad_body) << body;
    EXPECT_EQ(fragment.status, 0) << body;
  }
  SipfragView fragment;
  EXPECT_EQ(parse_sipfrag(std::string_view("SIP/2.0 200 a\0", 14), fragment), Errc::bad_body);
}

TEST(Sipfrag, ABodyOf64KiBCostsOneLine) {
  std::string body = "SIP/2.0 183 Session Progress\r\n";
  for (int count = 0; count < 10'000; ++count) {
    body += "X: y\r\n";
  }
  SipfragView fragment;
  EXPECT_EQ(parse_sipfrag(test::Exact(body).view(), fragment), Errc::ok);
  EXPECT_EQ(fragment.status, 183);
}

constexpr std::string_view offer =
    "v=0\r\n"
    "o=a 1 1 IN IP4 192.0.2.1\r\n"
    "s=-\r\n"
    "c=IN IP4 192.0.2.1\r\n"
    "t=0 0\r\n"
    "a=sendonly\r\n"
    "m=audio 40000 RTP/AVP 0 8 101\r\n"
    "a=rtpmap:0 PCMU/8000\r\n"
    "m=video 0 RTP/AVP 31\r\n"
    "a=inactive\r\n"
    "m=audio 9/2 UDP/TLS/RTP/SAVPF 96\r\n"
    "a=recvonly \r\n";

TEST(Sdp, MediaSectionsAreWalked) {
  const test::Exact text(offer);
  ASSERT_EQ(check_sdp(text.view()), Errc::ok);
  MediaIterator walk(text.view());
  auto media = walk.next();
  ASSERT_TRUE(media);
  EXPECT_EQ(media->media, "audio");
  EXPECT_EQ(media->port, 40000);
  EXPECT_EQ(media->protocol, "RTP/AVP");
  EXPECT_EQ(media->formats, "0 8 101");
  EXPECT_EQ(media->direction, MediaDirection::sendonly) << "the session's";
  EXPECT_EQ(media->section, "m=audio 40000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\n");
  media = walk.next();
  ASSERT_TRUE(media);
  EXPECT_EQ(media->port, 0);
  EXPECT_EQ(media->direction, MediaDirection::inactive) << "its own";
  media = walk.next();
  ASSERT_TRUE(media);
  EXPECT_EQ(media->port, 9);
  EXPECT_EQ(media->protocol, "UDP/TLS/RTP/SAVPF");
  EXPECT_EQ(media->direction, MediaDirection::recvonly);
  EXPECT_FALSE(walk.next());
  EXPECT_FALSE(walk.next());
}

TEST(Sdp, EveryPrefixIsReadWithoutHarm) {
  for (std::size_t size = 0; size <= offer.size(); ++size) {
    const test::Exact text(offer.substr(0, size));
    (void)check_sdp(text.view());
    MediaIterator walk(text.view());
    int count = 0;
    while (walk.next()) {
      ASSERT_LE(++count, 3);
    }
  }
}

TEST(Sdp, LineEndsMayBeBareAndTheLastMayBeMissing) {
  EXPECT_EQ(check_sdp("v=0\no=a 1 1 IN IP4 h\ns=-\nt=0 0"), Errc::ok)
      << "no media: nothing to connect";
  EXPECT_EQ(check_sdp("v=0\no=a 1 1 IN IP4 h\ns=-\nt=0 0\n\n"), Errc::ok);
  EXPECT_EQ(
      check_sdp("v=0\r\no=a 1 1 IN IP4 h\r\ns=\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\nc=IN IP4 h\r\n"),
      Errc::ok);
}

TEST(Sdp, RejectsWhatNoOfferAnswerCanUse) {
  struct Row {
    std::string_view text;
    std::string_view reason;
  };
  for (const Row& row : {
           Row{"", "nothing"},
           Row{"v=1\r\n", "version"},
           Row{"o=a\r\nv=0\r\ns=-\r\nt=0 0\r\n", "v= is first"},
           Row{"v=0\r\ns=-\r\nt=0 0\r\n", "no o="},
           Row{"v=0\r\no=a\r\nt=0 0\r\n", "no s="},
           Row{"v=0\r\no=a\r\ns=-\r\n", "no t="},
           Row{"v=0\r\no=a\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n", "no c="},
           Row{"v=0\r\no=a\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\nc=x\r\nm=audio 2 RTP/AVP "
               "0\r\n",
               "no c= for the second"},
           Row{"v=0\r\no=a\r\ns=-\r\nc=x\r\nt=0 0\r\nm=audio\r\n", "m= without a port"},
           Row{"v=0\r\no=a\r\ns=-\r\nc=x\r\nt=0 0\r\nm=audio 65536 RTP/AVP 0\r\n", "port"},
           Row{"v=0\r\no=a\r\ns=-\r\nc=x\r\nt=0 0\r\nm=audio -1 RTP/AVP 0\r\n", "port"},
           Row{"v=0\r\no=a\r\ns=-\r\nc=x\r\nt=0 0\r\nm=audio 1/ RTP/AVP 0\r\n", "count"},
           Row{"v=0\r\no=a\r\ns=-\r\nc=x\r\nt=0 0\r\nm=audio 1 RTP/AVP\r\n", "no format"},
           Row{"v=0\r\no=a\r\ns=-\r\nc=x\r\nt=0 0\r\nm =audio 1 RTP/AVP 0\r\n", "white space"},
           Row{"v=0\r\no=a\r\ns=-\r\nt=0 0\r\nrubbish\r\n", "no type"},
           Row{"v=0\r\no=a\r\n\r\ns=-\r\nt=0 0\r\n", "an empty line within"},
           Row{"v=0\r\no=a\x01\r\ns=-\r\nt=0 0\r\n", "a control character"},
       }) {
    EXPECT_EQ(check_sdp(test::Exact(row.text).view()), Errc::bad_body) << row.reason;
  }
}

}  // namespace
}  // namespace baton
