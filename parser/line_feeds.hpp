// The line feeds of a message's head, found many octets at a time.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "parser/scan.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// A message has a line for each header and two more; few have more than this.
inline constexpr std::size_t line_room = 250;
inline constexpr std::size_t line_block = 64;

/// Offsets of line feeds, with room for what a block may hold too many.
using LineFeeds = std::array<std::uint16_t, line_room + 2 * line_block>;

/// What the blocks so far have shown.
struct LinesSoFar {
  std::size_t feeds = 0;
  std::size_t controls = 0;
  std::uint64_t carried = 0;  ///< line feeds among the last two octets
};

/// Most blocks hold up to four line feeds: four are written, whatever their number, so that nothing
/// must be predicted.
BATON_INLINE void add_line_feeds(std::uint64_t feeds, std::size_t at, unsigned number,
                                 LinesSoFar& lines, LineFeeds& found) noexcept {
  std::uint16_t* into = found.data() + lines.feeds;
  lines.feeds += number;
  const auto add = [&] {
    *into++ = static_cast<std::uint16_t>(at + static_cast<unsigned>(std::countr_zero(feeds)));
    feeds &= feeds - 1U;
  };
  add();
  add();
  add();
  add();
  while (feeds != 0) [[unlikely]] {
    add();
  }
}

/// Whether the empty line is in the block: two line feeds with one octet between them.
template <class Masks>
BATON_INLINE bool take_line_block(const Masks& masks, std::size_t at, LinesSoFar& lines,
                                  LineFeeds& found) noexcept {
  const std::uint64_t pairs = masks.feeds & (masks.feeds << 2U | lines.carried);
  lines.carried = masks.feeds >> 62U;
  const std::uint64_t head = pairs ^ (pairs - 1U);  // all of the block if there is no pair
  lines.controls += Scan::count(masks.controls & head);
  const std::uint64_t feeds = masks.feeds & head;
  add_line_feeds(feeds, at, Scan::count(feeds), lines, found);
  return pairs != 0;
}

/// By masks of the line feeds and of all control characters.
template <class AnyScan>
BATON_INLINE bool find_line_feeds_by_masks(std::string_view text, LineFeeds& found,
                                           std::size_t& number) noexcept {
  LinesSoFar lines;
  bool ended = false;
  std::size_t at = 0;
  for (; text.size() - at >= line_block && !ended; at += line_block) {
    ended = take_line_block(AnyScan::line_masks(text.data() + at), at, lines, found);
    if (lines.feeds > line_room) {
      return false;
    }
  }
  if (!ended) {
    std::array<char, line_block> padded;
    padded.fill(' ');
    std::memcpy(padded.data(), text.data() + at, text.size() - at);
    ended = take_line_block(AnyScan::line_masks(padded.data()), at, lines, found);
  }
  number = lines.feeds;
  return ended && lines.controls == 2 * lines.feeds;
}

/// By a mask of the control characters alone, each of which is then looked at.
template <class AnyScan>
BATON_INLINE bool find_line_feeds_by_controls(std::string_view text, LineFeeds& found,
                                              std::size_t& number) noexcept {
  const char* const octets = text.data();
  std::uint64_t taken = 0;  // the first octet of the block ends the last one's CR LF
  for (std::size_t at = 0; at < text.size() && number <= line_room; at += line_block) {
    std::array<char, line_block> padded;
    const char* block = octets + at;
    if (text.size() - at < line_block) {
      padded.fill(' ');
      std::memcpy(padded.data(), block, text.size() - at);
      block = padded.data();
    }
    std::uint64_t controls = AnyScan::controls(block) & ~taken;
    taken = 0;
    while (controls != 0) {
      const std::size_t place = at + static_cast<unsigned>(std::countr_zero(controls));
      controls &= controls - 1U;
      if (octets[place] == '\t') {
        continue;
      }
      if (octets[place] != '\r' || text.size() - place < 2 || octets[place + 1] != '\n') {
        return false;
      }
      found[number++] = static_cast<std::uint16_t>(place + 1);
      taken = place + 1 - at == line_block ? 1U : 0U;
      controls &= controls - 1U;  // the line feed's
      if (text.size() - place >= 4 && octets[place + 2] == '\r' && octets[place + 3] == '\n') {
        found[number++] = static_cast<std::uint16_t>(place + 3);
        return true;
      }
    }
  }
  return false;
}

/// Finds all line feeds up to the empty line's and their number, which is 0 at first. False if there
/// is no empty line, and unless control characters stand in pairs of CR LF only, as far as their
/// number tells: the caller looks at what precedes each line feed.
template <class AnyScan = Scan>
BATON_INLINE bool find_line_feeds(std::string_view text, LineFeeds& found,
                                  std::size_t& number) noexcept {
  if constexpr (AnyScan::has_line_masks) {
    return find_line_feeds_by_masks<AnyScan>(text, found, number);
  } else {
    return find_line_feeds_by_controls<AnyScan>(text, found, number);
  }
}

}  // namespace BATON_PATH
}  // namespace baton::parser
