// Telephone numbers: tel URIs, and the telephone-subscriber that a SIP URI with "user=phone" has as
// its user (RFC 3966, RFC 3261 19.1.6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/result.hpp"
#include "baton/uri.hpp"

namespace baton {

/// A telephone-subscriber (RFC 3966 3). All views borrow the text that was parsed.
struct TelView {
  std::string_view number;         ///< as it stands: "+" and visual separators included
  bool global = false;             ///< the number begins with "+"
  std::string_view phone_context;  ///< a domain name, or a global number's first digits; empty: none
  std::string_view ext;            ///< extension, visual separators included; empty: none
  std::string_view isub;           ///< ISDN subaddress, still escaped; empty: none
  std::string_view parameters;     ///< all of them, from the first ';' on

  std::optional<ParameterView> parameter(std::string_view name) const noexcept {
    return find_parameter(parameters, name);
  }
};

/// Whether a local number may stand without its phone-context.
enum class LocalNumbers : std::uint8_t {
  need_context,  ///< as RFC 3966 5.1.5 says: MUST
  as_dialled,    ///< field practice: "tel:112"
};

/// The most parameters that are read: finding one that stands twice costs n * n steps.
inline constexpr unsigned tel_parameters_max = 64;

/// Reads a telephone-subscriber: "+1-212-555-0100;ext=5". More than `parse_uri` asks of a tel URI:
/// a global number has digits only, a local one its phone-context, each parameter stands once, never
/// both ext and isub (5.3), none unknown is mandatory, "m-..." (5.4), and at most `tel_parameters_max` stand.
/// The order of the parameters is not insisted on: section 4 compares without it. Error: `bad_uri`; then
/// `into` is default-constructed.
Errc parse_telephone_subscriber(std::string_view text, TelView& into,
                                LocalNumbers = LocalNumbers::need_context) noexcept;

/// The same for what a tel URI holds, or the user of a SIP or SIPS URI whose "user" is "phone".
/// Escapes in such a user are not undone. Errors: `bad_uri`; `bad_argument`: a URI of another kind.
Errc parse_tel(const UriView& uri, TelView& into, LocalNumbers = LocalNumbers::need_context) noexcept;

/// Writes the digits of a number, a context or an extension without visual separators, a leading "+"
/// kept, letters in lower case: two texts stand for one number if the results are the same octets
/// (RFC 3966 4). The result is the number of characters written, never more than `number` has.
/// Errors: `bad_number` (nothing but separators, or a character that no number holds),
/// `buffer_too_small`.
Result<std::size_t> normalise(std::string_view number, std::span<char> into) noexcept;

}  // namespace baton
