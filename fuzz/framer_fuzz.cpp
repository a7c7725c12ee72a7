// Messages out of a stream: what comes out depends on the octets alone, never on where they were cut.
//
// The first two octets of the input choose the framer's room, the next two where the stream is cut and
// when a pong is expected; the rest is the stream.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "baton/framer.hpp"
#include "baton/message.hpp"
#include "fuzz/exact_text.hpp"
#include "fuzz/property.hpp"
#include "fuzz/script.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;

struct Reported {
  FrameKind kind;
  Errc error;
  bool close;
  std::string octets;
  bool operator==(const Reported&) const = default;
};

struct Setting {
  std::size_t buffer;
  FramerLimits limits;
  bool expect_pong;
};

/// Runs one framer over the stream in pieces: `size_of(n)` octets in the n-th.
template <class Size>
std::vector<Reported> frames(std::string_view stream, const Setting& setting, Size size_of) {
  std::vector<char> buffer(setting.buffer);
  StreamFramer framer(buffer, setting.limits);
  std::vector<Reported> reported;
  if (setting.expect_pong) {
    framer.expect_pong();
  }
  std::size_t taken = 0;
  for (std::size_t number = 0; taken < stream.size(); ++number) {
    const std::size_t size = std::min(std::max<std::size_t>(size_of(number), 1), stream.size() - taken);
    // Gone when the next piece comes: a framer that kept a view of it would be caught.
    const ExactText piece(stream.substr(taken, size));
    taken += size;
    std::string_view rest = piece.view();
    for (;;) {
      const std::size_t before = rest.size();
      const Frame frame = framer.next(rest);
      require(framer.held() <= setting.buffer, "a framer keeps to its buffer");
      require(framer.held() <= taken, "a framer holds at most what it received");
      require((frame.kind == FrameKind::error) == (frame.error != Errc::ok), "only errors have an error");
      require(frame.octets.size() <= setting.limits.message_bytes, "no message is longer than the limit");
      require(inside(frame.octets, piece.view()) ||
                  inside(frame.octets, std::string_view(buffer.data(), buffer.size())),
              "a frame lies in the buffer or in the piece");
      if (frame.kind == FrameKind::need_more) {
        require(rest.empty(), "need_more leaves nothing of the piece");
        break;
      }
      reported.push_back({frame.kind, frame.error, frame.close, std::string(frame.octets)});
      if (frame.kind == FrameKind::error) {
        require(framer.closed() && rest.empty(), "an error closes the framer and takes the piece");
        std::string_view more = "\r\n\r\n";
        require(framer.next(more).error == frame.error && more.empty(), "an error is given again");
        return reported;
      }
      require(rest.size() < before, "each frame takes octets");
    }
  }
  return reported;
}

/// A frame holds what the parser takes as one message out of a stream, or refuses for another reason
/// than its length.
void check_message(const std::string& octets) {
  std::vector<HeaderEntry> index(256);
  MessageView message;
  ParseOptions options;
  options.framed = true;
  const ExactText text(octets);
  const ParseError error = parse_message(text.view(), index, message, options);
  require(error.code != Errc::bad_content_length || error.header == HeaderId::content_length,
          "a Content-Length is bad in its header");
  if (!error) {
    require(message.bytes().size() == octets.size(), "a framed message is the whole frame");
  }
}

void check_websocket(std::string_view payload, const FramerLimits& limits) {
  const ExactText text(payload);
  const Frame frame = frame_websocket(text.view(), limits);
  require(frame.kind != FrameKind::need_more, "a WebSocket message is whole");
  require(!frame.close, "no error closes a WebSocket connection");
  require(inside(frame.octets, text.view()), "a frame lies in the payload");
  require((frame.kind == FrameKind::error) == (frame.error != Errc::ok), "only errors have an error");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script(data, size);
  Setting setting{};
  setting.buffer = script.octet() * std::size_t{32};
  const std::uint32_t limit = script.octet() * std::uint32_t{32};
  setting.limits.section_bytes = limit == 0 ? FramerLimits{}.section_bytes : limit;
  setting.limits.message_bytes = limit == 0 ? FramerLimits{}.message_bytes : limit * 2;
  const std::size_t step = script.octet();
  setting.expect_pong = script.flag();
  const std::string_view stream = script.text(size);

  const auto whole = frames(stream, setting, [&](std::size_t) { return stream.size(); });
  require(frames(stream, setting, [](std::size_t) { return std::size_t{1}; }) == whole,
          "octet by octet gives the same frames");
  require(frames(stream, setting, [&](std::size_t) { return step; }) == whole,
          "equal pieces give the same frames");
  require(frames(stream, setting, [&](std::size_t number) { return number * step % 13 + 1; }) == whole,
          "uneven pieces give the same frames");
  require(frames(stream, setting, [&](std::size_t number) { return number == 0 ? step : stream.size(); }) ==
              whole,
          "two pieces give the same frames");
  std::size_t sum = 0;
  for (const Reported& frame : whole) {
    sum += frame.octets.size();
    if (frame.kind == FrameKind::message) {
      check_message(frame.octets);
    }
  }
  require(sum <= stream.size(), "frames do not overlap");
  check_websocket(stream, setting.limits);
  return 0;
}
