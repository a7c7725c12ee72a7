// What a fuzz target asserts: properties of the results, beyond surviving the input.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace baton::fuzz {

/// Ends the process where a property does not hold; the fuzzer then keeps the input. The text is what
/// people read first of a finding: "an accepted URI's escapes can be undone".
inline void require(bool holds, const char* property) {
  if (!holds) {
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
  }
}

/// Whether `part` views octets of `whole`. An empty view lies inside everything.
inline bool inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace baton::fuzz
