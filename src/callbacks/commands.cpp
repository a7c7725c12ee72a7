// From session ids and refer ids to the commands of the Stack.
#include "baton/callback_bridge.hpp"

namespace baton {
namespace {

/// A number of the application as a status, or 0 outside of what a response may carry.
std::uint16_t status_from(Int32 code) noexcept {
  return code >= 100 && code <= 699 ? static_cast<std::uint16_t>(code) : std::uint16_t{0};
}

/// `in_wrong_state` says what wrong_state means for this command.
Int32 result_of(Errc error, SdkError in_wrong_state) noexcept {
  return to_int(error == Errc::wrong_state ? in_wrong_state : sdk_error(error));
}

}  // namespace

SdkError CallbackBridge::usable(Int32 id, SessionSlot*& slot) noexcept {
  slot = find(id);
  if (slot == nullptr) {
    const bool was_given_out = id >= 1 && id < next_session_;
    return was_given_out ? SdkError::call_is_closed : SdkError::session_not_found;
  }
  return slot->live && !slot->closing ? SdkError::none : SdkError::call_is_closed;
}

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

Int32 CallbackBridge::refer(Time now, Int32 sessionId, std::string_view referTo) noexcept {
  SessionSlot* slot = nullptr;
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  if (referTo.empty()) {
    return to_int(SdkError::callee_empty);
  }
  if (slot->transfer) {
    return to_int(SdkError::refer_pending);
  }
  const Result<TransferId> result = stack_.refer(now, slot->call, referTo);
  if (!result) {
    return result_of(result.error(), SdkError::call_not_established);
  }
  slot->transfer = *result;
  return to_int(SdkError::none);
}

Int32 CallbackBridge::acceptRefer(Time now, Int32 referId,
                                  std::string_view referSipMessage) noexcept {
  ReferSlot* refer = find_refer(referId);
  if (refer == nullptr || !refer->live || refer->decided) {
    return to_int(SdkError::refer_not_found);
  }
  SessionSlot* slot = free_session();
  if (slot == nullptr) {
    return to_int(SdkError::no_free_session);
  }
  const Result<CallId> result = stack_.accept_refer(now, refer->transfer, referSipMessage);
  if (!result) {
    return result.error() == Errc::unknown_handle
               ? to_int(SdkError::refer_not_found)
               : result_of(result.error(), SdkError::refer_not_found);
  }
  refer->decided = true;
  return open(*slot, *result, false).id;
}

Int32 CallbackBridge::rejectRefer(Time now, Int32 referId, Int32 code) noexcept {
  ReferSlot* refer = find_refer(referId);
  if (refer == nullptr || !refer->live || refer->decided) {
    return to_int(SdkError::refer_not_found);
  }
  const Errc error = stack_.reject_refer(now, refer->transfer, status_from(code));
  if (error == Errc::ok) {
    refer->decided = true;
  }
  return error == Errc::unknown_handle ? to_int(SdkError::refer_not_found)
                                       : result_of(error, SdkError::refer_not_found);
}

}  // namespace baton
