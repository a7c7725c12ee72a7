#include "parser/optional_values.hpp"

#include "parser/auth_readers.hpp"
#include "parser/identity_readers.hpp"
#include "parser/language.hpp"
#include "parser/notice_readers.hpp"
#include "parser/parameter.hpp"
#include "parser/preference_readers.hpp"
#include "parser/session_readers.hpp"
#include "parser/text_value.hpp"
#include "parser/time_readers.hpp"
#include "parser/token_parameter.hpp"
#include "parser/value_readers.hpp"
#include "parser/whole_address.hpp"

namespace baton::parser {
namespace {

/// A reader whose value nobody wants.
template <class View>
Errc check(Cursor& cursor, Errc (*read)(Cursor&, View&) noexcept) noexcept {
  View view{};
  return read(cursor, view);
}

Errc expect_end(Cursor& cursor) noexcept {
  cursor.skip_lws();
  return cursor.done() ? Errc::ok : Errc::bad_header_value;
}

Errc check_token(Cursor& cursor) noexcept {
  cursor.skip_lws();
  return cursor.take(token_char).empty() ? Errc::bad_header_value : expect_end(cursor);
}

Errc check_number(Cursor& cursor) noexcept {
  std::uint32_t number = 0;
  cursor.skip_lws();
  const Errc error = take_number(cursor, number);
  return error == Errc::ok ? expect_end(cursor) : error;
}

Errc check_call_id(Cursor& cursor) noexcept {
  std::string_view call_id;
  cursor.skip_lws();
  const Errc error = take_call_id(cursor, call_id);
  return error == Errc::ok ? expect_end(cursor) : error;
}

Errc check_language(Cursor& cursor) noexcept {
  std::string_view tag;
  cursor.skip_lws();
  const Errc error = take_language(cursor, tag);
  return error == Errc::ok ? expect_end(cursor) : error;
}

/// What may stand in an address besides a URI.
enum class Address : std::uint8_t {
  any,        ///< name-addr / addr-spec, and parameters
  bare,       ///< name-addr / addr-spec, without parameters (RFC 3325 9)
  bracketed,  ///< name-addr, and parameters
};

Errc check_address(Cursor& cursor, Address form) noexcept {
  const char* const start = cursor.at();
  NameAddrView address;
  if (const Errc error = read_whole_address(cursor, address); error != Errc::ok) {
    return error;
  }
  if (form == Address::bare && !address.parameters.empty()) {
    cursor.move_to(address.parameters.data());
    return Errc::bad_header_value;
  }
  // A URI with a "?" must stand in angle brackets (RFC 3261 20).
  const bool good =
      address.bracketed || (form != Address::bracketed && !address.star && address.uri.headers.empty());
  if (!good) {
    cursor.move_to(start);
  }
  return good ? Errc::ok : Errc::bad_header_value;
}

/// Subscription-State = substate-value *( SEMI subexp-params ) (RFC 6665 8.4); the public reader is
/// lenient on purpose.
Errc check_subscription_state(Cursor& cursor) noexcept {
  cursor.skip_lws();
  if (cursor.take(token_char).empty()) {
    return Errc::bad_header_value;
  }
  std::string_view reason, expires, retry_after, parameters;
  const auto number = [](const ParameterView& parameter, std::string_view& seen) noexcept {
    Cursor digits(parameter.value);
    std::uint32_t seconds = 0;
    if (!seen.empty() || parameter.quoted) {
      return Errc::bad_header_value;
    }
    seen = parameter.value;
    return read_number(digits, seconds);
  };
  return take_header_parameters(cursor, parameters, [&](const ParameterView& parameter) noexcept {
    return is_word(parameter.name, "reason")        ? take_token_once(parameter, reason)
           : is_word(parameter.name, "expires")     ? number(parameter, expires)
           : is_word(parameter.name, "retry-after") ? number(parameter, retry_after)
                                                    : Errc::ok;
  });
}

Errc check_opaque(Cursor& cursor, HeaderId id) noexcept {
  switch (id) {
    case HeaderId::accept: return check(cursor, read_accept);
    case HeaderId::accept_contact: return check(cursor, read_accept_contact);
    case HeaderId::accept_encoding: return check(cursor, read_accept_encoding);
    case HeaderId::accept_language: return check(cursor, read_accept_language);
    case HeaderId::alert_info:
    case HeaderId::call_info:
    case HeaderId::error_info: return check(cursor, read_info_reference);
    case HeaderId::allow:          // Method: a token
    case HeaderId::allow_events:   // event-type: a token with dots (RFC 6665 8.4)
    case HeaderId::proxy_require:  // option-tag: a token
    case HeaderId::sip_etag:       // entity-tag: a token (RFC 3903 12)
    case HeaderId::sip_if_match:
    case HeaderId::supported:
    case HeaderId::unsupported: return check_token(cursor);
    case HeaderId::also:
    case HeaderId::reply_to: return check_address(cursor, Address::any);
    case HeaderId::authentication_info: return check(cursor, read_authentication_info);
    case HeaderId::authorization:
    case HeaderId::proxy_authorization: return check(cursor, read_credentials);
    case HeaderId::content_disposition: return check(cursor, read_content_disposition);
    case HeaderId::content_language: return check_language(cursor);
    case HeaderId::date: return check(cursor, read_date);
    case HeaderId::flow_timer:  // 1*DIGIT (RFC 5626 10)
      return check_number(cursor);
    case HeaderId::history_info: return check(cursor, read_history_info);
    case HeaderId::identity: return check(cursor, read_identity);
    case HeaderId::in_reply_to: return check_call_id(cursor);
    case HeaderId::info_package:
    case HeaderId::recv_info: return check(cursor, read_info_package);
    case HeaderId::join: return check(cursor, read_join);
    case HeaderId::mime_version: return check(cursor, read_mime_version);
    case HeaderId::min_se: return check(cursor, read_min_se);
    case HeaderId::organization:
    case HeaderId::subject: return read_text(cursor);
    case HeaderId::p_asserted_identity:
    case HeaderId::p_preferred_identity: return check_address(cursor, Address::bare);
    case HeaderId::path:
    case HeaderId::service_route: return check_address(cursor, Address::bracketed);
    case HeaderId::priority: return check(cursor, read_priority);
    case HeaderId::privacy: return check(cursor, read_privacy);
    case HeaderId::proxy_authenticate:
    case HeaderId::www_authenticate: return check(cursor, read_challenge);
    case HeaderId::rack: return check(cursor, read_rack);
    case HeaderId::reason: return check(cursor, read_reason);
    case HeaderId::refer_events_at: return check(cursor, read_refer_events_at);
    case HeaderId::refer_sub: return check(cursor, read_refer_sub);
    case HeaderId::reject_contact: return check(cursor, read_reject_contact);
    case HeaderId::request_disposition: return check(cursor, read_request_disposition);
    case HeaderId::retry_after: return check(cursor, read_retry_after);
    case HeaderId::rseq: return check(cursor, read_rseq);
    case HeaderId::server:
    case HeaderId::user_agent: return read_products(cursor);
    case HeaderId::session_expires: return check(cursor, read_session_expires);
    case HeaderId::subscription_state: return check_subscription_state(cursor);
    case HeaderId::target_dialog: return check(cursor, read_target_dialog);
    case HeaderId::timestamp: return check(cursor, read_timestamp);
    case HeaderId::user_to_user: return check(cursor, read_user_to_user);
    case HeaderId::warning: return check(cursor, read_warning);
    // Those whose row has a grammar, which is checked by default.
    case HeaderId::other:
    case HeaderId::call_id:
    case HeaderId::contact:
    case HeaderId::content_encoding:
    case HeaderId::content_length:
    case HeaderId::content_type:
    case HeaderId::cseq:
    case HeaderId::event:
    case HeaderId::expires:
    case HeaderId::from:
    case HeaderId::max_forwards:
    case HeaderId::min_expires:
    case HeaderId::record_route:
    case HeaderId::refer_to:
    case HeaderId::referred_by:
    case HeaderId::replaces:
    case HeaderId::require:
    case HeaderId::route:
    case HeaderId::to:
    case HeaderId::via: return Errc::ok;
  }
  return Errc::ok;
}

}  // namespace

Errc check_optional_text(std::string_view value, HeaderId id, const char*& culprit) noexcept {
  Cursor cursor(value);
  const Errc error = check_opaque(cursor, id);
  culprit = error == Errc::ok ? value.data() + value.size() : cursor.at();
  return error;
}

}  // namespace baton::parser
