// Requests in, responses out (RFC 3261 17.2).
#include "src/transaction/transaction_layer.hpp"

namespace baton::core {
namespace {

ServerInput input_of(std::uint16_t status) noexcept {
  if (status < 200)
    return ServerInput::provisional;
  return status < 300 ? ServerInput::success : ServerInput::failure;
}

/// RFC 4320 4.1 and 4.2: of the provisionals only 100 answers a non-INVITE, and 408 never does.
bool is_forbidden(const Transaction& record, std::uint16_t status) noexcept {
  if (record.kind != TransactionKind::non_invite_server)
    return false;
  return status == 408 || (status > 100 && status < 200);
}

}  // namespace

RequestMatch TransactionLayer::receive_request(Time now, const MessageView& request,
                                               const Route& source) noexcept {
  const bool is_ack = request.method() == Method::ack;
  Transaction* record = match(server_key(secret(), request));
  if (record == nullptr) {
    if (is_ack)
      return {Arrival::plain_ack, {}};
    const bool merged =
        can_merge(request) && by_merge_.find(merge_key(secret(), request),
                                             [](const Transaction&) { return true; }) != nullptr;
    return {merged ? Arrival::merged : Arrival::fresh, {}};
  }
  if (record->detached) {
    // The client came back over a new connection: it is answered there (18.2.2).
    record->route = response_route(request, source);
    record->detached = false;
  }
  const Step next = step(*record, is_ack ? ServerInput::ack : ServerInput::request);
  const TransactionId id = id_of(*record);
  if (next.has(effect::deliver))
    return {Arrival::plain_ack, id};  // RFC 6026 7.1
  if (next.next == record->state)
    ++absorbed_;
  if (apply(now, *record, next))
    ++resent_;
  return {Arrival::absorbed, id};
}

TransactionId TransactionLayer::cancelled_by(const MessageView& cancel) const noexcept {
  // Looking up changes nothing, but the table hands out records to write to.
  auto& self = const_cast<TransactionLayer&>(*this);
  const Transaction* record = self.match(cancelled_key(secret(), cancel));
  return record == nullptr ? TransactionId{} : id_of(*record);
}

Result<TransactionId> TransactionLayer::open_server(Time now, const MessageView& request,
                                                    const Route& source, Chain request_chain,
                                                    Privilege privilege) noexcept {
  if (request.method() == Method::ack)
    return Errc::bad_argument;
  const TransactionKey key = server_key(secret(), request);
  Transaction* record = allocate(key, privilege);
  if (record == nullptr && privilege == Privilege::standing && forget_oldest_answered())
    record = allocate(key, privilege);
  if (record == nullptr)
    return Errc::transactions_full;
  const bool is_invite = request.method() == Method::invite;
  record->kind = is_invite ? TransactionKind::invite_server : TransactionKind::non_invite_server;
  record->state = is_invite ? TransactionState::proceeding : TransactionState::trying;
  record->method = request.method();
  record->route = response_route(request, source);
  record->message = request_chain;
  if (can_merge(request)) {
    record->merge_key = merge_key(secret(), request);
    record->merge_listed = true;
    by_merge_.insert(*record);
  }
  if (!is_invite)
    arm_end(now, *record, EndTimer::unanswered);
  return id_of(*record);
}

bool TransactionLayer::forget_oldest_answered() noexcept {
  if (oldest_answered_ == no_index)
    return false;
  // What a repeated REFER would be told, its CSeq being spent, its sender takes for the outcome: such answers go last.
  std::uint32_t which = oldest_answered_;
  while (which != no_index && slab_.at(which).method == Method::refer)
    which = slab_.at(which).next_answered;
  end(slab_.at(which != no_index ? which : oldest_answered_));
  ++forgotten_;
  return true;
}

Errc TransactionLayer::respond(Time now, TransactionId id, Chain response,
                               std::uint16_t status) noexcept {
  Transaction* record = slab_.find(id);
  Errc error = Errc::ok;
  if (record == nullptr) {
    error = Errc::unknown_handle;
  } else if (is_client(*record) || record->status >= 200) {
    error = Errc::wrong_state;
  } else if (response == no_index || status < 100 || status > 699) {
    error = Errc::bad_argument;
  } else if (is_forbidden(*record, status)) {
    error = Errc::forbidden_status;
  }
  if (error != Errc::ok) {
    parts_.store->release(response);
    return error;
  }
  parts_.store->release(record->reply);
  Chain& place = status < 200 ? record->reply : record->message;
  parts_.store->release(place);
  place = response;
  record->status = status;
  const bool queued = apply(now, *record, step(*record, input_of(status)));
  if (record->kind == TransactionKind::non_invite_server && status >= 200)
    list_answered(*record);
  if (record->detached)
    return Errc::no_flow;
  return queued ? Errc::ok : Errc::output_full;
}

Errc TransactionLayer::resend_2xx(Time now, TransactionId id) noexcept {
  Transaction* record = slab_.find(id);
  if (record == nullptr)
    return Errc::unknown_handle;
  if (record->kind != TransactionKind::invite_server ||
      record->state != TransactionState::accepted || record->message == no_index) {
    return Errc::wrong_state;
  }
  if (apply(now, *record, step(*record, ServerInput::success))) {
    ++resent_;
    return Errc::ok;
  }
  return record->detached ? Errc::no_flow : Errc::output_full;
}

Errc TransactionLayer::resend_1xx(Time now, TransactionId id) noexcept {
  Transaction* record = slab_.find(id);
  if (record == nullptr)
    return Errc::unknown_handle;
  if (record->kind != TransactionKind::invite_server ||
      record->state != TransactionState::proceeding || record->reply == no_index) {
    return Errc::wrong_state;
  }
  if (send(now, *record)) {
    ++resent_;
    return Errc::ok;
  }
  return record->detached ? Errc::no_flow : Errc::output_full;
}

Route TransactionLayer::response_route(const MessageView& request, const Route& source) noexcept {
  // Over a stream: the same connection (18.2.2). Over UDP always the address that the request came
  // from: it is what `received` says, there or added by us (18.2.1). maddr is not followed: a peer
  // could aim our answers at a third party with it, and multicast is what it was made for.
  if (is_reliable(source.transport))
    return source;
  const ViaView via = request.top_via();
  Route route = source;
  if (!via.has_rport)
    route.peer.port = via.port != 0 ? via.port : std::uint16_t{5060};
  return route;  // with rport: to the source port (RFC 3581 4)
}

/// The list of those that `open_server` may end early: answered, oldest first.
void TransactionLayer::list_answered(Transaction& record) noexcept {
  const std::uint32_t index = slab_.index_of(record);
  record.previous_answered = newest_answered_;
  record.next_answered = no_index;
  if (newest_answered_ == no_index)
    oldest_answered_ = index;
  else
    slab_.at(newest_answered_).next_answered = index;
  newest_answered_ = index;
}

void TransactionLayer::unlist_answered(Transaction& record) noexcept {
  const std::uint32_t index = slab_.index_of(record);
  if (record.previous_answered == no_index && oldest_answered_ != index)
    return;  // not listed
  if (record.previous_answered == no_index)
    oldest_answered_ = record.next_answered;
  else
    slab_.at(record.previous_answered).next_answered = record.next_answered;
  if (record.next_answered == no_index)
    newest_answered_ = record.previous_answered;
  else
    slab_.at(record.next_answered).previous_answered = record.previous_answered;
}

}  // namespace baton::core
