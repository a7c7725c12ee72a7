// A target with a planted fault, to show that the fuzzer finds one: a property of framer_fuzz over a
// framer that forgets the CR of a line end where a piece ends between CR and LF. Nothing shows until
// the input has whole messages in it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "baton/framer.hpp"
#include "fuzz/property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;

std::size_t messages_in(std::string_view stream, std::size_t piece_size) {
  std::vector<char> buffer(4096);
  StreamFramer framer(buffer);
  std::size_t messages = 0;
  while (!stream.empty()) {
    std::string_view piece = stream.substr(0, piece_size);
    stream.remove_prefix(piece.size());
    if (piece.ends_with('\r')) {
      piece.remove_suffix(1);  // the fault
    }
    for (Frame frame = framer.next(piece); frame.kind != FrameKind::need_more; frame = framer.next(piece)) {
      messages += frame.kind == FrameKind::message ? 1 : 0;
      if (frame.kind == FrameKind::error) {
        return messages;
      }
    }
  }
  return messages;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  fuzz::require(messages_in(stream, size + 1) == messages_in(stream, 1),
                "octet by octet gives the same messages");
  return 0;
}
