// The virtual time as people read it.
#pragma once

#include <string_view>

#include "baton/time.hpp"
#include "tests/device/semihosting.hpp"

namespace baton::device {

/// Starts a line with the time in seconds and who speaks.
void start_line(Line& line, Time now, std::string_view who) noexcept;

}  // namespace baton::device
