// What both sides share: the table, the timers, sending, and the end.
#include "src/transaction/transaction_layer.hpp"

#include <algorithm>

namespace baton::core {
namespace {

/// The message that the transaction now stands for: what a retransmission sends.
Chain current_message(const Transaction& record) noexcept {
  if (is_client(record)) {
    const bool acknowledges = record.kind == TransactionKind::invite_client &&
                              record.state == TransactionState::completed;
    return acknowledges ? record.reply : record.message;
  }
  return record.status >= 200 ? record.message : record.reply;
}

/// A step's word for the user.
TransactionEnd end_of(const Step& step) noexcept {
  if (step.has(effect::timed_out))
    return TransactionEnd::timed_out;
  if (step.has(effect::transport_error))
    return TransactionEnd::transport_error;
  if (step.has(effect::no_ack))
    return TransactionEnd::no_ack;
  if (step.has(effect::accepted_over))
    return TransactionEnd::accepted_over;
  return TransactionEnd::none;
}

/// Retransmission intervals are kept in ms, and never 0: a timer must not come due as it is armed.
std::uint32_t interval_ms(Microseconds length) noexcept {
  return static_cast<std::uint32_t>(std::clamp<Microseconds>(length / 1000, 1, UINT32_MAX / 2));
}

Step timer_step(const Transaction& record, bool is_end) noexcept {
  if (is_client(record)) {
    return step(record, is_end ? ClientInput::end_timer : ClientInput::retransmit_timer);
  }
  return step(record, is_end ? ServerInput::end_timer : ServerInput::retransmit_timer);
}

bool sends_over(const Transaction& record, FlowId flow, const Endpoint& peer) noexcept {
  return record.route.flow == flow && record.state != TransactionState::waiting &&
         (peer.family == Family::none || record.route.peer == peer);
}

}  // namespace

TransactionLayer::TransactionLayer(Arena& arena, const Parts& parts) noexcept
    : parts_(parts),
      slab_(arena, parts.transactions),
      by_key_(arena, slab_),
      by_merge_(arena, slab_) {}

TransactionId TransactionLayer::id_of(const Transaction& record) const noexcept {
  return slab_.handle_of<TransactionTag>(record);
}

Transaction* TransactionLayer::match(const TransactionKey& key) noexcept {
  return by_key_.find(key.key,
                      [&](const Transaction& record) { return record.check == key.check; });
}

Transaction* TransactionLayer::allocate(const TransactionKey& key, Privilege privilege) noexcept {
  if (privilege == Privilege::stranger && slab_.free() <= parts_.reserved)
    return nullptr;
  Transaction* record = slab_.allocate();
  if (record == nullptr)
    return nullptr;
  record->key = key.key;
  record->check = key.check;
  by_key_.insert(*record);
  return record;
}

/// Takes a step but for what needs a message at hand (the first ACK, CANCEL). A terminated record
/// is gone afterwards. Whether a message was queued.
bool TransactionLayer::apply(Time now, Transaction& record, const Step& step) noexcept {
  record.state = step.next;
  if (step.next == TransactionState::terminated) {
    end(record);
    return false;
  }
  arm_retransmit(now, record, step.retransmit);
  arm_end(now, record, step.end);
  return step.has(effect::send | effect::send_ack) && send(now, record);
}

void TransactionLayer::arm_retransmit(Time now, Transaction& record, Retransmit next) noexcept {
  const std::uint32_t t2 = interval_ms(parts_.timing.t2);
  const std::uint32_t twice =
      record.interval_ms > UINT32_MAX / 2 ? UINT32_MAX : 2 * record.interval_ms;
  switch (next) {
    case Retransmit::keep:
      return;
    case Retransmit::stop:
      record.owed = false;
      parts_.wheel->disarm(retransmit_timer(record));
      return;
    case Retransmit::t1:
      record.interval_ms = interval_ms(parts_.timing.t1);
      break;
    case Retransmit::doubled:
      record.interval_ms = twice;
      break;
    case Retransmit::doubled_to_t2:
      record.interval_ms = std::min(twice, t2);
      break;
    case Retransmit::t2:
      record.interval_ms = t2;
      break;
  }
  if (is_reliable(record.route.transport))
    return;  // 17.1.1.2, 17.1.2.2, 17.2.1
  parts_.wheel->arm(retransmit_timer(record), now + milliseconds(record.interval_ms));
}

void TransactionLayer::arm_end(Time now, const Transaction& record, EndTimer timer) noexcept {
  const bool reliable = is_reliable(record.route.transport);
  Microseconds length = 0;
  switch (timer) {
    case EndTimer::keep:
      return;
    case EndTimer::stop:
      parts_.wheel->disarm(end_timer(record));
      return;
    case EndTimer::b:
    case EndTimer::f:
    case EndTimer::h:
    case EndTimer::l:
    case EndTimer::m:
    case EndTimer::resolving:
    case EndTimer::unanswered:
    case EndTimer::cancelled:
      length = parts_.timing.transaction_limit();
      break;
    case EndTimer::d:
      length = reliable ? 0 : parts_.timing.d;
      break;
    case EndTimer::i:
    case EndTimer::k:
      length = reliable ? 0 : parts_.timing.t4;
      break;
    case EndTimer::j:
      length = reliable ? 0 : parts_.timing.transaction_limit();
      break;
    case EndTimer::at_once:
      break;
  }
  parts_.wheel->arm(end_timer(record), now + length);
}

/// Queues the current message. Where no slot is free, UDP has its retransmissions; a stream has
/// none, so there the message is owed: the retransmission timer asks again every T1, and what would
/// end at once stays for 64*T1 instead.
bool TransactionLayer::send(Time now, Transaction& record) noexcept {
  const Chain message = current_message(record);
  if (record.detached || message == no_index) {
    record.owed = false;
    return false;
  }
  if (parts_.outputs->push(message, record.route)) {
    record.owed = false;
    return true;
  }
  if (!is_reliable(record.route.transport))
    return false;
  if (!record.owed && record.state == TransactionState::completed &&
      record.kind != TransactionKind::invite_server) {
    parts_.wheel->arm(end_timer(record), now + parts_.timing.transaction_limit());
  }
  record.owed = true;
  parts_.wheel->arm(retransmit_timer(record), now + milliseconds(interval_ms(parts_.timing.t1)));
  return false;
}

void TransactionLayer::send_owed(Time now, Transaction& record) noexcept {
  send(now, record);
  if (record.owed || record.state != TransactionState::completed ||
      record.kind == TransactionKind::invite_server) {
    return;
  }
  arm_end(now, record, EndTimer::at_once);  // timers D, J, K over a stream, put off by `send`
}

/// A step that a timer or a failure caused.
TransactionExpiry TransactionLayer::expire(Time now, Transaction& record,
                                           const Step& step) noexcept {
  TransactionExpiry expiry;
  if (step.next == TransactionState::terminated) {
    expiry = {end_of(step), id_of(record), record.owner, record.method};
    // Who has the final response already needs no second outcome (17.1.4).
    const bool heard = is_client(record) && record.status >= 200;
    if (heard || record.owner.kind == 0)
      expiry.end = TransactionEnd::none;
  }
  if (apply(now, record, step))
    ++resent_;
  return expiry;
}

bool TransactionLayer::owns_timer(std::uint32_t timer) const noexcept {
  return timer >= parts_.first_timer && (timer - parts_.first_timer) / 2 < slab_.capacity();
}

TransactionExpiry TransactionLayer::on_timer(Time now, std::uint32_t timer) noexcept {
  if (!owns_timer(timer))
    return {};
  const std::uint32_t index = (timer - parts_.first_timer) / 2;
  const bool is_end = (timer - parts_.first_timer) % 2 != 0;
  if (!slab_.live(index))
    return {};
  Transaction& record = slab_.at(index);
  if (!is_end && is_reliable(record.route.transport)) {
    if (record.owed)
      send_owed(now, record);
    return {};
  }
  return expire(now, record, timer_step(record, is_end));
}

TransactionExpiry TransactionLayer::fail_one(Time now, FlowId flow, const Endpoint& peer) noexcept {
  for (std::uint32_t i = 0; i < slab_.capacity(); ++i) {
    if (!slab_.live(i) || !sends_over(slab_.at(i), flow, peer))
      continue;
    Transaction& record = slab_.at(i);
    if (!is_client(record)) {
      if (peer.family == Family::none)
        record.detached = true;
      continue;
    }
    const Step next = step(record, ClientInput::transport_error);
    if (next.next == TransactionState::terminated)
      return expire(now, record, next);
  }
  return {};
}

TransactionExpiry TransactionLayer::abandon(TransactionId id) noexcept {
  Transaction* record = slab_.find(id);
  if (record == nullptr)
    return {};
  TransactionExpiry expiry{TransactionEnd::none, id, record->owner, record->method};
  if (is_client(*record) && record->status < 200 && record->owner.kind != 0) {
    expiry.end = TransactionEnd::transport_error;
  }
  end(*record);
  return expiry;
}

void TransactionLayer::end(Transaction& record) noexcept {
  parts_.wheel->disarm(retransmit_timer(record));
  parts_.wheel->disarm(end_timer(record));
  by_key_.erase(record);
  if (record.merge_listed)
    by_merge_.erase(record);
  unlist_answered(record);
  parts_.store->release(record.message);
  parts_.store->release(record.reply);
  slab_.release(record);
}

void TransactionLayer::disown(TransactionId id) noexcept {
  if (Transaction* record = slab_.find(id))
    record->owner = {};
}

void TransactionLayer::drop_message(TransactionId id) noexcept {
  Transaction* record = slab_.find(id);
  if (record == nullptr)
    return;
  const bool accepted = record->state == TransactionState::accepted;
  const bool completed = record->state == TransactionState::completed && is_client(*record);
  // An ACK that found no room is made from the request when the response comes again.
  const bool lacks_ack =
      record->kind == TransactionKind::invite_client && record->reply == no_index;
  if (accepted || (completed && !lacks_ack))
    parts_.store->release(record->message);
  if (record->kind == TransactionKind::non_invite_client && completed)
    parts_.store->release(record->reply);
}

bool TransactionLayer::load(TransactionId id, Workspace& work, MessageView& into) const noexcept {
  const Transaction* record = slab_.find(id);
  if (record == nullptr)
    return false;
  const std::string_view octets = parts_.store->copy(record->message, work.stored);
  // Its headers were validated when it came in, or are ours: the first pass suffices.
  return !octets.empty() && !index_message(octets, work.index, into);
}

std::uint32_t TransactionLayer::retransmit_timer(const Transaction& record) const noexcept {
  return parts_.first_timer + 2 * slab_.index_of(record);
}

std::uint32_t TransactionLayer::end_timer(const Transaction& record) const noexcept {
  return retransmit_timer(record) + 1;
}

}  // namespace baton::core
