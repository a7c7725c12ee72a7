// Commands whose machines are being built.
#include "src/agent/core.hpp"

namespace baton {

using namespace core;

Errc Stack::hold(Time, CallId) noexcept { return Errc::wrong_state; }
Errc Stack::resume(Time, CallId) noexcept { return Errc::wrong_state; }
bool Stack::on_hold(CallId) const noexcept { return false; }
Errc Stack::allow_refers(Time, CallId, bool) noexcept { return Errc::wrong_state; }

}  // namespace baton
