// What readers of telephone numbers and their comparison share.
#pragma once

namespace baton::parser {

/// visual-separator = "-" / "." / "(" / ")" (RFC 3966 3): for people, no part of the number.
constexpr bool is_visual_separator(char c) noexcept {
  return c == '-' || c == '.' || c == '(' || c == ')';
}

}  // namespace baton::parser
