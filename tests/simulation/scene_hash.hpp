// The hash that all parties of a scene have.
#pragma once

#include <string>
#include <string_view>

#include "baton/environment.hpp"

namespace baton::simulation {

/// What stands for a digest hash among the parties, in lower-case hexadecimal.
std::string hash_text(HashAlgorithm algorithm, std::string_view text);

}  // namespace baton::simulation
