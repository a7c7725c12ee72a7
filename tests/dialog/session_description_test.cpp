#include "src/dialog/session_description.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using baton::Endpoint;
using baton::Errc;
using baton::Family;
using baton::MediaDirection;
using baton::parse_address;
using baton::core::LocalMedia;
using baton::core::write_answer;
using baton::core::write_offer;

LocalMedia media_at(std::string_view address, MediaDirection direction = MediaDirection::sendrecv) {
  return {.address = parse_address(address, 0).value(),
          .port = 40'000,
          .session_id = 12'345'678'901'234,
          .version = 7,
          .direction = direction};
}
const LocalMedia ours = media_at("192.0.2.7");

std::string offer_text(const LocalMedia& media = ours) {
  std::string text(1000, '?');
  const auto size = write_offer(media, text);
  EXPECT_TRUE(size);
  text.resize(*size);
  return text;
}

struct Answer {
  Errc error = Errc::ok;
  std::string text;
};
Answer answer_to(std::string_view offer, const LocalMedia& media = ours) {
  std::string text(4000, '?');
  const auto size = write_answer(offer, media, text);
  text.resize(*size);
  return {size.error(), text};
}

std::vector<std::string> lines(std::string_view text, std::string_view prefix = {}) {
  std::vector<std::string> found;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    EXPECT_NE(end, std::string_view::npos) << "a line without CRLF";
    if (text.substr(0, end).starts_with(prefix)) {
      found.emplace_back(text.substr(0, end));
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  }
  return found;
}
using Lines = std::vector<std::string>;

/// The session's part of an offer, then `media`.
std::string offered(std::string_view media, std::string_view address = "IN IP4 198.51.100.3",
                    std::string_view more = "") {
  return "v=0\r\no=bob 1 1 " + std::string(address) + "\r\ns=call\r\nc=" + std::string(address) +
         "\r\nt=0 0\r\n" + std::string(more) + std::string(media);
}

TEST(AnOffer, IsOneAudioStreamOfG711WithTelephoneEvents) {
  EXPECT_EQ(offer_text(),
            "v=0\r\n"
            "o=- 12345678901234 7 IN IP4 192.0.2.7\r\n"
            "s=-\r\n"
            "c=IN IP4 192.0.2.7\r\n"
            "t=0 0\r\n"
            "m=audio 40000 RTP/AVP 0 8 101\r\n"
            "a=rtpmap:0 PCMU/8000\r\n"
            "a=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\n"
            "a=fmtp:101 0-16\r\n"
            "a=sendrecv\r\n");
}

TEST(AnOffer, NamesAnIpv6AddressWithoutBrackets) {
  const std::string text = offer_text(media_at("2001:db8::1"));
  EXPECT_EQ(lines(text, "o="), Lines{"o=- 12345678901234 7 IN IP6 2001:db8::1"});
  EXPECT_EQ(lines(text, "c="), Lines{"c=IN IP6 2001:db8::1"});
}

TEST(AnOffer, SaysItsDirection) {
  const std::pair<MediaDirection, std::string> table[] = {
      {MediaDirection::sendrecv, "a=sendrecv"},
      {MediaDirection::sendonly, "a=sendonly"},
      {MediaDirection::recvonly, "a=recvonly"},
      {MediaDirection::inactive, "a=inactive"},
  };
  for (const auto& [direction, line] : table) {
    const std::string text = offer_text(media_at("192.0.2.7", direction));
    EXPECT_EQ(lines(text).back(), line);
  }
}

TEST(AnOffer, WritesNumbersOfAnySize) {
  LocalMedia media = ours;
  media.session_id = UINT64_MAX;
  media.version = UINT32_MAX;
  media.port = 0;
  const std::string text = offer_text(media);
  EXPECT_EQ(lines(text, "o="), Lines{"o=- 18446744073709551615 4294967295 IN IP4 192.0.2.7"});
  EXPECT_EQ(lines(text, "m="), Lines{"m=audio 0 RTP/AVP 0 8 101"});
}

