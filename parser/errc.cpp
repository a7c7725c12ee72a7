#include "baton/errc.hpp"

#include <array>

namespace baton {
namespace {

struct ErrcText {
  Errc code;
  std::string_view name;
  std::string_view text;
};

constexpr std::array<ErrcText, errc_count> errc_texts{{
    {Errc::ok, "ok", "no error"},
    {Errc::empty_message, "empty_message", "the message holds nothing but line ends"},
    {Errc::truncated, "truncated", "the header section has no end: the empty line is missing"},
    {Errc::bad_start_line, "bad_start_line",
     "the first line is neither a request line nor a status line"},
    {Errc::bad_version, "bad_version", "the SIP version is not 2.0"},
    {Errc::bad_method, "bad_method", "the method is not a token"},
    {Errc::bad_request_uri, "bad_request_uri", "the Request-URI is malformed"},
    {Errc::bad_status_code, "bad_status_code",
     "the status code is not a number of three digits from 100 to 699"},
    {Errc::bad_header_name, "bad_header_name",
     "the header name is not a token or is not followed by a colon"},
    {Errc::bad_character, "bad_character", "a control character stands where none may"},
    {Errc::bad_header_value, "bad_header_value",
     "the header value does not follow the header's grammar"},
    {Errc::bad_uri, "bad_uri", "the URI is malformed"},
    {Errc::bad_quoted_string, "bad_quoted_string",
     "the quoted string has no end or holds what it must not"},
    {Errc::bad_number, "bad_number", "the number is malformed or out of range"},
    {Errc::bad_address, "bad_address", "this is neither an IPv4 nor an IPv6 address"},
    {Errc::bad_escape, "bad_escape", "a percent sign is not followed by two hexadecimal digits"},
    {Errc::missing_header, "missing_header", "a mandatory header is absent"},
    {Errc::repeated_header, "repeated_header", "a header that may stand only once stands twice"},
    {Errc::method_mismatch, "method_mismatch",
     "the method of CSeq differs from that of the request"},
    {Errc::bad_content_length, "bad_content_length",
     "Content-Length is malformed or does not fit the octets present"},
    {Errc::bad_body, "bad_body", "the body is malformed"},
    {Errc::too_many_headers, "too_many_headers",
     "the message has more headers than the index has room for"},
    {Errc::message_too_long, "message_too_long", "the message is longer than allowed"},
    {Errc::injection, "injection",
     "an argument holds a line end, a NUL or white space that would change the message"},
    {Errc::buffer_too_small, "buffer_too_small", "the buffer has no room for the text"},
    {Errc::transactions_full, "transactions_full", "all transactions are in use"},
    {Errc::calls_full, "calls_full", "all calls are in use"},
    {Errc::transfers_full, "transfers_full", "all transfers are in use"},
    {Errc::store_full, "store_full", "the store for messages is full"},
    {Errc::output_full, "output_full", "too many messages wait to be sent: take them first"},
    {Errc::flows_full, "flows_full", "all flows are in use"},
    {Errc::lookups_full, "lookups_full", "too many names are being looked up"},
    {Errc::accounts_full, "accounts_full", "all accounts are in use"},
    {Errc::dialog_text_full, "dialog_text_full", "the dialog's text does not fit its room"},
    {Errc::account_text_full, "account_text_full", "the account's text does not fit its room"},
    {Errc::bad_limits, "bad_limits", "these limits cannot work"},
    {Errc::bad_options, "bad_options", "these options make no sense"},
    {Errc::bad_memory, "bad_memory", "the memory is too small or not aligned to 8 octets"},
    {Errc::not_drained, "not_drained", "events of the last input wait to be taken"},
    {Errc::unknown_handle, "unknown_handle", "the object has ended or never was"},
    {Errc::wrong_state, "wrong_state", "the object cannot do this in its present state"},
    {Errc::no_flow, "no_flow", "no open flow has the transport and address family needed"},
    {Errc::unsupported_uri, "unsupported_uri", "a URI of this scheme or form cannot be called"},
    {Errc::refer_pending, "refer_pending", "a REFER of ours is still live on this call"},
    {Errc::refer_mismatch, "refer_mismatch",
     "the REFER handed back differs from the one that was received"},
    {Errc::forbidden_status, "forbidden_status", "this status code must not be used here"},
    {Errc::same_call, "same_call", "the call to be replaced is the one that the REFER would run on"},
    {Errc::bad_argument, "bad_argument", "an argument makes no sense"},
    {Errc::challenge_unusable, "challenge_unusable", "the challenge to authenticate cannot be answered"},
    {Errc::malformed, "malformed", "the received message was rejected by the parser"},
    {Errc::stray_response, "stray_response", "the response matches no transaction"},
    {Errc::stray_ack, "stray_ack", "the ACK matches nothing"},
}};

/// Row n must speak of error n.
constexpr bool rows_are_in_order() {
  for (unsigned row = 0; row < errc_count; ++row) {
    if (static_cast<unsigned>(errc_texts[row].code) != row) {
      return false;
    }
  }
  return true;
}
static_assert(rows_are_in_order());

constexpr std::size_t row_of(Errc code) noexcept {
  const auto row = static_cast<std::size_t>(code);
  return row < errc_count ? row : static_cast<std::size_t>(Errc::bad_argument);
}

}  // namespace

std::string_view name(Errc code) noexcept {
  return errc_texts[row_of(code)].name;
}

std::string_view text(Errc code) noexcept {
  return errc_texts[row_of(code)].text;
}

}  // namespace baton
