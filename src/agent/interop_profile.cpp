#include "baton/interop_profile.hpp"

namespace baton {

StackOptions options_for(InteropProfile profile) noexcept {
  StackOptions options;
  switch (profile) {
    case InteropProfile::standard: break;
    case InteropProfile::strict:
      options.accept_status = AcceptStatus::strict;
      options.strict_7647 = true;
      options.replaces.level = ReplacesLevel::strict;
      options.replaced_bye_means_success = false;
      break;
    case InteropProfile::no_notify:
      options.transferor.no_report = seconds(8);
      options.bye_means_success = true;
      break;
    case InteropProfile::no_ringing:
      options.transferor.give_up = seconds(240);
      // Longer than anything is left to unsubscribe: linphone answers 501, and its call is over.
      options.transferor.unsubscribe_after = 2 * options.transferor.tombstone;
      break;
    case InteropProfile::terminated_early:
      options.transferor.grace = seconds(120);
      options.transferor.grace_bye = seconds(8);
      break;
    case InteropProfile::bye_means_success:
      options.bye_means_success = true;
      break;
  }
  return options;
}

std::string_view name(InteropProfile profile) noexcept {
  switch (profile) {
    case InteropProfile::standard: return "standard";
    case InteropProfile::strict: return "strict";
    case InteropProfile::no_notify: return "no_notify";
    case InteropProfile::no_ringing: return "no_ringing";
    case InteropProfile::terminated_early: return "terminated_early";
    case InteropProfile::bye_means_success: return "bye_means_success";
  }
  return {};
}

std::optional<InteropProfile> interop_profile(std::string_view text) noexcept {
  for (const InteropProfile profile : interop_profiles) {
    if (name(profile) == text) return profile;
  }
  return std::nullopt;
}

}  // namespace baton
