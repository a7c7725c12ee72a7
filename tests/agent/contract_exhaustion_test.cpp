// Every pool too small by every amount: a whole transfer is run again with each pool of each party limited to
// the least, then one more, until it succeeds. At no size is anything harmed that stands, half done, refused
// with a status that says something else, or kept.
#include <gtest/gtest.h>

#include <set>

#include "tests/agent/contract_peer.hpp"
#include "tests/agent/contract_story.hpp"

namespace baton {
namespace {

using contract::Alone;
using contract::Peer;
using contract::Story;
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
    {"dialogs", &Limits::dialogs, 1, 1, {486}},
    {"calls", &Limits::calls, 1, 1, {486}},
    {"transfers", &Limits::transfers, 1, 1, {500}},
    {"subscriptions", &Limits::subscriptions, 1, 1, {500}},
    {"blocks", &Limits::blocks, 4, 1, {500}},
    {"dialog_text", &Limits::dialog_text, 128, 1, {513}},
    {"outputs", &Limits::outputs, 4, 1, {500}},
    {"events", &Limits::events, 8, 1, {}},
    {"headers", &Limits::headers, 20, 1, {513}},
    {"message_bytes", &Limits::message_bytes, 512, 16, {500, 513}},
};

/// Small enough that some of every pool is in use at once.
Limits small() {
  Limits limits = Limits::host(4);
  limits.reserved = 1;
  limits.block_bytes = 128;
  limits.blocks = 200;
  limits.headers = 40;
  limits.message_bytes = 1300;
  return limits;
}

void check_refusals(const Story& story, Party& limited, const Pool& pool, const std::string& where) {
  bool refused = false;
  for (const Packet& packet : story.scene.log) {
    const std::uint16_t status = contract::status_of(packet.text);
    if (packet.from != limited.address || status < 300) continue;
    if (status == 481 || status == 487 || status == 488 || status == 603)
      continue;  // the application's, or late requests
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

/// Whether the transfer succeeded.
bool play(const Pool& pool, int role, std::uint32_t size) {
  Story::Sizes sizes{small(), small(), small()};
  Limits& limits = role == 0 ? sizes.alice : role == 1 ? sizes.bob : sizes.carol;
  limits.*pool.size = size;
  if (limits.reserved >= limits.transactions) limits.reserved = limits.transactions - 1;
  Story story(sizes);
  Party& limited = *story.scene.parties[static_cast<std::size_t>(role)];
  const std::string where = limited.name + " with " + std::to_string(size) + " " + pool.name;
  if (story.connect()) {
    story.transfer();
    if (!story.succeeded) {
      EXPECT_EQ(story.bob.stack().state(story.bob_call), CallState::confirmed)
          << where << ": a standing call";
      EXPECT_EQ(story.alice.stack().state(story.alice_call), CallState::confirmed)
          << where << ": a standing call";
    }
  }
  story.finish();
  for (const std::string& fault : story.faults())
    ADD_FAILURE() << where << ": " << fault;
  check_refusals(story, limited, pool, where);
  for (const auto& party : story.scene.parties) {
    const Usage usage = party->stack().usage();
    EXPECT_LE(usage.blocks.high_water, usage.blocks.capacity) << where;
    EXPECT_LE(usage.outputs.high_water, usage.outputs.capacity) << where;
    EXPECT_LE(usage.events.high_water, events_per_input) << where << ": more than one input's";
  }
  return story.succeeded;
}

class PoolOfOneParty : public testing::TestWithParam<std::tuple<std::size_t, int>> {};

TEST_P(PoolOfOneParty, TooSmallByAnyAmountHarmsNothing) {
  const Pool& pool = pools[std::get<0>(GetParam())];
  const int role = std::get<1>(GetParam());
  std::uint32_t size = pool.least;
  for (; size <= small().*pool.size; size += pool.step) {
    if (play(pool, role, size) || HasFailure()) break;
  }
  if (HasFailure()) return;
  ASSERT_LE(size, small().*pool.size) << "never enough";
  // A little more is not always enough: what was dropped before may now take the room of what follows. But it
  // must be as harmless.
  for (const std::uint32_t more : {1u, 2u, 3u, 5u, 8u})
    (void)play(pool, role, size + more * pool.step);
}

std::string name_of(const testing::TestParamInfo<std::tuple<std::size_t, int>>& parameter) {
  const char* const role = std::get<1>(parameter.param) == 0   ? "transferee"
                           : std::get<1>(parameter.param) == 1 ? "transferor"
                                                               : "target";
  return std::string(pools[std::get<0>(parameter.param)].name) + "_of_the_" + role;
}

INSTANTIATE_TEST_SUITE_P(Exhaustion, PoolOfOneParty,
                         testing::Combine(testing::Range(std::size_t{0}, std::size(pools)),
                                          testing::Range(0, 3)),
                         name_of);

// --- A pool filled by strangers --------------------------------------------------------------------

/// A Stack with a standing call, and strangers who call until nothing is left for them.
struct Besieged {
  explicit Besieged(const Limits& limits) : alone(limits) {
    call = contract::take_call(alone, peer);
    for (int i = 0; i < 40; ++i) {
      Peer stranger{.call_id = "s" + std::to_string(i), .tag = "s" + std::to_string(i)};
      (void)alone.receive(i % 4 == 3 ? stranger.request("OPTIONS") : stranger.invite());
      alone.drain();
    }
    for (const std::string& message : alone.outbox) {
      if (contract::status_of(message) >= 300) refusals.insert(contract::status_of(message));
    }
    alone.outbox.clear();
  }
  /// The status that answers a request inside the standing call.
  std::uint16_t ask(const std::string& request) {
    EXPECT_EQ(alone.receive(request), Errc::ok);
    alone.drain();
    const std::uint16_t status =
        alone.outbox.empty() ? std::uint16_t{0} : contract::status_of(alone.outbox.back());
    alone.outbox.clear();
    return status;
  }

  Alone alone;
  Peer peer;
  CallId call;
  std::set<std::uint16_t> refusals;
};

Limits roomy_but(void (*change)(Limits&)) {
  Limits limits = Limits::host(64);
  change(limits);
  return limits;
}

TEST(PoolFilledByStrangers, AFullTransactionTableIsThe503AndLeavesTheReserve) {
  Besieged besieged(roomy_but([](Limits& l) {
    l.transactions = 12;
    l.reserved = 4;
  }));
  EXPECT_EQ(besieged.refusals, (std::set<std::uint16_t>{503}));
  EXPECT_GE(besieged.alone.stack().counters().refused_for_room, 20u);
  EXPECT_EQ(besieged.alone.stack().usage().transactions.used, 8u);
  EXPECT_EQ(besieged.ask(besieged.peer.request("UPDATE", Peer::contact())), 200);
  EXPECT_TRUE(besieged.alone.stack().refer(besieged.alone.now, besieged.call, "carol").error() ==
              Errc::transactions_full);
  // Far more requests of the standing call than the reserve has: the oldest answered one gives way.
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(besieged.ask(besieged.peer.request("OPTIONS")), 200) << i;
}

TEST(PoolFilledByStrangers, AFullTransactionTableLetsOurByeLeave) {
  Besieged besieged(roomy_but([](Limits& l) {
    l.transactions = 12;
    l.reserved = 4;
  }));
  EXPECT_EQ(besieged.alone.stack().hang_up(besieged.alone.now, besieged.call), Errc::ok);
  besieged.alone.drain();
  ASSERT_FALSE(besieged.alone.outbox.empty());
  EXPECT_TRUE(besieged.alone.outbox.back().starts_with("BYE "));
}

TEST(PoolFilledByStrangers, WithoutAnyTransactionLeftOurByeWaitsForOne) {
  Besieged besieged(roomy_but([](Limits& l) {
    l.transactions = 12;
    l.reserved = 4;
  }));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(besieged.ask(besieged.peer.request("OPTIONS")), 200) << i;
  EXPECT_EQ(besieged.alone.stack().usage().transactions.used, 12u);
  EXPECT_EQ(besieged.alone.stack().hang_up(besieged.alone.now, besieged.call), Errc::ok);
  besieged.alone.run(seconds(40));  // 64*T1 after its answer an OPTIONS gives its transaction back
  bool left = false;
  for (const std::string& message : besieged.alone.outbox) left |= message.starts_with("BYE ");
  EXPECT_TRUE(left);
}

TEST(PoolFilledByStrangers, AFullTransactionTableStillTakesTheByeOfAStandingCall) {
  Besieged besieged(roomy_but([](Limits& l) {
    l.transactions = 12;
    l.reserved = 4;
  }));
  EXPECT_EQ(besieged.ask(besieged.peer.request("BYE")), 200);
  EXPECT_EQ(besieged.alone.heard.back().kind, EventKind::call_ended);
}

TEST(PoolFilledByStrangers, FullCallsAndDialogsAreBusy) {
  Besieged calls(roomy_but([](Limits& l) { l.calls = 5; }));
  EXPECT_EQ(calls.refusals, (std::set<std::uint16_t>{486}));
  EXPECT_EQ(calls.ask(calls.peer.request("BYE")), 200);
  Besieged dialogs(roomy_but([](Limits& l) { l.dialogs = 5; }));
  EXPECT_EQ(dialogs.refusals, (std::set<std::uint16_t>{486}));
  EXPECT_EQ(dialogs.ask(dialogs.peer.request("BYE")), 200);
}

TEST(PoolFilledByStrangers, AFullStoreIsThe500AndLeavesTheReserve) {
  Besieged besieged(roomy_but([](Limits& l) {
    l.blocks = 60;
    l.reserved = 8;
  }));
  EXPECT_EQ(besieged.refusals, (std::set<std::uint16_t>{500}));
  EXPECT_EQ(besieged.ask(besieged.peer.request("BYE")), 200);
}

// Answers are kept for 64*T1, should their requests come again. In a small store they give way to the next request of
// a call that stands, the oldest first, as they do in the transaction table.
TEST(PoolFilledByAnswers, TheOldestAnswersLeaveTheStoreForTheNextRequestOfAStandingCall) {
  Limits limits = Limits::host(4);
  limits.blocks = 18;
  limits.block_bytes = 128;
  limits.reserved = 1;
  Alone alone(limits);
  Peer peer;
  (void)contract::take_call(alone, peer);
  alone.outbox.clear();
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(alone.receive(peer.request("OPTIONS")), Errc::ok);
    alone.drain();
    ASSERT_EQ(alone.outbox.size(), static_cast<std::size_t>(i) + 1) << "every request is answered";
    EXPECT_EQ(contract::status_of(alone.outbox.back()), 200) << i;
  }
  EXPECT_EQ(alone.receive(peer.request("BYE")), Errc::ok);
  alone.drain();
  EXPECT_EQ(contract::status_of(alone.outbox.back()), 200);
  EXPECT_EQ(alone.heard.back().kind, EventKind::call_ended);
}

/// In a store of so many blocks: a call rings, another one is answered and its OPTIONS fill the store; what the CANCEL
/// of the first is told.
std::vector<int> told_on_cancel(std::uint32_t blocks) {
  Limits limits = Limits::host(4);
  limits.blocks = blocks;
  limits.block_bytes = 128;
  limits.reserved = 1;
  Alone alone(limits);
  Peer caller{.call_id = "ringing", .tag = "ringing"};
  const std::string invite = caller.invite();
  EXPECT_EQ(alone.receive(invite), Errc::ok);
  alone.drain();
  Peer peer;
  (void)contract::take_call(alone, peer);
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(alone.receive(peer.request("OPTIONS")), Errc::ok);
    alone.drain();
  }
  alone.outbox.clear();
  std::string cancel = invite;
  cancel.replace(0, 6, "CANCEL");
  cancel.replace(cancel.find(" INVITE\r\n"), 7, " CANCEL");
  EXPECT_EQ(alone.receive(cancel), Errc::ok);
  alone.drain();
  std::vector<int> told;
  for (const auto& message : alone.outbox) told.push_back(contract::status_of(message));
  return told;
}

TEST(PoolFilledByAnswers, TheyLeaveTheStoreForTheAnswerToACancel) {
  for (std::uint32_t blocks = 22; blocks < 40; ++blocks) {
    EXPECT_EQ(told_on_cancel(blocks), (std::vector{200, 487})) << blocks << " blocks";
  }
}

TEST(PoolFilledByStrangers, ARefusalIsStatelessAndTheSameForTheSameRequest) {
  Besieged besieged(roomy_but([](Limits& l) {
    l.transactions = 12;
    l.reserved = 4;
  }));
  Peer stranger{.call_id = "again", .tag = "again"};
  const std::string invite = stranger.invite();
  const std::uint32_t used = besieged.alone.stack().usage().transactions.used;
  ASSERT_EQ(besieged.alone.receive(invite), Errc::ok);
  ASSERT_EQ(besieged.alone.receive(invite), Errc::ok);
  const auto sent = besieged.alone.sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0], sent[1]);
  EXPECT_EQ(contract::status_of(sent[0]), 503);
  EXPECT_NE(contract::header(sent[0], "Retry-After"), "");
  EXPECT_EQ(besieged.alone.stack().usage().transactions.used, used);
  EXPECT_EQ(besieged.alone.receive(stranger.ack()), Errc::stray_ack) << "its ACK is dropped";
  EXPECT_TRUE(besieged.alone.sent().empty());
}

TEST(PoolFilledByStrangers, AMessageWithTooManyHeadersOrOctetsIsThe513) {
  Alone alone(roomy_but([](Limits& l) {
    l.headers = 24;
    l.message_bytes = 900;
  }));
  Peer many, longer{.call_id = "c2@peer", .tag = "peer2"};
  std::string extra;
  for (int i = 0; i < 30; ++i)
    extra += "X: y\r\n";
  EXPECT_EQ(alone.receive(many.request("OPTIONS", extra)), Errc::message_too_long);
  EXPECT_EQ(alone.receive(longer.request("OPTIONS", "X: " + std::string(900, 'y') + "\r\n")),
            Errc::message_too_long);
  const auto sent = alone.sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(contract::status_of(sent[0]), 513);
  EXPECT_EQ(contract::status_of(sent[1]), 513);
  EXPECT_EQ(alone.stack().counters().refused_for_room, 2u);
  // Cut in the middle of what an answer copies, there is nothing to answer with.
  EXPECT_EQ(alone.receive("OPTIONS sip:x SIP/2.0\r\nVia: " + std::string(900, 'y')), Errc::message_too_long);
  EXPECT_TRUE(alone.sent().empty());
}

}  // namespace
}  // namespace baton
