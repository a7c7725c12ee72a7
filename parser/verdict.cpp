#include "baton/verdict.hpp"

#include <array>

#include "parser/header_rules.hpp"
#include "parser/slice.hpp"

namespace baton {
namespace {

struct CodeRule {
  Errc code;
  Rule rule;
};

/// The errors that are the same in every header. What stands in neither table breaks the production
/// of its header.
constexpr std::array<CodeRule, 20> code_rules{{
    {Errc::empty_message, {"start-line", "RFC 3261 7.5"}},
    {Errc::truncated, {"generic-message", "RFC 3261 7"}},
    {Errc::bad_start_line, {"start-line", "RFC 3261 7"}},
    {Errc::bad_version, {"SIP-Version", "RFC 3261 7.1"}},
    {Errc::bad_method, {"Method", "RFC 3261 7.1"}},
    {Errc::bad_request_uri, {"Request-URI", "RFC 3261 7.1"}},
    {Errc::bad_status_code, {"Status-Code", "RFC 3261 7.2"}},
    {Errc::bad_header_name, {"header-name", "RFC 3261 7.3.1"}},
    {Errc::bad_character, {"TEXT-UTF8char", "RFC 3261 25.1"}},
    {Errc::bad_uri, {"addr-spec", "RFC 3261 19.1.1"}},
    {Errc::bad_quoted_string, {"quoted-string", "RFC 3261 25.1"}},
    {Errc::bad_address, {"host", "RFC 3261 25.1"}},
    {Errc::bad_escape, {"escaped", "RFC 3261 25.1"}},
    {Errc::missing_header, {"mandatory header", "RFC 3261 8.1.1"}},
    {Errc::repeated_header, {"single header", "RFC 3261 7.3.1"}},
    {Errc::method_mismatch, {"CSeq", "RFC 3261 8.1.1.5"}},
    {Errc::bad_content_length, {"Content-Length", "RFC 3261 20.14"}},
    {Errc::bad_body, {"message-body", "RFC 3261 7.4"}},
    {Errc::too_many_headers, {"message size", "RFC 3261 21.5.7"}},
    {Errc::message_too_long, {"message size", "RFC 3261 21.5.7"}},
}};

bool breaks_header(Errc code) noexcept {
  return code == Errc::bad_header_value || code == Errc::bad_number;
}

/// Whether the start line holds the offset. Line ends in front of it are none of its own (7.5).
bool in_start_line(std::string_view bytes, std::uint32_t offset) noexcept {
  std::size_t first = 0;
  while (first < bytes.size() && (bytes[first] == '\r' || bytes[first] == '\n')) {
    ++first;
  }
  return first <= offset && parser::slice(bytes, first, offset - first).find('\n') == std::string_view::npos;
}

Rule start_line_rule(const MessageView& message) noexcept {
  return message.is_request() ? Rule{"Request-Line", "RFC 3261 7.1"} : Rule{"Status-Line", "RFC 3261 7.2"};
}

/// What a production allows, or how long the body is: RFC 3261 20.14 says the one, 18.3 the other.
bool length_is_a_number(const MessageView& message) noexcept {
  std::uint32_t declared = 0;
  const auto text = message.value(HeaderId::content_length);
  return text && parse_number(*text, declared) == Errc::ok;
}

/// `rule_of`, made more exact by what the message tells.
Rule rule_for(const MessageView& message, const ParseError& error) noexcept {
  switch (error.code) {
    case Errc::bad_start_line: return start_line_rule(message);
    case Errc::bad_character:
      if (error.header == HeaderId::other && in_start_line(message.bytes(), error.offset)) {
        return start_line_rule(message);
      }
      break;
    case Errc::missing_header:
      if (error.header != HeaderId::content_length && error.header != HeaderId::content_type &&
          !message.is_request()) {
        return {"mandatory header", "RFC 3261 8.2.6.2"};  // copied from the request
      }
      break;
    case Errc::bad_content_length:
      if (length_is_a_number(message)) {
        return {"Content-Length", "RFC 3261 18.3"};
      }
      break;
    case Errc::message_too_long:
      if (!message.body().empty()) {
        return {"message-body", "RFC 3261 21.4.11"};
      }
      break;
    default: break;
  }
  return rule_of(error);
}

}  // namespace

Rule rule_of(HeaderId header) noexcept {
  const auto row = static_cast<std::size_t>(header);
  const parser::HeaderRule& found = parser::header_rules[row < header_id_count ? row : 0];
  return {found.name, found.rfc};
}

Rule rule_of(const ParseError& error) noexcept {
  if (breaks_header(error.code)) {
    return rule_of(error.header);
  }
  if (error.code == Errc::missing_header && error.header == HeaderId::content_length) {
    return {"Content-Length", "RFC 3261 18.3"};  // only a stream insists on it
  }
  if (error.code == Errc::missing_header && error.header == HeaderId::content_type) {
    return {"Content-Type", "RFC 3261 20.15"};  // only a body asks for it
  }
  for (const CodeRule& row : code_rules) {
    if (row.code == error.code) {
      return row.rule;
    }
  }
  return {};
}

Verdict verdict_on(const MessageView& message, const ParseError& error) noexcept {
  return error ? Verdict{error, rule_for(message, error), status_for(message, error.code)} : Verdict{};
}

}  // namespace baton
