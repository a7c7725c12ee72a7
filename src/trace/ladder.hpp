// The ladder diagram of a conversation: a column a party, an arrow a message, and beside each row
// who hears which callback. Rows come out as they happen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "baton/time.hpp"
#include "src/trace/message_summary.hpp"

namespace baton::trace {

struct LadderOptions {
  std::vector<std::string> parties;  ///< the columns, from left to right; at most `parties_max`
  std::size_t width = 120;           ///< no line is longer; taken as `width_min` at least
  bool colour = false;               ///< with the escape sequences of a terminal
};

/// Collects what happened and hands each finished line to a sink. A message's row waits for the
/// callback that it causes, so `flush` when nothing more is to come for now. Whatever the messages
/// hold, a line is one line, of printable text, within the width; the memory kept is bounded.
class Ladder {
 public:
  using Sink = std::function<void(std::string_view line)>;  ///< gets the line without its end

  static constexpr std::size_t parties_max = 8;
  static constexpr std::size_t width_min = 60;
  /// In place of a party: somebody who has no column.
  static constexpr std::size_t outside = static_cast<std::size_t>(-1);

  Ladder(LadderOptions options, Sink sink);

  /// Prints the names of the parties over their columns. `start` is the zero of the times from here
  /// on.
  void head(Time start);
  /// A message went from one party to another. The same octets on the same way again are a
  /// retransmission: drawn dotted and marked "again".
  void message(Time now, std::size_t from, std::size_t to, std::string_view octets);
  /// A party hears a callback.
  void heard(Time now, std::size_t party, std::string_view callback);
  /// What a narrator says between the rows.
  void note(std::string_view text);
  /// Prints the row that waits, if one does.
  void flush();

 private:
  struct Row {
    Time time;
    std::size_t from = outside, to = outside;
    MessageSummary summary;
    bool again = false;
  };

  bool seen_before(std::size_t from, std::size_t to, std::string_view octets);
  void print(const Row& row, std::string_view note);
  void print_note(Time time, std::string_view note);
  void emit(Time time, std::string_view body, std::string_view note);
  std::string arrow(const Row& row, std::size_t room) const;
  std::string lifelines(std::size_t first, std::size_t end) const;
  std::string time_text(Time time) const;
  std::string paint(std::string_view style, std::string_view text) const;
  std::string name_of(std::size_t party) const;

  std::vector<std::string> names_;
  std::vector<std::size_t> at_;  ///< the column of each party's line
  std::size_t width_;
  std::size_t end_ = 0;  ///< the column behind the last party's line
  bool colour_;
  Time start_;
  Sink sink_;
  std::optional<Row> waiting_;
  std::deque<std::uint64_t> seen_;  ///< of the latest messages
};

}  // namespace baton::trace
