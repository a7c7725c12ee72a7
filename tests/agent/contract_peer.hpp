// One Stack alone, its inputs and outputs taken one by one, and a peer that speaks SIP to it by hand. For
// tests of the core's contract, where draining itself is what is tested.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "baton/stack.hpp"

namespace baton::contract {

struct Heard {
  EventKind kind = EventKind::none;
  Cause cause = Cause::message;
  std::uint16_t status = 0;
  CallId call;
  TransferId transfer;
  std::string reason;
  bool had_message = false;
};

/// The value of the first header of this (long) name, or "".
std::string header(std::string_view message, std::string_view name);
std::string first_line(std::string_view message);
std::uint16_t status_of(std::string_view message);

/// A Stack with its memory, and what it sent.
class Alone {
 public:
  explicit Alone(const Limits& limits = Limits::host(4), const StackOptions& options = {},
                 std::uint64_t seed = 1);
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;

  Stack& stack() { return *stack_; }
  Errc receive(std::string_view message) { return receive_from(peer, message); }
  /// Gives the Stack a copy of its own, which lives until the drain is over: what the Stack reads of it
  /// later, a sanitizer sees.
  Errc receive_from(const Endpoint& from, std::string_view message);
  /// That copy.
  std::string_view input() const { return {input_.get(), input_size_}; }
  /// All events, messages left where they are.
  std::vector<Heard> events();
  /// All messages, events left where they are.
  std::vector<std::string> sent();
  /// Both, and the kinds heard joined by spaces.
  std::string drain();
  /// Time passes, everything due is done and drained.
  void run(Microseconds length);

  Time now{1'000'000};
  Endpoint local, peer;
  FlowId flow;
  AccountId account;
  std::vector<std::string> outbox;  ///< what `drain` and `run` took
  std::vector<Heard> heard;         ///< likewise
  std::uint64_t random_state;

 private:
  std::unique_ptr<char[]> input_;
  std::size_t input_size_ = 0;
  std::size_t message_bytes_;
  std::vector<std::uint64_t> state_, work_;
  Stack* stack_ = nullptr;
};

/// What the peer knows of one dialog with the Stack, and the messages it makes there.
struct Peer {
  std::string call_id = "c1@peer";
  std::string tag = "peer1";   ///< the peer's
  std::string stack_tag = {};  ///< the Stack's, once known
  std::uint32_t cseq = 1;      ///< of the last request made
  std::uint32_t branch = 0;
  std::string target = "sip:stack@127.0.0.1:5060";

  /// A request with what every request needs; `extra` are whole lines.
  std::string request(std::string_view method, std::string_view extra = {}, std::string_view body = {});
  std::string invite() { return request("INVITE", contact()); }
  std::string ack();  ///< of a 2xx to the last INVITE
  std::string refer(std::string_view to = "sip:carol@127.0.0.1:5099") {
    return request("REFER", "Refer-To: <" + std::string(to) + ">\r\n" + contact());
  }
  std::string notify(std::uint32_t id, std::string_view state, std::string_view fragment);
  static std::string contact() { return "Contact: <sip:peer@127.0.0.1:5070>\r\n"; }
  /// A response to a request of the Stack.
  std::string response(std::string_view request, std::string_view status_line,
                       std::string_view extra = {}) const;
};

/// The peer has called, the Stack has answered, the ACK is there. Everything is drained.
CallId take_call(Alone& alone, Peer& peer);
/// The Stack has called, the peer has answered.
CallId make_call(Alone& alone, Peer& peer);

}  // namespace baton::contract
