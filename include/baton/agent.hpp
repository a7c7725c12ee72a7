// A whole SIP user agent: a Stack with its sockets, its clock and its thread, seen as calls with
// numbers and as callbacks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "baton/callback_bridge.hpp"
#include "baton/callbacks.hpp"
#include "baton/counters.hpp"
#include "baton/digest_users.hpp"
#include "baton/event.hpp"
#include "baton/limits.hpp"
#include "baton/message_tap.hpp"
#include "baton/options.hpp"
#include "baton/sdk_error.hpp"
#include "baton/time.hpp"

namespace asio {
class io_context;
}

namespace baton {

class Driver;

/// Hears each step of calls and transfers as the core tells it: with the transfer's id, its cause and the
/// message behind it. The seven callbacks say less, and cannot tell two REFERs of one call apart.
class EventObserver {
 public:
  /// On the agent's thread, before the callback that the event becomes, if it becomes one. `sessionId`
  /// is the session of `event.call`, or `no_session`: there is none, or it is opened by this event.
  /// Commands of the agent may be given here; the agent must not be destroyed here.
  virtual void onEvent(Time now, Int32 sessionId, const Event& event) = 0;

 protected:
  ~EventObserver() = default;
};

/// Texts that `stack` borrows (the realm, and those of `referral`) the agent copies when it is made.
struct AgentOptions {
  Int32 callbackIndex = 0;   ///< handed back with every callback
  Int32 callbackObject = 0;  ///< handed back with every callback

  std::string user;    ///< the user part of our address of record: "alice"
  std::string domain;  ///< its host; empty: the local address with its port
  std::string display_name;
  std::string proxy;  ///< outbound proxy as a URI; empty: none
  std::string user_agent = "Baton";
  // Digest (RFC 7616): what challenges of the own proxy, or without one of the own domain, are answered with.
  std::string auth_user;  ///< empty: `user`
  std::string password;   ///< empty: challenges go unanswered
  std::string realm;      ///< the only realm that is answered; empty: any
  bool allow_refer = true;       ///< off: REFERs in our calls get 403; `allowRefers` switches single calls
  std::uint16_t media_port = 9;  ///< port in the session descriptions made here

  std::string local_address = "127.0.0.1";  ///< IPv4 or IPv6; 0.0.0.0 or :: for all interfaces
  std::uint16_t local_port = 5060;          ///< 0: any free port

  Limits limits = Limits::host(64);
  StackOptions stack;
  /// How REFERs are sent: `early_leg`, `address_of_record`, `reports` and `no_reports_mean_success`; the
  /// other fields are set by the commands.
  ReferOptions refer;
  /// How long `stop` waits for BYEs, CANCELs and reports to be done.
  Microseconds stop_limit = seconds(4);
  // On the agent's thread; all must outlive the agent.
  MessageTap* tap = nullptr;          ///< hears every message
  EventObserver* observer = nullptr;  ///< hears every event
  /// Who may prove themselves in `stack.digest_realm`; null: nobody, so that realm must be empty.
  DigestUsers* digest_users = nullptr;
};

/// Calls may be given from any thread, and from inside every callback. From another thread they
/// wait until the agent's thread has taken them, so hold no lock that a callback wants; callbacks
/// of a new session may come before `call` has returned its id.
///
/// Callbacks must not throw. Calls return 0 or a positive id, or a (negative) SdkError; without
/// `start` `not_started`, after `stop` has begun `stopping`.
class Agent {
 public:
  /// With a thread of its own, from `start` to `stop`. `callbacks` must outlive the agent.
  Agent(SIPCallbackEvents& callbacks, AgentOptions options);
  /// On an io_context that others share and you run: no thread is made. All calls must then be made
  /// on the thread that runs it (or before it runs), and callbacks come from inside `run`.
  Agent(SIPCallbackEvents& callbacks, AgentOptions options, asio::io_context& context);
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;
  /// Ends at once, raising no callback: `stop` first for an orderly end. Waits for a callback that
  /// is being raised on the agent's thread; may itself be called inside a callback.
  ~Agent();

  /// Opens the socket. Errors: std::errc::address_in_use, address_not_available ..., or Errc
  /// `bad_address`, `bad_uri` (user or domain), `bad_limits`, `bad_options`, `bad_argument` (proofs are wanted that
  /// nobody could give: `stack.digest_realm` and `stack.referral.want_digest` need each other's realm,
  /// `digest_users` and a build with OpenSSL); `already_started` as std::errc::already_connected.
  std::error_code start();

  /// The orderly end: open transfers get their outcome by callback, REFERs that came in an answer,
  /// calls a BYE, CANCEL or 603. Returns when that is done, after `stop_limit` at the latest.
  /// Inside a callback, and on a shared io_context, it returns at once and the end comes later:
  /// `running` turns false; a `stop` from outside then waits for it. `start` may follow. Errors:
  /// `not_started`, `stopping` (where it cannot wait).
  Int32 stop();
  bool running() const noexcept;

