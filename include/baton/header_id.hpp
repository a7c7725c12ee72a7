// The header fields that Baton knows by name.
#pragma once

#include <cstdint>
#include <string_view>

namespace baton {

enum class HeaderId : std::uint8_t {
  other,  ///< not in this list: compare its name
  accept, accept_contact, accept_encoding, accept_language, alert_info, allow, allow_events, also,
  authentication_info, authorization, call_id, call_info, contact, content_disposition,
  content_encoding, content_language, content_length, content_type, cseq, date, error_info, event,
  expires, flow_timer, from, history_info, identity, in_reply_to, info_package, join, max_forwards,
  mime_version, min_expires, min_se, organization, p_asserted_identity, p_preferred_identity, path,
  priority, privacy, proxy_authenticate, proxy_authorization, proxy_require, rack, reason,
  record_route, recv_info, refer_events_at, refer_sub, refer_to, referred_by, reject_contact,
  replaces, reply_to, request_disposition, require, retry_after, route, rseq, server, service_route,
  session_expires, sip_etag, sip_if_match, subject, subscription_state, supported, target_dialog,
  timestamp, to, unsupported, user_agent, user_to_user, via, warning, www_authenticate,
};

inline constexpr unsigned header_id_count = static_cast<unsigned>(HeaderId::www_authenticate) + 1;

/// The header that `name` names, long or compact, case ignored (RFC 3261 7.3.1, 7.3.3). Names are
/// compared octet by octet after the table look-up.
HeaderId header_from(std::string_view name) noexcept;

/// The header's long name as the RFCs write it: "Call-ID". Empty for `other`.
std::string_view header_name(HeaderId id) noexcept;

/// The header's compact form ("i" for Call-ID), or empty where it has none.
std::string_view compact_name(HeaderId id) noexcept;

}  // namespace baton
