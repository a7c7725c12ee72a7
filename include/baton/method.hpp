// Request methods (RFC 3261 and its extensions) and status codes with their registered phrases.
#pragma once

#include <cstdint>
#include <string_view>

namespace baton {

enum class Method : std::uint8_t {
  other,  ///< an extension method: its text is in the start line
  invite, ack, bye, cancel, options, register_, refer, notify, subscribe,
  info, message, update, prack, publish,
};

/// The method named by `token`; methods are case-sensitive (RFC 3261 7.1).
Method method_from(std::string_view token) noexcept;

/// The method's token, empty for `other`.
std::string_view method_text(Method method) noexcept;

/// The registered reason phrase of a status code, or of its class where the code is unknown (so
/// never empty for 100 to 699).
std::string_view reason_phrase(std::uint16_t status) noexcept;

}  // namespace baton
