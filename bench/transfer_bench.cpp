// Calls and blind transfers in memory: three Stacks joined by a queue, without a network's delay. What is
// measured is the core alone: parsing, transactions, dialogs, events, building of messages.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "baton/stack.hpp"

namespace {

std::uint64_t allocations = 0;

}  // namespace

// Counted, so that "no allocation" is shown and not claimed. Not inlined, or GCC takes new and free for a
// mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size != 0 ? size : 1)) return memory;
  std::abort();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

using namespace baton;

constexpr std::size_t parties = 3;

struct Party {
  std::uint64_t random = 0;
  std::vector<std::uint64_t> state, work;
  Stack* stack = nullptr;
  FlowId flow;
  AccountId account;
  std::string uri;
  Endpoint address;
};

void draw(void* context, std::span<std::byte> out) noexcept {
  auto& state = static_cast<Party*>(context)->random;
  for (std::byte& byte : out) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = static_cast<std::byte>(state >> 56);
  }
}

/// Alice answers and accepts, Carol answers, Bob calls, refers and hangs up.
class World {
 public:
  World() {
    for (std::size_t i = 0; i < parties; ++i)
      add(i);
    for (auto& slot : queue_)
      slot.bytes.resize(Limits::device().message_bytes);
  }

  /// Runs until nothing is on its way.
  void settle() {
    for (auto& party : party_)
      drain(*party);
    while (first_ != last_) {
      Slot& slot = queue_[first_++ % queue_.size()];
      Party& to = *party_[slot.to];
      (void)to.stack->receive(now_, to.flow, party_[slot.from]->address,
                              std::span(slot.bytes).first(slot.size));
      drain(to);
    }
  }
  /// Lets every lingering transaction go (64*T1 and more).
  void pass(Microseconds length) {
    const Time until = now_ + length;
    for (Time next = now_; next < until;) {
      next = until;
      for (auto& party : party_) {
        if (party->stack->next_deadline() < next) next = party->stack->next_deadline();
      }
      if (next > now_) now_ = next;
      for (auto& party : party_)
        party->stack->advance(now_);
      settle();
    }
  }

  void call() {
    call_ = *party_[1]->stack->call(now_, party_[1]->account, party_[0]->uri);
    settle();
  }
  void transfer() {
    (void)party_[1]->stack->refer(now_, call_, party_[2]->uri);
    settle();
  }
  void hang_up_all() {
    (void)party_[1]->stack->hang_up(now_, call_);
    (void)party_[0]->stack->hang_up(now_, referred_);
    settle();
  }

  /// What the transferee's Stack holds now, beyond its account and flow, in octets of its pools.
  std::size_t held_bytes() const {
    return bytes_of([](const PoolUsage& pool) { return pool.used; });
  }
  /// The most that it ever held.
  std::size_t peak_bytes() const {
    return bytes_of([](const PoolUsage& pool) { return pool.high_water; });
  }

  std::uint64_t messages = 0, transferred = 0;

 private:
  struct Slot {
    std::size_t from = 0, to = 0, size = 0;
    std::vector<std::byte> bytes;
  };

  static constexpr Limits limits_of_all() {
    Limits limits = Limits::host(8);
    limits.message_bytes = Limits::device().message_bytes;
    return limits;
  }
  template <class Which>
  std::size_t bytes_of(Which which) const {
    const Usage usage = party_[0]->stack->usage();
    const Limits limits = limits_of_all();
    return which(usage.transactions) * record_bytes::transaction + which(usage.calls) * record_bytes::call +
           which(usage.dialogs) * (record_bytes::dialog + limits.dialog_text) +
           which(usage.transfers) * record_bytes::transfer +
           which(usage.subscriptions) * record_bytes::subscription +
           which(usage.blocks) * (record_bytes::block_link + limits.block_bytes);
  }

  void add(std::size_t index) {
    auto party = std::make_unique<Party>();
    const auto port = static_cast<std::uint16_t>(5060 + index);
    const Limits limits = limits_of_all();
    party->random = index + 1;
    party->uri = "sip:user@127.0.0.1:" + std::to_string(port);
    party->address = *parse_address("127.0.0.1", port);
    party->state.resize(state_bytes(limits) / 8 + 1);
    party->work.resize(work_bytes(limits) / 8 + 1);
    const Environment environment{.context = party.get(), .random = draw, .hash = nullptr};
    const auto made = Stack::make(limits, environment, std::as_writable_bytes(std::span(party->state)),
                                  std::as_writable_bytes(std::span(party->work)));
    if (!made) std::abort();
    party->stack = *made;
    party->flow =
        *party->stack->flow_opened(now_, {.transport = Transport::udp, .local = party->address, .peer = {}});
    AccountView view;
    view.uri = party->uri;
    party->account = *party->stack->add_account(now_, view);
    party_[index] = std::move(party);
  }

  void collect(Party& party) {
    for (;;) {
      Slot& slot = queue_[last_ % queue_.size()];
      const auto out = party.stack->next_transmit(slot.bytes);
      if (!out) return;
      slot.from = static_cast<std::size_t>(party.address.port - 5060);
      slot.to = static_cast<std::size_t>(out->peer.port - 5060);
      slot.size = out->size;
      ++last_;
      ++messages;
    }
  }

  void drain(Party& party) {
    for (;;) {
      collect(party);
      const auto event = party.stack->next_event();
      if (!event) return;
      if (event->kind == EventKind::call_incoming) {
        (void)party.stack->answer(now_, event->call);
      } else if (event->kind == EventKind::refer_received) {
        referred_ = *party.stack->accept_refer(now_, event->transfer);
      } else if (event->kind == EventKind::transfer_succeeded) {
        ++transferred;
        (void)party.stack->hang_up(now_, event->call);
      }
    }
  }

  Time now_{1'000'000};
  std::array<std::unique_ptr<Party>, parties> party_;
  std::array<Slot, 32> queue_;
  std::size_t first_ = 0, last_ = 0;
  CallId call_, referred_;
};

/// INVITE, 100, 200, ACK, BYE, 200.
void a_call(benchmark::State& state) {
  World world;
  const auto before = allocations;
  for (auto _ : state) {
    world.call();
    world.hang_up_all();
    world.pass(seconds(40));
  }
  state.counters["allocs"] =
      static_cast<double>(allocations - before) / static_cast<double>(state.iterations());
  state.counters["messages/s"] =
      benchmark::Counter(static_cast<double>(world.messages), benchmark::Counter::kIsRate);
  world.call();
  world.pass(seconds(40));
  state.counters["bytes/call"] = static_cast<double>(world.held_bytes());
  state.counters["calls/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(a_call);

/// The whole story of a blind transfer: a call, REFER, NOTIFYs, the referred call, both BYEs.
void a_blind_transfer(benchmark::State& state) {
  World world;
  const auto before = allocations;
  for (auto _ : state) {
    world.call();
    world.transfer();
    world.hang_up_all();
    world.pass(seconds(40));
  }
  if (world.transferred != static_cast<std::uint64_t>(state.iterations()))
    state.SkipWithError("a transfer failed");
  state.counters["allocs"] =
      static_cast<double>(allocations - before) / static_cast<double>(state.iterations());
  state.counters["messages/s"] =
      benchmark::Counter(static_cast<double>(world.messages), benchmark::Counter::kIsRate);
  state.counters["peak bytes"] = static_cast<double>(world.peak_bytes());
  state.counters["transfers/s"] =
      benchmark::Counter(static_cast<double>(world.transferred), benchmark::Counter::kIsRate);
}
BENCHMARK(a_blind_transfer);

}  // namespace
