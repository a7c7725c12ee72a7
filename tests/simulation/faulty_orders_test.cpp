// One transfer among three agents in every order of its messages, with one of them lost, doubled or late. Prints how
// many orders that were. BATON_FAULTS sets how many faults (1), BATON_STATES_MAX the bound of each walk.
#include <gtest/gtest.h>

#include "tests/simulation/order_walk.hpp"
#include "tests/simulation/told_stories.hpp"

namespace baton::simulation {
namespace {

class EveryOrderWithAFaultOf : public testing::TestWithParam<Story> {};

TEST_P(EveryOrderWithAFaultOf, HasItsOneOutcome) {
  const auto faults = static_cast<unsigned>(number_from("BATON_FAULTS", 1));
  OrderWalk world(GetParam());
  const Walked walked = world.walk(faults, number_from("BATON_STATES_MAX", slow_build ? 2'000 : 400'000));
  EXPECT_EQ(walked.violation, "");
  // So many histories that all of them would take longer than the walk.
  const Checked checked = world.check_some(slow_build ? 20 : 1'000, 1);
  EXPECT_EQ(checked.difference, "");
  std::printf("%s, at most %u faults: %.17g orders, %llu states, %llu ends%s; %llu inputs of agents, %llu checked\n",
              GetParam().name, faults, walked.orders, static_cast<unsigned long long>(walked.states),
              static_cast<unsigned long long>(walked.ends), walked.complete ? "" : " (stopped at the bound)",
              static_cast<unsigned long long>(walked.steps), static_cast<unsigned long long>(checked.steps));
}

INSTANTIATE_TEST_SUITE_P(Stories, EveryOrderWithAFaultOf, testing::ValuesIn(stories),
                         [](const auto& instance) { return std::to_string(instance.index); });

}  // namespace
}  // namespace baton::simulation
