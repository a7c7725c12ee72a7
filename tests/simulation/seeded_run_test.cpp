// Whole worlds by seed: user agents, forking proxies, a network that loses, applications that do anything legal and
// peers that do what is not. A failing seed is replayed by `tools/simulate --seed N --print-ladder`.
#include <gtest/gtest.h>

#include "tests/simulation/seeded_run.hpp"

namespace baton::simulation {
namespace {

TEST(SeededRun, HasOneOutcomeForEachTransferOfEachSeed) {
  SeededRun run;
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    ASSERT_EQ(run.run(seed, tally), "") << "tools/simulate --seed " << seed << " --print-ladder";
  }
  EXPECT_GT(tally.transfers, 500u);
}

}  // namespace
}  // namespace baton::simulation
