// Room for one call of the Stack: nothing in it survives the call.
#pragma once

#include <span>

#include "baton/message.hpp"

namespace baton::core {

/// A stored message is made contiguous in `stored` and indexed in `index`; a message is built in
/// `built`. Several Stacks of one thread may share it.
struct Workspace {
  std::span<char> stored;
  std::span<char> built;
  std::span<HeaderEntry> index;
};

}  // namespace baton::core
