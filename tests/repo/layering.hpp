// Which room may include which.
#pragma once

#include <vector>

#include "tests/repo/source_tree.hpp"

namespace baton::repo {

/// Every include that goes against the arrow of the layers, reaches for a private header it may not
/// see, uses a library its room may not use or does not resolve; and every ring of modules that
/// include each other. A module is a header with its source, wherever the two lie:
/// `include/baton/uri.hpp` and `parser/uri.cpp` are one.
std::vector<Finding> check_layers(const std::vector<File>& files);

}  // namespace baton::repo
