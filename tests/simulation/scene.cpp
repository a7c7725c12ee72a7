#include "tests/simulation/scene.hpp"

#include "tests/simulation/scene_hash.hpp"

#include <array>
#include <algorithm>
#include <cstdlib>

namespace baton::simulation {
namespace {

/// SplitMix64: the whole run follows from the seed.
void draw(void* context, std::span<std::byte> out) noexcept {
  auto& state = static_cast<Party*>(context)->random_state;
  for (std::byte& byte : out) {
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    byte = static_cast<std::byte>(z >> 56);
  }
}

std::span<std::byte> bytes_of(std::vector<std::uint64_t>& words) {
  return {reinterpret_cast<std::byte*>(words.data()), words.size() * 8};
}

}  // namespace

Endpoint loopback(std::uint16_t port) {
  return *parse_address("127.0.0.1", port);
}

std::string Packet::header(std::string_view name) const {
  std::size_t line = 0;
  while ((line = text.find("\r\n", line)) != std::string::npos) {
    line += 2;
    if (text.compare(line, 2, "\r\n") == 0) return {};
    if (text.compare(line, name.size(), name) != 0 || text.compare(line + name.size(), 2, ": ") != 0)
      continue;
    const std::size_t begin = line + name.size() + 2;
    return text.substr(begin, text.find("\r\n", begin) - begin);
  }
  return {};
}

namespace {

/// Stands for MD5 and SHA: between ends that all use it any function of the octets will do.
bool mix(void*, HashAlgorithm algorithm, std::span<const std::string_view> parts, std::span<std::byte> out) noexcept {
  std::uint64_t state = 14695981039346656037U + static_cast<std::uint64_t>(algorithm);
  for (const std::string_view part : parts) {
    for (const char c : part) state = (state ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  for (std::byte& octet : out) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    octet = static_cast<std::byte>(state >> 56);
  }
  return true;
}

/// Everybody's password is "secret".
std::size_t password(void*, std::string_view, std::string_view, std::span<char> out) noexcept {
  constexpr std::string_view secret = "secret";
  if (out.size() < secret.size()) return 0;
  std::copy(secret.begin(), secret.end(), out.begin());
  return secret.size();
}

}  // namespace

std::string hash_text(HashAlgorithm algorithm, std::string_view text) {
  std::array<std::byte, 32> octets{};
  const std::size_t size = algorithm == HashAlgorithm::md5 ? 16 : 32;
  (void)mix(nullptr, algorithm, std::span(&text, 1), std::span(octets).first(size));
  std::string hex;
  for (std::size_t i = 0; i < size; ++i) {
    for (const unsigned shift : {4U, 0U}) {
      hex += "0123456789abcdef"[std::to_integer<unsigned>(octets[i]) >> shift & 15U];
    }
  }
  return hex;
}

Party::Party(Scene& scene, std::string party_name, std::uint16_t port, const Limits& sizes,
             const StackOptions& options, std::uint64_t seed)
    : name(std::move(party_name)),
      uri("sip:" + name + "@127.0.0.1:" + std::to_string(port)),
      address(loopback(port)),
      limits(sizes),
      random_state(seed * 1000 + port),
      state_((state_bytes(sizes) + 7) / 8),
      work_((work_bytes(sizes) + 7) / 8) {
  const Environment environment{.context = this, .random = draw, .hash = mix, .password = password};
  const auto made = Stack::make(sizes, environment, bytes_of(state_), bytes_of(work_), options);
  if (!made) std::abort();
  stack_ = *made;
  flow = *stack_->flow_opened(scene.now, {.transport = Transport::udp, .local = address, .peer = {}});
  account = *stack_->add_account(
      scene.now, {.uri = uri, .display_name = {}, .contact_user = {}, .proxy = {}, .user_agent = {}});
}

std::size_t Party::count(EventKind kind) const {
  return static_cast<std::size_t>(
      std::count_if(heard.begin(), heard.end(), [&](const Heard& event) { return event.kind == kind; }));
}

const Heard* Party::last(EventKind kind) const {
  for (auto at = heard.rbegin(); at != heard.rend(); ++at) {
    if (at->kind == kind) return &*at;
  }
  return nullptr;
}

std::string Party::story(bool transfers_only) const {
  std::string text;
  for (const Heard& event : heard) {
    const std::string_view kind = baton::name(event.kind);
    if (transfers_only && kind.starts_with("call_")) continue;
    if (!text.empty()) text += ' ';
    text += kind;
  }
  return text;
}

Party& Scene::add(std::string name, std::uint16_t port, const Limits& limits, const StackOptions& options,
                  std::uint64_t seed) {
  parties.push_back(std::make_unique<Party>(*this, std::move(name), port, limits, options, seed));
  return *parties.back();
}

void Scene::send(Packet packet) {
  log.push_back(packet);
  const Fate fate = network ? network(packet) : Fate{};
  if (fate.lost) return;
  packet.at = now + fate.delay;
  queue_.push_back(packet);
  if (fate.doubled) queue_.push_back(packet);
}

void Scene::collect(Party& party) {
  std::vector<std::byte> buffer(party.limits.message_bytes);
  while (const auto out = party.stack().next_transmit(buffer)) {
    send({.at = now,
          .from = party.address,
          .to = out->peer,
          .text = std::string(reinterpret_cast<const char*>(buffer.data()), out->size)});
  }
}

void Scene::drain(Party& party) {
  for (;;) {
    collect(party);
    const auto event = party.stack().next_event();
    if (!event) return;
    party.heard.push_back({.at = now,
                           .kind = event->kind,
                           .cause = event->cause,
                           .status = event->status,
                           .call = event->call,
                           .other = event->other,
                           .proof = event->proof,
                           .transfer = event->transfer,
                           .reason = std::string(event->reason),
                           .had_message = event->message != nullptr});
    if (party.on_event) party.on_event(party, *event);
  }
}

void Scene::inject(const Endpoint& from, Party& to, std::string_view text, Microseconds delay) {
  queue_.push_back({.at = now + delay, .from = from, .to = to.address, .text = std::string(text)});
}

Time Scene::next_time() const {
  Time next = never;
  for (const Packet& packet : queue_)
    next = std::min(next, packet.at);
  for (const auto& party : parties)
    next = std::min(next, party->stack().next_deadline());
  return next;
}

bool Scene::run_until(const std::function<bool()>& done, Microseconds limit) {
  const Time end = now + limit;
  for (auto& party : parties)
    drain(*party);
  while (!done()) {
    const Time next = next_time();
    if (next > end) break;
    now = std::max(now, next);
    // Of packets due at once the one sent first arrives first.
    const auto due = std::find_if(queue_.begin(), queue_.end(), [&](const Packet& p) { return p.at <= now; });
    if (due != queue_.end()) {
      const Packet packet = *due;
      queue_.erase(due);
      bool claimed = false;
      for (auto& party : parties) {
        if (party->address != packet.to) continue;
        claimed = true;
        (void)party->stack().receive(now, party->flow, packet.from,
                                     std::as_bytes(std::span(packet.text.data(), packet.text.size())));
        drain(*party);
      }
      if (!claimed) unclaimed.push_back(packet);
      continue;
    }
    for (auto& party : parties) {
      if (party->stack().next_deadline() > now) continue;
      party->stack().advance(now);
      drain(*party);
    }
  }
  if (done()) return true;
  now = std::max(now, end);
  return false;
}

void Scene::run(Microseconds length) {
  (void)run_until([] { return false; }, length);
}

}  // namespace baton::simulation
