// The readers of the headers that steer sessions and dialogs, which tell where they failed; the parse
// functions of baton/session_values.hpp are made of them.
//
// Each reads all that the cursor holds as one value, or one list element. On an error the output is
// default-constructed and the cursor stands at the culprit: the offending octet, or the parameter
// or part that may not be; at the end where something is missing.
#pragma once

#include "baton/session_values.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

Errc read_session_expires(Cursor& cursor, SessionExpiresView& into) noexcept;
Errc read_min_se(Cursor& cursor, std::uint32_t& into) noexcept;
Errc read_rseq(Cursor& cursor, std::uint32_t& into) noexcept;
Errc read_rack(Cursor& cursor, RAckView& into) noexcept;
Errc read_reason(Cursor& cursor, ReasonView& into) noexcept;
Errc read_target_dialog(Cursor& cursor, TargetDialogView& into) noexcept;
Errc read_join(Cursor& cursor, JoinView& into) noexcept;
Errc read_refer_sub(Cursor& cursor, bool& into) noexcept;
Errc read_refer_events_at(Cursor& cursor, NameAddrView& into) noexcept;

}  // namespace baton::parser
