// The grammar of the headers whose row has Grammar::opaque: what a strict validation adds.
#pragma once

#include <string_view>

#include "baton/errc.hpp"
#include "baton/header_id.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

/// Holds one value of header `id`, or one list element where its row says so, to its grammar: all of
/// `value`, which is trimmed. Headers with a Grammar of their own, and those that are not known by
/// name, are accepted unread. On an error `culprit` is where in `value` it is; else it is the end.
///
/// To be called only where the caller asks for strictness: RFC 3261 8.2 wants a malformed header
/// that is not needed to be ignored.
Errc check_optional_text(std::string_view value, HeaderId id, const char*& culprit) noexcept;

/// As above, for all that a cursor of any scanning path holds: it is left at the culprit.
inline Errc check_optional_value(Cursor& cursor, HeaderId id) noexcept {
  const char* culprit = cursor.at();
  const Errc error = check_optional_text(cursor.rest(), id, culprit);
  cursor.move_to(culprit);
  return error;
}

}  // namespace baton::parser
