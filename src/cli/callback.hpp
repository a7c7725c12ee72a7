// The callbacks of an agent as values, so that they can be printed, compared and listed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "baton/callbacks.hpp"

namespace baton::cli {

/// The seven first, in the order of their appearance in a transfer.
enum class CallbackKind : std::uint8_t {
  received_refer,
  refer_accepted,
  refer_rejected,
  transfer_trying,
  transfer_ringing,
  transfer_success,
  transfer_failure,
  invite_incoming,
  invite_trying,
  invite_session_progress,
  invite_ringing,
  invite_answered,
  invite_failure,
  invite_updated,
  invite_connected,
  invite_closed,
  remote_hold,
  remote_unhold,
  hold_failure,
  refer_expired,
};

inline constexpr std::size_t seven = 7;
inline constexpr bool is_one_of_the_seven(CallbackKind kind) noexcept {
  return static_cast<std::size_t>(kind) < seven;
}

/// The name of the function: "onTransferRinging".
std::string_view name(CallbackKind kind) noexcept;

/// One callback with its arguments; those that it does not have are 0 or empty. Views hold until
/// the callback returns.
struct Callback {
  CallbackKind kind;
  Int32 session = 0;
  Int32 refer = 0;
  Int32 code = 0;
  std::string_view reason;
  std::string_view to;    ///< the refer target, or the callee
  std::string_view from;  ///< the sender of the REFER, or the caller
  std::string_view message;
};

/// For people: "onReferRejected 603 Decline".
std::string short_text(const Callback& callback);
/// For programs: "onReferRejected session=1 code=603 reason="Decline"".
std::string field_text(const Callback& callback);
/// A value for such a line: in double quotes, on one line, quotes and backslashes escaped.
std::string in_quotes(std::string_view value);

/// Hears all callbacks of an agent through one function.
class CallbackListener : public SIPCallbackEvents {
 public:
  virtual void on_callback(const Callback& callback) = 0;

  Int32 onReceivedRefer(Int32, Int32, Int32 sessionId, Int32 referId, std::string_view to,
                        std::string_view from, std::string_view referSipMessage) final;
  Int32 onReferAccepted(Int32, Int32, Int32 sessionId) final;
  Int32 onReferRejected(Int32, Int32, Int32 sessionId, std::string_view reason, Int32 code) final;
  Int32 onTransferTrying(Int32, Int32, Int32 sessionId) final;
  Int32 onTransferRinging(Int32, Int32, Int32 sessionId) final;
  Int32 onACTVTransferSuccess(Int32, Int32, Int32 sessionId) final;
  Int32 onACTVTransferFailure(Int32, Int32, Int32 sessionId, std::string_view reason,
                              Int32 code) final;
  Int32 onInviteIncoming(Int32, Int32, Int32 sessionId, std::string_view caller,
                         std::string_view callee, std::string_view sipMessage) final;
  Int32 onInviteTrying(Int32, Int32, Int32 sessionId) final;
  Int32 onInviteSessionProgress(Int32, Int32, Int32 sessionId, std::string_view sipMessage) final;
  Int32 onInviteRinging(Int32, Int32, Int32 sessionId, std::string_view statusText,
                        Int32 statusCode) final;
  Int32 onInviteAnswered(Int32, Int32, Int32 sessionId, std::string_view sipMessage) final;
  Int32 onInviteFailure(Int32, Int32, Int32 sessionId, std::string_view reason, Int32 code) final;
  Int32 onInviteUpdated(Int32, Int32, Int32 sessionId, std::string_view sipMessage) final;
  Int32 onInviteConnected(Int32, Int32, Int32 sessionId) final;
  Int32 onInviteClosed(Int32, Int32, Int32 sessionId) final;
  Int32 onRemoteHold(Int32, Int32, Int32 sessionId) final;
  Int32 onRemoteUnHold(Int32, Int32, Int32 sessionId) final;
  Int32 onHoldFailure(Int32, Int32, Int32 sessionId, std::string_view reason, Int32 code) final;
  Int32 onReferExpired(Int32, Int32, Int32 sessionId, Int32 referId) final;

 protected:
  ~CallbackListener() = default;

 private:
  Int32 pass(const Callback& callback) {
    on_callback(callback);
    return 0;
  }
};

}  // namespace baton::cli
