// The rules of the house, held against the whole tree; and against small files that break each.
#include "tests/repo/tidy.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::repo {
namespace {

std::string findings_in(std::string path, std::string text) {
  return to_text(check_tidy({{std::move(path), std::move(text)}}));
}

std::string core(const std::string& line) {
  return findings_in("src/base/x.cpp", line + "\n");
}

TEST(Tidy, TheWholeTreeKeepsTheRules) {
  const std::vector<File> files = load_tree(BATON_SOURCE_DIR);
  ASSERT_GT(files.size(), 30U) << "the tree was not found in " BATON_SOURCE_DIR;
  const std::vector<Finding> findings = check_tidy(files);
  EXPECT_TRUE(findings.empty()) << to_text(findings);
}

TEST(Tidy, TabsAndWhiteSpaceAtTheEndAreFound) {
  EXPECT_EQ(findings_in("a.cmake", "x\n\ty\n"), "a.cmake:2: a tab\n");
  EXPECT_EQ(findings_in("a.md", "x \n"), "a.md:1: white space at the end of the line\n");
  EXPECT_EQ(findings_in("a.hpp", "x\r\n"), "a.hpp:1: white space at the end of the line\n");
  EXPECT_EQ(findings_in("a.hpp", "x"), "a.hpp:1: no line end at the end of the file\n");
}

TEST(Tidy, ALongLineIsFoundAndCountedInCharacters) {
  std::string umlauts;
  for (int count = 0; count < 120; ++count) {
    umlauts += "\xC3\xBC";
  }
  EXPECT_EQ(findings_in("a.cpp", umlauts + "\n"), "");
  EXPECT_EQ(findings_in("a.cpp", umlauts + "x\n"), "a.cpp:1: longer than 120 columns\n");
  EXPECT_EQ(findings_in("a.md", umlauts + "x\n"), "");
}

TEST(Tidy, ALongFileIsFound) {
  EXPECT_EQ(findings_in("a.cpp", std::string(500, '\n')), "");
  EXPECT_EQ(findings_in("a.cpp", std::string(501, '\n')), "a.cpp: 501 lines, more than 500\n");
  EXPECT_EQ(findings_in("CHANGELOG.md", std::string(501, '\n')), "");
}

TEST(Tidy, EachForbiddenConstructIsFoundInTheCore) {
  for (const char* line : {"throw 1;",
                           "try { } catch (...) { }",
                           "auto* a = dynamic_cast<A*>(b);",
                           "typeid(a);",
                           "std::string text;",
                           "std::vector<int> all;",
                           "std::function<void()> f;",
                           "std::shared_ptr<int> p;",
                           "std::make_unique<int>();",
                           "std::to_string(7);",
                           "void* p = malloc(3);",
                           "std::free(p);",
                           "A* a = new A;",
                           "A* a = new (std::nothrow) A;",
                           "void* p = ::operator new(3);",
                           "delete a;",
                           "delete[] a;",
                           "std::chrono::steady_clock::now();",
                           "system_clock::now();",
                           "printf(\"x\");",
                           "std::cout << 1;",
                           "std::tolower(c);",
                           "thread_local int x;",
                           "std::abort();",
                           "#include <iostream>",
                           "#include <string>",
                           "  #  include <vector>",
                           "#include <chrono>"}) {
    EXPECT_NE(core(line), "") << line;
  }
}

TEST(Tidy, WhatOnlyLooksForbiddenIsLeftAlone) {
  for (const char* line :
       {"std::string_view text;", "::new (static_cast<void*>(at)) T{};", "A(const A&) = delete;",
        "slab.free(index);", "// throw, new and std::string",
        "const char* text = \"throw new std::string\";", "#include <string_view>", "#include <new>",
        "int newest = 1'000'000; int retry; // std::vector", "usage::set(x);", "timer->abort();"}) {
    EXPECT_EQ(core(line), "") << line;
  }
}

TEST(Tidy, TheRulesOfTheCoreHoldInItsPublicHeadersAndNotAboveIt) {
  EXPECT_NE(findings_in("include/baton/stack.hpp", "std::string text;\n"), "");
  EXPECT_NE(findings_in("src/callbacks/x.hpp", "std::string text;\n"), "");
  EXPECT_EQ(findings_in("transport/x.cpp", "std::string text;\n"), "");
  EXPECT_EQ(findings_in("include/baton/agent.hpp", "std::string text;\n"), "");
  EXPECT_EQ(findings_in("src/trace/x.cpp", "std::string text;\n"), "");
}

}  // namespace
}  // namespace baton::repo
