// What the agents are given, and what a person may see of a session.
#pragma once

#include "baton/environment.hpp"
#include "baton/event.hpp"
#include "fuzz/stack/packet.hpp"

namespace baton::fuzz {

struct Agent;

/// Random octets from a state of 64 bits, which must outlive the Stack; hashes that are good enough among ends which
/// all use them; everybody's password is "secret".
Environment environment_of(std::uint64_t& random);

/// With BATON_FUZZ_STORY set: events, and the first lines of messages; all of a message if it is "whole".
void tell(const Agent& agent, const Event& event);
void tell(const Agent& agent, const Packet& packet);

}  // namespace baton::fuzz
