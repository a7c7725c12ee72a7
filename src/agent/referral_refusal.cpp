// Texts of the referral policy's refusals.
#include "baton/referral_policy.hpp"

namespace baton {
namespace {

struct Row {
  std::string_view name;
  std::string_view text;
};

/// In the order of the enumerators.
constexpr Row rows[referral_refusals] = {
    {"none", "not refused"},
    {"extension", "it requires an extension that is not supported"},
    {"malformed", "not exactly one Refer-To and one Contact, or one that cannot be read"},
    {"no_handler", "nobody handles REFER here"},
    {"glare", "a REFER of ours in the same dialog waits for its answer"},
    {"no_room", "no room left"},
    {"outside_dialog", "REFERs outside of calls are not taken"},
    {"unproven", "its sender must prove himself by digest"},
    {"number", "the number is not to be called"},
    {"host", "the host is not to be called"},
    {"rate", "too many REFERs in a minute"},
    {"depth", "too many referrals behind one another"},
    {"too_many", "another REFER of this call is not over"},
    {"method", "only INVITE can be referred to"},
    {"header", "a header of the Refer-To URI is not allowed"},
    {"uri_extension", "the Refer-To URI requires an extension that is not supported"},
    {"downgrade", "an unsecured target in a REFER that came over TLS"},
    {"switched_off", "REFERs are switched off for this account or call"},
    {"self", "it refers us to ourselves or to the same call"},
    {"scheme", "a scheme that cannot be called"},
    {"no_call", "no call stands in this dialog"},
};

}  // namespace

std::string_view name(ReferralRefusal refusal) noexcept {
  const auto at = static_cast<std::size_t>(refusal);
  return at < referral_refusals ? rows[at].name : std::string_view();
}

std::string_view text(ReferralRefusal refusal) noexcept {
  const auto at = static_cast<std::size_t>(refusal);
  return at < referral_refusals ? rows[at].text : std::string_view();
}

}  // namespace baton
