// That the histories of a class are alike: each is played, and compared with the one that stands for it.
#include <algorithm>

#include "tests/simulation/histories.hpp"

namespace baton::simulation {
namespace {

/// Two sums of all words, taken by four at once.
std::array<std::uint64_t, 2> sums_of(std::span<const std::uint64_t> words) {
  constexpr std::uint64_t odd[4] = {0x9e3779b97f4a7c15u, 0xbf58476d1ce4e5b9u, 0x94d049bb133111ebu, 0xd6e8feb86659fd93u};
  std::uint64_t lanes[4] = {1, 2, 3, 4};
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::uint64_t& lane = lanes[i % 4];
    lane = (lane ^ words[i]) * odd[i % 4];
    lane ^= lane >> 29;
  }
  return {Random(lanes[0] + Random(lanes[1]).next()).next(), Random(lanes[2] + Random(lanes[3]).next()).next()};
}

}  // namespace

/// The agent is at some history of `before`. Whether the step does to it what it did to the one that was played.
bool Histories::repeats(const Step& step, Class before) {
  play(before, step.input, step.at);
  ++checked_.steps;
  std::vector<std::uint32_t> expected = step.sent;
  std::sort(expected.begin(), expected.end());
  std::sort(sent_.begin(), sent_.end());
  const Known& to = classes_[step.to];
  const auto found = by_key_.find(key(to.taken, to.given, view_text()));
  const bool same = expected == sent_ && found != by_key_.end() && found->second == step.to;
  if (same && world_.violation.empty()) return true;
  checked_.difference = agent_.name();
  checked_.difference += same ? ": " + world_.violation : ": histories of one class differ";
  checked_.difference += ", at ";
  checked_.difference += is_message(step.input) ? messages_.name(step.input) : "a timer or a command";
  return false;
}

/// The very same octets and facts were here before: what follows is the same.
bool Histories::seen_before(Class which) {
  const auto [a, b] = sums_of(agent_.memory());
  std::string facts;
  agent_.ledger.append_view(facts);
  return !checked_moments_.insert({which, a, b ^ hash_of(facts)}).second;
}

/// The agent is at some history of `which`.
void Histories::check_from(Class which, std::size_t depth, std::uint64_t steps_max) {
  if (classes_[which].steps.empty()) {
    ++checked_.histories;
    return;
  }
  if (seen_before(which)) return;
  if (moments_.size() == depth) moments_.emplace_back();
  const std::span<std::uint64_t> words = agent_.memory();
  moments_[depth].words.assign(words.begin(), words.end());
  moments_[depth].ledger = agent_.ledger;
  moments_[depth].shut_down = agent_.shut_down();
  bool moved = false;
  for (const std::uint32_t number : classes_[which].steps) {
    if (checked_.steps >= steps_max) {
      checked_.complete = false;
      return;
    }
    if (moved) {
      const Moment& moment = moments_[depth];
      std::copy(moment.words.begin(), moment.words.end(), words.begin());
      agent_.put_back(moment.ledger, moment.shut_down);
    }
    moved = true;
    if (!repeats(steps_[number], which)) return;
    check_from(steps_[number].to, depth + 1, steps_max);
    if (!checked_.difference.empty()) return;
  }
}

Checked Histories::check(std::uint64_t steps_max) {
  checked_ = {};
  checked_moments_.clear();
  go_to(beginning);
  check_from(beginning, 0, steps_max);
  return checked_;
}

Checked Histories::check_some(std::uint64_t histories, std::uint64_t seed) {
  checked_ = {};
  checked_.complete = false;
  Random random(seed);
  for (; checked_.histories < histories; ++checked_.histories) {
    go_to(beginning);
    Class at = beginning;
    while (!classes_[at].steps.empty()) {
      const std::vector<std::uint32_t>& steps = classes_[at].steps;
      const Step& step = steps_[steps[random.below(static_cast<std::uint32_t>(steps.size()))]];
      if (!repeats(step, at)) return checked_;
      at = step.to;
    }
  }
  return checked_;
}

}  // namespace baton::simulation
