// Commands whose machines are being built.
#include "src/agent/core.hpp"

namespace baton {

using namespace core;

Errc Stack::allow_refers(Time, CallId, bool) noexcept { return Errc::wrong_state; }

}  // namespace baton
