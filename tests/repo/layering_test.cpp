// The arrow of the layers, held against the whole tree; and against small trees that break each
// rule, since a check that cannot fail proves nothing.
#include "tests/repo/layering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/repo/rooms.hpp"

namespace baton::repo {
namespace {

// A small house without a fault, to which each test adds one.
std::vector<File> house() {
  return {
      {"include/baton/errc.hpp", "#include <cstdint>\n"},
      {"include/baton/uri.hpp", "#include \"baton/errc.hpp\"\n"},
      {"include/baton/stack.hpp", "#include \"baton/uri.hpp\"\n"},
      {"include/baton/driver.hpp", "#include <asio.hpp>\n#include \"baton/stack.hpp\"\n"},
      {"parser/uri.cpp", "#include \"baton/uri.hpp\"\n#include \"parser/cursor.hpp\"\n"},
      {"parser/cursor.hpp", "#include <span>\n"},
      {"src/base/slab.hpp", "#include \"baton/errc.hpp\"\n"},
      {"src/dialog/dialog_table.hpp",
       "#include \"parser/cursor.hpp\"\n#include \"src/base/slab.hpp\"\n"},
      {"src/agent/dispatch.cpp",
       "#include \"baton/stack.hpp\"\n#include \"src/dialog/dialog_table.hpp\"\n"},
      {"transport/driver.cpp", "#include \"baton/driver.hpp\"\n#include \"transport/udp.hpp\"\n"},
      {"transport/udp.hpp", "#include <asio/ip/udp.hpp>\n"},
      {"tests/dialog/dialog_test.cpp",
       "#include <gtest/gtest.h>\n#include \"src/dialog/dialog_table.hpp\"\n"},
  };
}

std::string findings_with(std::vector<File> more) {
  std::vector<File> files = house();
  for (File& file : more) {
    std::erase_if(files, [&](const File& old) { return old.path == file.path; });
    files.push_back(std::move(file));
  }
  return to_text(check_layers(files));
}

TEST(Layers, EveryIncludeOfTheTreeFollowsTheArrow) {
  const std::vector<File> files = load_tree(BATON_SOURCE_DIR);
  ASSERT_GT(files.size(), 30U) << "the tree was not found in " BATON_SOURCE_DIR;
  const std::vector<Finding> findings = check_layers(files);
  EXPECT_TRUE(findings.empty()) << to_text(findings);
}

TEST(Layers, AHouseWithoutFaultPasses) {
  EXPECT_EQ(findings_with({}), "");
}

TEST(Layers, AnUpwardIncludeIsFound) {
  EXPECT_EQ(findings_with({{"src/base/slab.hpp", "\n#include \"src/dialog/dialog_table.hpp\"\n"}}),
            "src/base/slab.hpp:2: \"src/dialog/dialog_table.hpp\" goes against the layers: base -> "
            "dialog\n"
            "src/base/slab: includes in a ring with src/dialog/dialog_table\n");
}

TEST(Layers, AnUpwardIncludeThroughAPublicHeaderIsFound) {
  EXPECT_EQ(findings_with({{"parser/cursor.hpp", "#include \"baton/stack.hpp\"\n"}}),
            "parser/cursor.hpp:1: \"baton/stack.hpp\" goes against the layers: parser -> agent\n"
            "parser/cursor: includes in a ring with parser/uri src/agent/stack\n");
}

TEST(Layers, AngleBracketsHideNothing) {
  EXPECT_EQ(findings_with({{"src/base/hash.hpp", "#include <baton/uri.hpp>\n"}}),
            "src/base/hash.hpp:1: \"baton/uri.hpp\" goes against the layers: base -> parser\n");
}

TEST(Layers, ASidewaysIncludeIsFound) {
  EXPECT_EQ(findings_with({{"src/base/text.hpp", "#include \"parser/cursor.hpp\"\n"}}),
            "src/base/text.hpp:1: \"parser/cursor.hpp\" goes against the layers: base -> parser\n");
  EXPECT_EQ(findings_with({{"src/callbacks/x.cpp", "#include \"baton/driver.hpp\"\n"}}),
            "src/callbacks/x.cpp:1: \"baton/driver.hpp\" goes against the layers: "
            "callbacks -> transport\n");
}

TEST(Layers, ThePrivateHeadersOfTheCoreAreClosedToTransportExamplesBenchAndSimulation) {
  for (const char* path :
       {"transport/tcp.cpp", "examples/call.cpp", "bench/parse.cpp", "tests/simulation/peer.cpp"}) {
    const std::string found = findings_with({{path, "#include \"src/base/slab.hpp\"\n"}});
    EXPECT_NE(found.find("is private, and this room sees only include/"), std::string::npos)
        << path << ": " << found;
  }
  EXPECT_EQ(findings_with({{"tests/base/slab_test.cpp", "#include \"src/base/slab.hpp\"\n"}}), "");
}

TEST(Layers, APublicHeaderMayNotIncludeAPrivateOne) {
  EXPECT_EQ(
      findings_with({{"include/baton/message.hpp", "#include \"parser/cursor.hpp\"\n"}}),
      "include/baton/message.hpp:1: a public header includes the private \"parser/cursor.hpp\"\n");
}

TEST(Layers, AMutualPairIsFoundEvenAcrossHeaderAndSource) {
  //   a.hpp <- b.hpp and b.hpp <- a.cpp: no cycle of headers, yet neither can be read alone
  EXPECT_EQ(findings_with({{"src/refer/a.hpp", ""},
                           {"src/refer/a.cpp",
                            "#include \"src/refer/a.hpp\"\n#include \"src/refer/b.hpp\"\n"},
                           {"src/refer/b.hpp", "#include \"src/refer/a.hpp\"\n"}}),
            "src/refer/a: includes in a ring with src/refer/b\n");
}

TEST(Layers, AMutualPairIsFoundThroughPublicHeaders) {
  EXPECT_EQ(findings_with({{"parser/cursor.hpp", "#include \"baton/uri.hpp\"\n"}}),
            "parser/cursor: includes in a ring with parser/uri\n");
}

TEST(Layers, ARingOfThreeIsFound) {
  EXPECT_EQ(findings_with({{"src/refer/a.hpp", "#include \"src/refer/b.hpp\"\n"},
                           {"src/refer/b.hpp", "#include \"src/refer/c.hpp\"\n"},
                           {"src/refer/c.hpp", "#include \"src/refer/a.hpp\"\n"}}),
            "src/refer/a: includes in a ring with src/refer/b src/refer/c\n");
}

TEST(Layers, TheTableNamesOnlyRoomsThatExistAndHeadersOnce) {
  const auto is_room = [](std::string_view name) {
    return std::ranges::find(rooms, name, &Room::name) != rooms.end();
  };
  for (const Room& room : rooms) {
    std::istringstream below{std::string(room.below)};
    for (std::string name; below >> name;) {
      EXPECT_TRUE(is_room(name)) << name;
    }
  }
  for (const PublicHeader& header : public_headers) {
    EXPECT_TRUE(is_room(header.room)) << header.room;
    EXPECT_EQ(std::ranges::count(public_headers, header.name, &PublicHeader::name), 1)
        << header.name;
  }
}

TEST(Layers, AnUnknownHeaderOrFolderIsFound) {
  EXPECT_EQ(
      findings_with({{"include/baton/stray.hpp", ""}, {"elsewhere/x.cpp", ""}}),
      "include/baton/stray.hpp: belongs to no room: give it one in tests/repo/layering_table.hpp\n"
      "elsewhere/x.cpp: belongs to no room: give it one in tests/repo/layering_table.hpp\n");
}

TEST(Layers, AnIncludeThatDoesNotResolveIsFound) {
  EXPECT_EQ(findings_with({{"parser/x.cpp", "#include \"../src/base/slab.hpp\"\n"}}),
            "parser/x.cpp:1: \"../src/base/slab.hpp\" is not in the tree: name includes from the "
            "root or from include/\n");
}

TEST(Layers, ALibraryInTheWrongRoomIsFound) {
  EXPECT_EQ(findings_with({{"src/agent/x.cpp", "#include <asio/steady_timer.hpp>\n"}}),
            "src/agent/x.cpp:1: <asio/steady_timer.hpp> must not be used in agent\n");
  EXPECT_EQ(findings_with({{"parser/x.cpp", "#include <fmt/format.h>\n"}}),
            "parser/x.cpp:1: <fmt/format.h> must not be used in parser\n");
}

TEST(Layers, AnIncludeInACommentDoesNotCount) {
  EXPECT_EQ(
      findings_with({{"src/base/x.hpp",
                      "// #include \"baton/stack.hpp\"\n/*\n#include \"baton/stack.hpp\"\n*/\n"}}),
      "");
}

}  // namespace
}  // namespace baton::repo