TEST(AnOffer, NeedsAnAddress) {
  LocalMedia media = ours;
  media.address = Endpoint{};
  std::string text(1000, '?');
  EXPECT_EQ(write_offer(media, text).error(), Errc::bad_address);
  EXPECT_EQ(answer_to(offer_text(), media).error, Errc::bad_address);
}

TEST(AnOffer, IsAcceptedByOurOwnAnswer) {
  const Answer answer = answer_to(offer_text(media_at("192.0.2.1")));
  EXPECT_EQ(answer.error, Errc::ok);
  EXPECT_EQ(answer.text, offer_text());
  EXPECT_EQ(baton::check_sdp(answer.text), Errc::ok);
}

/// RFC 3264 6.1: the formats in common, in the offer's order, under the offer's numbers.
TEST(AnAnswer, TakesTheFormatsInCommonInTheOrderOfTheOffer) {
  struct Row {
    const char* offered;
    const char* answered;
  };
  const Row table[] = {
      {"0", "0"},          {"8", "8"},
      {"8 0", "8 0"},      {"18 8 3 0 9", "8 0"},
      {"96 8 97", "8 97"}, {"97 0", "97 0"},
      {"0 97 98", "0 97"}, {"0 98 97", "0 98"},
      {"0 99", "0 99"},    {"0 0 8 0 97 97", "0 8 97"},
      {"00 8 008", "8"},   {"0 1000 256 128 -8 x 97x", "0"},
      {"0 100", "0"},      {"0 101", "0 101"},
      {"0  8", "0 8"},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(row.offered);
    const Answer answer = answer_to(offered("m=audio 5004 RTP/AVP " + std::string(row.offered) +
                                            "\r\na=rtpmap:96 opus/48000/2\r\n"
                                            "a=rtpmap:97 telephone-event/8000\r\na=fmtp:97 0-15\r\n"
                                            "a=rtpmap:98 Telephone-Event/8000\r\n"
                                            "a=rtpmap:99 telephone-event/8000\r\n"
                                            "a=rtpmap:100 telephone-event/48000\r\n"
                                            "a=rtpmap:101 telephone-event/8000/1\r\n"));
    EXPECT_EQ(answer.error, Errc::ok);
    EXPECT_EQ(lines(answer.text, "m="),
              Lines{"m=audio 40000 RTP/AVP " + std::string(row.answered)});
  }
}

TEST(AnAnswer, IgnoresAMappingOfAPayloadTypeThatIsNotOffered) {
  const Answer answer =
      answer_to(offered("m=audio 5004 RTP/AVP 0\r\na=rtpmap:101 telephone-event/8000\r\n"));
  EXPECT_EQ(lines(answer.text, "m="), Lines{"m=audio 40000 RTP/AVP 0"});
  EXPECT_EQ(lines(answer.text, "a="), (Lines{"a=rtpmap:0 PCMU/8000", "a=sendrecv"}));
}

TEST(AnAnswer, MapsTelephoneEventsToTheNumberOfTheOffer) {
  const Answer answer =
      answer_to(offered("m=audio 5004 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n"));
  EXPECT_EQ(lines(answer.text, "a="),
            (Lines{"a=rtpmap:8 PCMA/8000", "a=rtpmap:96 telephone-event/8000", "a=fmtp:96 0-16",
                   "a=sendrecv"}));
}

