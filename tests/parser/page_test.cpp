// The code that docs/parser.md shows, as it stands there.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "baton/editor.hpp"
#include "baton/framer.hpp"
#include "baton/message_values.hpp"
#include "baton/multipart.hpp"
#include "baton/quoted.hpp"
#include "baton/tel.hpp"
#include "baton/verdict.hpp"
#include "baton/writer.hpp"

namespace baton {
namespace {

constexpr std::string_view octets =
    "REFER sip:bob@192.0.2.2 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
    "Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>\r\n"
    "Route: <sip:p3.example.com;lr>\r\n"
    "From: \"Alice\" <sip:alice@example.com>;tag=1\r\n"
    "To: <sip:bob@example.com>;tag=2\r\n"
    "Call-ID: 1@192.0.2.1\r\n"
    "CSeq: 7 REFER\r\n"
    "Refer-To: <sip:carol@example.com?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n"
    "Supported: replaces, norefersub\r\n"
    "X-Hint: kept as it is\r\n"
    "Content-Length: 0\r\n\r\n";

TEST(ParserPage, Parse) {
  std::array<baton::HeaderEntry, 64> index;
  baton::MessageView message;
  const baton::ParseError error = baton::parse_message(octets, index, message);
  if (error) {
    FAIL() << name(error.code) << " at octet " << error.offset;
  }
  EXPECT_EQ(message.method(), baton::Method::refer);
  EXPECT_EQ(message.request_uri(), "sip:bob@192.0.2.2");
  EXPECT_EQ(message.from().tag(), "1");
  EXPECT_TRUE(message.lists(baton::HeaderId::supported, "norefersub"));
}

TEST(ParserPage, TwoPasses) {
  std::array<baton::HeaderEntry, 64> index;
  baton::MessageView message;
  baton::ParseError error = baton::index_message(octets, index, message);
  if (!error && message.method() == baton::Method::refer) {
    error = baton::validate(message);
  }
  EXPECT_FALSE(error);
}

TEST(ParserPage, Values) {
  std::array<baton::HeaderEntry, 64> index;
  std::array<baton::NameAddrView, 4> routes;
  baton::MessageView message;
  baton::MessageValues values;
  values.route_room = routes;
  if (!baton::parse_message(octets, index, message, values)) {
    EXPECT_EQ(values.via.branch, "z9hG4bK1");
    EXPECT_EQ(values.cseq.number, 7U);
    EXPECT_EQ(values.routes, 3U);
    EXPECT_EQ(routes[2].uri.host, "p3.example.com");
    EXPECT_TRUE(values.complete());
  }
}

TEST(ParserPage, Iterate) {
  std::array<baton::HeaderEntry, 64> index;
  baton::MessageView message;
  ASSERT_FALSE(baton::parse_message(octets, index, message));
  std::vector<std::string_view> hosts;
  auto walk = message.values(baton::HeaderId::route);
  while (const auto value = walk.next()) {
    baton::NameAddrView route;
    if (baton::parse_name_addr(*value, route) == baton::Errc::ok) {
      hosts.push_back(route.uri.host);
    }
  }
  EXPECT_EQ(hosts.size(), 3U);
  std::string_view hint;
  for (const baton::HeaderEntry& entry : message.headers()) {
    if (baton::equal_ignoring_case(message.name_of(entry), "X-Hint")) {
      hint = message.value_of(entry);
    }
  }
  EXPECT_EQ(hint, "kept as it is");
}

TEST(ParserPage, Uris) {
  baton::UriView uri;
  if (baton::parse_uri("sip:alice;day=tue@example.com:5061;transport=tcp", uri) == baton::Errc::ok) {
    EXPECT_EQ(uri.user, "alice;day=tue");
    EXPECT_EQ(uri.port, 5061);
    EXPECT_EQ(uri.parameter("transport")->value, "tcp");
  }
  baton::UriView same;
  (void)baton::parse_uri("SIP:%61lice;day=tue@EXAMPLE.com:5061;Transport=TCP", same);
  EXPECT_TRUE(baton::equal(uri, same));
}

TEST(ParserPage, Escapes) {
  std::array<char, 64> room;
  const std::string_view escaped = "a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2";
  if (const auto size = baton::unescape(escaped, room)) {
    baton::ReplacesView replaces;
    EXPECT_EQ(baton::parse_replaces({room.data(), *size}, replaces), baton::Errc::ok);
    EXPECT_EQ(replaces.call_id, "a@b");
  }
  const auto size = baton::escape("a@b", baton::UriPart::header, room);
  EXPECT_EQ(std::string_view(room.data(), *size), "a%40b");
}

TEST(ParserPage, Quoted) {
  std::array<char, 64> room;
  const std::string_view display_name = R"(Alice \"A\")";  // as NameAddrView has it
  const auto size = baton::unquote(display_name, room);
  EXPECT_EQ(std::string_view(room.data(), *size), R"(Alice "A")");
}

TEST(ParserPage, Telephone) {
  std::array<char, 64> room;
  baton::UriView uri;
  baton::TelView tel;
  if (baton::parse_uri("tel:+1-212-555-0100;ext=5", uri) == baton::Errc::ok &&
      baton::parse_tel(uri, tel) == baton::Errc::ok) {
    const auto size = baton::normalise(tel.number, room);
    EXPECT_EQ(std::string_view(room.data(), *size), "+12125550100");
  }
}

TEST(ParserPage, Write) {
  std::array<char, 1'024> room;
  baton::MessageWriter writer(room);
  writer.request_line("MESSAGE", "sip:bob@example.com");
  writer.header(baton::HeaderId::via, {"SIP/2.0/UDP 192.0.2.1;branch=", "z9hG4bK2"});
  writer.begin(baton::HeaderId::from);
  writer.add_quoted("Alice \"A\"");
  writer.add(" <sip:alice@example.com>;tag=3");
  writer.end();
  writer.header("X-Hint", {"any name"});
  writer.body("text/plain", "hello");
  const baton::Result<std::size_t> size = writer.finish();
  ASSERT_TRUE(size) << name(size.error());
  EXPECT_TRUE(writer.written().ends_with("Content-Length: 5\r\n\r\nhello"));
}

TEST(ParserPage, Inject) {
  std::array<char, 1'024> room;
  baton::MessageWriter writer(room);
  writer.request_line("MESSAGE", "sip:bob@example.com");
  writer.header(baton::HeaderId::subject, {"hello\r\nRoute: <sip:evil.example>"});
  EXPECT_EQ(writer.finish().error(), baton::Errc::injection);
}

TEST(ParserPage, Edit) {
  std::array<char, 2'048> room;
  baton::MessageEditor editor(octets, room);
  editor.push_via("SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK3");
  editor.append(baton::HeaderId::max_forwards, "69");
  editor.remove("X-Hint");
  editor.body("text/plain", "hello");
  if (!editor.finish()) {
    FAIL() << name(editor.error()) << ", needs " << editor.needed() << " octets";
  }
  EXPECT_TRUE(
      editor.text().ends_with("Content-Length: 5\r\nMax-Forwards: 69\r\n"
                              "Content-Type: text/plain\r\n\r\nhello"));
}

TEST(ParserPage, Multipart) {
  const std::string_view body =
      "--cut\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--cut\r\n\r\ntext\r\n--cut--\r\n";
  std::vector<std::string_view> types;
  baton::MediaTypeView type;
  std::string_view boundary;
  if (baton::parse_media_type("multipart/mixed; boundary=cut", type) == baton::Errc::ok &&
      baton::boundary_of(type, boundary) == baton::Errc::ok) {
    baton::MultipartIterator parts(body, boundary);
    while (const auto part = parts.next()) {
      types.push_back(part->content_type);
    }
    EXPECT_EQ(parts.state(), baton::MultipartState::complete);
  }
  EXPECT_EQ(types, (std::vector<std::string_view>{"application/sdp", ""}));
}

TEST(ParserPage, Frame) {
  const std::string received = "\r\n\r\n" + std::string(octets) + std::string(octets);
  std::array<baton::HeaderEntry, 64> index;
  unsigned messages = 0;
  unsigned pings = 0;
  std::array<char, 8'192> buffer;
  baton::StreamFramer framer(buffer);
  std::string_view piece = received;  // as the socket gave it
  for (;;) {
    const baton::Frame frame = framer.next(piece);
    if (frame.kind == baton::FrameKind::need_more || frame.kind == baton::FrameKind::error) {
      break;  // read on, or close the connection
    }
    if (frame.kind == baton::FrameKind::ping) {
      ++pings;  // send baton::keep_alive_pong
    }
    if (frame.kind == baton::FrameKind::message) {
      baton::MessageView message;
      messages += baton::parse_message(frame.octets, index, message, {.framed = true}) ? 0U : 1U;
    }
  }
  EXPECT_EQ(messages, 2U);
  EXPECT_EQ(pings, 1U);
}

TEST(ParserPage, Verdicts) {
  const std::string_view wrong = "OPTIONS sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:x\r\n\r\n";
  std::array<baton::HeaderEntry, 64> index;
  baton::MessageView message;
  const baton::ParseError error = baton::parse_message(wrong, index, message);
  const baton::Verdict verdict = baton::verdict_on(message, error);
  EXPECT_EQ(verdict.error.header, baton::HeaderId::via);
  EXPECT_EQ(verdict.error.offset, wrong.find("x\r\n"));
  EXPECT_EQ(verdict.rule.name, "via-parm");
  EXPECT_EQ(verdict.rule.rfc, "RFC 3261 20.42");
  EXPECT_EQ(verdict.status, 400);
}

TEST(ParserPage, Tolerances) {
  std::string underscored(octets);
  underscored.replace(underscored.find("carol@"), 6, "carol@my_");
  std::array<baton::HeaderEntry, 64> index;
  baton::MessageView message;
  EXPECT_FALSE(baton::parse_message(underscored, index, message));
  baton::ParseOptions options;
  options.tolerances = baton::Tolerances::standard()
                           .without(baton::Tolerance::host_underscores)
                           .with(baton::Tolerance::bare_line_feeds);
  EXPECT_EQ(baton::parse_message(underscored, index, message, options).code, baton::Errc::bad_uri);
  options.tolerances = baton::Tolerances::none();  // strict: the grammar and nothing else
  EXPECT_TRUE(baton::parse_message(underscored, index, message, options));
}

}  // namespace
}  // namespace baton
