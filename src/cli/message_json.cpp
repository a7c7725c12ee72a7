#include "src/cli/message_json.hpp"

#include <cstdint>

#include <fmt/format.h>

namespace baton::cli {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct Decoded {
  char32_t point = replacement;
  std::size_t octets = 1;
};

/// The first character of a text that is not empty, by the table of RFC 3629 4. Of what is not
/// UTF-8 one octet is taken.
Decoded decode(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) {
    return {lead, 1};
  }
  const std::size_t octets = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < octets) {
    return {};
  }
  char32_t point = lead & (0x7FU >> octets);
  for (std::size_t at = 1; at < octets; ++at) {
    const auto octet = static_cast<unsigned char>(text[at]);
    if ((octet & 0xC0U) != 0x80U) {
      return {};
    }
    point = point << 6U | (octet & 0x3FU);
  }
  const bool overlong = (octets == 3 && point < 0x800) || (octets == 4 && point < 0x10000);
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  return overlong || surrogate || point > 0x10FFFF ? Decoded{} : Decoded{point, octets};
}

std::string escape(char32_t point) {
  if (point >= 0x10000) {  // a pair of surrogates: RFC 8259 7
    const auto rest = static_cast<std::uint32_t>(point - 0x10000);
    return fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + (rest >> 10U), 0xDC00U + (rest & 0x3FFU));
  }
  return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point));
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (next.point < 0x20 || next.point >= 0x7F) {
      result += escape(next.point);
    } else {
      if (next.point == '"' || next.point == '\\') {
        result += '\\';
      }
      result += static_cast<char>(next.point);
    }
    text.remove_prefix(next.octets);
  }
  return result += '"';
}

std::string quoted_or_null(std::string_view text) {
  return text.empty() ? "null" : quoted(text);
}

std::string status_of(const Verdict& verdict) {
  if (verdict.accepted()) {
    return "null";
  }
  return verdict.dropped() ? "\"drop\"" : fmt::format("{}", verdict.status);
}

}  // namespace

std::string json_of(std::string_view name, const JudgedMessage& judged) {
  const Verdict& verdict = judged.verdict;
  const bool accepted = verdict.accepted();
  return fmt::format(
      R"({{"file":{},"verdict":"{}","status":{},"error":{},"offset":{},"header":{},"rule":{},"rfc":{}}})"
      "\n",
      quoted(name), accepted ? "accept" : "reject", status_of(verdict),
      quoted_or_null(accepted ? std::string_view{} : baton::name(verdict.error.code)),
      accepted ? "null" : fmt::format("{}", verdict.error.offset),
      quoted_or_null(header_name(verdict.error.header)), quoted_or_null(verdict.rule.name),
      quoted_or_null(verdict.rule.rfc));
}

std::string json_of_unreadable(std::string_view name) {
  return fmt::format(
      R"({{"file":{},"verdict":null,"status":null,"error":"cannot_read","offset":null,"header":null,)"
      R"("rule":null,"rfc":null}})"
      "\n",
      quoted(name));
}

}  // namespace baton::cli
