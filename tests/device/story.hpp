// What happens to the three parties: a transfer, in each of its forms and of the ways that it can end.
#pragma once

#include <cstdint>
#include <string_view>

#include "tests/device/world.hpp"

namespace baton::device {

enum class Form : std::uint8_t {
  blind,     ///< RFC 5589 6: the transferor names the target
  attended,  ///< RFC 5589 7: it holds the transferee, calls the target, and has that call replaced (RFC 3891)
};

/// The transferee calls the transferor, who refers it to the target, and hangs up if that works out.
/// Each story is told three times: every party plays every role.
struct Story {
  std::string_view title;
  Form form = Form::blind;
  Int32 transferee_on_refer = 200;  ///< 200: accepts; else refuses with this
  Int32 target_on_call = 200;       ///< 200: rings and answers; else refuses with this
  bool target_hangs_up = false;     ///< its call with the transferor, while the REFER is under way
  std::uint32_t loss_percent = 0;
  Callback outcome = Callback::transfer_success;  ///< the last that the transferor hears
  Int32 code = 0;                                 ///< the code that comes with it
};

/// Tells one story with every cast and prints the seven callbacks as they come. False, with a line that
/// starts with FAILED: something was not as it must.
bool tell(World& world, const Story& story, bool cut_the_network, CallbackSet& heard) noexcept;

}  // namespace baton::device
