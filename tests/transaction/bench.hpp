// A transaction layer on a bench: its pools, a virtual clock, and a log of what it sent.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "baton/message.hpp"
#include "src/transaction/transaction_layer.hpp"

namespace baton::core {

inline constexpr FlowId udp_flow{0, 1};
inline constexpr FlowId tcp_flow{1, 1};

inline Endpoint endpoint(std::uint8_t last, std::uint16_t port) {
  Endpoint end{.address = {}, .scope = 0, .port = port, .family = Family::ipv4};
  end.address = {192, 0, 2, last};
  return end;
}
inline const Route udp{.flow = udp_flow, .peer = endpoint(1, 5060), .transport = Transport::udp};
inline const Route tcp{.flow = tcp_flow, .peer = endpoint(1, 40'000), .transport = Transport::tcp};
inline const Owner somebody{.index = 7, .generation = 3, .kind = 1, .detail = 2};

/// A request with everything that decides to which transaction it belongs.
struct Request {
  std::string method = "INVITE";
  std::string branch = "z9hG4bKone";
  std::string sent_by = "192.0.2.1:5060";
  std::string via_parameters = ";rport";
  std::string to_tag = {};
  std::string from_tag = "a-tag";
  std::string call_id = "call-1@example.com";
  std::uint32_t cseq = 1;
  std::string uri = "sip:bob@example.com";
  std::string headers = {};  ///< further lines, each with its CRLF

  std::string text() const {
    return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + sent_by + via_parameters +
           (branch.empty() ? "" : ";branch=" + branch) + "\r\n" + headers +
           "Max-Forwards: 70\r\nFrom: \"Alice\" <sip:alice@example.com>;tag=" + from_tag +
           "\r\nTo: <sip:bob@example.com>" + (to_tag.empty() ? "" : ";tag=" + to_tag) +
           "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(cseq) + " " + method +
           "\r\nContact: <sip:alice@192.0.2.1>\r\nContent-Length: 0\r\n\r\n";
  }
};

/// Requests of which no two belong together.
inline Request numbered(const std::string& method, int number, const std::string& to_tag = {}) {
  Request request;
  request.method = method;
  request.branch = "z9hG4bK" + std::to_string(number);
  request.call_id = "call-" + std::to_string(number);
  request.to_tag = to_tag;
  return request;
}

/// The response to `request`, its Via as the client sent it.
inline std::string response_text(const Request& request, int status,
                                 const std::string& to_tag = "b-tag") {
  const std::string to = status == 100 ? "" : ";tag=" + to_tag;
  return "SIP/2.0 " + std::to_string(status) + " Because\r\nVia: SIP/2.0/UDP " + request.sent_by +
         request.via_parameters + ";branch=" + request.branch +
         "\r\nFrom: \"Alice\" <sip:alice@example.com>;tag=" + request.from_tag +
         "\r\nTo: <sip:bob@example.com>" + to + "\r\nCall-ID: " + request.call_id +
         "\r\nCSeq: " + std::to_string(request.cseq) + " " + request.method +
         "\r\nContact: <sip:bob@192.0.2.2>\r\nContent-Length: 0\r\n\r\n";
}

/// What left: when (ms since the start of the test), and its method or status.
struct Sent {
  std::int64_t ms;
  std::string what;
  bool operator==(const Sent&) const = default;
  friend void PrintTo(const Sent& sent, std::ostream* out) { *out << sent.ms << " " << sent.what; }
};
using Log = std::vector<Sent>;

/// What a timer reported.
struct Report {
  std::int64_t ms;
  TransactionExpiry expiry;
};

class Bench {
 public:
  struct Sizes {
    std::uint32_t transactions = 8, reserved = 2, blocks = 64, block_bytes = 128, outputs = 8;
    TransactionTiming timing = {};
  };
  Bench() : Bench(Sizes{}) {}
  explicit Bench(const Sizes& sizes)
      : memory(std::size_t{sizes.transactions} * 300 +
               std::size_t{sizes.blocks} * (sizes.block_bytes + 8) +
               std::size_t{sizes.outputs} * 64 + 1'000),
        arena(std::as_writable_bytes(std::span(memory))),
        store(arena, sizes.blocks, sizes.block_bytes),
        outputs(arena, sizes.outputs, store),
        nodes(first_timer + 2 * sizes.transactions + 1),
        wheel(nodes),
        layer(arena, parts(sizes)) {
    EXPECT_FALSE(arena.exhausted());
  }

  // --- Messages ---
  MessageView parse(const std::string& text) {
    texts.push_back(text);
    indices.emplace_back(64);
    MessageView view;
    const ParseError error = parse_message(texts.back(), indices.back(), view);
    EXPECT_FALSE(error) << name(error.code) << " at " << error.offset << " of\n" << text;
    return view;
  }
  /// Frees the parsed messages of a long test; their views must not be used any more.
  void forget_texts() {
    texts.clear();
    indices.clear();
  }
  Chain keep(const std::string& text) {
    const Result<Chain> chain = store.store(text);
    EXPECT_TRUE(chain);
    return *chain;
  }

  // --- Client side ---
  TransactionId send(const Request& request, const Route& route = udp,
                     const Owner& owner = somebody) {
    const MessageView view = parse(request.text());
    const Result<TransactionId> id =
        layer.open_client(now, view.method(), request.branch, keep(request.text()), route, owner,
                          Privilege::stranger);
    EXPECT_TRUE(id);
    drain();
    return *id;
  }
  ResponseMatch respond_to(const Request& request, int status,
                           const std::string& to_tag = "b-tag") {
    return receive_response(response_text(request, status, to_tag));
  }
  ResponseMatch receive_response(const std::string& text) {
    const ResponseMatch match = layer.receive_response(now, parse(text), work);
    drain();
    return match;
  }
  Errc cancel(TransactionId id) {
    const Errc error = layer.cancel(now, id, work);
    drain();
    return error;
  }

  // --- Server side ---
  RequestMatch receive(const Request& request, const Route& source = udp) {
    const RequestMatch match = layer.receive_request(now, parse(request.text()), source);
    drain();
    return match;
  }
  Result<TransactionId> try_open(const Request& request, const Route& source = udp,
                                 Privilege privilege = Privilege::stranger) {
    Chain chain = keep(request.text());
    const Result<TransactionId> id =
        layer.open_server(now, parse(request.text()), source, chain, privilege);
    if (!id)
      store.release(chain);
    return id;
  }
  /// A fresh request and its transaction.
  TransactionId open(const Request& request, const Route& source = udp) {
    EXPECT_EQ(receive(request, source).arrival, Arrival::fresh);
    const Result<TransactionId> id = try_open(request, source);
    EXPECT_TRUE(id);
    layer.find(*id)->owner = somebody;
    return *id;
  }
  Errc answer(TransactionId id, const Request& request, int status) {
    const Errc error = layer.respond(now, id, keep(response_text(request, status)),
                                     static_cast<std::uint16_t>(status));
    drain();
    return error;
  }

  // --- Time and what comes of it ---
  std::int64_t ms() const { return (now - start) / 1000; }
  /// Lets `length` pass, timer by timer.
  void pass(Microseconds length) {
    const Time until = now + length;
    while (wheel.next() <= until) {
      now = std::max(now, wheel.next());
      for (std::uint32_t timer = wheel.pop(now); timer != no_index; timer = wheel.pop(now)) {
        EXPECT_TRUE(layer.owns_timer(timer));
        const TransactionExpiry expiry = layer.on_timer(now, timer);
        if (expiry.end != TransactionEnd::none)
          reports.push_back({ms(), expiry});
        if (!hold_outputs)
          drain();
      }
    }
    now = until;
  }
  /// Takes all that waits to be sent and notes it.
  void drain() {
    if (hold_outputs)
      return;
    std::vector<std::byte> buffer(4'096);
    while (const auto transmit = outputs.pop(buffer)) {
      const std::string text(reinterpret_cast<const char*>(buffer.data()), transmit->size);
      const std::size_t space = text.find(' ');
      const bool response = text.starts_with("SIP/2.0 ");
      log.push_back({ms(), response ? text.substr(8, 3) : text.substr(0, space)});
      sent_texts.push_back(text);
      sent_to.push_back(*transmit);
    }
  }
  Log take() { return std::exchange(log, {}); }
  TransactionState state(TransactionId id) const {
    const Transaction* record = layer.find(id);
    return record == nullptr ? TransactionState::terminated : record->state;
  }
  bool alive(TransactionId id) const { return layer.find(id) != nullptr; }
  /// Nothing is held by anybody.
  void expect_empty() {
    drain();
    EXPECT_EQ(layer.used(), 0U);
    EXPECT_EQ(store.used_blocks(), 0U);
    EXPECT_EQ(outputs.used(), 0U);
    EXPECT_EQ(wheel.armed_count(), 0U);
  }

  static constexpr std::uint32_t first_timer = 5;
  const Time start{seconds(1'000)};
  Time now = start;
  bool hold_outputs = false;  ///< the driver takes nothing
  Log log;
  std::vector<std::string> sent_texts;
  std::vector<Transmit> sent_to;
  std::vector<Report> reports;

  std::vector<std::uint64_t> memory;
  Arena arena;
  MessageStore store;
  OutputQueue outputs;
  std::vector<TimerNode> nodes;
  TimerWheel wheel;
  TransactionLayer layer;

 private:
  TransactionLayer::Parts parts(const Sizes& sizes) {
    return {.store = &store,
            .outputs = &outputs,
            .wheel = &wheel,
            .first_timer = first_timer,
            .key = {1, 2},
            .timing = sizes.timing,
            .transactions = sizes.transactions,
            .reserved = sizes.reserved};
  }

  std::deque<std::string> texts;
  std::deque<std::vector<HeaderEntry>> indices;
  std::vector<char> stored_room = std::vector<char>(4'096);
  std::vector<char> built_room = std::vector<char>(4'096);
  std::vector<HeaderEntry> index_room = std::vector<HeaderEntry>(64);

 public:
  Workspace work{stored_room, built_room, index_room};
};

/// A test on a bench of the usual size. At its end all transactions must end by timers alone, and
/// nothing may be left.
class OnBench : public ::testing::Test, public Bench {
 protected:
  using Bench::Bench;
  void TearDown() override {
    hold_outputs = false;
    pass(seconds(200));
    expect_empty();
  }
};

}  // namespace baton::core
