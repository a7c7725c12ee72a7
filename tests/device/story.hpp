// What happens to the three parties: a blind transfer, in each of the ways that it can end.
#pragma once

#include <string_view>

#include "tests/device/world.hpp"

namespace baton::device {

/// Alice calls Bob, Bob refers her to Carol, and hangs up if that works out.
struct Story {
  std::string_view title;
  Int32 alice_on_refer = 200;  ///< 200: accepts; else refuses with this
  Int32 carol_on_call = 200;   ///< 200: rings and answers; else refuses with this
  std::uint32_t loss_percent = 0;
  Callback outcome = Callback::transfer_success;  ///< the last that Bob hears
  Int32 code = 0;                                 ///< the code that comes with it
};

/// Tells one story and prints the seven callbacks as they come. False, with a line that starts with
/// FAILED: something was not as it must.
bool tell(World& world, const Story& story, bool cut_the_network, CallbackSet& heard) noexcept;

}  // namespace baton::device
