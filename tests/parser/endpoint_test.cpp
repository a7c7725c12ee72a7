#include <gtest/gtest.h>

#include "baton/endpoint.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

struct Address {
  std::string_view text;
  std::string_view canonical;  // empty: not an address
  std::string_view reason;
};

const Address addresses[] = {
    {"192.0.2.1", "192.0.2.1", "dotted quad"},
    {"0.0.0.0", "0.0.0.0", ""},
    {"255.255.255.255", "255.255.255.255", ""},
    {"010.001.000.009", "10.1.0.9", "RFC 3261 25.1: 1*3DIGIT, decimal"},
    {"256.0.0.1", "", "a group above 255"},
    {"1.2.3", "", "three groups"},
    {"1.2.3.4.5", "", "five groups"},
    {"1.2.3.4 ", "", "nothing behind"},
    {" 1.2.3.4", "", "nothing before"},
    {"1.2.3.", "", "an empty group"},
    {"1..2.3", "", "an empty group"},
    {"0001.2.3.4", "", "four digits"},
    {"-1.2.3.4", "", "a sign"},
    {"[192.0.2.1]", "", "brackets are for IPv6"},
    {"", "", "nothing"},
    {"example.com", "", "names are not addresses"},
    {"::", "[::]", "all zero"},
    {"::1", "[::1]", ""},
    {"1::", "[1::]", ""},
    {"[2001:db8::10]", "[2001:db8::10]", "with brackets"},
    {"2001:DB8:0:0:0:0:0:A", "[2001:db8::a]", "RFC 5952 4"},
    {"2001:db8:0:1:1:1:1:1", "[2001:db8:0:1:1:1:1:1]", "RFC 5952 4.2.2: one group stays"},
    {"2001:0:0:1:0:0:0:1", "[2001:0:0:1::1]", "RFC 5952 4.2.3: the longest run"},
    {"2001:db8:0:0:1:0:0:1", "[2001:db8::1:0:0:1]", "RFC 5952 4.2.3: the first of equals"},
    {"1:2:3:4:5:6:7:8", "[1:2:3:4:5:6:7:8]", "full"},
    {"1:2:3:4:5:6:0:0", "[1:2:3:4:5:6::]", "zeros at the end"},
    {"0:0:3:4:5:6:7:8", "[::3:4:5:6:7:8]", "zeros at the start"},
    {"::ffff:192.0.2.10", "[::ffff:192.0.2.10]", "RFC 5118 4.9"},
    {"::ffff:c000:20a", "[::ffff:192.0.2.10]", "RFC 5952 5"},
    {"1:2:3:4:5:6:1.2.3.4", "[1:2:3:4:5:6:102:304]", "IPv4 at the end"},
    {"2001:db8::192.0.2.1", "[2001:db8::c000:201]", "RFC 5118 4.10"},
    {"2001:db8:::192.0.2.1", "[2001:db8::c000:201]", "RFC 5118 4.10: the third colon of the ABNF"},
    {":::192.0.2.1", "[::c000:201]", "RFC 5118 4.10"},
    {":::1", "", "a third colon elsewhere"},
    {"1:2:3:4:5:6:7", "", "seven groups"},
    {"1:2:3:4:5:6:7:8:9", "", "nine groups"},
    {"1:2:3:4:5:6:7:8::", "", "a gap for nothing"},
    {"::1:2:3:4:5:6:7:8", "", "a gap for nothing"},
    {"1::2::3", "", "two gaps"},
    {"1:", "", "an empty group"},
    {":1", "", "an empty group"},
    {":", "", ""},
    {"12345::", "", "five digits"},
    {"g::", "", "no digit"},
    {"1:2:3:4:5:6:7:1.2.3.4", "", "IPv4 where one group fits"},
    {"1.2.3.4::", "", "IPv4 before"},
    {"::1.2.3", "", "half an IPv4 address"},
    {"fe80::1%eth0", "", "RFC 3261 25.1: no zone"},
    {"[::1", "", "half a bracket"},
    {"::1]", "", "half a bracket"},
    {"[]", "", "empty brackets"},
    {"[", "", ""},
};

TEST(ParseAddress, ReadsWhatIsAnAddressAndNothingElse) {
  for (const Address& row : addresses) {
    const test::Exact text(row.text);
    const auto parsed = parse_address(text.view(), 5060);
    ASSERT_EQ(static_cast<bool>(parsed), !row.canonical.empty()) << row.text << ": " << row.reason;
    std::array<char, endpoint_text_size> room{};
    EXPECT_EQ(format_address(*parsed, room), row.canonical) << row.text << ": " << row.reason;
    if (!parsed) {
      EXPECT_EQ(parsed.error(), Errc::bad_address);
      EXPECT_EQ(parsed.value().family, Family::none);
    } else {
      EXPECT_EQ(parsed->port, 5060);
      EXPECT_EQ(*parse_address(row.canonical, 5060), *parsed) << row.text;
    }
  }
}

TEST(FormatEndpoint, AddsThePort) {
  std::array<char, endpoint_text_size> room{};
  EXPECT_EQ(format_endpoint(*parse_address("192.0.2.1", 5060), room), "192.0.2.1:5060");
  EXPECT_EQ(format_endpoint(*parse_address("2001:db8::1", 65535), room), "[2001:db8::1]:65535");
  EXPECT_EQ(format_endpoint(*parse_address("2001:db8::1", 0), room), "[2001:db8::1]:0");
  EXPECT_EQ(format_endpoint(Endpoint{}, room), "");
}

TEST(FormatEndpoint, NeverWritesPastItsRoom) {
  const Endpoint longest = *parse_address("1111:2222:3333:4444:5555:6666:7777:8888", 65535);
  std::array<char, endpoint_text_size> room{};
  const std::string whole(format_endpoint(longest, room));
  ASSERT_EQ(whole, "[1111:2222:3333:4444:5555:6666:7777:8888]:65535");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const auto block = std::make_unique<char[]>(size);
    const auto written = format_endpoint(longest, {block.get(), size});
    EXPECT_EQ(written, size < whole.size() ? "" : whole) << size;
  }
}

TEST(TransportToken, IsThatOfVia) {
  EXPECT_EQ(transport_token(Transport::udp), "UDP");
  EXPECT_EQ(transport_token(Transport::tcp), "TCP");
  EXPECT_EQ(transport_token(Transport::tls), "TLS");
  EXPECT_EQ(transport_token(Transport::ws), "WS");
  EXPECT_EQ(transport_token(Transport::wss), "WSS");
}

}  // namespace
}  // namespace baton
