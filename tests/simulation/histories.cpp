#include "tests/simulation/histories.hpp"

#include <algorithm>

namespace baton::simulation {
namespace {

constexpr std::size_t part_words = 8;

}  // namespace

std::uint32_t MessageTable::number(Port from, Port to, std::string_view bytes) {
  std::string key;
  append_number(key, from);
  append_number(key += ' ', to);
  (key += ' ') += bytes;
  const auto [at, added] = numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(messages_.size()));
  if (added) messages_.push_back({from, to, std::string(bytes)});
  return at->second;
}

std::string MessageTable::name(std::uint32_t number) const {
  const Message& message = messages_[number];
  std::string text = StoryApplication::name_of(message.from - World::first_port);
  text.append(" to ").append(StoryApplication::name_of(message.to - World::first_port)).append(": ");
  Wire wire;
  (void)wire.read(message.bytes);
  text.append(message.bytes, 0, message.bytes.find('\r'));
  text.append(" (").append(wire.value(HeaderId::cseq)).append(")");
  if (const Said said = read_report(wire); wire.method() == Method::notify && said.status != 0)
    append_number(text += " says ", said.status);
  return text;
}

std::size_t Histories::OriginHash::operator()(const Origin& origin) const {
  return Random((std::uint64_t{origin.before} << 32 | origin.input) + static_cast<std::uint64_t>(origin.at) * 3).next();
}

Histories::Histories(MessageTable& messages, StoryApplication& application, unsigned index, Grain grain)
    : messages_(messages),
      application_(application),
      grain_(grain),
      agent_(world_, static_cast<Port>(World::first_port + index), StoryApplication::name_of(index)) {
  world_.begin(1, {});
  world_.carrier = this;
  agent_.begin(StoryApplication::setting_of(index), application_);
  first_words_.assign(agent_.memory().begin(), agent_.memory().end());
  keep(classes_.emplace_back());
  live_ = beginning;
}

void Histories::carry(Port from, Port to, std::string_view bytes) {
  sent_.push_back(messages_.number(from, to, bytes));
}

/// The agent is at `before`, and goes on.
void Histories::play(Class before, Input input, Time now) {
  const std::vector<Event>& taken = classes_[before].taken;
  const auto times = std::count_if(taken.begin(), taken.end(), [&](const Event& event) { return event.what == input; });
  const std::uint64_t what = is_message(input) ? hash_of(messages_[input].bytes) : input;
  agent_.draw_from(draws_of(what, static_cast<std::uint64_t>(times)));
  world_.now = now;
  world_.violation.clear();
  sent_.clear();
  live_ = none;
  switch (input) {
    case call_command: application_.call(agent_); break;
    case refer_command: application_.refer(agent_); break;
    case shutdown_command: agent_.shutdown(); break;
    case timer_due: agent_.advance(); break;
    default: {
      const MessageTable::Message message = messages_[input];  // what it sends may move the table
      agent_.receive(message.from, message.bytes);
    }
  }
}

void Histories::keep(Known& known) {
  const std::span<const std::uint64_t> words = agent_.memory();
  for (std::size_t at = 0; at < words.size(); at += part_words) {
    const auto part = words.subspan(at, std::min(part_words, words.size() - at));
    if (std::equal(part.begin(), part.end(), first_words_.begin() + static_cast<std::ptrdiff_t>(at))) continue;
    known.parts.push_back(static_cast<std::uint32_t>(at));
    known.words.insert(known.words.end(), part.begin(), part.end());
  }
  known.ledger = agent_.ledger;
  known.shut_down = agent_.shut_down();
}

void Histories::go_to(Class which) {
  if (live_ == which) return;
  const Known& known = classes_[which];
  const std::span<std::uint64_t> words = agent_.memory();
  std::copy(first_words_.begin(), first_words_.end(), words.begin());
  auto from = known.words.begin();
  for (const std::uint32_t at : known.parts) {
    const auto size = static_cast<std::ptrdiff_t>(std::min(part_words, words.size() - at));
    std::copy(from, from + size, words.begin() + at);
    from += size;
  }
  agent_.put_back(known.ledger, known.shut_down);
  live_ = which;
}

Agent& Histories::agent(Class which) {
  go_to(which);
  live_ = none;
  return agent_;
}

/// All that `Oracle` reads, and what a Stack shows of itself.
std::string Histories::view_text() const {
  std::string text;
  agent_.ledger.append_view(text);
  std::vector<std::pair<std::uint64_t, CallState>> states;
  for (const CallFact& call : agent_.ledger.calls)
    states.push_back({call.dialog, agent_.stack().state(call.id)});
  std::sort(states.begin(), states.end());
  for (const auto& [dialog, state] : states)
    append_number(text += ' ', static_cast<std::uint64_t>(state));
  const Usage usage = agent_.stack().usage();
  for (const PoolUsage* const pool : {&usage.transactions, &usage.dialogs, &usage.calls, &usage.transfers,
                                      &usage.subscriptions, &usage.blocks, &usage.outputs, &usage.events})
    append_number(text += ' ', pool->used);
  // The oracle asks whether the store ran short, not how far it did.
  const bool short_of_room = usage.blocks.capacity - usage.blocks.high_water < 16;
  const Counters& counters = agent_.stack().counters();
  text += short_of_room ? "s" : "r";
  text += agent_.stack().idle() ? "i" : "b";
  append_number(text += ' ', counters.answers_forgotten);
  append_number(text += ' ', counters.challenges_unanswered);
  append_number(text += agent_.shut_down() ? " end " : " ", static_cast<std::uint64_t>(agent_.deadline().us));
  return text;
}

std::string Histories::key(const std::vector<Event>& taken, const std::vector<Event>& given,
                           std::string_view view) const {
  std::string text;
  for (const auto* const events : {&taken, &given}) {
    if (events == &given && grain_ == Grain::careless) continue;
    for (const Event& event : *events) {
      append_number(text += ' ', event.what);
      append_number(text += '@', static_cast<std::uint64_t>(event.at));
    }
    text += '|';
  }
  return text += view;
}

const Histories::Step& Histories::after(Class before, Input input, Time now) {
  const auto [place, added] =
      by_origin_.try_emplace({before, input, now.us}, static_cast<std::uint32_t>(steps_.size()));
  if (!added) return steps_[place->second];
  go_to(before);
  play(before, input, now);
  Known known;
  known.taken = classes_[before].taken;
  known.taken.push_back({now.us, input});
  known.given = classes_[before].given;
  for (const std::uint32_t message : sent_)
    known.given.push_back({now.us, message});
  std::sort(known.taken.begin(), known.taken.end());
  std::sort(known.given.begin(), known.given.end());
  std::string view = view_text();
  const auto [at, fresh] =
      by_key_.try_emplace(key(known.taken, known.given, view), static_cast<Class>(classes_.size()));
  const Class to = at->second;
  classes_[before].steps.push_back(static_cast<std::uint32_t>(steps_.size()));
  steps_.push_back({input, now, to, sent_});
  if (fresh) {
    known.deadline = agent_.deadline();
    known.view = views_.try_emplace(std::move(view), static_cast<std::uint32_t>(views_.size())).first->second;
    keep(known);
    classes_.push_back(std::move(known));
    live_ = to;
  }
  return steps_.back();
}

}  // namespace baton::simulation
