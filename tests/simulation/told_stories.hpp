// What the tests of small worlds share: the stories, and how far walks go.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ostream>

#include "tests/simulation/story.hpp"

namespace baton::simulation {

/// Where a run takes ten times as long walks are cut short.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
inline constexpr bool slow_build = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool slow_build = true;
#else
inline constexpr bool slow_build = false;
#endif
#else
inline constexpr bool slow_build = false;
#endif

inline constexpr Story stories[] = {
    {.name = "blind"},
    {.name = "blind, the target is busy", .target_refuses = true},
    {.name = "blind, the transferee hangs up at once", .transferee_hangs_up = true},
    {.name = "blind, the transferor hangs up at once", .transferor_hangs_up = true},
    {.name = "blind, only the transferee hangs up", .transferee_hangs_up = true, .transferor_waits = true},
    {.name = "attended", .form = Form::attended},
    {.name = "attended, the first call held", .form = Form::attended, .holds = true},
    {.name = "attended, the transferee hangs up at once", .form = Form::attended, .transferee_hangs_up = true},
    {.name = "attended, the transferor hangs up at once", .form = Form::attended, .transferor_hangs_up = true},
};

inline void PrintTo(const Story& story, std::ostream* out) {
  *out << story.name;
}

/// A bound from the environment, for longer walks.
inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace baton::simulation
