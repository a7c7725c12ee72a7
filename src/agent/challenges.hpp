// Digest on our own requests: a 401 or 407 is answered by sending the request again (RFC 3261 22, RFC 7616).
#pragma once

#include "src/agent/core.hpp"

namespace baton::core {

/// What became of a response that may be a challenge.
enum class ChallengeAnswer : std::uint8_t {
  none,     ///< it is the request's outcome
  sent,     ///< the request has left again
  no_room,  ///< it would have, but for want of room
};
/// Sends the request that `response` challenges again, with credentials of its account, the dialog's next CSeq and a
/// branch of its own, and tells its owner. `none`: no challenge, or it is the outcome, since the account has no
/// password, the challenge is not from the account's own server or of another realm (CVE-2021-41158), it cannot be
/// answered, or was answered often enough (CVE-2020-28242). Its retries are counted in the transaction's owner.
ChallengeAnswer answer_challenge(Core& core, const ResponseMatch& match, const MessageView& response) noexcept;

/// A request of ours has left for the address that its next hop was found at: if that is the account's own server, by
/// name, it is known by this address too from now on, to the dialog and for a while to the account.
void note_server(Core& core, TransactionId id) noexcept;

/// Copies the credentials of an INVITE into the ACK of its 2xx (RFC 3261 13.2.2.4).
void copy_credentials(const MessageView& invite, MessageWriter& ack) noexcept;

}  // namespace baton::core
