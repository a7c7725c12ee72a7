// The transaction layer (RFC 3261 17 as amended by RFC 6026): table, matching, retransmission.
//
// It decides nothing for its users: requests and responses come in already parsed, what they mean
// to a transaction comes back as a value, and messages leave through the output queue. Time is an
// argument. Users build requests and responses; only ACK for a non-2xx and CANCEL, which RFC 3261
// derives from the stored request (17.1.1.3, 9.1), are built here.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/message.hpp"
#include "baton/timing.hpp"
#include "src/base/hash_index.hpp"
#include "src/base/keyed_hash.hpp"
#include "src/transaction/machine.hpp"
#include "src/transaction/transaction.hpp"
#include "src/transaction/transaction_key.hpp"
#include "src/transaction/workspace.hpp"

namespace baton::core {

/// What a request is to the transaction layer (RFC 3261 17.2.3).
enum class Arrival : std::uint8_t {
  fresh,      ///< no transaction yet: open one, or answer statelessly
  absorbed,   ///< a retransmission (answered again where there is an answer), or ACK of a non-2xx
  merged,     ///< the same request by another path: answer 482 statelessly (8.2.2.2)
  plain_ack,  ///< an ACK without a transaction: of a 2xx, for the dialog
};
struct RequestMatch {
  Arrival arrival = Arrival::fresh;
  TransactionId transaction;  ///< absorbed: the one it belongs to; plain_ack: likewise, or none
};

/// What a response is (RFC 3261 17.1.3).
enum class ResponseArrival : std::uint8_t {
  stray,     ///< no transaction: drop it
  absorbed,  ///< a retransmission, dealt with here
  deliver,   ///< for the owner; a repeated 2xx to INVITE too (RFC 6026 7.2)
};
struct ResponseMatch {
  ResponseArrival arrival = ResponseArrival::stray;
  TransactionId transaction;  ///< alive until the next timer at least, also over streams
  Owner owner;
  Method method = Method::other;
  bool repeated = false;  ///< a 2xx to INVITE after the first one
};

/// What a timer or a failed flow did to a transaction.
enum class TransactionEnd : std::uint8_t {
  none,             ///< nothing that its owner must hear (a retransmission, a silent end)
  timed_out,        ///< client: no final response within 64*T1 (timers B, F), to be taken as 408
  transport_error,  ///< client: to be taken as 503 (RFC 3261 8.1.3.1)
  no_ack,           ///< server INVITE: no ACK for a non-2xx (timer H)
  accepted_over,    ///< server INVITE: timer L; the record is gone
};
struct TransactionExpiry {
  TransactionEnd end = TransactionEnd::none;
  TransactionId transaction;  ///< already released
  Owner owner;
  Method method = Method::other;
};

/// Whether a new transaction may take of the reserve kept from strangers.
enum class Privilege : std::uint8_t { stranger, standing };

/// Constructed in place and never moved: its tables refer to its pool.
class TransactionLayer {
 public:
  struct Parts {
    MessageStore* store = nullptr;
    OutputQueue* outputs = nullptr;
    TimerWheel* wheel = nullptr;
    std::uint32_t first_timer = 0;  ///< the layer owns timers [first, first + 2 * transactions)
    HashKey key;
    TransactionTiming timing;
    std::uint32_t transactions = 0;
    std::uint32_t reserved = 0;
  };
  TransactionLayer() = default;
  TransactionLayer(Arena& arena, const Parts& parts) noexcept;
  TransactionLayer(const TransactionLayer&) = delete;
  TransactionLayer& operator=(const TransactionLayer&) = delete;

  // --- Server side -----------------------------------------------------------------------------

  /// Matches a request, `source` being where it came from. Absorbs retransmissions and the ACK of a
  /// non-2xx. A CANCEL is `fresh` the first time: see `cancelled_by`.
  RequestMatch receive_request(Time now, const MessageView& request, const Route& source) noexcept;

  /// The INVITE server transaction that a CANCEL names (RFC 3261 9.2), or none.
  TransactionId cancelled_by(const MessageView& cancel) const noexcept;

