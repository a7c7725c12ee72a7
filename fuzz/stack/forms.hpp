// The seeds of the target `stack`: each walks one form of transfer, or one way in which it may go wrong, end
// to end.
#pragma once

#include <string>
#include <vector>

#include "fuzz/stack/seed.hpp"

namespace baton::fuzz {

struct Form {
  std::string name;  ///< of its file in fuzz/corpus/stack
  Seed seed;
  std::vector<EventKind> reaches;  ///< what must be heard in it
};

/// Transfers that come to an end as the RFCs want it.
std::vector<Form> whole_forms();
/// Refusals, losses, lies, misuse and want of room.
std::vector<Form> broken_forms();

}  // namespace baton::fuzz