  // Calls. What each returns beyond the errors named is in `callback_bridge.hpp`.

  /// Calls a URI, or a number or user of our domain; the new session id.
  Int32 call(std::string_view callee, const CallOptions& options = {});
  /// Takes over a call that rings at somebody else: calls `callee` with a Replaces that holds only while that
  /// call is early (RFC 3891 7.1); the new session id. `dialog` names it: "CALL-ID;to-tag=T;from-tag=F".
  Int32 pickup(std::string_view callee, std::string_view dialog);
  /// Tells the caller that it rings: 101 to 199.
  Int32 ringCall(Int32 sessionId, Int32 code = 180);
  /// On a session that replaced another, and so was answered already: 0, and nothing is done.
  Int32 answerCall(Int32 sessionId);
  /// Refuses an incoming call with 300 to 699.
  Int32 rejectCall(Int32 sessionId, Int32 code = 603);
  /// Ends a call in whatever state. A call that has ended gives `call_is_closed`.
  Int32 hangUp(Int32 sessionId);
  /// Puts the peer on hold: onInviteUpdated when it is done, onHoldFailure when he refuses. On hold already:
  /// `call_already_held`; another re-INVITE of ours is open: `wrong_state`.
  Int32 hold(Int32 sessionId);
  /// Takes him off hold. Not on hold: `call_not_held`.
  Int32 unHold(Int32 sessionId);

  // Transfers that we ask for: 0 when the REFER is on its way; the outcome comes by callback. A second one on a
  // session before the outcome of the first gives `refer_pending`.

  /// Asks the peer to call `referTo`: blind transfer.
  Int32 refer(Int32 sessionId, std::string_view referTo);
  /// Attended transfer: asks the peer to call the peer of `replaceSessionId`, and to take over that call. `referTo`
  /// says otherwise whom; empty: him. The same session twice: `same_session`.
  Int32 attendedRefer(Int32 sessionId, Int32 replaceSessionId, std::string_view referTo = {});
  /// The same, with the Request-URI of the REFER (`target`) and the method of its Refer-To (`replaceMethod`; empty
  /// or "INVITE": none).
  Int32 attendedRefer2(Int32 sessionId, Int32 replaceSessionId, std::string_view replaceMethod,
                       std::string_view target, std::string_view referTo = {});
  /// Asks `target`, with whom there need be no call, to call `referTo`, and to replace `replaceSessionId` unless that
  /// is `no_session`. The outcome is told under `replaceSessionId`.
  Int32 outOfDialogRefer(Int32 replaceSessionId, std::string_view replaceMethod,
                         std::string_view target, std::string_view referTo);
  /// Waits for the outcome no more: onACTVTransferFailure with 487. The referred call may still come about.
  /// Error: `no_transfer`.
  Int32 cancelTransfer(Int32 sessionId);
  /// Where a transfer of this session is, as the number of a TransferState: of the REFER of ours, else of one of the
  /// peer's; 0: none.
  Int32 transferState(Int32 sessionId);

  // Transfers by id: as many at once on a session as the peer takes. No callback tells of them; the observer hears
  // each event, with the id as `Event::transfer`, and from another thread maybe before the id has been returned.

  /// Asks the peer to call `referTo`, in the way that `options` say; with `replaceSessionId`, else `no_session`, the
  /// call that he makes is to replace that one. `options.replaces` is not looked at.
  BegunTransfer beginTransfer(Int32 sessionId, Int32 replaceSessionId, std::string_view referTo,
                              const ReferOptions& options = {});
  /// Asks `target` outside of every call; told under `replaceSessionId`.
  BegunTransfer beginTransferOutside(Int32 replaceSessionId, std::string_view target, std::string_view referTo,
                                     const ReferOptions& options = {});
  /// Waits for the outcome no more: `transfer_failed` with 487. Error: `no_transfer`, also when it is over.
  Int32 cancelTransfer(TransferId transfer);
  /// Where this transfer is, ours or the peer's, as the number of a TransferState; 0: it is over.
  Int32 transferState(TransferId transfer);

  // Transfers that the peer asks for: onReceivedRefer.

  /// Accepts a REFER and calls its target; the new session id.
  Int32 acceptRefer(Int32 referId, std::string_view referSipMessage = {});
  /// Refuses a REFER with 400 to 699, less those that would end the call.
  Int32 rejectRefer(Int32 referId, Int32 code = 603);
  /// Whether REFERs of the peer on this session may come up at all, within the policy; else they get 403. On at first.
  Int32 allowRefers(Int32 sessionId, bool allowed);

  /// What others call to reach this agent: "sip:alice@127.0.0.1:5060". Empty before `start`.
  std::string contact_uri() const;
  /// The port in use; 0 before `start`.
  std::uint16_t local_port() const noexcept;
  /// What has passed so far: messages, junk, retransmissions.
  Counters counters() const;
  /// How full the pools are now; all zero unless it runs.
  Usage usage() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace baton
