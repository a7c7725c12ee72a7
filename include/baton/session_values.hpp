// Typed views of the header values that steer sessions and dialogs: session timer, reliable
// provisional responses, reasons, references to other dialogs, and REFER's extensions.
//
// Every parse function takes one value, as MessageView::values yields it. Folds count as LWS. Views
// borrow the value. A function that fails leaves its output default-constructed. A parameter named
// here that stands twice is an error.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/header_values.hpp"

namespace baton {

enum class Refresher : std::uint8_t { unspecified, uac, uas };

/// Session-Expires (RFC 4028 4).
struct SessionExpiresView {
  std::uint32_t seconds = 0;
  Refresher refresher = Refresher::unspecified;
  std::string_view parameters;
};
/// Errors: `bad_number`, `bad_header_value`, `bad_quoted_string`.
Errc parse_session_expires(std::string_view value, SessionExpiresView& into) noexcept;

/// Min-SE (RFC 4028 5), in seconds. Below 90 it may not be, which is for the caller to answer.
/// Errors: as `parse_session_expires`.
Errc parse_min_se(std::string_view value, std::uint32_t& seconds) noexcept;

/// RSeq (RFC 3262 7.1): 1 to 2^32-1. Error: `bad_number`.
Errc parse_rseq(std::string_view value, std::uint32_t& number) noexcept;

/// RAck (RFC 3262 7.2).
struct RAckView {
  std::uint32_t rseq = 0;  ///< 1 to 2^32-1
  CSeqView cseq;           ///< of the request that was answered
};
/// Errors: `bad_number`, `bad_header_value`.
Errc parse_rack(std::string_view value, RAckView& into) noexcept;

/// Reason (RFC 3326 2), one value of the list.
struct ReasonView {
  std::string_view protocol;           ///< "SIP", "Q.850", ...; case ignored
  std::optional<std::uint32_t> cause;  ///< a status code, or a Q.850 cause
  std::string_view text;               ///< without the quotes, escapes untouched; empty: none
  std::string_view parameters;
};
/// Errors: `bad_header_value`, `bad_number` (cause), `bad_quoted_string`.
Errc parse_reason(std::string_view value, ReasonView& into) noexcept;

/// Target-Dialog (RFC 4538 7). Both tags always stand.
struct TargetDialogView {
  std::string_view call_id;
  std::string_view local_tag;   ///< of the receiver's side
  std::string_view remote_tag;  ///< of the sender's side
};
/// Errors: `bad_header_value`, `bad_quoted_string`.
Errc parse_target_dialog(std::string_view value, TargetDialogView& into) noexcept;

/// Join (RFC 3911 7.1). Both tags always stand.
struct JoinView {
  std::string_view call_id;
  std::string_view to_tag;
  std::string_view from_tag;
};
/// Errors: `bad_header_value`, `bad_quoted_string`.
Errc parse_join(std::string_view value, JoinView& into) noexcept;

/// Refer-Sub (RFC 4488 4): whether a REFER makes a subscription. Errors: as `parse_join`.
Errc parse_refer_sub(std::string_view value, bool& into) noexcept;

/// Refer-Events-At (RFC 7614 4.8): a SIP or SIPS URI, always in angle brackets.
/// Errors: `bad_header_value`, `bad_quoted_string` and those of `parse_uri`.
Errc parse_refer_events_at(std::string_view value, NameAddrView& into) noexcept;

}  // namespace baton
