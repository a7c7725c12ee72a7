#include "bench/value_bench.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <string_view>

#include "baton/message.hpp"
#include "bench/corpus.hpp"
#include "bench/measure.hpp"

namespace baton::bench {
namespace {

/// Every value that the varied messages have of one header.
std::vector<std::string> values_of(HeaderId id) {
  std::vector<std::string> values;
  std::array<HeaderEntry, 96> index;
  for (const std::string& text : varied_messages()) {
    MessageView message;
    if (parse_message(text, index, message)) continue;
    auto walk = message.values(id);
    while (const auto value = walk.next())
      values.emplace_back(*value);
  }
  return values;
}

/// Of From, To, Contact and the request line: all URIs that a user agent reads.
std::vector<std::string> all_uris() {
  std::vector<std::string> uris;
  for (const HeaderId id :
       {HeaderId::from, HeaderId::to, HeaderId::contact, HeaderId::route, HeaderId::refer_to}) {
    for (const std::string& value : values_of(id)) {
      NameAddrView address;
      if (parse_name_addr(value, address) == Errc::ok) uris.emplace_back(address.uri_text);
    }
  }
  return uris;
}

template <class View>
using Parse = Errc (*)(std::string_view, View&);

template <class View>
void add(const char* name, HeaderId id, Parse<View> parse) {
  benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
    const std::vector<std::string> values = values_of(id);
    for (const std::string& value : values) {
      View view{};
      if (parse(value, view) != Errc::ok) return state.SkipWithError("a value is not accepted");
    }
    measure(state, values, [=](const std::string& value) {
      View view{};
      const Errc error = parse(value, view);
      benchmark::DoNotOptimize(view);
      return error;
    });
  });
}

void parse_uris(benchmark::State& state) {
  measure(state, all_uris(), [](const std::string& text) {
    UriView uri;
    const Errc error = parse_uri(text, uri);
    benchmark::DoNotOptimize(uri);
    return error;
  });
}

struct Pair {
  UriView a, b;
};

/// Parsed URIs two by two: each with itself spelt otherwise, or with the one `distance` further.
void compare_uris(benchmark::State& state, std::size_t distance) {
  const std::vector<std::string> texts = all_uris();
  std::vector<std::string> respelt = texts;
  for (std::string& text : respelt)
    text.replace(0, 3, "SIP");
  std::vector<Pair> pairs(texts.size());
  for (std::size_t index = 0; index < texts.size(); ++index) {
    const Errc first = parse_uri(texts[index], pairs[index].a);
    const Errc second = parse_uri(respelt[(index + distance) % texts.size()], pairs[index].b);
    if (first != Errc::ok || second != Errc::ok) return state.SkipWithError("a URI is not accepted");
    if (equal(pairs[index].a, pairs[index].b) != (distance == 0))
      return state.SkipWithError("not as expected");
  }
  const auto size = [](const Pair& pair) { return pair.a.text.size() + pair.b.text.size(); };
  measure(
      state, pairs, [](const Pair& pair) { return equal(pair.a, pair.b); }, size);
}

}  // namespace

void register_value_benchmarks() {
  add<ViaView>("value/Via", HeaderId::via, parse_via);
  add<NameAddrView>("value/From", HeaderId::from, parse_name_addr);
  add<NameAddrView>("value/Contact", HeaderId::contact, parse_name_addr);
  add<NameAddrView>("value/Route", HeaderId::route, parse_name_addr);
  add<NameAddrView>("value/Refer-To", HeaderId::refer_to, parse_name_addr);
  add<CSeqView>("value/CSeq", HeaderId::cseq, parse_cseq);
  add<std::uint32_t>("value/Max-Forwards", HeaderId::max_forwards, parse_number);
  add<EventView>("value/Event", HeaderId::event, parse_event);
  add<SubscriptionStateView>("value/Subscription-State", HeaderId::subscription_state,
                             parse_subscription_state);
  add<ReplacesView>("value/Replaces", HeaderId::replaces, parse_replaces);
  add<MediaTypeView>("value/Content-Type", HeaderId::content_type, parse_media_type);
  benchmark::RegisterBenchmark("uri/parse", parse_uris);
  benchmark::RegisterBenchmark("uri/equal", [](benchmark::State& state) { compare_uris(state, 0); });
  benchmark::RegisterBenchmark("uri/unequal", [](benchmark::State& state) { compare_uris(state, 1); });
}

}  // namespace baton::bench
