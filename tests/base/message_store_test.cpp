#include "src/base/message_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "tests/base/memory.hpp"
#include "tests/base/random.hpp"

namespace {

using baton::Errc;
using baton::core::Arena;
using baton::core::Chain;
using baton::core::MessageStore;
using baton::core::no_index;

constexpr std::uint32_t blocks = 12;
constexpr std::uint32_t block_bytes = 20;
constexpr std::size_t prefix = 8;  // the first block's size and reference count

std::string pattern(std::size_t size, char first = 'a') {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(static_cast<char>(first + static_cast<char>(i % 26)));
  }
  return text;
}

std::string read(const MessageStore& store, Chain chain) {
  std::string buffer(1000, '?');
  return std::string(store.copy(chain, buffer));
}

class Store : public testing::Test {
 protected:
  Memory<blocks*(block_bytes + 4)> memory;
  Arena arena{memory.span()};
  MessageStore store{arena, blocks, block_bytes};
};

TEST_F(Store, TakesItsBudgetAndNoMore) {
  EXPECT_FALSE(arena.exhausted());
  EXPECT_EQ(arena.left(), 0U);
  EXPECT_EQ(store.capacity_blocks(), blocks);
  EXPECT_EQ(store.used_blocks(), 0U);
}

TEST_F(Store, GivesBackWhatItTookAtEverySize) {
  for (std::size_t size = 0; size <= blocks * block_bytes - prefix; ++size) {
    const std::string text = pattern(size);
    const auto chain = store.store(text);
    ASSERT_TRUE(chain) << size;
    EXPECT_EQ(store.size(*chain), size);
    EXPECT_EQ(read(store, *chain), text);
    EXPECT_EQ(store.used_blocks(), (size + prefix + block_bytes - 1) / block_bytes) << size;
    Chain mine = *chain;
    store.release(mine);
    EXPECT_EQ(mine, no_index);
    ASSERT_EQ(store.used_blocks(), 0U);
  }
  EXPECT_EQ(store.high_water_blocks(), blocks);
}

TEST_F(Store, RefusesWhatDoesNotFitAndKeepsWhatItHas) {
  EXPECT_EQ(store.store(pattern(blocks * block_bytes - prefix + 1)).error(), Errc::store_full);
  EXPECT_EQ(store.used_blocks(), 0U);

  std::vector<Chain> chains;
  for (;;) {
    const auto chain = store.store(pattern(30, static_cast<char>('a' + chains.size())));
    if (!chain) {
      EXPECT_EQ(chain.error(), Errc::store_full);
      break;
    }
    chains.push_back(*chain);
  }
  ASSERT_EQ(chains.size(), 6U);
  for (std::size_t i = 0; i < chains.size(); ++i) {
    EXPECT_EQ(read(store, chains[i]), pattern(30, static_cast<char>('a' + i)));
    store.release(chains[i]);
  }
  EXPECT_EQ(store.used_blocks(), 0U);
  EXPECT_TRUE(store.store(pattern(blocks * block_bytes - prefix)));
}

TEST_F(Store, LeavesRoomForOthersWhenAsked) {
  const std::size_t three_blocks = 3 * block_bytes - prefix;
  EXPECT_TRUE(store.has_room(three_blocks, 9 * block_bytes));
  EXPECT_FALSE(store.has_room(three_blocks, 9 * block_bytes + 1));
  EXPECT_FALSE(store.has_room(three_blocks + 1, 9 * block_bytes));
  EXPECT_EQ(store.store(pattern(three_blocks + 1), 9 * block_bytes).error(), Errc::store_full);
  EXPECT_TRUE(store.store(pattern(three_blocks), 9 * block_bytes));
  EXPECT_EQ(store.store("x", 9 * block_bytes).error(), Errc::store_full);
  EXPECT_TRUE(store.store("x"));
}

TEST_F(Store, HasNoRoomForAbsurdSizes) {
  EXPECT_FALSE(store.has_room(SIZE_MAX));
  EXPECT_FALSE(store.has_room(SIZE_MAX - prefix));
  EXPECT_FALSE(store.has_room(0, SIZE_MAX));
  EXPECT_TRUE(store.has_room(0));
}

TEST_F(Store, KeepsAMessageUntilItsLastHolderReleasesIt) {
  Chain first = *store.store("INVITE");
  Chain second = store.retain(first);
  EXPECT_EQ(second, first);
  store.release(first);
  EXPECT_EQ(first, no_index);
  EXPECT_EQ(read(store, second), "INVITE");
  store.release(first);
  EXPECT_EQ(read(store, second), "INVITE");
  store.release(second);
  EXPECT_EQ(store.used_blocks(), 0U);
}

