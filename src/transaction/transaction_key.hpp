// Which messages belong to one transaction (RFC 3261 17.1.3, 17.2.3, 8.2.2.2), as keyed hashes.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/message.hpp"
#include "baton/method.hpp"
#include "src/base/keyed_hash.hpp"

namespace baton::core {

/// A hash of 128 bits under a secret key. Equality of both halves is identity: a stranger who does not know
/// the secret cannot make two transactions meet, and by chance it takes 2^128.
struct TransactionKey {
  std::uint64_t key = 0;
  std::uint64_t check = 0;
  bool operator==(const TransactionKey&) const = default;
};

/// Of a client transaction: top Via's branch and CSeq's method (17.1.3).
TransactionKey client_key(const HashKey& secret, std::string_view branch,
                          Method method) noexcept;

/// Of a server transaction (17.2.3), an ACK having the key of its INVITE.
TransactionKey server_key(const HashKey& secret, const MessageView& request) noexcept;

/// Of the INVITE server transaction that a CANCEL names (9.2).
TransactionKey cancelled_key(const HashKey& secret, const MessageView& cancel) noexcept;

/// Whether a request is one of those whose copies on other paths are merged: no tag in To
/// (8.2.2.2), and neither ACK nor CANCEL, which belong to one hop.
bool can_merge(const MessageView& request) noexcept;
/// From tag, Call-ID and CSeq of such a request.
std::uint64_t merge_key(const HashKey& secret, const MessageView& request) noexcept;

}  // namespace baton::core
