// Unpredictable octets from the operating system, in the form that Environment wants.
#pragma once

#include <cstddef>
#include <span>

#include "baton/environment.hpp"

namespace baton {

/// Fills `out` from the system's generator. Ends the process if the system has none: identifiers
/// that can be guessed would let strangers into calls. `context` is not used.
void system_random(void* context, std::span<std::byte> out) noexcept;

/// An Environment with `system_random` and no hashes.
Environment system_environment() noexcept;

}  // namespace baton
