// The hashes of OpenSSL against the values that their standards print.
#include "baton/system_hash.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace baton {
namespace {

std::string hex(std::span<const std::byte> octets) {
  std::string text;
  for (const std::byte octet : octets) {
    for (const unsigned digit : {std::to_integer<unsigned>(octet) >> 4, std::to_integer<unsigned>(octet) & 15U}) {
      text.push_back("0123456789abcdef"[digit]);
    }
  }
  return text;
}

struct Row {
  HashAlgorithm algorithm;
  std::size_t size;
  std::string_view of_abc, of_nothing;
};

const Row rows[] = {
    // RFC 1321 A.5
    {HashAlgorithm::md5, 16, "900150983cd24fb0d6963f7d28e17f72", "d41d8cd98f00b204e9800998ecf8427e"},
    // FIPS 180-4's examples
    {HashAlgorithm::sha256, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {HashAlgorithm::sha512_256, 32, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
     "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a"},
};

TEST(SystemHash, IsThatOfTheStandards) {
  for (const Row& row : rows) {
    std::array<std::byte, 32> out{};
    const std::string_view parts[] = {"a", "", "bc"};
    ASSERT_TRUE(system_hash(nullptr, row.algorithm, parts, out));
    EXPECT_EQ(hex(std::span(out).first(row.size)), row.of_abc);
    ASSERT_TRUE(system_hash(nullptr, row.algorithm, {}, out));
    EXPECT_EQ(hex(std::span(out).first(row.size)), row.of_nothing);
  }
}

TEST(SystemHash, WritesNothingWhereItDoesNotFit) {
  for (const Row& row : rows) {
    std::array<std::byte, 33> out{};
    out.fill(std::byte{0x5A});
    EXPECT_FALSE(system_hash(nullptr, row.algorithm, {}, std::span(out).first(row.size - 1)));
    EXPECT_EQ(out[0], std::byte{0x5A});
    EXPECT_TRUE(system_hash(nullptr, row.algorithm, {}, out));
    EXPECT_EQ(out[row.size], std::byte{0x5A});
  }
  std::array<std::byte, 64> room{};
  EXPECT_FALSE(system_hash(nullptr, static_cast<HashAlgorithm>(7), {}, room)) << "no such hash";
}

}  // namespace
}  // namespace baton
