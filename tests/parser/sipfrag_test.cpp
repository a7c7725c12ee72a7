// Whole message/sipfrag bodies.
#include "baton/sipfrag.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using namespace std::string_view_literals;

/// A fragment in an exact block, with an exact block as its room.
struct Fragment {
  test::Exact text;
  std::vector<HeaderEntry> index;
  std::unique_ptr<char[]> room;
  SipfragMessage read;
  ParseError error;

  explicit Fragment(std::string_view octets, std::size_t entries = 64)
      : text(octets), index(entries), room(std::make_unique<char[]>(octets.size() + sipfrag_room_extra)) {
    error = index_sipfrag(text.view(), {room.get(), octets.size() + sipfrag_room_extra}, index, read);
  }
};

struct Row {
  std::string_view text;
  SipfragStart start;
  std::size_t headers;
  std::string_view body;
};

const Row valid[] = {
    // RFC 3420 3.1
    {"INVITE sip:alice@atlanta.com SIP/2.0", SipfragStart::request, 0, ""},
    {"SIP/2.0 603 Declined", SipfragStart::response, 0, ""},
    {"REGISTER sip:atlanta.com SIP/2.0\r\nTo: sip:alice@atlanta.com\r\n"
     "Contact: <sip:alicepc@atlanta.com>;q=0.9,\r\n         <sip:alicemobile@atlanta.com>;q=0.1",
     SipfragStart::request, 2, ""},
    {"SIP/2.0 400 Bad Request\r\nWarning: 399 atlanta.com Your Event header field was malformed",
     SipfragStart::response, 1, ""},
    {"From: Alice <sip:alice@atlanta.com>\r\nTo: Bob <sip:bob@biloxi.com>\r\n"
     "Contact: <sip:alice@pc33.atlanta.com>\r\nDate: Thu, 21 Feb 2002 13:02:03 GMT\r\n"
     "Call-ID: a84b4c76e66710\r\nCseq: 314159 INVITE\r\n",
     SipfragStart::none, 6, ""},
    {"SIP/2.0 200 OK\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n",
     SipfragStart::response, 2, "v=0\r\n"},
    {"Content-Type: text/plain\r\nContent-Length: 9\r\n\r\nHi There!", SipfragStart::none, 2, "Hi There!"},
    // the ends of each part
    {"", SipfragStart::none, 0, ""},
    {"\r\n", SipfragStart::none, 0, ""},
    {"INVITE sip:a@b SIP/2.0\r\n", SipfragStart::request, 0, ""},
    {"INVITE sip:a@b SIP/2.0\r\n\r\n", SipfragStart::request, 0, ""},
    {"SIP/2.0 603 \r\n", SipfragStart::response, 0, ""},
    {"X: y", SipfragStart::none, 1, ""},
    {"X : y\r\n", SipfragStart::none, 1, ""},
    {"X:\r\n", SipfragStart::none, 1, ""},
    {"X: y\r\n z\r\n", SipfragStart::none, 1, ""},
    {"X: y\r\n\r\n", SipfragStart::none, 1, ""},
    {"SIP/2.0 200 OK\r\nContent-Type: text/plain\r\n\r\nall the rest", SipfragStart::response, 1,
     "all the rest"},
    {"c: text/plain\r\nl: 3\r\n\r\nabcde", SipfragStart::none, 2, "abc"},
    {"c: text/plain\r\n\r\n\r\n\0\r"sv, SipfragStart::none, 1, "\r\n\0\r"sv},
    {"INVITE sip:a@b SIP/2.0\r\nCSeq: 1 INVITE\r\n", SipfragStart::request, 1, ""},
    {"SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n", SipfragStart::response, 1, ""},
    // a fragment in a fragment
    {"NOTIFY sip:a@b SIP/2.0\r\nContent-Type: message/sipfrag\r\n\r\nSIP/2.0 180 Ringing\r\n",
     SipfragStart::request, 1, "SIP/2.0 180 Ringing\r\n"},
};