  /// Opens a server transaction for a fresh request other than ACK. Takes over the caller's
  /// reference to `request` (or `no_index`: then the request is not kept). In need, `standing`
  /// takes of the reserve, and after it ends the oldest answered non-INVITE server transaction. A
  /// non-INVITE that nobody answers ends silently after 64*T1, when its client has given up (RFC
  /// 4320 4.2). Errors: `transactions_full`, `bad_argument` (an ACK); the chain stays with the
  /// caller.
  Result<TransactionId> open_server(Time now, const MessageView& request, const Route& source,
                                    Chain request_chain, Privilege privilege) noexcept;

  /// Ends the oldest answered non-INVITE server transaction, for want of room. It has its answer, and should its
  /// request come again, that fails the dialog's CSeq check: it is never done twice. False: there is none.
  bool forget_oldest_answered() noexcept;

  /// Sends a response; takes over the caller's reference to `response`, in success and failure. A
  /// final one replaces the stored request. Errors: `unknown_handle`, `wrong_state` (a final
  /// response was sent), `bad_argument` (no chain, no status), `forbidden_status` (to a non-INVITE:
  /// 408, or a 1xx other than 100, RFC 4320 4), `output_full` (state is taken on all the same; it
  /// goes with a retransmission of the request or by timer G, over a stream as soon as it can),
  /// `no_flow` (likewise taken on; the flow has closed).
  Errc respond(Time now, TransactionId id, Chain response, std::uint16_t status) noexcept;

  /// Sends the 2xx of an INVITE again (RFC 3261 13.3.1.4, the user's own timer). Errors:
  /// `unknown_handle`, `wrong_state` (no 2xx is stored), `output_full`, `no_flow`.
  Errc resend_2xx(Time now, TransactionId id) noexcept;

  /// Sends the newest 1xx of an INVITE again (RFC 3261 13.3.1.1, the user's own timer). Errors:
  /// `unknown_handle`, `wrong_state` (none is stored), `output_full`, `no_flow`.
  Errc resend_1xx(Time now, TransactionId id) noexcept;

  /// The response to where RFC 3261 18.2.2 and RFC 3581 4 send it, for a request from `source`.
  static Route response_route(const MessageView& request, const Route& source) noexcept;

  // --- Client side -----------------------------------------------------------------------------

  /// Opens a client transaction and sends `request` (whose top Via has `branch`); takes over the
  /// caller's reference in success. With `route.peer.family` none it waits for `start`, 64*T1 at
  /// most. Errors: `transactions_full`, `bad_argument` (an ACK has no transaction). A full output
  /// queue is not an error: timers A and E resend, and over a stream, which has none, the message
  /// is owed and offered again every T1 until it went.
  Result<TransactionId> open_client(Time now, Method method, std::string_view branch, Chain request,
                                    const Route& route, const Owner& owner,
                                    Privilege privilege) noexcept;

  /// Sends a waiting request now that its target is known. Errors: `unknown_handle`, `wrong_state`.
  Errc start(Time now, TransactionId id, const Route& route) noexcept;

  /// Matches a response. ACKs a non-2xx to INVITE itself and sends a wanted CANCEL at the first
  /// 1xx. A 2xx releases the stored request, but an INVITE: its ACK carries the same credentials,
  /// after which the user calls `drop_message`. One to a disowned INVITE is delivered all the same,
  /// to nobody: it wants its ACK and a BYE (RFC 3261 13.2.2.4).
  ResponseMatch receive_response(Time now, const MessageView& response, Workspace& work) noexcept;

  /// Cancels an INVITE: at once if a provisional response is here, else as soon as one comes (RFC
  /// 3261 9.1). If no final response follows within 64*T1 the transaction times out. Never fails
  /// for want of room: then the CANCEL goes with the next 1xx, or is left to the time-out. An
  /// INVITE still waiting for its target is not sent any more, and times out at the next timer. `elsewhere`:
  /// the CANCEL says why, so that nothing was missed there (RFC 3326 3.1).
  /// Errors: `unknown_handle`, `wrong_state` (final response received, or not an INVITE).
  Errc cancel(Time now, TransactionId id, Workspace& work, bool elsewhere = false) noexcept;

  /// Forgets the owner: the transaction goes on alone and nobody hears of it again.
  void disown(TransactionId id) noexcept;

