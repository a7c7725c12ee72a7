// Runs a framer over a stream in pieces and writes down what it reports.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "baton/framer.hpp"
#include "tests/parser/exact.hpp"

namespace baton::test {

/// "message 123: <octets>", "ping", "pong", "bad_content_length close: <octets>".
inline std::string line_of(const Frame& frame) {
  switch (frame.kind) {
    case FrameKind::need_more: return "need_more";
    case FrameKind::message:
      return "message " + std::to_string(frame.octets.size()) + ": " + std::string(frame.octets);
    case FrameKind::ping: return "ping";
    case FrameKind::pong: return "pong";
    case FrameKind::error: break;
  }
  return std::string(name(frame.error)) + (frame.close ? " close: " : ": ") + std::string(frame.octets);
}

/// A framer with a buffer of exactly its size, so that one octet too many is seen.
class Framing {
 public:
  explicit Framing(std::size_t buffer = 65'535, const FramerLimits& limits = {})
      : octets_(std::make_unique<char[]>(buffer)), size_(buffer), framer_({octets_.get(), buffer}, limits) {}

  /// Each piece is gone when the next one comes. False once the framer is closed.
  bool feed(std::string_view piece) {
    const Exact block(piece);
    std::string_view rest = block.view();
    for (;;) {
      const Frame frame = framer_.next(rest);
      if (frame.kind == FrameKind::need_more) return true;
      lines_.push_back(line_of(frame));
      if (frame.kind == FrameKind::error) return false;
    }
  }

  /// Writes over what the buffer holds: a framer that looked at an octet twice would see it.
  void scramble() {
    for (std::size_t at = 0; at < size_; ++at)
      octets_[at] = '\r';
  }

  StreamFramer& framer() { return framer_; }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::unique_ptr<char[]> octets_;
  std::size_t size_;
  StreamFramer framer_;
  std::vector<std::string> lines_;
};

/// What a fresh framer reports of a stream in these pieces.
inline std::vector<std::string> lines_of(const std::vector<std::string_view>& pieces,
                                         std::size_t buffer = 65'535, const FramerLimits& limits = {}) {
  Framing framing(buffer, limits);
  for (const std::string_view piece : pieces) {
    if (!framing.feed(piece)) break;
  }
  return framing.lines();
}

inline std::vector<std::string_view> cut(std::string_view stream, std::size_t every) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < stream.size(); at += every)
    pieces.push_back(stream.substr(at, every));
  return pieces;
}

/// Cuts the stream at every octet, into two, and into single octets: always the same lines.
inline ::testing::AssertionResult same_however_cut(std::string_view stream, std::size_t buffer = 65'535,
                                                   const FramerLimits& limits = {}) {
  const std::vector<std::string> whole = lines_of({stream}, buffer, limits);
  for (std::size_t at = 1; at < stream.size(); ++at) {
    if (lines_of({stream.substr(0, at), stream.substr(at)}, buffer, limits) != whole) {
      return ::testing::AssertionFailure() << "cut at " << at;
    }
  }
  for (const std::size_t every : {1U, 2U, 3U, 7U}) {
    if (lines_of(cut(stream, every), buffer, limits) != whole) {
      return ::testing::AssertionFailure() << "in pieces of " << every;
    }
  }
  return ::testing::AssertionSuccess();
}

}  // namespace baton::test
