// From session ids and refer ids to the commands of the Stack that are about transfers.
#include "src/callbacks/results.hpp"

namespace baton {
namespace {

/// INVITE is what a Refer-To without a method asks for (RFC 3515 2.1), so it need not be said.
std::string_view method_to_name(std::string_view replaceMethod) noexcept {
  return replaceMethod == "INVITE" ? std::string_view() : replaceMethod;
}

}  // namespace

Int32 CallbackBridge::send_refer(Time now, SessionSlot& slot, std::string_view referTo,
                                 const ReferOptions& options) noexcept {
  if (slot.transfer) {
    return to_int(SdkError::refer_pending);
  }
  const Result<TransferId> result = stack_.refer(now, slot.call, referTo, options);
  if (!result) {
    return result_of(result.error(), SdkError::call_not_established);
  }
  slot.transfer = *result;
  return to_int(SdkError::none);
}

/// What the commands have in common: what was set once, for all of them.
ReferOptions CallbackBridge::refer_options() const noexcept {
  ReferOptions options = refer_options_;
  options.replaces = {};
  options.method = {};
  options.request_uri = {};
  return options;
}

Int32 CallbackBridge::refer(Time now, Int32 sessionId, std::string_view referTo) noexcept {
  SessionSlot* slot = nullptr;
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  if (referTo.empty()) {
    return to_int(SdkError::callee_empty);
  }
  return send_refer(now, *slot, referTo, refer_options());
}

Int32 CallbackBridge::attendedRefer(Time now, Int32 sessionId, Int32 replaceSessionId,
                                    std::string_view referTo) noexcept {
  return attendedRefer2(now, sessionId, replaceSessionId, {}, {}, referTo);
}

Int32 CallbackBridge::attendedRefer2(Time now, Int32 sessionId, Int32 replaceSessionId,
                                     std::string_view replaceMethod, std::string_view target,
                                     std::string_view referTo) noexcept {
  SessionSlot* slot = nullptr;
  ReferOptions options = refer_options();
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  if (const SdkError error = may_replace(sessionId, replaceSessionId, options.replaces);
      error != SdkError::none) {
    return to_int(error);
  }
  options.method = method_to_name(replaceMethod);
  options.request_uri = target;
  return send_refer(now, *slot, referTo, options);
}

/// The call of `replaceSessionId`, which a transfer of `sessionId` may name.
SdkError CallbackBridge::may_replace(Int32 sessionId, Int32 replaceSessionId, CallId& replaced) noexcept {
  if (sessionId == replaceSessionId) {
    return SdkError::same_session;
  }
  SessionSlot* slot = nullptr;
  const SdkError error = usable(replaceSessionId, slot);
  replaced = error == SdkError::none ? slot->call : CallId{};
  return error;
}

/// `replaced` stays null with `no_session`.
SdkError CallbackBridge::may_ask_outside(Int32 replaceSessionId, std::string_view target,
                                         std::string_view referTo, SessionSlot*& replaced) noexcept {
  if (replaceSessionId != no_session) {
    if (const SdkError error = usable(replaceSessionId, replaced); error != SdkError::none) {
      return error;
    }
  }
  if (target.empty() || (referTo.empty() && replaced == nullptr)) {
    return SdkError::callee_empty;
  }
  return account_ ? SdkError::none : SdkError::account_not_found;
}

Int32 CallbackBridge::outOfDialogRefer(Time now, Int32 replaceSessionId,
                                       std::string_view replaceMethod, std::string_view target,
                                       std::string_view referTo) noexcept {
  SessionSlot* replaced = nullptr;
  if (const SdkError error = may_ask_outside(replaceSessionId, target, referTo, replaced);
      error != SdkError::none) {
    return to_int(error);
  }
  TransferId& open_one = replaced != nullptr ? replaced->transfer : outside_;
  if (open_one) {
    return to_int(SdkError::refer_pending);
  }
  ReferOptions options = refer_options();
  options.replaces = replaced != nullptr ? replaced->call : CallId{};
  options.method = method_to_name(replaceMethod);
  const Result<TransferId> result = stack_.refer_outside(now, account_, target, referTo, options);
  if (!result) {
    return result_of(result.error(), SdkError::call_not_established);
  }
  open_one = *result;
  return to_int(SdkError::none);
}

Int32 CallbackBridge::cancelTransfer(Time now, Int32 sessionId) noexcept {
  const SessionSlot* slot = find(sessionId);
  if (slot == nullptr && sessionId != no_session) {
    return to_int(known(sessionId));
  }
  return cancelTransfer(now, slot != nullptr ? slot->transfer : outside_);
}

Int32 CallbackBridge::cancelTransfer(Time now, TransferId transfer) noexcept {
  if (!transfer) {
    return to_int(SdkError::no_transfer);
  }
  const Errc error = stack_.cancel_transfer(now, transfer);
  return error == Errc::unknown_handle ? to_int(SdkError::no_transfer)
                                       : result_of(error, SdkError::no_transfer);
}

Int32 CallbackBridge::transferState(Int32 sessionId) const noexcept {
  const SessionSlot* slot = find(sessionId);
  if (slot == nullptr && sessionId != no_session) {
    return to_int(known(sessionId));
  }
  TransferState state = stack_.state(slot != nullptr ? slot->transfer : outside_);
  for (const ReferSlot& refer : refers_) {
    if (state == TransferState::none && refer.live && !refer.ours && refer.session == sessionId) {
      state = stack_.state(refer.transfer);
    }
  }
  return static_cast<Int32>(state);
}

Int32 CallbackBridge::transferState(TransferId transfer) const noexcept {
  return static_cast<Int32>(stack_.state(transfer));
}

Int32 CallbackBridge::allowRefers(Time now, Int32 sessionId, bool allowed) noexcept {
  SessionSlot* slot = nullptr;
  if (const SdkError error = usable(sessionId, slot); error != SdkError::none) {
    return to_int(error);
  }
  return result_of(stack_.allow_refers(now, slot->call, allowed), SdkError::call_is_closed);
}

Int32 CallbackBridge::acceptRefer(Time now, Int32 referId,
                                  std::string_view referSipMessage,
                                  const CallOptions& options) noexcept {
  ReferSlot* refer = find_refer(referId);
  if (refer == nullptr || !refer->live || refer->decided) {
    return to_int(SdkError::refer_not_found);
  }
  SessionSlot* slot = free_session();
  if (slot == nullptr) {
    return to_int(SdkError::no_free_session);
  }
  const Result<CallId> result = stack_.accept_refer(now, refer->transfer, referSipMessage, options);
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
