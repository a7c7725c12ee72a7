// How calls end: by command, by the peer, by a timer (RFC 3261 9 and 15).
#include "baton/session_values.hpp"
#include "src/agent/calls.hpp"
#include "src/agent/referrals.hpp"
#include "src/base/canary.hpp"
#include "src/transaction/derived_request.hpp"

namespace baton::core {
namespace {

/// What waits for room passes with time; any other error does not.
bool is_want_of_room(Errc error) noexcept {
  return error == Errc::store_full || error == Errc::transactions_full || error == Errc::lookups_full ||
         error == Errc::output_full;
}

/// Sends the `refusal` to the waiting INVITE. False: no room, to be tried again. Unlike `respond` it gives
/// the INVITE up in no case: behind our 100 it would not come again.
bool send_refusal(Core& core, CallRecord& call) noexcept {
  MessageView invite;
  if (!core.transactions.load(call.invite, core.work, invite)) return true;  // nobody waits any more
  Transaction& transaction = *core.transactions.find(call.invite);
  const std::string_view tag = core.dialogs.field(core.dialogs.at(call.dialog), DialogField::local_tag);
  MessageWriter writer(core.work.built);
  start_response(writer, invite, transaction.route, {.status = call.refusal, .reason = {}, .to_tag = tag});
  write_refusal_headers(core, writer, invite, call.refusal);
  Result<Chain> response = store_message(core, writer);
  if (response.error() == Errc::store_full) {
    // The request, now in the work space too, makes room for its answer; or else goes back.
    core.store.release(transaction.reply);
    core.store.release(transaction.message);
    response = core.store.store(writer.written());
    if (!response) {
      transaction.message = *core.store.store(invite.bytes());
      return false;
    }
  }
  if (response) (void)core.transactions.respond(core.now, call.invite, *response, call.refusal);
  else (void)core.transactions.abandon(call.invite);  // longer than a message: it cannot be answered at all
  return true;
}

/// Does now what found no room before.
void retry(Core& core, CallRecord& call) noexcept {
  if (call.refusal != 0) {
    if (send_refusal(core, call)) end_call(core, call, call.end_status, call.end_cause, false);
    else arm(core, call, CallTimer::due, core.options.transaction.t1);
  } else if (call.bye_wanted) {
    send_bye(core, call, false);
  }
}

/// Our BYE found no room here, or was asked for once more: again after `wait`, for at most 64*T1.
void put_off_bye(Core& core, CallRecord& call, Microseconds wait) noexcept {
  if (!call.bye_wanted) arm(core, call, CallTimer::limit, core.options.transaction.transaction_limit());
  call.bye_wanted = true;
  arm(core, call, CallTimer::due, wait);
}

/// How long until the BYE of this call goes once more; 0: it does not. Its credentials may find room later: 63*T1 in
/// all, at intervals that double. A 500 or 503 with Retry-After leaves the peer's session as it was: its pools are
/// short, or a NOTIFY of ours with a higher CSeq overtook the BYE (RFC 3261 12.2.2).
Microseconds wait_for_next_bye(const Core& core, const CallRecord& call, const Outcome& outcome) noexcept {
  if (outcome.no_room && call.bye_tries < bye_challenges_max) return core.options.transaction.t1 << call.bye_tries;
  if (call.bye_tries >= bye_tries_max || sings(Canary::bye_once)) return 0;
  if (outcome.message == nullptr || (outcome.status != 500 && outcome.status != 503)) return 0;
  std::uint32_t wait_s = 0;
  const auto value = outcome.message->value(HeaderId::retry_after).value_or("");
  if (parse_retry_after(value, wait_s) != Errc::ok) return 0;
  const Microseconds wait = seconds(wait_s < 1 ? 1 : wait_s);
  return wait < bye_wait_max ? wait : bye_wait_max;
}

/// Why we hang up, where it says something to the peer (RFC 3326); empty: it does not.
std::string_view reason_of(const CallRecord& call) noexcept {
  switch (call.end_cause) {
    case Cause::replaced: return completed_elsewhere;
    case Cause::no_ack: return "SIP;cause=408;text=\"No ACK\"";
    case Cause::usage_lost: return "SIP;cause=408;text=\"No answer to a re-INVITE\"";
    default: return {};
  }
}

/// The text of the Reason that a BYE or CANCEL carries; empty: none.
std::string_view reason_in(const MessageView& request) noexcept {
  auto values = request.values(HeaderId::reason);
  while (const auto value = values.next()) {
    ReasonView reason;
    if (parse_reason(*value, reason) == Errc::ok && !reason.text.empty()) return reason.text;
  }
  return {};
}

void on_due(Core& core, CallRecord& call) noexcept {
  if (call.phase == CallPhase::ended) {
    if (call.end_queued) return;
    call.end_queued = true;
    raise(core, {.call = id_of(core, call), .transfer = {}, .account = call.account,
                 .kind = EventKind::call_ended, .cause = call.end_cause, .status = call.end_status},
          false);
  } else if (call.phase == CallPhase::leaving) {
    retry(core, call);
  } else if (call.shut_down) {
    const bool calling = call.phase == CallPhase::calling;
    leave(core, call, calling ? 487 : call.phase == CallPhase::incoming ? 480 : 0, Cause::shutdown);
  }
}

/// No ACK within 64*T1: the session is ended by BYE (RFC 3261 13.3.1.4, 14.2).
void give_up_ack(Core& core, CallRecord& call) noexcept {
  call.phase = CallPhase::leaving;
  call.end_status = 408;
  call.end_cause = Cause::no_ack;
  send_bye(core, call, false);
}

void on_limit(Core& core, CallRecord& call) noexcept {
  switch (call.phase) {
    case CallPhase::calling:
      return leave(core, call, 408, Cause::expired);  // the referred call's 120 s
    case CallPhase::incoming:
      return refuse_call(core, call, 487, 487, Cause::expired, nullptr);  // its Expires (13.3.1)
    case CallPhase::answered:
      return give_up_ack(core, call);
    case CallPhase::confirmed:
      if (call.reinvite_open) return give_up_ack(core, call);
      return core.store.release(call.ack);  // no 2xx comes any more (13.2.2.4)
    case CallPhase::leaving:
      if (call.bye_wanted) {
        // A last try: what was answered as we began to wait gives its transaction back just now.
        send_bye(core, call, false);
        if (!call.bye_sent) end_call(core, call, call.end_status, call.end_cause, false);
        return;
      }
      if (call.hang_up_wanted || call.bye_held) return send_bye(core, call, false);
      break;
    case CallPhase::ended:
      break;
  }
}

}  // namespace

void end_call(Core& core, CallRecord& call, std::uint16_t status, Cause cause, bool with_message,
              std::string_view reason) noexcept {
  if (call.phase == CallPhase::ended) return;
  if (call.referral) report_referred(core, call, status >= 300 ? status : 487);
  call.phase = CallPhase::ended;
  call.end_status = status;
  call.end_cause = cause;
  disarm(core, call, CallTimer::retransmit);
  disarm(core, call, CallTimer::limit);
  disarm(core, call, CallTimer::change);
  call.change = SessionChange::none;
  core.store.release(call.ack);
  Dialog& dialog = core.dialogs.at(call.dialog);
  dialog.call = no_index;
  end_other_forks(core, dialog, core.dialogs.field(dialog, DialogField::remote_tag));
  const DialogParts parts = core.dialogs.parts(dialog);
  core.ended_dialogs.remember(core.now, parts.call_id, parts.local_tag, parts.remote_tag);
  on_call_over(core, call.dialog, cause == Cause::bye || call.bye_received);
  on_leg_changed(core, call);
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

void refuse_call(Core& core, CallRecord& call, std::uint16_t refusal, std::uint16_t end_status, Cause cause,
                 const MessageView* message) noexcept {
  call.phase = CallPhase::leaving;
  call.refusal = refusal;
  call.end_status = end_status;
  call.end_cause = cause;
  disarm(core, call, CallTimer::limit);
  disarm(core, call, CallTimer::retransmit);
  const std::string_view reason = message != nullptr ? reason_in(*message) : std::string_view{};
  if (send_refusal(core, call)) end_call(core, call, end_status, cause, message != nullptr, reason);
  else arm(core, call, CallTimer::due, core.options.transaction.t1);
}

void send_bye(Core& core, CallRecord& call, bool hold) noexcept {
  Dialog& dialog = core.dialogs.at(call.dialog);
  call.hang_up_wanted = false;
  if (hold && notify_unanswered(core, dialog)) {
    if (!call.bye_held) arm(core, call, CallTimer::limit, core.options.transferee.hold_bye);
    call.bye_held = true;
    return;
  }
  call.bye_held = false;
  disarm(core, call, CallTimer::retransmit);
  const Owner owner{.index = core.calls.index_of(call), .generation = call.generation,
                    .kind = static_cast<std::uint8_t>(OwnerKind::call_bye), .detail = 0};
  const auto sent = send_in_dialog(core, dialog, Method::bye, owner, [&](MessageWriter& writer, const LocalIdentity&) {
    if (const std::string_view reason = reason_of(call); !reason.empty()) writer.header(HeaderId::reason, {reason});
  });
  if (is_want_of_room(sent.error())) return put_off_bye(core, call, core.options.transaction.t1);
  call.bye_wanted = false;
  call.bye_sent = true;
  disarm(core, call, CallTimer::limit);
  // A BYE that can never leave (no flow, no such address) ends the call on our side all the same.
  if (!sent) end_call(core, call, call.end_status, call.end_cause, false);
}

void leave(Core& core, CallRecord& call, std::uint16_t end_status, Cause cause) noexcept {
  const CallPhase phase = call.phase;
  if (phase == CallPhase::leaving || phase == CallPhase::ended) return;
  if (phase == CallPhase::incoming) {
    return refuse_call(core, call, end_status != 0 ? end_status : std::uint16_t{603}, end_status, cause, nullptr);
  }
  call.phase = CallPhase::leaving;
  call.end_status = end_status;
  call.end_cause = cause;
  if (phase == CallPhase::calling) {
    disarm(core, call, CallTimer::limit);
    const Errc error = core.transactions.cancel(core.now, call.invite, core.work, cause == Cause::replaced);
    if (error != Errc::ok) end_call(core, call, end_status, cause, false);  // nothing is under way
  } else if (phase == CallPhase::answered) {
    call.hang_up_wanted = true;  // a callee sends no BYE before the ACK, or 64*T1 (RFC 3261 15)
  } else {
    send_bye(core, call, true);
  }
}

void on_bye(Core& core, const Inbound& inbound, Dialog& dialog) noexcept {
  if (dialog.call == no_index) return refuse_in_dialog(core, inbound, 481);
  CallRecord& call = core.calls.at(dialog.call);
  refuse_in_dialog(core, inbound, 200);
  switch (call.phase) {
    case CallPhase::incoming:
      return refuse_call(core, call, 487, 0, Cause::bye, &inbound.message);  // the pending INVITE (RFC 3261 15.1.2)
    case CallPhase::calling:
      // Not for a callee to send (15), but it is over for it. Our INVITE must not ring on.
      (void)core.transactions.cancel(core.now, call.invite, core.work);
      break;
    case CallPhase::leaving:
      if (call.refusal != 0) return;  // the INVITE still waits for its answer
      call.bye_received = true;
      return end_call(core, call, call.end_status, call.end_cause, true);
    case CallPhase::answered:
    case CallPhase::confirmed:
    case CallPhase::ended:
      break;
  }
  end_call(core, call, 0, Cause::bye, true, reason_in(inbound.message));
}

void on_bye_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept {
  CallRecord* call = core.calls.find(CallId{owner.index, owner.generation});
  if (call == nullptr || call->phase != CallPhase::leaving) return;
  const Microseconds wait = wait_for_next_bye(core, *call, outcome);
  if (wait != 0) {
    ++call->bye_tries;
    call->bye_sent = false;
    return put_off_bye(core, *call, wait);
  }
  // Whatever else answered, the session is over (RFC 3261 15.1.1).
  end_call(core, *call, call->end_status, call->end_cause, false);
}

void on_call_timer(Core& core, CallRecord& call, CallTimer which) noexcept {
  switch (which) {
    case CallTimer::retransmit: {
      if (call.phase == CallPhase::incoming) return repeat_progress(core, call);
      (void)core.transactions.resend_2xx(core.now, call.invite);
      const auto t2_ms = static_cast<std::uint32_t>(core.options.transaction.t2 / 1000);
      call.retransmit_ms = call.retransmit_ms * 2 < t2_ms ? call.retransmit_ms * 2 : t2_ms;
      if (call.retransmit_ms == 0) call.retransmit_ms = 1;
      arm(core, call, CallTimer::retransmit, milliseconds(call.retransmit_ms));
      break;
    }
    case CallTimer::limit:
      on_limit(core, call);
      break;
    case CallTimer::due:
      on_due(core, call);
      break;
    case CallTimer::change:
      on_change_timer(core, call);
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
