// The repository's own files, as the tests in this folder read them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::repo {

struct File {
  std::string path;  // from the root, with forward slashes: "src/base/arena.hpp"
  std::string text;
};

/// One broken rule. Tests print them all, since mending one by one would cost a run each.
struct Finding {
  std::string path;
  std::size_t line;  // from 1; 0: the file as a whole
  std::string what;
};

std::string to_text(const std::vector<Finding>& findings);

/// All files under `root` that people write: no build output, hidden folders or test data.
std::vector<File> load_tree(const std::string& root);

/// Whether the path ends as C++ or C source does.
bool is_code(std::string_view path);

enum class Strings { keep, blank };

/// The text with comments, and if asked the insides of literals, replaced by spaces. Line breaks
/// stay, so that line numbers hold.
std::string without_comments(std::string_view text, Strings strings);

}  // namespace baton::repo
