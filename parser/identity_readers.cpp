#include "parser/identity_readers.hpp"

#include "parser/slice.hpp"
#include "parser/token_parameter.hpp"
#include "parser/uri_reader.hpp"
#include "parser/whole_address.hpp"

namespace baton {
namespace parser {
namespace {

/// index-val = number *( "." number ); number = [ %x31-39 *DIGIT ] DIGIT (RFC 7044 5), so that no
/// number has a leading zero.
bool is_index(std::string_view text) noexcept {
  Cursor cursor(text);
  do {
    const std::string_view number = cursor.take(digit_char);
    if (number.empty() || (number.size() > 1 && number.front() == '0')) {
      return false;
    }
  } while (cursor.eat('.'));
  return cursor.done();
}

/// One index parameter, which may stand once.
Errc take_index(const ParameterView& parameter, std::string_view& into) noexcept {
  if (!into.empty() || parameter.quoted || !is_index(parameter.value)) {
    return Errc::bad_header_value;
  }
  into = parameter.value;
  return Errc::ok;
}

/// "ppt" EQUAL token; many write ppt="shaken", as the PASSporT extensions show it.
Errc take_ppt(const ParameterView& parameter, std::string_view& into) noexcept {
  ParameterView plain = parameter;
  plain.quoted = false;
  return take_token_once(plain, into);
}

constexpr std::string_view base64_others = "+/=-_.";

/// signed-identity-digest = 1*( base64-char / "." ). What senders make of it is base64url with
/// padding or without, so "-", "_" and "=" are read too.
std::string_view take_digest_text(Cursor& cursor) noexcept {
  const char* const from = cursor.at();
  while (!cursor.done() && (is(cursor.peek(), alpha_char | digit_char) ||
                            base64_others.find(cursor.peek()) != std::string_view::npos)) {
    cursor.skip(1);
  }
  return {from, static_cast<std::size_t>(cursor.at() - from)};
}

/// "info" EQUAL LAQUOT absoluteURI RAQUOT: the one parameter whose value stands in angle brackets.
Errc take_info(Cursor& cursor, std::string_view& into) noexcept {
  if (!cursor.eat_separator('=') || !cursor.eat('<')) {
    return Errc::bad_header_value;
  }
  const std::size_t size = cursor.rest().find('>');
  if (size == std::string_view::npos) {
    return Errc::bad_header_value;
  }
  into = slice(cursor.rest(), 0, size);
  UriView view;
  const Errc error = read_uri(cursor, view);
  if (error != Errc::ok) {
    return error;
  }
  return cursor.eat('>') ? Errc::ok : Errc::bad_uri;
}

}  // namespace

Errc read_privacy(Cursor& cursor, PrivacyView& into) noexcept {
  // Privacy-hdr = priv-value *( ";" priv-value )
  into = {};
  PrivacyView privacy;
  cursor.skip_lws();
  do {
    const std::string_view word = cursor.take(token_char);
    if (word.empty()) {
      return Errc::bad_header_value;
    }
    (is_word(word, "none")       ? privacy.none
     : is_word(word, "header")   ? privacy.header
     : is_word(word, "session")  ? privacy.session
     : is_word(word, "user")     ? privacy.user
     : is_word(word, "id")       ? privacy.id
     : is_word(word, "history")  ? privacy.history
     : is_word(word, "critical") ? privacy.critical
                                 : privacy.unknown) = true;
  } while (cursor.eat_separator(';'));
  if (!cursor.done()) {
    return Errc::bad_header_value;
  }
  into = privacy;
  return Errc::ok;
}

Errc read_history_info(Cursor& cursor, HistoryInfoView& into) noexcept {
  into = {};
  HistoryInfoView entry;
  cursor.skip_lws();
  const char* const start = cursor.at();
  if (const Errc error = read_whole_address(cursor, entry.target); error != Errc::ok) {
    return error;
  }
  if (!entry.target.bracketed) {  // hi-targeted-to-uri = name-addr
    cursor.move_to(start);
    return Errc::bad_header_value;
  }
  ParameterIterator walk(entry.target.parameters);
  while (const auto parameter = walk.next()) {
    const Errc error = is_word(parameter->name, "index") ? take_index(*parameter, entry.index)
                       : is_word(parameter->name, "rc")  ? take_index(*parameter, entry.rc)
                       : is_word(parameter->name, "mp")  ? take_index(*parameter, entry.mp)
                       : is_word(parameter->name, "np")  ? take_index(*parameter, entry.np)
                                                         : Errc::ok;
    if (error != Errc::ok) {
      cursor.move_to(parameter->name.data());
      return error;
    }
  }
  if (entry.index.empty()) {
    return Errc::bad_header_value;
  }
  UriHeaderIterator headers(entry.target.uri.headers);
  while (const auto header = headers.next()) {
    if (is_word(header->name, "reason") && entry.reason.empty()) {
      entry.reason = header->value;
    } else if (is_word(header->name, "privacy") && entry.privacy.empty()) {
      entry.privacy = header->value;
    }
  }
  into = entry;
  return Errc::ok;
}

Errc read_identity(Cursor& cursor, IdentityView& into) noexcept {
  // Identity = signed-identity-digest SEMI ident-info *( SEMI ident-info-params )
  into = {};
  IdentityView identity;
  cursor.skip_lws();
  identity.digest = take_digest_text(cursor);
  if (identity.digest.empty()) {
    return Errc::bad_header_value;
  }
  bool has_info = false;
  while (cursor.eat_separator(';')) {
    const char* const start = cursor.at();
    if (is_word(cursor.take(token_char), "info")) {
      if (has_info) {
        cursor.move_to(start);
        return Errc::bad_header_value;
      }
      has_info = true;
      if (const Errc error = take_info(cursor, identity.info); error != Errc::ok) {
        return error;
      }
      continue;
    }
    cursor.move_to(start);
    ParameterView parameter;
    if (const Errc error = take_header_parameter(cursor, parameter); error != Errc::ok) {
      return error;
    }
    const Errc error = is_word(parameter.name, "alg")   ? take_token_once(parameter, identity.alg)
                       : is_word(parameter.name, "ppt") ? take_ppt(parameter, identity.ppt)
                                                        : Errc::ok;
    if (error != Errc::ok) {
      cursor.move_to(start);
      return error;
    }
  }
  if (!cursor.done() || !has_info) {
    return Errc::bad_header_value;
  }
  into = identity;
  return Errc::ok;
}

}  // namespace parser

Errc parse_privacy(std::string_view value, PrivacyView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_privacy(cursor, into);
}

Errc parse_history_info(std::string_view value, HistoryInfoView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_history_info(cursor, into);
}

Errc parse_identity(std::string_view value, IdentityView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_identity(cursor, into);
}

Errc read_identities(const MessageView& message, HeaderId id, IdentitiesView& into) noexcept {
  into = {};
  IdentitiesView identities;
  ValueIterator walk = message.values(id);
  while (const auto value = walk.next()) {
    NameAddrView address;
    if (const Errc error = parse_name_addr(*value, address); error != Errc::ok) {
      return error;
    }
    if (address.star) {
      return Errc::bad_header_value;
    }
    const bool sip = address.uri.scheme == UriScheme::sip || address.uri.scheme == UriScheme::sips;
    if (sip && !identities.has_sip) {
      identities.sip = address;
      identities.has_sip = true;
    } else if (address.uri.scheme == UriScheme::tel && !identities.has_tel) {
      identities.tel = address;
      identities.has_tel = true;
    } else {
      ++identities.ignored;
    }
  }
  into = identities;
  return Errc::ok;
}

}  // namespace baton
