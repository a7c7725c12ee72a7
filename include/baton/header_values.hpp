// Typed views of single header values (RFC 3261 25.1 and the extensions named at each).
//
// Every parse function takes one value, as MessageView::values yields it: trimmed, one element of a
// comma-separated list. Line folding inside is treated as LWS. Views borrow the text. A function
// that fails leaves its output default-constructed: all or nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "baton/endpoint.hpp"
#include "baton/errc.hpp"
#include "baton/method.hpp"
#include "baton/uri.hpp"

namespace baton {

/// From, To, Contact, Route, Record-Route, Refer-To, Referred-By, P-Asserted-Identity ...
struct NameAddrView {
  std::string_view display_name;  ///< without the quotes, escapes untouched; empty: none
  std::string_view uri_text;
  UriView uri;
  std::string_view parameters;    ///< of the header, from the first ';' behind the URI
  bool bracketed = false;         ///< the URI stood in angle brackets
  bool star = false;              ///< Contact: * (RFC 3261 10.2.2); then all else is empty

  std::string_view tag_value;     ///< of the first tag parameter

  std::string_view tag() const noexcept { return tag_value; }  ///< empty: none
  std::optional<ParameterView> parameter(std::string_view name) const noexcept {
    return find_parameter(parameters, name);
  }
};
Errc parse_name_addr(std::string_view value, NameAddrView& into) noexcept;

/// Via (RFC 3261 20.42, RFC 3581).
struct ViaView {
  std::string_view protocol;        ///< "SIP/2.0" as it stands
  std::string_view transport_text;  ///< "UDP", "TCP", ... or an extension
  std::string_view host;            ///< of sent-by
  std::uint16_t port = 0;           ///< of sent-by; 0: none
  std::string_view parameters;
  std::string_view branch;          ///< empty: none
  std::string_view received;        ///< empty: none
  std::string_view maddr;
  bool has_rport = false;           ///< rport present, with or without a value
  std::uint16_t rport = 0;          ///< 0: no value
};
Errc parse_via(std::string_view value, ViaView& into) noexcept;

struct CSeqView {
  std::uint32_t number = 0;
  Method method = Method::other;
  std::string_view method_text;
};
Errc parse_cseq(std::string_view value, CSeqView& into) noexcept;

/// Event (RFC 6665 8.2.1). `package` is compared without case (field practice: "Refer").
struct EventView {
  std::string_view package;
  std::string_view id;  ///< empty: none
  std::string_view parameters;
};
Errc parse_event(std::string_view value, EventView& into) noexcept;

/// Subscription-State (RFC 6665 8.2.3). Values are read leniently: the leading word counts.
enum class SubscriptionState : std::uint8_t { other, active, pending, terminated };
struct SubscriptionStateView {
  SubscriptionState state = SubscriptionState::other;
  std::string_view state_text;
  std::string_view reason;                     ///< empty: none
  std::optional<std::uint32_t> expires;        ///< seconds
  std::optional<std::uint32_t> retry_after;    ///< seconds
};
Errc parse_subscription_state(std::string_view value, SubscriptionStateView& into) noexcept;

/// Replaces (RFC 3891 6.1), also unescaped from a Refer-To URI.
struct ReplacesView {
  std::string_view call_id;
  std::string_view to_tag;
  std::string_view from_tag;
  bool early_only = false;
};
Errc parse_replaces(std::string_view value, ReplacesView& into) noexcept;

/// Content-Type (RFC 3261 20.15).
struct MediaTypeView {
  std::string_view type;
  std::string_view subtype;
  std::string_view parameters;
  bool is(std::string_view type_name, std::string_view subtype_name) const noexcept;  ///< case ignored
};
Errc parse_media_type(std::string_view value, MediaTypeView& into) noexcept;

/// A number of seconds or of anything, 0 to 2^32-1, digits only (Max-Forwards, Expires ...).
/// Errors: `bad_number`.
Errc parse_number(std::string_view value, std::uint32_t& into) noexcept;

/// Retry-After's leading seconds (RFC 3261 20.33).
Errc parse_retry_after(std::string_view value, std::uint32_t& seconds) noexcept;

/// Whether the comma-separated token list `value` (Supported, Require, Allow ...) names `token`,
/// case ignored.
bool lists_token(std::string_view value, std::string_view token) noexcept;

/// ASCII case-insensitive equality, the comparison of every SIP token (RFC 3261 7.3.1).
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

}  // namespace baton
