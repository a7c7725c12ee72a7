// What the operating system is asked for: randomness, error texts, addresses.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <system_error>

#include "baton/error_code.hpp"
#include "baton/system_random.hpp"
#include "transport/address.hpp"

namespace baton {
namespace {

TEST(SystemRandom, FillsEveryOctetAndDiffers) {
  std::array<std::byte, 1'000> first{};
  std::array<std::byte, 1'000> second{};
  system_random(nullptr, first);
  system_random(nullptr, second);
  EXPECT_NE(first, second);
  // A run of 16 zeros anywhere has a chance of 2^-118.
  std::size_t zeros = 0;
  for (const std::byte octet : first) {
    zeros = octet == std::byte{0} ? zeros + 1 : 0;
    ASSERT_LT(zeros, 16U);
  }
  system_random(nullptr, {});
  EXPECT_EQ(system_environment().random, &system_random);
}

TEST(ErrorCode, BringsTheCoresTextsToTheStandardLibrary) {
  const std::error_code error = Errc::flows_full;
  EXPECT_EQ(error, Errc::flows_full);
  EXPECT_NE(error, Errc::calls_full);
  EXPECT_STREQ(error.category().name(), "baton");
  EXPECT_EQ(error.message(), text(Errc::flows_full));
  EXPECT_EQ(std::error_code(9'999, error_category()).message(), "unknown error");
  EXPECT_FALSE(std::error_code(Errc::ok));
}

TEST(Address, GoesToAsioAndBack) {
  for (const char* text : {"192.0.2.1", "2001:db8::1", "::1", "0.0.0.0"}) {
    const Endpoint endpoint = *parse_address(text, 5'060);
    const asio::ip::udp::endpoint other = transport::to_asio(endpoint);
    EXPECT_EQ(other.address().to_string(), text);
    EXPECT_EQ(transport::from_asio(other.address(), other.port()), endpoint);
  }
}

TEST(Address, KeepsTheScopeOfALinkLocalAddress) {
  Endpoint endpoint = *parse_address("fe80::1", 5'060);
  endpoint.scope = 3;
  const asio::ip::udp::endpoint other = transport::to_asio(endpoint);
  EXPECT_EQ(other.address().to_v6().scope_id(), 3U);
  EXPECT_EQ(transport::from_asio(other.address(), 5'060), endpoint);
}

}  // namespace
}  // namespace baton
