// That the simulation can find something: each fault that is planted in this copy of the core is found within 1,000
// seeds, and without one nothing is.
#include <gtest/gtest.h>

#include <cstdio>

#include "src/base/canary.hpp"
#include "tests/simulation/explorer.hpp"
#include "tests/simulation/order_walk.hpp"
#include "tests/simulation/seeded_run.hpp"

namespace baton::simulation {
namespace {

using core::Canary;

class PlantedFault : public testing::TestWithParam<Canary> {
 protected:
  void TearDown() override { core::canary = Canary::none; }

  /// The first seed that violates what must hold, or 0.
  static std::uint64_t find(std::uint64_t seeds, std::string& violation) {
    SeededRun run;
    Tally tally;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      violation = run.run(seed, tally);
      if (!violation.empty()) return seed;
    }
    return 0;
  }
};

TEST_P(PlantedFault, IsFoundWithinAThousandSeeds) {
  core::canary = GetParam();
  std::string violation;
  const std::uint64_t seed = find(1'000, violation);
  EXPECT_NE(seed, 0u);
  std::printf("fault %d: seed %llu, %s\n", static_cast<int>(GetParam()), static_cast<unsigned long long>(seed),
              violation.c_str());
}

INSTANTIATE_TEST_SUITE_P(All, PlantedFault,
                         testing::Values(Canary::lost_final, Canary::accepted_twice, Canary::ringing_twice,
                                         Canary::silence_is_success, Canary::impatient_notifier, Canary::bye_once,
                                         Canary::stray_2xx_stands, Canary::failure_hangs_up));
static_assert(core::canary_count == 9, "a new fault needs its line above");

/// A final NOTIFY ahead of its 2xx, a BYE that a NOTIFY overtook: as long as all comes in the order of sending nothing
/// shows.
TEST_F(PlantedFault, ThatOnlySomeOrdersShowIsFoundByTheWalkOfEveryOrder) {
  const struct {
    Canary fault;
    Story story;
  } rows[] = {{Canary::lost_final, {.name = "blind"}},
              {Canary::bye_once, {.name = "blind", .transferee_hangs_up = true, .transferor_waits = true}}};
  for (const auto& [fault, story] : rows) {
    core::canary = fault;
    EXPECT_EQ(Explorer(story).explore_faults(0).violation, "");
    const std::string found = OrderWalk(story).walk(0).violation;
    EXPECT_NE(found.find("arrives"), std::string::npos);
    std::printf("%s\n", found.c_str());
  }
}

TEST_F(PlantedFault, NoneIsFoundWhereNoneIs) {
  std::string violation;
  EXPECT_EQ(find(100, violation), 0u) << violation;
}

}  // namespace
}  // namespace baton::simulation