/// RFC 3264 6: the "m=" lines correspond one by one; a refused one has port 0.
TEST(AnAnswer, HasAStreamForEachOfTheOffer) {
  struct Row {
    const char* name;
    Lines offered;
    Lines answered;
  };
  const std::string accepted = "m=audio 40000 RTP/AVP 0";
  const Row table[] = {
      {"video before",
       {"m=video 6000 RTP/AVP 96", "m=audio 5004 RTP/AVP 0"},
       {"m=video 0 RTP/AVP 96", accepted}},
      {"video behind",
       {"m=audio 5004 RTP/AVP 0", "m=video 6000 RTP/AVP 96 97"},
       {accepted, "m=video 0 RTP/AVP 96 97"}},
      {"a second audio",
       {"m=audio 5004 RTP/AVP 0", "m=audio 5006 RTP/AVP 0"},
       {accepted, "m=audio 0 RTP/AVP 0"}},
      {"the first has other formats",
       {"m=audio 5004 RTP/AVP 18", "m=audio 5006 RTP/AVP 0"},
       {"m=audio 0 RTP/AVP 18", accepted}},
      {"the first is encrypted",
       {"m=audio 5004 RTP/SAVP 0 8", "m=audio 5006 RTP/AVP 0"},
       {"m=audio 0 RTP/SAVP 0 8", accepted}},
      {"the first was refused before",
       {"m=audio 0 RTP/AVP 0", "m=audio 5006 RTP/AVP 0"},
       {"m=audio 0 RTP/AVP 0", accepted}},
      {"feedback profile", {"m=audio 5004 RTP/AVPF 8 0"}, {"m=audio 40000 RTP/AVPF 8 0"}},
      {"fax",
       {"m=audio 5004 RTP/AVP 0", "m=image 6000 udptl t38"},
       {accepted, "m=image 0 udptl t38"}},
      {"a pair of ports", {"m=audio 5004/2 RTP/AVP 0"}, {accepted}},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(row.name);
    std::string media;
    for (const std::string& line : row.offered) {
      media += line + "\r\na=ptime:20\r\n";
    }
    const Answer answer = answer_to(offered(media));
    EXPECT_EQ(answer.error, Errc::ok);
    EXPECT_EQ(lines(answer.text, "m="), row.answered);
    EXPECT_EQ(baton::check_sdp(answer.text), Errc::ok);
  }
}

TEST(AnAnswer, IsNotGivenWhereNothingIsInCommon) {
  for (const char* media : {
           "m=audio 5004 RTP/AVP 18 9\r\n",
           "m=audio 5004 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n",
           "m=audio 5004 RTP/SAVP 0\r\n",
           "m=audio 5004 UDP/TLS/RTP/SAVPF 0\r\n",
           "m=video 5004 RTP/AVP 0\r\n",
           "m=AUDIO 5004 RTP/AVP 0\r\n",
           "m=video 5004 RTP/AVP 96\r\nm=audio 0 RTP/AVP 0\r\n",
       }) {
    SCOPED_TRACE(media);
    EXPECT_EQ(answer_to(offered(media)).error, Errc::bad_argument);
  }
}

TEST(AnAnswer, LeavesWhatIsOffOff) {
  const Answer off = answer_to(offered("m=audio 0 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n"));
  EXPECT_EQ(off.error, Errc::ok);
  EXPECT_EQ(lines(off.text, "m="), (Lines{"m=audio 0 RTP/AVP 0", "m=video 0 RTP/AVP 96"}));
  // RFC 3264 5: no streams yet is an offer too.
  const Answer none = answer_to(offered(""));
  EXPECT_EQ(none.error, Errc::ok);
  EXPECT_EQ(lines(none.text, "m="), Lines{});
}

/// RFC 3264 6.1 for a party willing to do all, and for those that are not.
TEST(AnAnswer, NarrowsTheDirectionToWhatBothSidesDo) {
  constexpr auto sendrecv = MediaDirection::sendrecv;
  constexpr auto sendonly = MediaDirection::sendonly;
  constexpr auto recvonly = MediaDirection::recvonly;
  constexpr auto inactive = MediaDirection::inactive;
  struct Row {
    const char* offered;
    MediaDirection willing;
    const char* answered;
  };
  const Row table[] = {
      {"", sendrecv, "a=sendrecv"},           {"a=sendrecv", sendrecv, "a=sendrecv"},
      {"a=sendrecv", sendonly, "a=sendonly"}, {"a=sendrecv", recvonly, "a=recvonly"},
      {"a=sendrecv", inactive, "a=inactive"}, {"a=sendonly", sendrecv, "a=recvonly"},
      {"a=sendonly", recvonly, "a=recvonly"}, {"a=sendonly", sendonly, "a=inactive"},
      {"a=recvonly", sendrecv, "a=sendonly"}, {"a=recvonly", sendonly, "a=sendonly"},
      {"a=recvonly", recvonly, "a=inactive"}, {"a=inactive", sendrecv, "a=inactive"},
      {"a=inactive", recvonly, "a=inactive"}, {"a=inactive", inactive, "a=inactive"},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(std::string(row.offered) + ", we " + row.answered);
    const std::string line = *row.offered == '\0' ? "" : std::string(row.offered) + "\r\n";
    const LocalMedia media = media_at("192.0.2.7", row.willing);
    for (const std::string& offer :
         {offered("m=audio 5004 RTP/AVP 0\r\n" + line),
          offered("m=audio 5004 RTP/AVP 0\r\n", "IN IP4 198.51.100.3", line)}) {
      EXPECT_EQ(lines(answer_to(offer, media).text).back(), row.answered);
    }
  }
}

