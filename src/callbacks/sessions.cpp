// Which number stands for which call and which REFER. Ids point at their slot: id n lies in slot (n - 1)
// modulo their number, so an id whose slot is taken is skipped, and a slot remembers its last session
// until it is needed.
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

const SessionSlot* CallbackBridge::find(Int32 id) const noexcept {
  if (id < 1 || sessions_.empty()) {
    return nullptr;
  }
  const SessionSlot& slot = sessions_[place_of(id, sessions_)];
  return slot.id == id ? &slot : nullptr;
}

/// Whether this id was given out; the session may be over.
SdkError CallbackBridge::known(Int32 id) const noexcept {
  const bool was_given_out = id >= 1 && id < next_session_;
  return was_given_out ? SdkError::call_is_closed : SdkError::session_not_found;
}

/// The session of a call that stands; an error otherwise.
SdkError CallbackBridge::usable(Int32 id, SessionSlot*& slot) noexcept {
  slot = find(id);
  if (slot == nullptr) {
    return known(id);
  }
  return slot->live && !slot->closing ? SdkError::none : SdkError::call_is_closed;
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

void CallbackBridge::open(ReferSlot& slot, TransferId transfer, SessionSlot* session) noexcept {
  slot = {};
  slot.id = next_refer_;
  slot.transfer = transfer;
  slot.live = true;
  next_refer_ = next_id(next_refer_);
  if (session != nullptr) {
    slot.session = session->id;
    ++session->referrals;
  }
}

void CallbackBridge::close(ReferSlot& slot) noexcept {
  slot.live = false;
  if (SessionSlot* session = find(slot.session); session != nullptr && session->referrals > 0) {
    --session->referrals;
  }
}

CallId CallbackBridge::call_of(Int32 sessionId) const noexcept {
  const SessionSlot* slot = find(sessionId);
  return slot != nullptr && slot->live ? slot->call : CallId{};
}

Int32 CallbackBridge::session_of(CallId call) const noexcept {
  for (const SessionSlot& slot : sessions_) {
    if (call && slot.call == call) {
      return slot.id;
    }
  }
  return no_session;
}

}  // namespace baton
