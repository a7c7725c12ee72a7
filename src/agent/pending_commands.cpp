// Commands whose machines are being built.
#include "src/agent/core.hpp"

namespace baton {

using namespace core;

Errc Stack::hold(Time, CallId) noexcept { return Errc::wrong_state; }
Errc Stack::resume(Time, CallId) noexcept { return Errc::wrong_state; }
bool Stack::on_hold(CallId) const noexcept { return false; }
Result<TransferId> Stack::refer_outside(Time, AccountId, std::string_view, std::string_view,
                                        const ReferOptions&) noexcept {
  return Errc::wrong_state;
}
Errc Stack::cancel_transfer(Time, TransferId) noexcept { return Errc::wrong_state; }
Errc Stack::allow_refers(Time, CallId, bool) noexcept { return Errc::wrong_state; }

}  // namespace baton
