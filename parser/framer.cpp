// What goes on between messages, and the bodies of messages: the header section is SectionScan's.
#include "baton/framer.hpp"

#include <cstring>

#include "parser/char_class.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

using parser::slice;

FramerLimits fitted(FramerLimits limits, std::size_t buffer) noexcept {
  if (limits.message_bytes > buffer) limits.message_bytes = static_cast<std::uint32_t>(buffer);
  return limits;
}

constexpr Frame reported(FrameKind kind, std::string_view octets = {}) noexcept {
  return {.kind = kind, .error = Errc::ok, .close = false, .octets = octets};
}

constexpr Frame refused(Errc error, std::string_view octets, bool close) noexcept {
  return {.kind = FrameKind::error, .error = error, .close = close, .octets = octets};
}

}  // namespace

StreamFramer::StreamFramer(std::span<char> buffer, const FramerLimits& limits) noexcept
    : buffer_(buffer), limits_(fitted(limits, buffer.size())), scan_(limits_) {}

void StreamFramer::expect_pong() noexcept {
  if (pongs_ < 255) ++pongs_;
  // A peer's ping is written as one; half of it now is more likely a line end that a message left.
  behind_crlf_ = false;
}

void StreamFramer::start_anew() noexcept {
  scan_ = SectionScan(limits_);
  stored_ = 0;
  delivered_ = false;
}

Frame StreamFramer::next(std::string_view& piece) noexcept {
  if (delivered_) start_anew();
  FrameKind kind = FrameKind::need_more;
  if (scan_.size() == 0 && !closed()) kind = read_between(piece);
  if (kind != FrameKind::need_more) return reported(kind);
  if (!closed() && !piece.empty()) return read_message(piece);
  piece = {};
  return closed() ? refused(error_, {}, true) : Frame{};
}

/// CRLFs, up to the first octet of a message.
FrameKind StreamFramer::read_between(std::string_view& piece) noexcept {
  for (; !piece.empty(); piece.remove_prefix(1)) {
    const char c = piece.front();
    if (!behind_cr_) {
      if (c != '\r') break;
      behind_cr_ = true;
      continue;
    }
    if (c != '\n') break;
    behind_cr_ = false;
    const bool pong = pongs_ > 0;
    const bool ping = !pong && behind_crlf_;
    if (pong) --pongs_;
    behind_crlf_ = !pong && !ping;
    if (pong || ping) {
      piece.remove_prefix(1);
      return pong ? FrameKind::pong : FrameKind::ping;
    }
  }
  if (piece.empty()) return FrameKind::need_more;
  if (behind_cr_ || !parser::is(piece.front(), parser::token_char)) error_ = Errc::bad_start_line;
  behind_crlf_ = false;
  return FrameKind::need_more;
}

/// The octets of the message so far: these, behind those that the buffer holds.
std::string_view StreamFramer::gather(std::string_view octets) noexcept {
  if (stored_ == 0) return octets;
  std::memcpy(buffer_.data() + stored_, octets.data(), octets.size());
  stored_ += static_cast<std::uint32_t>(octets.size());
  return {buffer_.data(), stored_};
}

/// At the end of the header section: the size of the body.
Errc StreamFramer::measure() noexcept {
  // Without a Content-Length the body would end with the stream, and the next message be its tail.
  if (!scan_.has_length()) return Errc::missing_header;
  if (scan_.length() > limits_.message_bytes - scan_.size()) return Errc::message_too_long;
  body_left_ = scan_.length();
  return Errc::ok;
}

Frame StreamFramer::read_message(std::string_view& piece) noexcept {
  std::size_t used = 0;
  if (!scan_.ended()) {
    used = scan_.read(piece);
    error_ = scan_.ended() ? measure() : scan_.error();
    if (closed()) {
      const Frame frame = refused(error_, gather(slice(piece, 0, used)), true);
      piece = {};
      return frame;
    }
  }
  if (scan_.ended()) {
    const std::size_t body = slice(piece, used, body_left_).size();
    used += body;
    body_left_ -= static_cast<std::uint32_t>(body);
    if (body_left_ == 0) {
      const std::string_view octets = gather(slice(piece, 0, used));
      piece.remove_prefix(used);
      delivered_ = true;
      return reported(FrameKind::message, octets);
    }
  }
  // All of the piece belongs to a message that goes on, and fits: the limits were applied above.
  std::memcpy(buffer_.data() + stored_, piece.data(), used);
  stored_ += static_cast<std::uint32_t>(used);
  piece = {};
  return {};
}

Frame frame_websocket(std::string_view payload, const FramerLimits& limits) noexcept {
  if (payload == keep_alive_ping) return reported(FrameKind::ping);
  if (payload == keep_alive_pong) return reported(FrameKind::pong);
  while (parser::begins_with(payload, "\r\n")) {
    payload = slice(payload, 2);  // RFC 3261 7.5
  }
  if (payload.empty()) return refused(Errc::empty_message, payload, false);
  if (payload.size() > limits.message_bytes) {
    return refused(Errc::message_too_long, slice(payload, 0, limits.message_bytes), false);
  }
  SectionScan scan(limits);
  const std::size_t read = scan.read(payload);
  if (!scan.ended())
    return refused(scan.error() == Errc::ok ? Errc::truncated : scan.error(), payload, false);
  // What another Content-Length would leave over could be a second message, which may not be there.
  if (scan.has_length() && scan.length() != payload.size() - read) {
    return refused(Errc::bad_content_length, payload, false);
  }
  return reported(FrameKind::message, payload);
}

}  // namespace baton
