// Arena, slab and hash index.
#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "src/base/arena.hpp"
#include "src/base/hash_index.hpp"
#include "src/base/slab.hpp"
#include "tests/base/memory.hpp"
#include "tests/base/random.hpp"

namespace {

using baton::Handle;
using baton::core::Arena;
using baton::core::HashIndex;
using baton::core::no_index;
using baton::core::Pooled;
using baton::core::Slab;

struct Record : Pooled {
  std::uint64_t key = 0;
  std::uint32_t next = no_index;
  std::uint32_t value = 0;
};
using RecordId = Handle<struct RecordTag>;
using Index = HashIndex<Record, &Record::key, &Record::next>;

TEST(AnArena, AlignsAndInitialisesWhatItGives) {
  Memory<64> memory;
  Arena arena(memory.span());
  const auto octet = arena.take<std::uint8_t>(1);
  const auto numbers = arena.take<std::uint64_t>(2);
  ASSERT_EQ(octet.size(), 1U);
  ASSERT_EQ(numbers.size(), 2U);
  EXPECT_EQ(octet[0], 0);
  EXPECT_EQ(numbers[0], 0U);
  EXPECT_EQ(numbers[1], 0U);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(numbers.data()) % alignof(std::uint64_t), 0U);
  EXPECT_EQ(arena.left(), 64U - 8 - 16);
  EXPECT_FALSE(arena.exhausted());
}

TEST(AnArena, IsSpentOnceSomethingDidNotFit) {
  Memory<64> memory;
  Arena arena(memory.span());
  EXPECT_TRUE(arena.take<std::uint64_t>(0).empty());
  EXPECT_FALSE(arena.exhausted());
  EXPECT_TRUE(arena.take<std::uint64_t>(9).empty());
  EXPECT_TRUE(arena.exhausted());
  EXPECT_TRUE(arena.take<std::uint8_t>(1).empty());

  Arena other(memory.span());
  EXPECT_EQ(other.take<std::uint64_t>(8).size(), 8U);
  EXPECT_TRUE(other.take<std::uint64_t>(SIZE_MAX / 4).empty());
  EXPECT_TRUE(other.exhausted());
}

TEST(ASlab, HandsOutTheLowestFreshSlotsAndThenTheOneFreedLast) {
  Memory<4 * sizeof(Record)> memory;
  Arena arena(memory.span());
  Slab<Record> slab(arena, 4);
  std::vector<Record*> records;
  for (std::uint32_t i = 0; i < 4; ++i) {
    records.push_back(slab.allocate());
    ASSERT_NE(records.back(), nullptr);
    EXPECT_EQ(slab.index_of(*records.back()), i);
  }
  EXPECT_EQ(slab.allocate(), nullptr);
  slab.release(*records[1]);
  slab.release(*records[3]);
  EXPECT_EQ(slab.allocate(), records[3]);
  EXPECT_EQ(slab.allocate(), records[1]);
  EXPECT_EQ(slab.used(), 4U);
  EXPECT_EQ(slab.free(), 0U);
  EXPECT_EQ(slab.high_water(), 4U);
}

TEST(ASlab, KnowsAHandleOnlyAsLongAsItsRecordLives) {
  Memory<2 * sizeof(Record)> memory;
  Arena arena(memory.span());
  Slab<Record> slab(arena, 2);
  EXPECT_EQ(slab.find(RecordId{}), nullptr);
  EXPECT_EQ(slab.find(RecordId{0, 1}), nullptr);
  Record* record = slab.allocate();
  record->value = 42;
  const auto handle = slab.handle_of<RecordTag>(*record);
  EXPECT_TRUE(static_cast<bool>(handle));
  EXPECT_EQ(slab.find(handle), record);
  EXPECT_EQ(slab.find(RecordId{no_index, handle.generation}), nullptr);
  slab.release(*record);
  EXPECT_EQ(slab.find(handle), nullptr);
  EXPECT_EQ(slab.find(slab.handle_of<RecordTag>(*record)), nullptr);
  Record* again = slab.allocate();
  EXPECT_EQ(again, record);
  EXPECT_EQ(again->value, 0U);
  EXPECT_EQ(slab.find(handle), nullptr);
  EXPECT_EQ(slab.find(slab.handle_of<RecordTag>(*again)), again);
}

TEST(AHashIndex, FindsTheNewestThatMatches) {
  Memory<1024> memory;
  Arena arena(memory.span());
  Slab<Record> slab(arena, 8);
  Index index(arena, slab);
  Record* older = slab.allocate();
  Record* newer = slab.allocate();
  older->key = newer->key = 5;
  older->value = newer->value = 1;
  index.insert(*older);
  index.insert(*newer);
  const auto any = [](const Record&) { return true; };
  EXPECT_EQ(index.find(5, any), newer);
  EXPECT_EQ(index.find(5 + 8, any), nullptr);
  EXPECT_EQ(index.find(5, [](const Record& record) { return record.value == 2; }), nullptr);
  index.erase(*newer);
  EXPECT_EQ(index.find(5, any), older);
  index.erase(*newer);  // not there: nothing happens
  EXPECT_EQ(index.find(5, any), older);
  Index none;
  EXPECT_EQ(none.find(5, any), nullptr);
}

TEST(AHashIndex, FindsWhatAModelFinds) {
  Memory<4096> memory;
  Arena arena(memory.span());
  Slab<Record> slab(arena, 50);
  Index index(arena, slab);
  Random random(3);
  std::map<std::uint32_t, Record*> model;
  for (std::uint32_t step = 0; step < 20'000; ++step) {
    if (random.below(2) == 0) {
      if (Record* record = slab.allocate()) {
        record->key = random.below(1000);
        record->value = step;
        index.insert(*record);
        model.emplace(step, record);
      }
    } else if (!model.empty()) {
      auto it = model.lower_bound(static_cast<std::uint32_t>(random.below(step + 1)));
      it = it == model.end() ? model.begin() : it;
      index.erase(*it->second);
      slab.release(*it->second);
      model.erase(it);
    }
    ASSERT_EQ(slab.used(), model.size());
    const auto sought = static_cast<std::uint32_t>(random.below(step + 1));
    const auto it = model.find(sought);
    const std::uint64_t key = it == model.end() ? random.below(1000) : it->second->key;
    ASSERT_EQ(index.find(key, [&](const Record& record) { return record.value == sought; }),
              it == model.end() ? nullptr : it->second);
  }
}

}  // namespace
