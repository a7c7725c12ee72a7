// The readers behind `parse_uri`, which tell where they failed.
#pragma once

#include "baton/uri.hpp"
#include "parser/cursor.hpp"

namespace baton::parser {

/// Reads all that `cursor` holds as one URI. On an error the cursor stands at the offending octet.
Errc read_uri(Cursor& cursor, UriView& into) noexcept;

/// host = hostname / IPv4address / IPv6reference (RFC 3261 25.1). Names may begin their labels with
/// digits (RFC 1123 2.1) and hold "_", since machines are called so; a name whose last label is a
/// number must be an IPv4 address. Errors: `bad_uri`, `bad_address`.
Errc read_host(Cursor& cursor, std::string_view& host) noexcept;

/// port = 1*DIGIT, from 1 to 65535. Error: `bad_number`.
Errc read_port(Cursor& cursor, std::uint16_t& port) noexcept;

}  // namespace baton::parser
