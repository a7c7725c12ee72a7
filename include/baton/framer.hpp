// SIP messages out of a stream of octets (TCP, TLS) and out of WebSocket messages.
//
// Nothing is read or sent here. The caller hands over octets in any pieces, with a buffer for the
// part of a message that waits for the rest of it; what comes out depends on the octets alone, never
// on where they were cut. An octet is looked at once and copied at most once, a message that lies
// whole in a piece not at all, and no size is ever taken from what a peer declared: what cannot fit
// is refused as soon as that is known.
//
//     std::string_view piece = what_was_received;
//     for (;;) {
//       const Frame frame = framer.next(piece);
//       if (frame.kind == FrameKind::need_more) break;          // the piece is used up
//       if (frame.kind == FrameKind::error) return close();     // after an answer, if it likes
//       if (frame.kind == FrameKind::ping) send(keep_alive_pong);
//       if (frame.kind == FrameKind::message) {
//         parse_message(frame.octets, index, message, {.framed = true});
//       }
//     }
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "baton/errc.hpp"

namespace baton {

/// RFC 5626 4.4.1: what the side that keeps a flow alive sends, and what the other answers at once.
inline constexpr std::string_view keep_alive_ping = "\r\n\r\n";
inline constexpr std::string_view keep_alive_pong = "\r\n";

enum class FrameKind : std::uint8_t {
  need_more,  ///< nothing yet; all octets given were taken
  message,    ///< one whole message
  ping,       ///< a double CRLF: answer it with `keep_alive_pong`
  pong,       ///< the CRLF that answers a ping of ours
  error,
};

struct Frame {
  FrameKind kind = FrameKind::need_more;
  Errc error = Errc::ok;  ///< of `error`, else `ok`
  /// Of an error: close the connection, for where the next message starts is not known.
  bool close = false;
  /// Of a message: its octets from the start line to the end of the body, without CRLFs before it.
  /// Of an error: what had come of the message that was refused, so that a 400 or 513 can be made
  /// of it (`parse_message` with `framed`, then `answerable`); perhaps empty. See below for how long
  /// they are valid.
  std::string_view octets;
};

/// In octets. A framer for streams keeps to its buffer's size too, whichever is least.
struct FramerLimits {
  std::uint32_t section_bytes = 16'384;  ///< start line, header fields and the empty line
  std::uint32_t message_bytes = 65'535;  ///< all of it; the parser reads no more (`message_bytes_max`)
};

/// Reads a header section, in pieces, up to its empty line, and its Content-Length (RFC 3261 7,
/// 20.14) in any of its forms: "l", any case, LWS before and behind the colon, folded. No octet is
/// needed twice, so it keeps none. It judges only what framing hangs on; the rest is for
/// `parse_message`.
class SectionScan {
 public:
  explicit SectionScan(const FramerLimits& limits) noexcept;

  /// Reads on in `piece`. Returns how many of its octets were read: all, or those up to the end of
  /// the section, or up to the one that cannot be. The first octet of all must be that of a token.
  std::size_t read(std::string_view piece) noexcept;

  bool ended() const noexcept { return place_ == Place::ended; }
  /// `message_too_long`: the section or, from its Content-Length, the message is beyond its limit.
  /// `bad_content_length`: not 1*DIGIT with LWS around. `repeated_header`: a second Content-Length,
  /// the same or not. `bad_character`: a CR or LF that is not of a CRLF, which others may read as the
  /// end of a line. `bad_header_name`: a Content-Length without colon, or a fold of the start line,
  /// which others may read as a header. `bad_start_line`: the first octet begins none.
  Errc error() const noexcept { return error_; }
  std::uint32_t size() const noexcept { return size_; }      ///< octets read
  bool has_length() const noexcept { return has_length_; }   ///< a Content-Length was read
  std::uint32_t length() const noexcept { return length_; }  ///< its value; 0 without one

 private:
  /// Where the next octet stands. At the start of a line it is where the last line ended, as the
  /// line may be a fold of it.
  enum class Place : std::uint8_t {
    nowhere,  ///< before the first octet
    start_line,
    name,
    name_space,    ///< between the name and its colon
    value,         ///< of a header other than Content-Length
    length_space,  ///< before the digits
    length_digits,
    length_behind,  ///< LWS behind the digits
    ended,
  };

