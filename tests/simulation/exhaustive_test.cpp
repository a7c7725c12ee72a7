// One transfer among three agents, under every schedule with at most two faults, and in every order of the messages in
// flight together. Prints how many schedules that were. BATON_RUNS_MAX sets the bound of each walk.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "tests/simulation/explorer.hpp"

namespace baton::simulation {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
#define BATON_SLOW_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BATON_SLOW_BUILD 1
#endif
#endif

#ifndef BATON_SLOW_BUILD
constexpr unsigned faults = 2;
constexpr std::uint64_t orders_max = 30'000;  // enough for all orders of the plain stories
constexpr std::uint64_t many_orders_max = 5'000;  // of those that cross with a BYE
constexpr std::uint64_t faulty_orders_max = 3'000;
#else  // where a run takes ten times as long the walks are cut short
constexpr unsigned faults = 1;
constexpr std::uint64_t orders_max = 300;
constexpr std::uint64_t many_orders_max = 300;
constexpr std::uint64_t faulty_orders_max = 300;
#endif

std::uint64_t runs_max(std::uint64_t otherwise) {
  const char* const text = std::getenv("BATON_RUNS_MAX");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

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
                          explorer.explore_faults(faults, runs_max(UINT64_MAX)));
}

TEST_P(EveryScheduleOf, InEveryOrderHasItsOneOutcome) {
  Explorer explorer(GetParam());
  const bool many = GetParam().transferee_hangs_up || GetParam().transferor_hangs_up;
  expect_nothing_violated("every order", explorer.explore_orders(0, runs_max(many ? many_orders_max : orders_max)));
}

TEST_P(EveryScheduleOf, InEveryOrderWithAFaultHasItsOneOutcome) {
  Explorer explorer(GetParam());
  expect_nothing_violated("every order, one message lost or doubled",
                          explorer.explore_orders(1, runs_max(faulty_orders_max)));
}

INSTANTIATE_TEST_SUITE_P(Stories, EveryScheduleOf,
                         testing::Values(Story{.name = "blind"}, Story{.name = "blind, the target is busy",
                                                                      .target_refuses = true},
                                         Story{.name = "blind, the transferee hangs up at once",
                                               .transferee_hangs_up = true},
                                         Story{.name = "blind, the transferor hangs up at once",
                                               .transferor_hangs_up = true},
                                         Story{.name = "attended", .form = Form::attended},
                                         Story{.name = "attended, the transferee hangs up at once",
                                               .form = Form::attended,
                                               .transferee_hangs_up = true}),
                         [](const auto& instance) { return std::to_string(instance.index); });

}  // namespace
}  // namespace baton::simulation
