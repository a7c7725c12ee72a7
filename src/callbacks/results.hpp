// Numbers of the application as statuses, and errors of the Stack as numbers of the application.
#pragma once

#include <cstdint>

#include "baton/callback_bridge.hpp"

namespace baton {

/// A number of the application as a status, or 0 outside of what a response may carry.
inline std::uint16_t status_from(Int32 code) noexcept {
  return code >= 100 && code <= 699 ? static_cast<std::uint16_t>(code) : std::uint16_t{0};
}

/// `in_wrong_state` says what wrong_state means for this command.
inline Int32 result_of(Errc error, SdkError in_wrong_state) noexcept {
  return to_int(error == Errc::wrong_state ? in_wrong_state : sdk_error(error));
}

}  // namespace baton
