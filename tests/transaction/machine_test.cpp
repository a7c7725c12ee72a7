// Every arrow of RFC 3261 figures 5 to 8, as RFC 6026 amends them, on the machines alone. Each
// table holds the arrows and nothing else: whatever pair of state and input it does not name must
// leave the state as it is and do nothing.
#include "src/transaction/machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace baton::core {
namespace {

using S = TransactionState;
using C = ClientInput;
using V = ServerInput;
using R = Retransmit;
using E = EndTimer;
namespace e = effect;

template <class Input>
struct Arrow {
  const char* label;
  S from;
  Input input;
  Step step;
};

constexpr std::array all_states{S::waiting,  S::calling,   S::trying,    S::proceeding,
                                S::accepted, S::completed, S::confirmed, S::terminated};
constexpr std::array client_inputs{C::request,   C::provisional,    C::success,
                                   C::failure,   C::cancel,         C::retransmit_timer,
                                   C::end_timer, C::transport_error};
constexpr std::array server_inputs{
    V::request,          V::ack,       V::provisional,    V::success, V::failure,
    V::retransmit_timer, V::end_timer, V::transport_error};

template <class Input, std::size_t N>
void check(Step (*machine)(S, Input) noexcept, const std::vector<Arrow<Input>>& arrows,
           const std::vector<S>& states, const std::array<Input, N>& inputs) {
  for (const S state : all_states) {
    const bool ours = std::find(states.begin(), states.end(), state) != states.end();
    for (const Input input : inputs) {
      const auto arrow = std::find_if(arrows.begin(), arrows.end(), [&](const auto& a) {
        return a.from == state && a.input == input;
      });
      const Step expected = !ours                   ? Step{S::terminated}
                            : arrow == arrows.end() ? Step{state}
                                                    : arrow->step;
      const Step got = machine(state, input);
      EXPECT_TRUE(got == expected)
          << "state " << int(state) << ", input " << int(input) << ": "
          << (arrow == arrows.end() ? "no arrow" : arrow->label) << "; got state " << int(got.next)
          << ", effects " << got.effects << ", retransmit " << int(got.retransmit) << ", end "
          << int(got.end);
    }
  }
}

TEST(InviteClientMachine, HasTheArrowsOfFigure5_RFC6026_8_4) {
  check<C>(
      invite_client,
      {
          {"INVITE from TU", S::waiting, C::request, {S::calling, e::send, R::t1, E::b}},
          {"Timer A fires", S::calling, C::retransmit_timer, {S::calling, e::send, R::doubled}},
          {"Timer B fires", S::calling, C::end_timer, {S::terminated, e::timed_out}},
          {"Transport Err.", S::calling, C::transport_error, {S::terminated, e::transport_error}},
          {"1xx", S::calling, C::provisional, {S::proceeding, e::deliver, R::stop, E::stop}},
          {"2xx", S::calling, C::success, {S::accepted, e::deliver, R::stop, E::m}},
          {"300-699",
           S::calling,
           C::failure,
           {S::completed, e::deliver | e::send_ack, R::stop, E::d}},
          {"1xx", S::proceeding, C::provisional, {S::proceeding, e::deliver}},
          {"2xx", S::proceeding, C::success, {S::accepted, e::deliver, R::stop, E::m}},
          {"300-699",
           S::proceeding,
           C::failure,
           {S::completed, e::deliver | e::send_ack, R::stop, E::d}},
          {"2xx", S::accepted, C::success, {S::accepted, e::deliver}},
          {"Timer M fires", S::accepted, C::end_timer, {S::terminated}},
          {"300-699", S::completed, C::failure, {S::completed, e::send_ack}},
          {"Transport Err.", S::completed, C::transport_error, {S::terminated, e::transport_error}},
          {"Timer D fires", S::completed, C::end_timer, {S::terminated}},
          // 17.1.4, not drawn in figure 5.
          {"Transport Err.",
           S::proceeding,
           C::transport_error,
           {S::terminated, e::transport_error}},
          // 9.1, not drawn either.
          {"CANCEL",
           S::proceeding,
           C::cancel,
           {S::proceeding, e::send_cancel, R::keep, E::cancelled}},
          {"64*T1 after CANCEL", S::proceeding, C::end_timer, {S::terminated, e::timed_out}},
          {"CANCEL after final", S::accepted, C::cancel, {S::accepted, e::refuse}},
          {"CANCEL after final", S::completed, C::cancel, {S::completed, e::refuse}},
          // Ours: a target in resolution.
          {"CANCEL", S::waiting, C::cancel, {S::waiting, 0, R::keep, E::at_once}},
          {"too long", S::waiting, C::end_timer, {S::terminated, e::timed_out}},
          {"no target", S::waiting, C::transport_error, {S::terminated, e::transport_error}},
      },
      {S::waiting, S::calling, S::proceeding, S::accepted, S::completed}, client_inputs);
}

TEST(NonInviteClientMachine, HasTheArrowsOfFigure6_17_1_2_2) {
  check<C>(
      non_invite_client,
      {
          {"Request from TU", S::waiting, C::request, {S::trying, e::send, R::t1, E::f}},
          {"Timer E", S::trying, C::retransmit_timer, {S::trying, e::send, R::doubled_to_t2}},
          {"Timer F", S::trying, C::end_timer, {S::terminated, e::timed_out}},
          {"Transport Err.", S::trying, C::transport_error, {S::terminated, e::transport_error}},
          {"1xx", S::trying, C::provisional, {S::proceeding, e::deliver}},
          {"200-699", S::trying, C::success, {S::completed, e::deliver, R::stop, E::k}},
          {"200-699", S::trying, C::failure, {S::completed, e::deliver, R::stop, E::k}},
          {"Timer E", S::proceeding, C::retransmit_timer, {S::proceeding, e::send, R::t2}},
          {"Timer F", S::proceeding, C::end_timer, {S::terminated, e::timed_out}},
          {"Transport Err.",
           S::proceeding,
           C::transport_error,
           {S::terminated, e::transport_error}},
          {"1xx", S::proceeding, C::provisional, {S::proceeding, e::deliver}},
          {"200-699", S::proceeding, C::success, {S::completed, e::deliver, R::stop, E::k}},
          {"200-699", S::proceeding, C::failure, {S::completed, e::deliver, R::stop, E::k}},
          {"Timer K", S::completed, C::end_timer, {S::terminated}},
          // 9.1: nothing but an INVITE is cancelled.
          {"CANCEL", S::waiting, C::cancel, {S::waiting, e::refuse}},
          {"CANCEL", S::trying, C::cancel, {S::trying, e::refuse}},
          {"CANCEL", S::proceeding, C::cancel, {S::proceeding, e::refuse}},
          {"CANCEL", S::completed, C::cancel, {S::completed, e::refuse}},
          // Ours: a target in resolution.
          {"too long", S::waiting, C::end_timer, {S::terminated, e::timed_out}},
          {"no target", S::waiting, C::transport_error, {S::terminated, e::transport_error}},
      },
      {S::waiting, S::trying, S::proceeding, S::completed}, client_inputs);
}

TEST(InviteServerMachine, HasTheArrowsOfFigure7_RFC6026_8_6) {
  check<V>(
      invite_server,
      {
          {"INVITE", S::proceeding, V::request, {S::proceeding, e::send}},
          {"101-199 from TU", S::proceeding, V::provisional, {S::proceeding, e::send}},
          {"Transport Err.",
           S::proceeding,
           V::transport_error,
           {S::proceeding, e::transport_error}},
          {"2xx from TU", S::proceeding, V::success, {S::accepted, e::send, R::stop, E::l}},
          {"300-699 from TU", S::proceeding, V::failure, {S::completed, e::send, R::t1, E::h}},
          {"2xx from TU", S::accepted, V::success, {S::accepted, e::send}},
          {"ACK", S::accepted, V::ack, {S::accepted, e::deliver}},
          {"Transport Err.", S::accepted, V::transport_error, {S::accepted, e::transport_error}},
          {"Timer L fires", S::accepted, V::end_timer, {S::terminated, e::accepted_over}},
          {"INVITE", S::completed, V::request, {S::completed, e::send}},
          {"Timer G fires",
           S::completed,
           V::retransmit_timer,
           {S::completed, e::send, R::doubled_to_t2}},
          {"ACK", S::completed, V::ack, {S::confirmed, 0, R::stop, E::i}},
          {"Timer H fires", S::completed, V::end_timer, {S::terminated, e::no_ack}},
          {"Transport Err.", S::completed, V::transport_error, {S::completed, e::transport_error}},
          {"Timer I fires", S::confirmed, V::end_timer, {S::terminated}},
          // What the user must not do.
          {"1xx after 2xx", S::accepted, V::provisional, {S::accepted, e::refuse}},
          {"3xx after 2xx", S::accepted, V::failure, {S::accepted, e::refuse}},
          {"1xx after final", S::completed, V::provisional, {S::completed, e::refuse}},
          {"2xx after final", S::completed, V::success, {S::completed, e::refuse}},
          {"3xx after final", S::completed, V::failure, {S::completed, e::refuse}},
          {"1xx after ACK", S::confirmed, V::provisional, {S::confirmed, e::refuse}},
          {"2xx after ACK", S::confirmed, V::success, {S::confirmed, e::refuse}},
          {"3xx after ACK", S::confirmed, V::failure, {S::confirmed, e::refuse}},
      },
      {S::proceeding, S::accepted, S::completed, S::confirmed}, server_inputs);
}

TEST(NonInviteServerMachine, HasTheArrowsOfFigure8_17_2_2) {
  check<V>(
      non_invite_server,
      {
          {"1xx from TU", S::trying, V::provisional, {S::proceeding, e::send}},
          {"200-699 from TU", S::trying, V::success, {S::completed, e::send, R::stop, E::j}},
          {"200-699 from TU", S::trying, V::failure, {S::completed, e::send, R::stop, E::j}},
          {"Request", S::proceeding, V::request, {S::proceeding, e::send}},
          {"1xx from TU", S::proceeding, V::provisional, {S::proceeding, e::send}},
          {"200-699 from TU", S::proceeding, V::success, {S::completed, e::send, R::stop, E::j}},
          {"200-699 from TU", S::proceeding, V::failure, {S::completed, e::send, R::stop, E::j}},
          {"Request", S::completed, V::request, {S::completed, e::send}},
          {"Timer J fires", S::completed, V::end_timer, {S::terminated}},
          // RFC 6026 8.8: remains in the current state.
          {"Transport Err.", S::trying, V::transport_error, {S::trying, e::transport_error}},
          {"Transport Err.",
           S::proceeding,
           V::transport_error,
           {S::proceeding, e::transport_error}},
          {"Transport Err.", S::completed, V::transport_error, {S::completed, e::transport_error}},
          // RFC 4320 4.2: once the client has given up there is no final response.
          {"unanswered", S::trying, V::end_timer, {S::terminated}},
          {"unanswered", S::proceeding, V::end_timer, {S::terminated}},
          // 17.2.2: any other final response is discarded.
          {"1xx after final", S::completed, V::provisional, {S::completed, e::refuse}},
          {"2xx after final", S::completed, V::success, {S::completed, e::refuse}},
          {"3xx after final", S::completed, V::failure, {S::completed, e::refuse}},
      },
      {S::trying, S::proceeding, S::completed}, server_inputs);
}

}  // namespace
}  // namespace baton::core
