// The numbers that the calls of the SDK return: 0 or a positive id on success, else one of these.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/callbacks.hpp"
#include "baton/errc.hpp"

namespace baton {

/// The session id of a REFER that came in outside of every call.
inline constexpr Int32 no_session = -1;

/// Values around -60000 are those that applications of this shape know; values from -95000 down are
/// our own, for what has no number there.
enum class SdkError : Int32 {
  none = 0,
  already_started = -60000,
  not_started = -60001,
  argument_null = -60003,
  start_failed = -60006,
  port_out_of_range = -60007,
  udp_socket_failed = -60010,
  refer_not_found = -60024,  ///< this referId is unknown, or was answered, or its time was over
  callee_empty = -60026,
  invalid_uri = -60027,
  no_free_session = -60029,  ///< as many calls or transfers as the limits allow
  call_is_closed = -60043,   ///< the session has ended; nothing to be done
  call_already_held = -60044,
  call_not_established = -60045,
  call_not_held = -60050,
  refer_text_mismatch = -60054,  ///< the REFER text handed back is not the one that came
  session_not_found = -60062,    ///< this sessionId was never given out
  argument_too_long = -60077,
  not_incoming_call = -60080,
  bad_session_description = -60090,
  stack_failure = -60092,
  unsupported_target = -60094,  ///< a scheme or transport that cannot be called
  account_not_found = -60096,
  no_transport = -60099,  ///< no socket of the family that the target needs
  send_failed = -60100,   ///< no room for the message or its transaction: try again later
  argument_incorrect = -60101,

  refer_pending = -95000,     ///< a REFER on this session still waits for its outcome
  wrong_state = -95001,       ///< the call exists but cannot do this now
  forbidden_status = -95002,  ///< a code that may not refuse a REFER: it would end the call with it
  stopping = -95003,          ///< the agent is being stopped
  in_callback = -95004,       ///< not from inside a callback
  same_session = -95005,      ///< the session to be replaced is the one that would be transferred
  no_transfer = -95006,       ///< no REFER of ours on this session waits for its outcome
};

constexpr Int32 to_int(SdkError error) noexcept {
  return static_cast<Int32>(error);
}
constexpr bool operator==(Int32 result, SdkError error) noexcept {
  return result == to_int(error);
}

/// The number for what the core reported; `wrong_state` differs by command, so commands map it.
SdkError sdk_error(Errc error) noexcept;

/// The enumerator's name, "refer_pending"; empty: no error of this list.
std::string_view sdk_error_name(Int32 result) noexcept;
/// A sentence for people, without a full stop.
std::string_view sdk_error_text(Int32 result) noexcept;

}  // namespace baton
