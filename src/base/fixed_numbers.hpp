// Numbers of the protocol's machines that are no options: nobody gains by another value. Each with its reason.
#pragma once

#include <cstdint>

#include "baton/time.hpp"

namespace baton::core {

/// Sends of a BYE that the peer asked for once more (500 or 503 with Retry-After): three of at most `bye_wait_max` end
/// within 64*T1, when a caller stops to wait for a call's end.
inline constexpr std::uint8_t bye_tries_max = 3;
/// BYEs that go again for want of room for their credentials, at T1 and intervals that double: 63*T1.
inline constexpr std::uint8_t bye_challenges_max = 6;
inline constexpr Microseconds bye_wait_max = seconds(8);

/// A re-INVITE is sent again after 491 so often. RFC 3261 14.1 names no limit; two sides that draw by its rules hardly
/// ever meet three times.
inline constexpr std::uint8_t glare_retries_max = 3;

/// An INVITE that waits is told 180 again each minute, or proxies cancel it (RFC 3261 13.3.1.1).
inline constexpr Microseconds progress_interval = seconds(60);

/// An undecided REFER is answered 100 after so many T1: Timer E of its sender then has reached T2 (1 + 2 + 4 times T1),
/// and never earlier over UDP (RFC 4320 4.1).
inline constexpr std::int64_t trying_after_t1 = 7;

/// What the application decides later than this comes too late for its sender's Timer F of 32 s (RFC 4320 4.2): 28 s
/// leave one T2 for the way.
inline constexpr Microseconds decision_max = seconds(28);

}  // namespace baton::core
