// The readers of the short headers: Call-ID, CSeq, Event, Replaces, Content-Type, numbers.
//
// Each reads all that the cursor holds as one value into a default-constructed view. On an error the
// cursor stands at the offending octet and the view holds what was read.
#pragma once

#include "baton/header_values.hpp"
#include "parser/number.hpp"
#include "parser/parameter.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

inline Errc read_number(Cursor& cursor, std::uint32_t& into) noexcept {
  into = 0;
  std::uint32_t number = 0;
  if (read_all_of_few_digits(cursor.rest(), cursor.text_end(), into)) [[likely]] {
    cursor.move_to(cursor.end());
    return Errc::ok;
  }
  if (const Errc error = take_number(cursor, number); error != Errc::ok) {
    return error;
  }
  if (!cursor.done()) {
    return Errc::bad_number;
  }
  into = number;
  return Errc::ok;
}

/// Leaves the method to be looked up by its text.
inline Errc read_cseq_text(Cursor& cursor, CSeqView& cseq) noexcept {
  // CSeq = 1*DIGIT LWS Method
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
  return Errc::ok;
}

inline Errc read_cseq(Cursor& cursor, CSeqView& cseq) noexcept {
  const Errc error = read_cseq_text(cursor, cseq);
  if (error == Errc::ok) {
    cseq.method = method_from(cseq.method_text);
  }
  return error;
}

inline Errc read_event(Cursor& cursor, EventView& event) noexcept {
  // Event = event-type *( SEMI event-param ); event-param = generic-param / ( "id" EQUAL token )
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
  return Errc::ok;
}

inline Errc take_call_id(Cursor& cursor, std::string_view& into) noexcept {
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

inline Errc read_replaces(Cursor& cursor, ReplacesView& replaces) noexcept {
  // Replaces = callid *( SEMI replaces-param ), with exactly one to-tag and one from-tag.
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
  return Errc::ok;
}

/// Leniently: the leading word counts, and what parameters can be read.
inline Errc read_subscription_state(Cursor& cursor, SubscriptionStateView& view) noexcept {
  cursor.skip_lws();
  view.state_text = cursor.take(token_char);
  if (view.state_text.empty()) {
    return Errc::bad_header_value;
  }
  view.state = is_word(view.state_text, "active")       ? SubscriptionState::active
               : is_word(view.state_text, "pending")    ? SubscriptionState::pending
               : is_word(view.state_text, "terminated") ? SubscriptionState::terminated
                                                        : SubscriptionState::other;
  ParameterIterator walk(cursor.rest());
  while (const auto parameter = walk.next()) {
    std::uint32_t number = 0;
    if (is_word(parameter->name, "reason")) {
      view.reason = parameter->value;
    } else if (parse_number(parameter->value, number) != Errc::ok) {
      continue;
    } else if (is_word(parameter->name, "expires")) {
      view.expires = number;
    } else if (is_word(parameter->name, "retry-after")) {
      view.retry_after = number;
    }
  }
  return Errc::ok;
}

inline Errc read_media_type(Cursor& cursor, MediaTypeView& media) noexcept {
  // media-type = m-type SLASH m-subtype *( SEMI m-parameter )
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
  return Errc::ok;
}

}  // namespace BATON_PATH
}  // namespace baton::parser
