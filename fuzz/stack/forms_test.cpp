// The seeds of the target `stack`: each does what its name says, and fuzz/corpus/stack holds them as they
// are.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "fuzz/stack/bend.hpp"
#include "fuzz/stack/forms.hpp"
#include "fuzz/stack/world.hpp"

namespace baton::fuzz {
namespace {

std::vector<Form> all_forms() {
  std::vector<Form> forms = whole_forms();
  for (Form& form : broken_forms())
    forms.push_back(std::move(form));
  return forms;
}

std::array<std::uint32_t, 64> heard_in(const Form& form) {
  Script script(form.seed.octets().data(), form.seed.octets().size());
  World world(script);
  world.run();
  return world.heard();
}

std::string file_of(const Form& form) {
  return BATON_STACK_CORPUS "/" + form.name;
}

class StackSeed : public testing::TestWithParam<Form> {};

TEST_P(StackSeed, ReachesWhatItIsNamedAfter) {
  const auto heard = heard_in(GetParam());
  for (const EventKind kind : GetParam().reaches)
    EXPECT_GT(heard[static_cast<std::size_t>(kind)], 0u) << name(kind);
}

// `BATON_WRITE_SEEDS=1 ctest -R stack_seeds` writes them.
TEST_P(StackSeed, IsInTheCorpus) {
  const std::vector<std::uint8_t>& octets = GetParam().seed.octets();
  if (std::getenv("BATON_WRITE_SEEDS") != nullptr) {
    std::ofstream out(file_of(GetParam()), std::ios::binary);
    out.write(reinterpret_cast<const char*>(octets.data()), static_cast<std::streamsize>(octets.size()));
  }
  std::ifstream in(file_of(GetParam()), std::ios::binary);
  const std::vector<char> kept{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(std::equal(kept.begin(), kept.end(), octets.begin(), octets.end(), [](char a, std::uint8_t b) {
    return static_cast<std::uint8_t>(a) == b;
  })) << "run this test with BATON_WRITE_SEEDS=1";
}

INSTANTIATE_TEST_SUITE_P(All, StackSeed, testing::ValuesIn(all_forms()),
                         [](const auto& form) { return form.param.name; });

/// The words of a script for libFuzzer's dictionary: each command of each agent, each step, each change of a
/// message.
std::string dictionary() {
  std::string text =
      "# Words of the target `stack`, as stack_seeds_test writes them: steps.hpp says what they mean.\n";
  const auto word = [&](std::initializer_list<std::size_t> octets) {
    text += '"';
    for (const std::size_t octet : octets) {
      constexpr std::string_view digits = "0123456789abcdef";
      text += "\\x";
      text += digits[octet >> 4];
      text += digits[octet & 15];
    }
    text += "\"\n";
  };
  for (std::size_t step = 0; step < step_count; ++step)
    word({step, 0});
  for (std::size_t length = 0; length < step_lengths.size(); ++length)
    word({std::size_t{1}, length});
  for (std::size_t agent = 0; agent < 3; ++agent) {
    for (std::size_t command = 0; command < command_count; ++command)
      word({static_cast<std::size_t>(Step::command), agent, command, 0});
  }
  for (std::size_t kind = 0; kind < bend_count; ++kind)
    word({static_cast<std::size_t>(Step::bend), 0, kind});
  for (std::size_t line = 0; line < header_line_count; ++line)
    word({static_cast<std::size_t>(Step::bend), 0, static_cast<std::size_t>(Bend::set_header), line});
  return text;
}

TEST(StackSeeds, TheDictionaryHasTheWordsOfAScript) {
  const std::string file = BATON_STACK_CORPUS "/../../stack.dict";
  if (std::getenv("BATON_WRITE_SEEDS") != nullptr) std::ofstream(file, std::ios::binary) << dictionary();
  std::ifstream in(file, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), dictionary())
      << "run this test with BATON_WRITE_SEEDS=1";
}

// What the corpus reaches together, so that a kind of event which nothing reaches any more is missed.
TEST(StackSeeds, ReachEveryKindOfEvent) {
  std::map<EventKind, std::uint32_t> reached;
  for (const Form& form : all_forms()) {
    const auto heard = heard_in(form);
    for (std::size_t kind = 0; kind < heard.size(); ++kind)
      reached[static_cast<EventKind>(kind)] += heard[kind];
  }
  for (auto kind = EventKind::call_incoming; kind <= EventKind::refer_refused;
       kind = static_cast<EventKind>(static_cast<int>(kind) + 1)) {
    EXPECT_GT(reached[kind], 0u) << name(kind);
    std::printf("%7u %s\n", reached[kind], std::string(name(kind)).c_str());
  }
}

}  // namespace
}  // namespace baton::fuzz
