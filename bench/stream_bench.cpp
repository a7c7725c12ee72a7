// The framer: the varied messages as one stream, cut as a socket may hand it over.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "baton/framer.hpp"
#include "bench/corpus.hpp"
#include "bench/measure.hpp"
#include "bench/value_bench.hpp"

namespace baton::bench {
namespace {

std::vector<std::string> pieces_of(std::size_t size) {
  std::string stream;
  for (const std::string& message : varied_messages())
    stream += message;
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < stream.size(); at += size)
    pieces.push_back(stream.substr(at, size));
  return pieces;
}

/// An iteration is one piece; `messages` says how many messages came out of it.
void frame_pieces(benchmark::State& state, const std::vector<std::string>& pieces) {
  static std::array<char, 65'536> buffer;
  StreamFramer framer(buffer);
  std::uint64_t messages = 0;
  bool failed = false;
  measure(state, pieces, [&](const std::string& text) {
    std::string_view piece = text;
    for (;;) {
      const Frame frame = framer.next(piece);
      if (frame.kind != FrameKind::message) {
        failed = failed || frame.kind == FrameKind::error;
        return frame.kind;
      }
      benchmark::DoNotOptimize(frame.octets.data());
      ++messages;
    }
  });
  if (failed) state.SkipWithError("the framer refuses the stream");
  state.counters["messages/s"] =
      benchmark::Counter(static_cast<double>(messages), benchmark::Counter::kIsRate);
}

}  // namespace

void register_stream_benchmarks() {
  benchmark::RegisterBenchmark("stream/message a piece",
                               [](benchmark::State& state) { frame_pieces(state, varied_messages()); });
  benchmark::RegisterBenchmark("stream/1,460 octets a piece",
                               [](benchmark::State& state) { frame_pieces(state, pieces_of(1'460)); });
  benchmark::RegisterBenchmark("stream/100 octets a piece",
                               [](benchmark::State& state) { frame_pieces(state, pieces_of(100)); });
}

}  // namespace baton::bench
