// Faults planted on purpose, to show that the simulation finds such faults: see tests/simulator/canary_test.cpp. Only
// a library built with BATON_CANARY has them; in every other build `sings` is a constant false and leaves no code.
#pragma once

#include <cstdint>

namespace baton::core {

enum class Canary : std::uint8_t {
  none,
  lost_final,          ///< a final NOTIFY ahead of its 2xx is forgotten
  accepted_twice,      ///< a 2xx after an inferred acceptance is raised once more
  ringing_twice,       ///< each report of ringing is raised
  silence_is_success,  ///< a verdict on silence says success
  impatient_notifier,  ///< a final report that was answered 500 with Retry-After is not sent again
  bye_once,            ///< so is a BYE
  stray_2xx_stands,    ///< a second fork's 2xx is acknowledged, and never ended
  failure_hangs_up,    ///< the call that a REFER ran on is ended when the transfer has failed
};
inline constexpr std::uint8_t canary_count = 9;

#ifdef BATON_CANARY
inline Canary canary = Canary::none;  ///< the one that sings
inline bool sings(Canary which) noexcept { return canary == which; }
#else
constexpr bool sings(Canary) noexcept { return false; }
#endif

}  // namespace baton::core
