#include "parser/notice_readers.hpp"

#include "parser/comment.hpp"
#include "parser/number.hpp"
#include "parser/slice.hpp"
#include "parser/token_parameter.hpp"
#include "parser/value_readers.hpp"
#include "parser/whole_address.hpp"

namespace baton {
namespace parser {
namespace {

/// LWS, at least one octet of it.
bool take_lws(Cursor& cursor) noexcept {
  const char* const start = cursor.at();
  cursor.skip_lws();
  return cursor.at() != start;
}

}  // namespace

Errc read_warning(Cursor& cursor, WarningView& into) noexcept {
  // warning-value = warn-code SP warn-agent SP warn-text. A fold in place of the SP is read, since
  // the text behind it makes lines long.
  into = {};
  WarningView warning;
  cursor.skip_lws();
  const char* const start = cursor.at();
  const std::string_view code = cursor.take(digit_char);
  if (code.size() != 3) {
    cursor.move_to(start);
    return Errc::bad_number;
  }
  warning.code = static_cast<std::uint16_t>((code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0'));
  if (!take_lws(cursor)) {
    return Errc::bad_header_value;
  }
  warning.agent = cursor.take(gen_value_char);
  if (warning.agent.empty() || !take_lws(cursor)) {
    return Errc::bad_header_value;
  }
  if (const Errc error = cursor.take_quoted(warning.text); error != Errc::ok) {
    return error;
  }
  cursor.skip_lws();
  if (!cursor.done()) {
    return Errc::bad_header_value;
  }
  into = warning;
  return Errc::ok;
}

Errc take_product(Cursor& cursor, ProductView& into) noexcept {
  // server-val = product / comment; product = token [ SLASH product-version ]
  into = {};
  ProductView product;
  if (cursor.peek() == '(') {
    if (const Errc error = take_comment(cursor, product.comment); error != Errc::ok) {
      return error;
    }
  } else {
    product.name = cursor.take(token_char);
    if (product.name.empty()) {
      return Errc::bad_header_value;
    }
    const char* const end = cursor.at();
    if (cursor.eat_separator('/')) {
      product.version = cursor.take(token_char);
      if (product.version.empty()) {
        return Errc::bad_header_value;
      }
    } else {
      cursor.move_to(end);
    }
  }
  if (!take_lws(cursor) && !cursor.done()) {
    return Errc::bad_header_value;
  }
  into = product;
  return Errc::ok;
}

Errc read_products(Cursor& cursor) noexcept {
  cursor.skip_lws();
  do {
    ProductView product;
    if (const Errc error = take_product(cursor, product); error != Errc::ok) {
      return error;
    }
  } while (!cursor.done());
  return Errc::ok;
}

Errc read_info_reference(Cursor& cursor, InfoReferenceView& into) noexcept {
  // LAQUOT absoluteURI RAQUOT *( SEMI generic-param )
  into = {};
  InfoReferenceView reference;
  cursor.skip_lws();
  if (cursor.peek() != '<') {
    return Errc::bad_header_value;
  }
  NameAddrView address;
  if (const Errc error = read_whole_address(cursor, address); error != Errc::ok) {
    return error;
  }
  reference.uri_text = address.uri_text;
  reference.uri = address.uri;
  reference.parameters = address.parameters;
  if (const auto purpose = address.parameter("purpose")) {
    if (const Errc error = take_token_once(*purpose, reference.purpose); error != Errc::ok) {
      cursor.move_to(purpose->name.data());
      return error;
    }
  }
  into = reference;
  return Errc::ok;
}

Errc read_content_disposition(Cursor& cursor, ContentDispositionView& into) noexcept {
  into = {};
  ContentDispositionView disposition;
  cursor.skip_lws();
  disposition.type = cursor.take(token_char);
  if (disposition.type.empty()) {
    return Errc::bad_header_value;
  }
  std::string_view handling;
  const auto use = [&handling](const ParameterView& parameter) noexcept {
    return is_word(parameter.name, "handling") ? take_token_once(parameter, handling) : Errc::ok;
  };
  if (const Errc error = take_header_parameters(cursor, disposition.parameters, use); error != Errc::ok) {
    return error;
  }
  disposition.handling = handling.empty()                ? Handling::unspecified
                         : is_word(handling, "optional") ? Handling::optional
                         : is_word(handling, "required") ? Handling::required
                                                         : Handling::other;
  into = disposition;
  return Errc::ok;
}

Errc read_user_to_user(Cursor& cursor, UserToUserView& into) noexcept {
  // uui-value = uui-data *( SEMI uui-param ); uui-data = token / quoted-string
  into = {};
  UserToUserView uui;
  cursor.skip_lws();
  if (cursor.peek() == '"') {
    uui.quoted = true;
    if (const Errc error = cursor.take_quoted(uui.data); error != Errc::ok) {
      return error;
    }
  } else if (uui.data = cursor.take(token_char); uui.data.empty()) {
    return Errc::bad_header_value;
  }
  const auto use = [&uui](const ParameterView& parameter) noexcept {
    return is_word(parameter.name, "purpose")    ? take_token_once(parameter, uui.purpose)
           : is_word(parameter.name, "content")  ? take_token_once(parameter, uui.content)
           : is_word(parameter.name, "encoding") ? take_token_once(parameter, uui.encoding)
                                                 : Errc::ok;
  };
  std::string_view parameters;
  if (const Errc error = take_header_parameters(cursor, parameters, use); error != Errc::ok) {
    return error;
  }
  into = uui;
  return Errc::ok;
}

Errc read_priority(Cursor& cursor, Priority& into) noexcept {
  into = Priority::other;
  cursor.skip_lws();
  const std::string_view word = cursor.take(token_char);
  cursor.skip_lws();
  if (word.empty() || !cursor.done()) {
    return Errc::bad_header_value;
  }
  into = is_word(word, "emergency")    ? Priority::emergency
         : is_word(word, "urgent")     ? Priority::urgent
         : is_word(word, "normal")     ? Priority::normal
         : is_word(word, "non-urgent") ? Priority::non_urgent
                                       : Priority::other;
  return Errc::ok;
}

Errc read_mime_version(Cursor& cursor, MimeVersionView& into) noexcept {
  // MIME-Version = 1*DIGIT "." 1*DIGIT
  into = {};
  MimeVersionView version;
  cursor.skip_lws();
  if (const Errc error = take_number(cursor, version.major); error != Errc::ok) {
    return error;
  }
  if (!cursor.eat('.')) {
    return Errc::bad_header_value;
  }
  if (const Errc error = take_number(cursor, version.minor); error != Errc::ok) {
    return error;
  }
  cursor.skip_lws();
  if (!cursor.done()) {
    return Errc::bad_header_value;
  }
  into = version;
  return Errc::ok;
}

}  // namespace parser

std::optional<ProductView> ProductIterator::next() noexcept {
  parser::Cursor cursor(rest_);
  rest_ = {};
  cursor.skip_lws();
  if (cursor.done()) {
    return std::nullopt;
  }
  ProductView product;
  if (parser::take_product(cursor, product) != Errc::ok) {
    failed_ = true;
    return std::nullopt;
  }
  rest_ = cursor.rest();
  return product;
}

Errc parse_warning(std::string_view value, WarningView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_warning(cursor, into);
}

Errc parse_info_reference(std::string_view value, InfoReferenceView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_info_reference(cursor, into);
}

Errc parse_content_disposition(std::string_view value, ContentDispositionView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_content_disposition(cursor, into);
}

Errc parse_user_to_user(std::string_view value, UserToUserView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_user_to_user(cursor, into);
}

Errc parse_priority(std::string_view value, Priority& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_priority(cursor, into);
}

Errc parse_mime_version(std::string_view value, MimeVersionView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_mime_version(cursor, into);
}

}  // namespace baton
