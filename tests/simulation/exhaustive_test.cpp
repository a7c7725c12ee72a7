// One transfer among three agents, under every schedule with at most two faults; every order of the messages is
// orders_test. Prints how many schedules that were. BATON_RUNS_MAX sets a bound.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/simulation/explorer.hpp"
#include "tests/simulation/told_stories.hpp"

namespace baton::simulation {
namespace {

constexpr unsigned faults = slow_build ? 1 : 2;

class EveryScheduleOf : public testing::TestWithParam<Story> {
 protected:
  void expect_nothing_violated(const char* what, const Explored& explored) {
    std::printf("%s, %s: %llu schedules, %llu messages%s\n", GetParam().name, what,
                static_cast<unsigned long long>(explored.runs), static_cast<unsigned long long>(explored.messages),
                explored.complete ? "" : " (stopped at the bound)");
    EXPECT_EQ(explored.violation, "");
  }
};

TEST_P(EveryScheduleOf, WithFaultsHasItsOneOutcome) {
  Explorer explorer(GetParam());
  expect_nothing_violated(faults == 2 ? "at most two faults" : "at most one fault",
                          explorer.explore_faults(faults, number_from("BATON_RUNS_MAX", UINT64_MAX)));
}

INSTANTIATE_TEST_SUITE_P(Stories, EveryScheduleOf, testing::ValuesIn(stories),
                         [](const auto& instance) { return std::to_string(instance.index); });

}  // namespace
}  // namespace baton::simulation
