#include "parser/auth_readers.hpp"

#include "parser/auth_parameter.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace parser {
namespace {

/// The parameters that are known here, over all three headers.
enum Known : std::uint8_t {
  realm,
  nonce,
  opaque,
  domain,
  algorithm,
  qop,
  stale,
  userhash,
  charset,
  username,
  extended_username,
  uri,
  response,
  cnonce,
  nc,
  nextnonce,
  rspauth,
  unknown,
};

constexpr std::string_view known_names[] = {
    "realm",    "nonce",     "opaque", "domain",   "algorithm", "qop", "stale",     "userhash", "charset",
    "username", "username*", "uri",    "response", "cnonce",    "nc",  "nextnonce", "rspauth",
};

Known known_from(std::string_view name) noexcept {
  for (unsigned index = 0; index < unknown; ++index) {
    if (is_word(name, known_names[index])) {
      return static_cast<Known>(index);
    }
  }
  return unknown;
}

DigestAlgorithm algorithm_from(std::string_view text) noexcept {
  struct Row {
    std::string_view name;
    DigestAlgorithm algorithm;
  };
  constexpr Row rows[] = {
      {"md5", DigestAlgorithm::md5},
      {"md5-sess", DigestAlgorithm::md5_sess},
      {"sha-256", DigestAlgorithm::sha256},
      {"sha-256-sess", DigestAlgorithm::sha256_sess},
      {"sha-512-256", DigestAlgorithm::sha512_256},
      {"sha-512-256-sess", DigestAlgorithm::sha512_256_sess},
  };
  for (const Row& row : rows) {
    if (is_word(text, row.name)) {
      return row.algorithm;
    }
  }
  return DigestAlgorithm::other;
}

/// A text that a sender must quote.
Errc take_quoted_text(const ParameterView& parameter, std::string_view& into) noexcept {
  into = parameter.value;
  return parameter.quoted ? Errc::ok : Errc::bad_header_value;
}

Errc take_opaque(const ParameterView& parameter, std::optional<std::string_view>& into) noexcept {
  into = parameter.value;
  return parameter.quoted ? Errc::ok : Errc::bad_header_value;
}

/// A token that a sender must not quote; in quotes it is read all the same.
bool is_token(std::string_view text) noexcept {
  Cursor cursor(text);
  return !cursor.take(token_char).empty() && cursor.done();
}

Errc take_algorithm(const ParameterView& parameter, DigestAlgorithm& algorithm,
                    std::string_view& text) noexcept {
  if (!is_token(parameter.value)) {
    return Errc::bad_header_value;
  }
  text = parameter.value;
  algorithm = algorithm_from(text);
  return Errc::ok;
}

/// qop-value *( "," qop-value ), the white space of RFC 7235's lists allowed.
Errc take_qop_options(const ParameterView& parameter, DigestQop& into) noexcept {
  into.text = parameter.value;
  Cursor cursor(parameter.value);
  do {
    const std::string_view option = cursor.take(token_char);
    if (option.empty()) {
      return Errc::bad_header_value;
    }
    (is_word(option, "auth") ? into.auth : is_word(option, "auth-int") ? into.auth_int : into.other) = true;
  } while (cursor.eat_separator(','));
  return cursor.done() ? Errc::ok : Errc::bad_header_value;
}

Errc take_one_qop(const ParameterView& parameter, DigestQop& into) noexcept {
  return is_token(parameter.value) ? take_qop_options(parameter, into) : Errc::bad_header_value;
}

/// nc-value = 8LHEX; RFC 7616 3.4 speaks of hexadecimal digits of either case.
Errc take_nonce_count(const ParameterView& parameter, std::optional<std::uint32_t>& into) noexcept {
  if (parameter.value.size() != 8) {
    return Errc::bad_number;
  }
  std::uint32_t number = 0;
  for (const char c : parameter.value) {
    if (!is(c, hex_char)) {
      return Errc::bad_number;
    }
    number = number << 4U | hex_value(c);
  }
  into = number;
  return Errc::ok;
}

/// request-digest = LDQUOT *LHEX RDQUOT (RFC 8760 2.7), digits of either case.
Errc take_digest(const ParameterView& parameter, std::string_view& into) noexcept {
  into = parameter.value;
  Cursor cursor(parameter.value);
  cursor.take(hex_char);
  return parameter.quoted && cursor.done() ? Errc::ok : Errc::bad_header_value;
}

Errc take_flag(const ParameterView& parameter, bool& into) noexcept {
  into = is_word(parameter.value, "true");
  return into || is_word(parameter.value, "false") ? Errc::ok : Errc::bad_header_value;
}

/// ext-value of RFC 5987 3.2.1: charset "'" [ language ] "'" value-chars.
Errc take_extended(const ParameterView& parameter, std::string_view& into) noexcept {
  into = parameter.value;
  const std::size_t first = into.find('\'');
  if (parameter.quoted || first == 0 || first == std::string_view::npos ||
      into.find('\'', first + 1) == std::string_view::npos) {
    return Errc::bad_header_value;
  }
  Cursor cursor(into);
  std::string_view whole;
  return cursor.take_escaped(token_char, whole);
}

Errc use_challenge(ChallengeView& challenge, Known known, const ParameterView& parameter) noexcept {
  switch (known) {
    case realm: return take_quoted_text(parameter, challenge.realm);
    case nonce: return take_quoted_text(parameter, challenge.nonce);
    case opaque: return take_opaque(parameter, challenge.opaque);
    case domain: return take_quoted_text(parameter, challenge.domain);
    case algorithm: return take_algorithm(parameter, challenge.algorithm, challenge.algorithm_text);
    case qop: return take_qop_options(parameter, challenge.qop);
    case stale: challenge.stale = is_word(parameter.value, "true"); return Errc::ok;
    case userhash: return take_flag(parameter, challenge.userhash);
    case charset: challenge.utf8 = is_word(parameter.value, "utf-8"); return Errc::ok;
    default: return Errc::ok;
  }
}

Errc use_credentials(CredentialsView& credentials, Known known, const ParameterView& parameter) noexcept {
  switch (known) {
    case username: return take_quoted_text(parameter, credentials.username);
    case extended_username: return take_extended(parameter, credentials.extended_username);
    case realm: return take_quoted_text(parameter, credentials.realm);
    case nonce: return take_quoted_text(parameter, credentials.nonce);
    case uri: return take_quoted_text(parameter, credentials.uri);
    case response: return take_digest(parameter, credentials.response);
    case opaque: return take_opaque(parameter, credentials.opaque);
    case algorithm: return take_algorithm(parameter, credentials.algorithm, credentials.algorithm_text);
    case qop: return take_one_qop(parameter, credentials.qop);
    case cnonce: return take_quoted_text(parameter, credentials.cnonce);
    case nc:
      credentials.nc_text = parameter.value;
      return take_nonce_count(parameter, credentials.nc);
    case userhash: return take_flag(parameter, credentials.userhash);
    default: return Errc::ok;
  }
}

Errc use_info(AuthenticationInfoView& info, Known known, const ParameterView& parameter) noexcept {
  switch (known) {
    case nextnonce: return take_quoted_text(parameter, info.nextnonce);
    case rspauth: {
      std::string_view digest;
      const Errc error = take_digest(parameter, digest);
      info.rspauth = digest;
      return error;
    }
    case qop: return take_one_qop(parameter, info.qop);
    case cnonce: return take_quoted_text(parameter, info.cnonce);
    case nc: return take_nonce_count(parameter, info.nc);
    default: return Errc::ok;
  }
}

/// The list of one Digest value, into `view`, through `use`, known parameters once each.
template <class View>
Errc read_digest(Cursor& cursor, View& view, Once& once,
                 Errc (*use)(View&, Known, const ParameterView&)) noexcept {
  return take_auth_parameters(cursor, [&](const ParameterView& parameter) noexcept {
    const Known known = known_from(parameter.name);
    if (known != unknown && !once.first(known)) {
      return Errc::bad_header_value;
    }
    return use(view, known, parameter);
  });
}

/// token68 of RFC 7235 2.1, which other schemes may have in place of a list: the credentials of
/// Basic and Bearer. The cursor moves only if one stands, whole.
bool take_token68(Cursor& cursor) noexcept {
  Cursor ahead = cursor;
  constexpr std::string_view others = "-._~+/";
  while (!ahead.done() &&
         (is(ahead.peek(), alpha_char | digit_char) || others.find(ahead.peek()) != std::string_view::npos)) {
    ahead.skip(1);
  }
  if (ahead.at() == cursor.at()) {
    return false;
  }
  while (ahead.eat('=')) {
  }
  ahead.skip_lws();
  if (!ahead.done()) {
    return false;
  }
  cursor = ahead;
  return true;
}

/// auth-scheme LWS, and what follows. A scheme other than Digest is read to the end: alone, with a
/// token68 (RFC 7235 2.1), or with a list of parameters.
template <class View>
Errc read_auth_scheme(Cursor& cursor, View& view) noexcept {
  cursor.skip_lws();
  view.scheme_text = cursor.take(token_char);
  if (view.scheme_text.empty()) {
    return Errc::bad_header_value;
  }
  const char* const end = cursor.at();
  cursor.skip_lws();
  view.parameters = trim(cursor.rest());
  view.scheme = is_word(view.scheme_text, "digest") ? AuthScheme::digest : AuthScheme::other;
  if (cursor.done()) {
    return view.scheme == AuthScheme::other ? Errc::ok : Errc::bad_header_value;
  }
  if (cursor.at() == end) {
    return Errc::bad_header_value;
  }
  if (view.scheme == AuthScheme::digest || take_token68(cursor)) {
    return Errc::ok;
  }
  return take_auth_parameters(cursor, any_parameter);
}

}  // namespace

