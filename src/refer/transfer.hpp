// The records of a transfer: the REFER itself, sent or received, and its subscription.
#pragma once

#include <cstdint>

#include "baton/limits.hpp"
#include "baton/options.hpp"
#include "src/base/message_store.hpp"
#include "src/base/timer_wheel.hpp"
#include "src/refer/notifier.hpp"
#include "src/refer/transferor.hpp"
#include "src/transaction/transaction.hpp"

namespace baton::core {

/// How a REFER of ours is written and sent: what a later send of it must know.
struct ReferForm {
  Reports reports = Reports::implicit;
  bool outside : 1 = false;         ///< in no dialog, or in a new one
  bool target_dialog : 1 = false;   ///< outside, and Target-Dialog names the dialog of its call (RFC 4538)
  bool may_fork : 1 = false;        ///< outside, to neither GRUU nor Contact
  bool own_request_uri : 1 = false; ///< not the remote target
  bool replaces_due : 1 = false;    ///< the leg's Replaces is still to be added to Refer-To
  bool target_due : 1 = false;      ///< and Refer-To is to be that peer's remote target
  bool by_address : 1 = false;      ///< or its address of record
  bool waits_for_leg : 1 = false;   ///< held until the leg is answered, or has a tag, or is over
  bool early_names : 1 = false;     ///< the leg's tag will do
  bool blind_after_leg : 1 = false; ///< the leg's end sends it
  bool leg_over : 1 = false;        ///< it ended while the REFER waited for it
  bool cancelled : 1 = false;       ///< row 30 is due
  bool tried_without : 1 = false;   ///< 420 was followed
  bool tried_with : 1 = false;      ///< 421 was followed
  bool no_reports_mean_success : 1 = false;
};

/// One REFER whose story is not over. Its id is the application's TransferId.
struct TransferRecord : Pooled {
  CallId call;               ///< that the REFER ran on, ended or not
  CallId referred;           ///< transferee: the call it made
  TransactionId refer;       ///< the REFER's transaction, while it lives
  Time phase_due{};          ///< when the phase timer fires
  Transferor sender;         ///< transferor's state; of a transferee only `state`
  Chain request = no_index;  ///< the REFER: transferor's, for a resend; one that was accepted undecided (`pending`)
  std::uint32_t dialog = no_index;
  std::uint32_t account = no_index;
  std::uint32_t subscription = no_index;  ///< transferor: the first of a list, one a fork
  CallId leg;                             ///< transferor: the call that is to be replaced
  std::uint16_t end_status = 0;  ///< transferee: what `referral_ended` will say; transferor: how the leg ended
  Cause end_cause = Cause::message;
  bool received = false;    ///< transferee
  bool end_queued = false;  ///< the last event stands in the queue
  bool shut_down = false;
  bool call_over = false;  ///< the call ended while the REFER was undecided, or held back
  ReferForm form;          ///< transferor
  bool proven : 1 = false;   ///< transferee: its sender, by digest
  bool counted : 1 = false;  ///< transferee: among the live ones of its call
  std::uint8_t depth = 0;  ///< of the call that it makes: transferee's, or at our target
};

enum class TransferTimer : std::uint8_t {
  phase,  ///< transferor: see Wait; transferee: 100 at 7*T1
  limit,  ///< transferor: give_up; transferee: the decision; both: due work
};
inline constexpr std::uint32_t transfer_timers = 2;
static_assert(sizeof(TransferRecord) + transfer_timers * sizeof(TimerNode) <= record_bytes::transfer);

/// How a received REFER has its reports delivered.
enum class Delivery : std::uint8_t {
  implicit,    ///< the subscription of RFC 3515
  none,        ///< Require: nosub (RFC 7614), or Refer-Sub: false (RFC 4488)
  on_request,  ///< Require: explicitsub (RFC 7614): to who subscribes at Refer-Events-At
};

/// A refer usage of a dialog (RFC 5057): it outlives the call, and as a tombstone its transfer.
struct Subscription : Pooled {
  TransferId transfer;                 ///< none: a tombstone
  std::uint32_t first_id = 0;          ///< CSeq of the first send of the REFER (RFC 3515 2.4.6); 0: none
  std::uint32_t later_ids = 0;         ///< bit n: it was sent again with a CSeq n + 1 higher
  std::uint32_t id = 0;                ///< of the last send, or what the peer's NOTIFY names
  std::uint32_t next_of_transfer = no_index;  ///< subscriber: of the same REFER, by another fork
  TransactionId request;               ///< NOTIFY or SUBSCRIBE under way
  Time expires{};                      ///< when it runs out
  Notifier notifier;                   ///< of a received REFER
  std::uint32_t dialog = no_index;
  std::uint32_t next_in_dialog = no_index;
  std::uint32_t account = no_index;
  Delivery delivery = Delivery::implicit;  ///< notifier
  bool received : 1 = false;     ///< we are the notifier
  bool subscribed : 1 = false;   ///< subscriber: active or pending at the peer; of `on_request`: somebody subscribed
  bool unsubscribe : 1 = false;  ///< subscriber: SUBSCRIBE Expires 0 when its timer fires
  bool refreshing : 1 = false;   ///< subscriber: a refresh is to be followed by a NOTIFY
  bool decided : 1 = false;      ///< subscriber: a final status came, of a fork that does not decide alone
  bool explicit_ : 1 = false;    ///< subscriber: made by a SUBSCRIBE of ours (RFC 7614 4.4)

  /// One more CSeq that the REFER was sent with. Each stays valid as id (outcome table 1.3).
  void add_id(std::uint32_t cseq) noexcept {
    id = cseq;
    if (first_id == 0) first_id = cseq;
    else if (cseq > first_id && cseq - first_id <= 32) later_ids |= 1u << (cseq - first_id - 1);
  }
  bool has_id(std::uint32_t which) const noexcept {
    if (which == id || which == first_id) return true;
    return which > first_id && which - first_id <= 32 && (later_ids >> (which - first_id - 1) & 1) != 0;
  }
};

enum class SubscriptionTimer : std::uint8_t {
  wake,    ///< notifier: ask `next_step` again; subscriber: refresh or unsubscribe
  expiry,  ///< runs out; of a tombstone: goes
};
inline constexpr std::uint32_t subscription_timers = 2;
static_assert(sizeof(Subscription) + subscription_timers * sizeof(TimerNode) <= record_bytes::subscription);

}  // namespace baton::core
