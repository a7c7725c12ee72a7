// Replays: no nonce serves twice with the same count, however few places there are.
#include "src/auth/nonce_watch.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <utility>
#include <vector>

#include "tests/base/random.hpp"

namespace baton::core {
namespace {

TEST(NonceWatch, TakesRisingCountsOfOneNonceAndNoOther) {
  std::array<NonceUse, 4> places;
  NonceWatch watch(places);
  EXPECT_EQ(watch.use(1'000, 1), NonceState::fresh);
  EXPECT_EQ(watch.use(1'000, 1), NonceState::repeated);
  EXPECT_EQ(watch.use(1'000, 2), NonceState::fresh);
  EXPECT_EQ(watch.use(1'000, 7), NonceState::fresh);
  EXPECT_EQ(watch.use(1'000, 6), NonceState::repeated);
  EXPECT_EQ(watch.use(1'000, UINT32_MAX), NonceState::fresh);
  EXPECT_EQ(watch.use(1'000, UINT32_MAX), NonceState::repeated);
}

TEST(NonceWatch, TakesNoCountOfZero) {
  std::array<NonceUse, 4> places;
  NonceWatch watch(places);
  EXPECT_EQ(watch.use(1'000, 0), NonceState::repeated);
  EXPECT_EQ(watch.use(1'000, 1), NonceState::fresh);
}

TEST(NonceWatch, ForgetsTheOldestIssueAndWhatIsAsOld) {
  std::array<NonceUse, 2> places;
  NonceWatch watch(places);
  EXPECT_EQ(watch.use(20, 1), NonceState::fresh);
  EXPECT_EQ(watch.use(-10, 1), NonceState::fresh);
  EXPECT_EQ(watch.use(30, 1), NonceState::fresh);  // -10 makes room
  EXPECT_EQ(watch.use(-10, 2), NonceState::forgotten);
  EXPECT_EQ(watch.use(-11, 1), NonceState::forgotten) << "never used, but who could tell";
  EXPECT_EQ(watch.use(20, 2), NonceState::fresh);
  EXPECT_EQ(watch.use(30, 1), NonceState::repeated);
}

TEST(NonceWatch, TakesTheUseOfAnOlderNonceThatHasNoPlace) {
  std::array<NonceUse, 1> places;
  NonceWatch watch(places);
  EXPECT_EQ(watch.use(20, 1), NonceState::fresh);
  EXPECT_EQ(watch.use(10, 1), NonceState::fresh);
  EXPECT_EQ(watch.use(10, 2), NonceState::forgotten);
  EXPECT_EQ(watch.use(20, 2), NonceState::fresh) << "the newer one has kept its place";
}

TEST(NonceWatch, WithoutPlacesLetsEachNonceServeOnce) {
  NonceWatch watch({});
  EXPECT_EQ(watch.use(10, 1), NonceState::fresh);
  EXPECT_EQ(watch.use(10, 2), NonceState::forgotten);
  EXPECT_EQ(watch.use(11, 1), NonceState::fresh);
}

TEST(NonceWatch, MakesItsPlacesFree) {
  std::array<NonceUse, 2> places{{{5, 5}, {6, 6}}};
  NonceWatch watch(places);
  EXPECT_EQ(watch.use(5, 1), NonceState::fresh);
}

/// Against a memory of everything: whatever is fresh was never used with this count or a higher one.
TEST(NonceWatch, NeverTakesWhatWasUsed) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    std::vector<NonceUse> places(random.below(6));
    NonceWatch watch(places);
    std::set<std::pair<std::int64_t, std::uint32_t>> used;
    unsigned fresh = 0;
    for (unsigned step = 0; step < 500; ++step) {
      const auto issue = static_cast<std::int64_t>(step / 20 + random.below(8));
      const auto count = static_cast<std::uint32_t>(random.below(6));
      if (watch.use(issue, count) != NonceState::fresh) continue;
      ++fresh;
      const auto higher = used.lower_bound({issue, count});
      ASSERT_TRUE(higher == used.end() || higher->first != issue) << "seed " << seed << ", step " << step;
      used.insert({issue, count});
    }
    EXPECT_GT(fresh, 20U) << seed;
  }
}

}  // namespace
}  // namespace baton::core
