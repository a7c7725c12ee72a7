// A capture that Wireshark and tcpdump read: messages wrapped in the IP and UDP headers that they
// had, so that a foreign dissector can judge them.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "baton/endpoint.hpp"

namespace baton::trace {

/// One datagram as it would stand in a capture of the IP layer: header, UDP header, octets, with
/// right lengths and checksums. Empty if source and destination are not of one family, or if the
/// octets have no room in a datagram.
std::string ip_datagram(const Endpoint& source, const Endpoint& destination,
                        std::string_view octets);

/// Writes the pcap format (link type RAW), each record at once, so that what was written stands
/// even if the process dies.
class CaptureFile {
 public:
  /// Creates or empties the file; null: `errno` says why.
  static std::unique_ptr<CaptureFile> create(const std::string& path);

  /// `unix_us`: when, in microseconds since 1970. False: the disk is full, or what `ip_datagram`
  /// does not take.
  bool write(std::int64_t unix_us, const Endpoint& source, const Endpoint& destination,
             std::string_view octets);

 private:
  struct Closer {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  explicit CaptureFile(std::FILE* file) noexcept : file_(file) {}
  bool put(std::string_view octets) noexcept;

  std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace baton::trace
