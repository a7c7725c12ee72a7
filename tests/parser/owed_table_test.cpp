// The pages of the published faults name tests: there must be such.
#include <gtest/gtest.h>

#include <set>

#include "tests/parser/corpus.hpp"

namespace baton {
namespace {

namespace fs = std::filesystem;

/// Of each TEST, TEST_F, TEST_P and TYPED_TEST below `folder`: "Suite.Name".
std::set<std::string> tests_below(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = test::read_file(entry.path());
    for (std::size_t at = text.find("TEST"); at != std::string::npos; at = text.find("TEST", at + 1)) {
      const std::size_t line = text.rfind('\n', at) + 1;  // of nothing found: 0
      if (at != line && text.compare(line, at - line, "TYPED_") != 0) continue;
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

const fs::path& root() {
  static const fs::path path = fs::path(BATON_CORPUS_DIR).parent_path().parent_path().parent_path();
  return path;
}

/// Expects that each test that the page names is there, and at least so many of them. "Suite.*" and "Suite.Begin..."
/// stand for all that begin so.
void expect_tests_of(const std::string& page, std::size_t at_least) {
  static const std::set<std::string> names = tests_below(root() / "tests");
  std::size_t named = 0;
  for (std::size_t at = page.find('`'); at != std::string::npos;) {
    const std::size_t end = page.find('`', at + 1);
    ASSERT_NE(end, std::string::npos);
    const std::string name = page.substr(at + 1, end - at - 1);
    at = page.find('`', end + 1);
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos || name.find_first_of("/ _") < dot || dot == 0) continue;
    ++named;
    const std::string start = name.substr(0, name.size() - (name.ends_with(".*") ? 1 : name.ends_with("...") ? 3 : 0));
    const auto found = names.lower_bound(start);
    EXPECT_TRUE(found != names.end() && (start == name ? *found == name : found->starts_with(start))) << name;
  }
  EXPECT_GE(named, at_least);
}

TEST(OwedTable, ThePageOfTheParserNamesTestsThatThereAre) {
  expect_tests_of(test::read_file(root() / "docs" / "parser-tests.md"), 60);
}

TEST(OwedTable, ThePageOfTransfersNamesTestsThatThereAre) {
  expect_tests_of(test::read_file(root() / "docs" / "transfer.md"), 250);
}

TEST(OwedTable, ThePageOfTransfersHasEachRowOnceWithATest) {
  const std::string page = test::read_file(root() / "docs" / "transfer.md");
  const std::size_t begin = page.find("## Published faults, row by row");
  ASSERT_NE(begin, std::string::npos);
  const auto expect_row = [&](const std::string& label) {
    const std::string start = "\n| " + label + " | ";
    const std::size_t at = page.find(start, begin);
    ASSERT_NE(at, std::string::npos) << label;
    EXPECT_EQ(page.find(start, at + 1), std::string::npos) << label;
    EXPECT_NE(page.substr(at + 1, page.find('\n', at + 1) - at).find(" | `"), std::string::npos) << label;
  };
  for (int row = 1; row <= 72; ++row) expect_row(std::to_string(row));
  for (int row = 1; row <= 14; ++row) expect_row("D" + std::to_string(row));
  for (const char* const fault :
       {"CVE-2014-8416", "pjproject#5039", "CVE-2026-28799", "CVE-2014-4045", "CVE-2018-7284", "CVE-2026-106803",
        "CVE-2026-45809", "CVE-2013-3401, BID 14174", "CVE-2021-31878", "CVE-2022-23608", "CVE-2020-28327",
        "CVE-2018-7286", "CVE-2012-2416", "CVE-2020-35652", "CVE-2022-45474", "freeswitch#2391", "sofia-sip 067046c",
        "CVE-2021-37624, CVE-2021-41157", "CVE-2026-116779", "CVE-2021-41158", "CVE-2020-28242", "pocket-dial#133"}) {
    expect_row(fault);
  }
}

}  // namespace
}  // namespace baton
