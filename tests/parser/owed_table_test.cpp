// The page of the published faults names tests: there must be such.
#include <gtest/gtest.h>

#include <set>

#include "tests/parser/corpus.hpp"

namespace baton {
namespace {

namespace fs = std::filesystem;

/// Of each TEST and TEST_F below `folder`: "Suite.Name".
std::set<std::string> tests_below(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = test::read_file(entry.path());
    for (std::size_t at = text.find("\nTEST"); at != std::string::npos; at = text.find("\nTEST", at + 1)) {
      const std::size_t open = text.find('(', at);
      const std::size_t comma = text.find(',', open);
      const std::size_t close = text.find(')', comma);
      if (close == std::string::npos) continue;
      const std::size_t name = text.find_first_not_of(" \n", comma + 1);
      names.insert(text.substr(open + 1, comma - open - 1) + "." + text.substr(name, close - name));
    }
  }
  return names;
}

TEST(OwedTable, NamesTestsThatThereAre) {
  const fs::path root = fs::path(BATON_CORPUS_DIR).parent_path().parent_path().parent_path();
  const std::set<std::string> names = tests_below(root / "tests");
  const std::string page = test::read_file(root / "docs" / "parser-tests.md");
  std::size_t named = 0;
  for (std::size_t at = page.find('`'); at != std::string::npos;) {
    const std::size_t end = page.find('`', at + 1);
    ASSERT_NE(end, std::string::npos);
    const std::string name = page.substr(at + 1, end - at - 1);
    at = page.find('`', end + 1);
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos || name.find_first_of("/ _") < dot || dot == 0) continue;
    ++named;
    if (name.ends_with(".*")) {
      const auto suite = names.lower_bound(name.substr(0, dot + 1));
      EXPECT_TRUE(suite != names.end() && suite->starts_with(name.substr(0, dot + 1))) << name;
    } else {
      EXPECT_EQ(names.count(name), 1U) << name;
    }
  }
  EXPECT_GE(named, 60U);
}

}  // namespace
}  // namespace baton
