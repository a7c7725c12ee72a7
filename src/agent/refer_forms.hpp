// How REFERs of ours are written and sent, in or out of a dialog (RFC 3515 2.4.1, RFC 7647 4).
#pragma once

#include "src/agent/referrals.hpp"
#include "src/refer/refer_to.hpp"

namespace baton::core {

/// Moves a subscription of ours to another dialog.
void move_subscription(Core& core, Subscription& subscription, std::uint32_t dialog) noexcept;

/// The leg's Replaces, whose texts are its dialog's.
ReplacesTexts replaces_texts(const Core& core, const CallRecord& leg) noexcept;
/// The address that stands for the leg's peer: its remote target, or its address of record. Errors:
/// `bad_uri` (anonymous), `buffer_too_small`.
Errc target_of_leg(const Core& core, const CallRecord& leg, bool by_address, TextJoiner& texts,
                   std::string_view& target) noexcept;

/// Builds the transfer's REFER with the next CSeq of its dialog. `refer_to` is the URI; an empty `request_uri`
/// stands for the remote target. Neither may lie in `work.built`.
Result<PreparedRequest> prepare_refer(Core& core, const TransferRecord& transfer, std::string_view refer_to,
                                      std::string_view request_uri) noexcept;
/// Sends it and keeps its text and its id. In failure the request is gone.
Errc send_refer(Core& core, TransferRecord& transfer, PreparedRequest& request) noexcept;
/// The REFER again, or at last: after glare, 420 or 421, or after it was held back. The leg's Replaces is added
/// if it was due.
Errc send_refer_again(Core& core, TransferRecord& transfer) noexcept;

/// Row 11: sends a REFER that was answered 420 or 421 again, once each, without or with the extension that the
/// answer names. False: it is not to be.
bool follow_extensions(Core& core, TransferRecord& transfer, const MessageView& answer) noexcept;
/// Whether a 2xx says that no reports will come, as was asked for (row 14).
bool promises_no_reports(const TransferRecord& transfer, const MessageView& answer) noexcept;

}  // namespace baton::core
