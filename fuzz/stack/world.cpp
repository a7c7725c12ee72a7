#include "fuzz/stack/world.hpp"

#include <algorithm>

#include "fuzz/property.hpp"
#include "fuzz/stack/bend.hpp"
#include "fuzz/stack/commands.hpp"
#include "fuzz/stack/environment.hpp"
#include "fuzz/stack/steps.hpp"

namespace baton::fuzz {
namespace {

constexpr int most_steps = 400;
constexpr std::size_t most_on_the_way = 64;
constexpr std::size_t most_remembered = 24;

Endpoint at(std::uint16_t port) { return *parse_address("127.0.0.1", port); }

}  // namespace

Agent::Agent(const AgentChoice& chosen, std::uint16_t own_port, Time now)
    : choice(chosen),
      port(own_port),
      uri("sip:u" + std::to_string(own_port) + "@127.0.0.1:" + std::to_string(own_port)),
      random(own_port),
      limits(limits_of(chosen)),
      state(state_bytes(limits) / 8 + 1),
      work(work_bytes(limits) / 8 + 1) {
  const auto made = Stack::make(limits, environment_of(random), std::as_writable_bytes(std::span(state)),
                                std::as_writable_bytes(std::span(work)), options_of(choice));
  require(static_cast<bool>(made), "limits of this shape make a Stack");
  stack = *made;
  flow = *stack->flow_opened(now, {.transport = Transport::udp, .local = at(port), .peer = {}});
  account = *stack->add_account(now, account_of(choice, uri));
}

World::World(Script& script, bool planted_fault) : script_(script), planted_fault_(planted_fault) {
  choices_ = script_.octet();
  for (std::uint16_t i = 0; i < 3; ++i) {
    const AgentChoice choice = AgentChoice::read(script_);
    agents_.push_back(std::make_unique<Agent>(choice, static_cast<std::uint16_t>(first_port + i), now_));
  }
}

void World::run() {
  for (int steps = 0; script_.more() && steps < most_steps; ++steps) {
    step();
    for (auto& agent : agents_) {
      check_pools(agent->stack->usage());
      require(agent->stack->usage().events.used == 0, "what was drained has no events");
      agent->oracle.check_ended(*agent->stack, now_);
    }
  }
  finish();
}

void World::step() {
  switch (static_cast<Step>(script_.number(step_count))) {
    case Step::deliver:
      for (std::uint32_t count = 1 + script_.number(8); count != 0; --count) deliver(0);
      return;
    case Step::settle: return settle(script_.pick(step_lengths));
    case Step::command: return Commands(script_, *this).give(any_agent());
    case Step::wait: return wait(script_.pick(step_lengths));
    case Step::pick: return deliver(any_packet());
    case Step::lose: {
      const std::size_t place = any_packet();
      if (place < wire_.size()) wire_.erase(wire_.begin() + static_cast<std::ptrdiff_t>(place));
      return;
    }
    case Step::repeat: {
      const std::size_t place = any_packet();
      if (place < wire_.size()) wire_.push_back(wire_[place]);
      return;
    }
    case Step::bend: {
      const std::size_t place = any_packet();
      Packet nothing;
      agreement_.give_up();
      return bend(script_, place < wire_.size() ? wire_[place] : nothing);
    }
    case Step::recall: return recall();
    case Step::redirect: {
      const std::size_t place = any_packet();
      const std::uint16_t port = any_agent().port;
      agreement_.give_up();
      if (place < wire_.size()) wire_[place].to = port, wire_[place].bent = true;
      return;
    }
    case Step::inject: return inject();
    case Step::jam: {
      Agent& agent = any_agent();
      agent.jammed = !agent.jammed;
      return collect(agent);
    }
    case Step::report: return report(any_agent());
    case Step::look_up: return look_up(any_agent());
  }
}

// --- Inputs ----------------------------------------------------------------------------------------

template <class Input>
Errc World::input(Agent& agent, Input give) {
  const Usage before = agent.stack->usage();
  const Errc error = give();
  const Usage after = agent.stack->usage();
  require(after.outputs.used <= before.outputs.used + sends_per_input, "one input queues at most 4 messages");
  require(after.events.used <= before.events.used + events_per_input, "one input queues at most 8 events");
  require(error != Errc::not_drained, "what was drained takes the next input");
  if (error == Errc::output_full) {
    require(after.outputs.used == before.outputs.used && after.events.used == before.events.used,
            "what is refused takes nothing");
  }
  drain(agent);
  return error;
}

void World::deliver(std::size_t place) {
  if (place >= wire_.size()) return;
  const auto found = wire_.begin() + static_cast<std::ptrdiff_t>(place);
  const Packet packet = std::move(*found);
  wire_.erase(found);
  for (auto& agent : agents_) {
    if (agent->port == packet.to) receive(*agent, packet);
  }
}

void World::receive(Agent& agent, const Packet& packet) {
  // A block of exactly this size, so that one octet read too far is seen. It lives until the drain is over.
  received_ = std::make_unique<char[]>(packet.text.size());
  received_size_ = packet.text.size();
  std::copy(packet.text.begin(), packet.text.end(), received_.get());
  const std::span<const char> octets(received_.get(), received_size_);
  (void)input(agent, [&] {
    const Errc result = agent.stack->receive(now_, agent.flow, at(packet.from), std::as_bytes(octets));
    MessageView message;
    const bool taken = result != Errc::output_full && !packet.bent;
    if (taken && !parse_message(packet.text, index_, message)) agreement_.took(agent.port, message, result == Errc::ok);
    return result;
  });
  received_ = nullptr;
  received_size_ = 0;
}

Time World::next_deadline() const {
  Time next = never;
  for (const auto& agent : agents_) {
    Time deadline = agent->stack->next_deadline();
    // What waits for room can only look again.
    if (agent->jammed && deadline <= now_) deadline = now_ + milliseconds(200);
    next = std::min(next, deadline);
  }
  return next;
}

/// Everything due at a moment. What is due comes to an end.
void World::fire(Time when) {
  now_ = std::max(now_, when);
  for (auto& agent : agents_) {
    if (agent->stack->next_deadline() > now_) {
      const Usage before = agent->stack->usage();
      agent->stack->advance(now_);
      require(agent->stack->usage().outputs.used == before.outputs.used && agent->stack->usage().events.used == 0,
              "before the deadline nothing is due");
      continue;
    }
    for (int rounds = 0; agent->stack->next_deadline() <= now_; ++rounds) {
      require(rounds < 200, "what is due at a moment comes to an end");
      agent->stack->advance(now_);
      drain(*agent);
      if (agent->jammed) break;
    }
  }
}

void World::wait(Microseconds length) {
  const Time end = now_ + length;
  for (int rounds = 0; rounds < 2'000 && next_deadline() <= end; ++rounds) fire(next_deadline());
  now_ = std::max(now_, end);
  fire(now_);
}

/// An honest network: each message takes a millisecond, none is lost.
void World::settle(Microseconds length) {
  const Time end = now_ + length;
  for (int rounds = 0; rounds < 4'000 && now_ < end; ++rounds) {
    if (!wire_.empty()) {
      fire(now_ + milliseconds(1));
      deliver(0);
    } else if (next_deadline() <= end) {
      fire(next_deadline());
    } else {
      break;
    }
  }
  if (wire_.empty()) fire(end);
}

void World::recall() {
  const std::uint8_t which = script_.octet();
  Agent& agent = any_agent();
  if (past_.empty()) return;
  Packet packet = past_[past_.size() - 1 - which % past_.size()];
  if (packet.to != agent.port) packet.bent = true, agreement_.give_up();
  receive(agent, packet);
}

void World::inject() {
  Agent& agent = any_agent();
  agreement_.give_up();
  receive(agent, {.to = agent.port, .from = silent_port, .text = std::string(script_.text()), .bent = true});
}

void World::report(Agent& agent) {
  const std::uint32_t kind = script_.number(4);
  agreement_.give_up();
  if (kind < 3) {
    const std::uint16_t peer = static_cast<std::uint16_t>(first_port + kind);
    (void)input(agent, [&] { return agent.stack->flow_failed(now_, agent.flow, at(peer)); });
    return;
  }
  const Errc closed = input(agent, [&] { return agent.stack->flow_closed(now_, agent.flow); });
  if (closed != Errc::ok) return;
  agent.flow = *agent.stack->flow_opened(now_, {.transport = Transport::udp, .local = at(agent.port), .peer = {}});
}

void World::look_up(Agent& agent) {
  const std::uint32_t kind = script_.number(4);
  const auto lookup = agent.stack->next_lookup();
  const LookupId id = lookup ? lookup->id : LookupId{.index = script_.octet(), .generation = script_.octet()};
  const std::array<Target, 2> found{Target{Transport::udp, at(first_port + 1)}, Target{Transport::udp, at(first_port)}};
  (void)input(agent, [&] { return agent.stack->resolved(now_, id, std::span(found).first(std::min(kind, 2u))); });
}

// --- Outputs ---------------------------------------------------------------------------------------

void World::note(std::string_view text) {
  for (const char c : text) digest_ = (digest_ ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
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
  tell(agent, packet);
  MessageView message;
  const bool good = !parse_message(packet.text, index_, message);
  // The answer to a malformed request repeats its headers as they were.
  const bool refusal = message.status() == 400 || message.status() == 505 || message.status() == 513;
  require(good || refusal, "what the Stack sends is well-formed");
  if (good) agreement_.gave(agent.port, message);
  if (good && !message.is_request() && message.cseq().method == Method::invite && !message.to().tag().empty()) {
    dialogs_.push_back({.call_id = std::string(message.call_id()),
                        .from_tag = std::string(message.from().tag()),
                        .to_tag = std::string(message.to().tag())});
    if (dialogs_.size() > most_remembered) dialogs_.pop_front();
  }
  past_.push_back(packet);
  if (past_.size() > most_remembered) past_.pop_front();
  const bool forks = packet.to == fork_port;
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
      require(agent.stack->receive(now_, agent.flow, at(silent_port), {}) == Errc::not_drained,
              "an input before the drain is over is refused");
      const Usage before = agent.stack->usage();
      agent.stack->advance(now_);
      require(agent.stack->usage().events.used == before.events.used, "advance does nothing before the drain is over");
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
  tell(agent, event);
  note(name(event.kind));
  note(event.reason);
  ++heard_[static_cast<std::size_t>(event.kind)];
  agent.oracle.hear(*agent.stack, event);
  agreement_.hear(agent.port, event);
  if (planted_fault_ && event.kind == EventKind::call_modified && !agent.transfers.empty()) {
    // The fault for the canary: a hold amid a transfer accepts it once more.
    const TransferId transfer = agent.transfers.back();
    if (agent.stack->state(transfer) == TransferState::reporting) {
      Event again = event;
      again.kind = EventKind::refer_accepted;
      again.transfer = transfer;
      again.status = 202;
      agent.oracle.hear(*agent.stack, again);
    }
  }
  behave(agent, event);
}

void World::behave(Agent& agent, const Event& event) {
  Commands commands(script_, *this);
  Stack& stack = *agent.stack;
  const std::uint32_t events = stack.usage().events.used;
  const auto has = [&](std::uint8_t manner) { return (agent.choice.manners & manner) != 0; };
  if (event.kind == EventKind::call_incoming) {
    agent.calls.push_back(event.call);
    if (has(manners::rings)) (void)stack.ring(now_, event.call);
    if (has(manners::answers)) (void)stack.answer(now_, event.call);
    if (has(manners::rejects_calls)) (void)stack.reject(now_, event.call, 486);
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
      if (has(manners::hangs_up_on_accept)) (void)stack.hang_up(now_, event.call);
    }
  } else if (event.kind == EventKind::transfer_succeeded) {
    if (has(manners::hangs_up_on_success)) (void)stack.hang_up(now_, event.call);
  }
  require(stack.usage().events.used == events, "a command inside an event queues none");
  if (has(manners::commands_in_events) && script_.more()) commands.give(agent);
}

// --- The end ---------------------------------------------------------------------------------------

void World::finish() {
  for (auto& agent : agents_) {
    agent->jammed = false;
    drain(*agent);
  }
  const bool silent = (choices_ & ends_in_silence) != 0;
  if (!silent) settle(seconds(40));
  for (auto& agent : agents_) {
    agent->stack->shutdown(now_);
    drain(*agent);
  }
  for (int rounds = 0; next_deadline() != never || !(wire_.empty() || silent); ++rounds) {
    require(rounds < 20'000, "after shutdown all comes to an end");
    if (silent || wire_.empty()) {
      fire(next_deadline());
    } else {
      fire(now_ + milliseconds(1));
      deliver(0);
    }
  }
  for (auto& agent : agents_) {
    expect_empty(*agent->stack);
    agent->oracle.expect_all_ended();
    agent->oracle.check_ended(*agent->stack, now_);
  }
  agreement_.judge();
}

}  // namespace baton::fuzz
