#include "parser/session_readers.hpp"

#include "parser/number.hpp"
#include "parser/token_parameter.hpp"
#include "parser/value_readers.hpp"
#include "parser/whole_address.hpp"

namespace baton {
namespace parser {
namespace {

/// A number of seconds, and then parameters.
template <class Use>
Errc read_seconds(Cursor& cursor, std::uint32_t& seconds, std::string_view& parameters, Use&& use) noexcept {
  cursor.skip_lws();
  if (const Errc error = take_number(cursor, seconds); error != Errc::ok) {
    return error;
  }
  return take_header_parameters(cursor, parameters, use);
}

/// callid *( SEMI parameter ), two of them tags that must stand.
Errc read_tagged_call_id(Cursor& cursor, std::string_view& call_id, std::string_view a_name,
                         std::string_view& a, std::string_view b_name, std::string_view& b) noexcept {
  cursor.skip_lws();
  if (const Errc error = take_call_id(cursor, call_id); error != Errc::ok) {
    return error;
  }
  const auto use = [&](const ParameterView& parameter) noexcept {
    return is_word(parameter.name, a_name)   ? take_token_once(parameter, a)
           : is_word(parameter.name, b_name) ? take_token_once(parameter, b)
                                             : Errc::ok;
  };
  std::string_view parameters;
  if (const Errc error = take_header_parameters(cursor, parameters, use); error != Errc::ok) {
    return error;
  }
  return a.empty() || b.empty() ? Errc::bad_header_value : Errc::ok;
}

}  // namespace

Errc read_session_expires(Cursor& cursor, SessionExpiresView& into) noexcept {
  into = {};
  SessionExpiresView session;
  const auto use = [&session](const ParameterView& parameter) noexcept {
    if (!is_word(parameter.name, "refresher")) {
      return Errc::ok;
    }
    const bool uac = is_word(parameter.value, "uac");
    if (session.refresher != Refresher::unspecified || parameter.quoted ||
        (!uac && !is_word(parameter.value, "uas"))) {
      return Errc::bad_header_value;
    }
    session.refresher = uac ? Refresher::uac : Refresher::uas;
    return Errc::ok;
  };
  if (const Errc error = read_seconds(cursor, session.seconds, session.parameters, use); error != Errc::ok) {
    return error;
  }
  into = session;
  return Errc::ok;
}

Errc read_min_se(Cursor& cursor, std::uint32_t& into) noexcept {
  into = 0;
  std::uint32_t seconds = 0;
  std::string_view parameters;
  if (const Errc error = read_seconds(cursor, seconds, parameters, any_parameter); error != Errc::ok) {
    return error;
  }
  into = seconds;
  return Errc::ok;
}

Errc read_rseq(Cursor& cursor, std::uint32_t& into) noexcept {
  into = 0;
  cursor.skip_lws();
  const char* const start = cursor.at();
  std::uint32_t number = 0;
  if (const Errc error = take_number(cursor, number); error != Errc::ok) {
    return error;
  }
  if (number == 0) {
    cursor.move_to(start);
    return Errc::bad_number;
  }
  cursor.skip_lws();
  if (!cursor.done()) {
    return Errc::bad_number;
  }
  into = number;
  return Errc::ok;
}

Errc read_rack(Cursor& cursor, RAckView& into) noexcept {
  // RAck = response-num LWS CSeq-num LWS Method (RFC 3262 10)
  into = {};
  RAckView rack;
  cursor.skip_lws();
  const char* const start = cursor.at();
  if (const Errc error = take_number(cursor, rack.rseq); error != Errc::ok) {
    return error;
  }
  if (rack.rseq == 0) {
    cursor.move_to(start);
    return Errc::bad_number;
  }
  if (!cursor.done() && !is_lws(cursor.peek())) {
    return Errc::bad_header_value;
  }
  if (const Errc error = read_cseq(cursor, rack.cseq); error != Errc::ok) {
    return error;
  }
  into = rack;
  return Errc::ok;
}

Errc read_reason(Cursor& cursor, ReasonView& into) noexcept {
  into = {};
  ReasonView reason;
  cursor.skip_lws();
  reason.protocol = cursor.take(token_char);
  if (reason.protocol.empty()) {
    return Errc::bad_header_value;
  }
  bool has_text = false;
  const auto use = [&](const ParameterView& parameter) noexcept {
    if (is_word(parameter.name, "cause")) {
      std::uint32_t cause = 0;
      if (reason.cause || parameter.quoted) {
        return Errc::bad_header_value;
      }
      Cursor number(parameter.value);
      const Errc error = read_number(number, cause);
      reason.cause = cause;
      return error;
    }
    if (is_word(parameter.name, "text")) {
      if (has_text || !parameter.quoted) {
        return Errc::bad_header_value;
      }
      has_text = true;
      reason.text = parameter.value;
    }
    return Errc::ok;
  };
  if (const Errc error = take_header_parameters(cursor, reason.parameters, use); error != Errc::ok) {
    return error;
  }
  into = reason;
  return Errc::ok;
}

Errc read_target_dialog(Cursor& cursor, TargetDialogView& into) noexcept {
  into = {};
  TargetDialogView target;
  if (const Errc error = read_tagged_call_id(cursor, target.call_id, "local-tag", target.local_tag,
                                             "remote-tag", target.remote_tag);
      error != Errc::ok) {
    return error;
  }
  into = target;
  return Errc::ok;
}

Errc read_join(Cursor& cursor, JoinView& into) noexcept {
  into = {};
  JoinView join;
  if (const Errc error =
          read_tagged_call_id(cursor, join.call_id, "to-tag", join.to_tag, "from-tag", join.from_tag);
      error != Errc::ok) {
    return error;
  }
  into = join;
  return Errc::ok;
}

Errc read_refer_sub(Cursor& cursor, bool& into) noexcept {
  into = false;
  cursor.skip_lws();
  const char* const start = cursor.at();
  const std::string_view word = cursor.take(token_char);
  if (!is_word(word, "true") && !is_word(word, "false")) {
    cursor.move_to(start);
    return Errc::bad_header_value;
  }
  std::string_view parameters;
  if (const Errc error = take_header_parameters(cursor, parameters, any_parameter); error != Errc::ok) {
    return error;
  }
  into = is_word(word, "true");
  return Errc::ok;
}

Errc read_refer_events_at(Cursor& cursor, NameAddrView& into) noexcept {
  into = {};
  NameAddrView address;
  cursor.skip_lws();
  const char* const start = cursor.at();
  if (cursor.peek() != '<') {  // no display name either
    return Errc::bad_header_value;
  }
  if (const Errc error = read_whole_address(cursor, address); error != Errc::ok) {
    return error;
  }
  if (address.uri.scheme != UriScheme::sip && address.uri.scheme != UriScheme::sips) {
    cursor.move_to(start);
    return Errc::bad_header_value;
  }
  into = address;
  return Errc::ok;
}

}  // namespace parser

Errc parse_session_expires(std::string_view value, SessionExpiresView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_session_expires(cursor, into);
}

Errc parse_min_se(std::string_view value, std::uint32_t& seconds) noexcept {
  parser::Cursor cursor(value);
  return parser::read_min_se(cursor, seconds);
}

Errc parse_rseq(std::string_view value, std::uint32_t& number) noexcept {
  parser::Cursor cursor(value);
  return parser::read_rseq(cursor, number);
}

Errc parse_rack(std::string_view value, RAckView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_rack(cursor, into);
}

Errc parse_reason(std::string_view value, ReasonView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_reason(cursor, into);
}

Errc parse_target_dialog(std::string_view value, TargetDialogView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_target_dialog(cursor, into);
}

Errc parse_join(std::string_view value, JoinView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_join(cursor, into);
}

Errc parse_refer_sub(std::string_view value, bool& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_refer_sub(cursor, into);
}

Errc parse_refer_events_at(std::string_view value, NameAddrView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_refer_events_at(cursor, into);
}

}  // namespace baton
