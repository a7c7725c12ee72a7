// The readers of the headers that authenticate, which tell where they failed; the parse
// functions of baton/auth_values.hpp are made of them.
//
// Each reads all that the cursor holds as one value, or one list element. On an error the output is
// default-constructed and the cursor stands at the culprit: the offending octet, or the parameter
// or part that may not be; at the end where something is missing.
#pragma once

#include "baton/auth_values.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

Errc read_challenge(Cursor& cursor, ChallengeView& into) noexcept;
Errc read_credentials(Cursor& cursor, CredentialsView& into) noexcept;
Errc read_authentication_info(Cursor& cursor, AuthenticationInfoView& into) noexcept;

}  // namespace baton::parser
