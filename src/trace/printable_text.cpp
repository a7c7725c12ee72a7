#include "src/trace/printable_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace baton::trace {
namespace {

struct Range {
  char32_t first, last;
};

/// Two columns wide (the blocks of Unicode's EastAsianWidth that matter, and emoji).
constexpr std::array wide{
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
    Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF},
    Range{0x20000, 0x3FFFD},
};

/// Drawn over the character before.
constexpr std::array combining{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E},
    Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF}, Range{0x20D0, 0x20FF}, Range{0xFE20, 0xFE2F},
};

/// Invisible, or with an effect beyond their own place: C1 controls, soft hyphen, marks and
/// overrides of direction, zero-width characters, line separators, variation selectors, interlinear
/// marks, private use, tags, noncharacters.
constexpr std::array hidden{
    Range{0x0080, 0x009F}, Range{0x00AD, 0x00AD}, Range{0x034F, 0x034F},    Range{0x061C, 0x061C},
    Range{0x115F, 0x1160}, Range{0x17B4, 0x17B5}, Range{0x180B, 0x180F},    Range{0x200B, 0x200F},
    Range{0x2028, 0x202E}, Range{0x2060, 0x206F}, Range{0x3164, 0x3164},    Range{0xE000, 0xF8FF},
    Range{0xFDD0, 0xFDEF}, Range{0xFE00, 0xFE0F}, Range{0xFEFF, 0xFEFF},    Range{0xFFA0, 0xFFA0},
    Range{0xFFF0, 0xFFFC}, Range{0xFFFE, 0xFFFF}, Range{0xE0000, 0x10FFFF},
};

/// A base character carries this many combining ones; more would climb into other lines.
constexpr std::size_t combining_max = 2;

template <std::size_t Size>
bool is_in(const std::array<Range, Size>& ranges, char32_t point) noexcept {
  return std::ranges::any_of(
      ranges, [point](Range range) { return range.first <= point && point <= range.last; });
}

struct Decoded {
  char32_t point = 0;
  std::size_t octets = 0;  ///< 0: not UTF-8 here
};

Decoded decode(std::string_view text) noexcept {
  const auto octet = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = octet(0);
  if (lead < 0x80) {
    return {lead, 1};
  }
  std::size_t octets = 0;
  char32_t point = 0;
  char32_t least = 0;
  if ((lead & 0xE0U) == 0xC0U) {
    octets = 2;
    point = lead & 0x1FU;
    least = 0x80;
  } else if ((lead & 0xF0U) == 0xE0U) {
    octets = 3;
    point = lead & 0x0FU;
    least = 0x800;
  } else if ((lead & 0xF8U) == 0xF0U) {
    octets = 4;
    point = lead & 0x07U;
    least = 0x10000;
  }
  if (octets == 0 || text.size() < octets) {
    return {};
  }
  for (std::size_t at = 1; at < octets; ++at) {
    if ((octet(at) & 0xC0U) != 0x80U) {
      return {};
    }
    point = (point << 6U) | (octet(at) & 0x3FU);
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  return point < least || surrogate || point > 0x10FFFF ? Decoded{} : Decoded{point, octets};
}

std::size_t width_of(char32_t point) noexcept {
  if (is_in(combining, point)) {
    return 0;
  }
  return is_in(wide, point) ? 2 : 1;
}

std::string escape_control(char32_t point) {
  switch (point) {
    case '\r':
      return "\\r";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    default:
      return fmt::format("\\x{:02X}", static_cast<std::uint32_t>(point));
  }
}

struct Piece {
  std::string text;
  std::size_t columns = 0;
  std::size_t octets = 0;  ///< taken from the input
};

/// `marks`: the combining characters that stand at the end of what was written so far.
Piece next_piece(std::string_view rest, bool at_start, std::size_t& marks) {
  const Decoded decoded = decode(rest);
  const char32_t point = decoded.point;
  if (decoded.octets == 0) {
    marks = 0;
    return {fmt::format("\\x{:02X}", static_cast<unsigned char>(rest[0])), 4, 1};
  }
  std::string escaped;
  if (point < 0x20 || point == 0x7F) {
    escaped = escape_control(point);
  } else if (is_in(hidden, point) ||
             (is_in(combining, point) && (at_start || marks == combining_max))) {
    escaped = fmt::format("\\u{{{:X}}}", static_cast<std::uint32_t>(point));
  }
  if (!escaped.empty()) {
    marks = 0;
    const std::size_t columns = escaped.size();
    return {std::move(escaped), columns, decoded.octets};
  }
  marks = is_in(combining, point) ? marks + 1 : 0;
  return {std::string(rest.substr(0, decoded.octets)), width_of(point), decoded.octets};
}

}  // namespace

std::string printable(std::string_view text, std::size_t width) {
  constexpr std::string_view dots = "...";
  const std::size_t mark = std::min(dots.size(), width);
  std::string written;
  std::size_t columns = 0;
  std::size_t keep = 0;  // octets of `written` that stand if it has to be cut
  std::size_t marks = 0;
  while (!text.empty()) {
    const Piece piece = next_piece(text, written.empty(), marks);
    if (columns + piece.columns > width) {
      written.resize(keep);
      written += dots.substr(0, mark);
      return written;
    }
    written += piece.text;
    columns += piece.columns;
    text.remove_prefix(piece.octets);
    if (columns <= width - mark) {
      keep = written.size();
    }
  }
  return written;
}

std::size_t columns_of(std::string_view text) noexcept {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Decoded decoded = decode(text);
    columns += decoded.octets == 0 ? 1 : width_of(decoded.point);
    text.remove_prefix(std::max<std::size_t>(decoded.octets, 1));
  }
  return columns;
}

}  // namespace baton::trace
