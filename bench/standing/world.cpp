#include "bench/standing/world.hpp"

#include <cstdlib>

namespace baton::bench {
namespace {

constexpr std::uint32_t transferee = 0, transferor = 1, target = 2;
/// What one Ethernet frame holds.
constexpr std::uint32_t frame = 1'300;

/// A transfer leaves some ten transactions behind for 32 s.
Limits limits_for(std::uint32_t standing) {
  const std::uint32_t calls = standing + 2 * StandingWorld::batch + 8;
  Limits limits = Limits::host(calls);
  limits.transactions = 16 * StandingWorld::batch + calls;
  limits.reserved = StandingWorld::batch;
  limits.dialogs = calls + StandingWorld::batch;
  limits.transfers = 2 * StandingWorld::batch;
  limits.subscriptions = 4 * StandingWorld::batch;
  limits.blocks = 8 * limits.transactions;
  limits.message_bytes = frame;
  return limits;
}

}  // namespace

StandingWorld::StandingWorld(std::uint32_t standing) : limits_(limits_for(standing)) {
  for (std::size_t i = 0; i < party_.size(); ++i) add(i);
  for (Slot& slot : queue_) slot.bytes.resize(frame);
  for (std::uint32_t i = 0; i < standing; ++i) {
    (void)set_up();
    if (i % batch == batch - 1) pass(seconds(40));
  }
  pass(seconds(40));
}

void StandingWorld::draw(void* context, std::span<std::byte> out) noexcept {
  auto& state = static_cast<Party*>(context)->random;
  for (std::byte& byte : out) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = static_cast<std::byte>(state >> 56);
  }
}

void StandingWorld::add(std::size_t index) {
  auto party = std::make_unique<Party>();
  const auto port = static_cast<std::uint16_t>(5060 + index);
  party->random = index + 1;
  party->uri = "sip:user@127.0.0.1:" + std::to_string(port);
  party->address = *parse_address("127.0.0.1", port);
  party->state.resize(state_bytes(limits_) / 8 + 1);
  party->work.resize(work_bytes(limits_) / 8 + 1);
  const Environment environment{.context = party.get(), .random = draw};
  StackOptions options;
  options.referral.per_minute = 0;
  const auto made = Stack::make(limits_, environment, std::as_writable_bytes(std::span(party->state)),
                                std::as_writable_bytes(std::span(party->work)), options);
  if (!made) std::abort();
  party->stack = *made;
  party->flow = *party->stack->flow_opened(now_, {.transport = Transport::udp, .local = party->address, .peer = {}});
  AccountView view;
  view.uri = party->uri;
  party->account = *party->stack->add_account(now_, view);
  party_[index] = std::move(party);
}

void StandingWorld::collect(Party& party) {
  for (;;) {
    Slot& slot = queue_[last_ % queue_.size()];
    const auto out = party.stack->next_transmit(slot.bytes);
    if (!out) return;
    slot.from = static_cast<std::size_t>(party.address.port - 5060);
    slot.to = static_cast<std::size_t>(out->peer.port - 5060);
    slot.size = out->size;
    ++last_;
    ++messages_;
  }
}

void StandingWorld::drain(Party& party) {
  for (;;) {
    collect(party);
    const auto event = party.stack->next_event();
    if (!event) return;
    if (event->kind == EventKind::call_incoming) {
      (void)party.stack->answer(now_, event->call);
    } else if (event->kind == EventKind::refer_received) {
      const Result<CallId> call = party.stack->accept_refer(now_, event->transfer);
      if (!call) std::abort();
      referred_.push_back(*call);
    } else if (event->kind == EventKind::transfer_succeeded) {
      ++transferred_;
      (void)party.stack->hang_up(now_, event->call);
    }
  }
}

void StandingWorld::settle() {
  for (auto& party : party_) drain(*party);
  while (first_ != last_) {
    Slot& slot = queue_[first_++ % queue_.size()];
    Party& to = *party_[slot.to];
    (void)to.stack->receive(now_, to.flow, party_[slot.from]->address, std::span(slot.bytes).first(slot.size));
    drain(to);
  }
}

void StandingWorld::pass(Microseconds length) {
  const Time until = now_ + length;
  while (now_ < until) {
    Time next = until;
    for (auto& party : party_) {
      if (party->stack->next_deadline() < next) next = party->stack->next_deadline();
    }
    if (next > now_) now_ = next;
    for (auto& party : party_) {
      if (party->stack->next_deadline() <= now_) party->stack->advance(now_);
      drain(*party);
    }
    settle();
    if (next >= until) return;
  }
}

CallId StandingWorld::set_up() {
  Party& caller = *party_[transferor];
  const Result<CallId> call = caller.stack->call(now_, caller.account, party_[transferee]->uri);
  if (!call) std::abort();
  settle();
  return *call;
}

void StandingWorld::transfer(CallId call) {
  if (!party_[transferor]->stack->refer(now_, call, party_[target]->uri)) std::abort();
  settle();
}

void StandingWorld::end_referred() {
  for (const CallId call : referred_) {
    (void)party_[transferee]->stack->hang_up(now_, call);
    settle();
  }
  referred_.clear();
}

std::size_t StandingWorld::held_bytes() const {
  const Usage now = usage();
  return now.transactions.used * record_bytes::transaction + now.calls.used * record_bytes::call +
         now.dialogs.used * (record_bytes::dialog + limits_.dialog_text) +
         now.transfers.used * record_bytes::transfer + now.subscriptions.used * record_bytes::subscription +
         now.blocks.used * (record_bytes::block_link + limits_.block_bytes);
}

}  // namespace baton::bench
