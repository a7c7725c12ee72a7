// The captures that a foreign dissector is to judge.
#include "src/trace/capture_file.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>

namespace baton::trace {
namespace {

Endpoint at(std::string_view address, std::uint16_t port) {
  const Result<Endpoint> endpoint = parse_address(address, port);
  EXPECT_TRUE(endpoint) << address;
  return *endpoint;
}

unsigned octet(const std::string& text, std::size_t at) {
  return static_cast<unsigned char>(text.at(at));
}
unsigned word(const std::string& text, std::size_t at) {
  return octet(text, at) << 8U | octet(text, at + 1);
}

/// RFC 1071: over a right header, its own field included, the sum is all ones.
unsigned sum(const std::string& text, std::size_t from, std::size_t end, unsigned start = 0) {
  unsigned total = start;
  for (std::size_t at = from; at < end; at += 2) {
    total += at + 1 < end ? word(text, at) : octet(text, at) << 8U;
  }
  while (total > 0xFFFF) {
    total = (total & 0xFFFFU) + (total >> 16U);
  }
  return total;
}

TEST(CaptureFile, AnIpv4DatagramHasRightLengthsAndChecksums) {
  for (const std::string octets : {"", "x", "hello"}) {
    const std::string packet = ip_datagram(at("127.0.0.1", 5060), at("192.0.2.7", 40'000), octets);
    const auto size = static_cast<unsigned>(octets.size());
    ASSERT_EQ(packet.size(), 28U + size);
    EXPECT_EQ(octet(packet, 0), 0x45U);
    EXPECT_EQ(word(packet, 2), 28U + size);
    EXPECT_EQ(octet(packet, 9), 17U);
    EXPECT_EQ(sum(packet, 0, 20), 0xFFFFU);
    EXPECT_EQ(word(packet, 20), 5060U);
    EXPECT_EQ(word(packet, 22), 40'000U);
    EXPECT_EQ(word(packet, 24), 8U + size);
    const unsigned pseudo_header = sum(packet, 12, 20, 17 + 8 + size);
    EXPECT_EQ(sum(packet, 20, packet.size(), pseudo_header), 0xFFFFU);
    EXPECT_EQ(packet.substr(28), octets);
  }
}

TEST(CaptureFile, AnIpv6DatagramHasRightLengthsAndChecksum) {
  const std::string packet = ip_datagram(at("::1", 5060), at("2001:db8::2", 5061), "hello");
  ASSERT_EQ(packet.size(), 40U + 8U + 5U);
  EXPECT_EQ(octet(packet, 0), 0x60U);
  EXPECT_EQ(word(packet, 4), 13U);
  EXPECT_EQ(octet(packet, 6), 17U);
  EXPECT_EQ(octet(packet, 23), 1U);
  const unsigned pseudo_header = sum(packet, 8, 40, 17 + 13);
  EXPECT_EQ(sum(packet, 40, packet.size(), pseudo_header), 0xFFFFU);
}

TEST(CaptureFile, WhatFitsNoDatagramIsRefused) {
  const Endpoint here = at("127.0.0.1", 1);
  EXPECT_NE(ip_datagram(here, here, std::string(65'507, 'x')), "");
  EXPECT_EQ(ip_datagram(here, here, std::string(65'508, 'x')), "");
  EXPECT_EQ(ip_datagram(here, at("::1", 1), "x"), "");
  EXPECT_EQ(ip_datagram({}, {}, "x"), "");
}

TEST(CaptureFile, WritesAHeaderAndARecordADatagram) {
  const std::string path = testing::TempDir() + "baton_capture_file_test.pcap";
  {
    const auto capture = CaptureFile::create(path);
    ASSERT_TRUE(capture);
    EXPECT_TRUE(
        capture->write(1'500'000'000'250'000, at("127.0.0.1", 1), at("127.0.0.1", 2), "hi"));
    EXPECT_FALSE(capture->write(0, at("127.0.0.1", 1), at("::1", 2), "hi"));
  }
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  const std::string file = text.str();
  ASSERT_EQ(file.size(), 24U + 16U + 30U);
  EXPECT_EQ(file.substr(0, 4), "\xD4\xC3\xB2\xA1");
  EXPECT_EQ(octet(file, 20), 101U) << "link type RAW";
  EXPECT_EQ(
      octet(file, 24) | octet(file, 25) << 8U | octet(file, 26) << 16U | octet(file, 27) << 24U,
      1'500'000'000U);
  EXPECT_EQ(octet(file, 28) | octet(file, 29) << 8U | octet(file, 30) << 16U, 250'000U);
  EXPECT_EQ(octet(file, 32), 30U);
  EXPECT_EQ(octet(file, 36), 30U);
  std::remove(path.c_str());
}

TEST(CaptureFile, AFileThatCannotBeWrittenIsNone) {
  EXPECT_FALSE(CaptureFile::create("/no/such/folder/x.pcap"));
}

}  // namespace
}  // namespace baton::trace
