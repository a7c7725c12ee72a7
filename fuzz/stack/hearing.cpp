// What a world's agents send and hear, and what their applications do about it at once.
#include <algorithm>

#include "fuzz/property.hpp"
#include "fuzz/stack/commands.hpp"
#include "fuzz/stack/environment.hpp"
#include "fuzz/stack/steps.hpp"
#include "fuzz/stack/world.hpp"

namespace baton::fuzz {
namespace {

constexpr std::size_t most_on_the_way = 64;
constexpr std::size_t most_remembered = 24;

}  // namespace

void World::note(std::string_view text) {
  for (const char c : text)
    digest_ = (digest_ ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
}

void World::collect(Agent& agent) {
  if (agent.jammed) return;
  std::vector<std::byte> buffer(agent.limits.message_bytes);
  std::array<std::byte, 8> small{};
  require(!agent.stack->next_transmit(small), "a small buffer gets nothing");
  while (const auto out = agent.stack->next_transmit(buffer)) {
    require(out->size != 0 && out->size <= buffer.size(), "a message fits the buffer");
    post(agent, {.to = out->peer.port,
                 .from = agent.port,
                 .text = std::string(reinterpret_cast<const char*>(buffer.data()), out->size)});
  }
}

void World::post(Agent& agent, Packet packet) {
  note(packet.text);
  tell(agent.port, packet);
  MessageView message;
  const bool good = !parse_message(packet.text, index_, message);
  // The answer to a malformed request repeats its headers as they were.
  const bool refusal = message.status() == 400 || message.status() == 505 || message.status() == 513;
  require(good || refusal, "what the Stack sends is well-formed");
  if (good) around_.agreement.gave(agent.port, message);
  if (good && !message.is_request() && message.cseq().method == Method::invite &&
      !message.to().tag().empty()) {
    around_.dialogs.push_back({.call_id = std::string(message.call_id()),
                               .from_tag = std::string(message.from().tag()),
                               .to_tag = std::string(message.to().tag())});
    if (around_.dialogs.size() > most_remembered) around_.dialogs.pop_front();
  }
  past_.push_back(packet);
  if (past_.size() > most_remembered) past_.pop_front();
  const bool forks = packet.to == fork_port;
  if (forks) around_.agreement.forked();
  for (const auto& other : agents_) {
    if (forks ? other->port == packet.from : other->port != packet.to) continue;
    packet.to = other->port;
    wire_.push_back(packet);
    if (wire_.size() > most_on_the_way) wire_.pop_front();
    if (!forks) return;
    packet.to = fork_port;
  }
}

void World::drain(Agent& agent) {
  for (int count = 0;; ++count) {
    require(count <= 64, "every drain ends");
    collect(agent);
    const auto event = agent.stack->next_event();
    if (!event) return;
    if ((choices_ & careless_driver) != 0 && agent.stack->usage().events.used != 0) {
      // A driver that does not drain hears so, and nothing is taken.
      require(agent.stack->receive(around_.now, agent.flow, at(silent_port), {}) == Errc::not_drained,
              "an input before the drain is over is refused");
      const Usage before = agent.stack->usage();
      agent.stack->advance(around_.now);
      require(agent.stack->usage().events.used == before.events.used,
              "advance does nothing before the drain is over");
    }
    hear(agent, *event);
  }
}

void World::hear(Agent& agent, const Event& event) {
  if (event.message != nullptr) {
    const std::string_view octets = event.message->bytes();
    require(received_ && octets.data() == received_.get() && octets.size() <= received_size_,
            "an event's message is the one received");
  }
  tell(agent.port, event);
  note(name(event.kind));
  note(event.reason);
  ++heard_[static_cast<std::size_t>(event.kind)];
  agent.oracle.hear(*agent.stack, event);
  around_.agreement.hear(agent.port, event);
  if (planted_fault_) hear_planted(agent, event);
  behave(agent, event);
}

/// The fault for the canary: holding or resuming a call amid a transfer accepts the transfer once more.
void World::hear_planted(Agent& agent, const Event& event) {
  const bool modifies = event.kind == EventKind::call_modified || event.kind == EventKind::call_held ||
                        event.kind == EventKind::call_resumed;
  if (!modifies || agent.transfers.empty()) return;
  const TransferState state = agent.stack->state(agent.transfers.back());
  if (state != TransferState::accepted && state != TransferState::reporting) return;
  Event again = event;
  again.kind = EventKind::refer_accepted;
  again.transfer = agent.transfers.back();
  again.status = 202;
  agent.oracle.hear(*agent.stack, again);
}

void World::behave(Agent& agent, const Event& event) {
  Commands commands(script_, around_);
  Stack& stack = *agent.stack;
  const std::uint32_t events = stack.usage().events.used;
  const auto has = [&](std::uint8_t manner) { return (agent.choice.manners & manner) != 0; };
  if (event.kind == EventKind::call_incoming) {
    agent.calls.push_back(event.call);
    if (has(manners::rings)) (void)stack.ring(around_.now, event.call);
    if (has(manners::answers)) (void)stack.answer(around_.now, event.call);
    if (has(manners::rejects_calls)) (void)stack.reject(around_.now, event.call, 486);
  } else if (event.kind == EventKind::call_replacing) {
    if (std::find(agent.calls.begin(), agent.calls.end(), event.call) == agent.calls.end())
      agent.calls.push_back(event.call);
  } else if (event.kind == EventKind::call_connected) {
    if (has(manners::refers_on_connect)) commands.refer(agent, event.call, agents_[2]->uri, {});
  } else if (event.kind == EventKind::refer_received) {
    agent.referrals.push_back(event.transfer);
    agent.refer_text = event.message->bytes();
    if (has(manners::accepts_refers)) {
      commands.accept_refer(agent, event.transfer, event.message->bytes(), {});
      if (has(manners::hangs_up_on_accept)) (void)stack.hang_up(around_.now, event.call);
    }
  } else if (event.kind == EventKind::transfer_succeeded) {
    if (has(manners::hangs_up_on_success)) (void)stack.hang_up(around_.now, event.call);
  }
  require(stack.usage().events.used == events, "a command inside an event queues none");
  if (has(manners::commands_in_events) && script_.more()) commands.give(agent);
}

}  // namespace baton::fuzz
