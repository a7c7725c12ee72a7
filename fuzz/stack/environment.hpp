// What the agents are given, and what a person may see of a session.
#pragma once

#include "baton/endpoint.hpp"
#include "baton/environment.hpp"
#include "baton/event.hpp"
#include "fuzz/stack/packet.hpp"

namespace baton::fuzz {

/// A port of this host.
Endpoint at(std::uint16_t port);

/// Random octets from a state of 64 bits, which must outlive the Stack; hashes that are good enough among
/// ends which all use them; everybody's password is "secret".
Environment environment_of(std::uint64_t& random);

/// With BATON_FUZZ_STORY set: events, and the first lines of messages; all of a message if it is "whole".
void tell(std::uint16_t port, const Event& event);
void tell(std::uint16_t port, const Packet& packet);

}  // namespace baton::fuzz
