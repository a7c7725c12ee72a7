// Digest on requests of others: what their credentials prove (RFC 7616 3.4, RFC 3261 22.1). The 401 that asks for them
// is written with every refusal of that status.
#pragma once

#include "src/agent/core.hpp"

namespace baton::core {

/// Whether others can be asked to prove themselves: there is a realm, and there are functions that hash and that know
/// passwords.
bool can_challenge(const Core& core) noexcept;

/// The user that the credentials of `request` for our realm prove; empty: nobody. A count of a nonce proves once, so
/// this is asked once a request. Whether a new nonce would do is kept for the 401. Holds until `work.built` is used.
std::string_view proven_user(Core& core, const MessageView& request) noexcept;

/// The user that the credentials of `request` for our realm name, whether they prove it or not. Errors:
/// `missing_header`, `buffer_too_small`, `bad_quoted_string`.
Result<std::size_t> named_user(const Core& core, const MessageView& request, std::span<char> into) noexcept;

/// The header fields of a 401: nothing where others cannot be challenged.
void write_challenge(Core& core, MessageWriter& writer) noexcept;

}  // namespace baton::core
