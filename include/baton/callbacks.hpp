// The seven transfer callbacks and their neighbours, as a C++ class to derive from.
#pragma once

#include <cstdint>
#include <string_view>

namespace baton {

using Int32 = std::int32_t;

/// Derive and override what matters. `callbackIndex` and `callbackObject` are the two numbers given
/// when the agent was made, handed back with every event. `sessionId` is always the session that the
/// event is about; for a transfer the call that the REFER ran on, never the new one, and it stays
/// reserved while the transfer reports. Texts are UTF-8, valid until the callback returns. A return
/// value of 0 means handled; other values are reserved.
///
/// Contract of a transfer: exactly one of onReferAccepted and onReferRejected, first; then
/// onTransferTrying and onTransferRinging at most once each, in that order; after onReferAccepted
/// exactly one of onACTVTransferSuccess and onACTVTransferFailure, last.
class SIPCallbackEvents {
 public:
  // The seven.

  /// A REFER came in (RFC 3515 2.4.2): accept it with acceptRefer or refuse it with rejectRefer, now or
  /// within the decision time. `to` is the refer target, `from` the REFER's sender, `referSipMessage`
  /// the whole REFER.
  virtual Int32 onReceivedRefer(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                Int32 referId, std::string_view to, std::string_view from,
                                std::string_view referSipMessage);
  /// The peer accepted our REFER (2xx).
  virtual Int32 onReferAccepted(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId);
  /// The peer refused our REFER, or nothing came back (code 408, 503).
  virtual Int32 onReferRejected(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                std::string_view reason, Int32 code);
  /// The referred call is being set up (a report of 100-179, 184-198).
  virtual Int32 onTransferTrying(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId);
  /// The transfer target rings (a report of 180-183).
  virtual Int32 onTransferRinging(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId);
  /// The transfer target answered (a report of 2xx). Hang up the old call now, or keep it.
  virtual Int32 onACTVTransferSuccess(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId);
  /// The referred call failed with `code`, or its outcome stays unknown (0). The old call stands.
  virtual Int32 onACTVTransferFailure(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                      std::string_view reason, Int32 code);

  // Their neighbours: the calls themselves.

  /// Somebody calls. Where the call replaces one of ours (RFC 3891), it has been answered already: an
  /// answerCall does nothing then, onInviteConnected follows, and onInviteClosed of the old session. Only
  /// with `ReplacesPolicy::ask` it has not: see onInviteReplacing.
  virtual Int32 onInviteIncoming(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                 std::string_view caller, std::string_view callee,
                                 std::string_view sipMessage);
  virtual Int32 onInviteTrying(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId);
  virtual Int32 onInviteSessionProgress(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                        std::string_view sipMessage);
  virtual Int32 onInviteRinging(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                std::string_view statusText, Int32 statusCode);
  virtual Int32 onInviteAnswered(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                 std::string_view sipMessage);
  /// Our call failed, or an incoming one was cancelled.
  virtual Int32 onInviteFailure(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                std::string_view reason, Int32 code);
  /// The session was changed: by the peer, who got his answer, or by our hold or unHold, which is done
  /// now. `sipMessage` is the peer's request, or his response to ours.
  virtual Int32 onInviteUpdated(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                std::string_view sipMessage);
  /// The ACK was sent or received.
  virtual Int32 onInviteConnected(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId);
  /// The peer ended the call.
  virtual Int32 onInviteClosed(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId);
  /// The peer put us on hold (RFC 3264 8.4).
  virtual Int32 onRemoteHold(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId);
  /// The peer took us off hold.
  virtual Int32 onRemoteUnHold(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId);

  // Of our own making, where applications of this shape have nothing to listen to.

  /// Our hold or unHold was refused with `code`, or nothing came back (408): the session is as before.
  virtual Int32 onHoldFailure(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                              std::string_view reason, Int32 code);
  /// With `ReplacesPolicy::ask`: somebody calls, and asks to take over `replacedSessionId` (`no_session`: a
  /// call without one). An answerCall of `sessionId` hands that session to him, and onInviteClosed of it
  /// follows. `proof` is what speaks for him, as the number of a Proof: 0 nothing, 1 the address, 2
  /// Referred-By, which can be forged, 3 the connection, 4 digest. Return 0 to decide by ringCall,
  /// answerCall or rejectCall, now or later. Else, as where this is not overridden, onInviteIncoming
  /// follows if anything speaks for him, and an answerCall hands the old session over all the same; with
  /// proof 0 the call is refused with 403 and `sessionId` is over. Whoever ends the agent here returns 0.
  virtual Int32 onInviteReplacing(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                                  Int32 replacedSessionId, Int32 proof, std::string_view caller,
                                  std::string_view callee, std::string_view sipMessage);
  /// A received REFER needs no answer any more: its time was over, or the peer hung up.
  virtual Int32 onReferExpired(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                               Int32 referId);

 protected:
  ~SIPCallbackEvents() = default;
};

}  // namespace baton
