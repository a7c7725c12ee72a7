// One seed, one run: a world drawn from the seed, played to its end and judged.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/liar.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/proxy.hpp"
#include "tests/simulation/seeded_application.hpp"

namespace baton::simulation {

/// Runs any number of seeds, one after another, in the same memory.
class SeededRun {
 public:
  static constexpr std::size_t agents_max = 5, proxies_max = 2;

  SeededRun();
  /// What was violated, or "".
  const std::string& run(std::uint64_t seed, Tally& tally);
  /// The names of the nodes in the order of their ports, of the latest run, for a ladder.
  std::vector<std::string> names() const;
  /// What the latest seed drew, in a line.
  std::string description() const;

  World world;

 private:
  void draw_weather(Random& random);
  static void draw_policies(Random& random, StackOptions& options);
  void draw_agents(Random& random, std::uint64_t seed);
  void draw_proxies(Random& random);
  void draw_liar(Random& random, std::uint64_t seed);
  void draw_callees(Random& random);
  void play();

  std::vector<std::unique_ptr<Agent>> agents_;
  std::array<SeededApplication, agents_max> applications_;
  std::vector<std::unique_ptr<Proxy>> proxies_;
  std::unique_ptr<Liar> liar_;
  Stage stage_;
  std::vector<Agent*> present_;
  std::size_t proxies_present_ = 0;
  bool liar_present_ = false;
  Weather weather_;
};

}  // namespace baton::simulation
