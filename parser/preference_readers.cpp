#include "parser/preference_readers.hpp"

#include "parser/language.hpp"
#include "parser/parameter.hpp"
#include "parser/value_readers.hpp"

namespace baton {
namespace parser {
namespace {

/// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ), in thousandths.
Errc take_quality(const ParameterView& parameter, std::uint16_t& into) noexcept {
  const std::string_view text = parameter.value;
  const bool one = !text.empty() && text.front() == '1';
  if (parameter.quoted || text.empty() || (!one && text.front() != '0') || text.size() > 5 ||
      (text.size() > 1 && text[1] != '.')) {
    return Errc::bad_number;
  }
  unsigned quality = one ? full_quality : 0U;
  unsigned weight = 100;
  for (std::size_t at = 2; at < text.size(); ++at, weight /= 10) {
    if (!is(text[at], digit_char)) {
      return Errc::bad_number;
    }
    quality += static_cast<unsigned>(text[at] - '0') * weight;
  }
  if (quality > full_quality) {
    return Errc::bad_number;
  }
  into = static_cast<std::uint16_t>(quality);
  return Errc::ok;
}

/// The quality among the parameters of a value; one at most.
Errc read_quality(Cursor& cursor, std::string_view& parameters, std::uint16_t& quality) noexcept {
  bool seen = false;
  return take_header_parameters(cursor, parameters, [&](const ParameterView& parameter) noexcept {
    if (!is_word(parameter.name, "q")) {
      return Errc::ok;
    }
    if (seen) {
      return Errc::bad_header_value;
    }
    seen = true;
    return take_quality(parameter, quality);
  });
}

/// "*" *( SEMI feature ), in which "require" and "explicit" mean something only if asked for.
Errc read_contact_preference(Cursor& cursor, bool accept, ContactPreferenceView& into) noexcept {
  into = {};
  ContactPreferenceView preference;
  cursor.skip_lws();
  if (!cursor.eat('*')) {
    return Errc::bad_header_value;
  }
  const auto use = [&](const ParameterView& parameter) noexcept {
    const bool require = is_word(parameter.name, "require");
    if (!accept || (!require && !is_word(parameter.name, "explicit"))) {
      return Errc::ok;
    }
    bool& flag = require ? preference.require : preference.explicit_match;
    if (flag || parameter.has_value) {  // RFC 3841 10: not more than one
      return Errc::bad_header_value;
    }
    flag = true;
    return Errc::ok;
  };
  if (const Errc error = take_header_parameters(cursor, preference.parameters, use); error != Errc::ok) {
    return error;
  }
  into = preference;
  return Errc::ok;
}

/// The words in the order of their bits; each of a pair stands beside the other.
constexpr std::string_view directive_words[] = {"proxy",    "redirect",   "cancel",  "no-cancel",
                                                "fork",     "no-fork",    "recurse", "no-recurse",
                                                "parallel", "sequential", "queue",   "no-queue"};

Errc take_directive(Cursor& cursor, std::uint16_t& directives) noexcept {
  const char* const start = cursor.at();
  const std::string_view word = cursor.take(token_char);
  for (unsigned index = 0; index < std::size(directive_words); ++index) {
    if (is_word(word, directive_words[index])) {
      if ((directives >> (index ^ 1U) & 1U) != 0) {
        break;
      }
      directives = static_cast<std::uint16_t>(directives | 1U << index);
      return Errc::ok;
    }
  }
  cursor.move_to(start);
  return Errc::bad_header_value;
}

}  // namespace

Errc read_accept(Cursor& cursor, AcceptView& into) noexcept {
  // media-range = ( "*/*" / ( m-type SLASH "*" ) / ( m-type SLASH m-subtype ) )
  into = {};
  AcceptView accept;
  cursor.skip_lws();
  const char* const start = cursor.at();
  accept.media.type = cursor.take(token_char);
  if (accept.media.type.empty() || !cursor.eat_separator('/')) {
    return Errc::bad_header_value;
  }
  accept.media.subtype = cursor.take(token_char);
  if (accept.media.subtype.empty()) {
    return Errc::bad_header_value;
  }
  if (accept.media.type == "*" && accept.media.subtype != "*") {
    cursor.move_to(start);
    return Errc::bad_header_value;
  }
  if (const Errc error = read_quality(cursor, accept.media.parameters, accept.quality); error != Errc::ok) {
    return error;
  }
  into = accept;
  return Errc::ok;
}

Errc read_accept_encoding(Cursor& cursor, AcceptedView& into) noexcept {
  into = {};
  AcceptedView accepted;
  cursor.skip_lws();
  accepted.range = cursor.take(token_char);
  if (accepted.range.empty()) {
    return Errc::bad_header_value;
  }
  if (const Errc error = read_quality(cursor, accepted.parameters, accepted.quality); error != Errc::ok) {
    return error;
  }
  into = accepted;
  return Errc::ok;
}

Errc read_accept_language(Cursor& cursor, AcceptedView& into) noexcept {
  // language-range = ( ( 1*8ALPHA *( "-" 1*8ALPHA ) ) / "*" )
  into = {};
  AcceptedView accepted;
  cursor.skip_lws();
  const char* const start = cursor.at();
  if (cursor.eat('*')) {
    accepted.range = {start, 1};
  } else if (const Errc error = take_language(cursor, accepted.range); error != Errc::ok) {
    return error;
  }
  if (const Errc error = read_quality(cursor, accepted.parameters, accepted.quality); error != Errc::ok) {
    return error;
  }
  into = accepted;
  return Errc::ok;
}

Errc read_accept_contact(Cursor& cursor, ContactPreferenceView& into) noexcept {
  return read_contact_preference(cursor, true, into);
}

Errc read_reject_contact(Cursor& cursor, ContactPreferenceView& into) noexcept {
  return read_contact_preference(cursor, false, into);
}

Errc read_request_disposition(Cursor& cursor, std::uint16_t& into) noexcept {
  into = 0;
  std::uint16_t directives = 0;
  cursor.skip_lws();
  do {
    if (const Errc error = take_directive(cursor, directives); error != Errc::ok) {
      return error;
    }
  } while (cursor.eat_separator(','));
  if (!cursor.done()) {
    return Errc::bad_header_value;
  }
  into = directives;
  return Errc::ok;
}

Errc read_info_package(Cursor& cursor, InfoPackageView& into) noexcept {
  into = {};
  InfoPackageView package;
  cursor.skip_lws();
  package.name = cursor.take(token_char);
  if (package.name.empty()) {
    return Errc::bad_header_value;
  }
  if (const Errc error = take_header_parameters(cursor, package.parameters, any_parameter);
      error != Errc::ok) {
    return error;
  }
  into = package;
  return Errc::ok;
}

}  // namespace parser

Errc parse_accept(std::string_view value, AcceptView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_accept(cursor, into);
}

Errc parse_accept_encoding(std::string_view value, AcceptedView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_accept_encoding(cursor, into);
}

Errc parse_accept_language(std::string_view value, AcceptedView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_accept_language(cursor, into);
}

Errc parse_accept_contact(std::string_view value, ContactPreferenceView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_accept_contact(cursor, into);
}

Errc parse_reject_contact(std::string_view value, ContactPreferenceView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_reject_contact(cursor, into);
}

Errc parse_request_disposition(std::string_view value, std::uint16_t& directives) noexcept {
  parser::Cursor cursor(value);
  return parser::read_request_disposition(cursor, directives);
}

Errc parse_info_package(std::string_view value, InfoPackageView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_info_package(cursor, into);
}

}  // namespace baton
