// URIs as views: sip, sips, tel, and any absolute URI (RFC 3261 19.1, RFC 3966, RFC 3986).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "baton/endpoint.hpp"
#include "baton/errc.hpp"
#include "baton/result.hpp"

namespace baton {

enum class UriScheme : std::uint8_t { sip, sips, tel, other };

/// One `;name=value` of a URI or a header. `value` is empty for a flag; for a quoted value it holds
/// the text between the quotes, escapes untouched.
struct ParameterView {
  std::string_view name;
  std::string_view value;
  bool has_value = false;
  bool quoted = false;
};

/// Walks `;a=b;c` (as text from the first semicolon on), skipping LWS. For text that the parser
/// accepted it yields every parameter; elsewhere it stops at the first malformed one.
class ParameterIterator {
 public:
  explicit ParameterIterator(std::string_view text) noexcept : rest_(text) {}
  std::optional<ParameterView> next() noexcept;

 private:
  std::string_view rest_;
};

/// The parameter called `name` (case ignored) in `parameters`, or none.
std::optional<ParameterView> find_parameter(std::string_view parameters, std::string_view name) noexcept;

/// A parsed URI. All views borrow the text given to `parse_uri`.
struct UriView {
  std::string_view text;        ///< the whole URI
  UriScheme scheme = UriScheme::other;
  std::string_view scheme_text;
  std::string_view user;        ///< escaped as it stands; for tel: the number; empty: none
  std::string_view password;
  std::string_view host;        ///< as it stands, IPv6 references with brackets
  std::uint16_t port = 0;       ///< 0: none given
  std::string_view parameters;  ///< from the first ';' up to '?' or the end
  std::string_view headers;     ///< what follows '?', without it

  std::optional<ParameterView> parameter(std::string_view name) const noexcept {
    return find_parameter(parameters, name);
  }
};

/// Parses a whole URI: no angle brackets, no space around it, nothing behind it.
/// Errors: `bad_uri`, `bad_escape`, `bad_number` (port), `bad_address` (IPv6 reference).
Errc parse_uri(std::string_view text, UriView& into) noexcept;

/// Equality of SIP and SIPS URIs by RFC 3261 19.1.4, of tel URIs by RFC 3966 4; other schemes are
/// equal octet by octet.
bool equal(const UriView& a, const UriView& b) noexcept;

/// Walks `name=value&name=value` of a URI's header part; both sides still escaped.
class UriHeaderIterator {
 public:
  explicit UriHeaderIterator(std::string_view headers) noexcept : rest_(headers) {}
  std::optional<ParameterView> next() noexcept;

 private:
  std::string_view rest_;
};

/// Undoes %HH escapes of `text` into `into`. Errors: `bad_escape`, `buffer_too_small`. The result
/// may hold any octet, NUL included.
Result<std::size_t> unescape(std::string_view text, std::span<char> into) noexcept;

/// The part of a URI that a text is escaped for.
enum class UriPart : std::uint8_t { user, parameter, header };

/// Escapes every octet of `text` that may not stand unescaped in `part`. Error: `buffer_too_small`.
Result<std::size_t> escape(std::string_view text, UriPart part, std::span<char> into) noexcept;

/// `equal` compares SIP and SIPS URIs by RFC 3261 19.1.4, tel URIs by RFC 3966 section 4 (no visual
/// separators, no case, every parameter in both, in any order), all others octet by octet. It is
/// symmetric, and reflexive on what `parse_uri` accepted; for SIP URIs it is not transitive, as
/// 19.1.4 says. The values of headers are compared as text, without case but for Call-ID and "body".
/// Comparing n parameters or headers costs n * n steps, and a stranger chooses n: where more than
/// this many of either stand in one URI, they are equal only octet by octet.
inline constexpr std::size_t uri_parts_compared_max = 64;

}  // namespace baton
