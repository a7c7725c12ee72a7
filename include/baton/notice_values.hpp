// Typed views of the header values that tell something about a message, its body or its sender:
// warnings, products, pointers to information, and what to do with a body.
//
// Every parse function takes one value, as MessageView::values yields it. Folds count as LWS. Views
// borrow the value. A function that fails leaves its output default-constructed. Quoted texts stand
// without their quotes, escapes untouched.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/header_values.hpp"

namespace baton {

/// Warning (RFC 3261 20.43), one value of the list.
struct WarningView {
  std::uint16_t code = 0;  ///< three digits; SIP's own are 300 to 399
  std::string_view agent;  ///< host, with port or not, or a pseudonym
  std::string_view text;
};
/// Errors: `bad_number` (the code), `bad_header_value`, `bad_quoted_string`.
Errc parse_warning(std::string_view value, WarningView& into) noexcept;

/// One part of User-Agent or Server (RFC 3261 20.35, 20.41): a product, or a comment.
struct ProductView {
  std::string_view name;     ///< empty: a comment
  std::string_view version;  ///< empty: none
  std::string_view comment;  ///< between the parentheses, escapes untouched
};

/// Walks the parts; stops at the first that is malformed, which `failed` then tells.
class ProductIterator {
 public:
  explicit ProductIterator(std::string_view value) noexcept : rest_(value) {}
  std::optional<ProductView> next() noexcept;
  bool failed() const noexcept { return failed_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

/// Alert-Info, Call-Info, Error-Info (RFC 3261 20.4, 20.9, 20.18): a URI of any scheme in angle
/// brackets, and parameters.
struct InfoReferenceView {
  std::string_view uri_text;
  UriView uri;
  std::string_view parameters;
  std::string_view purpose;  ///< of Call-Info: "icon", "info", "card" ...; empty: none
};
/// Errors: `bad_header_value`, `bad_quoted_string`, and those of `parse_uri`.
Errc parse_info_reference(std::string_view value, InfoReferenceView& into) noexcept;

enum class Handling : std::uint8_t { unspecified, optional, required, other };

/// Content-Disposition (RFC 3261 20.11). Without `handling` a body is required.
struct ContentDispositionView {
  std::string_view type;  ///< "session", "render" ...
  Handling handling = Handling::unspecified;
  std::string_view parameters;
};
/// Errors: `bad_header_value`, `bad_quoted_string`.
Errc parse_content_disposition(std::string_view value, ContentDispositionView& into) noexcept;

/// User-to-User (RFC 7433 4), one value of the list.
struct UserToUserView {
  std::string_view data;  ///< still encoded
  bool quoted = false;
  std::string_view purpose;   ///< empty: "isdn-uui" (RFC 7433 4.1)
  std::string_view content;   ///< empty: the default of the purpose
  std::string_view encoding;  ///< "hex", ...; empty: the default of the purpose
};
/// Errors: `bad_header_value`, `bad_quoted_string`.
Errc parse_user_to_user(std::string_view value, UserToUserView& into) noexcept;

enum class Priority : std::uint8_t { other, emergency, urgent, normal, non_urgent };

/// Priority (RFC 3261 20.26). A word that is not known is `other`. Error: `bad_header_value`.
Errc parse_priority(std::string_view value, Priority& into) noexcept;

/// MIME-Version (RFC 3261 20.24).
struct MimeVersionView {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
};
/// Errors: `bad_number`, `bad_header_value`.
Errc parse_mime_version(std::string_view value, MimeVersionView& into) noexcept;

}  // namespace baton
