// Option sets for kinds of peers, by name. Each changes only what its peers need; all else is the default.
#pragma once

#include <optional>
#include <string_view>

#include "baton/options.hpp"

namespace baton {

enum class InteropProfile : std::uint8_t {
  standard,  ///< the defaults: what the RFCs say, and what the field needs
  /// The RFCs alone: 200 for every REFER (RFC 7647 5), a peer with `gr` is referred in a new dialog, only digest
  /// replaces a call (RFC 3891 8), and nobody's BYE is taken for an outcome.
  strict,
  /// Peers that accept a REFER and never report: an unknown outcome is told after 8 s instead of 32, and the
  /// transferee's BYE within that time is taken for success.
  no_notify,
  /// Peers that report 100 and the final status but no ringing: the outcome is waited for 240 s, as long as a telephone
  /// may ring without a word of it. A failure that they report under `active` is not unsubscribed: linphone would end
  /// the call that the transfer has left (its answer is 501).
  no_ringing,
  /// Peers that mark every report as terminated, also that of 100: after such a one the next is waited for 120 s, since
  /// the target may be ringing, and a BYE meanwhile ends the wait after 8 s.
  terminated_early,
  /// PBXs that report nothing of value and hang up once the transfer is made.
  bye_means_success,
};
inline constexpr InteropProfile interop_profiles[] = {
    InteropProfile::standard,   InteropProfile::strict,           InteropProfile::no_notify,
    InteropProfile::no_ringing, InteropProfile::terminated_early, InteropProfile::bye_means_success,
};

/// The options of a profile, to be changed further or given to `Stack::make`.
StackOptions options_for(InteropProfile profile) noexcept;

/// Its name: "no_notify".
std::string_view name(InteropProfile profile) noexcept;
/// The profile of this name, or none.
std::optional<InteropProfile> interop_profile(std::string_view name) noexcept;

}  // namespace baton
