// The parser's page shows code that is compiled and run, and names what exists.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tests/repo/source_tree.hpp"

namespace baton::repo {
namespace {

using Lines = std::vector<std::string>;

/// Without indentation, which differs between a page and a function's body.
Lines lines_of(std::string_view text) {
  Lines lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    lines.emplace_back(line);
    at = end + 1;
  }
  return lines;
}

struct Block {
  std::string language;
  std::string text;
};

std::vector<Block> blocks_of(std::string_view page) {
  std::vector<Block> blocks;
  const std::string_view fence = "\n```";
  for (std::size_t at = page.find(fence); at != std::string_view::npos;) {
    const std::size_t first = page.find('\n', at + 1);
    const std::size_t end = page.find(fence, first);
    if (end == std::string_view::npos) {
      break;
    }
    blocks.push_back({std::string(page.substr(at + fence.size(), first - at - fence.size())),
                      std::string(page.substr(first + 1, end - first))});
    at = page.find(fence, end + fence.size());
  }
  return blocks;
}

const File& file_at(const std::vector<File>& files, std::string_view path) {
  static const File none;
  const auto found = std::ranges::find(files, path, &File::path);
  return found == files.end() ? none : *found;
}

bool holds(const Lines& file, const Lines& block) {
  return std::search(file.begin(), file.end(), block.begin(), block.end()) != file.end();
}

constexpr std::array<std::string_view, 2> compiled{"examples/lint.cpp", "tests/parser/page_test.cpp"};

TEST(ParserPage, ItsCodeIsCompiledAndRun) {
  const std::vector<File> files = load_tree(BATON_SOURCE_DIR);
  std::size_t seen = 0;
  for (const Block& block : blocks_of(file_at(files, "docs/parser.md").text)) {
    if (block.language != "cpp") {
      continue;
    }
    ++seen;
    const Lines lines = lines_of(block.text);
    EXPECT_TRUE(std::ranges::any_of(
        compiled, [&](std::string_view path) { return holds(lines_of(file_at(files, path).text), lines); }))
        << "in no compiled file:\n"
        << block.text;
  }
  EXPECT_GE(seen, 8U);
}

TEST(ParserPage, ShowsTheWholeLinter) {
  const std::vector<File> files = load_tree(BATON_SOURCE_DIR);
  EXPECT_NE(file_at(files, "docs/parser.md").text.find(file_at(files, "examples/lint.cpp").text),
            std::string::npos)
      << "docs/parser.md must show examples/lint.cpp as it stands";
}

TEST(ParserPage, ABlockThatDiffersIsNoticed) {
  const Lines file = lines_of("a\n  b\n  c\nd\n");
  EXPECT_TRUE(holds(file, lines_of("b\nc\n")));
  EXPECT_FALSE(holds(file, lines_of("b\nd\n")));
  const auto blocks = blocks_of("x\n```cpp\na\nb\n```\ny\n```\nc\n```\n");
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0].language, "cpp");
  EXPECT_EQ(blocks[0].text, "a\nb\n");
  EXPECT_EQ(blocks[1].text, "c\n");
}

TEST(ParserPage, NamesEachHeaderOfTheParser) {
  const std::vector<File> files = load_tree(BATON_SOURCE_DIR);
  const std::string& page = file_at(files, "docs/parser.md").text;
  const std::string& table = file_at(files, "tests/repo/layering_table.hpp").text;
  const std::string_view start = "PublicHeader{\"";
  std::size_t seen = 0;
  for (std::size_t at = table.find(start); at != std::string::npos; at = table.find(start, at + 1)) {
    const std::size_t from = at + start.size();
    const std::string name = table.substr(from, table.find('"', from) - from);
    if (!table.substr(from + name.size()).starts_with("\", \"parser\"}")) {
      continue;
    }
    ++seen;
    EXPECT_NE(page.find("`" + name + "`"), std::string::npos)
        << "docs/parser.md does not say what " << name << " is for";
  }
  EXPECT_GE(seen, 9U);
}

}  // namespace
}  // namespace baton::repo
