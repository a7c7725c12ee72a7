// The vocabulary of the four state machines (RFC 3261 17, RFC 6026 7): what can happen to a
// transaction, and what is then to be done.
//
// Each machine is a pure function from state and input to a Step, laid out as its RFC figure; it
// knows neither messages nor times. Timers go by the RFCs' letters (RFC 3261 table 4): how long one
// is, and that a stream needs no retransmission, is the layer's part.
#pragma once

#include <cstdint>

#include "src/transaction/transaction.hpp"

namespace baton::core {

/// What happens to a client transaction.
enum class ClientInput : std::uint8_t {
  request,           ///< from the user: the target is known, send it
  provisional,       ///< 1xx
  success,           ///< 2xx
  failure,           ///< 300 to 699
  cancel,            ///< from the user (RFC 3261 9.1)
  retransmit_timer,  ///< A, E
  end_timer,         ///< B, D, F, K, M
  transport_error,
};

/// What happens to a server transaction.
enum class ServerInput : std::uint8_t {
  request,           ///< the same once more
  ack,               ///< INVITE only
  provisional,       ///< 1xx from the user
  success,           ///< 2xx from the user
  failure,           ///< 300 to 699 from the user
  retransmit_timer,  ///< G
  end_timer,         ///< H, I, J, L
  transport_error,
};

/// What is to be done, as bits; timers and the next state stand beside them.
namespace effect {
inline constexpr std::uint16_t send = 1 << 0;             ///< the request; the newest response
inline constexpr std::uint16_t send_ack = 1 << 1;         ///< of a non-2xx (17.1.1.3)
inline constexpr std::uint16_t send_cancel = 1 << 2;      ///< 9.1
inline constexpr std::uint16_t deliver = 1 << 3;          ///< the message is for the user
inline constexpr std::uint16_t timed_out = 1 << 4;        ///< tell the user: as if 408 came
inline constexpr std::uint16_t transport_error = 1 << 5;  ///< tell the user
inline constexpr std::uint16_t no_ack = 1 << 6;           ///< tell the user: timer H
inline constexpr std::uint16_t accepted_over = 1 << 7;    ///< tell the user: timer L
inline constexpr std::uint16_t refuse = 1 << 8;           ///< the user asked what cannot be
}  // namespace effect

/// Timers A, E and G: the next interval.
enum class Retransmit : std::uint8_t {
  keep,  ///< whatever is armed stays
  stop,
  t1,             ///< T1 from now
  doubled,        ///< twice the last interval
  doubled_to_t2,  ///< MIN(twice the last interval, T2)
  t2,
};

/// The timers that end something, by their letters in RFC 3261 table 4 and RFC 6026 8.11.
enum class EndTimer : std::uint8_t {
  keep,
  stop,
  b,
  d,
  f,
  h,
  i,
  j,
  k,
  l,
  m,
  resolving,   ///< ours, 64*T1: the longest that a client transaction waits for its target
  unanswered,  ///< ours, 64*T1: the longest that a non-INVITE server transaction waits for an
               ///< answer
  cancelled,   ///< 64*T1 for the final response after a CANCEL (RFC 3261 9.1)
  at_once,
};

struct Step {
  TransactionState next = TransactionState::terminated;
  std::uint16_t effects = 0;
  Retransmit retransmit = Retransmit::keep;
  EndTimer end = EndTimer::keep;

  constexpr bool has(std::uint16_t bits) const noexcept { return (effects & bits) != 0; }
  bool operator==(const Step&) const = default;
};

/// RFC 3261 figure 5 as replaced by RFC 6026 8.4.
Step invite_client(TransactionState state, ClientInput input) noexcept;
/// RFC 3261 figure 6.
Step non_invite_client(TransactionState state, ClientInput input) noexcept;
/// RFC 3261 figure 7 as replaced by RFC 6026 8.6. Begins in `proceeding`.
Step invite_server(TransactionState state, ServerInput input) noexcept;
/// RFC 3261 figure 8, transport errors by RFC 6026 8.8. Begins in `trying`.
Step non_invite_server(TransactionState state, ServerInput input) noexcept;

constexpr bool is_client(const Transaction& record) noexcept {
  return record.kind == TransactionKind::invite_client ||
         record.kind == TransactionKind::non_invite_client;
}
/// The step of the machine that `record` runs on. `input` must be of its side.
inline Step step(const Transaction& record, ClientInput input) noexcept {
  return record.kind == TransactionKind::invite_client ? invite_client(record.state, input)
                                                       : non_invite_client(record.state, input);
}
inline Step step(const Transaction& record, ServerInput input) noexcept {
  return record.kind == TransactionKind::invite_server ? invite_server(record.state, input)
                                                       : non_invite_server(record.state, input);
}

}  // namespace baton::core
