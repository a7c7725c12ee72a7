// The readers of the headers that tell something about a message, which tell where they failed; the parse
// functions of baton/notice_values.hpp are made of them.
//
// Each reads all that the cursor holds as one value, or one list element. On an error the output is
// default-constructed and the cursor stands at the culprit: the offending octet, or the parameter
// or part that may not be; at the end where something is missing.
#pragma once

#include "baton/notice_values.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

Errc read_warning(Cursor& cursor, WarningView& into) noexcept;
Errc read_info_reference(Cursor& cursor, InfoReferenceView& into) noexcept;
Errc read_content_disposition(Cursor& cursor, ContentDispositionView& into) noexcept;
Errc read_user_to_user(Cursor& cursor, UserToUserView& into) noexcept;
Errc read_priority(Cursor& cursor, Priority& into) noexcept;
Errc read_mime_version(Cursor& cursor, MimeVersionView& into) noexcept;

/// One product or comment, and the LWS behind it.
Errc take_product(Cursor& cursor, ProductView& into) noexcept;
/// All products and comments, one at least.
Errc read_products(Cursor& cursor) noexcept;

}  // namespace baton::parser