/// RFC 3264 8.4: the hold of RFC 2543.
TEST(AnAnswer, SendsNothingToTheZeroAddress) {
  const std::string zero = "IN IP4 0.0.0.0";
  const std::string stream = "m=audio 5004 RTP/AVP 0\r\n";
  const std::string video = "m=video 0 RTP/AVP 96\r\nc=IN IP4 0.0.0.0\r\n";
  struct Row {
    std::string offer;
    const char* answered;
  };
  const Row table[] = {
      {offered(stream, zero), "a=recvonly"},
      {offered(stream + "c=" + zero + "\r\n"), "a=recvonly"},
      {offered(stream + "c=" + zero + "\r\na=recvonly\r\n"), "a=inactive"},
      {offered(stream + "c=IN IP4 198.51.100.4\r\n", zero), "a=sendrecv"},
      {offered(video + stream), "a=sendrecv"},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(row.offer);
    EXPECT_EQ(lines(answer_to(row.offer).text).back(), row.answered);
  }
}

TEST(AnAnswer, RepeatsTheTimesOfTheOffer) {
  const std::string offer =
      "v=0\no=- 1 1 IN IP4 198.51.100.3\ns=-\nc=IN IP4 198.51.100.3\n"
      "t=3724394400 3724398000\nm=audio 5004 RTP/AVP 0\n";
  EXPECT_EQ(lines(answer_to(offer).text, "t="), Lines{"t=3724394400 3724398000"});
}

TEST(AnAnswer, HasOurOwnOriginAndAddressInTheFamilyOfOurs) {
  const Answer answer = answer_to(offered("m=audio 5004 RTP/AVP 0\r\n", "IN IP6 2001:db8::9"),
                                  media_at("2001:db8::1"));
  EXPECT_EQ(answer.text,
            "v=0\r\n"
            "o=- 12345678901234 7 IN IP6 2001:db8::1\r\n"
            "s=-\r\n"
            "c=IN IP6 2001:db8::1\r\n"
            "t=0 0\r\n"
            "m=audio 40000 RTP/AVP 0\r\n"
            "a=rtpmap:0 PCMU/8000\r\n"
            "a=sendrecv\r\n");
}

