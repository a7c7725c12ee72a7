// Refer targets: completing what an application names, and picking a received Refer-To apart.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "baton/method.hpp"
#include "baton/uri.hpp"
#include "baton/writer.hpp"

namespace baton::core {

/// A whole URI (with or without angle brackets) is kept octet for octet; `user@host` gets "sip:" in
/// front; a bare number or user is escaped and completed with the account's host and port. The view
/// lies in `into` or in `text`. Errors: `bad_uri` (empty, malformed), `unsupported_uri` (a scheme other
/// than sip, sips, tel), `buffer_too_small`.
Errc complete_target(std::string_view text, std::string_view account_uri, std::span<char> into,
                     std::string_view& uri) noexcept;

/// The octets of an escaped text, escapes undone.
class EscapedText {
 public:
  explicit EscapedText(std::string_view text) noexcept : rest_(text) {}
  std::optional<char> next() noexcept;

 private:
  std::string_view rest_;
};

/// The words of a list separated by commas, trimmed.
class TokenList {
 public:
  explicit TokenList(std::string_view text) noexcept : rest_(text) {}
  std::optional<std::string_view> next() noexcept;

 private:
  std::string_view rest_;
};

/// What a Refer-To URI asks for (RFC 3515 2.1, RFC 3261 19.1.5). Its headers are escaped; those that may pass
/// into the referred INVITE are Replaces, Require, Accept-Contact, User-to-User and Target-Dialog.
struct ReferTarget {
  UriView uri;
  std::string_view method;     ///< of its method parameter; empty: INVITE
  std::string_view replaces;   ///< empty: none
  std::string_view require;    ///< empty: none
  bool other_headers = false;  ///< one that may not pass, one that stands twice, or one that holds a line end
};
Errc read_refer_target(std::string_view refer_to, ReferTarget& target) noexcept;
/// The same of a bare URI.
void read_target(const UriView& uri, ReferTarget& target) noexcept;

/// Writes the headers of the Refer-To URI into the referred INVITE, but for Replaces, and of Require only what is
/// not `replaces`: those two are written by who makes the call.
void write_target_headers(MessageWriter& writer, std::string_view uri_headers) noexcept;

/// What a tel URI is called by through a server: sip:number@domain;user=phone, of the account's host, port and
/// scheme (RFC 3261 19.1.6). The view lies in `into`. Errors: `bad_uri`, `buffer_too_small`.
Errc sip_uri_of_tel(const UriView& tel, std::string_view account_uri, std::span<char> into,
                    std::string_view& uri) noexcept;

/// A parsed URI up to its headers. Its first '?' may be one of the user part (RFC 3261 25.1, user-unreserved).
std::string_view without_headers(const UriView& uri) noexcept;

/// The Request-URI of the referred INVITE: the target without headers and method parameter, else octet
/// for octet. The view lies in `into` or in the target's text. Error: `buffer_too_small`.
Errc request_uri_of(const ReferTarget& target, std::span<char> into, std::string_view& uri) noexcept;

}  // namespace baton::core
