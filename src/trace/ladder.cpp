#include "src/trace/ladder.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "src/trace/printable_text.hpp"

namespace baton::trace {
namespace {

constexpr std::size_t time_width = 8;
constexpr std::size_t name_width = 16;
constexpr std::size_t lane_min = 5;
constexpr std::size_t lane_max = 42;
/// Callbacks beside the ladder: "Bob: onACTVTransferFailure 486 Busy Here", and the least, "Bob:
/// onACTVTransferSuccess"; with the last party's line and the gap.
constexpr std::size_t note_room = 40;
constexpr std::size_t note_room_min = 26;
constexpr std::size_t note_gap = 3;
/// A lane as wide as this says "200 OK (12345 INVITE)"; one as narrow, "NOTIFY 180 Ringing".
constexpr std::size_t lane_good = 27;
constexpr std::size_t lane_tight = 20;
/// Retransmissions come within 32 s; far fewer messages than this do.
constexpr std::size_t remembered = 512;

constexpr std::string_view dim = "2";
constexpr std::string_view bold = "1";

std::string_view style_of(MessageClass kind) noexcept {
  switch (kind) {
    case MessageClass::request:
      return "36";
    case MessageClass::provisional:
      return "33";
    case MessageClass::success:
      return "32";
    case MessageClass::failure:
      return "31";
    case MessageClass::other:
      break;
  }
  return dim;
}

/// The columns from one party to the next, if `room` is what there is from the first one on.
std::size_t lane_width(std::size_t room, std::size_t lanes) noexcept {
  if (lanes == 0) {
    return 0;
  }
  const auto lane_beside = [room, lanes](std::size_t note) {
    return room > note ? (room - note) / lanes : 0;
  };
  const std::size_t good = lane_beside(note_room + note_gap);
  if (good >= lane_good) {
    return std::min(good, lane_max);
  }
  const std::size_t tight = lane_beside(note_room_min + note_gap);
  if (tight >= lane_tight) {
    return std::min(tight, lane_good);
  }
  // Arrows that cannot say what they are help less than callbacks that stand below them.
  return std::clamp((room - 4) / lanes, lane_min, lane_max);
}

/// As many of the note's words as there is room for: half a word helps nobody, except the first.
std::string fitting(std::string_view note, std::size_t room) {
  std::string_view kept = note;
  while (columns_of(kept) > room) {
    const std::size_t space = kept.rfind(' ');
    if (space == std::string_view::npos || space == 0 || kept[space - 1] == ':') {
      return printable(note, room);
    }
    kept = kept.substr(0, space);
  }
  return std::string(kept);
}

}  // namespace

Ladder::Ladder(LadderOptions options, Sink sink)
    : names_(std::move(options.parties)),
      width_(std::max(options.width, width_min)),
      colour_(options.colour),
      sink_(std::move(sink)) {
  names_.resize(std::min(names_.size(), parties_max));
  for (std::string& name : names_) {
    name = printable(name, name_width);
  }
  const std::size_t first = time_width + (names_.empty() ? 0 : columns_of(names_[0]) / 2);
  const std::size_t lane = lane_width(width_ - first, names_.empty() ? 0 : names_.size() - 1);
  for (std::size_t party = 0; party < names_.size(); ++party) {
    at_.push_back(first + party * lane);
  }
  end_ = at_.empty() ? time_width : at_.back() + 1;
}

void Ladder::head(Time start) {
  flush();
  start_ = start;
  std::string line = fmt::format("{:>7}", "ms");
  std::size_t column = columns_of(line);
  for (std::size_t party = 0; party < names_.size(); ++party) {
    const std::size_t end = party + 1 < at_.size() ? at_[party + 1] - 1 : width_;
    const std::size_t half = columns_of(names_[party]) / 2;
    const std::size_t first = std::max(column + 1, at_[party] > half ? at_[party] - half : 0);
    const std::string name = printable(names_[party], end > first ? end - first : 0);
    line.append(first - column, ' ');
    line += paint(bold, name);
    column = first + columns_of(name);
  }
  sink_(line);
}

void Ladder::message(Time now, std::size_t from, std::size_t to, std::string_view octets) {
  flush();
  waiting_ = Row{now, from, to, summarize(octets), seen_before(from, to, octets)};
}

void Ladder::heard(Time now, std::size_t party, std::string_view callback) {
  const std::string note = name_of(party) + ": " + printable(callback, width_);
  if (waiting_ && waiting_->to == party) {
    const Row row = std::move(*waiting_);
    waiting_.reset();
    print(row, note);
    return;
  }
  flush();
  print_note(now, note);
}

void Ladder::note(std::string_view text) {
  flush();
  const std::string shown = printable(text, width_ - time_width);
  sink_(fmt::format("{:{}}{}", "", time_width, paint(bold, shown)));
}

void Ladder::flush() {
  if (waiting_) {
    const Row row = std::move(*waiting_);
    waiting_.reset();
    print(row, {});
  }
}

bool Ladder::seen_before(std::size_t from, std::size_t to, std::string_view octets) {
  const std::uint64_t key = std::hash<std::string_view>{}(octets) ^ (from * 31 + to);
  if (std::ranges::find(seen_, key) != seen_.end()) {
    return true;
  }
  seen_.push_back(key);
  if (seen_.size() > remembered) {
    seen_.pop_front();
  }
  return false;
}

void Ladder::print(const Row& row, std::string_view note) {
  const std::size_t low = std::min(row.from, row.to);
  const std::size_t high = std::max(row.from, row.to);
  if (high >= at_.size() || low == high) {
    // No two columns to draw between, so it is told in words.
    print_note(row.time, fmt::format("{} to {}: {}{}", name_of(row.from), name_of(row.to),
                                     row.again ? "again " : "", row.summary.line()));
    if (!note.empty()) {
      print_note(row.time, note);
    }
    return;
  }
  const std::size_t left = at_[low];
  const std::size_t right = at_[high];
  const std::string body = lifelines(time_width, left + 1) +
                           paint(style_of(row.summary.kind), arrow(row, right - left - 1)) +
                           lifelines(right, end_);
  emit(row.time, body, note);
}

void Ladder::print_note(Time time, std::string_view note) {
  emit(time, lifelines(time_width, end_), note);
}

void Ladder::emit(Time time, std::string_view body, std::string_view note) {
  const std::string when = paint(dim, time_text(time));
  const std::string blank(time_width - columns_of(time_text(time)), ' ');
  const std::size_t room = width_ > end_ + 2 ? width_ - end_ - 2 : 0;
  if (note.empty()) {
    sink_(fmt::format("{}{}{}", when, blank, body));
  } else if (columns_of(note) <= room || room >= note_room_min) {
    sink_(fmt::format("{}{}{}  {}", when, blank, body, paint(bold, fitting(note, room))));
  } else {
    sink_(fmt::format("{}{}{}", when, blank, body));
    sink_(fmt::format("{:{}}{}", "", time_width + 2,
                      paint(bold, fitting(note, width_ - time_width - 2))));
  }
}

/// Between two columns: "--- INVITE (1) -->", or dotted and the other way round.
std::string Ladder::arrow(const Row& row, std::size_t room) const {
  const std::string again = row.again ? "again " : "";
  std::string label;
  // Half a CSeq helps nobody, nor does half a state.
  for (const std::string& text :
       {row.summary.line(), row.summary.text_and_state(), row.summary.text}) {
    label = again + text;
    if (columns_of(label) + 5 <= room) {
      break;
    }
  }
  label = columns_of(label) + 3 <= room ? " " + label + " " : printable(label, room - 1);
  const std::size_t line = room - columns_of(label) - 1;
  const char stroke = row.again ? '.' : '-';
  const std::string before(line / 2, stroke);
  const std::string behind(line - line / 2, stroke);
  return row.from < row.to ? before + label + behind + '>' : '<' + behind + label + before;
}

/// The columns from `first` up to `end`, with the parties' lines in them.
std::string Ladder::lifelines(std::size_t first, std::size_t end) const {
  std::string text(end - first, ' ');
  for (const std::size_t column : at_) {
    if (column >= first && column < end) {
      text[column - first] = '|';
    }
  }
  return text;
}

std::string Ladder::time_text(Time time) const {
  const double ms = static_cast<double>(time - start_) / 1'000;
  if (ms > -10'000 && ms < 99'999) {
    return fmt::format("{:>7.1f}", ms);
  }
  const double seconds = ms / 1'000;
  const bool fits = seconds > -99'999 && seconds < 999'999;
  return fits ? fmt::format("{:>6.0f}s", seconds) : fmt::format("{:>7}", seconds < 0 ? "<" : ">");
}

std::string Ladder::paint(std::string_view style, std::string_view text) const {
  return colour_ && !text.empty() ? fmt::format("\x1B[{}m{}\x1B[0m", style, text)
                                  : std::string(text);
}

std::string Ladder::name_of(std::size_t party) const {
  return party < names_.size() ? names_[party] : "outside";
}

}  // namespace baton::trace
