#include "baton/sdk_error.hpp"

namespace baton {
namespace {

struct Row {
  SdkError error;
  std::string_view name;
  std::string_view text;
};

constexpr Row rows[] = {
    {SdkError::none, "none", "no error"},
    {SdkError::already_started, "already_started", "the agent has been started already"},
    {SdkError::not_started, "not_started", "the agent has not been started"},
    {SdkError::argument_null, "argument_null", "a required argument is missing"},
    {SdkError::start_failed, "start_failed", "the agent could not be started"},
    {SdkError::port_out_of_range, "port_out_of_range", "the port is out of range"},
    {SdkError::udp_socket_failed, "udp_socket_failed", "the UDP socket could not be opened"},
    {SdkError::refer_not_found, "refer_not_found",
     "no REFER with this id waits for an answer: unknown, answered, or its time was over"},
    {SdkError::callee_empty, "callee_empty", "nobody to call was named"},
    {SdkError::invalid_uri, "invalid_uri", "the URI or number is malformed"},
    {SdkError::no_free_session, "no_free_session",
     "as many calls or transfers stand as the limits allow"},
    {SdkError::call_is_closed, "call_is_closed", "the call has ended"},
    {SdkError::call_already_held, "call_already_held", "the call is on hold already"},
    {SdkError::call_not_held, "call_not_held", "the call is not on hold"},
    {SdkError::call_not_established, "call_not_established", "the call is not established"},
    {SdkError::refer_text_mismatch, "refer_text_mismatch",
     "the REFER text handed back is not the one that came"},
    {SdkError::session_not_found, "session_not_found", "no session has this id"},
    {SdkError::argument_too_long, "argument_too_long", "an argument is too long for the limits"},
    {SdkError::not_incoming_call, "not_incoming_call", "the call is not an incoming one"},
    {SdkError::bad_session_description, "bad_session_description",
     "the session description is malformed, or the offer cannot be met"},
    {SdkError::stack_failure, "stack_failure", "the stack failed"},
    {SdkError::unsupported_target, "unsupported_target",
     "the scheme, transport or host name of the target cannot be used"},
    {SdkError::account_not_found, "account_not_found", "no account has been set"},
    {SdkError::no_transport, "no_transport",
     "no socket of the transport and address family that the target needs"},
    {SdkError::send_failed, "send_failed", "no room for one more message: try again later"},
    {SdkError::argument_incorrect, "argument_incorrect", "an argument makes no sense"},
    {SdkError::refer_pending, "refer_pending",
     "a REFER on this session still waits for its outcome"},
    {SdkError::wrong_state, "wrong_state", "the call cannot do this now"},
    {SdkError::forbidden_status, "forbidden_status",
     "this code may not refuse a REFER: it would end the call with it"},
    {SdkError::stopping, "stopping", "the agent is being stopped"},
    {SdkError::in_callback, "in_callback", "not possible from inside a callback"},
    {SdkError::same_session, "same_session",
     "a call cannot be transferred to itself: the session to be replaced is another one"},
    {SdkError::no_transfer, "no_transfer", "no transfer of this session waits for its outcome"},
};

const Row* row_of(Int32 result) noexcept {
  for (const Row& row : rows) {
    if (result == row.error) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace

SdkError sdk_error(Errc error) noexcept {
  switch (error) {
    case Errc::ok:
      return SdkError::none;
    case Errc::bad_uri:
    case Errc::bad_escape:
    case Errc::bad_address:
    case Errc::bad_number:
    case Errc::bad_request_uri:
      return SdkError::invalid_uri;
    case Errc::injection:
    case Errc::bad_argument:
      return SdkError::argument_incorrect;
    case Errc::message_too_long:
    case Errc::dialog_text_full:
    case Errc::buffer_too_small:
      return SdkError::argument_too_long;
    case Errc::calls_full:
    case Errc::transfers_full:
      return SdkError::no_free_session;
    case Errc::transactions_full:
    case Errc::store_full:
    case Errc::output_full:
    case Errc::lookups_full:
      return SdkError::send_failed;
    case Errc::bad_body:
      return SdkError::bad_session_description;
    case Errc::unknown_handle:
      return SdkError::call_is_closed;
    case Errc::wrong_state:
      return SdkError::wrong_state;
    case Errc::no_flow:
      return SdkError::no_transport;
    case Errc::unsupported_uri:
      return SdkError::unsupported_target;
    case Errc::same_call:
      return SdkError::same_session;
    case Errc::refer_pending:
      return SdkError::refer_pending;
    case Errc::refer_mismatch:
      return SdkError::refer_text_mismatch;
    case Errc::forbidden_status:
      return SdkError::forbidden_status;
    default:
      return SdkError::stack_failure;
  }
}

std::string_view sdk_error_name(Int32 result) noexcept {
  const Row* row = row_of(result);
  return row != nullptr ? row->name : std::string_view();
}

std::string_view sdk_error_text(Int32 result) noexcept {
  const Row* row = row_of(result);
  return row != nullptr ? row->text : std::string_view("unknown error");
}

}  // namespace baton
