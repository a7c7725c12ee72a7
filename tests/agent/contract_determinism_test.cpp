// Same limits, same random octets, same calls in the same order: the same octets and the same events.
#include <gtest/gtest.h>

#include "tests/agent/contract_story.hpp"

namespace baton {
namespace {

using contract::rough_network;
using contract::Story;

std::string run(std::uint64_t seed, unsigned loss, unsigned twice, Time start = Time{1'000'000}) {
  Story story({}, seed, start);
  if (loss + twice != 0) story.scene.network = rough_network(seed, loss, twice);
  if (story.connect()) story.transfer();
  story.finish();
  EXPECT_TRUE(story.faults().empty()) << "seed " << seed << ": " << story.faults().front();
  return story.transcript();
}

TEST(Determinism, TwoRunsOfATransferAreIdenticalOctetForOctet) {
  const std::string first = run(1, 0, 0);
  EXPECT_GT(first.size(), 5000u);
  EXPECT_TRUE(first == run(1, 0, 0));
}

TEST(Determinism, OtherRandomOctetsGiveOtherMessages) {
  EXPECT_TRUE(run(1, 0, 0) != run(2, 0, 0));
}

TEST(Determinism, HoldsOverANetworkThatLosesDoublesAndReorders) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const std::string first = run(seed, 20, 20);
    ASSERT_TRUE(first == run(seed, 20, 20)) << seed;
  }
}

TEST(Determinism, TheOriginOfTimeMakesNoDifference) {
  const std::string first = run(5, 10, 10);
  for (const std::int64_t origin :
       {std::int64_t{0}, std::int64_t{-3'600'000'000}, std::int64_t{1'152'921'504'606'000'000}}) {
    EXPECT_TRUE(first == run(5, 10, 10, Time{origin})) << origin;
  }
}

}  // namespace
}  // namespace baton
