// How requests and responses leave: built in the work space, stored, given to the transaction layer.
#pragma once

#include "src/agent/core.hpp"
#include "src/base/borrowed_call.hpp"
#include "src/dialog/capabilities.hpp"
#include "src/dialog/response_builder.hpp"

namespace baton::core {

/// Text of our own making: tags, branches, Call-IDs (RFC 3261 19.3: at least 32 random bits).
struct Token {
  std::array<char, 32> text{};
  std::uint8_t size = 0;
  std::string_view view() const noexcept { return {text.data(), size}; }
};
Token make_branch(Core& core) noexcept;  ///< with the magic cookie, RFC 3261 8.1.1.7
Token make_tag(Core& core) noexcept;
Token make_call_id(Core& core) noexcept;
/// The To tag of a stateless answer: the same for each repeat of the request (RFC 3261 8.2.7).
Token tag_for(const Core& core, const MessageView& request) noexcept;
std::uint32_t random_number(Core& core) noexcept;
/// How long to wait after a 491 (RFC 3261 14.1): the owner of the Call-ID 2.1 to 4 s, the other 0 to 2 s, in steps of
/// 10 ms.
Microseconds glare_interval(Core& core, bool owns_call_id) noexcept;

/// Where a request with this next-hop URI goes. For a host name with lookups left, the route has no
/// peer yet. Errors: `bad_uri`, `unsupported_uri`, `no_flow`, `lookups_full`.
Result<Route> route_to(const Core& core, std::string_view next_hop) noexcept;
Result<Route> route_for(const Core& core, const Dialog& dialog) noexcept;
/// The same once the dialog's remote target is this one.
Result<Route> route_for(const Core& core, const Dialog& dialog, std::string_view target) noexcept;

/// Via and Contact material for a flow; `account` by index, or `no_index`.
LocalIdentity identity_of(const Core& core, FlowId flow, std::uint32_t account) noexcept;

/// Stores the finished message. Errors: the writer's, `message_too_long`, `store_full`.
Result<Chain> store_message(Core& core, MessageWriter& writer, std::size_t keep_free = 0) noexcept;
/// What strangers leave of the store: `reserved` x 512 octets.
std::size_t store_reserve(const Core& core) noexcept;
/// Whether the store has room for an answer to this request of a dialog; answers kept for repeated requests give way
/// to it, the oldest first. An answer copies headers and adds received, rport and little else.
bool has_room_to_answer(Core& core, const MessageView& request) noexcept;

/// The account that a request is for: the one whose user the Request-URI names, else the first; or `no_index`.
std::uint32_t account_for(const Core& core, const MessageView& request) noexcept;
/// What of REFER the messages of this account (or `no_index`: of any) offer outside of dialogs.
ReferOffer offer_of(const Core& core, std::uint32_t account) noexcept;
/// The same in a dialog, whose call may have REFERs switched off. While one that was taken is reported on there,
/// SUBSCRIBE is offered in any case.
ReferOffer offer_in(const Core& core, const Dialog& dialog) noexcept;

/// A request ready to be sent: stored, with its route.
struct PreparedRequest {
  Chain chain = no_index;
  Route route;
  Token branch;
  std::uint32_t cseq = 0;
  Method method = Method::other;
};
/// Opens its client transaction, a lookup included where the host is a name. In failure the chain is
/// released.
Result<TransactionId> launch(Core& core, PreparedRequest& request, const Owner& owner,
                             Privilege privilege) noexcept;

/// What adds to a request of ours behind the headers that every one has; the body comes last.
using FillRequest = BorrowedCall<void(MessageWriter&, const LocalIdentity&)>;
/// The same of a request sent again, and of a response.
using FillMessage = BorrowedCall<void(MessageWriter&)>;

/// Builds the next request inside `dialog`; `fill` adds what is special to the method, and the body.
Result<PreparedRequest> prepare_in_dialog(Core& core, Dialog& dialog, Method method, FillRequest fill) noexcept;
Result<TransactionId> send_in_dialog(Core& core, Dialog& dialog, Method method, const Owner& owner,
                                     FillRequest fill) noexcept;

/// Which header fields `prepare_again` leaves out, besides Via, CSeq and Content-Length, which it makes anew.
using LeavesOut = bool (*)(HeaderId id, std::string_view value) noexcept;

/// A request of ours once more (after 401, 407, 420, 421 or 491): `old` with the dialog's next CSeq, a branch of its
/// own, its headers without those that `leaves_out` names (null: none), what `fill` adds, and its body. `old`
/// may lie in `work.stored`, not in `work.built`.
Result<PreparedRequest> prepare_again(Core& core, Dialog& dialog, const MessageView& old, LeavesOut leaves_out,
                                      FillMessage fill) noexcept;

/// The URI that a stored request is sent to: its first Route, or the Request-URI (a strict router has put itself
/// there, RFC 3261 12.2.1.1). False: it cannot be read.
bool read_next_hop(const MessageView& request, UriView& uri) noexcept;

/// Gives back lookups whose request waits no more.
void prune_lookups(Core& core) noexcept;

/// Stores a finished response of a server transaction. A refusal always finds room: it replaces the stored
/// request and the newest 1xx, which are given back for it in need. Where even that does not do (they
/// still wait to be sent, or the refusal is longer than a message), the transaction is given up rather than
/// left without an end; the request is looked at anew when it comes again.
Result<Chain> store_response(Core& core, TransactionId id, MessageWriter& writer,
                             std::uint16_t status) noexcept;

/// Answers through a server transaction. `request` may be the message being drained or a stored one.
Errc respond(Core& core, TransactionId id, const MessageView& request, const ResponseParts& parts,
             FillMessage fill) noexcept;
Errc respond(Core& core, TransactionId id, const MessageView& request, const ResponseParts& parts) noexcept;

/// Refuses a request that has no transaction: without state, the same for each repeat. Headers that
/// the status calls for (Allow, Unsupported, Retry-After, Accept) are added.
void refuse(Core& core, const Inbound& inbound, std::uint16_t status) noexcept;
/// The same with a To tag of the caller's choice, for any status.
void answer_statelessly(Core& core, const Inbound& inbound, std::uint16_t status,
                        std::string_view to_tag) noexcept;
/// Refuses a request inside a dialog through a transaction of its own, else without state.
void refuse_in_dialog(Core& core, const Inbound& inbound, std::uint16_t status) noexcept;
/// The headers that go with a refusal.
void write_refusal_headers(Core& core, MessageWriter& writer, const MessageView& request,
                           std::uint16_t status) noexcept;

/// Whether every tag in Require is one we support.
bool requires_only_known(const Core& core, const MessageView& request) noexcept;

}  // namespace baton::core