TEST(AnAnswer, IsNotGivenToWhatIsNoDescription) {
  for (const char* offer : {"", "hello", "v=1\r\n",
                            // The times of the session inside a stream.
                            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                            "m=audio 5004 RTP/AVP 0\r\nt=0 0\r\n",
                            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n"}) {
    SCOPED_TRACE(offer);
    EXPECT_EQ(answer_to(offer).error, Errc::bad_body);
  }
}

TEST(AnAnswer, LetsNoControlCharacterOfTheOfferThrough) {
  using namespace std::string_literals;
  for (const std::string& bad : {"\r"s, "\0"s, "\x1b"s}) {
    const Answer refused =
        answer_to(offered("m=audio 5004 RTP/AVP 0\r\nm=video 6000 RTP/AVP 96" + bad + "a=x\r\n"));
    EXPECT_EQ(refused.error, Errc::bad_body);
  }
}

TEST(ABufferOfAnySize, IsNeverOverrun) {
  const std::string offer = offered(
      "m=video 6000 RTP/AVP 96\r\nm=audio 5004 RTP/AVP 0 101\r\n"
      "a=rtpmap:101 telephone-event/8000\r\n");
  const std::string full_offer = offer_text();
  const std::string full_answer = answer_to(offer).text;
  const auto check = [](std::size_t room, const std::string& full, auto write) {
    // A heap block of exactly `room`, so that a sanitizer sees every octet too many.
    std::vector<char> buffer(room, '?');
    const auto size = write(std::span<char>(buffer));
    if (room < full.size()) {
      EXPECT_EQ(size.error(), Errc::buffer_too_small) << room;
    } else {
      ASSERT_TRUE(size) << room;
      EXPECT_EQ(std::string_view(buffer.data(), *size), full);
    }
  };
  for (std::size_t room = 0; room < 400; ++room) {
    check(room, full_offer, [](std::span<char> into) { return write_offer(ours, into); });
    check(room, full_answer, [&](std::span<char> into) { return write_answer(offer, ours, into); });
  }
}

TEST(AnOfferCutOffAnywhere, IsAnsweredOrRefusedButNeverOverread) {
  const std::string offer = offered(
      "m=video 6000 RTP/AVP 96\r\nm=audio 5004 RTP/AVP 0 101\r\n"
      "a=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n");
  for (std::size_t size = 0; size <= offer.size(); ++size) {
    const std::vector<char> cut(offer.begin(), offer.begin() + static_cast<std::ptrdiff_t>(size));
    const Answer answer = answer_to({cut.data(), cut.size()});
    if (answer.error == Errc::ok) {
      EXPECT_EQ(baton::check_sdp(answer.text), Errc::ok) << size;
    }
  }
}

TEST(AnOfferOfAStranger, CostsTimeInProportionToItsLength) {
  // 65,535 octets, with lists and mappings that a careless match would multiply.
  std::string formats;
  while (formats.size() < 30'000) {
    formats += " 1";
  }
  std::string maps;
  while (maps.size() < 34'000) {
    maps += "a=rtpmap:1 telephone-event/8000\r\n";
  }
  const std::string offer = offered("m=audio 5004 RTP/AVP 0" + formats + "\r\n" + maps);
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(lines(answer_to(offer).text, "m="), Lines{"m=audio 40000 RTP/AVP 0 1"});
  }
}

TEST(Hold, IsSeenByTheDirectionsOfAllStreamsInUse_Rfc3264_8_4) {
  using baton::core::takes_no_media;
  const std::string head = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
  const std::string audio = "m=audio 4000 RTP/AVP 0\r\n";
  const std::optional<bool> yes = true, no = false, none;
  EXPECT_EQ(takes_no_media(head + audio), no);
  EXPECT_EQ(takes_no_media(head + audio + "a=recvonly\r\n"), no);
  EXPECT_EQ(takes_no_media(head + audio + "a=sendonly\r\n"), yes);
  EXPECT_EQ(takes_no_media(head + audio + "a=inactive\r\n"), yes);
  EXPECT_EQ(takes_no_media(head + "a=sendonly\r\n" + audio), yes) << "of the session";
  EXPECT_EQ(takes_no_media(head + audio + "a=sendonly\r\n" + audio), no) << "one of two";
  EXPECT_EQ(takes_no_media(head + audio + "a=sendonly\r\nm=video 0 RTP/AVP 31\r\n"), yes) << "the other is refused";
  EXPECT_EQ(takes_no_media(head + audio + "c=IN IP4 0.0.0.0\r\n"), yes) << "RFC 2543's way";
  EXPECT_EQ(takes_no_media(head + audio + "c=IN IP4 host.example\r\n"), no);
  EXPECT_EQ(takes_no_media(head + "m=audio 0 RTP/AVP 0\r\n"), none);
  EXPECT_EQ(takes_no_media(head), none);
  EXPECT_EQ(takes_no_media(""), none);
  EXPECT_EQ(baton::core::stream_count(head + audio + "m=video 0 RTP/AVP 31\r\n"), 2u);
}

}  // namespace
