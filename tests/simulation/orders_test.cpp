// One transfer among three agents, in every order of the messages in flight together, from the first INVITE to the
// last BYE. Prints how many orders that were, how many states of the world they led to, and how many inputs of
// agents stand for how many.
#include <gtest/gtest.h>

#include "tests/simulation/explorer.hpp"
#include "tests/simulation/order_walk.hpp"
#include "tests/simulation/told_stories.hpp"

namespace baton::simulation {
namespace {

void print(const Story& story, unsigned faults, const Walked& walked, const Checked& checked) {
  std::printf("%s, %u faults: %.17g orders, %llu states, %llu ends; %llu inputs stand for %s%llu\n", story.name, faults,
              walked.orders, static_cast<unsigned long long>(walked.states),
              static_cast<unsigned long long>(walked.ends), static_cast<unsigned long long>(walked.steps),
              checked.complete ? "" : "more than ", static_cast<unsigned long long>(checked.steps));
}

class EveryOrderOf : public testing::TestWithParam<Story> {};

TEST_P(EveryOrderOf, HasItsOneOutcome) {
  OrderWalk world(GetParam());
  const Walked walked = world.walk(0);
  EXPECT_EQ(walked.violation, "");
  EXPECT_TRUE(walked.complete);
  // All histories, but for the longest story: BATON_STEPS_MAX sets the bound.
  const Checked checked = world.check(number_from("BATON_STEPS_MAX", slow_build ? 2'000 : 300'000));
  EXPECT_EQ(checked.difference, "");
  EXPECT_EQ(world.check_some(slow_build ? 20 : 500, 1).difference, "");
  print(GetParam(), 0, walked, checked);
}

INSTANTIATE_TEST_SUITE_P(Stories, EveryOrderOf, testing::ValuesIn(stories),
                         [](const auto& instance) { return std::to_string(instance.index); });

// --- That this is every order ----------------------------------------------------------------------

TEST(OrderWalk, ComesToAsManyOrdersAndEndsAsPlayingEachOrderByItself) {
  for (const Story& story : {stories[1], stories[5]}) {
    OrderWalk world(story, OrderWalk::From::refer);
    const Walked walked = world.walk(0);
    const Checked checked = world.check();
    EXPECT_EQ(checked.difference, "");
    if (slow_build && walked.orders > 2'000) continue;
    const Explored explored = Explorer(story).explore_orders(0);
    EXPECT_EQ(explored.violation, "");
    EXPECT_EQ(static_cast<double>(explored.runs), walked.orders);
    EXPECT_EQ(explored.views, walked.views);
    print(story, 0, walked, checked);
  }
}

TEST(OrderWalk, KnowsTheEndsOfWholeStoriesPlayedInOrdersDrawnByChance) {
  for (const unsigned faults : {0u, 1u}) {
    for (const Story& story : {stories[1], stories[5]}) {
      if (slow_build && faults != 0) continue;
      OrderWalk world(story);
      const Walked walked = world.walk(faults);
      const Explored explored = Explorer(story).draw_orders(faults, slow_build ? 50 : 3'000, 1);
      EXPECT_EQ(explored.violation, "");
      for (const std::string& view : explored.views)
        EXPECT_TRUE(walked.views.contains(view)) << story.name;
      std::printf("%s, %u faults: %zu of %zu ends drawn\n", story.name, faults, explored.views.size(),
                  walked.views.size());
    }
  }
}

TEST(Histories, OfAClassTooCoarseAreFoundToDiffer) {
  OrderWalk world({.name = "blind"}, OrderWalk::From::beginning, Grain::careless);
  (void)world.walk(0);
  EXPECT_NE(world.check().difference, "");
}

}  // namespace
}  // namespace baton::simulation
