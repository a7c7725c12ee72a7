// From events to callbacks.
#include "baton/callback_bridge.hpp"

namespace baton {
namespace {

std::string_view text_of(const Event& event) noexcept {
  return event.message != nullptr ? event.message->bytes() : std::string_view();
}

std::string_view reason_of(const Event& event) noexcept {
  return event.reason.empty() ? cause_text(event.cause) : event.reason;
}

/// What a call or a change of it that ended without a response is said to have ended with.
Int32 code_of(const Event& event) noexcept {
  if (event.status != 0) {
    return event.status;
  }
  switch (event.cause) {
    case Cause::timeout:
    case Cause::expired:
    case Cause::no_ack:
      return 408;
    case Cause::cancel:
    case Cause::local:
    case Cause::bye:
    case Cause::replaced:
      return 487;
    case Cause::transport:
    case Cause::no_resource:
      return 503;
    default:
      return 0;
  }
}

struct Parties {
  std::string_view caller;
  std::string_view callee;
};
Parties parties_of(const Event& event) noexcept {
  if (event.message == nullptr) {
    return {};
  }
  return {.caller = event.message->from().uri_text, .callee = event.message->to().uri_text};
}

std::string_view refer_target(const MessageView& refer) noexcept {
  const std::string_view value = refer.value(HeaderId::refer_to).value_or(std::string_view());
  NameAddrView address;
  return parse_name_addr(value, address) == Errc::ok ? address.uri_text : value;
}

}  // namespace

void CallbackBridge::deliver(Time now, const Event& event) noexcept {
  switch (event.kind) {
    case EventKind::none:
    case EventKind::refer_refused:
      return;
    case EventKind::call_incoming:
      return call_incoming(now, event);
    case EventKind::call_replacing:
      return call_replacing(now, event);
    case EventKind::call_trying:
    case EventKind::call_ringing:
    case EventKind::call_progress:
    case EventKind::call_answered:
    case EventKind::call_connected:
    case EventKind::call_updated:
    case EventKind::call_held:
    case EventKind::call_resumed:
    case EventKind::call_modified:
      return call_event(event);
    case EventKind::call_ended:
      return call_ended(event);
    case EventKind::refer_accepted:
    case EventKind::refer_rejected:
    case EventKind::transfer_trying:
    case EventKind::transfer_ringing:
    case EventKind::transfer_succeeded:
    case EventKind::transfer_failed:
      return transfer_event(event);
    case EventKind::refer_received:
      return refer_received(now, event);
    case EventKind::referral_ended:
      return referral_ended(event);
  }
}

void CallbackBridge::call_incoming(Time now, const Event& event) noexcept {
  SessionSlot* slot = free_session();
  if (slot == nullptr) {
    // Never fails for want of room; the call has no session, so its end is not raised.
    static_cast<void>(stack_.reject(now, event.call, 486));
    return;
  }
  const Int32 id = open(*slot, event.call, true).id;
  if (event.other) {
    return call_asking(now, event, id);
  }
  raise_incoming(id, event);
}

/// An answer would give one of our calls away (RFC 3891), so that nobody answers it unawares on a stranger's word.
void CallbackBridge::call_asking(Time now, const Event& event, Int32 id) noexcept {
  const Parties parties = parties_of(event);
  const Int32 handled = callbacks_.onInviteReplacing(index_, object_, id, session_of(event.other),
                                                     static_cast<Int32>(event.proof), parties.caller,
                                                     parties.callee, text_of(event));
  SessionSlot* slot = find(id);
  if (handled == 0 || slot == nullptr || slot->call != event.call || !slot->live || slot->closing || slot->answered) {
    return;
  }
  if (event.proof != Proof::none) {
    return raise_incoming(id, event);
  }
  slot->live = false;  // its end is not raised: nobody has heard of it
  static_cast<void>(stack_.reject(now, event.call, 403));
}

/// The core has answered already, and the call that is replaced ends with an event of its own.
void CallbackBridge::call_replacing(Time now, const Event& event) noexcept {
  if (SessionSlot* known_one = find(event.call); known_one != nullptr) {
    known_one->answered = true;  // the application was asked, and said yes
    return;
  }
  SessionSlot* slot = free_session();
  if (slot == nullptr) {
    static_cast<void>(stack_.hang_up(now, event.call));
    return;
  }
  SessionSlot& session = open(*slot, event.call, true);
  session.answered = true;
  session.answered_already = true;
  raise_incoming(session.id, event);
}

void CallbackBridge::raise_incoming(Int32 id, const Event& event) noexcept {
  const Parties parties = parties_of(event);
  callbacks_.onInviteIncoming(index_, object_, id, parties.caller, parties.callee, text_of(event));
}

void CallbackBridge::call_event(const Event& event) noexcept {
  SessionSlot* slot = find(event.call);
  if (slot == nullptr) {
    return;
  }
  const Int32 id = slot->id;
  // The slot may be another's once the application has had its turn.
  switch (event.kind) {
    case EventKind::call_trying:
      callbacks_.onInviteTrying(index_, object_, id);
      return;
    case EventKind::call_ringing:
      callbacks_.onInviteRinging(index_, object_, id, reason_of(event), event.status);
      return;
    case EventKind::call_progress:
      callbacks_.onInviteSessionProgress(index_, object_, id, text_of(event));
      return;
    case EventKind::call_answered:
      slot->answered = true;
      callbacks_.onInviteAnswered(index_, object_, id, text_of(event));
      return;
    case EventKind::call_connected:
      slot->answered = true;
      callbacks_.onInviteConnected(index_, object_, id);
      return;
    case EventKind::call_held:
      callbacks_.onRemoteHold(index_, object_, id);
      return;
    case EventKind::call_resumed:
      callbacks_.onRemoteUnHold(index_, object_, id);
      return;
    case EventKind::call_modified:
      slot->changing = false;
      if (event.status < 200 || event.status > 299) {
        callbacks_.onHoldFailure(index_, object_, id, reason_of(event), code_of(event));
        return;
      }
      callbacks_.onInviteUpdated(index_, object_, id, text_of(event));
      return;
    default:
      callbacks_.onInviteUpdated(index_, object_, id, text_of(event));
      return;
  }
}

void CallbackBridge::call_ended(const Event& event) noexcept {
  SessionSlot* slot = find(event.call);
  if (slot == nullptr || !slot->live) {
    return;
  }
  const Int32 id = slot->id;
  const bool by_us = slot->closing || event.cause == Cause::local || event.cause == Cause::shutdown;
  const bool answered = slot->answered;
  slot->live = false;
  if (by_us) {
    return;
  }
  if (answered) {
    callbacks_.onInviteClosed(index_, object_, id);
  } else {
    callbacks_.onInviteFailure(index_, object_, id, reason_of(event), code_of(event));
  }
}

void CallbackBridge::transfer_event(const Event& event) noexcept {
  SessionSlot* slot = find(event.call);
  if (slot == nullptr && event.call) {
    return;
  }
  const Int32 id = slot != nullptr ? slot->id : no_session;
  const bool last = event.kind == EventKind::refer_rejected ||
                    event.kind == EventKind::transfer_succeeded ||
                    event.kind == EventKind::transfer_failed;
  TransferId& open_one = slot != nullptr ? slot->transfer : outside_;
  if (open_one == event.transfer) {
    if (last) {
      open_one = {};  // before the callback: inside it the next refer() is welcome
    }
  } else if (ReferSlot* begun = find_refer(event.transfer); begun != nullptr) {
    if (last) {
      close(*begun);
    }
    return;  // whoever began it by id hears the event itself
  }
  switch (event.kind) {
    case EventKind::refer_accepted:
      callbacks_.onReferAccepted(index_, object_, id);
      return;
    case EventKind::refer_rejected:
      callbacks_.onReferRejected(index_, object_, id, reason_of(event), event.status);
      return;
    case EventKind::transfer_trying:
      callbacks_.onTransferTrying(index_, object_, id);
      return;
    case EventKind::transfer_ringing:
      callbacks_.onTransferRinging(index_, object_, id);
      return;
    case EventKind::transfer_succeeded:
      callbacks_.onACTVTransferSuccess(index_, object_, id);
      return;
    default:
      callbacks_.onACTVTransferFailure(index_, object_, id, reason_of(event), event.status);
      return;
  }
}

void CallbackBridge::refer_received(Time now, const Event& event) noexcept {
  SessionSlot* slot = find(event.call);
  ReferSlot* refer = free_refer();
  if (refer == nullptr || (slot == nullptr && event.call)) {
    static_cast<void>(stack_.reject_refer(now, event.transfer, 500));
    return;
  }
  open(*refer, event.transfer, slot);
  const Int32 session = refer->session;
  const Int32 id = refer->id;
  std::string_view to;
  std::string_view from;
  if (event.message != nullptr) {
    to = refer_target(*event.message);
    from = event.message->from().uri_text;
  }
  callbacks_.onReceivedRefer(index_, object_, session, id, to, from, text_of(event));
}

void CallbackBridge::referral_ended(const Event& event) noexcept {
  ReferSlot* refer = find_refer(event.transfer);
  if (refer == nullptr) {
    return;
  }
  const Int32 session = refer->session;
  const Int32 id = refer->id;
  const bool decided = refer->decided;
  close(*refer);
  if (!decided) {
    callbacks_.onReferExpired(index_, object_, session, id);
  }
}

}  // namespace baton
