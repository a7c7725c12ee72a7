// One row a header, in the order of HeaderId: the production of its values, as the ABNF spells it,
// and the section that defines it.
#pragma once

#include <array>
#include <string_view>

#include "baton/header_id.hpp"

namespace baton::parser {

struct HeaderRule {
  HeaderId id = HeaderId::other;
  std::string_view name;
  std::string_view rfc;
};

// clang-format off
inline constexpr std::array<HeaderRule, header_id_count> header_rules{{
    {HeaderId::other, "extension-header", "RFC 3261 7.3.1"},
    {HeaderId::accept, "accept-range", "RFC 3261 20.1"},
    {HeaderId::accept_contact, "ac-value", "RFC 3841 9.2"},
    {HeaderId::accept_encoding, "encoding", "RFC 3261 20.2"},
    {HeaderId::accept_language, "language", "RFC 3261 20.3"},
    {HeaderId::alert_info, "alert-param", "RFC 3261 20.4"},
    {HeaderId::allow, "Allow", "RFC 3261 20.5"},
    {HeaderId::allow_events, "event-type", "RFC 6665 8.2.2"},
    // It never left the drafts.
    {HeaderId::also, "extension-header", "RFC 3261 7.3.1"},
    {HeaderId::authentication_info, "ainfo", "RFC 3261 20.6"},
    {HeaderId::authorization, "credentials", "RFC 3261 20.7"},
    {HeaderId::call_id, "callid", "RFC 3261 20.8"},
    {HeaderId::call_info, "info", "RFC 3261 20.9"},
    {HeaderId::contact, "contact-param", "RFC 3261 20.10"},
    {HeaderId::content_disposition, "disp-type", "RFC 3261 20.11"},
    {HeaderId::content_encoding, "content-coding", "RFC 3261 20.12"},
    {HeaderId::content_language, "language-tag", "RFC 3261 20.13"},
    {HeaderId::content_length, "Content-Length", "RFC 3261 20.14"},
    {HeaderId::content_type, "media-type", "RFC 3261 20.15"},
    {HeaderId::cseq, "CSeq", "RFC 3261 20.16"},
    {HeaderId::date, "SIP-date", "RFC 3261 20.17"},
    {HeaderId::error_info, "error-uri", "RFC 3261 20.18"},
    {HeaderId::event, "Event", "RFC 6665 8.2.1"},
    {HeaderId::expires, "delta-seconds", "RFC 3261 20.19"},
    {HeaderId::flow_timer, "Flow-Timer", "RFC 5626 10"},
    {HeaderId::from, "from-spec", "RFC 3261 20.20"},
    {HeaderId::history_info, "hi-entry", "RFC 7044 5"},
    {HeaderId::identity, "Identity", "RFC 8224 4"},
    {HeaderId::in_reply_to, "callid", "RFC 3261 20.21"},
    {HeaderId::info_package, "Info-package-type", "RFC 6086 7.2"},
    {HeaderId::join, "Join", "RFC 3911 7.1"},
    {HeaderId::max_forwards, "Max-Forwards", "RFC 3261 20.22"},
    {HeaderId::mime_version, "MIME-Version", "RFC 3261 20.24"},
    {HeaderId::min_expires, "delta-seconds", "RFC 3261 20.23"},
    {HeaderId::min_se, "Min-SE", "RFC 4028 5"},
    {HeaderId::organization, "Organization", "RFC 3261 20.25"},
    {HeaderId::p_asserted_identity, "PAssertedID-value", "RFC 3325 9.1"},
    {HeaderId::p_preferred_identity, "PPreferredID-value", "RFC 3325 9.2"},
    {HeaderId::path, "path-value", "RFC 3327 4"},
    {HeaderId::priority, "priority-value", "RFC 3261 20.26"},
    {HeaderId::privacy, "priv-value", "RFC 3323 4.2"},
    {HeaderId::proxy_authenticate, "challenge", "RFC 3261 20.27"},
    {HeaderId::proxy_authorization, "credentials", "RFC 3261 20.28"},
    {HeaderId::proxy_require, "option-tag", "RFC 3261 20.29"},
    {HeaderId::rack, "RAck", "RFC 3262 7.2"},
    {HeaderId::reason, "reason-value", "RFC 3326 2"},
    {HeaderId::record_route, "rec-route", "RFC 3261 20.30"},
    {HeaderId::recv_info, "Info-package-list", "RFC 6086 7.3"},
    {HeaderId::refer_events_at, "Refer-Events-At", "RFC 7614 4.8"},
    {HeaderId::refer_sub, "Refer-Sub", "RFC 4488 4"},
    {HeaderId::refer_to, "Refer-To", "RFC 3515 2.1"},
    {HeaderId::referred_by, "Referred-By", "RFC 3892 3"},
    {HeaderId::reject_contact, "rc-value", "RFC 3841 9.2"},
    {HeaderId::replaces, "Replaces", "RFC 3891 6.1"},
    {HeaderId::reply_to, "rplyto-spec", "RFC 3261 20.31"},
    {HeaderId::request_disposition, "directive", "RFC 3841 9.1"},
    {HeaderId::require, "option-tag", "RFC 3261 20.32"},
    {HeaderId::retry_after, "Retry-After", "RFC 3261 20.33"},
    {HeaderId::route, "route-param", "RFC 3261 20.34"},
    {HeaderId::rseq, "RSeq", "RFC 3262 7.1"},
    {HeaderId::server, "server-val", "RFC 3261 20.35"},
    {HeaderId::service_route, "sr-value", "RFC 3608 5"},
    {HeaderId::session_expires, "Session-Expires", "RFC 4028 4"},
    {HeaderId::sip_etag, "entity-tag", "RFC 3903 11.3.1"},
    {HeaderId::sip_if_match, "entity-tag", "RFC 3903 11.3.2"},
    {HeaderId::subject, "Subject", "RFC 3261 20.36"},
    {HeaderId::subscription_state, "substate-value", "RFC 6665 8.2.3"},
    {HeaderId::supported, "option-tag", "RFC 3261 20.37"},
    {HeaderId::target_dialog, "Target-Dialog", "RFC 4538 7"},
    {HeaderId::timestamp, "Timestamp", "RFC 3261 20.38"},
    {HeaderId::to, "To", "RFC 3261 20.39"},
    {HeaderId::unsupported, "option-tag", "RFC 3261 20.40"},
    {HeaderId::user_agent, "server-val", "RFC 3261 20.41"},
    {HeaderId::user_to_user, "uui-value", "RFC 7433 4.1"},
    {HeaderId::via, "via-parm", "RFC 3261 20.42"},
    {HeaderId::warning, "warning-value", "RFC 3261 20.43"},
    {HeaderId::www_authenticate, "challenge", "RFC 3261 20.44"},
}};
// clang-format on

/// Row n must speak of header n.
constexpr bool header_rules_are_in_order() {
  for (unsigned row = 0; row < header_id_count; ++row) {
    if (static_cast<unsigned>(header_rules[row].id) != row) {
      return false;
    }
  }
  return true;
}
static_assert(header_rules_are_in_order(), "each header needs its rule, in the order of HeaderId");

}  // namespace baton::parser