TEST_F(Store, TreatsNoIndexAsNothing) {
  Chain none = no_index;
  EXPECT_EQ(store.retain(none), no_index);
  EXPECT_EQ(store.size(none), 0U);
  std::string buffer(10, '?');
  EXPECT_TRUE(store.copy(none, buffer).empty());
  store.release(none);
  EXPECT_EQ(store.used_blocks(), 0U);
}

TEST_F(Store, CopiesAllOrNothing) {
  const std::string text = pattern(50);
  const Chain chain = *store.store(text);
  for (std::size_t room = 0; room <= 60; ++room) {
    std::string buffer(room, '?');
    const std::string_view copied = store.copy(chain, buffer);
    if (room < text.size()) {
      EXPECT_TRUE(copied.empty());
      EXPECT_EQ(buffer, std::string(room, '?'));
    } else {
      EXPECT_EQ(copied, text);
      EXPECT_EQ(copied.data(), buffer.data());
      EXPECT_EQ(buffer.substr(text.size()), std::string(room - text.size(), '?'));
    }
  }
}

TEST(AStoreWithoutMemory, RefusesEverything) {
  Memory<100> memory;
  for (const auto& [count, bytes] : {std::pair<std::uint32_t, std::uint32_t>{0, 128},
                                     {4, 0},
                                     {4, 8},
                                     {4, 100},
                                     {UINT32_MAX, UINT32_MAX}}) {
    SCOPED_TRACE(bytes);
    Arena arena{memory.span()};
    MessageStore store{arena, count, bytes};
    EXPECT_FALSE(store.has_room(0));
    EXPECT_EQ(store.store("x").error(), Errc::store_full);
    EXPECT_EQ(store.capacity_blocks(), 0U);
    Chain stale = 0;
    EXPECT_EQ(store.size(stale), 0U);
    store.release(stale);
  }
  MessageStore none;
  EXPECT_FALSE(none.has_room(0));
}

TEST(AStoreUnderLoad, HoldsWhatAModelHolds) {
  struct Held {
    std::string text;
    std::vector<Chain> references;
  };
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const auto count = static_cast<std::uint32_t>(1 + random.below(40));
    const auto bytes = static_cast<std::uint32_t>(9 + random.below(120));
    Memory<40 * 133> memory;
    Arena arena{memory.span()};
    MessageStore store{arena, count, bytes};
    ASSERT_EQ(store.capacity_blocks(), count);

    const auto cost = [&](std::size_t size) { return (size + prefix + bytes - 1) / bytes; };
    std::deque<Held> model;
    std::size_t used = 0;
    std::size_t high_water = 0;
    for (int step = 0; step < 1500; ++step) {
      const std::uint64_t action = random.below(8);
      if (action < 3) {
        std::string text;
        for (std::uint64_t size = random.magnitude_below(count * bytes + 20); size != 0; --size) {
          text.push_back(static_cast<char>(random.next()));
        }
        const std::size_t keep = random.below(2) == 0 ? 0 : random.below(count * bytes + 1);
        const bool fits =
            cost(text.size()) <= count - used && (count - used - cost(text.size())) * bytes >= keep;
        ASSERT_EQ(store.has_room(text.size(), keep), fits);
        const auto chain = store.store(text, keep);
        ASSERT_EQ(static_cast<bool>(chain), fits);
        if (fits) {
          used += cost(text.size());
          high_water = std::max(high_water, used);
          model.push_back({text, {*chain}});
        }
      } else if (!model.empty()) {
        Held& held = model[random.below(model.size())];
        if (action == 3) {
          held.references.push_back(store.retain(held.references.front()));
        } else if (action == 4) {
          ASSERT_EQ(store.size(held.references.back()), held.text.size());
          std::string buffer(held.text.size(), '?');
          ASSERT_EQ(store.copy(held.references.back(), buffer), held.text);
        } else {
          store.release(held.references.back());
          held.references.pop_back();
          if (held.references.empty()) {
            used -= cost(held.text.size());
            std::swap(held, model.back());
            model.pop_back();
          }
        }
      }
      ASSERT_EQ(store.used_blocks(), used);
      ASSERT_EQ(store.high_water_blocks(), high_water);
    }
    for (Held& held : model) {
      std::string buffer(held.text.size(), '?');
      ASSERT_EQ(store.copy(held.references.front(), buffer), held.text);
    }
    for (Held& held : model) {
      for (Chain& chain : held.references) {
        store.release(chain);
      }
    }
    EXPECT_EQ(store.used_blocks(), 0U);
    // Not a block was lost or doubled on the way.
    EXPECT_TRUE(store.store(std::string(count * bytes - prefix, 'x')));
    EXPECT_FALSE(store.has_room(0));
  }
}

}  // namespace
