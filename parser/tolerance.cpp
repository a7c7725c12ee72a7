#include "baton/tolerance.hpp"

#include <array>

namespace baton {
namespace {

struct Row {
  Tolerance tolerance;
  std::string_view name, rfc, text;
};

constexpr std::array<Row, tolerance_count> rows{{
    {Tolerance::empty_lines, "empty_lines", "RFC 3261 7.5", "line ends before the start line"},
    {Tolerance::trailing_octets, "trailing_octets", "RFC 3261 18.3", "octets behind the body of a datagram"},
    {Tolerance::version_in_any_case, "version_in_any_case", "RFC 3261 7.1", "sip/2.0 in small letters"},
    {Tolerance::loose_reason_phrase, "loose_reason_phrase", "RFC 3261 25.1",
     "a Reason-Phrase with characters such as < > \" #"},
    {Tolerance::other_than_utf8, "other_than_utf8", "RFC 3261 7",
     "values and Reason-Phrases that are not UTF-8"},
    {Tolerance::body_without_type, "body_without_type", "RFC 3261 20.15", "a body without Content-Type"},
    {Tolerance::malformed_ignored_headers, "malformed_ignored_headers", "RFC 3261 8.2",
     "malformed headers that a user agent does not act upon"},
    {Tolerance::repeated_ignored_headers, "repeated_ignored_headers", "RFC 3261 7.3.1",
     "a second Date, Subject, Server ... or Referred-By"},
    {Tolerance::loose_subscription_state, "loose_subscription_state", "RFC 6665 8.4",
     "a Subscription-State of which only the first word can be read"},
    {Tolerance::no_max_forwards, "no_max_forwards", "RFC 3261 8.1.1.6", "a request without Max-Forwards"},
    {Tolerance::no_from_tag, "no_from_tag", "RFC 3261 8.1.1.3", "From without a tag"},
    {Tolerance::no_branch_cookie, "no_branch_cookie", "RFC 3261 8.1.1.7",
     "a topmost Via whose branch does not begin with z9hG4bK"},
    {Tolerance::large_cseq, "large_cseq", "RFC 3261 8.1.1.5", "a CSeq number from 2^31 to 2^32-1"},
    {Tolerance::large_max_forwards, "large_max_forwards", "RFC 3261 20.22", "Max-Forwards beyond 255"},
    {Tolerance::large_expires, "large_expires", "RFC 4475 3.1.2.4",
     "Expires, Min-Expires and Contact's expires beyond 2^32-1"},
    {Tolerance::unspaced_display_name, "unspaced_display_name", "RFC 4475 3.1.1.6",
     "a display name without space before its <"},
    {Tolerance::unbracketed_uri, "unbracketed_uri", "RFC 3261 20",
     "a URI with ? or , outside of angle brackets"},
    {Tolerance::repeated_parameters, "repeated_parameters", "RFC 3261 7.3.1", "two parameters of one name"},
    {Tolerance::loose_parameters, "loose_parameters", "RFC 3261 25.1",
     "a parameter whose value is not of its production"},
    {Tolerance::received_in_brackets, "received_in_brackets", "RFC 5118 4.5",
     "received with brackets round an IPv6 address"},
    {Tolerance::host_underscores, "host_underscores", "RFC 3261 25.1", "_ in host names"},
    {Tolerance::host_digit_first, "host_digit_first", "RFC 1123 2.1",
     "a host name whose last label begins with a digit"},
    {Tolerance::third_colon, "third_colon", "RFC 5118 4.10", "::: before the IPv4 part of an IPv6 address"},
    {Tolerance::loose_telephone, "loose_telephone", "RFC 3966 3",
     "tel URIs that are not well-formed, as tel:112 without phone-context"},
    {Tolerance::uri_brackets, "uri_brackets", "RFC 3261 25.1",
     "[ and ] other than round an IPv6 host in URIs of other schemes"},
    {Tolerance::bare_line_feeds, "bare_line_feeds", "RFC 3261 7",
     "lines of a datagram that end with LF alone"},
    {Tolerance::no_reason_phrase, "no_reason_phrase", "RFC 3261 7.2",
     "a Status-Line that ends behind the Status-Code"},
    {Tolerance::short_body, "short_body", "RFC 3261 18.3", "a Content-Length beyond the end of the datagram"},
    {Tolerance::no_end_of_headers, "no_end_of_headers", "RFC 3261 7",
     "a datagram that ends behind a header, without the empty line"},
}};

constexpr bool rows_are_in_order() {
  for (unsigned row = 0; row < tolerance_count; ++row) {
    if (static_cast<unsigned>(rows[row].tolerance) != row) {
      return false;
    }
  }
  return true;
}
static_assert(rows_are_in_order());

constexpr Row row_of(Tolerance tolerance) noexcept {
  const auto row = static_cast<std::size_t>(tolerance);
  return row < rows.size() ? rows[row] : Row{};
}

}  // namespace

std::string_view name(Tolerance tolerance) noexcept {
  return row_of(tolerance).name;
}

std::string_view text(Tolerance tolerance) noexcept {
  return row_of(tolerance).text;
}

std::string_view rfc(Tolerance tolerance) noexcept {
  return row_of(tolerance).rfc;
}

std::optional<Tolerance> tolerance_from(std::string_view name) noexcept {
  for (const Row& row : rows) {
    if (row.name == name) {
      return row.tolerance;
    }
  }
  return std::nullopt;
}

}  // namespace baton
