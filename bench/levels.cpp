#include "bench/levels.hpp"

#include <cstring>

#include "baton/message.hpp"
#include "bench/baton_decoder.hpp"
#ifdef BATON_BENCH_PEERS
#include "bench/peers/peers.hpp"
#endif

namespace baton::bench {
namespace {

std::uint64_t walk_lines(std::string_view text) {
  std::uint64_t lines = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (const void* const found = std::memchr(at, '\n', static_cast<std::size_t>(end - at))) {
    at = static_cast<const char*>(found) + 1;
    ++lines;
  }
  return lines;
}

std::array<HeaderEntry, 96> index;

std::uint64_t index_only(std::string_view text) {
  MessageView message;
  return index_message(text, index, message) ? 0 : message.headers().size();
}

std::uint64_t validated(std::string_view text) {
  MessageView message;
  return parse_message(text, index, message) ? 0 : message.headers().size();
}

std::uint64_t typed(std::string_view text) {
  Weigher sink;
  return baton_decoder.weigh(text, sink) ? sink.sum() : 0;
}

}  // namespace

const std::array<Level, 4> levels{Level{"lines", walk_lines}, Level{"index", index_only},
                                  Level{"validated", validated}, Level{"typed", typed}};

std::span<const Decoder> decoders() {
  static const std::array all{
      baton_decoder,
#ifdef BATON_BENCH_PEERS
      sofia_decoder,
      osip_decoder,
      re_decoder,
#endif
  };
  return all;
}

}  // namespace baton::bench
