// Typed views of the header values that state preferences and capabilities: Accept and its kin,
// caller preferences, INFO packages.
//
// Every parse function takes one list element, as MessageView::values yields it. Folds count as LWS.
// Views borrow the value. A function that fails leaves its output default-constructed. Lists of
// tokens (Allow, Supported, Require ...) need no view: MessageView::lists asks them, and
// MessageView::values walks them.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/header_values.hpp"

namespace baton {

/// The quality that a value without "q" has, in thousandths (RFC 3261 20.1).
inline constexpr std::uint16_t full_quality = 1000;

/// Accept (RFC 3261 20.1): "*/*", "text/*" or "text/plain", with its quality.
struct AcceptView {
  MediaTypeView media;                   ///< a star stands for "any"
  std::uint16_t quality = full_quality;  ///< thousandths, 0 to 1000
};
/// Errors: `bad_header_value`, `bad_number` (q), `bad_quoted_string`.
Errc parse_accept(std::string_view value, AcceptView& into) noexcept;

/// Accept-Encoding and Accept-Language (RFC 3261 20.2, 20.3).
struct AcceptedView {
  std::string_view range;  ///< "gzip", "en-gb", "*"
  std::uint16_t quality = full_quality;
  std::string_view parameters;
};
/// Errors: as `parse_accept`.
Errc parse_accept_encoding(std::string_view value, AcceptedView& into) noexcept;
Errc parse_accept_language(std::string_view value, AcceptedView& into) noexcept;

/// Accept-Contact and Reject-Contact (RFC 3841 9.2, 10): "*" and features of RFC 3840.
struct ContactPreferenceView {
  std::string_view parameters;  ///< all of them, from the first ';' on
  bool require = false;         ///< Accept-Contact only: those that do not match are dropped
  bool explicit_match = false;  ///< Accept-Contact only: "explicit"
};
/// Errors: `bad_header_value`, `bad_quoted_string`.
Errc parse_accept_contact(std::string_view value, ContactPreferenceView& into) noexcept;
Errc parse_reject_contact(std::string_view value, ContactPreferenceView& into) noexcept;

/// Request-Disposition (RFC 3841 9.1): the directives as a set, one bit each.
namespace disposition {
inline constexpr std::uint16_t proxy = 1U << 0;
inline constexpr std::uint16_t redirect = 1U << 1;
inline constexpr std::uint16_t cancel = 1U << 2;
inline constexpr std::uint16_t no_cancel = 1U << 3;
inline constexpr std::uint16_t fork = 1U << 4;
inline constexpr std::uint16_t no_fork = 1U << 5;
inline constexpr std::uint16_t recurse = 1U << 6;
inline constexpr std::uint16_t no_recurse = 1U << 7;
inline constexpr std::uint16_t parallel = 1U << 8;
inline constexpr std::uint16_t sequential = 1U << 9;
inline constexpr std::uint16_t queue = 1U << 10;
inline constexpr std::uint16_t no_queue = 1U << 11;
}  // namespace disposition

/// Reads a whole field, or one directive of it. Error: `bad_header_value` for any other word, and
/// for both words of a pair, which contradict each other.
Errc parse_request_disposition(std::string_view value, std::uint16_t& directives) noexcept;

/// Info-Package, and one element of Recv-Info (RFC 6086 9).
struct InfoPackageView {
  std::string_view name;
  std::string_view parameters;
};
/// Errors: `bad_header_value`, `bad_quoted_string`.
Errc parse_info_package(std::string_view value, InfoPackageView& into) noexcept;

}  // namespace baton
