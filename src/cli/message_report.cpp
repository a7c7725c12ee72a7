#include "src/cli/message_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "src/trace/printable_text.hpp"

namespace baton::cli {
namespace {

using trace::columns_of;
using trace::printable;

constexpr std::size_t name_width = 200;
constexpr std::size_t value_width = 100;
/// Octets shown on each side of the fault.
constexpr std::size_t before_fault = 60;
constexpr std::size_t behind_fault = 40;

struct Line {
  std::size_t number = 1;
  std::size_t first = 0, end = 0;  ///< without its CRLF
};

/// The line that holds `offset`; of a line's end, that line.
Line line_at(std::string_view octets, std::size_t offset) noexcept {
  Line line;
  const std::string_view before = octets.substr(0, offset);
  line.number = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
  const std::size_t last = before.rfind('\n');
  line.first = last == std::string_view::npos ? 0 : last + 1;
  line.end = std::min(octets.find('\n', offset), octets.size());
  if (line.end > line.first && line.end > offset && octets[line.end - 1] == '\r') {
    --line.end;
  }
  return line;
}

/// A cut must not stand inside a UTF-8 sequence.
bool is_continuation(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The line of the fault with a caret under it, cut to what is near.
std::string show_fault(std::string_view octets, std::size_t offset) {
  const Line line = line_at(octets, offset);
  std::size_t first = std::max(line.first, offset > before_fault ? offset - before_fault : 0);
  std::size_t end = std::max(offset, std::min(line.end, offset + behind_fault));
  while (first < offset && is_continuation(octets[first])) {
    ++first;
  }
  while (end < line.end && is_continuation(octets[end])) {
    ++end;
  }
  const std::string label = fmt::format("  line {}: {}", line.number, first > line.first ? "..." : "");
  const std::string before = printable(octets.substr(first, offset - first));
  const std::string behind = printable(octets.substr(offset, end - offset));
  const std::size_t caret = columns_of(label) + columns_of(before);
  return fmt::format("{}{}{}{}\n{:{}}^\n", label, before, behind, end < line.end ? "..." : "", "", caret);
}

std::string start_line(const MessageView& message) {
  if (message.is_request()) {
    return fmt::format("{} {}", printable(message.method_text(), value_width),
                       printable(message.request_uri(), value_width));
  }
  const std::string reason = printable(message.reason(), value_width);
  return fmt::format("{}{}{}", message.status(), reason.empty() ? "" : " ", reason);
}

std::string accepted_text(std::string_view name, const MessageView& message, bool list) {
  const std::size_t count = message.headers().size();
  std::string text =
      fmt::format("{}: accepted: {}, {} header{}, {} octet{} of body\n", name, start_line(message), count,
                  count == 1 ? "" : "s", message.body().size(), message.body().size() == 1 ? "" : "s");
  if (list) {
    for (const HeaderEntry& entry : message.headers()) {
      text += fmt::format("  {}: {}\n", printable(message.name_of(entry), value_width),
                          printable(message.value_of(entry), value_width));
    }
  }
  return text;
}

bool has_bare_line_feeds(std::string_view octets) noexcept {
  return octets.find('\n') != std::string_view::npos && octets.find('\r') == std::string_view::npos;
}

std::string rejected_text(std::string_view name, const JudgedMessage& judged, std::size_t offset) {
  const ParseError& error = judged.verdict.error;
  std::string report = fmt::format("{}: rejected: {} ({})", name, text(error.code), baton::name(error.code));
  if (error.code == Errc::message_too_long) {
    report += fmt::format(": {} octets, at most {} can be read", judged.octets.size(), message_bytes_max);
  } else {
    report += fmt::format(" at octet {}", offset);
  }
  if (error.header != HeaderId::other) {
    report += fmt::format(", header {}", header_name(error.header));
  }
  return report += '\n';
}

std::string rule_text(const Verdict& verdict) {
  const std::string answer =
      verdict.dropped() ? "it is dropped"
                        : fmt::format("the answer is {} {}", verdict.status, reason_phrase(verdict.status));
  return fmt::format("  rule: {}, {}; {}\n", verdict.rule.name, verdict.rule.rfc, answer);
}

}  // namespace

std::string report_message(std::string_view name, const JudgedMessage& judged, bool list) {
  const std::string shown = printable(name, name_width);
  const Verdict& verdict = judged.verdict;
  if (verdict.accepted()) {
    return accepted_text(shown, judged.message, list);
  }
  const std::string_view octets = judged.octets;
  const std::size_t offset = std::min<std::size_t>(verdict.error.offset, octets.size());
  std::string report = rejected_text(shown, judged, offset);
  if (!octets.empty() && verdict.error.code != Errc::message_too_long) {
    report += show_fault(octets, offset);
  }
  report += rule_text(verdict);
  if (has_bare_line_feeds(octets)) {
    report += "  its lines end with LF alone, SIP's with CR LF: try --lf\n";
  }
  return report;
}

}  // namespace baton::cli
