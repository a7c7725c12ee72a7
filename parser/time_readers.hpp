// The readers of the headers that speak of time, which tell where they failed; the parse
// functions of baton/time_values.hpp are made of them.
//
// Each reads all that the cursor holds as one value, or one list element. On an error the output is
// default-constructed and the cursor stands at the culprit: the offending octet, or the parameter
// or part that may not be; at the end where something is missing.
#pragma once

#include "baton/time_values.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

Errc read_date(Cursor& cursor, DateView& into) noexcept;
Errc read_retry_after(Cursor& cursor, RetryAfterView& into) noexcept;
Errc read_timestamp(Cursor& cursor, TimestampView& into) noexcept;

}  // namespace baton::parser
