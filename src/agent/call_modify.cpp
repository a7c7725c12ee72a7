// hold and resume: a re-INVITE of ours, its glare and its failures (RFC 3261 14.1, RFC 3264 8.4, RFC 5057 5).
#include "src/agent/calls.hpp"
#include "src/agent/referrals.hpp"
#include "src/dialog/capabilities.hpp"

namespace baton::core {
namespace {

MediaDirection willing_of(const CallRecord& call) noexcept {
  if (!call.hold_wanted) return MediaDirection::sendrecv;
  return call.peer_holds ? MediaDirection::inactive : MediaDirection::sendonly;  // RFC 3264 8.4
}

Errc send_change(Core& core, CallRecord& call) noexcept {
  Description offer;
  if (const Errc error = describe_offer(core, call, willing_of(call), offer); error != Errc::ok) return error;
  const Owner owner{.index = core.calls.index_of(call), .generation = call.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::call_reinvite), .detail = 0};
  Dialog& dialog = core.dialogs.at(call.dialog);
  const ReferOffer offered = offer_in(core, dialog);
  const Result<TransactionId> sent = send_in_dialog(core, dialog, Method::invite, owner,
                                                    [&](MessageWriter& writer, const LocalIdentity& local) {
                                                      write_contact(writer, local);
                                                      write_capabilities(writer, core.options, offered);
                                                      writer.body("application/sdp", offer.text);
                                                    });
  if (!sent) return sent.error();
  call.sdp_version = offer.version;
  call.sdp_mark = offer.mark;
  call.reinvite = *sent;
  call.change = SessionChange::open;
  // Who takes longer than that to answer a hold is not asked any more.
  arm(core, call, CallTimer::change, core.options.transaction.transaction_limit());
  return Errc::ok;
}

/// The change is over: told, and what waited for it goes on.
void close_change(Core& core, CallRecord& call, const Outcome& outcome) noexcept {
  call.change = SessionChange::none;
  disarm(core, call, CallTimer::change);
  const bool answered = outcome.message != nullptr;
  raise(core, {.call = id_of(core, call), .transfer = {}, .account = call.account, .kind = EventKind::call_modified,
               .cause = outcome.cause, .status = outcome.status},
        answered, answered ? outcome.message->reason() : std::string_view{});
}

void fail_change(Core& core, CallRecord& call, std::uint16_t status, Cause cause) noexcept {
  close_change(core, call, {.status = status, .cause = cause, .message = nullptr, .repeated = false});
  release_held_refers(core, core.dialogs.at(call.dialog));
}

void retry_change(Core& core, CallRecord& call) noexcept {
  if (send_change(core, call) != Errc::ok) fail_change(core, call, 500, Cause::no_resource);
}

void on_change_accepted(Core& core, CallRecord& call, const Outcome& outcome) noexcept {
  const MessageView& response = *outcome.message;
  Dialog& dialog = core.dialogs.at(call.dialog);
  if (core.dialogs.field(dialog, DialogField::remote_tag) != response.to_tag()) {
    return end_stray_2xx(core, response);  // nobody whom we know has answered there
  }
  const bool first = call.phase == CallPhase::confirmed && call.change == SessionChange::open && !outcome.repeated;
  if (first) (void)refresh_target(core, dialog, response);  // without room the old one stays
  send_ack(core, call, dialog, response.cseq().number, call.reinvite);
  if (!first) return;
  arm(core, call, CallTimer::limit, core.options.transaction.transaction_limit());  // as long as 2xx may come again
  const bool could_say = willing_of(call) != MediaDirection::inactive;  // else the answer is inactive in any case
  call.held = call.hold_wanted;
  close_change(core, call, outcome);
  raise_session(core, call, could_say ? description_in(response) : std::string_view{}, EventKind::none);
  release_held_refers(core, dialog);
}

/// RFC 3261 14.1: whatever the refusal, the session is as before; but a peer that knows nothing of it, or
/// does not answer at all, has lost it (12.2.1.2). Only the INVITE usage ends by that (RFC 5057 5.1, 5.2).
void on_change_refused(Core& core, CallRecord& call, const Outcome& outcome) noexcept {
  Dialog& dialog = core.dialogs.at(call.dialog);
  if (outcome.status == 491 && call.change_retries < glare_retries_max) {
    ++call.change_retries;
    call.change = SessionChange::waiting;
    arm(core, call, CallTimer::change, glare_interval(core, call.outgoing));
    return release_held_refers(core, dialog);
  }
  close_change(core, call, outcome);
  const std::string_view reason = outcome.message != nullptr ? outcome.message->reason() : std::string_view{};
  if (outcome.status == 481) return end_call(core, call, 481, Cause::usage_lost, outcome.message != nullptr, reason);
  if (outcome.status == 408) return leave(core, call, 408, Cause::usage_lost);
  release_held_refers(core, dialog);
}

Errc change_session(Core& core, Time now, CallId id, bool hold) noexcept {
  if (now > core.now) core.now = now;
  CallRecord* call = core.calls.find(id);
  if (call == nullptr) return Errc::unknown_handle;
  if (call->phase != CallPhase::confirmed || call->change != SessionChange::none || call->held == hold) {
    return Errc::wrong_state;
  }
  call->hold_wanted = hold;
  call->change_retries = 0;
  if (!call->reinvite_open) return send_change(core, *call);
  call->change = SessionChange::postponed;  // one at a time (RFC 3261 14.1)
  return Errc::ok;
}

}  // namespace

void on_reinvite_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept {
  if (outcome.status < 200) return;
  const bool accepted = outcome.status < 300 && outcome.message != nullptr;
  CallRecord* call = core.calls.find(CallId{owner.index, owner.generation});
  if (call == nullptr || call->phase == CallPhase::ended) {
    if (accepted) acknowledge_stray_2xx(core, *outcome.message);
  } else if (accepted) {
    on_change_accepted(core, *call, outcome);
  } else if (call->phase == CallPhase::confirmed && call->change == SessionChange::open) {
    on_change_refused(core, *call, outcome);
  }
}

bool send_postponed(Core& core, CallRecord& call) noexcept {
  if (call.phase != CallPhase::confirmed || call.change != SessionChange::postponed) return false;
  retry_change(core, call);
  return true;
}

void on_change_timer(Core& core, CallRecord& call) noexcept {
  if (call.phase != CallPhase::confirmed) return;
  if (call.change == SessionChange::waiting) {
    if (call.reinvite_open) call.change = SessionChange::postponed;
    else retry_change(core, call);
  } else if (call.change == SessionChange::open &&
             core.transactions.cancel(core.now, call.reinvite, core.work) != Errc::ok) {
    fail_change(core, call, 408, Cause::timeout);  // it was accepted, but by nobody whom we know
  }
}

}  // namespace baton::core

namespace baton {

using namespace core;

Errc Stack::hold(Time now, CallId id) noexcept { return change_session(core_of(*this), now, id, true); }
Errc Stack::resume(Time now, CallId id) noexcept { return change_session(core_of(*this), now, id, false); }

bool Stack::on_hold(CallId id) const noexcept {
  const CallRecord* call = core_of(*this).calls.find(id);
  return call != nullptr && call->held;
}

}  // namespace baton
