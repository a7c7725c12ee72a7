// The readers of the headers that state preferences, which tell where they failed; the parse
// functions of baton/preference_values.hpp are made of them.
//
// Each reads all that the cursor holds as one value, or one list element. On an error the output is
// default-constructed and the cursor stands at the culprit: the offending octet, or the parameter
// or part that may not be; at the end where something is missing.
#pragma once

#include "baton/preference_values.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

Errc read_accept(Cursor& cursor, AcceptView& into) noexcept;
Errc read_accept_encoding(Cursor& cursor, AcceptedView& into) noexcept;
Errc read_accept_language(Cursor& cursor, AcceptedView& into) noexcept;
Errc read_accept_contact(Cursor& cursor, ContactPreferenceView& into) noexcept;
Errc read_reject_contact(Cursor& cursor, ContactPreferenceView& into) noexcept;
Errc read_request_disposition(Cursor& cursor, std::uint16_t& into) noexcept;
Errc read_info_package(Cursor& cursor, InfoPackageView& into) noexcept;

}  // namespace baton::parser