TEST(SipfragMessage, WhatRfc3420Allows) {
  for (const Row& row : valid) {
    SCOPED_TRACE(row.text);
    const Fragment fragment(row.text);
    EXPECT_EQ(fragment.error.code, Errc::ok) << "at " << fragment.error.offset;
    EXPECT_EQ(fragment.read.start, row.start);
    EXPECT_EQ(fragment.read.message.headers().size(), row.headers);
    EXPECT_EQ(fragment.read.message.body(), row.body);
  }
}

TEST(SipfragMessage, ItsPartsAreRead) {
  const Fragment request("REFER sip:alice@atlanta.com SIP/2.0\r\nt: <sip:bob@biloxi.com>;tag=9");
  EXPECT_EQ(request.read.message.method(), Method::refer);
  EXPECT_EQ(request.read.message.request_uri(), "sip:alice@atlanta.com");
  EXPECT_EQ(request.read.message.to().tag(), "9");
  EXPECT_EQ(request.read.message.call_id(), "");
  const Fragment response("SIP/2.0 486 Busy Here");
  EXPECT_EQ(response.read.message.status(), 486);
  EXPECT_EQ(response.read.message.reason(), "Busy Here");
}

TEST(SipfragMessage, ACompleteOneIsReadInPlace) {
  const test::Exact text("SIP/2.0 200 OK\r\n\r\n");
  SipfragMessage read;
  EXPECT_FALSE(index_sipfrag(text.view(), {}, {}, read));
  EXPECT_EQ(read.message.bytes().data(), text.view().data());
}

struct Fault {
  std::string_view text;
  Errc code;
  std::size_t offset;
  std::string_view reason;
};

const Fault invalid[] = {
    // RFC 3420 3.2
    {"INVITE", Errc::bad_start_line, 6, "3.2: a method only"},
    {"INVITE sip:alice@atlanta.com SIP/1.09", Errc::bad_version, 29, "3.2: another version"},
    {"SIP/2.0", Errc::bad_start_line, 0, "3.2: a version only"},
    {"404 Not Found", Errc::bad_start_line, 8, "3.2: no version"},
    {"INVITE sip:alice@atlanta.com SIP/2.0\r\nVia: SIP/2.0/UDP ;branch=z9hG4bK29342a\r\nTo: <>;tag=39234",
     Errc::bad_header_value, 55, "3.2: a Via without a host"},
    {"INVITE sip:alice@atlanta.com SIP/2.0\r\nTo: <>;tag=39234", Errc::bad_uri, 43, "3.2: an empty URI"},
    {"To: sip:alice@atlanta.com\r\nFrom: sip:bob@biloxi.com;tag=1992312\r\nCall-ID: this is invalid",
     Errc::bad_header_value, 78, "3.2: a Call-ID of three words"},
    {"MESSAGE sip:alice@atlanta.com SIP/2.0\r\nHi There!", Errc::bad_header_name, 42,
     "3.2: a body without its line"},
    // statuses
    {"SIP/2.0 0 x", Errc::bad_status_code, 8, "status 0"},
    {"SIP/2.0 99 x", Errc::bad_status_code, 8, "status 99"},
    {"SIP/2.0 700 x", Errc::bad_status_code, 8, "status 700"},
    {"SIP/2.0 1000 x", Errc::bad_status_code, 8, "status 1000"},
    {"SIP/2.0 -1 x", Errc::bad_status_code, 8, "status -1"},
    {"SIP/2.0 ", Errc::bad_status_code, 8, "no status"},
    {"SIP/2.0  x", Errc::bad_status_code, 8, "an empty status"},
    // characters
    {"SIP/2.0 200 a\rb", Errc::bad_character, 13, "CR"},
    {"SIP/2.0 200 a\nb", Errc::bad_character, 13, "LF"},
    {"SIP/2.0 200 OK\n", Errc::bad_character, 14, "a line ended by LF"},
    {"SIP/2.0 200 a\0b"sv, Errc::bad_character, 13, "NUL"},
    {"X: a\0b"sv, Errc::bad_character, 4, "NUL in a header"},
    {"X: a\rb", Errc::bad_character, 4, "CR in a header"},
    // headers
    {"CSeq: 1 INVITE\r\nCSeq: 2 INVITE", Errc::repeated_header, 16, "twice what stands once"},
    {"INVITE sip:a@b SIP/2.0\r\nCSeq: 1 BYE", Errc::method_mismatch, 32, "CSeq of another method"},
    {"Content-Length: 1\r\nContent-Type: a/b\r\n\r\n", Errc::bad_content_length, 16,
     "less body than declared"},
    {"Content-Type: a/b\r\nContent-Length: -1\r\n\r\nx", Errc::bad_content_length, 35, "a negative length"},
    {"SIP/2.0 200 OK\r\n\r\nx", Errc::missing_header, 18, "RFC 3261 7.4.1: a body without Content-Type"},
    {"\r\nx", Errc::missing_header, 2, "a body and nothing else"},
    {"INVITE tel: SIP/2.0", Errc::bad_request_uri, 11, "a malformed Request-URI"},
    {" X: y", Errc::bad_start_line, 0, "white space first"},
};

