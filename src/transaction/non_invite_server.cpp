// The non-INVITE server transaction: RFC 3261 17.2.2, figure 8. A transport error leaves every
// state as it is: RFC 6026 8.8 amends 17.2.4 for both server machines. The end timer that runs
// before the final response is ours: after 64*T1 the client has given up, and no answer may be sent
// (RFC 4320 4.2).
#include "src/transaction/machine.hpp"

namespace baton::core {
namespace {

using State = TransactionState;

Step trying(ServerInput input) noexcept {
  switch (input) {
    case ServerInput::provisional:
      return {State::proceeding, effect::send};
    case ServerInput::success:
    case ServerInput::failure:
      return {State::completed, effect::send, Retransmit::stop, EndTimer::j};
    case ServerInput::transport_error:
      return {State::trying, effect::transport_error};
    case ServerInput::end_timer:
      return {State::terminated};
    case ServerInput::request:  // discarded: there is no answer yet
    case ServerInput::ack:
    case ServerInput::retransmit_timer:
      break;
  }
  return {State::trying};
}

Step proceeding(ServerInput input) noexcept {
  switch (input) {
    case ServerInput::request:
    case ServerInput::provisional:
      return {State::proceeding, effect::send};
    case ServerInput::success:
    case ServerInput::failure:
      return {State::completed, effect::send, Retransmit::stop, EndTimer::j};
    case ServerInput::transport_error:
      return {State::proceeding, effect::transport_error};
    case ServerInput::end_timer:
      return {State::terminated};
    case ServerInput::ack:
    case ServerInput::retransmit_timer:
      break;
  }
  return {State::proceeding};
}

Step completed(ServerInput input) noexcept {
  switch (input) {
    case ServerInput::request:
      return {State::completed, effect::send};
    case ServerInput::end_timer:
      return {State::terminated};
    case ServerInput::transport_error:
      return {State::completed, effect::transport_error};
    case ServerInput::provisional:
    case ServerInput::success:
    case ServerInput::failure:
      return {State::completed, effect::refuse};
    case ServerInput::ack:
    case ServerInput::retransmit_timer:
      break;
  }
  return {State::completed};
}

}  // namespace

Step non_invite_server(TransactionState state, ServerInput input) noexcept {
  switch (state) {
    case State::trying:
      return trying(input);
    case State::proceeding:
      return proceeding(input);
    case State::completed:
      return completed(input);
    case State::waiting:
    case State::calling:
    case State::accepted:
    case State::confirmed:
    case State::terminated:
      break;
  }
  return {State::terminated};
}

}  // namespace baton::core
