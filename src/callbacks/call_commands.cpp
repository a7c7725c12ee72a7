// From session ids to the commands of the Stack that are about calls.
#include "src/callbacks/results.hpp"

namespace baton {

Int32 CallbackBridge::call(Time now, std::string_view callee, const CallOptions& options) noexcept {
  if (callee.empty()) {
    return to_int(SdkError::callee_empty);
  }
  if (!account_) {
    return to_int(SdkError::account_not_found);
  }
  SessionSlot* slot = free_session();
  if (slot == nullptr) {
    return to_int(SdkError::no_free_session);
  }
  const Result<CallId> result = stack_.call(now, account_, callee, options);
  if (!result) {
    // The only handle given is the account's.
    return result.error() == Errc::unknown_handle ? to_int(SdkError::account_not_found)
                                                  : to_int(sdk_error(result.error()));
  }
  return open(*slot, *result, false).id;
}

Int32 CallbackBridge::ringCall(Time now, Int32 sessionId, Int32 code) noexcept {
  SessionSlot* slot = nullptr;
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  if (!slot->incoming) {
    return to_int(SdkError::not_incoming_call);
  }
  if (slot->answered_already) {
    return to_int(SdkError::none);
  }
  return result_of(stack_.ring(now, slot->call, status_from(code)), SdkError::wrong_state);
}

Int32 CallbackBridge::answerCall(Time now, Int32 sessionId, const AnswerOptions& options) noexcept {
  SessionSlot* slot = nullptr;
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  if (!slot->incoming) {
    return to_int(SdkError::not_incoming_call);
  }
  if (slot->answered_already) {
    return to_int(SdkError::none);
  }
  const Errc error = stack_.answer(now, slot->call, options);
  if (error == Errc::ok) {
    slot->answered = true;
  }
  return result_of(error, SdkError::wrong_state);
}

Int32 CallbackBridge::rejectCall(Time now, Int32 sessionId, Int32 code) noexcept {
  SessionSlot* slot = nullptr;
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  if (!slot->incoming) {
    return to_int(SdkError::not_incoming_call);
  }
  const Errc error = stack_.reject(now, slot->call, status_from(code));
  if (error == Errc::ok) {
    slot->closing = true;
  }
  return result_of(error, SdkError::wrong_state);
}

Int32 CallbackBridge::hangUp(Time now, Int32 sessionId) noexcept {
  SessionSlot* slot = nullptr;
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  const Errc error = stack_.hang_up(now, slot->call);
  if (error == Errc::ok) {
    slot->closing = true;
  }
  return result_of(error, SdkError::call_is_closed);
}

/// What a wrong state of `slot` means for hold and unHold.
SdkError CallbackBridge::why_not(const SessionSlot& slot, bool to_hold) const noexcept {
  if (stack_.state(slot.call) != CallState::confirmed) {
    return SdkError::call_not_established;
  }
  if (!slot.changing && stack_.on_hold(slot.call) == to_hold) {
    return to_hold ? SdkError::call_already_held : SdkError::call_not_held;
  }
  return SdkError::wrong_state;
}

Int32 CallbackBridge::hold(Time now, Int32 sessionId) noexcept {
  SessionSlot* slot = nullptr;
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  const Int32 result = result_of(stack_.hold(now, slot->call), why_not(*slot, true));
  slot->changing |= result == 0;
  return result;
}

Int32 CallbackBridge::unHold(Time now, Int32 sessionId) noexcept {
  SessionSlot* slot = nullptr;
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  const Int32 result = result_of(stack_.resume(now, slot->call), why_not(*slot, false));
  slot->changing |= result == 0;
  return result;
}

}  // namespace baton
