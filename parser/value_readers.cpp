#include "parser/value_readers.hpp"

#include "parser/number.hpp"
#include "parser/parameter.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace parser {

Errc read_number(Cursor& cursor, std::uint32_t& into) noexcept {
  into = 0;
  std::uint32_t number = 0;
  if (const Errc error = take_number(cursor, number); error != Errc::ok) {
    return error;
  }
  if (!cursor.done()) {
    return Errc::bad_number;
  }
  into = number;
  return Errc::ok;
}

Errc read_cseq(Cursor& cursor, CSeqView& into) noexcept {
  // CSeq = 1*DIGIT LWS Method
  into = {};
  CSeqView cseq;
  cursor.skip_lws();
  if (const Errc error = take_number(cursor, cseq.number); error != Errc::ok) {
    return error;
  }
  const char* const number_end = cursor.at();
  cursor.skip_lws();
  cseq.method_text = cursor.take(token_char);
  if (cseq.method_text.empty() || cseq.method_text.data() == number_end) {
    return Errc::bad_header_value;
  }
  cursor.skip_lws();
  if (!cursor.done()) {
    return Errc::bad_header_value;
  }
  cseq.method = method_from(cseq.method_text);
  into = cseq;
  return Errc::ok;
}

Errc read_event(Cursor& cursor, EventView& into) noexcept {
  // Event = event-type *( SEMI event-param ); event-param = generic-param / ( "id" EQUAL token )
  into = {};
  EventView event;
  cursor.skip_lws();
  event.package = cursor.take(token_char);
  if (event.package.empty()) {
    return Errc::bad_header_value;
  }
  const auto use = [&event](const ParameterView& parameter) noexcept {
    if (is_word(parameter.name, "id")) {
      if (!parameter.has_value || parameter.quoted) {
        return Errc::bad_header_value;
      }
      event.id = parameter.value;
    }
    return Errc::ok;
  };
  if (const Errc error = take_header_parameters(cursor, event.parameters, use); error != Errc::ok) {
    return error;
  }
  into = event;
  return Errc::ok;
}

Errc take_call_id(Cursor& cursor, std::string_view& into) noexcept {
  const char* const from = cursor.at();
  if (cursor.take(word_char).empty()) {
    return Errc::bad_header_value;
  }
  if (cursor.eat('@') && cursor.take(word_char).empty()) {
    return Errc::bad_header_value;
  }
  into = {from, static_cast<std::size_t>(cursor.at() - from)};
  return Errc::ok;
}

Errc read_replaces(Cursor& cursor, ReplacesView& into) noexcept {
  // Replaces = callid *( SEMI replaces-param ), with exactly one to-tag and one from-tag.
  into = {};
  ReplacesView replaces;
  cursor.skip_lws();
  if (const Errc error = take_call_id(cursor, replaces.call_id); error != Errc::ok) {
    return error;
  }
  const auto use = [&replaces](const ParameterView& parameter) noexcept {
    const bool to = is_word(parameter.name, "to-tag");
    if (to || is_word(parameter.name, "from-tag")) {
      std::string_view& tag = to ? replaces.to_tag : replaces.from_tag;
      if (!tag.empty() || !parameter.has_value || parameter.quoted) {
        return Errc::bad_header_value;
      }
      tag = parameter.value;
    } else if (is_word(parameter.name, "early-only")) {
      replaces.early_only = true;
    }
    return Errc::ok;
  };
  std::string_view parameters;
  if (const Errc error = take_header_parameters(cursor, parameters, use); error != Errc::ok) {
    return error;
  }
  if (replaces.to_tag.empty() || replaces.from_tag.empty()) {
    return Errc::bad_header_value;
  }
  into = replaces;
  return Errc::ok;
}

Errc read_media_type(Cursor& cursor, MediaTypeView& into) noexcept {
  // media-type = m-type SLASH m-subtype *( SEMI m-parameter )
  into = {};
  MediaTypeView media;
  cursor.skip_lws();
  media.type = cursor.take(token_char);
  if (media.type.empty() || !cursor.eat_separator('/')) {
    return Errc::bad_header_value;
  }
  media.subtype = cursor.take(token_char);
  if (media.subtype.empty()) {
    return Errc::bad_header_value;
  }
  if (const Errc error = take_header_parameters(cursor, media.parameters, any_parameter);
      error != Errc::ok) {
    return error;
  }
  into = media;
  return Errc::ok;
}

}  // namespace parser

Errc parse_cseq(std::string_view value, CSeqView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_cseq(cursor, into);
}

Errc parse_event(std::string_view value, EventView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_event(cursor, into);
}

Errc parse_subscription_state(std::string_view value, SubscriptionStateView& into) noexcept {
  into = {};
  parser::Cursor cursor(value);
  cursor.skip_lws();
  const std::string_view word = cursor.take(parser::token_char);
  if (word.empty()) {
    return Errc::bad_header_value;
  }
  into.state_text = word;
  if (parser::is_word(word, "active")) {
    into.state = SubscriptionState::active;
  } else if (parser::is_word(word, "pending")) {
    into.state = SubscriptionState::pending;
  } else if (parser::is_word(word, "terminated")) {
    into.state = SubscriptionState::terminated;
  }
  ParameterIterator walk(cursor.rest());
  while (const auto parameter = walk.next()) {
    std::uint32_t number = 0;
    if (parser::is_word(parameter->name, "reason")) {
      into.reason = parameter->value;
    } else if (parse_number(parameter->value, number) != Errc::ok) {
      continue;
    } else if (parser::is_word(parameter->name, "expires")) {
      into.expires = number;
    } else if (parser::is_word(parameter->name, "retry-after")) {
      into.retry_after = number;
    }
  }
  return Errc::ok;
}

Errc parse_replaces(std::string_view value, ReplacesView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_replaces(cursor, into);
}

bool MediaTypeView::is(std::string_view type_name, std::string_view subtype_name) const noexcept {
  return equal_ignoring_case(type, type_name) && equal_ignoring_case(subtype, subtype_name);
}

Errc parse_media_type(std::string_view value, MediaTypeView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_media_type(cursor, into);
}

Errc parse_number(std::string_view value, std::uint32_t& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_number(cursor, into);
}

Errc parse_retry_after(std::string_view value, std::uint32_t& seconds) noexcept {
  // Retry-After = delta-seconds [ comment ] *( SEMI retry-param ): what follows changes nothing.
  seconds = 0;
  parser::Cursor cursor(value);
  cursor.skip_lws();
  std::uint32_t number = 0;
  if (const Errc error = parser::take_number(cursor, number); error != Errc::ok) {
    return error;
  }
  if (!cursor.done() && !parser::is_lws(cursor.peek()) && cursor.peek() != '(' &&
      cursor.peek() != ';') {
    return Errc::bad_number;
  }
  seconds = number;
  return Errc::ok;
}

bool lists_token(std::string_view value, std::string_view token) noexcept {
  if (token.empty()) {
    return false;
  }
  for (;;) {
    const std::size_t comma = value.find(',');
    if (equal_ignoring_case(parser::trim(parser::slice(value, 0, comma)), token)) {
      return true;
    }
    if (comma == std::string_view::npos) {
      return false;
    }
    value.remove_prefix(comma + 1);
  }
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return parser::same_ignoring_case(a, b);
}

}  // namespace baton
