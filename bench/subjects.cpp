#include "bench/subjects.hpp"

#include <array>
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

template <const Decoder& decoder>
std::uint64_t typed(std::string_view text) {
  Weigher sink;
  return decoder.weigh(text, sink) ? sink.sum() : 0;
}

std::vector<Subject> make_subjects() {
  const ParserPath usual = parser_path();
  std::vector<Subject> all{{"lines", walk_lines, usual},
                           {"index", index_only, usual},
                           {"validated", validated, usual},
                           {"typed", typed<baton_decoder>, usual}};
  for (const ParserPath path : {ParserPath::portable, ParserPath::sse2, ParserPath::avx2, ParserPath::neon}) {
    if (!has_parser_path(path)) continue;
    const std::string suffix = "@" + std::string(name(path));
    all.push_back({"index" + suffix, index_only, path});
    all.push_back({"validated" + suffix, validated, path});
    all.push_back({"typed" + suffix, typed<baton_decoder>, path});
  }
#ifdef BATON_BENCH_PEERS
  all.push_back({"typed/" + std::string(sofia_decoder.name), typed<sofia_decoder>, usual});
  all.push_back({"typed/" + std::string(osip_decoder.name), typed<osip_decoder>, usual});
  all.push_back({"typed/" + std::string(re_decoder.name), typed<re_decoder>, usual});
#endif
  return all;
}

}  // namespace

const std::vector<Subject>& subjects() {
  static const std::vector<Subject> all = make_subjects();
  return all;
}

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
