#include "parser/value_readers.hpp"

#include "parser/slice.hpp"
#include "parser/whole_value.hpp"

namespace baton {

Errc parse_cseq(std::string_view value, CSeqView& into) noexcept {
  return parser::read_whole(value, into, parser::read_cseq);
}

Errc parse_event(std::string_view value, EventView& into) noexcept {
  return parser::read_whole(value, into, parser::read_event);
}

Errc parse_subscription_state(std::string_view value, SubscriptionStateView& into) noexcept {
  into = {};
  parser::Cursor cursor(value);
  return parser::read_subscription_state(cursor, into);
}

Errc parse_replaces(std::string_view value, ReplacesView& into) noexcept {
  return parser::read_whole(value, into, parser::read_replaces);
}

bool MediaTypeView::is(std::string_view type_name, std::string_view subtype_name) const noexcept {
  return equal_ignoring_case(type, type_name) && equal_ignoring_case(subtype, subtype_name);
}

Errc parse_media_type(std::string_view value, MediaTypeView& into) noexcept {
  return parser::read_whole(value, into, parser::read_media_type);
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
