// What the parser lets pass beyond the grammar, one by one, each on or off. docs/parser.md tells of
// each which section of which RFC grants or forbids it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace baton {

/// One thing that is accepted though a production or a MUST for the sender says otherwise. Those
/// before `bare_line_feeds` are on by default: RFC 3261, RFC 4475 and RFC 5118 ask them of a robust
/// element, or everybody sends so. The others are off.
enum class Tolerance : std::uint8_t {
  // The start line and what is around the message.
  empty_lines,          ///< CRLFs before the start line (RFC 3261 7.5)
  trailing_octets,      ///< octets behind the body of a datagram, discarded (RFC 3261 18.3)
  version_in_any_case,  ///< "sip/2.0": a sender MUST write capitals (RFC 3261 7.1)
  loose_reason_phrase,  ///< characters that no Reason-Phrase has, as <>"# (RFC 3261 25.1)
  other_than_utf8,      ///< octets that are no UTF-8 in values and Reason-Phrase (RFC 3261 7)
  body_without_type,    ///< a body without Content-Type (RFC 3261 20.15)

  // Headers.
  malformed_ignored_headers,  ///< headers that are not acted upon hold what they like (RFC 3261 8.2)
  repeated_ignored_headers,   ///< two of Date, Subject, Server ..., and Referred-By (RFC 3261 7.3.1)
  loose_subscription_state,   ///< Subscription-State: its first word counts (RFC 6665 8.4)
  no_max_forwards,            ///< a request without Max-Forwards, as in RFC 2543 (RFC 3261 8.1.1.6)
  no_from_tag,                ///< From without tag, as in RFC 2543 (RFC 3261 8.1.1.3, 12.1.1)
  no_branch_cookie,           ///< topmost Via without "z9hG4bK", as in RFC 2543 (RFC 3261 8.1.1.7)
  large_cseq,                 ///< CSeq from 2^31 to 2^32-1 (RFC 3261 8.1.1.5)
  large_max_forwards,         ///< Max-Forwards from 256 to 2^32-1 (RFC 3261 20.22)
  large_expires,              ///< Expires and its like beyond 2^32-1 (RFC 4475 3.1.2.4)

  // Addresses, parameters, URIs, hosts.
  unspaced_display_name,  ///< alice<sip:a@b> (RFC 4475 3.1.1.6)
  unbracketed_uri,        ///< "?" or "," in a URI outside of angle brackets (RFC 3261 20)
  repeated_parameters,    ///< two parameters of one name (RFC 3261 7.3.1, 19.1.1)
  loose_parameters,       ///< a parameter's value that is not of its production (RFC 3261 25.1)
  received_in_brackets,   ///< received=[2001:db8::1] (RFC 5118 4.5)
  host_underscores,       ///< "_" in host names (RFC 3261 25.1)
  host_digit_first,       ///< a top label that begins with a digit (RFC 1123 2.1)
  third_colon,            ///< [2001:db8:::192.0.2.1] (RFC 5118 4.10)
  loose_telephone,        ///< tel URIs that RFC 3966 does not produce, as tel:112 without context
  uri_brackets,           ///< "[" and "]" anywhere in URIs of other schemes (RFC 3986 3.2.2)

  // Off by default. Those that tell where a line or the message ends hold for datagrams alone.
  bare_line_feeds,    ///< lines of a datagram that end with LF alone (RFC 3261 7)
  no_reason_phrase,   ///< "SIP/2.0 200" without the space behind it (RFC 3261 7.2)
  short_body,         ///< Content-Length beyond the datagram: the body is all of it (RFC 3261 18.3)
  no_end_of_headers,  ///< a datagram that ends behind a header, without empty line (RFC 3261 7)
};

inline constexpr unsigned tolerance_count = static_cast<unsigned>(Tolerance::no_end_of_headers) + 1;

/// A set of tolerances.
class Tolerances {
 public:
  /// Those that are on by default.
  static constexpr Tolerances standard() noexcept { return Tolerances(bit(Tolerance::bare_line_feeds) - 1U); }
  /// The empty set: nothing but the grammar.
  static constexpr Tolerances none() noexcept { return Tolerances(0); }

  constexpr bool has(Tolerance tolerance) const noexcept { return (bits_ & bit(tolerance)) != 0; }
  constexpr Tolerances with(Tolerance tolerance) const noexcept { return Tolerances(bits_ | bit(tolerance)); }
  constexpr Tolerances without(Tolerance tolerance) const noexcept {
    return Tolerances(bits_ & ~bit(tolerance));
  }
  /// Whether one is on that is off by default.
  constexpr bool exceed_standard() const noexcept { return (bits_ & ~standard().bits_) != 0; }
  /// Whether one is off that is on by default.
  constexpr bool lack_standard() const noexcept { return (~bits_ & standard().bits_) != 0; }

  friend constexpr bool operator==(Tolerances, Tolerances) noexcept = default;

 private:
  static constexpr std::uint32_t bit(Tolerance tolerance) noexcept {
    return std::uint32_t{1} << static_cast<unsigned>(tolerance);
  }
  explicit constexpr Tolerances(std::uint32_t bits) noexcept : bits_(bits) {}

  std::uint32_t bits_;
};

/// The enumerator's name, for options and machine-readable output: "host_underscores". Empty for a
/// number that is no tolerance. The view is a constant of the library, as those below.
std::string_view name(Tolerance tolerance) noexcept;

/// What it lets pass, in some words for people.
std::string_view text(Tolerance tolerance) noexcept;

/// The section that grants it to a receiver or forbids it to a sender: "RFC 3261 18.3".
std::string_view rfc(Tolerance tolerance) noexcept;

/// The tolerance called so, in exactly these letters, or none.
std::optional<Tolerance> tolerance_from(std::string_view name) noexcept;

}  // namespace baton