TEST(SipfragMessage, WhatRfc3420Forbids) {
  for (const Fault& row : invalid) {
    SCOPED_TRACE(row.reason);
    const Fragment fragment(row.text);
    EXPECT_EQ(fragment.error.code, row.code) << row.text;
    EXPECT_EQ(fragment.error.offset, row.offset) << row.text;
  }
}

TEST(SipfragMessage, EveryPrefixIsReadWithoutHarm) {
  std::vector<std::string_view> texts;
  for (const Row& row : valid) {
    texts.push_back(row.text);
  }
  for (const Fault& row : invalid) {
    texts.push_back(row.text);
  }
  for (const std::string_view text : texts) {
    for (std::size_t size = 0; size <= text.size(); ++size) {
      const Fragment fragment(text.substr(0, size));
      EXPECT_LE(fragment.error.offset, size);
    }
  }
}

TEST(SipfragMessage, NeedsNoMoreRoomThanItSays) {
  for (const std::string_view text : {"X: y"sv, "SIP/2.0 200 OK"sv, "X: y\r\n"sv, ""sv}) {
    bool fits = false;
    for (std::size_t size = 0; size <= text.size() + sipfrag_room_extra; ++size) {
      const auto room = std::make_unique<char[]>(size);
      std::array<HeaderEntry, 2> index;
      SipfragMessage read;
      const ParseError error = index_sipfrag(text, {room.get(), size}, index, read);
      fits = error.code == Errc::ok;
      EXPECT_TRUE(fits || error.code == Errc::buffer_too_small);
    }
    EXPECT_TRUE(fits);
  }
}

TEST(SipfragMessage, TenThousandHeaders) {
  std::string text = "SIP/2.0 183 Session Progress\r\n";
  for (int count = 0; count < 10'000; ++count) {
    text += "Z:y\r\n";
  }
  EXPECT_EQ(Fragment(text, 10'000).error.code, Errc::ok);
  EXPECT_EQ(Fragment(text, 10'000).read.message.headers().size(), 10'000U);
  EXPECT_EQ(Fragment(text, 9'999).error.code, Errc::too_many_headers);
  EXPECT_EQ(Fragment(std::string(70'000, 'x')).error.code, Errc::message_too_long);
}

TEST(SipfragMessage, NestedFragmentsAreReadOneByOne) {
  std::string text = "SIP/2.0 200 OK";
  for (int depth = 0; depth < 100; ++depth) {
    text = "NOTIFY sip:a@b SIP/2.0\r\nContent-Type: message/sipfrag\r\n\r\n" + text;
  }
  std::string_view rest = text;
  for (int depth = 0; depth < 100; ++depth) {
    SipfragMessage read;
    std::array<HeaderEntry, 4> index;
    ASSERT_FALSE(index_sipfrag(rest, {}, index, read));
    rest = read.message.body();
  }
  EXPECT_EQ(rest, "SIP/2.0 200 OK");
}

}  // namespace
}  // namespace baton
