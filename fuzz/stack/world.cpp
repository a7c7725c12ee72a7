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

}  // namespace

World::World(Script& script, bool planted_fault) : script_(script), planted_fault_(planted_fault) {
  choices_ = script_.octet();
  for (std::uint16_t i = 0; i < 3; ++i) {
    const AgentChoice choice = AgentChoice::read(script_);
    agents_.push_back(
        std::make_unique<Agent>(choice, static_cast<std::uint16_t>(first_port + i), around_.now));
  }
}

void World::run() {
  for (int steps = 0; script_.more() && steps < most_steps; ++steps) {
    step();
    for (auto& agent : agents_) {
      check_pools(agent->stack->usage());
      require(agent->stack->usage().events.used == 0, "what was drained has no events");
      agent->oracle.check_ended(*agent->stack, around_.now);
    }
  }
  finish();
}

void World::step() {
  switch (static_cast<Step>(script_.number(step_count))) {
    case Step::deliver:
      for (std::uint32_t count = 1 + script_.number(8); count != 0; --count)
        deliver(0);
      return;
    case Step::settle: return settle(script_.pick(step_lengths));
    case Step::command: return command(any_agent());
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
      around_.agreement.give_up();
      return bend(script_, place < wire_.size() ? wire_[place] : nothing);
    }
    case Step::recall: return recall();
    case Step::redirect: {
      const std::size_t place = any_packet();
      const std::uint16_t port = any_agent().port;
      around_.agreement.give_up();
      if (place < wire_.size()) wire_[place].to = port, wire_[place].bent = true;
      return;
    }
    case Step::inject: return inject();
    case Step::jam: {
      Agent& agent = any_agent();
      agent.jammed = !agent.jammed;
      agent.jammed_since = around_.now;
      return collect(agent);
    }
    case Step::report: return report(any_agent());
    case Step::look_up: return look_up(any_agent());
  }
}

void World::command(Agent& agent) {
  Commands(script_, around_).give(agent);
  collect(agent);
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
  const std::uint32_t refused = agent.stack->counters().refused_for_room;
  (void)input(agent, [&] {
    const Errc result = agent.stack->receive(around_.now, agent.flow, at(packet.from), std::as_bytes(octets));
    if (packet.bent || result == Errc::output_full) return result;
    // What finds no room even for an answer is counted, and waits for its repetition.
    const bool owed = result == Errc::ok && agent.stack->counters().refused_for_room == refused;
    MessageView message;
    if (!parse_message(packet.text, index_, message)) around_.agreement.took(agent.port, message, owed);
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
    if (agent->jammed && deadline <= around_.now) deadline = around_.now + milliseconds(200);
    next = std::min(next, deadline);
  }
  return next;
}

/// Everything due at a moment. What is due comes to an end.
void World::fire(Time when) {
  around_.now = std::max(around_.now, when);
  for (auto& agent : agents_) {
    // What was decided in time could not leave in time.
    if (agent->jammed && around_.now - agent->jammed_since >= seconds(4)) around_.agreement.was_deaf(agent->port);
    if (agent->stack->next_deadline() > around_.now) {
      const Usage before = agent->stack->usage();
      agent->stack->advance(around_.now);
      require(
          agent->stack->usage().outputs.used == before.outputs.used && agent->stack->usage().events.used == 0,
          "before the deadline nothing is due");
      continue;
    }
    for (int rounds = 0; agent->stack->next_deadline() <= around_.now; ++rounds) {
      require(rounds < 200, "what is due at a moment comes to an end");
      agent->stack->advance(around_.now);
      drain(*agent);
      if (agent->jammed) break;
    }
  }
}

void World::wait(Microseconds length) {
  const Time end = around_.now + length;
  for (int rounds = 0; rounds < 2'000 && next_deadline() <= end; ++rounds)
    fire(next_deadline());
  around_.now = std::max(around_.now, end);
  fire(around_.now);
}

/// An honest network: each message takes a millisecond, none is lost.
void World::settle(Microseconds length) {
  const Time end = around_.now + length;
  for (int rounds = 0; rounds < 4'000 && around_.now < end; ++rounds) {
    if (!wire_.empty()) {
      fire(around_.now + milliseconds(1));
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
  if (packet.to != agent.port) packet.bent = true, around_.agreement.give_up();
  receive(agent, packet);
}

void World::inject() {
  Agent& agent = any_agent();
  around_.agreement.give_up();
  receive(agent, {.to = agent.port, .from = silent_port, .text = std::string(script_.text()), .bent = true});
}

void World::report(Agent& agent) {
  const std::uint32_t kind = script_.number(4);
  around_.agreement.give_up();
  if (kind < 3) {
    const std::uint16_t peer = static_cast<std::uint16_t>(first_port + kind);
    (void)input(agent, [&] { return agent.stack->flow_failed(around_.now, agent.flow, at(peer)); });
    return;
  }
  const Errc closed = input(agent, [&] { return agent.stack->flow_closed(around_.now, agent.flow); });
  if (closed != Errc::ok) return;
  agent.flow = *agent.stack->flow_opened(around_.now,
                                         {.transport = Transport::udp, .local = at(agent.port), .peer = {}});
}

void World::look_up(Agent& agent) {
  const std::uint32_t kind = script_.number(4);
  const auto lookup = agent.stack->next_lookup();
  const LookupId id = lookup ? lookup->id : LookupId{.index = script_.octet(), .generation = script_.octet()};
  const std::array<Target, 2> found{Target{Transport::udp, at(first_port + 1)},
                                    Target{Transport::udp, at(first_port)}};
  (void)input(agent, [&] {
    return agent.stack->resolved(around_.now, id, std::span(found).first(std::min(kind, 2u)));
  });
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
    agent->stack->shutdown(around_.now);
    drain(*agent);
  }
  for (int rounds = 0; next_deadline() != never || !(wire_.empty() || silent); ++rounds) {
    require(rounds < 20'000, "after shutdown all comes to an end");
    if (silent || wire_.empty()) {
      fire(next_deadline());
    } else {
      fire(around_.now + milliseconds(1));
      deliver(0);
    }
  }
  for (auto& agent : agents_) {
    expect_empty(*agent->stack);
    agent->oracle.expect_all_ended();
    agent->oracle.check_ended(*agent->stack, around_.now);
  }
  around_.agreement.judge();
}

}  // namespace baton::fuzz
