// Requests out, responses in (RFC 3261 17.1, 9.1).
#include "src/transaction/derived_request.hpp"
#include "src/transaction/transaction_layer.hpp"

namespace baton::core {
namespace {

ClientInput input_of(std::uint16_t status) noexcept {
  if (status < 200)
    return ClientInput::provisional;
  return status < 300 ? ClientInput::success : ClientInput::failure;
}

/// A response with a second Via was meant for a proxy (8.1.3.3).
bool has_one_via(const MessageView& response) noexcept {
  ValueIterator vias = response.values(HeaderId::via);
  return vias.next().has_value() && !vias.next().has_value();
}

/// A 2xx to it is acknowledged by its user (RFC 3261 13.2.2.4).
bool wants_user_ack(const Transaction& record) noexcept {
  return record.kind == TransactionKind::invite_client;
}

}  // namespace

Result<TransactionId> TransactionLayer::open_client(Time now, Method method,
                                                    std::string_view branch, Chain request,
                                                    const Route& route, const Owner& owner,
                                                    Privilege privilege) noexcept {
  if (method == Method::ack)
    return Errc::bad_argument;  // 17.1: there is none
  Transaction* record = allocate(client_key(secret(), branch, method), privilege);
  if (record == nullptr)
    return Errc::transactions_full;
  record->kind = method == Method::invite ? TransactionKind::invite_client
                                          : TransactionKind::non_invite_client;
  record->state = TransactionState::waiting;
  record->method = method;
  record->route = route;
  record->owner = owner;
  record->message = request;
  if (route.peer.family == Family::none) {
    arm_end(now, *record, EndTimer::resolving);
  } else {
    apply(now, *record, step(*record, ClientInput::request));
  }
  return id_of(*record);
}

TransactionId TransactionLayer::client_of(std::string_view branch, Method method) const noexcept {
  // Looking up changes nothing, but the table hands out records to write to.
  auto& self = const_cast<TransactionLayer&>(*this);
  const Transaction* record = self.match(client_key(secret(), branch, method));
  return record == nullptr ? TransactionId{} : id_of(*record);
}

Errc TransactionLayer::start(Time now, TransactionId id, const Route& route) noexcept {
  Transaction* record = slab_.find(id);
  if (record == nullptr)
    return Errc::unknown_handle;
  if (record->state != TransactionState::waiting || record->cancel_wanted)
    return Errc::wrong_state;
  record->route = route;
  apply(now, *record, step(*record, ClientInput::request));
  return Errc::ok;
}

ResponseMatch TransactionLayer::receive_response(Time now, const MessageView& response,
                                                 Workspace& work) noexcept {
  if (!has_one_via(response))
    return {};
  Transaction* record = match(client_key(secret(), response.top_via().branch, response.method()));
  if (record == nullptr || record->state == TransactionState::waiting)
    return {};
  const TransactionState before = record->state;
  const std::uint16_t status = response.status();
  const Step next = step(*record, input_of(status));
  const bool is_success = status >= 200 && status < 300;
  ResponseMatch result{ResponseArrival::absorbed, id_of(*record), record->owner, record->method,
                       before == TransactionState::accepted && is_success};

  if (next.has(effect::deliver)) {
    record->status = status;
    const bool wants_ack = is_success && wants_user_ack(*record);
    if (record->owner.kind != 0 || wants_ack)
      result.arrival = ResponseArrival::deliver;
  } else {
    ++absorbed_;
  }
  if (next.has(effect::send_ack) && record->reply == no_index)
    make_ack(*record, response, work);
  if (apply(now, *record, next) && before == TransactionState::completed)
    ++resent_;
  // The ACK of a 2xx to INVITE carries the INVITE's credentials: its user drops it then.
  if (is_success && next.has(effect::deliver) && !wants_user_ack(*record)) {
    parts_.store->release(record->message);
    parts_.store->release(record->reply);
  }

  if (record->cancel_wanted && !record->cancelled &&
      record->state == TransactionState::proceeding) {
    send_cancel(now, *record, work);
    if (before == TransactionState::calling)
      apply(now, *record, step(*record, ClientInput::cancel));
  }
  return result;
}

void TransactionLayer::set_aside(TransactionId id, Chain room) noexcept {
  Transaction* record = slab_.find(id);
  if (record != nullptr && record->kind == TransactionKind::non_invite_client && record->reply == no_index)
    record->reply = room;
  else
    parts_.store->release(room);
}

Errc TransactionLayer::cancel(Time now, TransactionId id, Workspace& work, bool elsewhere) noexcept {
  Transaction* record = slab_.find(id);
  if (record == nullptr)
    return Errc::unknown_handle;
  if (!is_client(*record))
    return Errc::wrong_state;
  const Step next = step(*record, ClientInput::cancel);
  if (next.has(effect::refuse))
    return Errc::wrong_state;
  if (record->cancel_wanted)
    return Errc::ok;  // the first CANCEL counts
  record->cancel_wanted = true;
  record->elsewhere = elsewhere;
  if (next.has(effect::send_cancel))
    send_cancel(now, *record, work);
  apply(now, *record, next);
  return Errc::ok;
}

/// The ACK goes where the INVITE went (17.1.1.2). Without room it is made when the response comes
/// again.
void TransactionLayer::make_ack(Transaction& record, const MessageView& response,
                                Workspace& work) noexcept {
  MessageView invite;
  if (!load(id_of(record), work, invite))
    return;
  const std::string_view ack = build_ack(invite, response, work.built);
  if (ack.empty())
    return;
  if (const Result<Chain> chain = parts_.store->store(ack))
    record.reply = *chain;
}

/// The CANCEL goes where the INVITE went, as a transaction of its own without an owner: what the
/// INVITE's peer makes of it shows in the INVITE's final response. If the table is full it goes
/// once, unrepeated.
void TransactionLayer::send_cancel(Time now, Transaction& invite, Workspace& work) noexcept {
  MessageView request;
  if (!load(id_of(invite), work, request))
    return;
  const std::string_view text = build_cancel(request, invite.elsewhere ? completed_elsewhere : "", work.built);
  if (text.empty())
    return;
  const Result<Chain> stored = parts_.store->store(text);
  if (!stored)
    return;
  invite.cancelled = true;
  const Result<TransactionId> id = open_client(now, Method::cancel, request.top_via().branch,
                                               *stored, invite.route, {}, Privilege::standing);
  if (id)
    return;
  Chain chain = *stored;
  invite.cancelled = parts_.outputs->push(chain, invite.route);
  parts_.store->release(chain);
}

}  // namespace baton::core
