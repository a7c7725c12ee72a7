// Requests and responses as they are written, and the texts they are made from (RFC 3261 8.1.1, 8.2.6;
// RFC 3581 4).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/dialog/request_builder.hpp"
#include "src/dialog/response_builder.hpp"
#include "src/dialog/text_joiner.hpp"

namespace baton::core {
namespace {

std::string finish(MessageWriter& writer) {
  const auto size = writer.finish();
  return size ? std::string(writer.written()) : std::string(name(size.error()));
}

DialogParts dialog() {
  return {.call_id = "id", .local_tag = "a", .remote_tag = "b", .local = "\"Bob\" <sip:bob@x>", .remote = "<sip:c@y>",
          .target = "sip:c@192.0.2.1", .routes = {}};
}

TEST(RequestBuilder, WritesWhatEveryRequestHas_Rfc3261_8_1_1) {
  std::array<char, 1'000> buffer;
  MessageWriter writer(buffer);
  start_request(writer, dialog(),
                {.address = *parse_address("192.0.2.9", 5070),
                 .transport = Transport::udp,
                 .contact_user = "bob",
                 .user_agent = "T"},
                {.method = "BYE", .cseq = 7, .branch = "z9hG4bKx"});
  EXPECT_EQ(
      finish(writer),
      "BYE sip:c@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5070;rport;branch=z9hG4bKx\r\nMax-Forwards: 70\r\n"
      "From: \"Bob\" <sip:bob@x>;tag=a\r\nTo: <sip:c@y>;tag=b\r\nCall-ID: id\r\nCSeq: 7 BYE\r\nUser-Agent: T\r\n"
      "Content-Length: 0\r\n\r\n");
}

TEST(RequestBuilder, WritesIPv6InBracketsAndNoTagThatIsNotKnown) {
  std::array<char, 1'000> buffer;
  MessageWriter writer(buffer);
  DialogParts parts = dialog();
  parts.remote_tag = {};
  const LocalIdentity local{.address = *parse_address("2001:db8::1", 5060),
                            .transport = Transport::tcp,
                            .contact_user = {},
                            .user_agent = {}};
  start_request(writer, parts, local, {.method = "INVITE", .cseq = 1, .branch = "z9hG4bKx"});
  write_contact(writer, local);
  const std::string text = finish(writer);
  EXPECT_NE(text.find("Via: SIP/2.0/TCP [2001:db8::1]:5060;rport"), std::string::npos) << text;
  EXPECT_NE(text.find("To: <sip:c@y>\r\n"), std::string::npos);
  EXPECT_NE(text.find("Contact: <sip:[2001:db8::1]:5060;transport=tcp>\r\n"), std::string::npos);
}

TEST(RequestBuilder, WritesRoutesLooseAndStrict_Rfc3261_12_2_1_1) {
  for (const auto& [routes, first, route] :
       {std::array<std::string_view, 3>{"<sip:p1;lr>", "BYE sip:c@192.0.2.1 SIP/2.0\r\n", "Route: <sip:p1;lr>\r\n"},
        {"<sip:p1>, <sip:p2;lr>", "BYE sip:p1 SIP/2.0\r\n", "Route: <sip:p2;lr>, <sip:c@192.0.2.1>\r\n"},
        {"<sip:p1>", "BYE sip:p1 SIP/2.0\r\n", "Route: <sip:c@192.0.2.1>\r\n"}}) {
    std::array<char, 1'000> buffer;
    MessageWriter writer(buffer);
    DialogParts parts = dialog();
    parts.routes = routes;
    start_request(writer, parts, {}, {.method = "BYE", .cseq = 1, .branch = "b"});
    const std::string text = finish(writer);
    EXPECT_TRUE(text.starts_with(first)) << text;
    EXPECT_NE(text.find(route), std::string::npos) << text;
  }
}

std::string respond_to(const std::string& request, const ResponseParts& parts, std::string_view peer = "192.0.2.5",
                       std::size_t room = 1'000) {
  std::array<HeaderEntry, 64> index;
  MessageView message;
  if (parse_message(request, index, message)) return "malformed";
  std::vector<char> buffer(room);
  MessageWriter writer(buffer);
  const Route reply{.flow = {}, .peer = *parse_address(peer, 7777), .transport = Transport::udp};
  start_response(writer, message, reply, parts);
  return finish(writer);
}

std::string request_with(std::string_view via, std::string_view more = {}, std::string_view to = "<sip:bob@x>") {
  return "INVITE sip:bob@x SIP/2.0\r\nVia: " + std::string(via) +
         "\r\nFrom: A\r\n <sip:a@y>;tag=1\r\nTo: " + std::string(to) + "\r\nCall-ID: id\r\nCSeq: 4\r\n INVITE\r\n" +
         std::string(more) + "Content-Length: 0\r\n\r\n";
}

TEST(ResponseBuilder, CopiesByTheRules_Rfc3261_8_2_6_2) {
  EXPECT_EQ(
      respond_to(request_with(
                     "SIP/2.0/UDP a.example:5070;branch=z9hG4bK1;x=y, SIP/2.0/TCP b;branch=2",
                     "Via: SIP/2.0/UDP c;branch=3\r\nRecord-Route: <sip:p1;lr>,\r\n <sip:p2;lr>\r\nTimestamp: 1\r\n"),
                 {.status = 180, .reason = {}, .to_tag = "t", .record_route = true}),
      "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP a.example:5070;branch=z9hG4bK1;x=y;received=192.0.2.5\r\n"
      "Via: SIP/2.0/TCP b;branch=2\r\nVia: SIP/2.0/UDP c;branch=3\r\nRecord-Route: <sip:p1;lr>\r\n"
      "Record-Route: <sip:p2;lr>\r\nFrom: A <sip:a@y>;tag=1\r\nTo: <sip:bob@x>;tag=t\r\nCall-ID: id\r\n"
      "CSeq: 4 INVITE\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseBuilder, FillsInRportAndReceivedAndTrustsNobodyElsesValues_Rfc3581_4) {
  const std::string plain = respond_to(request_with("SIP/2.0/UDP a;rport;branch=z9hG4bK1"), {});
  EXPECT_NE(plain.find("Via: SIP/2.0/UDP a;branch=z9hG4bK1;received=192.0.2.5;rport=7777\r\n"), std::string::npos)
      << plain;
  const std::string forged =
      respond_to(request_with("SIP/2.0/UDP a;received=9.9.9.9;rport=9;branch=z9hG4bK1;q=\"x;y\""), {});
  EXPECT_NE(forged.find("Via: SIP/2.0/UDP a;branch=z9hG4bK1;q=\"x;y\";received=192.0.2.5;rport=7777\r\n"),
            std::string::npos)
      << forged;
  const std::string v6 = respond_to(request_with("SIP/2.0/UDP [2001:db8::2];rport;branch=z9hG4bK1"), {}, "2001:db8::5");
  EXPECT_NE(v6.find(";received=2001:db8::5;rport=7777\r\n"), std::string::npos) << v6;
}

TEST(ResponseBuilder, AddsATagOnlyWhereThereIsNone_Rfc3261_8_2_6_2) {
  EXPECT_NE(respond_to(request_with("SIP/2.0/UDP a;branch=1", {}, "<sip:bob@x>;tag=have"),
                       {.status = 481, .reason = {}, .to_tag = "t"})
                .find("To: <sip:bob@x>;tag=have\r\n"),
            std::string::npos);
  EXPECT_NE(respond_to(request_with("SIP/2.0/UDP a;branch=1"), {.status = 100, .reason = {}, .to_tag = {}})
                .find("To: <sip:bob@x>\r\n"),
            std::string::npos);
}

TEST(ResponseBuilder, CopiesTheTimestampInto100Alone_Rfc3261_8_2_6_1) {
  const std::string request = request_with("SIP/2.0/UDP a;branch=1", "Timestamp: 54.5\r\n");
  EXPECT_NE(respond_to(request, {.status = 100, .reason = {}, .to_tag = {}}).find("Timestamp: 54.5\r\n"),
            std::string::npos);
  EXPECT_EQ(respond_to(request, {.status = 200, .reason = {}, .to_tag = {}}).find("Timestamp"), std::string::npos);
}

TEST(ResponseBuilder, WritesNothingBeyondItsBuffer) {
  const std::string request = request_with("SIP/2.0/UDP a;rport;branch=1");
  const std::size_t size = respond_to(request, {.status = 486, .reason = {}, .to_tag = "t"}).size();
  for (std::size_t room = 0; room < size; ++room) {
    EXPECT_EQ(respond_to(request, {.status = 486, .reason = {}, .to_tag = "t"}, "192.0.2.5", room), "buffer_too_small");
  }
}

TEST(TextJoiner, JoinsQuotesAndKeepsItsFirstError) {
  std::array<char, 32> buffer;
  TextJoiner texts(buffer);
  EXPECT_EQ(texts.join({"<", "sip:a", ">"}), "<sip:a>");
  EXPECT_EQ(texts.join({"x"}), "x");
  texts.add_quoted("a\"b\\");
  EXPECT_EQ(texts.text(), "<sip:a>x\"a\\\"b\\\\\"");
  texts.took(1);
  EXPECT_EQ(texts.size() + texts.rest().size(), buffer.size());
  texts.add("a\nb");
  EXPECT_EQ(texts.error(), Errc::injection);
  texts.add(std::string(100, 'x'));
  EXPECT_EQ(texts.error(), Errc::injection);
}

TEST(TextJoiner, RefusesWhatEndsALineOrDoesNotFit) {
  for (const std::string_view bad : {std::string_view("\r"), std::string_view("\n"), std::string_view("\0", 1)}) {
    std::array<char, 8> buffer;
    TextJoiner texts(buffer);
    texts.add(bad);
    EXPECT_EQ(texts.error(), Errc::injection);
  }
  std::array<char, 4> buffer;
  TextJoiner texts(buffer);
  texts.add("abcd");
  EXPECT_EQ(texts.error(), Errc::ok);
  texts.add("e");
  EXPECT_EQ(texts.error(), Errc::buffer_too_small);
  EXPECT_EQ(texts.text(), "abcd");
}

}  // namespace
}  // namespace baton::core