Errc read_challenge(Cursor& cursor, ChallengeView& into) noexcept {
  into = {};
  ChallengeView challenge;
  if (const Errc error = read_auth_scheme(cursor, challenge); error != Errc::ok) {
    return error;
  }
  if (challenge.scheme == AuthScheme::digest) {
    Once once;
    if (const Errc error = read_digest(cursor, challenge, once, use_challenge); error != Errc::ok) {
      return error;
    }
    if (!once.has(realm) || !once.has(nonce)) {
      return Errc::bad_header_value;
    }
  }
  into = challenge;
  return Errc::ok;
}

Errc read_credentials(Cursor& cursor, CredentialsView& into) noexcept {
  into = {};
  CredentialsView credentials;
  if (const Errc error = read_auth_scheme(cursor, credentials); error != Errc::ok) {
    return error;
  }
  if (credentials.scheme == AuthScheme::digest) {
    Once once;
    if (const Errc error = read_digest(cursor, credentials, once, use_credentials); error != Errc::ok) {
      return error;
    }
    // Both user names at once are an error (RFC 7616 3.4).
    const bool complete = once.has(username) != once.has(extended_username) && once.has(realm) &&
                          once.has(nonce) && once.has(uri) && once.has(response);
    if (!complete || (once.has(qop) && (!once.has(cnonce) || !once.has(nc)))) {
      return Errc::bad_header_value;
    }
  }
  into = credentials;
  return Errc::ok;
}

Errc read_authentication_info(Cursor& cursor, AuthenticationInfoView& into) noexcept {
  into = {};
  AuthenticationInfoView info;
  Once once;
  cursor.skip_lws();
  if (const Errc error = read_digest(cursor, info, once, use_info); error != Errc::ok) {
    return error;
  }
  into = info;
  return Errc::ok;
}

}  // namespace parser

Errc parse_challenge(std::string_view value, ChallengeView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_challenge(cursor, into);
}

Errc parse_credentials(std::string_view value, CredentialsView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_credentials(cursor, into);
}

Errc parse_authentication_info(std::string_view value, AuthenticationInfoView& into) noexcept {
  parser::Cursor cursor(value);
  return parser::read_authentication_info(cursor, into);
}

}  // namespace baton
