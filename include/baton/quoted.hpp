// quoted-string (RFC 3261 25.1): the text that it stands for.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/result.hpp"

namespace baton {

/// Writes what a quoted-string stands for into `into`: each quoted-pair is its second octet, white
/// space with one fold in it or more is one SP (RFC 3261 7.3.1, 25.1). `text` is what stands between the
/// quotes, as the views of header_values.hpp and uri.hpp hold it, or the whole with both quotes: no
/// text between quotes begins with one. The result is the number of octets written, never more than
/// `text` has; it may hold any octet below 0x80 but CR and LF, NUL included (as a quoted-pair), and
/// any from 0x80 up. `into` may be the memory that `text` views. Nothing outside `text` is read.
/// Errors: `bad_quoted_string` (a backslash with nothing behind it or before CR, LF or an octet
/// above 0x7F; a quote inside or one at one end only; a control character), `buffer_too_small`.
Result<std::size_t> unquote(std::string_view text, std::span<char> into) noexcept;

}  // namespace baton
