// A parameter whose value is a token, and which may stand once.
#pragma once

#include "parser/parameter.hpp"

namespace baton::parser {

/// Takes the value of `parameter` as a token. A parameter that may stand once has its `into` empty
/// until then, since no token is empty. Error: `bad_header_value`.
inline Errc take_token_once(const ParameterView& parameter, std::string_view& into) noexcept {
  if (!into.empty() || !parameter.has_value || parameter.quoted) {
    return Errc::bad_header_value;
  }
  Cursor token(parameter.value);
  into = token.take(token_char);
  return token.done() ? Errc::ok : Errc::bad_header_value;
}

}  // namespace baton::parser
