#include "baton/tel.hpp"

#include "parser/cursor.hpp"
#include "parser/phone.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

using parser::Cursor;

/// "+" *phonedigit DIGIT *phonedigit: a "+" and at least one digit.
bool is_global_number(std::string_view text) noexcept {
  bool digit = false;
  for (const char c : parser::slice(text, 1)) {
    if (!parser::is(c, parser::digit_char) && !parser::is_visual_separator(c)) {
      return false;
    }
    digit = digit || parser::is(c, parser::digit_char);
  }
  return digit && text.front() == '+';
}

/// *phonedigit-hex ( HEXDIG / "*" / "#" ) *phonedigit-hex
bool is_local_number(std::string_view text) noexcept {
  bool dialled = false;
  for (const char c : text) {
    if (c == '+' || !parser::is(c, parser::phone_char)) {
      return false;
    }
    dialled = dialled || !parser::is_visual_separator(c);
  }
  return dialled;
}

/// 1*phonedigit, of which RFC 3966 lets each be a visual separator; an extension of none but those
/// reaches nobody.
bool is_extension(std::string_view text) noexcept {
  bool digit = false;
  for (const char c : text) {
    if (!parser::is(c, parser::digit_char) && !parser::is_visual_separator(c)) {
      return false;
    }
    digit = digit || parser::is(c, parser::digit_char);
  }
  return digit;
}

/// domainname = *( domainlabel "." ) toplabel [ "." ]: toplabel begins with a letter, no label is
/// empty or has "-" at an end.
bool is_domain_name(std::string_view text) noexcept {
  if (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  char before = '.';
  char label = '\0';  // the first character of the label at hand
  for (const char c : text) {
    const bool good = c == '.' || c == '-' ? before != '.' && (c == '-' || before != '-')
                                           : parser::is(c, parser::alpha_char | parser::digit_char);
    if (!good) {
      return false;
    }
    label = before == '.' ? c : label;
    before = c;
  }
  return parser::is(label, parser::alpha_char) && before != '.' && before != '-';
}

bool is_context(std::string_view text) noexcept {
  return text.starts_with('+') ? is_global_number(text) : is_domain_name(text);
}

/// The parts of a parameter, without the white space that a header's parameters may have.
Errc take_parameter(Cursor& cursor, ParameterView& into) noexcept {
  into = {};
  if (!cursor.eat(';')) {
    return Errc::bad_uri;
  }
  // pname = 1*( alphanum / "-" )
  into.name = cursor.take(parser::alpha_char | parser::digit_char);
  const char* const from = into.name.data();
  while (cursor.eat('-') || !cursor.take(parser::alpha_char | parser::digit_char).empty()) {
  }
  into.name = {from, static_cast<std::size_t>(cursor.at() - from)};
  if (into.name.empty()) {
    return Errc::bad_uri;
  }
  if (!cursor.eat('=')) {
    return Errc::ok;
  }
  into.has_value = true;
  // RFC 3966 3 lets an isub hold any uric, but what delimits the parts of a URI must be escaped in
  // values all the same: one reading of a URI's parameters holds for all of them.
  if (cursor.take_escaped(parser::param_char, into.value) != Errc::ok) {
    return Errc::bad_uri;
  }
  return into.value.empty() ? Errc::bad_uri : Errc::ok;
}

/// Whether another parameter called `name` stands in `parameters` before it.
bool stands_before(std::string_view parameters, std::string_view name) noexcept {
  Cursor cursor(parameters);
  ParameterView parameter;
  while (take_parameter(cursor, parameter) == Errc::ok && parameter.name.data() != name.data()) {
    if (parser::same_ignoring_case(parameter.name, name)) {
      return true;
    }
  }
  return false;
}

Errc use(const ParameterView& parameter, TelView& tel) noexcept {
  if (parser::is_word(parameter.name, "phone-context")) {
    if (!is_context(parameter.value)) {
      return Errc::bad_uri;
    }
    tel.phone_context = parameter.value;
  } else if (parser::is_word(parameter.name, "ext")) {
    if (!is_extension(parameter.value)) {
      return Errc::bad_uri;
    }
    tel.ext = parameter.value;
  } else if (parser::is_word(parameter.name, "isub")) {
    if (!parameter.has_value) {
      return Errc::bad_uri;
    }
    tel.isub = parameter.value;
  } else if (parser::same_ignoring_case(parser::slice(parameter.name, 0, 2), "m-")) {
    return Errc::bad_uri;
  }
  return Errc::ok;
}

Errc read_parameters(Cursor& cursor, TelView& tel) noexcept {
  tel.parameters = cursor.rest();
  for (unsigned count = 0; !cursor.done(); ++count) {
    ParameterView parameter;
    if (count == tel_parameters_max || take_parameter(cursor, parameter) != Errc::ok ||
        stands_before(tel.parameters, parameter.name) || use(parameter, tel) != Errc::ok) {
      return Errc::bad_uri;
    }
  }
  return tel.ext.empty() || tel.isub.empty() ? Errc::ok : Errc::bad_uri;
}

}  // namespace

Errc parse_telephone_subscriber(std::string_view text, TelView& into, LocalNumbers rule) noexcept {
  into = {};
  TelView tel;
  Cursor cursor(text);
  tel.number = cursor.take(parser::phone_char);
  tel.global = tel.number.starts_with('+');
  if (tel.global ? !is_global_number(tel.number) : !is_local_number(tel.number)) {
    return Errc::bad_uri;
  }
  if (const Errc error = read_parameters(cursor, tel); error != Errc::ok) {
    return error;
  }
  const bool lacks_context = !tel.global && tel.phone_context.empty();
  if (lacks_context && rule == LocalNumbers::need_context) {
    return Errc::bad_uri;
  }
  into = tel;
  return Errc::ok;
}

Errc parse_tel(const UriView& uri, TelView& into, LocalNumbers rule) noexcept {
  into = {};
  if (uri.scheme == UriScheme::tel) {
    return parse_telephone_subscriber(parser::slice(uri.text, uri.scheme_text.size() + 1), into, rule);
  }
  if (uri.scheme != UriScheme::sip && uri.scheme != UriScheme::sips) {
    return Errc::bad_argument;
  }
  const auto user = uri.parameter("user");
  if (!user || !parser::is_word(user->value, "phone")) {
    return Errc::bad_argument;
  }
  return parse_telephone_subscriber(uri.user, into, rule);
}

Result<std::size_t> normalise(std::string_view number, std::span<char> into) noexcept {
  std::size_t size = 0;
  for (std::size_t at = 0; at < number.size(); ++at) {
    const char c = number[at];
    if (!parser::is(c, parser::phone_char) || (c == '+' && at != 0)) {
      return Errc::bad_number;
    }
    if (parser::is_visual_separator(c)) {
      continue;
    }
    if (size == into.size()) {
      return Errc::buffer_too_small;
    }
    into[size++] = parser::lower(c);
  }
  const bool empty = size == 0 || (size == 1 && number.front() == '+');
  return empty ? Result<std::size_t>(Errc::bad_number) : Result<std::size_t>(size);
}

}  // namespace baton
