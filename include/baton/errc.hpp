// Every error that the library reports, grouped by layer.
#pragma once

#include <cstdint>
#include <string_view>

namespace baton {

enum class Errc : std::uint8_t {
  ok,

  // The parser: what is wrong with a message.
  empty_message,         ///< nothing but line ends
  truncated,             ///< the header section has no end (no empty line)
  bad_start_line,        ///< neither a Request-Line nor a Status-Line (RFC 3261 25.1)
  bad_version,           ///< a SIP version other than 2.0 (505)
  bad_method,            ///< the method is not a token
  bad_request_uri,       ///< the Request-URI is malformed
  bad_status_code,       ///< not three digits from 100 to 699
  bad_header_name,       ///< the header name is not a token, or lacks its colon
  bad_character,         ///< a control character where none may stand
  bad_header_value,      ///< the value does not match the header's grammar
  bad_uri,               ///< a URI inside a header or an argument is malformed
  bad_quoted_string,     ///< a quoted string without end, or with a bad escape
  bad_number,            ///< a number is malformed or out of range
  bad_address,           ///< neither an IPv4 nor an IPv6 address
  bad_escape,            ///< "%" without two hexadecimal digits
  missing_header,        ///< a mandatory header is absent (RFC 3261 8.1.1)
  repeated_header,       ///< a header that may stand once stands twice
  method_mismatch,       ///< the CSeq method differs from the request's (RFC 3261 8.1.1.5)
  bad_content_length,    ///< Content-Length exceeds the octets present, or is malformed
  bad_body,              ///< a body (SDP, sipfrag) is malformed
  too_many_headers,      ///< more headers than the index has room for
  message_too_long,      ///< more octets than `message_bytes`
  injection,             ///< CR, LF or NUL in an argument that becomes part of a message
  buffer_too_small,      ///< the writer's buffer has no room

  // Pools: what a limit refused. Nothing is half done.
  transactions_full,
  calls_full,
  transfers_full,
  store_full,
  output_full,           ///< fewer than `sends_per_input` output slots free: take transmits first
  flows_full,
  lookups_full,
  accounts_full,
  dialog_text_full,
  account_text_full,

  // Use: what a command or input asked that cannot be.
  bad_limits,            ///< limits that cannot work
  bad_options,           ///< options that make no sense: a negative time, T1 of 0, more than 28 s to decide
  bad_memory,            ///< a span too small or not aligned to 8
  not_drained,           ///< events of the last input wait to be taken
  unknown_handle,        ///< the object has ended, or never was
  wrong_state,           ///< the object exists but cannot do this now
  no_flow,               ///< no open flow of the transport and family that the target needs
  unsupported_uri,       ///< a scheme or form of URI that we cannot call
  refer_pending,         ///< a REFER of ours is still live on this call
  refer_mismatch,        ///< the REFER text handed back differs from the stored one
  forbidden_status,      ///< a status that must not be used here (outcome table 2.1)
  same_call,             ///< the call to be replaced is the one that the REFER would run on
  bad_argument,          ///< an argument that makes no sense
  challenge_unusable,    ///< a 401 or 407 that cannot be answered: scheme, realm, algorithm, qop or no hash

  // Received messages: why `receive` took no action; for the driver's statistics.
  malformed,             ///< rejected by the parser; answered 4xx/5xx where it could be
  stray_response,        ///< a response that matches no transaction
  stray_ack,             ///< an ACK that matches nothing
};

inline constexpr unsigned errc_count = static_cast<unsigned>(Errc::stray_ack) + 1;

/// The enumerator's name, for logs and machine-readable output: "bad_start_line".
std::string_view name(Errc code) noexcept;

/// A sentence for people, without a full stop.
std::string_view text(Errc code) noexcept;

}  // namespace baton
