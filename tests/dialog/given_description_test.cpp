// The application's own description as a later answer (RFC 3264 6 and 8).
#include <gtest/gtest.h>

#include <string>

#include "baton/sdp.hpp"
#include "src/dialog/given_description.hpp"

namespace baton::core {
namespace {

constexpr std::string_view head = "v=0\r\no=- 9 99 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";

std::string sdp(std::string_view streams) { return std::string(head) + std::string(streams); }
std::string answer(std::string_view own, std::string_view offer, std::uint32_t changes = 0, std::size_t room = 2'000,
                   MediaDirection willing = MediaDirection::sendrecv) {
  std::string into(room, '?');
  const auto size = answer_with(own, offer, changes, willing, into);
  return size ? into.substr(0, *size) : std::string(name(size.error()));
}

const std::string own = sdp("m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
                            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n");

TEST(GivenDescription, IsItselfAsAnOffer) {
  EXPECT_EQ(answer(own, ""), own);
  EXPECT_EQ(answer("anything", ""), "anything");
}

TEST(GivenDescription, RaisesItsVersionByTheChanges_Rfc3264_8) {
  EXPECT_NE(answer(own, "", 2).find("o=- 9 101 IN IP4"), std::string::npos);
  const std::string odd = "v=0\r\no=- 9 x IN IP4 192.0.2.1\r\n";
  EXPECT_EQ(answer(odd, "", 2), odd);
  EXPECT_NE(answer("v=0\r\no=- 9 9999999999999999999 IN IP4 x\r\n", "", 1).find("10000000000000000000"),
            std::string::npos);
  EXPECT_EQ(answer("o=", "", 1), "o=");
}

TEST(GivenDescription, IsTheSameTextWhereAllIsInCommon) { EXPECT_EQ(answer(own, own), own); }

TEST(GivenDescription, LeavesOutWhatTheOfferLacks_Rfc3264_6_1) {
  EXPECT_EQ(answer(own, sdp("m=audio 9 RTP/AVP 18 8\r\n")),
            sdp("m=audio 4000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n"));
}

TEST(GivenDescription, NarrowsTheDirection_Rfc3264_6_1) {
  const std::string plain = sdp("m=audio 4000 RTP/AVP 0\r\n");
  const std::string receiving = sdp("m=audio 4000 RTP/AVP 0\r\na=recvonly\r\n");
  for (const auto& [ours, theirs, result] : {std::array<std::string_view, 3>{"", "sendonly", "recvonly"},
                                             {"", "recvonly", "sendonly"},
                                             {"", "inactive", "inactive"},
                                             {"recvonly", "sendrecv", "recvonly"},
                                             {"recvonly", "recvonly", "inactive"},
                                             {"sendonly", "sendonly", "inactive"}}) {
    const std::string mine = ours.empty() ? plain : plain + "a=" + std::string(ours) + "\r\n";
    EXPECT_EQ(answer(mine, plain + "a=" + std::string(theirs) + "\r\n"), plain + "a=" + std::string(result) + "\r\n")
        << ours << theirs;
  }
}

TEST(GivenDescription, RefusesStreamsThatAreOfferedWithPort0OrHaveNothingInCommon_Rfc3264_6) {
  const std::string two = sdp("m=audio 4000 RTP/AVP 0\r\nm=video 4002/2 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n");
  EXPECT_EQ(answer(two, sdp("m=audio 9 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n")),
            sdp("m=audio 4000 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"));
  EXPECT_EQ(answer(two, sdp("m=audio 9 RTP/AVP 0\r\nm=video 9 RTP/AVP 97\r\n")),
            sdp("m=audio 4000 RTP/AVP 0\r\nm=video 0 RTP/AVP 97\r\n"));
  EXPECT_EQ(answer(two, two), two) << "the number of ports too";
  EXPECT_EQ(answer(two, sdp("m=audio 0 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n")).substr(head.size(), 21),
            "m=audio 0 RTP/AVP 0\r\n");
}

TEST(GivenDescription, WillNotDoForStreamsThatDoNotCorrespond) {
  for (const std::string_view streams :
       {"", "m=video 9 RTP/AVP 0\r\n", "m=audio 9 RTP/SAVP 0\r\n", "m=audio 9 RTP/AVP 18\r\n",
        "m=audio 9 RTP/AVP 0\r\nm=audio 9 RTP/AVP 0\r\n"}) {
    EXPECT_EQ(answer(own, sdp(streams)), "bad_argument") << streams;
  }
  EXPECT_EQ(answer(own, "v=0\r\n"), "bad_body");
  EXPECT_EQ(answer("nonsense", own), "bad_body");
}

TEST(GivenDescription, WritesNothingBeyondItsBuffer) {
  const std::string offer = sdp("m=audio 9 RTP/AVP 18 8\r\na=sendonly\r\n");
  const std::size_t size = answer(own, offer, 5).size();
  for (std::size_t room = 0; room < size; ++room) EXPECT_EQ(answer(own, offer, 5, room), "buffer_too_small");
}

TEST(GivenDescription, GoesNoFurtherThanWilling_Rfc3264_8_4) {
  const std::string plain = sdp("m=audio 4000 RTP/AVP 0\r\n");
  const auto offer = [&](std::string_view mine, MediaDirection willing) {
    const std::string described = mine.empty() ? plain : plain + "a=" + std::string(mine) + "\r\n";
    const std::string text = answer(described, "", 0, 2'000, willing);
    return text.substr(plain.size());
  };
  EXPECT_EQ(offer("", MediaDirection::sendonly), "a=sendonly\r\n");
  EXPECT_EQ(offer("sendrecv", MediaDirection::sendonly), "a=sendonly\r\n");
  EXPECT_EQ(offer("sendonly", MediaDirection::sendonly), "a=sendonly\r\n");
  EXPECT_EQ(offer("recvonly", MediaDirection::sendonly), "a=inactive\r\n");
  EXPECT_EQ(offer("", MediaDirection::inactive), "a=inactive\r\n");
  EXPECT_EQ(offer("inactive", MediaDirection::sendrecv), "a=inactive\r\n");
  EXPECT_EQ(answer(plain, plain, 0, 2'000, MediaDirection::sendonly), plain + "a=sendonly\r\n");
  EXPECT_EQ(answer(plain, plain + "a=sendonly\r\n", 0, 2'000, MediaDirection::sendonly), plain + "a=inactive\r\n");
}

TEST(GivenDescription, EachStreamInUseIsHeldAndRefusedOnesStay) {
  const std::string two = sdp("m=audio 4000 RTP/AVP 0\r\na=recvonly\r\nm=video 0 RTP/AVP 31\r\nm=audio 4002 RTP/AVP 8");
  EXPECT_EQ(answer(two, "", 0, 2'000, MediaDirection::sendonly),
            sdp("m=audio 4000 RTP/AVP 0\r\na=inactive\r\nm=video 0 RTP/AVP 31\r\nm=audio 4002 RTP/AVP 8\r\n"
                "a=sendonly\r\n"));
  std::string into(2'000, '?');
  const auto size = offer_again(two, 3, MediaDirection::sendrecv, into);
  ASSERT_TRUE(size);
  std::string expected = sdp("m=audio 4000 RTP/AVP 0\r\na=sendrecv\r\nm=video 0 RTP/AVP 31\r\nm=audio 4002 RTP/AVP 8");
  expected.replace(expected.find("9 99"), 4, "9 102");
  EXPECT_EQ(into.substr(0, *size), expected);
}

}  // namespace
}  // namespace baton::core
