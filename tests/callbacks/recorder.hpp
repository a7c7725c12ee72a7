// A SIPCallbackEvents that writes down what it hears, one line a callback.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "baton/callbacks.hpp"

namespace baton::test {

/// A line is the callback's name and its arguments, less the two of the agent and whole messages:
/// "onReferRejected 1 Busy Here 486".
class Recorder : public SIPCallbackEvents {
 public:
  virtual ~Recorder() = default;

  std::vector<std::string> lines;
  Int32 index = -1;  // what the last callback brought along
  Int32 object = -1;
  std::string message;  // the last whole message
  Int32 refer_id = 0;   // of the last onReceivedRefer
  bool decides_about_replaces = false;  // else as if onInviteReplacing were not overridden

  /// What was heard since the last time.
  std::vector<std::string> take() { return std::exchange(lines, {}); }

  Int32 onReceivedRefer(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId, Int32 referId,
                        std::string_view to, std::string_view from,
                        std::string_view referSipMessage) override {
    message = referSipMessage;
    refer_id = referId;
    return note(callbackIndex, callbackObject, "onReceivedRefer", sessionId,
                std::to_string(referId) + ' ' + std::string(to) + ' ' + std::string(from));
  }
  Int32 onReferAccepted(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override {
    return note(callbackIndex, callbackObject, "onReferAccepted", sessionId);
  }
  Int32 onReferRejected(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                        std::string_view reason, Int32 code) override {
    return note(callbackIndex, callbackObject, "onReferRejected", sessionId, with(reason, code));
  }
  Int32 onTransferTrying(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override {
    return note(callbackIndex, callbackObject, "onTransferTrying", sessionId);
  }
  Int32 onTransferRinging(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override {
    return note(callbackIndex, callbackObject, "onTransferRinging", sessionId);
  }
  Int32 onACTVTransferSuccess(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override {
    return note(callbackIndex, callbackObject, "onACTVTransferSuccess", sessionId);
  }
  Int32 onACTVTransferFailure(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                              std::string_view reason, Int32 code) override {
    return note(callbackIndex, callbackObject, "onACTVTransferFailure", sessionId,
                with(reason, code));
  }
  Int32 onInviteIncoming(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                         std::string_view caller, std::string_view callee,
                         std::string_view sipMessage) override {
    message = sipMessage;
    return note(callbackIndex, callbackObject, "onInviteIncoming", sessionId,
                std::string(caller) + ' ' + std::string(callee));
  }
  Int32 onInviteTrying(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override {
    return note(callbackIndex, callbackObject, "onInviteTrying", sessionId);
  }
  Int32 onInviteSessionProgress(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                std::string_view sipMessage) override {
    message = sipMessage;
    return note(callbackIndex, callbackObject, "onInviteSessionProgress", sessionId);
  }
  Int32 onInviteRinging(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                        std::string_view statusText, Int32 statusCode) override {
    return note(callbackIndex, callbackObject, "onInviteRinging", sessionId,
                with(statusText, statusCode));
  }
  Int32 onInviteAnswered(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                         std::string_view sipMessage) override {
    message = sipMessage;
    return note(callbackIndex, callbackObject, "onInviteAnswered", sessionId);
  }
  Int32 onInviteFailure(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                        std::string_view reason, Int32 code) override {
    return note(callbackIndex, callbackObject, "onInviteFailure", sessionId, with(reason, code));
  }
  Int32 onInviteUpdated(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                        std::string_view sipMessage) override {
    message = sipMessage;
    return note(callbackIndex, callbackObject, "onInviteUpdated", sessionId);
  }
  Int32 onInviteConnected(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override {
    return note(callbackIndex, callbackObject, "onInviteConnected", sessionId);
  }
  Int32 onInviteClosed(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override {
    return note(callbackIndex, callbackObject, "onInviteClosed", sessionId);
  }
  Int32 onRemoteHold(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override {
    return note(callbackIndex, callbackObject, "onRemoteHold", sessionId);
  }
  Int32 onRemoteUnHold(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override {
    return note(callbackIndex, callbackObject, "onRemoteUnHold", sessionId);
  }
  Int32 onHoldFailure(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                      std::string_view reason, Int32 code) override {
    return note(callbackIndex, callbackObject, "onHoldFailure", sessionId, with(reason, code));
  }
  Int32 onInviteReplacing(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                          Int32 replacedSessionId, Int32 proof, std::string_view caller,
                          std::string_view callee, std::string_view sipMessage) override {
    if (!decides_about_replaces) {
      return SIPCallbackEvents::onInviteReplacing(callbackIndex, callbackObject, sessionId, replacedSessionId,
                                                  proof, caller, callee, sipMessage);
    }
    message = sipMessage;
    return note(callbackIndex, callbackObject, "onInviteReplacing", sessionId,
                std::to_string(replacedSessionId) + ' ' + std::to_string(proof) + ' ' + std::string(caller));
  }
  Int32 onReferExpired(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                       Int32 referId) override {
    return note(callbackIndex, callbackObject, "onReferExpired", sessionId,
                std::to_string(referId));
  }

 protected:
  /// After a line was noted: what the application does about it.
  virtual void react(std::string_view /*callback*/, Int32 /*sessionId*/) {}

 private:
  static std::string with(std::string_view text, Int32 code) {
    return std::string(text) + ' ' + std::to_string(code);
  }
  Int32 note(Int32 callbackIndex, Int32 callbackObject, std::string_view callback, Int32 sessionId,
             const std::string& rest = {}) {
    index = callbackIndex;
    object = callbackObject;
    std::string line(callback);
    line += ' ' + std::to_string(sessionId);
    lines.push_back(rest.empty() ? line : line + ' ' + rest);
    react(callback, sessionId);
    return 0;
  }
};

}  // namespace baton::test
