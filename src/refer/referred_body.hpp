// The body of a referred INVITE: our description, and the token that Referred-By points at (RFC 3892 2.2, 5).
#pragma once

#include <span>
#include <string_view>

#include "baton/message.hpp"
#include "baton/result.hpp"

namespace baton::core {

/// The part of the REFER's multipart body whose Content-ID the "cid" of its Referred-By names, headers
/// included, octet for octet; empty: there is none.
std::string_view token_part_of(const MessageView& refer) noexcept;

/// Writes description and token as multipart/mixed. `boundary` must stand in neither. The size; error:
/// `buffer_too_small`.
Result<std::size_t> write_body_with_token(std::string_view description, std::string_view token,
                                          std::string_view boundary, std::span<char> into) noexcept;

}  // namespace baton::core
