// Typed views of the header values that say who someone is, and what of it may be shown: asserted
// identities, Privacy, History-Info, Identity.
//
// Every parse function takes one value, as MessageView::values yields it, but for `read_identities`.
// Folds count as LWS. Views borrow the value. A function that fails leaves its output
// default-constructed.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/header_values.hpp"
#include "baton/message.hpp"

namespace baton {

/// Privacy (RFC 3323 4.2, "id" of RFC 3325 9.3, "history" of RFC 7044 14.2): the set of what is
/// asked for. With `none`, only `critical` should stand; which of a contradiction to obey is for the
/// caller.
struct PrivacyView {
  bool none = false;
  bool header = false;
  bool session = false;
  bool user = false;
  bool id = false;
  bool history = false;
  bool critical = false;
  bool unknown = false;  ///< a value that is not known here
};
/// Errors: `bad_header_value`.
Errc parse_privacy(std::string_view value, PrivacyView& into) noexcept;

/// What P-Asserted-Identity or P-Preferred-Identity says: at most one SIP or SIPS URI and one tel URI
/// (RFC 3325 9.1, 9.2). More of them, and other schemes, are passed over (RFC 5876 4.5).
struct IdentitiesView {
  bool has_sip = false;
  bool has_tel = false;
  NameAddrView sip;
  NameAddrView tel;
  std::uint32_t ignored = 0;  ///< values passed over
};
/// Reads all values of header `id` in `message`, in order. None is no error: see `has_sip`.
/// Errors: of the first malformed value, as `parse_name_addr`.
Errc read_identities(const MessageView& message, HeaderId id, IdentitiesView& into) noexcept;

/// One entry of History-Info (RFC 7044 5). An index is "1.1.2": numbers without leading zeros.
struct HistoryInfoView {
  NameAddrView target;
  std::string_view index;    ///< always stands
  std::string_view rc;       ///< the target changed, its user did not; of index `rc`; empty: none
  std::string_view mp;       ///< mapped to another user, from index `mp`
  std::string_view np;       ///< not changed, from index `np`
  std::string_view reason;   ///< Reason in the URI's headers, still escaped; empty: none
  std::string_view privacy;  ///< Privacy in the URI's headers, still escaped; empty: none
};
/// Errors: `bad_header_value`, and those of `parse_name_addr`.
Errc parse_history_info(std::string_view value, HistoryInfoView& into) noexcept;

/// Identity (RFC 8224 4). The digest is not decoded.
struct IdentityView {
  std::string_view digest;  ///< base64 or base64url, with dots; the compact form begins with ".."
  std::string_view info;    ///< the URI between the angle brackets
  std::string_view alg;     ///< empty: none
  std::string_view ppt;     ///< empty: none
};
/// Errors: `bad_header_value`, `bad_quoted_string`, and those of `parse_uri`.
Errc parse_identity(std::string_view value, IdentityView& into) noexcept;

}  // namespace baton
