// Octets of strangers made fit for a terminal: nothing in them can move the cursor, break a line or
// turn the direction of writing, and nothing is longer than there is room for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::trace {

/// No limit for `printable`.
inline constexpr std::size_t any_width = static_cast<std::size_t>(-1);

/// `text` with control characters, octets that are not UTF-8, and invisible or direction-changing
/// characters escaped as "\r", "\x1B" or "\u{202E}"; all else is kept. At most `width` columns:
/// what is longer is cut and ends with "...".
std::string printable(std::string_view text, std::size_t width = any_width);

/// The columns that a result of `printable` takes on a terminal: two for East Asian wide
/// characters, none for combining ones.
std::size_t columns_of(std::string_view text) noexcept;

}  // namespace baton::trace
