#include "tests/simulation/story.hpp"

#include <algorithm>

#include "tests/simulation/oracle.hpp"

namespace baton::simulation {
namespace {

constexpr std::uint32_t token = 1;

}  // namespace

std::uint64_t draws_of(std::uint64_t input, std::uint64_t times_before) {
  return Random(input + times_before * 0x9e3779b97f4a7c15u).next();
}

const char* StoryApplication::name_of(unsigned index) {
  constexpr const char* names[roles] = {"alice", "bob", "carol"};
  return names[index];
}

AgentSetting StoryApplication::setting_of(unsigned index) {
  AgentSetting setting;
  setting.limits = small_host();
  setting.limits.transactions = 32;
  setting.limits.reserved = 4;
  setting.limits.calls = 4;
  setting.limits.dialogs = 6;
  setting.limits.dialog_text = 512;
  setting.limits.blocks = 64;
  setting.seed = index + 1;
  return setting;
}

void StoryApplication::call(Agent& agent) {
  const bool first = agent.ledger.calls.empty();
  if (first) {
    agent.draw_from(hash_of("call bob"));
    (void)agent.call(uri_of("bob", bob), 0);
  }
  if (story.form != Form::attended || first == story.holds) return;
  agent.draw_from(hash_of("call carol"));
  (void)agent.call(uri_of("carol", carol), 0);
}

void StoryApplication::refer(Agent& agent) {
  const std::vector<CallFact>& calls = agent.ledger.calls;
  Wish wish{.form = story.form, .call = calls[0].id, .refer_to = uri_of("carol", carol, token), .token = token};
  if (story.form == Form::attended) {
    const bool connected = std::all_of(calls.begin(), calls.end(), [](const CallFact& call) { return call.connected; });
    if (calls.size() != 2 || !connected) return;
    wish.options.replaces = calls[1].id;
  }
  agent.draw_from(hash_of("refer"));
  (void)agent.refer(wish);
  if (!story.transferor_hangs_up) return;
  agent.draw_from(hash_of("hang up"));
  (void)agent.hang_up(wish.call);
}

void StoryApplication::on_event(Agent& agent, const Event& event) {
  switch (event.kind) {
    case EventKind::call_incoming:
      if (agent.port() == carol && story.target_refuses && agent.ledger.call(event.call)->token == token) {
        (void)agent.reject(event.call, 486);
        return;
      }
      if (agent.port() == carol) (void)agent.ring(event.call);
      (void)agent.answer(event.call);
      return;
    case EventKind::call_connected:
      if (agent.port() != alice || !refers) return;
      if (story.holds && agent.ledger.calls.size() == 1) {
        agent.draw_from(hash_of("hold"));
        (void)agent.hold(event.call);
        return call(agent);
      }
      return refer(agent);
    case EventKind::refer_received:
      agent.draw_from(hash_of("accept"));
      (void)agent.accept_refer(event.transfer);
      if (!story.transferee_hangs_up) return;
      agent.draw_from(hash_of("hang up"));
      (void)agent.hang_up(event.call);
      return;
    case EventKind::transfer_succeeded:
      if (story.transferor_waits) return;
      agent.draw_from(hash_of("hang up"));
      (void)agent.hang_up(event.call);
      return;
    default: return;
  }
}

void judge_story(World& world, std::span<Agent* const> present, const Story& story) {
  const std::vector<SentFact>& sents = present[0]->ledger.sents;
  if (sents.empty()) return world.violate("the call was set up and the REFER sent");
  Oracle oracle(world, present, false);
  oracle.judge_outcomes();
  oracle.judge_connections();
  const SentFact& sent = sents.front();
  // A BYE that overtakes the REFER may have it refused (outcome table row 13).
  if (story.transferor_hangs_up && sent.rejected) return;
  if (!sent.accepted) world.violate("the REFER was accepted");
  if (story.target_refuses ? sent.status != 486 : !sent.succeeded)
    world.violate("the transferor hears how the transfer ended");
}

}  // namespace baton::simulation
