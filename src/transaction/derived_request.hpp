// The two requests that RFC 3261 derives from a stored INVITE.
#pragma once

#include <span>
#include <string_view>

#include "baton/message.hpp"

namespace baton::core {

/// Reason of a CANCEL or BYE whose call goes on in another dialog (RFC 3326 2, 3.1).
inline constexpr std::string_view completed_elsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";

/// Writes the ACK of a non-2xx response into `into` (17.1.1.3). Empty if it does not fit.
std::string_view build_ack(const MessageView& invite, const MessageView& response,
                           std::span<char> into) noexcept;

/// Writes the CANCEL of an INVITE into `into` (9.1). Empty if it does not fit. `reason`: a Reason value (RFC 3326);
/// empty: none.
std::string_view build_cancel(const MessageView& invite, std::string_view reason, std::span<char> into) noexcept;

}  // namespace baton::core
