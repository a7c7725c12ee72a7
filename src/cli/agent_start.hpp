// Starting an agent, and saying what to do where that fails.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "baton/agent.hpp"

namespace baton::cli {

/// "port 5060 of 127.0.0.1 is in use: choose another with --port, or --port 0 for any free one".
std::string start_problem(std::error_code error, std::string_view address, std::uint16_t port);

/// Starts the agent; on an error complains and returns an exit code, else 0.
int start_agent(Agent& agent, std::string_view address, std::uint16_t port);

}  // namespace baton::cli
