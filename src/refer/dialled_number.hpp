// Whether a URI names a number, and whether that number may be called. Behind the URI there may be a gateway that
// drops what it cannot dial, so what looks like a number and cannot be read as one does not pass.
#pragma once

#include "baton/referral_policy.hpp"
#include "baton/uri.hpp"

namespace baton::core {

/// Whether `refused_numbers` and `allowed_numbers` of `policy` let `uri` (sip, sips or tel) be called; a name passes.
bool number_may_be_called(const UriView& uri, const ReferralPolicy& policy) noexcept;

}  // namespace baton::core
