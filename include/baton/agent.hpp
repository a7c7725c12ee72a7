// A whole SIP user agent: a Stack with its sockets, its clock and its thread, seen as calls with
// numbers and as callbacks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "baton/callbacks.hpp"
#include "baton/counters.hpp"
#include "baton/limits.hpp"
#include "baton/message_tap.hpp"
#include "baton/options.hpp"
#include "baton/sdk_error.hpp"

namespace asio {
class io_context;
}

namespace baton {

class Driver;

struct AgentOptions {
  Int32 callbackIndex = 0;   ///< handed back with every callback
  Int32 callbackObject = 0;  ///< handed back with every callback

  std::string user;    ///< the user part of our address of record: "alice"
  std::string domain;  ///< its host; empty: the local address with its port
  std::string display_name;
  std::string proxy;  ///< outbound proxy as a URI; empty: none
  std::string user_agent = "Baton";
  std::uint16_t media_port = 9;  ///< port in the session descriptions made here

  std::string local_address = "127.0.0.1";  ///< IPv4 or IPv6; 0.0.0.0 or :: for all interfaces
  std::uint16_t local_port = 5060;          ///< 0: any free port

  Limits limits = Limits::host(64);
  StackOptions stack;
  /// How long `stop` waits for BYEs, CANCELs and reports to be done.
  Microseconds stop_limit = seconds(4);
  MessageTap* tap =
      nullptr;  ///< hears every message, on the agent's thread; must outlive the agent
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
  /// `bad_address`, `bad_uri` (user or domain), `bad_limits`; `already_started` as
  /// std::errc::already_connected.
  std::error_code start();

  /// The orderly end: open transfers get their outcome by callback, REFERs that came in an answer,
  /// calls a BYE, CANCEL or 603. Returns when that is done, after `stop_limit` at the latest.
  /// Inside a callback, and on a shared io_context, it returns at once and the end comes later:
  /// `running` turns false; a `stop` from outside then waits for it. `start` may follow. Errors:
  /// `not_started`, `stopping` (where it cannot wait).
  Int32 stop();
  bool running() const noexcept;

  /// Calls a URI, or a number or user of our domain; the new session id.
  Int32 call(std::string_view callee);
  /// Tells the caller that it rings: 101 to 199.
  Int32 ringCall(Int32 sessionId, Int32 code = 180);
  Int32 answerCall(Int32 sessionId);
  /// Refuses an incoming call with 300 to 699.
  Int32 rejectCall(Int32 sessionId, Int32 code = 603);
  /// Ends a call in whatever state. A call that has ended gives `call_is_closed`.
  Int32 hangUp(Int32 sessionId);
  /// Asks the peer to call `referTo`: blind transfer. A second one before the outcome of the first
  /// gives `refer_pending`.
  Int32 refer(Int32 sessionId, std::string_view referTo);
  /// Accepts a REFER and calls its target; the new session id.
  Int32 acceptRefer(Int32 referId, std::string_view referSipMessage = {});
  /// Refuses a REFER with 400 to 699, less those that would end the call.
  Int32 rejectRefer(Int32 referId, Int32 code = 603);

  /// What others call to reach this agent: "sip:alice@127.0.0.1:5060". Empty before `start`.
  std::string contact_uri() const;
  /// The port in use; 0 before `start`.
  std::uint16_t local_port() const noexcept;
  /// What has passed so far: messages, junk, retransmissions.
  Counters counters() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace baton
