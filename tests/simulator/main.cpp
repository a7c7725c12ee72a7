// Runs seeds of the simulation: see tools/simulate --help.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "tests/simulation/seeded_run.hpp"
#include "tests/simulator/ladder_watcher.hpp"

namespace {

using namespace baton;
using namespace baton::simulation;

constexpr int exit_violation = 1;
constexpr int exit_usage = 2;

constexpr std::string_view usage =
    "usage: tools/simulate [--seeds N] [--seed S] [--print-ladder]\n"
    "\n"
    "Simulates N worlds (default 1), those of the seeds S (default 1), S+1, ..., and judges each: user agents,\n"
    "forking proxies, a network that loses, delays, doubles and reorders, applications that do anything legal at\n"
    "any moment, and peers that misbehave. The same seed gives the same run, octet for octet.\n"
    "\n"
    "  --seeds N       how many seeds\n"
    "  --seed S        the first of them\n"
    "  --print-ladder  draw who sent what to whom, and who heard what; of one seed\n"
    "  --help          this text\n"
    "\n"
    "Ends with 0, with 1 at the first seed that violates what must hold (which it names, with the command that\n"
    "replays it), or with 2 for arguments that it does not understand. docs/simulation.md says what must hold.\n";

struct Arguments {
  std::uint64_t seeds = 1, seed = 1;
  bool ladder = false;
};

int refuse(const std::string& what) {
  std::fprintf(stderr, "simulate: %s\ntry tools/simulate --help\n", what.c_str());
  return exit_usage;
}

bool read_number(const char* text, std::uint64_t& into) {
  const char* const end = text + std::strlen(text);
  const auto [at, error] = std::from_chars(text, end, into);
  return error == std::errc{} && at == end && at != text;
}

/// The exit code, where the arguments already end the program.
std::optional<int> read_arguments(int count, char** values, Arguments& into) {
  for (int i = 1; i < count; ++i) {
    const std::string_view name = values[i];
    if (name == "--help" || name == "-h") {
      std::fwrite(usage.data(), 1, usage.size(), stdout);
      return 0;
    }
    if (name == "--print-ladder") {
      into.ladder = true;
      continue;
    }
    if (name != "--seeds" && name != "--seed") return refuse("no such argument: " + std::string(name));
    std::uint64_t& number = name == "--seeds" ? into.seeds : into.seed;
    if (i + 1 == count) return refuse(std::string(name) + " needs a number");
    if (!read_number(values[++i], number)) return refuse(std::string(name) + " needs a number, not " + values[i]);
  }
  if (into.seeds == 0) return refuse("--seeds needs a number above 0");
  if (into.seeds > UINT64_MAX - into.seed) return refuse("there are not so many seeds from --seed on");
  if (into.ladder && into.seeds != 1) return refuse("--print-ladder draws one seed: leave --seeds out");
  return std::nullopt;
}

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

void print_summary(const Tally& tally, double seconds) {
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  const double used = processor_seconds();
  std::printf("%llu seeds, %llu transfers, %llu messages in %.1f s; by processor time %.0f seeds/s, %.0f transfers/s\n",
              number(tally.runs), number(tally.transfers), number(tally.messages), seconds,
              static_cast<double>(tally.runs) / used, static_cast<double>(tally.transfers) / used);
  std::printf("%-24s %10s %10s %10s %10s %10s\n", "", "transfers", "rejected", "succeeded", "failed", "unknown");
  for (std::size_t i = 0; i < form_count; ++i) {
    const Ends& ends = tally.by_form[i];
    std::printf("%-24s %10llu %10llu %10llu %10llu %10llu\n", name(static_cast<Form>(i)), number(ends.all),
                number(ends.rejected), number(ends.succeeded), number(ends.failed), number(ends.unknown));
  }
}

int simulate(const Arguments& arguments) {
  SeededRun run;
  Tally tally;
  std::optional<LadderWatcher> watcher;
  if (arguments.ladder) run.world.watcher = &watcher.emplace(run.names());
  const Clock::time_point begin = Clock::now();
  double told = 0;
  for (std::uint64_t i = 0; i < arguments.seeds; ++i) {
    const std::uint64_t seed = arguments.seed + i;
    const std::string& violation = run.run(seed, tally);
    if (watcher) watcher->done();
    if (arguments.ladder || !violation.empty())
      std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), run.description().c_str());
    if (!violation.empty()) {
      std::printf("VIOLATION in seed %llu: %s\nreplay: tools/simulate --seed %llu --print-ladder\n",
                  static_cast<unsigned long long>(seed), violation.c_str(), static_cast<unsigned long long>(seed));
      print_summary(tally, seconds_since(begin));
      return exit_violation;
    }
    const double now = i % 64 == 0 ? seconds_since(begin) : told;
    if (now - told < 10) continue;
    told = now;
    std::fprintf(stderr, "simulate: %llu of %llu seeds, %llu transfers, no violation\n",
                 static_cast<unsigned long long>(i + 1), static_cast<unsigned long long>(arguments.seeds),
                 static_cast<unsigned long long>(tally.transfers));
  }
  print_summary(tally, seconds_since(begin));
  std::printf("no violation\n");
  return 0;
}

}  // namespace

int main(int count, char** values) {
  Arguments arguments;
  if (const auto ended = read_arguments(count, values, arguments)) return *ended;
  return simulate(arguments);
}
