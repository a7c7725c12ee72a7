// What the README shows is what the tree holds.
#include <gtest/gtest.h>

#include <string>

#include "tests/repo/source_tree.hpp"

namespace baton::repo {
namespace {

std::string text_of(const std::vector<File>& files, const std::string& path) {
  for (const File& file : files) {
    if (file.path == path) return file.text;
  }
  return {};
}

TEST(Readme, ItsExampleIsTheOneThatIsBuiltAndRun) {
  const std::vector<File> files = load_tree(BATON_SOURCE_DIR);
  const std::string readme = text_of(files, "README.md");
  const std::string example = text_of(files, "examples/transfer.cpp");
  ASSERT_FALSE(readme.empty());
  ASSERT_FALSE(example.empty());
  EXPECT_NE(readme.find("```cpp\n" + example + "```"), std::string::npos)
      << "README.md must show examples/transfer.cpp as it stands";
}

TEST(Readme, EveryFileOnThePathOfAPacketExists) {
  const std::vector<File> files = load_tree(BATON_SOURCE_DIR);
  const std::string readme = text_of(files, "README.md");
  const std::size_t begin = readme.find("## The path of a packet");
  ASSERT_NE(begin, std::string::npos);
  const std::string section = readme.substr(begin, readme.find("\n## ", begin + 1) - begin);
  std::size_t seen = 0;
  for (std::size_t at = section.find(".cpp"); at != std::string::npos; at = section.find(".cpp", at + 1)) {
    const std::size_t from = section.find_last_of(" \n", at) + 1;
    const std::string path = section.substr(from, at + 4 - from);
    if (path.find('*') != std::string::npos) continue;
    EXPECT_FALSE(text_of(files, path).empty()) << path;
    ++seen;
  }
  EXPECT_GE(seen, 4u);
}

}  // namespace
}  // namespace baton::repo
