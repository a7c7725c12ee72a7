// Route sets and where they lead (RFC 3261 12.1, 12.2.1.1).
#include <gtest/gtest.h>

#include <string>

#include "src/dialog/route_set.hpp"

namespace baton::core {
namespace {

std::string with_record_routes(std::string_view lines) {
  return "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\n"
         "Call-ID: x\r\nCSeq: 1 INVITE\r\n" + std::string(lines) + "Content-Length: 0\r\n\r\n";
}
std::string collect(std::string_view lines, bool reversed, std::size_t room = 1'000) {
  const std::string text = with_record_routes(lines);
  std::array<HeaderEntry, 64> index;
  MessageView message;
  if (parse_message(text, index, message)) return "malformed";
  std::string into(room, '?');
  const auto size = collect_routes(message, reversed, into);
  return size ? into.substr(0, *size) : std::string(name(size.error()));
}

TEST(RouteSet, IsTakenInOrderByTheUasAndReversedByTheUac_Rfc3261_12_1) {
  constexpr std::string_view lines =
      "Record-Route: <sip:p1;lr>,\r\n <sip:p2;lr>;x=\"a,b\"\r\nRecord-Route: \"A, B\" <sip:p3>;y\r\n";
  EXPECT_EQ(collect(lines, false), "<sip:p1;lr>, <sip:p2;lr>;x=\"a,b\", \"A, B\" <sip:p3>;y");
  EXPECT_EQ(collect(lines, true), "\"A, B\" <sip:p3>;y, <sip:p2;lr>;x=\"a,b\", <sip:p1;lr>");
  EXPECT_EQ(collect("", true), "");
}

TEST(RouteSet, UnfoldsWhatIsFolded_Rfc3261_7_3_1) {
  EXPECT_EQ(collect("Record-Route: \"A\"\r\n <sip:p1;lr>\r\n", false).find_first_of("\r\n"), std::string::npos);
}

TEST(RouteSet, HasBounds) {
  std::string lines;
  for (int i = 0; i < 16; ++i) lines += "Record-Route: <sip:p;lr>\r\n";
  EXPECT_EQ(collect(lines, true).size(), 16 * 10 + 15 * 2u);
  EXPECT_EQ(collect(lines + "Record-Route: <sip:p;lr>\r\n", true), "too_many_headers");
  EXPECT_EQ(collect(lines, true, 189), "buffer_too_small");
  EXPECT_EQ(collect(lines, true, 190).size(), 190u);
}

TEST(RouteRequest, WithoutRoutesTheTargetIsAll_Rfc3261_12_2_1_1) {
  const RequestRoute route = route_request("sip:t", {});
  EXPECT_EQ(route.request_uri, "sip:t");
  EXPECT_EQ(route.routes, "");
  EXPECT_EQ(route.last_route, "");
  EXPECT_EQ(route.next_hop, "sip:t");
}

TEST(RouteRequest, ALooseRouterIsTheNextHopAndStaysInRoute_Rfc3261_12_2_1_1) {
  const RequestRoute route = route_request("sip:t", "<sip:p1;lr>, <sip:p2>");
  EXPECT_EQ(route.request_uri, "sip:t");
  EXPECT_EQ(route.routes, "<sip:p1;lr>, <sip:p2>");
  EXPECT_EQ(route.last_route, "");
  EXPECT_EQ(route.next_hop, "sip:p1;lr");
}

TEST(RouteRequest, AStrictRouterIsTheRequestUriAndTheTargetTheLastRoute_Rfc3261_12_2_1_1) {
  const RequestRoute route =
      route_request("sip:user@remoteua", "<sip:proxy1>, <sip:proxy2>, <sip:proxy3;lr>, <sip:proxy4>");
  EXPECT_EQ(route.request_uri, "sip:proxy1");
  EXPECT_EQ(route.routes, "<sip:proxy2>, <sip:proxy3;lr>, <sip:proxy4>");
  EXPECT_EQ(route.last_route, "sip:user@remoteua");
  EXPECT_EQ(route.next_hop, "sip:proxy1");
  const RequestRoute alone = route_request("sip:t", "<sip:p1>");
  EXPECT_EQ(alone.routes, "");
  EXPECT_EQ(alone.last_route, "sip:t");
}

TEST(RouteRequest, AnLrBehindTheBracketIsNoneOfTheUris_Rfc3261_19_1_1) {
  EXPECT_EQ(route_request("sip:t", "<sip:p1>;lr").request_uri, "sip:p1");
  EXPECT_EQ(route_request("sip:t", "<sip:p1;lr=on>").request_uri, "sip:t");
  EXPECT_EQ(route_request("sip:t", "\"<sip:x>, \\\" y\" <sip:p1;lr>, <sip:p2;lr>").next_hop, "sip:p1;lr");
}

}  // namespace
}  // namespace baton::core
