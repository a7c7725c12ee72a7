#include "tests/agent/contract_peer.hpp"

#include <algorithm>
#include <cstdlib>
#include <span>

namespace baton::contract {
namespace {

void draw(void* context, std::span<std::byte> out) noexcept {
  auto& state = static_cast<Alone*>(context)->random_state;
  for (std::byte& byte : out) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = static_cast<std::byte>(state >> 56);
  }
}

std::span<std::byte> bytes_of(std::vector<std::uint64_t>& words) {
  return {reinterpret_cast<std::byte*>(words.data()), words.size() * 8};
}

}  // namespace

std::string header(std::string_view message, std::string_view name) {
  const std::string wanted = "\r\n" + std::string(name) + ": ";
  const std::size_t at = message.find(wanted);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + wanted.size();
  return std::string(message.substr(begin, message.find("\r\n", begin) - begin));
}

std::string first_line(std::string_view message) {
  return std::string(message.substr(0, message.find("\r\n")));
}

std::uint16_t status_of(std::string_view message) {
  if (!message.starts_with("SIP/2.0 ")) return 0;
  return static_cast<std::uint16_t>(std::strtoul(std::string(message.substr(8, 3)).c_str(), nullptr, 10));
}

Alone::Alone(const Limits& limits, const StackOptions& options, std::uint64_t seed)
    : local(*parse_address("127.0.0.1", 5060)),
      peer(*parse_address("127.0.0.1", 5070)),
      random_state(seed),
      message_bytes_(limits.message_bytes),
      state_((state_bytes(limits) + 7) / 8),
      work_((work_bytes(limits) + 7) / 8) {
  const Environment environment{.context = this, .random = draw, .hash = nullptr};
  const auto made = Stack::make(limits, environment, bytes_of(state_), bytes_of(work_), options);
  if (!made) std::abort();
  stack_ = *made;
  flow = *stack_->flow_opened(now, {.transport = Transport::udp, .local = local, .peer = {}});
  account = *stack_->add_account(
      now,
      {.uri = "sip:stack@127.0.0.1", .display_name = {}, .contact_user = {}, .proxy = {}, .user_agent = {}});
}

Errc Alone::receive_from(const Endpoint& from, std::string_view message) {
  auto copy = std::make_unique<char[]>(message.size());
  std::copy(message.begin(), message.end(), copy.get());
  const Errc error = stack_->receive(now, flow, from, std::as_bytes(std::span(copy.get(), message.size())));
  if (error == Errc::not_drained) return error;
  input_ = std::move(copy);
  input_size_ = message.size();
  return error;
}

std::vector<Heard> Alone::events() {
  std::vector<Heard> taken;
  while (const auto event = stack_->next_event()) {
    taken.push_back({event->kind, event->cause, event->status, event->call, event->transfer,
                     std::string(event->reason), event->message != nullptr});
  }
  input_ = nullptr;
  input_size_ = 0;
  return taken;
}

std::vector<std::string> Alone::sent() {
  std::vector<std::string> taken;
  std::vector<std::byte> buffer(message_bytes_);
  while (const auto out = stack_->next_transmit(buffer)) {
    taken.emplace_back(reinterpret_cast<const char*>(buffer.data()), out->size);
  }
  return taken;
}

std::string Alone::drain() {
  std::string kinds;
  for (const Heard& event : events()) {
    if (!kinds.empty()) kinds += ' ';
    kinds += name(event.kind);
    heard.push_back(event);
  }
  for (std::string& message : sent())
    outbox.push_back(std::move(message));
  return kinds;
}

void Alone::run(Microseconds length) {
  const Time end = now + length;
  drain();
  for (Time next = stack_->next_deadline(); next <= end; next = stack_->next_deadline()) {
    if (next > now) now = next;
    stack_->advance(now);
    drain();
  }
  now = end;
}

std::string Peer::request(std::string_view method, std::string_view extra, std::string_view body) {
  if (method != "ACK" && method != "CANCEL") ++cseq;
  std::string text(method);
  text += " " + target + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5070;rport;branch=z9hG4bK" + tag + "x" +
          std::to_string(++branch) + "\r\nMax-Forwards: 70\r\nFrom: <sip:peer@127.0.0.1:5070>;tag=" + tag +
          "\r\nTo: <sip:stack@127.0.0.1>" + (stack_tag.empty() ? "" : ";tag=" + stack_tag) +
          "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(cseq) + " " + std::string(method) +
          "\r\n";
  text += extra;
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  text += body;
  return text;
}

std::string Peer::ack() {
  return request("ACK");
}

std::string Peer::notify(std::uint32_t id, std::string_view state, std::string_view fragment) {
  return request("NOTIFY",
                 "Event: refer;id=" + std::to_string(id) + "\r\nSubscription-State: " + std::string(state) +
                     "\r\n" + contact() + "Content-Type: message/sipfrag\r\n",
                 fragment);
}

std::string Peer::response(std::string_view request, std::string_view status_line,
                           std::string_view extra) const {
  std::string to = header(request, "To");
  if (to.find(";tag=") == std::string::npos) to += ";tag=" + tag;
  std::string text = "SIP/2.0 " + std::string(status_line) + "\r\nVia: " + header(request, "Via") +
                     "\r\nFrom: " + header(request, "From") + "\r\nTo: " + to +
                     "\r\nCall-ID: " + header(request, "Call-ID") + "\r\nCSeq: " + header(request, "CSeq") +
                     "\r\n";
  text += extra;
  return text + "Content-Length: 0\r\n\r\n";
}

CallId take_call(Alone& alone, Peer& peer) {
  if (alone.receive(peer.invite()) != Errc::ok || alone.drain() != "call_incoming") std::abort();
  const CallId call = alone.heard.back().call;
  if (alone.stack().answer(alone.now, call) != Errc::ok) std::abort();
  alone.drain();
  const std::string to = header(alone.outbox.back(), "To");
  peer.stack_tag = to.substr(to.find(";tag=") + 5);
  if (alone.receive(peer.ack()) != Errc::ok || alone.drain() != "call_connected") std::abort();
  return call;
}

CallId make_call(Alone& alone, Peer& peer) {
  const auto call = alone.stack().call(alone.now, alone.account, "sip:peer@127.0.0.1:5070");
  if (!call) std::abort();
  alone.drain();
  const std::string invite = alone.outbox.back();
  peer.call_id = header(invite, "Call-ID");
  const std::string from = header(invite, "From");
  peer.stack_tag = from.substr(from.find(";tag=") + 5);
  if (alone.receive(peer.response(invite, "200 OK", Peer::contact())) != Errc::ok) std::abort();
  if (alone.drain() != "call_answered call_connected") std::abort();
  return *call;
}

}  // namespace baton::contract
