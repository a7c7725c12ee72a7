// The writer, on the values of the varied messages: a request and a response to each of them.
#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <string_view>

#include "baton/message_values.hpp"
#include "baton/writer.hpp"
#include "bench/corpus.hpp"
#include "bench/measure.hpp"
#include "bench/value_bench.hpp"

namespace baton::bench {
namespace {

/// The texts that a message is answered with; they borrow the varied messages.
struct Received {
  std::array<std::string_view, 8> vias;
  std::size_t via_count = 0;
  std::string_view uri, from, to, to_tag, call_id, method, contact;
  std::uint32_t number = 0;
};

std::vector<Received> all_requests() {
  std::vector<Received> all;
  std::array<HeaderEntry, 96> index;
  for (const std::string& text : varied_messages()) {
    MessageView message;
    if (parse_message(text, index, message) || !message.is_request() || !message.has(HeaderId::contact))
      continue;
    Received received;
    auto vias = message.values(HeaderId::via);
    while (const auto via = vias.next())
      received.vias[received.via_count++] = *via;
    received.uri = message.request_uri();
    received.from = *message.value(HeaderId::from);
    received.to = *message.value(HeaderId::to);
    received.to_tag = message.to().tag();
    received.call_id = message.call_id();
    received.method = message.cseq().method_text;
    received.number = message.cseq().number;
    received.contact = *message.value(HeaderId::contact);
    all.push_back(received);
  }
  return all;
}

void write_dialog(MessageWriter& writer, const Received& received) {
  writer.begin(HeaderId::from);
  writer.add_unfolded(received.from);
  writer.end();
  writer.begin(HeaderId::to);
  writer.add_unfolded(received.to);
  if (received.to_tag.empty()) writer.add(";tag=1928301774");
  writer.end();
  writer.header(HeaderId::call_id, {received.call_id});
  writer.begin(HeaderId::cseq);
  writer.add_number(received.number);
  writer.add(" ");
  writer.add(received.method);
  writer.end();
  writer.begin(HeaderId::contact);
  writer.add_unfolded(received.contact);
  writer.end();
}

std::size_t finish(MessageWriter& writer) {
  const auto size = writer.finish();
  return size ? *size : 0;
}

std::size_t write_request(const Received& received, std::span<char> room) {
  MessageWriter writer(room);
  writer.request_line(received.method, received.uri);
  writer.header(HeaderId::via, {received.vias[0]});
  writer.header(HeaderId::max_forwards, 70);
  write_dialog(writer, received);
  writer.header(HeaderId::supported, {"replaces, norefersub"});
  return finish(writer);
}

std::size_t write_response(const Received& received, std::span<char> room) {
  MessageWriter writer(room);
  writer.status_line(200, "OK");
  for (std::size_t via = 0; via < received.via_count; ++via) {
    writer.begin(HeaderId::via);
    writer.add_unfolded(received.vias[via]);
    writer.end();
  }
  write_dialog(writer, received);
  writer.header(HeaderId::supported, {"replaces, norefersub"});
  return finish(writer);
}

using Write = std::size_t (*)(const Received&, std::span<char>);

void add(const char* name, Write write) {
  benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
    const std::vector<Received> all = all_requests();
    static std::array<char, 4'096> room;
    for (const Received& received : all) {
      if (write(received, room) == 0) return state.SkipWithError("a message cannot be written");
    }
    std::size_t size = 0;
    const auto work = [&](const Received& received) { return size = write(received, room); };
    measure(state, all, work, [&](const Received&) { return size; });
  });
}

}  // namespace

void register_writer_benchmarks() {
  add("writer/request", write_request);
  add("writer/response", write_response);
}

}  // namespace baton::bench
