#include "tests/agent/contract_story.hpp"

#include <algorithm>
#include <map>

namespace baton::contract {
namespace {

using simulation::Heard;
using simulation::Packet;
using simulation::Party;

struct Numbers {
  std::uint64_t state;
  std::uint32_t below(std::uint32_t limit) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state >> 33) % limit;
  }
};

std::string text_of(std::uint64_t number) {
  return std::to_string(number);
}

/// The contract of one REFER of ours (outcome table, "Contract").
void check_transfer(const Party& party, TransferId id, bool finished, std::vector<std::string>& faults) {
  std::string seen;
  for (const Heard& event : party.heard) {
    if (event.transfer != id) continue;
    switch (event.kind) {
      case EventKind::refer_accepted: seen += 'a'; break;
      case EventKind::refer_rejected: seen += 'r'; break;
      case EventKind::transfer_trying: seen += 't'; break;
      case EventKind::transfer_ringing: seen += 'i'; break;
      case EventKind::transfer_succeeded: seen += 's'; break;
      case EventKind::transfer_failed: seen += 'f'; break;
      default: return;  // one we received
    }
  }
  static const std::vector<std::string> whole{"r", "as", "af", "ats", "atf", "ais", "aif", "atis", "atif"};
  static const std::vector<std::string> begun{"", "a", "at", "ai", "ati"};
  const bool good = std::find(whole.begin(), whole.end(), seen) != whole.end() ||
                    (!finished && std::find(begun.begin(), begun.end(), seen) != begun.end());
  if (!good) faults.push_back(party.name + ": a transfer's outcome was '" + seen + "'");
}

void check_calls(const Party& party, bool finished, std::vector<std::string>& faults) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> ends;
  for (const Heard& event : party.heard) {
    if (event.kind < EventKind::call_incoming || event.kind > EventKind::call_ended) continue;
    int& ended = ends[{event.call.index, event.call.generation}];
    if (ended != 0) faults.push_back(party.name + ": " + std::string(name(event.kind)) + " after call_ended");
    if (event.kind == EventKind::call_ended) ++ended;
  }
  for (const auto& [call, ended] : ends) {
    if (finished && ended != 1) faults.push_back(party.name + ": a call never ended");
  }
}

void check_released(const Party& party, std::vector<std::string>& faults) {
  const Usage usage = const_cast<Party&>(party).stack().usage();
  const auto expect_empty = [&](const char* pool, const PoolUsage& is) {
    if (is.used != 0) faults.push_back(party.name + ": " + text_of(is.used) + " " + pool + " not given back");
  };
  expect_empty("transactions", usage.transactions);
  expect_empty("dialogs", usage.dialogs);
  expect_empty("calls", usage.calls);
  expect_empty("transfers", usage.transfers);
  expect_empty("subscriptions", usage.subscriptions);
  expect_empty("blocks", usage.blocks);
  expect_empty("outputs", usage.outputs);
  expect_empty("events", usage.events);
  if (const_cast<Party&>(party).stack().next_deadline() != never)
    faults.push_back(party.name + ": a timer is left");
}

}  // namespace

Story::Story(const Sizes& sizes, std::uint64_t seed, Time start)
    : alice((scene.now = start, scene.add("alice", 5070, sizes.alice, {}, seed))),
      bob(scene.add("bob", 5071, sizes.bob, {}, seed)),
      carol(scene.add("carol", 5072, sizes.carol, {}, seed)),
      start_(start) {
  for (auto& party : scene.parties)
    listen(*party);
}

void Story::listen(Party& party) {
  party.on_event = [this](Party& self, const Event& event) {
    switch (event.kind) {
      case EventKind::call_incoming:
        if (&self == &alice && alice_call.generation == 0) alice_call = event.call;
        (void)self.stack().ring(scene.now, event.call);
        if (self.stack().answer(scene.now, event.call) != Errc::ok)
          (void)self.stack().reject(scene.now, event.call, 488);
        break;
      case EventKind::refer_received:
        if (!self.stack().accept_refer(scene.now, event.transfer, event.message->bytes())) {
          (void)self.stack().reject_refer(scene.now, event.transfer);
        }
        break;
      case EventKind::transfer_succeeded:
        succeeded = true;
        if (hangs_up_on_success_) (void)self.stack().hang_up(scene.now, event.call);
        break;
      default: break;
    }
  };
}

bool Story::connect() {
  const auto call = bob.stack().call(scene.now, bob.account, alice.uri);
  if (!call) return false;
  bob_call = *call;
  return scene.run_until(
      [&] {
        return bob.stack().state(bob_call) == CallState::confirmed &&
               alice.stack().state(alice_call) == CallState::confirmed;
      },
      seconds(100));
}

bool Story::transfer() {
  const auto id = bob.stack().refer(scene.now, bob_call, carol.uri);
  if (!id) return false;
  scene.run_until([&] { return bob.stack().state(*id) == TransferState::none; }, seconds(400));
  return true;
}

void Story::finish() {
  hangs_up_on_success_ = true;
  scene.run(seconds(10));
  for (auto& party : scene.parties) {
    std::vector<CallId> calls{party.get() == &bob ? bob_call : CallId{}};
    for (const Heard& event : party->heard)
      calls.push_back(event.call);
    for (const CallId call : calls)
      (void)party->stack().hang_up(scene.now, call);
  }
  scene.run(seconds(600));
  // Referred calls that came about meanwhile.
  for (auto& party : scene.parties)
    party->stack().shutdown(scene.now);
  scene.run(seconds(600));
  finished = true;
}

std::vector<std::string> Story::faults() const {
  return faults_of(scene, finished);
}

std::vector<std::string> faults_of(const simulation::Scene& scene, bool finished) {
  std::vector<std::string> faults;
  for (const auto& party : scene.parties) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> seen;
    for (const Heard& event : party->heard) {
      const std::pair id{event.transfer.index, event.transfer.generation};
      if (id.second == 0 || std::find(seen.begin(), seen.end(), id) != seen.end()) continue;
      seen.push_back(id);
      check_transfer(*party, event.transfer, finished, faults);
    }
    check_calls(*party, finished, faults);
    if (finished) check_released(*party, faults);
  }
  return faults;
}

std::string Story::transcript() const {
  std::string text;
  for (const Packet& packet : scene.log) {
    text += text_of(static_cast<std::uint64_t>(packet.at - start_)) + " " + text_of(packet.from.port) + ">" +
            text_of(packet.to.port) + "\n" + packet.text + "\n";
  }
  for (const auto& party : scene.parties) {
    for (const Heard& event : party->heard) {
      text += party->name + " " + text_of(static_cast<std::uint64_t>(event.at - start_)) + " " +
              std::string(name(event.kind)) + " " + std::string(name(event.cause)) + " " +
              text_of(event.status) + " " + text_of(event.call.index) + "/" + text_of(event.call.generation) +
              " " + text_of(event.transfer.index) + "/" + text_of(event.transfer.generation) + " " +
              event.reason + "\n";
    }
  }
  return text;
}

std::function<simulation::Scene::Fate(const Packet&)> rough_network(std::uint64_t seed, unsigned loss,
                                                                    unsigned twice) {
  return [numbers = Numbers{seed}, loss, twice](const Packet&) mutable {
    simulation::Scene::Fate fate;
    fate.lost = numbers.below(100) < loss;
    fate.doubled = numbers.below(100) < twice;
    fate.delay = milliseconds(1 + numbers.below(300));
    return fate;
  };
}

}  // namespace baton::contract
