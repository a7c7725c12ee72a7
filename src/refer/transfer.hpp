// The records of a transfer: the REFER itself, sent or received, and its subscription.
#pragma once

#include <array>
#include <cstdint>

#include "baton/limits.hpp"
#include "src/base/message_store.hpp"
#include "src/base/timer_wheel.hpp"
#include "src/refer/notifier.hpp"
#include "src/refer/transferor.hpp"
#include "src/transaction/transaction.hpp"

namespace baton::core {

/// One REFER whose story is not over. Its id is the application's TransferId.
struct TransferRecord : Pooled {
  CallId call;               ///< that the REFER ran on, ended or not
  CallId referred;           ///< transferee: the call it made
  TransactionId refer;       ///< the REFER's transaction, while it lives
  Time phase_due{};          ///< when the phase timer fires
  Transferor sender;         ///< transferor's state; of a transferee only `state`
  Chain request = no_index;  ///< transferor: the REFER, for a resend after glare
  std::uint32_t dialog = no_index;
  std::uint32_t account = no_index;
  std::uint32_t subscription = no_index;
  std::uint16_t end_status = 0;  ///< transferee: what `referral_ended` will say
  Cause end_cause = Cause::message;
  bool received = false;    ///< transferee
  bool end_queued = false;  ///< the last event stands in the queue
  bool shut_down = false;
  bool call_over = false;  ///< the call ended while the REFER was undecided, or held back
};

enum class TransferTimer : std::uint8_t {
  phase,  ///< transferor: see Wait; transferee: 100 at 7*T1
  limit,  ///< transferor: give_up; transferee: the decision; both: due work
};
inline constexpr std::uint32_t transfer_timers = 2;
static_assert(sizeof(TransferRecord) + transfer_timers * sizeof(TimerNode) <= record_bytes::transfer);

/// A refer usage of a dialog (RFC 5057): it outlives the call, and as a tombstone its transfer.
struct Subscription : Pooled {
  TransferId transfer;                 ///< none: a tombstone
  std::array<std::uint32_t, 4> ids{};  ///< the CSeq of each send of the REFER (RFC 3515 2.4.6)
  TransactionId request;               ///< NOTIFY or SUBSCRIBE under way
  Time expires{};                      ///< when it runs out
  Notifier notifier;                   ///< of a received REFER
  std::uint32_t dialog = no_index;
  std::uint32_t next_in_dialog = no_index;
  std::uint32_t account = no_index;
  std::uint8_t id_count = 0;
  bool received = false;     ///< we are the notifier
  bool subscribed = false;   ///< subscriber: active or pending at the peer
  bool unsubscribe = false;  ///< subscriber: SUBSCRIBE Expires 0 when its timer fires

  bool has_id(std::uint32_t id) const noexcept {
    for (std::uint8_t i = 0; i < id_count; ++i) {
      if (ids[i] == id) return true;
    }
    return false;
  }
};

enum class SubscriptionTimer : std::uint8_t {
  wake,    ///< notifier: ask `next_step` again; subscriber: refresh or unsubscribe
  expiry,  ///< runs out; of a tombstone: goes
};
inline constexpr std::uint32_t subscription_timers = 2;
static_assert(sizeof(Subscription) + subscription_timers * sizeof(TimerNode) <= record_bytes::subscription);

}  // namespace baton::core
