#include "fuzz/stack/agent.hpp"

#include "fuzz/property.hpp"
#include "fuzz/stack/environment.hpp"

namespace baton::fuzz {

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

}  // namespace baton::fuzz
