// The INVITE client transaction: RFC 3261 17.1.1.2, figure 5 as replaced by RFC 6026 8.4.
#include "src/transaction/machine.hpp"

namespace baton::core {
namespace {

using State = TransactionState;

/// Ours: the target is still being resolved, nothing has been sent.
Step waiting(ClientInput input) noexcept {
  switch (input) {
    case ClientInput::request:
      return {State::calling, effect::send, Retransmit::t1, EndTimer::b};
    case ClientInput::cancel:
      // There is nothing to cancel at a peer; the next timer reports the end.
      return {State::waiting, 0, Retransmit::keep, EndTimer::at_once};
    case ClientInput::end_timer:
      return {State::terminated, effect::timed_out};
    case ClientInput::transport_error:
      return {State::terminated, effect::transport_error};
    case ClientInput::provisional:
    case ClientInput::success:
    case ClientInput::failure:
    case ClientInput::retransmit_timer:
      break;
  }
  return {State::waiting};
}

Step calling(ClientInput input) noexcept {
  switch (input) {
    case ClientInput::provisional:
      return {State::proceeding, effect::deliver, Retransmit::stop, EndTimer::stop};
    case ClientInput::success:
      return {State::accepted, effect::deliver, Retransmit::stop, EndTimer::m};
    case ClientInput::failure:
      return {State::completed, effect::deliver | effect::send_ack, Retransmit::stop, EndTimer::d};
    case ClientInput::retransmit_timer:
      return {State::calling, effect::send, Retransmit::doubled};
    case ClientInput::end_timer:
      return {State::terminated, effect::timed_out};
    case ClientInput::transport_error:
      return {State::terminated, effect::transport_error};
    case ClientInput::cancel:  // waits for the first 1xx: 9.1
    case ClientInput::request:
      break;
  }
  return {State::calling};
}

/// No timer runs here until a CANCEL is sent: how long a phone may ring is the user's decision.
Step proceeding(ClientInput input) noexcept {
  switch (input) {
    case ClientInput::provisional:
      return {State::proceeding, effect::deliver};
    case ClientInput::success:
      return {State::accepted, effect::deliver, Retransmit::stop, EndTimer::m};
    case ClientInput::failure:
      return {State::completed, effect::deliver | effect::send_ack, Retransmit::stop, EndTimer::d};
    case ClientInput::cancel:
      return {State::proceeding, effect::send_cancel, Retransmit::keep, EndTimer::cancelled};
    case ClientInput::end_timer:
      return {State::terminated, effect::timed_out};
    case ClientInput::transport_error:  // 17.1.4
      return {State::terminated, effect::transport_error};
    case ClientInput::request:
    case ClientInput::retransmit_timer:
      break;
  }
  return {State::proceeding};
}

/// Each 2xx goes up: its repetition, or that of another branch (RFC 6026 7.2).
Step accepted(ClientInput input) noexcept {
  switch (input) {
    case ClientInput::success:
      return {State::accepted, effect::deliver};
    case ClientInput::end_timer:
      return {State::terminated};
    case ClientInput::cancel:
      return {State::accepted, effect::refuse};
    case ClientInput::request:
    case ClientInput::provisional:
    case ClientInput::failure:
    case ClientInput::retransmit_timer:
    case ClientInput::transport_error:
      break;
  }
  return {State::accepted};
}

Step completed(ClientInput input) noexcept {
  switch (input) {
    case ClientInput::failure:
      return {State::completed, effect::send_ack};
    case ClientInput::end_timer:
      return {State::terminated};
    case ClientInput::transport_error:
      return {State::terminated, effect::transport_error};
    case ClientInput::cancel:
      return {State::completed, effect::refuse};
    case ClientInput::request:
    case ClientInput::provisional:
    case ClientInput::success:
    case ClientInput::retransmit_timer:
      break;
  }
  return {State::completed};
}

}  // namespace

Step invite_client(TransactionState state, ClientInput input) noexcept {
  switch (state) {
    case State::waiting:
      return waiting(input);
    case State::calling:
      return calling(input);
    case State::proceeding:
      return proceeding(input);
    case State::accepted:
      return accepted(input);
    case State::completed:
      return completed(input);
    case State::trying:
    case State::confirmed:
    case State::terminated:
      break;
  }
  return {State::terminated};
}

}  // namespace baton::core
