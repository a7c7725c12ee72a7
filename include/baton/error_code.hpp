// Errc as a std::error_code, for those who work with Asio or the standard library.
#pragma once

#include <system_error>

#include "baton/errc.hpp"

namespace baton {

/// The category "baton"; its messages are those of `text(Errc)`.
const std::error_category& error_category() noexcept;

inline std::error_code make_error_code(Errc error) noexcept {
  return {static_cast<int>(error), error_category()};
}

}  // namespace baton

template <>
struct std::is_error_code_enum<baton::Errc> : std::true_type {};
