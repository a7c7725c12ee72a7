// What an application gets that does not override a callback: it counts as handled, but for onInviteReplacing.
#include "baton/callbacks.hpp"

namespace baton {

Int32 SIPCallbackEvents::onReceivedRefer(Int32, Int32, Int32, Int32, std::string_view,
                                         std::string_view, std::string_view) {
  return 0;
}
Int32 SIPCallbackEvents::onReferAccepted(Int32, Int32, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onReferRejected(Int32, Int32, Int32, std::string_view, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onTransferTrying(Int32, Int32, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onTransferRinging(Int32, Int32, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onACTVTransferSuccess(Int32, Int32, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onACTVTransferFailure(Int32, Int32, Int32, std::string_view, Int32) {
  return 0;
}

Int32 SIPCallbackEvents::onInviteIncoming(Int32, Int32, Int32, std::string_view, std::string_view,
                                          std::string_view) {
  return 0;
}
Int32 SIPCallbackEvents::onInviteTrying(Int32, Int32, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onInviteSessionProgress(Int32, Int32, Int32, std::string_view) {
  return 0;
}
Int32 SIPCallbackEvents::onInviteRinging(Int32, Int32, Int32, std::string_view, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onInviteAnswered(Int32, Int32, Int32, std::string_view) {
  return 0;
}
Int32 SIPCallbackEvents::onInviteFailure(Int32, Int32, Int32, std::string_view, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onInviteUpdated(Int32, Int32, Int32, std::string_view) {
  return 0;
}
Int32 SIPCallbackEvents::onInviteConnected(Int32, Int32, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onInviteClosed(Int32, Int32, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onRemoteHold(Int32, Int32, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onRemoteUnHold(Int32, Int32, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onHoldFailure(Int32, Int32, Int32, std::string_view, Int32) {
  return 0;
}
Int32 SIPCallbackEvents::onInviteReplacing(Int32, Int32, Int32, Int32, Int32, std::string_view,
                                           std::string_view, std::string_view) {
  return 1;
}
Int32 SIPCallbackEvents::onReferExpired(Int32, Int32, Int32, Int32) {
  return 0;
}

}  // namespace baton
