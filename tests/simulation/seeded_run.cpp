#include "tests/simulation/seeded_run.hpp"

#include <algorithm>

namespace baton::simulation {
namespace {

constexpr std::array names_of_agents{"alice", "bob", "carol", "dave", "erin"};
constexpr Port first_proxy = World::first_port + SeededRun::agents_max;
constexpr Port liar_port = first_proxy + SeededRun::proxies_max;

}  // namespace

SeededRun::SeededRun() {
  for (std::size_t i = 0; i < agents_max; ++i)
    agents_.push_back(
        std::make_unique<Agent>(world, static_cast<Port>(World::first_port + i), names_of_agents[i]));
  for (std::size_t i = 0; i < proxies_max; ++i)
    proxies_.push_back(std::make_unique<Proxy>(world, static_cast<Port>(first_proxy + i)));
  liar_ = std::make_unique<Liar>(world, liar_port);
}

void SeededRun::draw_weather(Random& random) {
  weather_ = {};
  switch (random.below(4)) {
    case 0: break;  // calm
    case 1:
      weather_.loss = random.below(8);
      weather_.most = milliseconds(60);
      break;
    case 2:
      weather_.loss = random.below(31);
      weather_.doubled = random.below(20);
      weather_.most = random.between(milliseconds(1), milliseconds(900));
      break;
    default:
      weather_.loss = random.below(31);
      weather_.doubled = random.below(10);
      weather_.stray = random.below(30);
      weather_.straying = random.between(0, seconds(4));
  }
}

void SeededRun::draw_proxies(Random& random) {
  proxies_present_ = random.below(3);
  for (std::size_t i = 0; i < proxies_present_; ++i) {
    Proxy& proxy = *proxies_[i];
    proxy.begin(random.chance(80));
    std::vector<std::string> all;
    for (const Agent* const agent : present_) {
      proxy.register_user(agent->name(), {agent->uri()});
      all.push_back(agent->uri());
    }
    // A group that forks to two or three.
    std::swap(all.front(), all[random.below(static_cast<std::uint32_t>(all.size()))]);
    all.resize(2 + random.below(2));
    if (random.chance(20)) all.push_back(uri_of("nobody", 9'999));
    proxy.register_user("group", std::move(all));
  }
}

void SeededRun::draw_policies(Random& random, StackOptions& options) {
  options.referral.outside_dialogs = random.chance(85);
  options.referral.live_per_call = static_cast<std::uint8_t>(1 + random.below(4));
  options.referral.follow_redirects = random.chance(10);
  if (random.chance(30)) options.replaces.level = static_cast<ReplacesLevel>(random.below(5));
  options.replaces.ask = random.chance(15);
  options.replaces.early_callee = random.chance(30);
  if (random.chance(10)) options.accept_status = AcceptStatus::pending;
  options.digest_realm = random.chance(10) ? "agents" : std::string_view{};
  options.referral.want_digest = !options.digest_realm.empty() && random.chance(50);
}

void SeededRun::draw_agents(Random& random, std::uint64_t seed) {
  const std::size_t count = 3 + random.below(agents_max - 2);
  present_.clear();
  for (std::size_t i = 0; i < count; ++i)
    present_.push_back(agents_[i].get());
  stage_.agents = present_;
  for (std::size_t i = 0; i < count; ++i) {
    AgentSetting setting;
    setting.limits = random.chance(12) ? Limits::device() : small_host();
    setting.seed = seed * 8 + i;
    setting.bridged = random.chance(40);
    if (random.chance(10)) setting.options.accept_status = AcceptStatus::strict;
    if (random.chance(3)) setting.options.handle_refer = false;
    draw_policies(random, setting.options);
    if (proxies_present_ != 0 && random.chance(25)) {
      setting.proxy = "sip:127.0.0.1:";
      const std::uint32_t proxy = random.below(static_cast<std::uint32_t>(proxies_present_));
      append_number(setting.proxy, first_proxy + proxy);
      setting.proxy += ";lr";
      if (random.chance(40)) {
        setting.password = "secret";
        proxies_[proxy]->challenge(present_[i]->port());
      }
    }
    applications_[i].begin(stage_, Manners::drawn(random));
    present_[i]->begin(setting, applications_[i]);
  }
}

void SeededRun::draw_liar(Random& random, std::uint64_t seed) {
  liar_present_ = random.chance(20);
  if (!liar_present_) return;
  const auto all = scripts();
  const Script& script = all[random.below(static_cast<std::uint32_t>(all.size()))];
  std::string refers_to;
  if (random.chance(30)) refers_to = present_[random.below(static_cast<std::uint32_t>(present_.size()))]->uri();
  liar_->begin(script, seed, std::move(refers_to));
}

void SeededRun::draw_callees(Random& random) {
  stage_.callees.clear();
  for (const Agent* const agent : present_) {
    stage_.callees.push_back(agent->uri());
    for (std::size_t i = 0; i < proxies_present_; ++i)
      stage_.callees.push_back(uri_of(agent->name(), proxies_[i]->port()));
  }
  for (std::size_t i = 0; i < proxies_present_; ++i) {
    stage_.callees.push_back(uri_of("group", proxies_[i]->port()));
    if (random.chance(20)) stage_.callees.push_back(uri_of("nobody", proxies_[i]->port()));
  }
  if (random.chance(10)) stage_.callees.push_back(uri_of("nobody", 9'999));
  // Where there is one, it is spoken to.
  for (unsigned i = 0; liar_present_ && i < 3; ++i)
    stage_.callees.push_back(liar_->uri());
}

const std::string& SeededRun::run(std::uint64_t seed, Tally& tally) {
  Random random(seed * 0x9e3779b97f4a7c15u + 0x51);
  draw_weather(random);
  world.begin(random.next(), weather_);
  const std::uint64_t carried = world.network.carried;
  stage_.curtain = world.now + random.between(seconds(5), seconds(60));
  stage_.transfers_left = 2 + random.below(5);
  // The agents come before the proxies that know them, but hear of an outbound proxy: both are drawn first.
  present_.clear();
  for (std::size_t i = 0; i < agents_max; ++i)
    present_.push_back(agents_[i].get());
  draw_proxies(random);
  draw_agents(random, seed);
  draw_liar(random, seed);
  draw_callees(random);
  for (std::size_t i = 0; i < agents_max; ++i) {
    if (i < present_.size())
      world.join(*agents_[i]);
    else
      world.leave_out();
  }
  for (std::size_t i = 0; i < proxies_max; ++i) {
    if (i < proxies_present_)
      world.join(*proxies_[i]);
    else
      world.leave_out();
  }
  if (liar_present_) world.join(*liar_);
  play();
  Oracle(world, present_, liar_present_).count(tally);
  tally.messages += world.network.carried - carried;
  ++tally.runs;
  return world.violation;
}

void SeededRun::play() {
  const std::uint32_t calls = 1 + world.random.below(3);
  for (std::uint32_t i = 0; i < calls; ++i) {
    Agent& caller = *present_[world.random.below(static_cast<std::uint32_t>(present_.size()))];
    caller.later(i == 0 ? 0 : world.random.between(0, seconds(5)), Deed::call, {});
    world.touched(caller);
  }
  Oracle oracle(world, present_, liar_present_);
  world.run(stage_.curtain + seconds(900));
  if (!world.violation.empty()) return;
  oracle.judge_outcomes();
  oracle.judge_connections();
  for (Agent* const agent : present_) {
    agent->forget_tasks();
    agent->shutdown();
    world.touched(*agent);
  }
  world.run(world.now + seconds(600));
  if (world.violation.empty()) oracle.judge_remains();
}

std::vector<std::string> SeededRun::names() const {
  std::vector<std::string> names;
  for (const auto& agent : agents_)
    names.push_back(agent->name());
  for (std::size_t i = 0; i < proxies_max; ++i)
    names.push_back("proxy" + std::to_string(i + 1));
  names.emplace_back("liar");
  return names;
}

std::string SeededRun::description() const {
  std::string text;
  append_number(text, present_.size());
  text += " agents, ";
  append_number(text, proxies_present_);
  text += " proxies, loss ";
  append_number(text, weather_.loss);
  text += " %, doubled ";
  append_number(text, weather_.doubled);
  text += " %, delay up to ";
  append_number(text, static_cast<std::uint64_t>((weather_.most + weather_.straying) / 1'000));
  text += " ms";
  if (liar_present_) text.append(", a peer that ").append(liar_->script_name());
  return text;
}

}  // namespace baton::simulation
