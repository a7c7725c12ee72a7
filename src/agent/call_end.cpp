// How calls end: by command, by the peer, by a timer (RFC 3261 9 and 15).
#include "src/agent/calls.hpp"
#include "src/agent/referrals.hpp"

namespace baton::core {

void end_call(Core& core, CallRecord& call, std::uint16_t status, Cause cause, bool with_message,
              std::string_view reason) noexcept {
  if (call.phase == CallPhase::ended) return;
  call.phase = CallPhase::ended;
  call.end_status = status;
  call.end_cause = cause;
  disarm(core, call, CallTimer::retransmit);
  disarm(core, call, CallTimer::limit);
  core.store.release(call.ack);
  Dialog& dialog = core.dialogs.at(call.dialog);
  dialog.call = no_index;
  on_call_over(core, call.dialog, cause == Cause::bye);
  core.dialogs.drop_usage(dialog);
  call.dialog = no_index;
  if (!core.in_input) {
    arm(core, call, CallTimer::due, 0);
    return;
  }
  call.end_queued = true;
  disarm(core, call, CallTimer::due);
  raise(core, {.call = id_of(core, call), .transfer = {}, .account = call.account,
               .kind = EventKind::call_ended, .cause = cause, .status = status}, with_message, reason);
}

void release_call(Core& core, CallRecord& call) noexcept {
  disarm(core, call, CallTimer::due);
  core.store.release(call.sdp);
  core.calls.release(call);
}

void send_bye(Core& core, CallRecord& call, bool hold) noexcept {
  Dialog& dialog = core.dialogs.at(call.dialog);
  if (hold && notify_unanswered(core, dialog)) {
    arm(core, call, CallTimer::limit, core.options.transferee.hold_bye);
    return;
  }
  disarm(core, call, CallTimer::limit);
  disarm(core, call, CallTimer::retransmit);
  const Owner owner{.index = core.calls.index_of(call), .generation = call.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::call_bye), .detail = 0};
  call.bye_sent = true;
  const auto sent = send_in_dialog(core, dialog, Method::bye, owner, [](MessageWriter&, const LocalIdentity&) {});
  // A BYE that cannot leave (no room, no flow) ends the call on our side all the same.
  if (!sent) end_call(core, call, call.end_status, call.end_cause, false);
}

void leave(Core& core, CallRecord& call, std::uint16_t end_status, Cause cause) noexcept {
  call.end_status = end_status;
  call.end_cause = cause;
  switch (call.phase) {
    case CallPhase::calling:
      call.phase = CallPhase::leaving;
      (void)core.transactions.cancel(core.now, call.invite, core.work);
      break;
    case CallPhase::incoming: {
      MessageView invite;
      if (core.transactions.load(call.invite, core.work, invite)) {
        const std::string_view tag =
            core.dialogs.field(core.dialogs.at(call.dialog), DialogField::local_tag);
        const std::uint16_t status = end_status != 0 ? end_status : std::uint16_t{603};
        (void)respond(core, call.invite, invite, {.status = status, .reason = {}, .to_tag = tag});
      }
      end_call(core, call, end_status, cause, false);
      break;
    }
    case CallPhase::answered:
      call.phase = CallPhase::leaving;
      call.hang_up_wanted = true;  // a callee sends no BYE before the ACK, or 64*T1 (RFC 3261 15)
      break;
    case CallPhase::confirmed:
      call.phase = CallPhase::leaving;
      send_bye(core, call, true);
      break;
    case CallPhase::leaving:
    case CallPhase::ended:
      break;
  }
}

void on_call_timer(Core& core, CallRecord& call, CallTimer which) noexcept {
  switch (which) {
    case CallTimer::retransmit: {
      (void)core.transactions.resend_2xx(core.now, call.invite);
      const auto t2_ms = static_cast<std::uint32_t>(core.options.transaction.t2 / 1000);
      call.retransmit_ms = call.retransmit_ms * 2 < t2_ms ? call.retransmit_ms * 2 : t2_ms;
      arm(core, call, CallTimer::retransmit, milliseconds(call.retransmit_ms));
      break;
    }
    case CallTimer::limit:
      if (call.phase == CallPhase::calling) {
        leave(core, call, 408, Cause::expired);  // the referred call's 120 s
      } else if (call.phase == CallPhase::leaving && !call.hang_up_wanted) {
        send_bye(core, call, false);  // hold_bye is over
      } else if (call.phase != CallPhase::ended) {
        // No ACK within 64*T1: the session is ended by BYE (RFC 3261 13.3.1.4).
        if (call.phase != CallPhase::leaving) {
          call.end_status = 408;
          call.end_cause = Cause::no_ack;
        }
        call.phase = CallPhase::leaving;
        call.hang_up_wanted = false;
        send_bye(core, call, false);
      }
      break;
    case CallTimer::due:
      if (call.phase == CallPhase::ended && !call.end_queued) {
        call.end_queued = true;
        raise(core, {.call = id_of(core, call), .transfer = {}, .account = call.account,
                     .kind = EventKind::call_ended, .cause = call.end_cause, .status = call.end_status},
              false);
      } else if (call.shut_down) {
        leave(core, call, call.outgoing ? 487 : 480, Cause::shutdown);
      }
      break;
  }
}

}  // namespace baton::core

namespace baton {

using namespace core;

Errc Stack::hang_up(Time now, CallId id) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  CallRecord* call = core.calls.find(id);
  if (call == nullptr) return Errc::unknown_handle;
  if (call->phase == CallPhase::leaving || call->phase == CallPhase::ended) return Errc::wrong_state;
  leave(core, *call, call->phase == CallPhase::calling ? 487 : call->phase == CallPhase::incoming ? 603 : 0,
        Cause::local);
  return Errc::ok;
}

Errc Stack::reject(Time now, CallId id, std::uint16_t status) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  CallRecord* call = core.calls.find(id);
  if (call == nullptr) return Errc::unknown_handle;
  if (status < 300 || status > 699) return Errc::bad_argument;
  if (call->phase != CallPhase::incoming) return Errc::wrong_state;
  leave(core, *call, status, Cause::local);
  return Errc::ok;
}

}  // namespace baton
