// The readers behind the parse functions of header_values.hpp, which tell where they failed.
//
// Each reads all that the cursor holds as one value. On an error the output is default-constructed
// and the cursor stands at the offending octet.
#pragma once

#include "baton/header_values.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

Errc read_name_addr(Cursor& cursor, NameAddrView& into) noexcept;
Errc read_via(Cursor& cursor, ViaView& into) noexcept;
Errc read_cseq(Cursor& cursor, CSeqView& into) noexcept;
Errc read_event(Cursor& cursor, EventView& into) noexcept;
Errc read_replaces(Cursor& cursor, ReplacesView& into) noexcept;
Errc read_media_type(Cursor& cursor, MediaTypeView& into) noexcept;
Errc read_number(Cursor& cursor, std::uint32_t& into) noexcept;

/// callid = word [ "@" word ] (RFC 3261 25.1), up to the first octet that is part of neither.
Errc take_call_id(Cursor& cursor, std::string_view& into) noexcept;

}  // namespace baton::parser
