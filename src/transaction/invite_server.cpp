// The INVITE server transaction: RFC 3261 17.2.1, figure 7 as replaced by RFC 6026 8.6. A transport
// error leaves every state as it is, so that the INVITE's repetitions stay repetitions (RFC
// 6026 7.1).
#include "src/transaction/machine.hpp"

namespace baton::core {
namespace {

using State = TransactionState;

Step proceeding(ServerInput input) noexcept {
  switch (input) {
    case ServerInput::request:
      return {State::proceeding, effect::send};
    case ServerInput::provisional:
      return {State::proceeding, effect::send};
    case ServerInput::success:
      return {State::accepted, effect::send, Retransmit::stop, EndTimer::l};
    case ServerInput::failure:
      return {State::completed, effect::send, Retransmit::t1, EndTimer::h};
    case ServerInput::transport_error:
      return {State::proceeding, effect::transport_error};
    case ServerInput::ack:
    case ServerInput::retransmit_timer:
    case ServerInput::end_timer:
      break;
  }
  return {State::proceeding};
}

/// The user repeats its 2xx, not the machine; an ACK goes up to it.
Step accepted(ServerInput input) noexcept {
  switch (input) {
    case ServerInput::ack:
      return {State::accepted, effect::deliver};
    case ServerInput::success:
      return {State::accepted, effect::send};
    case ServerInput::end_timer:
      return {State::terminated, effect::accepted_over};
    case ServerInput::transport_error:
      return {State::accepted, effect::transport_error};
    case ServerInput::provisional:
    case ServerInput::failure:
      return {State::accepted, effect::refuse};
    case ServerInput::request:
    case ServerInput::retransmit_timer:
      break;
  }
  return {State::accepted};
}

Step completed(ServerInput input) noexcept {
  switch (input) {
    case ServerInput::request:
      return {State::completed, effect::send};
    case ServerInput::ack:
      return {State::confirmed, 0, Retransmit::stop, EndTimer::i};
    case ServerInput::retransmit_timer:
      return {State::completed, effect::send, Retransmit::doubled_to_t2};
    case ServerInput::end_timer:
      return {State::terminated, effect::no_ack};
    case ServerInput::transport_error:
      return {State::completed, effect::transport_error};
    case ServerInput::provisional:
    case ServerInput::success:
    case ServerInput::failure:
      return {State::completed, effect::refuse};
  }
  return {State::completed};
}

/// Absorbs the ACKs that come again.
Step confirmed(ServerInput input) noexcept {
  switch (input) {
    case ServerInput::end_timer:
      return {State::terminated};
    case ServerInput::provisional:
    case ServerInput::success:
    case ServerInput::failure:
      return {State::confirmed, effect::refuse};
    case ServerInput::request:
    case ServerInput::ack:
    case ServerInput::retransmit_timer:
    case ServerInput::transport_error:
      break;
  }
  return {State::confirmed};
}

}  // namespace

Step invite_server(TransactionState state, ServerInput input) noexcept {
  switch (state) {
    case State::proceeding:
      return proceeding(input);
    case State::accepted:
      return accepted(input);
    case State::completed:
      return completed(input);
    case State::confirmed:
      return confirmed(input);
    case State::waiting:
    case State::calling:
    case State::trying:
    case State::terminated:
      break;
  }
  return {State::terminated};
}

}  // namespace baton::core
