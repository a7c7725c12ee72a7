// A whole transfer among three Stacks whose application takes every refusal in its stride: for tests that
// starve it of room, lose its messages, or compare two runs.
#pragma once

#include <string>
#include <vector>

#include "tests/simulation/scene.hpp"

namespace baton::contract {

/// Bob calls Alice, refers her to Carol, and hangs up when that has worked; then all hang up.
struct Story {
  struct Sizes {
    Limits alice = Limits::host(4), bob = Limits::host(4), carol = Limits::host(4);
  };
  explicit Story(const Sizes& sizes, std::uint64_t seed = 1, Time start = Time{1'000'000});
  Story(const Story&) = delete;
  Story& operator=(const Story&) = delete;

  /// Up to the confirmed call of Bob and Alice; false: it did not come about.
  bool connect();
  /// The transfer, up to its outcome (at most 400 s); false: not asked for.
  bool transfer();
  /// Everybody hangs up what is left; then time passes until nothing can be waiting any more.
  void finish();

  /// What is wrong with what was heard and sent so far; empty: nothing. After `finish` it also says what was
  /// not given back.
  std::vector<std::string> faults() const;
  /// Everything sent and heard, with times relative to the start.
  std::string transcript() const;

  simulation::Scene scene;
  simulation::Party& alice;
  simulation::Party& bob;
  simulation::Party& carol;
  CallId bob_call, alice_call;
  bool succeeded = false;
  bool finished = false;

 private:
  void listen(simulation::Party& party);
  Time start_;
  bool hangs_up_on_success_ = true;
};

/// What is wrong with what all parties of a scene heard: the contract of each transfer and call. Once everything is
/// over (`finished`) also what was not given back.
std::vector<std::string> faults_of(const simulation::Scene& scene, bool finished);

/// A network that loses, doubles and delays by a seed: `loss` and `twice` in percent.
std::function<simulation::Scene::Fate(const simulation::Packet&)> rough_network(std::uint64_t seed,
                                                                                unsigned loss,
                                                                                unsigned twice);

}  // namespace baton::contract
