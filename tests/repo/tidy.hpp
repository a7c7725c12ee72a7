// Rules of the house that a compiler does not know.
#pragma once

#include <vector>

#include "tests/repo/source_tree.hpp"

namespace baton::repo {

/// Length of files and lines, white space; and in the parser and the core the constructs that
/// allocate, throw, print, ask a clock or depend on a locale. A file that must break the rule of
/// length is named, with its reason, in tidy.cpp.
std::vector<Finding> check_tidy(const std::vector<File>& files);

}  // namespace baton::repo
