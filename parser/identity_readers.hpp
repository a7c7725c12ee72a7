// The readers of the headers that say who someone is, which tell where they failed; the parse
// functions of baton/identity_values.hpp are made of them.
//
// Each reads all that the cursor holds as one value, or one list element. On an error the output is
// default-constructed and the cursor stands at the culprit: the offending octet, or the parameter
// or part that may not be; at the end where something is missing.
#pragma once

#include "baton/identity_values.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

Errc read_privacy(Cursor& cursor, PrivacyView& into) noexcept;
Errc read_history_info(Cursor& cursor, HistoryInfoView& into) noexcept;
Errc read_identity(Cursor& cursor, IdentityView& into) noexcept;

}  // namespace baton::parser
