// Every form of transfer with every pool of every party too small by every amount: from the least that `make`
// takes up to what it takes for the transfer to have its usual outcome, and a little beyond. At no size is a
// call harmed that stands, a transfer left without its one outcome, a refusal made that says something else or
// is not counted, or anything kept.
#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <tuple>

#include "tests/agent/contract_peer.hpp"
#include "tests/agent/contract_story.hpp"
#include "tests/agent/form_story.hpp"

namespace baton {
namespace {

using contract::Form;
using contract::FormStory;
using simulation::Packet;
using simulation::Party;

struct Pool {
  const char* name;
  std::uint32_t Limits::*size;
  std::uint32_t least;  ///< that `make` takes
  std::uint32_t step;
  std::set<std::uint16_t> refusals;  ///< what a request may be refused with for want of it
};

const Pool pools[] = {
    {"transactions", &Limits::transactions, 4, 1, {500, 503}},
    {"dialogs", &Limits::dialogs, 1, 1, {486, 500}},
    {"calls", &Limits::calls, 1, 1, {486}},
    {"transfers", &Limits::transfers, 1, 1, {500}},
    {"subscriptions", &Limits::subscriptions, 1, 1, {500}},
    {"blocks", &Limits::blocks, 4, 1, {486, 500}},
    {"dialog_text", &Limits::dialog_text, 128, 8, {500, 513}},
    {"account_text", &Limits::account_text, 0, 16, {}},
    {"outputs", &Limits::outputs, 4, 1, {500}},
    {"events", &Limits::events, 8, 1, {}},
    {"headers", &Limits::headers, 20, 1, {500, 513}},
    {"message_bytes", &Limits::message_bytes, 512, 16, {500, 513}},
};

/// Small enough that some of every pool is in use at once.
Limits small() {
  Limits limits = Limits::host(4);
  limits.reserved = 1;
  limits.block_bytes = 128;
  limits.blocks = 200;
  limits.headers = 48;
  limits.message_bytes = 1'600;
  return limits;
}

/// What the story itself answers, whatever the pools.
bool is_of_the_story(Form form, std::uint16_t status) {
  if (form == Form::early_replace && status == 486) return true;  // outcome table 3, row 7
  if (form == Form::busy && status == 486) return true;
  return status == 401 || status == 481 || status == 487 || status == 488 || status == 603;
}

void check_refusals(Form form, const FormStory& story, Party& limited, const Pool& pool,
                    const std::string& where) {
  bool refused = false;
  for (const Packet& packet : story.scene.log) {
    const std::uint16_t status = contract::status_of(packet.text);
    if (packet.from != limited.address || status < 300 || is_of_the_story(form, status)) continue;
    refused = true;
    EXPECT_TRUE(pool.refusals.contains(status)) << where << "\n" << packet.text;
    if (status == 500 || status == 503) {
      EXPECT_NE(packet.header("Retry-After"), "") << where << "\n" << packet.text;
    }
  }
  if (refused) {
    EXPECT_GT(limited.stack().counters().refused_for_room, 0u) << where;
  }
}

/// Whether the transfer had the outcome that the form has with room enough.
bool play(Form form, const Pool& pool, std::size_t role, std::uint32_t size) {
  std::array<Limits, 3> limits{small(), small(), small()};
  limits[role].*pool.size = size;
  if (limits[role].reserved >= limits[role].transactions)
    limits[role].reserved = limits[role].transactions - 1;
  FormStory story(form, limits);
  Party& limited = *story.scene.parties[role];
  const std::string where = std::string(contract::name(form)) + ": " + limited.name + " with " +
                            std::to_string(size) + " " + pool.name;
  const bool succeeded = story.play();
  EXPECT_EQ(story.harmed(), "") << where << ": calls that stand";
  story.finish();
  for (const std::string& fault : contract::faults_of(story.scene, true))
    ADD_FAILURE() << where << ": " << fault;
  check_refusals(form, story, limited, pool, where);
  for (const auto& party : story.scene.parties) {
    const Usage usage = party->stack().usage();
    EXPECT_LE(usage.blocks.high_water, usage.blocks.capacity) << where;
    EXPECT_LE(usage.outputs.high_water, usage.outputs.capacity) << where;
    EXPECT_LE(usage.events.high_water, events_per_input) << where << ": more than one input's";
  }
  return succeeded;
}

class FormAtEverySize : public testing::TestWithParam<std::tuple<Form, std::size_t>> {
 protected:
  static void TearDownTestSuite() { std::printf("%u runs of a form with a pool of some size\n", all_runs); }
  static unsigned all_runs;
};
unsigned FormAtEverySize::all_runs = 0;

TEST_P(FormAtEverySize, HarmsNothingAndSucceedsWithRoomEnough) {
  const auto [form, role] = GetParam();
  unsigned runs = 0;
  std::string least;
  for (const Pool& pool : pools) {
    std::uint32_t size = pool.least;
    for (; size <= small().*pool.size; size += pool.step) {
      ++runs;
      if (play(form, pool, role, size)) break;
      ASSERT_FALSE(HasFailure());
    }
    ASSERT_LE(size, small().*pool.size) << pool.name << ": never enough";
    least += std::string(" ") + pool.name + " " + std::to_string(size);
    // A little more is not always enough: what was dropped before may now take the room of what follows. But
    // it must be as harmless.
    for (const std::uint32_t more : {1u, 2u, 3u, 5u, 8u}) {
      ++runs;
      (void)play(form, pool, role, size + more * pool.step);
      ASSERT_FALSE(HasFailure());
    }
  }
  all_runs += runs;
  std::printf("%-14s %-10s %4u runs, least:%s\n", contract::name(form), contract::role_names[role], runs,
              least.c_str());
}

INSTANTIATE_TEST_SUITE_P(Each, FormAtEverySize,
                         testing::Combine(testing::ValuesIn(contract::forms),
                                          testing::Range(std::size_t{0}, std::size_t{3})),
                         [](const auto& of) {
                           return std::string(contract::name(std::get<0>(of.param))) + "_of_the_" +
                                  contract::role_names[std::get<1>(of.param)];
                         });

}  // namespace
}  // namespace baton