  /// Ends a transaction on the spot, whatever its state, with nothing sent: its target does not
  /// resolve, or no answer to it can be made. Reports `transport_error` for a client without a
  /// final response.
  TransactionExpiry abandon(TransactionId id) noexcept;

  /// Gives the stored message back early: a client's request after its final response, once nothing
  /// will be made from it; a server's 2xx once it is acknowledged. Harmless in all other states.
  void drop_message(TransactionId id) noexcept;

  /// Keeps `room`, a chain of which it takes over the caller's reference, for what may be made of the answer to a
  /// non-INVITE request of ours: given back with the request itself.
  void set_aside(TransactionId id, Chain room) noexcept;

  // --- Both ------------------------------------------------------------------------------------

  bool owns_timer(std::uint32_t timer) const noexcept;
  TransactionExpiry on_timer(Time now, std::uint32_t timer) noexcept;

  /// One client transaction that was sending over this flow to this peer (family none: the flow has
  /// closed) ends, with `transport_error` unless it has its final response; call until
  /// `transaction` is none. Server transactions stay, so that repeated requests are still
  /// recognised (RFC 6026 7.1): timers end them, and after a closed flow a repeated request brings
  /// them a new one.
  TransactionExpiry fail_one(Time now, FlowId flow, const Endpoint& peer) noexcept;

  /// The client transaction of a request with this branch, or none.
  TransactionId client_of(std::string_view branch, Method method) const noexcept;
  Transaction* find(TransactionId id) noexcept { return slab_.find(id); }
  const Transaction* find(TransactionId id) const noexcept { return slab_.find(id); }
  /// The stored request (until a final response replaced it) or response, made contiguous in
  /// `work.stored` and parsed into `into`. False if there is none.
  bool load(TransactionId id, Workspace& work, MessageView& into) const noexcept;

  std::uint32_t used() const noexcept { return slab_.used(); }
  std::uint32_t high_water() const noexcept { return slab_.high_water(); }
  std::uint32_t capacity() const noexcept { return slab_.capacity(); }
  std::uint64_t retransmissions_absorbed() const noexcept { return absorbed_; }
  std::uint64_t retransmissions_sent() const noexcept { return resent_; }
  std::uint32_t answers_forgotten() const noexcept { return forgotten_; }

 private:
  // Both sides (transaction_layer.cpp).
  const HashKey& secret() const noexcept { return parts_.key; }
  TransactionId id_of(const Transaction& record) const noexcept;
  Transaction* match(const TransactionKey& key) noexcept;
  Transaction* allocate(const TransactionKey& key, Privilege privilege) noexcept;
  bool apply(Time now, Transaction& record, const Step& step) noexcept;
  void arm_retransmit(Time now, Transaction& record, Retransmit next) noexcept;
  void arm_end(Time now, const Transaction& record, EndTimer timer) noexcept;
  bool send(Time now, Transaction& record) noexcept;
  void send_owed(Time now, Transaction& record) noexcept;
  TransactionExpiry expire(Time now, Transaction& record, const Step& step) noexcept;
  void end(Transaction& record) noexcept;
  std::uint32_t retransmit_timer(const Transaction& record) const noexcept;
  std::uint32_t end_timer(const Transaction& record) const noexcept;

  // Server side (server_side.cpp).
  void list_answered(Transaction& record) noexcept;
  void unlist_answered(Transaction& record) noexcept;

  // Client side (client_side.cpp).
  void make_ack(Transaction& record, const MessageView& response, Workspace& work) noexcept;
  void send_cancel(Time now, Transaction& invite, Workspace& work) noexcept;

  Parts parts_;
  Slab<Transaction> slab_;
  HashIndex<Transaction, &Transaction::key, &Transaction::next_by_key> by_key_;
  HashIndex<Transaction, &Transaction::merge_key, &Transaction::next_by_merge> by_merge_;
  std::uint32_t oldest_answered_ = no_index;
  std::uint32_t newest_answered_ = no_index;
  std::uint64_t absorbed_ = 0;
  std::uint64_t resent_ = 0;
  std::uint32_t forgotten_ = 0;
};

}  // namespace baton::core
