#include "tests/repo/source_tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace baton::repo {
namespace {

namespace fs = std::filesystem;

bool skipped_folder(const std::string& path, const std::string& name) {
  // .ci holds a script of ours; other hidden folders are tools' own.
  if (name.starts_with(".")) {
    return name != ".ci";
  }
  return path == "build" || path == "fuzz/corpus" || name == "data";
}

bool written_by_people(const fs::path& path) {
  static constexpr std::array<std::string_view, 12> extensions{
      ".hpp", ".cpp", ".h", ".c", ".S", ".ld", ".cs", ".cmake", ".in", ".md", ".txt", ".json"};
  const std::string extension = path.extension().string();
  return extension.empty() || std::ranges::find(extensions, extension) != extensions.end();
}

}  // namespace

std::string to_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += finding.path;
    if (finding.line != 0) {
      text += ':' + std::to_string(finding.line);
    }
    text += ": " + finding.what + '\n';
  }
  return text;
}

std::vector<File> load_tree(const std::string& root) {
  std::vector<File> files;
  fs::recursive_directory_iterator walk(root);
  for (auto entry = begin(walk); entry != end(walk); ++entry) {
    const std::string path = fs::relative(entry->path(), root).generic_string();
    if (entry->is_directory()) {
      if (skipped_folder(path, entry->path().filename().string())) {
        entry.disable_recursion_pending();
      }
    } else if (entry->is_regular_file() && written_by_people(entry->path())) {
      std::ifstream stream(entry->path(), std::ios::binary);
      files.push_back(
          {path, {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()}});
    }
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

bool is_code(std::string_view path) {
  return path.ends_with(".hpp") || path.ends_with(".cpp") || path.ends_with(".h") ||
         path.ends_with(".c");
}

std::string without_comments(std::string_view text, Strings strings) {
  std::string result(text);
  const auto blank = [&](std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < to && at < result.size(); ++at) {
      if (result[at] != '\n') {
        result[at] = ' ';
      }
    }
  };
  const auto find = [&](std::string_view what, std::size_t from) {
    const std::size_t at = text.find(what, from);
    return at == std::string_view::npos ? text.size() : at;
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    std::size_t end = at + 1;
    if (rest.starts_with("//")) {
      end = find("\n", at);
      blank(at, end);
    } else if (rest.starts_with("/*")) {
      end = find("*/", at + 2) + 2;
      blank(at, end);
    } else if (rest.starts_with("R\"")) {
      const std::size_t open = find("(", at);
      const std::string close = ')' + std::string(text.substr(at + 2, open - at - 2)) + '"';
      end = find(close, open) + close.size();
      if (strings == Strings::blank) {
        blank(open + 1, end - close.size());
      }
    } else if (rest.front() == '"' ||
               // An apostrophe between digits separates them; it opens no character.
               (rest.front() == '\'' &&
                (at == 0 || std::isxdigit(static_cast<unsigned char>(text[at - 1])) == 0))) {
      const char quote = rest.front();
      while (end < text.size() && text[end] != quote && text[end] != '\n') {
        end += text[end] == '\\' ? 2U : 1U;
      }
      if (strings == Strings::blank) {
        blank(at + 1, end);
      }
      ++end;
    }
    at = end;
  }
  return result;
}

}  // namespace baton::repo
