// The non-INVITE client transaction: RFC 3261 17.1.2.2, figure 6.
#include "src/transaction/machine.hpp"

namespace baton::core {
namespace {

using State = TransactionState;

/// Ours: the target is still being resolved, nothing has been sent.
Step waiting(ClientInput input) noexcept {
  switch (input) {
    case ClientInput::request:
      return {State::trying, effect::send, Retransmit::t1, EndTimer::f};
    case ClientInput::end_timer:
      return {State::terminated, effect::timed_out};
    case ClientInput::transport_error:
      return {State::terminated, effect::transport_error};
    case ClientInput::cancel:  // only an INVITE can be cancelled: 9.1
      return {State::waiting, effect::refuse};
    case ClientInput::provisional:
    case ClientInput::success:
    case ClientInput::failure:
    case ClientInput::retransmit_timer:
      break;
  }
  return {State::waiting};
}

Step trying(ClientInput input) noexcept {
  switch (input) {
    case ClientInput::provisional:
      // Timer E runs on and is T2 from its next firing; F is not touched.
      return {State::proceeding, effect::deliver};
    case ClientInput::success:
    case ClientInput::failure:
      return {State::completed, effect::deliver, Retransmit::stop, EndTimer::k};
    case ClientInput::retransmit_timer:
      return {State::trying, effect::send, Retransmit::doubled_to_t2};
    case ClientInput::end_timer:
      return {State::terminated, effect::timed_out};
    case ClientInput::transport_error:
      return {State::terminated, effect::transport_error};
    case ClientInput::cancel:
      return {State::trying, effect::refuse};
    case ClientInput::request:
      break;
  }
  return {State::trying};
}

Step proceeding(ClientInput input) noexcept {
  switch (input) {
    case ClientInput::provisional:
      return {State::proceeding, effect::deliver};
    case ClientInput::success:
    case ClientInput::failure:
      return {State::completed, effect::deliver, Retransmit::stop, EndTimer::k};
    case ClientInput::retransmit_timer:
      return {State::proceeding, effect::send, Retransmit::t2};
    case ClientInput::end_timer:
      return {State::terminated, effect::timed_out};
    case ClientInput::transport_error:
      return {State::terminated, effect::transport_error};
    case ClientInput::cancel:
      return {State::proceeding, effect::refuse};
    case ClientInput::request:
      break;
  }
  return {State::proceeding};
}

/// Buffers responses that come again.
Step completed(ClientInput input) noexcept {
  switch (input) {
    case ClientInput::end_timer:
      return {State::terminated};
    case ClientInput::cancel:
      return {State::completed, effect::refuse};
    case ClientInput::request:
    case ClientInput::provisional:
    case ClientInput::success:
    case ClientInput::failure:
    case ClientInput::retransmit_timer:
    case ClientInput::transport_error:
      break;
  }
  return {State::completed};
}

}  // namespace

Step non_invite_client(TransactionState state, ClientInput input) noexcept {
  switch (state) {
    case State::waiting:
      return waiting(input);
    case State::trying:
      return trying(input);
    case State::proceeding:
      return proceeding(input);
    case State::completed:
      return completed(input);
    case State::calling:
    case State::accepted:
    case State::confirmed:
    case State::terminated:
      break;
  }
  return {State::terminated};
}

}  // namespace baton::core