  std::size_t skip_text(std::string_view text) noexcept;
  void step(char c) noexcept;
  void start_line_of_field(char c) noexcept;
  void end_line() noexcept;
  void read_name(char c) noexcept;
  void read_length(char c) noexcept;
  bool names_length() const noexcept;
  void fail(Errc error) noexcept;

  FramerLimits limits_;
  std::uint32_t size_ = 0;
  std::uint32_t length_ = 0;
  Place place_ = Place::nowhere;
  Errc error_ = Errc::ok;
  std::uint8_t name_size_ = 0;  ///< of the name so far, 255 at most
  bool name_matches_ = false;   ///< so far it is the beginning of "content-length"
  bool name_compact_ = false;   ///< its first letter is an "l"
  bool has_length_ = false;
  bool behind_cr_ = false;
  bool at_line_start_ = false;
};

/// Messages and keep-alives out of one direction of a connection (RFC 3261 7.5, 18.3, 20.14; RFC 5626
/// 3.5.1, 4.4.1, 5.4).
///
/// A ping is reported at its fourth octet. One CRLF is a pong only while one is expected: any other,
/// as a line end before a start line or left behind by the message before, is ignored (RFC 3261 7.5).
///
/// After an error the framer is closed and takes no octet more: with a Content-Length that is
/// missing, double or unreadable, or a line end that only some would see, the octets that follow
/// could be body to one element and a request to the next, which is how requests are smuggled past a
/// proxy; and a peer that writes other than SIP is not made to by looking for the next word that
/// could be a start line. So the connection goes. What can be told apart without doubt is not an
/// error: CRLFs between messages, and a message that is framed well but wrong in any other way, which
/// `parse_message` finds.
///
/// A message that never becomes whole is no error here, as there is no clock: `between_messages`
/// tells a timer, or the end of the stream, whether one has begun.
class StreamFramer {
 public:
  /// `buffer` must outlive the framer, and its octets are the framer's own until then.
  explicit StreamFramer(std::span<char> buffer, const FramerLimits& limits = {}) noexcept;

  /// Takes octets from the front of `piece` up to what it reports: see `FrameKind`. The octets of the
  /// frame lie in the buffer or in `piece`: they are valid until the next call, and as long as the
  /// piece is. Call until `need_more`, which leaves `piece` empty; an error does too, and is given
  /// again by each call that follows. Errors: `bad_start_line` for what is neither CRLF nor the first
  /// octet of a start line, `missing_header` without a Content-Length, and those of `SectionScan`.
  Frame next(std::string_view& piece) noexcept;

  /// A ping of ours was sent: the next CRLF between messages is its pong. One that had come before
  /// counts as ignored.
  void expect_pong() noexcept;

  /// Whether no message, and no half of a CRLF, has begun: here the stream may end.
  bool between_messages() const noexcept { return (delivered_ || scan_.size() == 0) && !behind_cr_; }
  bool closed() const noexcept { return error_ != Errc::ok; }
  std::size_t held() const noexcept { return stored_; }  ///< octets in the buffer, at most those received

 private:
  FrameKind read_between(std::string_view& piece) noexcept;
  Frame read_message(std::string_view& piece) noexcept;
  std::string_view gather(std::string_view octets) noexcept;
  Errc measure() noexcept;
  void start_anew() noexcept;

  std::span<char> buffer_;
  FramerLimits limits_;
  SectionScan scan_;
  std::uint32_t stored_ = 0;     ///< octets of the message in the buffer
  std::uint32_t body_left_ = 0;  ///< octets of the body still to come
  Errc error_ = Errc::ok;
  std::uint8_t pongs_ = 0;  ///< expected
  bool delivered_ = false;  ///< the last frame was a message
  bool behind_cr_ = false;
  bool behind_crlf_ = false;  ///< half a ping, perhaps
};

/// The frame in one WebSocket message (RFC 7118 5): a message, whose Content-Length may be absent but
/// if present is exact, or a keep-alive (RFC 7118 6), where one CRLF is always a pong. `octets` lie in
/// `payload`; they go to `parse_message` without `framed`. Never `need_more`. No error closes the
/// connection, as the next WebSocket message is one of its own. Errors: `empty_message`,
/// `bad_start_line`, `truncated` (no empty line), `bad_content_length` also for a body of another
/// size, `message_too_long`, and those of `SectionScan`.
Frame frame_websocket(std::string_view payload, const FramerLimits& limits = {}) noexcept;

}  // namespace baton
