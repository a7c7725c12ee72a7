// Transfers by id: what the seven callbacks cannot tell apart, the Stack's events can.
#include "src/callbacks/results.hpp"

namespace baton {
namespace {

BegunTransfer none_for(SdkError error) noexcept { return {.id = {}, .error = error}; }

}  // namespace

/// The session stays reserved until the last event of the transfer.
BegunTransfer CallbackBridge::keep(Result<TransferId> begun, ReferSlot& slot, SessionSlot* session) noexcept {
  if (!begun) {
    return none_for(begun.error() == Errc::wrong_state ? SdkError::call_not_established
                                                       : sdk_error(begun.error()));
  }
  open(slot, *begun, session);
  slot.ours = true;
  slot.decided = true;
  return {.id = *begun};
}

BegunTransfer CallbackBridge::beginTransfer(Time now, Int32 sessionId, Int32 replaceSessionId,
                                            std::string_view referTo, const ReferOptions& options) noexcept {
  SessionSlot* session = nullptr;
  ReferOptions all = options;
  all.replaces = {};
  if (const SdkError error = usable(sessionId, session); error != SdkError::none) {
    return none_for(error);
  }
  if (replaceSessionId != no_session) {
    if (const SdkError error = may_replace(sessionId, replaceSessionId, all.replaces);
        error != SdkError::none) {
      return none_for(error);
    }
  } else if (referTo.empty()) {
    return none_for(SdkError::callee_empty);
  }
  ReferSlot* slot = free_refer();
  if (slot == nullptr) {
    return none_for(SdkError::no_free_session);
  }
  return keep(stack_.refer(now, session->call, referTo, all), *slot, session);
}

BegunTransfer CallbackBridge::beginTransferOutside(Time now, Int32 replaceSessionId, std::string_view target,
                                                   std::string_view referTo,
                                                   const ReferOptions& options) noexcept {
  SessionSlot* replaced = nullptr;
  if (const SdkError error = may_ask_outside(replaceSessionId, target, referTo, replaced);
      error != SdkError::none) {
    return none_for(error);
  }
  ReferSlot* slot = free_refer();
  if (slot == nullptr) {
    return none_for(SdkError::no_free_session);
  }
  ReferOptions all = options;
  all.replaces = replaced != nullptr ? replaced->call : CallId{};
  return keep(stack_.refer_outside(now, account_, target, referTo, all), *slot, replaced);
}

}  // namespace baton
