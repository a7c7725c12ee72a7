// The registry of dialogs: packing of texts, matching, and that what does not fit changes nothing.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/dialog/dialog_table.hpp"

namespace baton::core {
namespace {

class DialogTableTest : public testing::Test {
 protected:
  static constexpr std::uint32_t text_bytes = 64;
  alignas(8) std::byte memory_[8'192];
  Arena arena_{memory_};
  DialogTable table_{arena_, 4, text_bytes, HashKey{1, 2}};

  Dialog* make(std::string_view call_id = "id", std::string_view local_tag = "a", std::string_view remote_tag = "b") {
    Errc error = Errc::ok;
    return table_.create({.call_id = call_id, .local_tag = local_tag, .remote_tag = remote_tag, .local = "<l>",
                          .remote = "<r>", .target = "sip:t", .routes = {}}, error);
  }
  void expect(const Dialog& dialog, const DialogParts& parts) {
    const DialogParts found = table_.parts(dialog);
    EXPECT_EQ(found.call_id, parts.call_id);
    EXPECT_EQ(found.local_tag, parts.local_tag);
    EXPECT_EQ(found.remote_tag, parts.remote_tag);
    EXPECT_EQ(found.local, parts.local);
    EXPECT_EQ(found.remote, parts.remote);
    EXPECT_EQ(found.target, parts.target);
    EXPECT_EQ(found.routes, parts.routes);
  }
};

TEST_F(DialogTableTest, KeepsEachTextWhateverGrowsAndShrinksBesideIt) {
  Dialog& dialog = *make();
  Dialog& neighbour = *make("other");
  DialogParts parts{.call_id = "id",
                    .local_tag = "a",
                    .remote_tag = "b",
                    .local = "<l>",
                    .remote = "<r>",
                    .target = "sip:t",
                    .routes = {}};
  expect(dialog, parts);
  for (const std::string_view target : {"sip:longer@example.com", "s", "", "sip:t"}) {
    ASSERT_TRUE(table_.set(dialog, DialogField::target, target));
    parts.target = target;
    expect(dialog, parts);
  }
  ASSERT_TRUE(table_.set(dialog, DialogField::routes, "<sip:p;lr>"));
  ASSERT_TRUE(table_.set(dialog, DialogField::remote_tag, "a-longer-tag"));
  parts.routes = "<sip:p;lr>";
  parts.remote_tag = "a-longer-tag";
  expect(dialog, parts);
  EXPECT_EQ(table_.field(neighbour, DialogField::call_id), "other");
}

TEST_F(DialogTableTest, TakesTextsToTheLastOctetAndNoMore) {
  Dialog& dialog = *make();
  const std::size_t room = text_bytes - 2 - 1 - 1 - 3 - 3;
  EXPECT_TRUE(table_.fits(dialog, DialogField::target, room));
  EXPECT_FALSE(table_.fits(dialog, DialogField::target, room + 1));
  ASSERT_TRUE(table_.set(dialog, DialogField::target, std::string(room, 't')));
  EXPECT_FALSE(table_.set(dialog, DialogField::target, std::string(room + 1, 'u')));
  EXPECT_FALSE(table_.set(dialog, DialogField::routes, "x"));
  EXPECT_FALSE(table_.set(dialog, DialogField::target, std::string(70'000, 'u')));
  expect(dialog, {.call_id = "id",
                  .local_tag = "a",
                  .remote_tag = "b",
                  .local = "<l>",
                  .remote = "<r>",
                  .target = std::string(room, 't'),
                  .routes = {}});
}

TEST_F(DialogTableTest, OtherForksAreFoundByAReplacesOfTheirWholeTagAndLeaveAQuarter) {
  Dialog& dialog = *make();
  const auto found = [&](std::string_view tag) {
    return table_.find_replaced({.call_id = "id", .to_tag = "a", .from_tag = tag, .early_only = false});
  };
  for (const std::string_view tag : {"fork", "fork2", "fork", "", "f k", "x"}) table_.add_fork(dialog, tag);
  for (const std::string_view tag : {"b", "fork", "fork2", "x"}) EXPECT_EQ(found(tag), &dialog) << tag;
  for (const std::string_view tag : {"", "f", "k", "fork ", "fork fork2", " fork", "fork3", "0"}) {
    EXPECT_EQ(found(tag), nullptr) << tag;
  }
  EXPECT_EQ(table_.find("id", "a", "fork"), nullptr) << "for a request inside of it it is another dialog";
  std::size_t used = 2 + 1 + 1 + 3 + 3 + 5 + 5 + 6 + 2;
  table_.add_fork(dialog, std::string(text_bytes - text_bytes / 4 - used, 'l'));
  EXPECT_EQ(found(std::string(text_bytes - text_bytes / 4 - used, 'l')), nullptr) << "an octet too much";
  table_.add_fork(dialog, std::string(70'000, 'l'));
  EXPECT_EQ(table_.take_fork(dialog), "x");
  EXPECT_EQ(table_.take_fork(dialog), "fork2");
  EXPECT_EQ(table_.take_fork(dialog), "fork");
  EXPECT_EQ(table_.take_fork(dialog), "");
  EXPECT_EQ(found("fork"), nullptr);
  EXPECT_EQ(found("b"), &dialog);
}

TEST_F(DialogTableTest, WhatAResponseSaysIsTakenWholeOrNotAtAll) {
  Dialog& dialog = *make();
  ASSERT_TRUE(table_.set_remote(dialog, "tag", "<sip:a-long-route;lr>", {}));
  expect(dialog, {.call_id = "id",
                  .local_tag = "a",
                  .remote_tag = "tag",
                  .local = "<l>",
                  .remote = "<r>",
                  .target = "sip:t",
                  .routes = "<sip:a-long-route;lr>"});
  // Each alone would not fit beside the old ones of the others.
  const std::string target(40, 't');
  ASSERT_TRUE(table_.set_remote(dialog, "tag2", {}, target));
  const DialogParts parts{.call_id = "id",
                          .local_tag = "a",
                          .remote_tag = "tag2",
                          .local = "<l>",
                          .remote = "<r>",
                          .target = target,
                          .routes = {}};
  expect(dialog, parts);
  EXPECT_FALSE(table_.set_remote(dialog, "tag3", std::string(20, 'r'), std::string(40, 'u')));
  EXPECT_FALSE(table_.set_remote(dialog, std::string(SIZE_MAX > 70'000 ? 70'000 : 100, 'x'), {}, {}));
  expect(dialog, parts);
}

TEST_F(DialogTableTest, CreatesNoneThatDoesNotFitAndNoneTooMany) {
  Errc error = Errc::ok;
  const std::string long_text(text_bytes, 'x');
  EXPECT_EQ(table_.create({.call_id = long_text,
                           .local_tag = "a",
                           .remote_tag = {},
                           .local = {},
                           .remote = {},
                           .target = {},
                           .routes = {}},
                          error),
            nullptr);
  EXPECT_EQ(error, Errc::dialog_text_full);
  EXPECT_EQ(table_.slab().used(), 0u);
  for (int i = 0; i < 4; ++i) ASSERT_NE(make(std::to_string(i)), nullptr);
  EXPECT_EQ(
      table_.create(
          {.call_id = "x", .local_tag = "a", .remote_tag = {}, .local = {}, .remote = {}, .target = {}, .routes = {}},
          error),
      nullptr);
  EXPECT_EQ(error, Errc::calls_full);
}

TEST_F(DialogTableTest, FindsByCallIdAndBothTags_Rfc3261_12) {
  Dialog* const first = make("id", "a", "b");
  Dialog* const second = make("id", "c", "b");
  EXPECT_EQ(table_.find("id", "a", "b"), first);
  EXPECT_EQ(table_.find("id", "c", "b"), second);
  for (const auto& [call_id, local, remote] : std::vector<std::array<std::string_view, 3>>{{"id", "b", "a"},
                                                                                           {"id", "a", "x"},
                                                                                           {"id", "a", ""},
                                                                                           {"ID", "a", "b"},
                                                                                           {"id", "", ""},
                                                                                           {"", "", ""},
                                                                                           {"ida", "", "b"}}) {
    EXPECT_EQ(table_.find(call_id, local, remote), nullptr) << call_id << local << remote;
  }
}

TEST_F(DialogTableTest, WithoutARemoteTagYetItMatchesAny_Rfc6665_4_4_1) {
  Dialog* const dialog = make("id", "a", "");
  EXPECT_EQ(table_.find("id", "a", "anything"), dialog);
  ASSERT_TRUE(table_.set(*dialog, DialogField::remote_tag, "b"));
  EXPECT_EQ(table_.find("id", "a", "anything"), nullptr);
  EXPECT_EQ(table_.find("id", "a", "b"), dialog);
}

TEST_F(DialogTableTest, GoesWithItsLastUsage_Rfc5057_4) {
  Dialog& dialog = *make();
  dialog.usages = 2;
  table_.drop_usage(dialog);
  EXPECT_EQ(table_.find("id", "a", "b"), &dialog);
  table_.drop_usage(dialog);
  EXPECT_EQ(table_.find("id", "a", "b"), nullptr);
  EXPECT_EQ(table_.slab().used(), 0u);
}

}  // namespace
}  // namespace baton::core
