// Forked INVITEs and REFERs (RFC 3261 16.7, 16.8, 16.10): every 2xx goes up, of the refusals the best when all legs
// have one.
#include <algorithm>

#include "tests/simulation/proxy.hpp"

namespace baton::simulation {
namespace {

constexpr Microseconds t1 = milliseconds(500);
constexpr Microseconds limit = 64 * t1;

std::uint64_t upstream_of(const Wire& request) {
  return hash_of(request->top_via().branch);
}

}  // namespace

Proxy::Fork* Proxy::fork_of(const Wire& request) {
  const std::uint64_t transaction = upstream_of(request);
  const auto at = std::find_if(forks_.begin(), forks_.end(),
                               [&](const Fork& fork) { return fork.transaction == transaction; });
  return at == forks_.end() ? nullptr : &*at;
}

void Proxy::fork(const Wire& invite, Port from, const std::vector<std::string>& contacts) {
  forks_.emplace_back();
  Fork& made = forks_.back();
  made.transaction = upstream_of(invite);
  made.invite = invite->bytes();
  made.upstream = from;
  made.is_invite = invite.method() == Method::invite;
  if (made.is_invite) reply(invite, from, 100);
  for (const std::string& contact : contacts) {
    Leg leg;
    leg.uri = contact;
    leg.branch = "z9hG4bKf";
    append_number(leg.branch, made.transaction + made.legs.size());
    leg.interval = t1;
    leg.resend = world_.now + leg.interval;
    leg.limit = world_.now + limit;
    forward(invite, leg.uri, port_in(leg.uri), leg.branch);
    made.legs.push_back(std::move(leg));
  }
}

/// CANCEL, or the ACK of a refusal: of the same transaction as the leg's INVITE.
void Proxy::send_for_leg(const Fork& fork, const Leg& leg, Method method, std::string_view to_value) {
  Wire invite;
  if (!invite.read(fork.invite)) return;
  std::string text(method_text(method));
  text.append(" ").append(leg.uri).append(" SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:");
  append_number(text, port());
  text.append(";branch=").append(leg.branch).append("\r\nMax-Forwards: 70\r\nFrom: ");
  text.append(invite.value(HeaderId::from)).append("\r\nTo: ");
  text.append(to_value.empty() ? invite.value(HeaderId::to) : to_value).append("\r\nCall-ID: ");
  text.append(invite->call_id()).append("\r\nCSeq: ");
  append_number(text, invite.cseq());
  text.append(" ").append(method_text(method)).append("\r\nContent-Length: 0\r\n\r\n");
  world_.send(port(), port_in(leg.uri), text);
}

bool Proxy::on_leg_response(const Wire& response) {
  const std::string_view branch = response->top_via().branch;
  for (Fork& fork : forks_) {
    for (Leg& leg : fork.legs) {
      if (leg.branch != branch) continue;
      if (response.method() == Method::cancel) {
        leg.cancel_answered = true;
        leg.resend = never;
        return true;
      }
      const std::uint16_t status = response->status();
      if (status >= 200) {
        on_leg_final(fork, leg, response, without_top_via(response));
        return true;
      }
      if (leg.status >= 200) return true;
      leg.status = status;
      if (!fork.is_invite) return true;
      leg.resend = never;
      leg.limit = never;
      if (status > 100 && !fork.accepted) world_.send(port(), fork.upstream, without_top_via(response));
      if (leg.cancel) cancel(fork);
      return true;
    }
  }
  return false;
}

void Proxy::on_leg_final(Fork& fork, Leg& leg, const Wire& response, std::string upward) {
  const std::uint16_t status = response->status();
  if (status >= 300 && fork.is_invite) send_for_leg(fork, leg, Method::ack, response.value(HeaderId::to));
  const bool again = leg.status >= 200;
  if (!again) {
    leg.status = status;
    leg.resend = leg.limit = never;
  }
  if (status < 300) {
    fork.accepted = fork.finished = true;
    fork.final_response = std::move(upward);  // for a retransmitted INVITE
    world_.send(port(), fork.upstream, fork.final_response);
    if (fork.is_invite) cancel(fork);
    return;
  }
  if (again || fork.accepted) return;
  if (fork.final_response.empty() || status >= 600) fork.final_response = std::move(upward);
  finish(fork);
}

void Proxy::cancel(Fork& fork) {
  for (Leg& leg : fork.legs) {
    if (leg.status >= 200) continue;
    const bool known = leg.cancel && leg.resend != never;
    leg.cancel = true;
    if (leg.status == 0 || leg.cancel_answered || known) continue;
    send_for_leg(fork, leg, Method::cancel, {});
    leg.interval = t1;
    leg.resend = world_.now + t1;
    leg.limit = world_.now + limit;
  }
}

/// When every leg has refused: one refusal goes up, again until its ACK comes.
void Proxy::finish(Fork& fork) {
  if (fork.accepted || fork.limit != never) return;
  if (!std::all_of(fork.legs.begin(), fork.legs.end(), [](const Leg& leg) { return leg.status >= 200; })) return;
  fork.finished = true;
  if (!fork.is_invite) {  // RFC 4320 4.2: no 408
    if (!fork.final_response.empty()) world_.send(port(), fork.upstream, fork.final_response);
    return;
  }
  fork.interval = t1;
  fork.resend = world_.now + t1;
  fork.limit = world_.now + limit;
  if (fork.final_response.empty()) {
    Wire invite;
    if (!invite.read(fork.invite)) return;
    fork.final_response = response_to(invite, fork.legs.front().cancel ? 487 : 408);
  }
  world_.send(port(), fork.upstream, fork.final_response);
}

void Proxy::tick(Fork& fork, Leg& leg) {
  if (leg.limit <= world_.now) {
    leg.limit = leg.resend = never;
    if (leg.status < 200) {
      leg.status = 408;
      finish(fork);
    }
    return;
  }
  if (leg.resend > world_.now) return;
  leg.interval = fork.is_invite ? 2 * leg.interval : std::min(2 * leg.interval, 8 * t1);
  leg.resend = world_.now + leg.interval;
  if (leg.status == 0 || (leg.status < 200 && !fork.is_invite)) {
    Wire invite;
    if (invite.read(fork.invite)) forward(invite, leg.uri, port_in(leg.uri), leg.branch);
  } else if (leg.cancel) {
    send_for_leg(fork, leg, Method::cancel, {});
  }
}

void Proxy::tick(Fork& fork) {
  for (Leg& leg : fork.legs)
    tick(fork, leg);
  if (fork.limit <= world_.now || fork.acked) {
    fork.resend = never;
    fork.limit = world_.now;
    return;
  }
  if (fork.resend > world_.now) return;
  fork.interval = std::min(2 * fork.interval, 8 * t1);
  fork.resend = world_.now + fork.interval;
  if (!fork.final_response.empty()) world_.send(port(), fork.upstream, fork.final_response);
}

void Proxy::advance() {
  for (Fork& fork : forks_)
    tick(fork);
}

Time Proxy::deadline() const {
  Time next = never;
  for (const Fork& fork : forks_) {
    next = std::min(next, fork.resend);
    for (const Leg& leg : fork.legs)
      next = std::min({next, leg.resend, leg.limit});
  }
  return next;
}

}  // namespace baton::simulation
