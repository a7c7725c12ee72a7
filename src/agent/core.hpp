// The inside of a Stack: its pools, and what every file of this room works on.
#pragma once

#include <array>

#include "baton/stack.hpp"
#include "src/agent/event_queue.hpp"
#include "src/auth/digest_server.hpp"
#include "src/base/keyed_hash.hpp"
#include "src/base/message_store.hpp"
#include "src/base/output_queue.hpp"
#include "src/base/rate_window.hpp"
#include "src/base/timer_wheel.hpp"
#include "src/dialog/call.hpp"
#include "src/dialog/dialog_table.hpp"
#include "src/dialog/ended_dialogs.hpp"
#include "src/dialog/request_builder.hpp"
#include "src/refer/policy.hpp"
#include "src/refer/transfer.hpp"
#include "src/transaction/transaction_layer.hpp"

namespace baton::core {

struct AccountRecord : Pooled {
  AccountView view;
  RateWindow<std::uint16_t, 10> referrals;  ///< REFERs let through, against `ReferralPolicy::per_minute`
};
static_assert(sizeof(AccountRecord) <= record_bytes::account);

struct FlowRecord : Pooled {
  FlowInfo info;
  bool failing = false;  ///< transactions over it to `info.peer` remain to be failed
  bool closed = false;   ///< and then the record goes
};
static_assert(sizeof(FlowRecord) <= record_bytes::flow);

struct LookupRecord : Pooled {
  TransactionId transaction;  ///< that waits for the answer
  bool given_out = false;
};
static_assert(sizeof(LookupRecord) <= record_bytes::lookup);

/// Whom a client transaction reports to: `Owner::kind`.
enum class OwnerKind : std::uint8_t {
  nobody,
  call_invite,  ///< index and generation of a Call
  call_bye,
  stray_bye,  ///< of a 2xx that belongs to no call: index of the account, for its credentials
  call_reinvite,
  transfer_refer,          ///< of a TransferRecord
  subscription_notify,     ///< of a Subscription
  subscription_subscribe,  ///< likewise, sent as the subscriber
};

/// A request as it came in: its message and where from.
struct Inbound {
  const MessageView& message;
  Route source;
};

/// Constructed in place by `Stack::make` and never moved. The pools are carved in this order.
struct Core : Stack {
  Core(const Limits& sizes, const Environment& injected, const StackOptions& wishes,
       const Workspace& workspace, Arena& arena) noexcept;

  Limits limits;
  Environment environment;
  StackOptions options;
  Time now{INT64_MIN};  ///< the last one given; any origin will do
  bool shutting_down = false;
  bool flows_failing = false;
  bool has_received = false;  ///< `received` is valid: an input is being drained
  bool in_input = false;      ///< inside receive, advance or a report: events may be raised

  TimerWheel wheel;
  MessageStore store;
  OutputQueue outputs;
  TransactionLayer transactions;
  DialogTable dialogs;
  EndedDialogs ended_dialogs;
  DigestServer digest;
  std::array<NonceUse, 4> nonce_uses{};
  NonceWatch nonces{nonce_uses};
  bool nonce_is_stale = false;  ///< the request being drained is by who knows the secret, with a nonce of the past
  HashKey tag_key;  ///< see HashUse
  /// Hashes of an account and where its server, which it has by name, was found: the newest first; 0: none.
  std::array<std::uint32_t, 4> server_marks{};
  Slab<CallRecord> calls;
  Slab<TransferRecord> transfers;
  Slab<Subscription> subscriptions;
  Slab<AccountRecord> accounts;
  Slab<FlowRecord> flows;
  Slab<LookupRecord> lookups;
  EventQueue events;
  std::span<HeaderEntry> index;  ///< of the received message
  MessageView received;
  std::uint32_t source_mark = 0;  ///< hash of the address that it came from, if anybody may ask for it; else 0
  Workspace work;
  Counters counters;
};

inline Core& core_of(Stack& stack) noexcept {
  return static_cast<Core&>(stack);
}
inline const Core& core_of(const Stack& stack) noexcept {
  return static_cast<const Core&>(stack);
}

// --- Timers: one range of the wheel a pool -------------------------------------------------------

inline std::uint32_t first_call_timer(const Core& core) noexcept {
  return 2 * core.limits.transactions;
}
inline std::uint32_t first_transfer_timer(const Core& core) noexcept {
  return first_call_timer(core) + call_timers * core.limits.calls;
}
inline std::uint32_t first_subscription_timer(const Core& core) noexcept {
  return first_transfer_timer(core) + transfer_timers * core.limits.transfers;
}
constexpr std::uint32_t timer_count(const Limits& limits) noexcept {
  return 2 * limits.transactions + call_timers * limits.calls + transfer_timers * limits.transfers +
         subscription_timers * limits.subscriptions;
}
inline std::uint32_t timer_of(const Core& core, const CallRecord& call, CallTimer which) noexcept {
  return first_call_timer(core) + call_timers * core.calls.index_of(call) + static_cast<std::uint32_t>(which);
}
inline std::uint32_t timer_of(const Core& core, const TransferRecord& transfer,
                              TransferTimer which) noexcept {
  return first_transfer_timer(core) + transfer_timers * core.transfers.index_of(transfer) +
         static_cast<std::uint32_t>(which);
}
inline std::uint32_t timer_of(const Core& core, const Subscription& subscription,
                              SubscriptionTimer which) noexcept {
  return first_subscription_timer(core) + subscription_timers * core.subscriptions.index_of(subscription) +
         static_cast<std::uint32_t>(which);
}
template <class Record, class Which>
void arm(Core& core, const Record& record, Which which, Microseconds length) noexcept {
  core.wheel.arm(timer_of(core, record, which), core.now + length);
}
template <class Record, class Which>
void disarm(Core& core, const Record& record, Which which) noexcept {
  core.wheel.disarm(timer_of(core, record, which));
}

inline CallId id_of(const Core& core, const CallRecord& call) noexcept {
  return core.calls.handle_of<struct baton::Call>(call);
}
inline TransferId id_of(const Core& core, const TransferRecord& transfer) noexcept {
  return core.transfers.handle_of<struct baton::Transfer>(transfer);
}

/// What a hash under `tag_key` is for. It is the first field of each: the others may be a stranger's, and what he is
/// told for one purpose shall say nothing of another.
enum class HashUse : std::uint64_t { to_tag = 1, refer_events, stray_bye, mark, server };
inline KeyedHash keyed_hash(const Core& core, HashUse use) noexcept {
  KeyedHash hash(core.tag_key);
  hash.add(static_cast<std::uint64_t>(use));
  return hash;
}

/// Queues an event about the message being drained, if there is one and `with_message`. `reason` must
/// lie in that message to be kept; else the taker gets static text. Only inputs raise events.
void raise(Core& core, QueuedEvent event, bool with_message, std::string_view reason = {}) noexcept;

}  // namespace baton::core
