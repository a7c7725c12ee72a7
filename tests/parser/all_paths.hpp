// One text through every parser path and through the pass that explains, each result written down by
// offsets: whichever way a message is read, all that comes out is the same.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "baton/message_values.hpp"
#include "baton/parser_path.hpp"
#include "fuzz/address_parts.hpp"
#include "parser/header_index.hpp"
#include "parser/path_entry.hpp"
#include "parser/strictness.hpp"
#include "tests/parser/exact.hpp"

namespace baton::test {

inline constexpr std::array all_paths{ParserPath::portable, ParserPath::sse2, ParserPath::avx2,
                                      ParserPath::neon};

/// Puts back the path that was taken before.
class PathChoice {
 public:
  PathChoice() = default;
  ~PathChoice() { (void)select_parser_path(before_); }
  PathChoice(const PathChoice&) = delete;
  PathChoice& operator=(const PathChoice&) = delete;

 private:
  ParserPath before_ = parser_path();
};

/// Room for what one way of reading gives. It is used again and again: whatever a message leaves
/// behind for the next would be seen.
struct Reading {
  std::vector<HeaderEntry> index;
  std::array<NameAddrView, 3> routes, record_routes;
  MessageView message;
  MessageValues values;
  ParseError error;

  explicit Reading(std::size_t index_room = 128) : index(index_room) {
    values.route_room = routes;
    values.record_route_room = record_routes;
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
};

/// The first difference between two readings of `text`; empty: none.
inline std::string difference(const Reading& a, const Reading& b, std::string_view text) {
  const auto told = [](const ParseError& error) {
    return std::string(name(error.code)) + " of " + std::string(header_name(error.header)) + " at " +
           std::to_string(error.offset);
  };
  if (a.error.code != b.error.code || a.error.offset != b.error.offset || a.error.header != b.error.header) {
    return told(a.error) + " against " + told(b.error);
  }
  if (!(fuzz::parts_of(a.message, text) == fuzz::parts_of(b.message, text))) return "another index";
  if (!(fuzz::parts_of(a.values, text) == fuzz::parts_of(b.values, text))) return "other values";
  return {};
}

/// Reads texts by every path that this machine has.
class AllPaths {
 public:
  explicit AllPaths(std::size_t index_room = 128)
      : truth_(index_room), read_(index_room), index_only_(index_room) {
    for (const ParserPath path : all_paths) {
      if (has_parser_path(path)) paths_.push_back(path);
    }
  }

  /// What the passes that explain say, one after the other.
  const Reading& truth() const { return truth_; }

  /// Reads `octets` in a block of their size by every path, with values, without, and by the first
  /// pass alone. What differs from the passes that explain, and by which path; empty: nothing.
  std::string read(std::string_view octets, const ParseOptions& options = {}) {
    const Exact block(octets);
    const std::string_view text = block.view();
    const ParseError first = explain(text, options);
    for (const ParserPath path : paths_) {
      std::string found = select_parser_path(path) ? read_by_path(text, options, first) : "no path";
      if (!found.empty()) return std::string(name(path)) + ": " + found;
    }
    return {};
  }

 private:
  ParseError explain(std::string_view text, const ParseOptions& options) {
    truth_.values.reset();
    const ParseError first = parser::index_and_explain(text, truth_.index, truth_.message, options);
    truth_.error = first ? first : parser::validate_portably(truth_.message, &truth_.values);
    valid_ = !truth_.error;
    if (valid_ && options.tolerances.lack_standard()) {
      truth_.error = parser::check_strictly(text, truth_.message, options);
    }
    if (truth_.error) truth_.values.reset();
    return first;
  }

  std::string read_by_path(std::string_view text, const ParseOptions& options, const ParseError& first) {
    read_.error = parse_message(text, read_.index, read_.message, read_.values, options);
    if (std::string found = difference(read_, truth_, text); !found.empty()) return found;
    read_.error = parse_message(text, read_.index, read_.message, options);
    if (std::string found = difference(read_, truth_, text); !found.empty()) {
      return "without values: " + found;
    }
    index_only_.error = index_message(text, index_only_.index, index_only_.message, options);
    const ParseError& error = index_only_.error;
    if (error.code != first.code || error.offset != first.offset || error.header != first.header ||
        !(fuzz::parts_of(index_only_.message, text) == fuzz::parts_of(truth_.message, text))) {
      return "the first pass alone: " + std::string(name(error.code));
    }
    if (!first && valid_ == static_cast<bool>(validate(index_only_.message))) return "then validated";
    return {};
  }

  PathChoice choice_;
  std::vector<ParserPath> paths_;
  Reading truth_, read_, index_only_;
  bool valid_ = false;  ///< but for what the options do not tolerate
};

}  // namespace baton::test
