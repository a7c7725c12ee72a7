// One transaction's record and the four state machines' vocabulary (RFC 3261 17, RFC 6026).
#pragma once

#include <cstdint>

#include "baton/handle.hpp"
#include "baton/limits.hpp"
#include "baton/method.hpp"
#include "src/base/message_store.hpp"
#include "src/base/output_queue.hpp"
#include "src/base/slab.hpp"
#include "src/base/timer_wheel.hpp"

namespace baton::core {

using TransactionId = Handle<struct TransactionTag>;

/// Who began a client transaction, or answers a server transaction, in words of the layers above.
/// The transaction layer keeps it and hands it back; it never looks inside.
struct Owner {
  std::uint32_t index = no_index;
  std::uint32_t generation = 0;
  std::uint8_t kind = 0;  ///< 0: nobody
  std::uint8_t detail = 0;
  std::uint8_t serial = 0;  ///< the owner's own: which of its requests this is
};

enum class TransactionKind : std::uint8_t {
  invite_client,
  non_invite_client,
  invite_server,
  non_invite_server,
};

/// States of figures 5 to 8 of RFC 3261 and of RFC 6026 section 7. `waiting` is ours: a client
/// transaction whose target is still being resolved.
enum class TransactionState : std::uint8_t {
  waiting,
  calling,
  trying,
  proceeding,
  accepted,
  completed,
  confirmed,
  terminated,
};

struct Transaction : Pooled {
  std::uint64_t key = 0;        ///< of the matching rules; see transaction_key.hpp
  std::uint64_t check = 0;      ///< a second, independently keyed hash of the same: the identity
  std::uint64_t merge_key = 0;  ///< server, no To tag: From tag, Call-ID, CSeq (RFC 3261 8.2.2.2)
  std::uint32_t next_by_key = no_index;
  std::uint32_t next_by_merge = no_index;
  Chain message = no_index;  ///< client: the request; server: the request, then its response
  Chain reply = no_index;    ///< client INVITE: the ACK of a non-2xx; server: the newest 1xx; else room set aside
  std::uint32_t next_answered = no_index;  ///< completed non-INVITE servers, oldest first
  std::uint32_t previous_answered = no_index;
  Route route;  ///< client: where the request goes; server: the responses
  Owner owner;
  std::uint32_t interval_ms = 0;  ///< of the next retransmission
  std::uint16_t status = 0;       ///< the last response sent or received; 0: none
  TransactionKind kind = TransactionKind::invite_client;
  TransactionState state = TransactionState::terminated;
  Method method = Method::other;
  bool cancel_wanted = false;  ///< client INVITE: CANCEL as soon as a 1xx is here (RFC 3261 9.1)
  bool cancelled = false;      ///< client INVITE: CANCEL has been sent
  bool elsewhere = false;      ///< client INVITE: the CANCEL says that the call was completed elsewhere
  bool merge_listed = false;
  bool owed = false;      ///< a stream's message found the output queue full: send it yet
  bool detached = false;  ///< server: its flow has closed, answers have nowhere to go
};
static_assert(sizeof(Transaction) + 2 * sizeof(TimerNode) + 2 * 2 * sizeof(std::uint32_t) <=
              record_bytes::transaction);

}  // namespace baton::core
