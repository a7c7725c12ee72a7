#include "tests/simulation/listener.hpp"

#include <algorithm>

namespace baton::simulation {

char& Listener::stage(Int32 session) {
  static char nobody;
  if (session < 1 && session != no_session) {
    broken = "a callback of a transfer names a session";
    return nobody = 0;
  }
  const std::size_t at = session == no_session ? 0 : static_cast<std::size_t>(session);
  if (sessions_.size() <= at) sessions_.resize(at + 1, 0);
  return sessions_[at];
}

void Listener::refers(Int32 session) {
  char& now = stage(session);
  if (now != 0) broken = "a second refer is refused while the first is live";
  now = 's';
}

Int32 Listener::move(Int32 session, char from, char to) {
  char& now = stage(session);
  // A report of ringing raises a missing trying first, so each comes from exactly one stage.
  if (now != from) broken = "accepted, trying and ringing come once each, in order, before the end";
  now = to;
  return 0;
}

Int32 Listener::end(Int32 session) {
  char& now = stage(session);
  if (now != 'a' && now != 't' && now != 'r') broken = "success or failure comes once, after accepted";
  now = 0;
  return 0;
}

bool Listener::all_ended() const {
  return std::all_of(sessions_.begin(), sessions_.end(), [](char now) { return now == 0; });
}

}  // namespace baton::simulation
