// The one place that knows all layers: who gets a message, a timer, a failed flow.
#pragma once

#include "src/agent/core.hpp"

namespace baton::core {

/// A parsed message, from a flow. Order: response -> client transaction -> its owner; request ->
/// server transaction -> dialog -> usage -> "unhandled" answer. Returns what `receive` says of it.
Errc dispatch_message(Core& core, const MessageView& message, const Route& source) noexcept;
/// A timer of the wheel has fired.
void dispatch_timer(Core& core, std::uint32_t timer) noexcept;
/// A transaction ended without an answer: its owner hears 408 or 503.
void dispatch_end(Core& core, const TransactionExpiry& expiry) noexcept;

}  // namespace baton::core
