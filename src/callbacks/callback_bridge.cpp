// From events to callbacks. Ids point at their slot: id n lies in slot (n - 1) modulo their number,
// so an id whose slot is taken is skipped, and a slot remembers its last session until it is
// needed.
#include "baton/callback_bridge.hpp"

namespace baton {
namespace {

/// The id after `id`; ids are positive.
Int32 next_id(Int32 id) noexcept {
  return id == INT32_MAX ? 1 : id + 1;
}

template <class Slot>
std::size_t place_of(Int32 id, std::span<Slot> slots) noexcept {
  return static_cast<std::size_t>(id - 1) % slots.size();
}

std::string_view text_of(const Event& event) noexcept {
  return event.message != nullptr ? event.message->bytes() : std::string_view();
}

std::string_view reason_of(const Event& event) noexcept {
  return event.reason.empty() ? cause_text(event.cause) : event.reason;
}

/// What a call that ended without a response is said to have ended with.
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
      return 487;
    case Cause::transport:
    case Cause::no_resource:
      return 503;
    default:
      return 0;
  }
}

std::string_view refer_target(const MessageView& refer) noexcept {
  const std::string_view value = refer.value(HeaderId::refer_to).value_or(std::string_view());
  NameAddrView address;
  return parse_name_addr(value, address) == Errc::ok ? address.uri_text : value;
}

}  // namespace

CallbackBridge::CallbackBridge(Stack& stack, SIPCallbackEvents& callbacks, Int32 callbackIndex,
                               Int32 callbackObject, std::span<SessionSlot> sessions,
                               std::span<ReferSlot> refers) noexcept
    : stack_(stack),
      callbacks_(callbacks),
      index_(callbackIndex),
      object_(callbackObject),
      sessions_(sessions),
      refers_(refers) {
  for (SessionSlot& slot : sessions_) {
    slot = {};
  }
  for (ReferSlot& slot : refers_) {
    slot = {};
  }
}

SessionSlot* CallbackBridge::find(Int32 id) noexcept {
  if (id < 1 || sessions_.empty()) {
    return nullptr;
  }
  SessionSlot& slot = sessions_[place_of(id, sessions_)];
  return slot.id == id ? &slot : nullptr;
}

SessionSlot* CallbackBridge::find(CallId call) noexcept {
  if (!call || sessions_.empty()) {
    return nullptr;
  }
  SessionSlot& likely = sessions_[sessions_[call.index % sessions_.size()].index_of_call];
  if (likely.call == call) {
    return &likely;
  }
  for (SessionSlot& slot : sessions_) {
    if (slot.call == call) {
      return &slot;
    }
  }
  return nullptr;
}

SessionSlot* CallbackBridge::free_session() noexcept {
  for (std::size_t tries = 0; tries < sessions_.size(); ++tries) {
    SessionSlot& slot = sessions_[place_of(next_session_, sessions_)];
    if (!slot.live && !slot.transfer && slot.referrals == 0) {
      return &slot;
    }
    next_session_ = next_id(next_session_);
  }
  return nullptr;
}

SessionSlot& CallbackBridge::open(SessionSlot& slot, CallId call, bool incoming) noexcept {
  const std::uint32_t index_of_call = slot.index_of_call;
  slot = {};
  slot.index_of_call = index_of_call;
  slot.id = next_session_;
  slot.call = call;
  slot.live = true;
  slot.incoming = incoming;
  sessions_[call.index % sessions_.size()].index_of_call =
      static_cast<std::uint32_t>(&slot - sessions_.data());
  next_session_ = next_id(next_session_);
  return slot;
}

ReferSlot* CallbackBridge::find_refer(Int32 id) noexcept {
  if (id < 1 || refers_.empty()) {
    return nullptr;
  }
  ReferSlot& slot = refers_[place_of(id, refers_)];
  return slot.id == id ? &slot : nullptr;
}

ReferSlot* CallbackBridge::find_refer(TransferId transfer) noexcept {
  for (ReferSlot& slot : refers_) {
    if (slot.live && slot.transfer == transfer) {
      return &slot;
    }
  }
  return nullptr;
}

ReferSlot* CallbackBridge::free_refer() noexcept {
  for (std::size_t tries = 0; tries < refers_.size(); ++tries) {
    ReferSlot& slot = refers_[place_of(next_refer_, refers_)];
    if (!slot.live) {
      return &slot;
    }
    next_refer_ = next_id(next_refer_);
  }
  return nullptr;
}

CallId CallbackBridge::call_of(Int32 sessionId) const noexcept {
  if (sessionId < 1 || sessions_.empty()) {
    return {};
  }
  const SessionSlot& slot = sessions_[place_of(sessionId, sessions_)];
  return slot.id == sessionId && slot.live ? slot.call : CallId{};
}

Int32 CallbackBridge::session_of(CallId call) const noexcept {
  for (const SessionSlot& slot : sessions_) {
    if (call && slot.call == call) {
      return slot.id;
    }
  }
  return no_session;
}

void CallbackBridge::deliver(Time now, const Event& event) noexcept {
  switch (event.kind) {
    case EventKind::none:
    case EventKind::call_held:
    case EventKind::call_resumed:
    case EventKind::call_modified:
    case EventKind::call_replacing:
    case EventKind::refer_refused:
      return;
    case EventKind::call_incoming:
      return call_incoming(now, event);
    case EventKind::call_trying:
    case EventKind::call_ringing:
    case EventKind::call_progress:
    case EventKind::call_answered:
    case EventKind::call_connected:
    case EventKind::call_updated:
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
  std::string_view caller;
  std::string_view callee;
  if (event.message != nullptr) {
    caller = event.message->from().uri_text;
    callee = event.message->to().uri_text;
  }
  callbacks_.onInviteIncoming(index_, object_, id, caller, callee, text_of(event));
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
  if (last && slot != nullptr && slot->transfer == event.transfer) {
    slot->transfer = {};  // before the callback: inside it the next refer() is welcome
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
  *refer = {};
  refer->id = next_refer_;
  refer->transfer = event.transfer;
  refer->live = true;
  next_refer_ = next_id(next_refer_);
  if (slot != nullptr) {
    refer->session = slot->id;
    ++slot->referrals;
  }
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
  refer->live = false;
  if (SessionSlot* slot = find(session); slot != nullptr && slot->referrals > 0) {
    --slot->referrals;
  }
  if (!decided) {
    callbacks_.onReferExpired(index_, object_, session, id);
  }
}

}  // namespace baton
