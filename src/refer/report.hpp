// Reading a NOTIFY of the refer package into what the transferor's machine needs.
#pragma once

#include "baton/message.hpp"
#include "src/refer/transferor.hpp"

namespace baton::core {

struct NotifyContent {
  Report report;
  std::string_view reason;  ///< the sipfrag's phrase; borrows the message
  bool has_expires = false;
  std::uint32_t expires = 0;  ///< seconds
};

/// Outcome table 1.3: an absent Subscription-State means active, in a malformed one the leading word
/// counts; the status is that of the sipfrag's first line, whatever follows it.
NotifyContent read_notify(const MessageView& notify) noexcept;

/// Whether the Event header names the refer package, case ignored; `id` is 0 where it has none.
/// False for another package, and for an id that is no number.
bool reads_refer_event(const MessageView& message, std::uint32_t& id) noexcept;

}  // namespace baton::core
