#include "tests/repo/tidy.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "tests/repo/rooms.hpp"

namespace baton::repo {
namespace {

constexpr std::size_t most_lines = 500;
// The formatter breaks at 100; what it cannot break, such as a row of a table, may be a little
// longer.
constexpr std::size_t most_columns = 120;

struct Exception {
  std::string_view path;
  std::string_view reason;
};

constexpr std::array<Exception, 1> long_files{
    Exception{"CHANGELOG.md", "a history only grows"},
};

/// Words that stand for a forbidden thing wherever they are used as a name of their own.
constexpr std::array<std::string_view, 22> words{
    "throw",     "try",     "catch",         "dynamic_cast", "typeid",
    "malloc",    "calloc",  "realloc",       "alloca",       "thread_local",
    "tolower",   "toupper", "steady_clock",  "system_clock", "high_resolution_clock",
    "printf",    "fprintf", "clock_gettime", "gettimeofday", "abort",
    "setlocale", "strtol",
};

/// Members of namespace std that allocate, print or reach outside.
constexpr std::array<std::string_view, 36> std_names{
    "string",      "wstring",       "basic_string",
    "to_string",   "function",      "shared_ptr",
    "make_shared", "weak_ptr",      "unique_ptr",
    "make_unique", "vector",        "deque",
    "list",        "map",           "multimap",
    "set",         "unordered_map", "unordered_set",
    "any",         "thread",        "mutex",
    "free",        "time",          "rand",
    "cout",        "cerr",          "ostream",
    "istream",     "stringstream",  "locale",
    "regex",       "random_device", "condition_variable",
    "async",       "exception",     "allocator",
};

constexpr std::array<std::string_view, 30> std_headers{
    "iostream",  "ostream",   "istream",       "sstream",         "fstream",
    "iomanip",   "string",    "vector",        "deque",           "list",
    "map",       "set",       "unordered_map", "unordered_set",   "functional",
    "any",       "thread",    "mutex",         "future",          "chrono",
    "ctime",     "random",    "regex",         "locale",          "cstdio",
    "stdexcept", "exception", "format",        "memory_resource", "condition_variable",
};

template <std::size_t Size>
bool contains(const std::array<std::string_view, Size>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool is_name(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::size_t columns(std::string_view line) {
  // In UTF-8 every byte but a continuation starts a character.
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string_view trim_right(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::string_view trim_left(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  return text.substr(first == std::string_view::npos ? text.size() : first);
}

/// The first name of the qualification that `before` ends with: of "x = std::chrono::" it is "std".
std::string_view outermost_scope(std::string_view before) {
  std::string_view scope;
  while (before.ends_with("::")) {
    before.remove_suffix(2);
    std::size_t start = before.size();
    while (start > 0 && is_name(before[start - 1])) {
      --start;
    }
    scope = before.substr(start);
    before = before.substr(0, start);
  }
  return scope;
}

class Checker {
 public:
  void check(const File& file) {
    check_lines(file);
    const Room* room = room_of(file.path);
    if (is_code(file.path) && room != nullptr && room->runs == Runs::on_device) {
      check_device_code(file);
    }
  }

  std::vector<Finding> finish() { return std::move(findings_); }

 private:
  void add(const File& file, std::size_t line, std::string what) {
    findings_.push_back({file.path, line, std::move(what)});
  }

  void check_lines(const File& file) {
    const std::string_view text = file.text;
    const bool prose = file.path.ends_with(".md") || file.path == "LICENSE";
    std::size_t number = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view line = text.substr(at, end - at);
      at = end + 1;
      ++number;
      if (line.find('\t') != std::string_view::npos) {
        add(file, number, "a tab");
      }
      if (line.ends_with(' ') || line.ends_with('\t') || line.ends_with('\r')) {
        add(file, number, "white space at the end of the line");
      }
      if (!prose && columns(line) > most_columns) {
        add(file, number, "longer than " + std::to_string(most_columns) + " columns");
      }
    }
    if (!text.empty() && !text.ends_with('\n')) {
      add(file, number, "no line end at the end of the file");
    }
    const bool excepted =
        std::ranges::find(long_files, file.path, &Exception::path) != long_files.end();
    if (number > most_lines && !excepted) {
      add(file, 0, std::to_string(number) + " lines, more than " + std::to_string(most_lines));
    }
  }

  void check_device_code(const File& file) {
    const std::string stripped = without_comments(file.text, Strings::blank);
    const std::string_view text = stripped;
    std::size_t line = 1;
    for (std::size_t at = 0; at < text.size();) {
      if (text[at] == '\n') {
        ++line;
      }
      const std::size_t line_start = text.rfind('\n', at) + 1;  // of npos: 0
      if (text[at] == '#' && trim_left(text.substr(line_start, at - line_start)).empty()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        check_directive(file, line, text.substr(at, end - at));
        at = end;
        continue;
      }
      if (!is_name(text[at])) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text.size() && is_name(text[end])) {
        ++end;
      }
      check_word(file, line, text.substr(at, end - at), text.substr(0, at), text.substr(end));
      at = end;
    }
  }

  void check_directive(const File& file, std::size_t line, std::string_view directive) {
    const std::size_t open = directive.find('<');
    if (directive.find("include") == std::string_view::npos || open == std::string_view::npos) {
      return;
    }
    const std::string_view name = directive.substr(open + 1, directive.find('>') - open - 1);
    if (contains(std_headers, name)) {
      add(file, line, "<" + std::string(name) + "> is not for the parser and the core");
    }
  }

  void check_word(const File& file, std::size_t line, std::string_view word,
                  std::string_view before, std::string_view after) {
    const std::string_view left = trim_right(before);
    const std::string_view right = trim_left(after);
    const bool member = left.ends_with('.') || left.ends_with("->");
    const std::string_view scope = outermost_scope(left);
    const bool of_std = scope == "std";
    const bool qualified = !scope.empty() && !of_std;
    const std::string text(word);
    if (contains(words, word) && !member && !qualified) {
      add(file, line, "'" + text + "' is not for the parser and the core");
    }
    if (of_std && contains(std_names, word)) {
      add(file, line, "'std::" + text + "' is not for the parser and the core");
    }
    if (word == "delete" && !left.ends_with('=')) {
      add(file, line, "'delete': there is no heap in the parser and the core");
    }
    const bool placement = right.starts_with('(') && !right.starts_with("(std::nothrow");
    if (word == "new" && (!placement || left.ends_with("operator"))) {
      add(file, line, "'new': there is no heap in the parser and the core");
    }
  }

  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_tidy(const std::vector<File>& files) {
  Checker checker;
  for (const File& file : files) {
    checker.check(file);
  }
  return checker.finish();
}

}  // namespace baton::repo
